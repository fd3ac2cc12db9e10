"""Tables: the CSVs of data/, checked against datapackage.json and typed."""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from .bounds import HEDGES, Bounds, exact, plain, point, printed
from .errors import ClearError, unknown
from .periods import span

DATA = Path(__file__).resolve().parent.parent / "data"

_TOO_LARGE = 1e18
_DATES = {"date": ("day", "2020-07-31"), "yearmonth": ("month", "2020-07")}

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


@cache
def resources(folder: Path = DATA) -> dict[str, dict]:
    """What datapackage.json says of each table.

    Args:
        folder: Where the data is.

    Returns:
        The resources by name, each with its schema in full.

    Example:
        >>> resources()["autos"]["schema"]["primaryKey"]
        ['indicator', 'entity', 'period', 'source']
    """
    package = _json(folder / "datapackage.json")
    for resource in package["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = _json(folder / resource["schema"])
    return {resource["name"]: resource for resource in package["resources"]}


def _json(path: Path) -> dict:
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ClearError(f"{path.name}, row {error.lineno}: this is not JSON ({error.msg}).") from error


def read(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table as text, checked.

    Args:
        folder: Where the data is.
        table: The name of a resource of datapackage.json.

    Returns:
        One dict a row; an empty field is an empty text.

    Raises:
        ClearError: Names the file, the row, the column and what was expected there.
    """
    resource = resources(folder).get(table)
    if resource is None:
        raise unknown("table", table, resources(folder))
    path, schema = folder / resource["path"], resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    rows = list(_rows(path, names))
    for number, row in rows:
        for field in schema["fields"]:
            problem = _problem(row[field["name"]], field)
            if problem:
                raise ClearError(f"{path.name}, row {number}, column {field['name']}: {problem}.")
    _check_key(path, rows, schema.get("primaryKey", []))
    for key in schema.get("foreignKeys", []):
        _check_reference(folder, path, rows, *key["fields"], **key["reference"])
    if "hedge" in names:
        _check_allowed(folder, path, rows)
    return [row for _, row in rows]


def _rows(path: Path, names: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    number = 1
    try:
        header = next(lines, [])
        if header != names:
            raise ClearError(f"{path.name}, row 1: {_header_problem(header, names)}.")
        number = lines.line_num + 1
        for cells in lines:
            if not cells:
                raise ClearError(f"{path.name}, row {number}: this line is blank; take it out.")
            if len(cells) != len(names):
                raise ClearError(
                    f"{path.name}, row {number}: {len(cells)} cells, but the header has {len(names)} columns."
                )
            yield number, dict(zip(names, cells, strict=True))
            number = lines.line_num + 1
    except csv.Error as error:
        raise ClearError(f"{path.name}, row {number}: this is not a line of a CSV file ({error}).") from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClearError(f"The file data/{path.name} cannot be read: {error.strerror}.") from error
    try:
        if b"\0" in content:
            row = content.count(b"\n", 0, content.index(b"\0")) + 1
            raise ClearError(f"{path.name}, row {row}: this is not UTF-8 text; save the file as CSV UTF-8.")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            raise ClearError(f"{path.name}, row {row}: this is not UTF-8 text; save the file as CSV UTF-8.") from error
        raise ClearError(
            f"{path.name}, row {row}: this file seems to be saved as GBK, as Excel on a Chinese Windows does; "
            'save it as "CSV UTF-8 (comma delimited)".'
        ) from error


def _header_problem(header: list[str], names: list[str]) -> str:
    missing = ", ".join(name for name in names if name not in header)
    extra = ", ".join(repr(name) for name in header if name not in names)
    problems = [f"the column {missing} is missing"] * bool(missing) + [f"the column {extra} is not expected"] * bool(
        extra
    )
    if problems:
        return " and ".join(problems)
    return f"the columns must be in the order {', '.join(names)}, each once"


def _problem(text: str, field: dict) -> str | None:
    """What is wrong with one cell, or None."""
    rules = field.get("constraints", {})
    if text == "":
        return f"it is empty, but it must hold {_expected(field)}" if rules.get("required") else None
    if field["type"] in ("number", "integer", "year"):
        number = _number(text, field["type"])
        if number is None:
            return f"{text!r} is not {_expected(field)}"
        if not rules.get("minimum", number) <= number <= rules.get("maximum", number):
            return f"{text} is outside {rules.get('minimum', '...')} to {rules.get('maximum', '...')}"
    if field["type"] in _DATES and not _is_date(text, field["type"]):
        return f"{text!r} is not {_expected(field)}"
    if "enum" in rules and text not in rules["enum"]:
        return f"{text!r} is none of {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text, flags=re.ASCII):
        return f"{text!r} is not {_expected(field)}"
    if field["name"] == "period":
        try:
            span(text)
        except ClearError as error:
            return str(error).rstrip(".")
    return None


def _number(text: str, kind: str) -> float | None:
    pattern = r"-?\d+(\.\d+)?" if kind == "number" else r"-?\d+"
    return float(text) if re.fullmatch(pattern, text, flags=re.ASCII) and abs(float(text)) < _TOO_LARGE else None


def _is_date(text: str, kind: str) -> bool:
    _, example = _DATES[kind]
    try:
        span(text)
    except ClearError:
        return False
    return len(text) == len(example)


def _expected(field: dict) -> str:
    if field["type"] == "number":
        return "a plain number such as 187000 or 41.6"
    if field["type"] in ("integer", "year"):
        return "a whole number"
    if field["type"] in _DATES:
        return "a {} such as {}".format(*_DATES[field["type"]])
    if field["name"] == "period":
        return "a year (2020), a month (2020-07), a day (2020-07-31) or an interval (2016/2020)"
    if "enum" in field.get("constraints", {}):
        return f"one of {', '.join(field['constraints']['enum'])}"
    return field.get("title", f"a {field['type']}").lower()


def _check_key(path: Path, rows: list[tuple[int, dict]], key: str | list[str]) -> None:
    key = [key] if isinstance(key, str) else key
    seen = {}
    for number, row in rows if key else []:
        values = tuple(row[name] for name in key)
        if values in seen:
            raise ClearError(
                f"{path.name}, row {number}: the same {', '.join(key)} as in row {seen[values]} ({', '.join(values)})."
            )
        seen[values] = number


def _check_reference(folder: Path, path: Path, rows: list, column: str, resource: str, fields: list[str]) -> None:
    """Whether each id of a column is one of the table that explains it."""
    other = resources(folder)[resource]["path"]
    known = _ids(folder, resource, *fields)
    for number, row in rows:
        if row[column] not in known:
            nearest = unknown(f"{fields[0]} in {other}", row[column], known)
            raise ClearError(f"{path.name}, row {number}, column {column}: {nearest}")


@cache
def _ids(folder: Path, table: str, field: str) -> frozenset[str]:
    return frozenset(row[field] for row in read(folder, table))


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
        elif field["type"] in _DATES:
            frame[field["name"]] = pd.to_datetime(column)
    return frame


def _with_labels(folder: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Observations with their time, their bounds and the labels of the codebook."""
    codebook = indicators(folder)
    units = _load(folder, "units").set_index("id")
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
        unit=[units.loc[codebook[name]["unit"], "label_en"] for name in frame["indicator"]],
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
