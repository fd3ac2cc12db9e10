"""Cards: what a table holds, and the line of credit under a chart's title."""

import re
from collections.abc import Iterable
from html import escape
from unicodedata import east_asian_width

import pandas as pd

from ..errors import ClearError, unknown
from .files import resources
from .periods import in_words
from .tables import load

_MOST_PUBLISHERS = 2
# In Latin characters, beside a chart of the theme's width.
_SUBTITLE_WIDTH = 96
_PARTS = re.compile(r"(?<=[;·]) ")
_KEPT = "\N{NO-BREAK SPACE}"


def codebook(table: str, *names: str) -> "DataCard | SeriesCard":
    """The data card of a table: what one row is, what each indicator means, who counted, what is missing.

    Args:
        table: A table of observations, such as "autos", or a measured series.
        *names: The indicators to describe, or the columns of a series; all of the table when none is named.

    Returns:
        A card that shows itself in a notebook.

    Raises:
        ClearError: There is no such table, indicator or column.

    Example:
        >>> print(codebook("autos", "nev_output"))
        autos: 1 of 55 indicators, 7 figures from 6 sources. New energy vehicles made (vehicles), 2019 to 2024.
        >>> print(codebook("air_hourly", "pm25"))
        air_hourly: 942 rows. pm25 (µg/m³), 13 missing.
    """
    rows = load(table)
    measured = {field["name"]: field for field in resources()[table]["schema"]["fields"] if "unit" in field}
    if "indicator" not in rows and not measured:
        raise ClearError(f"The table {table!r} holds no figures, so it has no data card: see load({table!r}).")
    known = list(measured or dict.fromkeys(rows["indicator"]))
    for name in names:
        if name not in known:
            raise unknown("column" if measured else "indicator", name, known)
    described = names or known
    if measured:
        return SeriesCard(table, rows, [measured[name] for name in described])
    rows = rows[rows["indicator"].isin(described)].sort_values("indicator", key=lambda ids: ids.map(described.index))
    return DataCard(table, rows, len(known))


def credit(rows: pd.DataFrame, unit: str | None = None) -> "Credit":
    """Unit and sources of what a chart draws, for its subtitle; shown by itself, the full list of the sources.

    Args:
        rows: The rows that are drawn, with their column ``source``.
        unit: What the chart's numbers are in, where that is not the unit of the rows.

    Returns:
        Lines of a width that fits under a title.

    Example:
        >>> print(*credit(load("autos").query("indicator == 'electric_car_share'")))
        % · Source: IEA Global EV Data, through Our World in Data
    """
    if rows.empty:
        raise ClearError("credit() needs the rows that are drawn, and there are none: does a filter leave anything?")
    publishers = list(rows["source"].map(load("sources").set_index("id")["publisher"]).value_counts().index)
    units = [unit] if unit else [each for each in rows.get("unit", pd.Series()).dropna().unique() if each != "ratio"]
    named = "; ".join(publishers[:_MOST_PUBLISHERS])
    more = len(publishers) - _MOST_PUBLISHERS
    sources = f"Source{'s' if len(publishers) > 1 else ''}: {named}" + (f"; {more} more" if more > 0 else "")
    return Credit(_wrapped(" · ".join([*units, sources])), rows["source"])


def _wrapped(text: str) -> list[str]:
    """Lines no wider than a chart, broken within a name only where the name is longer than a line."""
    parts = [part if _columns(part) > _SUBTITLE_WIDTH else part.replace(" ", _KEPT) for part in _PARTS.split(text)]
    lines = [""]
    for word in " ".join(parts).split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if _columns(longer) > _SUBTITLE_WIDTH:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line.replace(_KEPT, " ").removesuffix(" ·") for line in lines if line]


