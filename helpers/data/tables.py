"""Tables: the CSVs of data/ as typed DataFrames, with labels and bounds."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from ..errors import ClearError
from .bounds import HEDGES, Bounds, exact, plain, point, printed
from .files import DATA, DATE_TYPES, checked_rows, resources
from .periods import span

STATUSES = ("actual", "derived", "forecast", "target", "standard")


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
    return _load(DATA, table).copy()


@cache
def _load(folder: Path, table: str) -> pd.DataFrame:
    rows = read(folder, table)
    frame = _typed(rows, resources(folder)[table]["schema"]["fields"])
    return _with_labels(folder, frame) if "hedge" in frame else frame


def read(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table as text, checked; a table of observations against the codebook too.

    Args:
        folder: Where the data is.
        table: The name of a resource of datapackage.json.

    Returns:
        One dict a row; an empty field is an empty text.

    Raises:
        ClearError: Names the file, the row, the column and what was expected there.

    Example:
        >>> sorted(read(DATA, "units")[0])
        ['counted', 'id', 'label_en', 'label_zh']
    """
    rows = checked_rows(folder, table)
    if rows and "hedge" in rows[0][1]:
        _check_allowed(folder, folder / resources(folder)[table]["path"], rows)
    return [row for _, row in rows]


def _check_allowed(folder: Path, path: Path, rows: list[tuple[int, dict]]) -> None:
    """Whether each value is possible by the codebook, and the words around it allow any number at all."""
    for number, row in rows:
        indicator = indicators(folder)[row["indicator"]]
        least, most = indicator["minimum"], indicator["maximum"]
        if not least <= float(row["value"] or least) <= most:
            raise ClearError(
                f"{path.name}, row {number}, column value: {row['value']} is outside {plain(least)} to {plain(most)}, "
                f"which indicators.csv gives for {row['indicator']}."
            )
        try:
            bounds_of(SimpleNamespace(**{name: row[name] or None for name in ("value", "step", "hedge")}), indicator)
        except ClearError as error:
            raise ClearError(f"{path.name}, row {number}, columns value, step and hedge: {error}") from error


@cache
def indicators(folder: Path = DATA) -> dict[str, dict]:
    """What the codebook says of each indicator.

    Args:
        folder: Where the data is.

    Returns:
        The rows of indicators.csv by id, their range as numbers, with ``counted`` of their unit.

    Example:
        >>> nev = indicators()["nev_output"]
        >>> nev["theme"], nev["unit"], nev["counted"]
        ('autos', 'vehicle', 'yes')
    """
    counted = {row["id"]: row["counted"] for row in read(folder, "units")}
    return {
        row["id"]: row | {end: float(row[end]) for end in ("minimum", "maximum")} | {"counted": counted[row["unit"]]}
        for row in read(folder, "indicators")
    }


def _typed(rows: list[dict], fields: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="str")
    for field in fields:
        column = frame[field["name"]].replace("", pd.NA)
        if field["type"] in ("integer", "year"):
            frame[field["name"]] = pd.to_numeric(column).astype("Int64")
        elif field["type"] == "number":
            frame[field["name"]] = pd.to_numeric(column).astype("float64")
        elif field["type"] in DATE_TYPES:
            frame[field["name"]] = pd.to_datetime(column)
    return frame


def _with_labels(folder: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Observations with their time, their bounds and the labels of the codebook."""
    codebook = indicators(folder)
    units = {row["id"]: row["label_en"] for row in read(folder, "units")}
    entities = _load(folder, "entities").set_index("id")
    sources = _load(folder, "sources").set_index("id")
    days = frame["period"].map(span)
    bounds = [bounds_of(row, codebook[row.indicator]) for row in frame.itertuples()]
    frame = frame.assign(
        year=pd.array([int(p) if len(p) == 4 else None for p in frame["period"]], dtype="Int64"),
        month=pd.to_datetime(frame["period"].where(frame["period"].str.fullmatch(r"\d{4}-\d{2}"))),
        start=pd.to_datetime(days.str[0]),
        end=pd.to_datetime(days.str[1]),
        low=[None if b is None or b.low is None else float(b.low) for b in bounds],
        high=[None if b is None or b.high is None else float(b.high) for b in bounds],
        hedge=pd.Categorical(frame["hedge"], HEDGES, ordered=True),
        status=pd.Categorical(frame["status"], STATUSES, ordered=True),
        label=[codebook[name]["label_en"] for name in frame["indicator"]],
        label_zh=[codebook[name]["label_zh"] for name in frame["indicator"]],
        unit=[units[codebook[name]["unit"]] for name in frame["indicator"]],
        entity_label=frame["entity"].map(entities["label_en"]),
        publisher=frame["source"].map(sources["publisher"]),
        confidence=frame["source"].map(sources["confidence"]),
    )
    return frame.astype({"low": "float64", "high": "float64"})[list(OBSERVATION_COLUMNS)]


OBSERVATION_COLUMNS = (
    *("indicator", "label", "label_zh", "entity", "entity_label", "period", "year", "month", "start", "end"),
    *("value", "low", "high", "unit", "step", "hedge", "status"),
    *("source", "publisher", "confidence", "locator", "note"),
)


def bounds_of(observation, indicator) -> Bounds | None:
    """What the words of one observation allow, within what is possible.

    A count that is printed to the last one (2,208 classes) was neither rounded nor cut: it is a single point.

    Args:
        observation: Has value, step and hedge, as a row of `load` does.
        indicator: Has unit, minimum and maximum, as a row of the codebook does, and counted, as its unit does.

    Returns:
        The bounds, or None where the value is missing.

    Example:
        >>> row = pd.Series({"value": 95.0, "step": 1.0, "hedge": "over"})
        >>> print(bounds_of(row, {"unit": "percent", "minimum": 0, "maximum": 100, "counted": "no"}))
        between 95 and 100
    """
    if pd.isna(observation.value):
        return None
    step = None if pd.isna(observation.step) else observation.step
    if observation.hedge == "exact" and indicator["counted"] == "yes" and step is not None and exact(step) == 1:
        return point(observation.value)
    largest = {("percent", 100): 100, ("ratio", 1): 1}.get((indicator["unit"], indicator["maximum"]))
    return printed(observation.value, step, observation.hedge).within(0 if indicator["minimum"] == 0 else None, largest)
