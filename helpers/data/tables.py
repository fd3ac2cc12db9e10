"""Tables: the CSVs of data/ as typed DataFrames, with labels and bounds, and the figures in them."""

from functools import cache

import pandas as pd

from .. import language
from ..errors import ClearError, unknown
from ..language import in_language
from . import messages
from .bounds import Bounds, bounds_of_printed, point
from .figures import Figure
from .files import resources, rows_by_id, rows_of
from .words import exact, format_period, span, titled

# What tells two rows apart comes first: of a wide table, a reader sees the left side.
_FIRST = ["year", "label", "value", "hedge", "status", "source", "unit", "entity_label", "period"]
_THEN = ["low", "high", "step", "month", "start", "end", "indicator", "label_zh", "entity", "publisher", "confidence"]


def load(table: str) -> pd.DataFrame:
    """A table of the collection as a typed, tidy DataFrame.

    Figures come with the labels of the codebook and with their bounds (``low``, ``high``; missing where there is no
    such end). A year is also a number, a month also a date; ``start`` and ``end`` are the first and the last day of
    any period. In a measured series, what was not measured is missing.

    Args:
        table: Its name, such as "autos" (the file data/autos.csv).

    Returns:
        One row for each row of the file, in the file's order. It is yours to change.

    Raises:
        ClearError: There is no such table, or its file is not what it must be.

    Example:
        >>> load("autos").query("indicator == 'auto_output' and period == '2020'")[["label", "value"]].values.tolist()
        [['Automobiles made', 1873000.0]]
    """
    return _load(table, language.current).copy()


@cache
def _load(table: str, _language: str) -> pd.DataFrame:
    rows, fields = rows_of(table), resources()[table]["schema"]["fields"]
    frame = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="str")
    bounds = [bounds for _, bounds in _figures(table)] if "hedge" in frame else None
    frame = frame.assign(**{field["name"]: _typed(frame[field["name"]], field) for field in fields})
    if bounds is None:
        return _in_language(frame, rows)
    # Figures come with their time, their bounds and the labels of the codebook.
    explained = {"indicators": "indicator", "sources": "source", "entities": "entity"}
    indicator, source, entity = ([rows_by_id(name)[row[explained[name]]] for row in rows] for name in explained)
    period, days = frame["period"], [span(period) for period in frame["period"]]
    frame = frame.assign(
        year=pd.to_numeric(period.where(period.str.len() == 4)).astype("Int64"),
        month=pd.to_datetime(period.where(period.str.len() == 7)),
        start=pd.to_datetime([first for first, _ in days]),
        end=pd.to_datetime([last for _, last in days]),
        low=pd.array([each.low for each in bounds], dtype="float64"),
        high=pd.array([each.high for each in bounds], dtype="float64"),
        label=[in_language(each, "label") for each in indicator],
        label_zh=[each["label_zh"] for each in indicator],
        unit=[in_language(rows_by_id("units")[each["unit"]], "label") for each in indicator],
        entity_label=[in_language(each, "label") for each in entity],
        publisher=[in_language(each, "publisher") for each in source],
        confidence=[each["confidence"] for each in source],
    )
    return frame[[*_FIRST, *_THEN, "locator", "note"]]


def _in_language(frame: pd.DataFrame, rows: list[dict[str, str]]) -> pd.DataFrame:
    """A table that has no figures, with its texts in the language that is in use, and a label of what has two."""
    names = [name for name in frame if f"{name}_{language.current}" in frame] + ["label"] * ("label_en" in frame)
    told = {name: [in_language(row, name) for row in rows] for name in names}
    said = {name: [language.said(row[name], "value") for row in rows] for name in ("city", "station") if name in frame}
    return frame.assign(**told, **said)


