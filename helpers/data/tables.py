"""Tables: the CSVs of data/ as typed DataFrames, with labels and bounds."""

from functools import cache

import pandas as pd

from ..errors import ClearError
from . import messages
from .bounds import Bounds, bounds_of_printed, point
from .files import checked_rows, resources, rows_by_id
from .periods import span
from .words import exact, format_number

# What tells two rows apart comes first: of a wide table, a reader sees the left side.
OBSERVATION_COLUMNS = (
    *("year", "label", "value", "hedge", "status", "source", "unit", "entity_label", "period"),
    *("low", "high", "step", "month", "start", "end"),
    *("indicator", "label_zh", "entity", "publisher", "confidence", "locator", "note"),
)


def load(table: str) -> pd.DataFrame:
    r"""A table of the collection as a typed, tidy DataFrame.

    A table of observations comes with the labels of the codebook and with the bounds of each figure
    (``low``, ``high``; missing where there is no such end). ``year`` is a whole number and only there when the
    period is a whole year, ``month`` is a date and only there when the period is a month; ``start`` and ``end``
    are the first and the last day of any period.

    A measured series comes as datapackage.json describes it: numbers as numbers, a day or a month as a date without
    a time zone, what was not measured as missing.

    Args:
        table: Its name, such as "autos" (the file data/autos.csv).

    Returns:
        One row for each row of the file, in the file's order. It is yours to change.

    Raises:
        ClearError: There is no such table, or its file is not what datapackage.json says.

    Example:
        >>> autos = load("autos")
        >>> cars = autos[(autos["indicator"] == "auto_output") & (autos["period"] == "2020")]
        >>> cars[["entity_label", "year", "value", "unit"]].to_string(index=False)
        'entity_label  year     value     unit\n     Liuzhou  2020 1873000.0 vehicles'
        >>> load("air_daily")[["date", "aqi", "pm25"]].head(1).to_string(index=False)
        '      date  aqi  pm25\n2013-12-02  132  96.5'
    """
    return _load(table).copy()


@cache
def _load(table: str) -> pd.DataFrame:
    rows, fields = [row for _, row in checked_rows(table)], resources()[table]["schema"]["fields"]
    frame = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="str")
    frame = frame.assign(**{field["name"]: _typed(frame[field["name"]], field) for field in fields})
    if "hedge" not in frame:
        return frame
    # Observations come with their time, their bounds and the labels of the codebook.
    indicator, source, entity = (
        [rows_by_id(explained)[name] for name in frame[column]]
        for explained, column in (("indicators", "indicator"), ("sources", "source"), ("entities", "entity"))
    )
    days, bounds = [span(period) for period in frame["period"]], [bounds for _, bounds in observations(table)]
    frame = frame.assign(
        year=pd.array([int(p) if len(p) == 4 else None for p in frame["period"]], dtype="Int64"),
        month=pd.to_datetime(frame["period"].where(frame["period"].str.fullmatch(r"\d{4}-\d{2}"))),
        start=pd.to_datetime([first for first, _ in days]),
        end=pd.to_datetime([last for _, last in days]),
        low=pd.array([None if each.low is None else float(each.low) for each in bounds], dtype="float64"),
        high=pd.array([None if each.high is None else float(each.high) for each in bounds], dtype="float64"),
        label=[each["label_en"] for each in indicator],
        label_zh=[each["label_zh"] for each in indicator],
        unit=[rows_by_id("units")[each["unit"]]["label_en"] for each in indicator],
        entity_label=[each["label_en"] for each in entity],
        publisher=[each["publisher"] for each in source],
        confidence=[each["confidence"] for each in source],
    )
    return frame[list(OBSERVATION_COLUMNS)]


def _typed(column: pd.Series, field: dict) -> pd.Series | pd.Categorical:
    """A column of text as its type; hedges and statuses are ordered as the schema lists them."""
    if field["name"] in ("hedge", "status"):
        return pd.Categorical(column, field["constraints"]["enum"], ordered=True)
    if field["type"] in ("integer", "number"):
        kind = "Int64" if field["type"] == "integer" else "float64"
        return pd.to_numeric(column.replace("", pd.NA)).astype(kind)
    return pd.to_datetime(column) if field["type"] in ("date", "yearmonth") else column


@cache
def observations(table: str) -> list[tuple[dict[str, str], Bounds]]:
    """The rows of a table of observations as text, checked against the codebook too, with what their words allow.

    Args:
        table: Its name.

    Returns:
        Each row and its bounds.

    Raises:
        ClearError: Names the file, the row, the column and what was expected there.

    Example:
        >>> row, bounds = observations("autos")[0]
        >>> row["value"], row["hedge"], str(bounds)
        ('2000000', 'over', 'more than 2,000,000')
    """
    observed, key, above = [], resources()[table]["schema"]["primaryKey"], []
    for number, row in checked_rows(table):
        below = [row[name] for name in key]
        try:
            if below < above:
                raise ClearError(messages.NOT_SORTED.format(key=", ".join(key)))
            observed.append((row, _bounds_of(row, table)))
        except ClearError as error:
            file = resources()[table]["path"]
            raise ClearError(messages.AT_ROW.format(file=file, row=number, problem=error)) from error
        above = below
    return observed


def _bounds_of(row: dict[str, str], table: str) -> Bounds:
    """What the words of one observation allow, within what is possible."""
    indicator = rows_by_id("indicators")[row["indicator"]]
    value, step, least, most = map(exact, (row["value"], row["step"] or 0, indicator["minimum"], indicator["maximum"]))
    if indicator["theme"] != table:
        raise ClearError(messages.OTHER_THEME.format(indicator=indicator["id"], theme=indicator["theme"]))
    if not least <= value <= most:
        ends = {"least": format_number(least), "most": format_number(most)}
        raise ClearError(messages.OUT_OF_RANGE.format(value=row["value"], indicator=indicator["id"], **ends))
    # A count that is printed to the last one (2,208 classes) was neither rounded nor cut.
    counted = rows_by_id("units")[indicator["unit"]]["counted"] == "yes"
    if counted and step == 1 and row["hedge"] == "exact":
        return point(value)
    # No count is below 0, no share is above all of it.
    whole = most if (indicator["unit"], most) in (("percent", 100), ("ratio", 1)) else None
    return bounds_of_printed(value, step or None, row["hedge"]) & Bounds(least if least == 0 else None, whole)
