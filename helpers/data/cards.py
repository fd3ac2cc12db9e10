"""Cards: what a table holds, and the line of credit under a chart's title."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

import pandas as pd

from ..errors import ClearError
from ..language import in_language
from . import messages
from .files import ById, resources, rows_by_id
from .tables import load
from .words import format_period, titled

_MOST = 2  # publishers in a subtitle
_SUBTITLE_WIDTH = 96  # in Latin characters, beside a chart of the theme's width
_PARTS = re.compile(r"(?<=[;·]) ")
_KEPT, _FILLER = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}"
_KEY = ("indicator", "entity", "period", "source")


@dataclass(repr=False)
class _Card:
    """A data card: one line of text, which shows itself in a notebook as a table."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def codebook(table: str, *names: str) -> _Card:
    """The data card of a table: what one row is, what each indicator means, who counted, what is missing.

    Args:
        table: A table of observations, such as "autos", or a measured series.
        *names: The indicators to describe, or the columns of a series; all of the table when none is named.

    Returns:
        A card that shows itself in a notebook.

    Raises:
        ClearError: There is no such table, indicator or column.

    Example:
        >>> print(codebook("air_hourly", "pm25"))
        air_hourly: 942 rows. pm25 (µg/m³), 13 missing.
    """
    rows = load(table)
    measured = {field["name"]: field for field in resources()[table]["schema"]["fields"] if "unit" in field}
    if "indicator" not in rows and not measured:
        raise ClearError(messages.NO_CARD.format(table=table))
    known = ById("column", measured) if measured else ById("indicator", list(rows.groupby("indicator", sort=False)))
    described = {name: known[name] for name in names or known}
    return _card_of_series(table, rows, described) if measured else _card_of_figures(table, described, len(known))


def _card_of_figures(table: str, described: dict[str, pd.DataFrame], known: int) -> _Card:
    rows, lines, summaries = pd.concat(described.values()), [], []
    for name, group in described.items():
        label, label_zh, unit = (group[column].iloc[0] for column in ("label", "label_zh", "unit"))
        # From the first of them to the last; of two that begin or end together, by their text.
        periods = group.sort_values("period").set_index("period")
        first, last = periods["start"].idxmin().split("/")[0], periods["end"].idxmax().split("/")[-1]
        period = format_period(first if first == last else f"{first}/{last}")
        summaries.append(messages.SUMMARY.format(label=label, unit=unit, period=period))
        in_chinese = f"{escape(label_zh)}<br>" if label != label_zh else ""
        names = f"<strong>{escape(label)}</strong><br>{in_chinese}<code>{escape(name)}</code>"
        figures = messages.FIGURES_OF.format(count=len(group), period=period)
        cells = (unit, in_language(rows_by_id("indicators")[name], "definition"), figures)
        lines.append((names, *map(escape, cells)))
    counts = {"described": len(described), "all": known, "figures": len(rows), "sources": rows["source"].nunique()}
    text = messages.CARD_IN_A_LINE.format(table=table, summaries=" ".join(summaries), **counts)
    doubts = {"hedged": (rows["hedge"] != "exact").sum(), "planned": (rows["status"] != "actual").sum()}
    trust = messages.TRUST.format(figures=len(rows), low=(rows["confidence"] == "low").sum(), **doubts)
    return _Card(text, _html(table, messages.CARD_COLUMNS, lines, trust))


def _card_of_series(table: str, rows: pd.DataFrame, described: dict[str, dict]) -> _Card:
    lines, columns = [], []
    for name, field in described.items():
        count = rows[name].isna().sum()
        missing = messages.MISSING.format(count=count) if count else messages.NONE_MISSING
        unit = in_language(field, "unit")
        columns.append(messages.SERIES_COLUMN.format(column=name, unit=unit, missing=missing))
        cells = (unit, in_language(field, "description"), missing)
        lines.append((f"<code>{name}</code>", *map(escape, cells)))
    text = messages.SERIES_IN_A_LINE.format(table=table, rows=len(rows), columns=messages.LISTED.join(columns))
    head = [column.format(rows=len(rows)) for column in messages.SERIES_COLUMNS]
    licences = (in_language(licence, "title").rstrip(".。") for licence in resources()[table].get("licenses", []))
    foot = messages.LICENCE.format(licence=" ".join(each + messages.STOP for each in licences))
    return _Card(text, _html(table, head, lines, foot))