def _typed(column: pd.Series, field: dict) -> object:
    """A column of text as its type; hedges and statuses are ordered as the schema lists them."""
    if field["name"] in ("hedge", "status"):
        choices = field["constraints"]["enum"]
        for other in sorted(set(column) - set(choices)):
            raise unknown(field["name"], other, choices)
        return pd.Categorical(column, choices, ordered=True)
    if field["type"] in ("integer", "number"):
        numbers = [float(exact(text)) if text else None for text in column]
        return pd.array(numbers, dtype="Int64" if field["type"] == "integer" else "float64")
    return pd.to_datetime(column) if field["type"] in ("date", "yearmonth") else column


def figure(indicator: str, period: str | int, entity: str = "liuzhou", source: str | None = None) -> Figure:
    """A published figure, with its bounds, its unit and its source.

    Args:
        indicator: An id of the codebook, such as "nev_output".
        period: A year, month or interval as in the data, such as 2020 or "2020-07".
        entity: Whom or what it is about.
        source: The id of a source, needed only where several printed the figure.

    Returns:
        The figure. It can be added, subtracted, multiplied and divided, and carries its bounds along.

    Raises:
        ClearError: There is no such figure; the message lists what there is.

    Example:
        >>> print(figure("nev_output", 2020) / (1 + figure("nev_output_growth", 2020).ratio))
        62,710 vehicles (between 62,520 and 63,060)
    """
    about = rows_by_id("indicators")[indicator]
    rows = [each for each in _figures(about["theme"]) if each[0]["indicator"] == indicator]
    for column, wanted in {"entity": entity, "period": str(period), "source": source}.items():
        found = [each for each in rows if each[0][column] == wanted] if wanted else rows
        if not found:
            choices = ", ".join(dict.fromkeys(row[column] for row, _ in rows))
            raise ClearError(messages.NO_FIGURE[column].format(indicator=indicator, wanted=wanted, choices=choices))
        rows = found
    if len(rows) > 1:
        choices = ", ".join(f'source="{row["source"]}"' for row, _ in rows)
        raise ClearError(messages.SEVERAL_SOURCES.format(indicator=indicator, period=period, choices=choices))
    row, bounds = rows[0]
    label, whose = in_language(about, "label"), in_language(rows_by_id("entities")[row["entity"]], "label")
    name = messages.OF_FIGURE.format(label=label, entity=whose, period=format_period(row["period"]))
    cited, where = rows_by_id("sources")[row["source"]], language.said(row["locator"], "value")
    cites = (in_language(cited, "publisher"), titled(cited), cited["date"], where)
    source = messages.AND_SO_ON.join(filter(None, cites))
    said = {"hedge": row["hedge"], "status": row["status"], "guess": row["hedge"] == "about"}
    return Figure(exact(row["value"]), bounds, about["unit"], name, sources=(source,), **said)


@cache
def _figures(table: str) -> list[tuple[dict[str, str], Bounds]]:
    """The rows of a table of figures as text, with what their words allow."""
    observed = []
    for number, row in enumerate(rows_of(table), 2):
        try:
            observed.append((row, _bounds_of(row)))
        except ClearError as error:
            at_row = {"file": resources()[table]["path"], "row": number, "problem": error}
            raise ClearError(messages.AT_ROW.format(**at_row)) from error
    return observed


def _bounds_of(row: dict[str, str]) -> Bounds:
    """What the words of a figure allow, within what is possible."""
    indicator = rows_by_id("indicators")[row["indicator"]]
    value, step, least, most = map(exact, (row["value"], row["step"] or 0, indicator["minimum"], indicator["maximum"]))
    # A count that is printed to the last one (2,208 classes) was neither rounded nor cut.
    if rows_by_id("units")[indicator["unit"]]["counted"] == "yes" and step == 1 and row["hedge"] == "exact":
        return point(value)
    # No count is below 0, no share is above all of it.
    whole = most if (indicator["unit"], most) in (("percent", 100), ("ratio", 1)) else None
    return bounds_of_printed(value, step or None, row["hedge"]) & Bounds(least if least == 0 else None, whole)