def _columns(text: str) -> int:
    """How many Latin characters are as wide as a text; a Chinese one counts as two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


class Credit(list):
    """The lines of a subtitle, which show themselves in a notebook as the full list of the sources.

    Args:
        lines: The lines.
        sources: The ids of the sources.
    """

    def __init__(self, lines: list[str], sources: pd.Series):
        super().__init__(lines)
        self._sources = sources

    def _repr_html_(self) -> str:
        sources = load("sources").set_index("id").loc[sorted(set(self._sources))].fillna("")
        items = [_source_html(source) for _, source in sources.sort_values(["publisher", "date"]).iterrows()]
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _source_html(source: pd.Series) -> str:
    title = escape(source["title"])
    if source["url"]:
        title = f'<a href="{escape(source["url"], quote=True)}">{title}</a>'
    date = f", {source['date']}" if source["date"] else ""
    return f"{escape(source['publisher'])}: {title}{date} ({source['confidence']} confidence)"


class DataCard:
    """What a table holds, as HTML for a notebook and as one line of text.

    Args:
        table: The table's name.
        rows: The observations to describe.
        of: How many indicators the table has.
    """

    def __init__(self, table: str, rows: pd.DataFrame, of: int):
        self.table, self.rows, self.of = table, rows, of
        definitions = load("indicators").set_index("id")["definition"]
        by_indicator = rows.groupby("indicator", sort=False)
        self._indicators = {name: _about(group, definitions[name]) for name, group in by_indicator}

    def __repr__(self) -> str:
        first = " ".join(about["summary"] for about in self._indicators.values())
        return (
            f"{self.table}: {len(self._indicators)} of {self.of} indicators, "
            f"{len(self.rows)} figures from {self.rows['source'].nunique()} sources. {first}"
        )

    def _repr_html_(self) -> str:
        body = [_cells(name, about) for name, about in self._indicators.items()]
        return (
            f"<p><strong>Data card: {escape(self.table)}</strong>. {escape(resources()[self.table]['description'])} "
            "</p>"
            f"{_table_html(('Indicator', 'Unit', 'What it means', 'Figures'), body)}<p>{escape(self._confidence())}</p>"
        )

    def _confidence(self) -> str:
        """How far the sources can be trusted, and how many figures are hedged."""
        low = int((self.rows["confidence"] == "low").sum())
        hedged = int((self.rows["hedge"] != "exact").sum())
        plans = int((self.rows["status"] != "actual").sum())
        doubtful = f"{low or 'none'} rest{'s' if low < 2 else ''} on a source of low confidence"
        carry = "carries" if hedged == 1 else "carry"
        planned = "is a target, a forecast or computed" if plans == 1 else "are targets, forecasts or computed"
        return (
            f"Of these {len(self.rows)} figures, {hedged} {carry} a hedge (over, about, at least, …), "
            f"{plans} {planned}, and {doubtful}. What no source printed is not here: no gap is filled."
        )


def _cells(name: str, about: dict) -> tuple[str, ...]:
    return (
        f"<strong>{escape(about['label'])}</strong><br>{escape(about['label_zh'])}<br><code>{escape(name)}</code>",
        escape(about["unit"]),
        escape(about["definition"]),
        escape(f"{about['count']}, {about['when']}"),
    )


def _about(rows: pd.DataFrame, definition: str) -> dict:
    """What a card says of one indicator, whose rows these are."""
    when = _when(rows)
    first = rows.iloc[0]
    return {
        "label": first["label"],
        "label_zh": first["label_zh"],
        "unit": first["unit"],
        "definition": definition,
        "count": len(rows),
        "when": when,
        "summary": f"{first['label']} ({first['unit']}), {when}.",
    }


class SeriesCard:
    """What a measured series holds, as HTML for a notebook and as one line of text.

    Args:
        table: The table's name.
        rows: Its rows.
        fields: The columns to describe, as datapackage.json has them.
    """

    def __init__(self, table: str, rows: pd.DataFrame, fields: list[dict]):
        self.table, self.rows, self.fields = table, rows, fields

    def __repr__(self) -> str:
        columns = "; ".join(f"{field['name']} ({field['unit']}), {self._missing(field)}" for field in self.fields)
        return f"{self.table}: {len(self.rows)} rows. {columns}."

    def _missing(self, field: dict) -> str:
        return f"{self.rows[field['name']].isna().sum() or 'none'} missing"

    def _repr_html_(self) -> str:
        resource = resources()[self.table]
        head = ("Column", "Unit", "What it means", f"Of {len(self.rows):,} rows")
        body = [
            (f"<code>{field['name']}</code>", *map(escape, (field["unit"], field["description"], self._missing(field))))
            for field in self.fields
        ]
        licences = " ".join(licence["title"].rstrip(".") + "." for licence in resource.get("licenses", []))
        return (
            f"<p><strong>Data card: {escape(self.table)}</strong>. {escape(resource['description'])}</p>"
            f"{_table_html(head, body)}<p>Licence: {escape(licences)}</p>"
        )


def _table_html(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """A table whose cells are HTML already, all set at the left and the top."""
    names = "".join(f"<th style='text-align:left'>{name}</th>" for name in head)
    rows = "".join(
        "<tr>" + "".join(f"<td style='text-align:left;vertical-align:top'>{cell}</td>" for cell in cells) + "</tr>"
        for cells in body
    )
    return f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"


def _when(rows: pd.DataFrame) -> str:
    first = rows.loc[rows["start"].idxmin(), "period"].split("/")[0]
    last = rows.loc[rows["end"].idxmax(), "period"].split("/")[-1]
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