def _html(table: str, head: Iterable[str], lines: Iterable[Iterable[str]], foot: str) -> str:
    """A card around a table whose cells are HTML already, all set at the left and the top."""
    title, about = escape(messages.CARD.format(table=table)), escape(in_language(resources()[table], "description"))
    names = "".join(f"<th style='text-align:left;word-break:keep-all'>{name}</th>" for name in head)
    cells = ("".join(f"<td style='text-align:left;vertical-align:top'>{cell}</td>" for cell in line) for line in lines)
    rows = f"<thead><tr>{names}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in cells)}</tbody>"
    return f"<p><strong>{title}</strong>{messages.STOP} {about}</p><table>{rows}</table><p>{escape(foot)}</p>"


def credit(rows: pd.DataFrame, unit: str | None = None) -> "_Credit":
    """Unit and sources of what a chart draws, for its subtitle; shown by itself, the full list of the sources.

    Args:
        rows: The rows that are drawn, with their column ``source``.
        unit: What the chart's numbers are in, where that is not the unit of the rows.

    Returns:
        Lines of a width that fits under a title.

    Raises:
        ClearError: There are no rows, or none has a source.

    Example:
        >>> print(*credit(load("autos").query("indicator == 'electric_car_share'")))
        % · Source: IEA Global EV Data, through Our World in Data
    """
    if not isinstance(rows, pd.DataFrame) or "source" not in rows or rows["source"].isna().all():
        raise ClearError(messages.NO_ROWS)
    # In the order of their key: of two publishers with as many rows, the same comes first however the rows stand.
    names, known = [name for name in _KEY if name in rows], rows_by_id("sources")
    rows = rows.sort_values(names, kind="stable", key=lambda column: column.astype(str))
    printed_by = {name: in_language(row, "publisher") for name, row in known.items()}
    publishers = Counter(printed_by.get(name, name) for name in rows["source"].dropna())
    units = [unit] if unit else [each for each in rows.get("unit", pd.Series()).dropna().unique() if each != "ratio"]
    named, more = messages.LISTED.join(each for each, _ in publishers.most_common(_MOST)), len(publishers) - _MOST
    message = messages.SOURCES_AND_MORE if more > 0 else messages.SOURCES if len(publishers) > 1 else messages.SOURCE
    sources = message.format(source=named, sources=named, more=more)
    lines = _Credit(_wrapped(" · ".join([*units, sources])))
    lines.sources = set(rows["source"])
    return lines


def _wrapped(text: str) -> list[str]:
    """Lines no wider than a chart, broken within a name only where the name is longer than a line."""
    # A Chinese character is as wide as two Latin ones.
    wide = "".join(each + _FILLER * (east_asian_width(each) in "WF") for each in text)
    parts = [part if len(part) > _SUBTITLE_WIDTH else part.replace(" ", _KEPT) for part in _PARTS.split(wide)]
    lines = textwrap.wrap(" ".join(parts), _SUBTITLE_WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_FILLER, "").replace(_KEPT, " ").removesuffix(" ·") for line in lines]


class _Credit(list):
    """The lines of a subtitle, which show themselves in a notebook as the full list of the sources."""

    def _repr_html_(self) -> str:
        lines, sources = [], [row for name, row in rows_by_id("sources").items() if name in self.sources]
        for source in sorted(sources, key=lambda source: (source["publisher"], source["date"], source["id"])):
            shown = {name: escape(in_language(source, name)) for name in ("publisher", "date", "url")}
            shown["title"] = escape(titled(source))
            shown["confidence"] = messages.CONFIDENCE[source["confidence"]]
            if source["url"]:
                shown["title"] = f'<a href="{shown["url"]}">{shown["title"]}</a>'
            message = messages.SOURCE_OF_A_DAY if source["date"] else messages.SOURCE_WITHOUT_A_DAY
            lines.append(f"<li>{message.format(**shown)}</li>")
        return f"<ul>{''.join(lines)}</ul>"
