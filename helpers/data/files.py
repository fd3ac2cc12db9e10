"""Files: the CSVs of data/ as text, checked against datapackage.json."""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..errors import ClearError, unknown
from .periods import span

_HELPERS = Path(__file__).resolve().parent.parent
# Beside the helpers in a checkout; inside them where a wheel was installed.
DATA = next(
    place for place in (_HELPERS.parent / "data", _HELPERS / "_collection") if (place / "datapackage.json").exists()
)
# What a cell of each type of date holds, in words and as an example.
DATE_TYPES = {"date": ("day", "2020-07-31"), "yearmonth": ("month", "2020-07")}

_TOO_LARGE = 1e18


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


def checked_rows(folder: Path, table: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table as text, checked one by one, then their keys and the ids that they name.

    Args:
        folder: Where the data is.
        table: The name of a resource of datapackage.json.

    Returns:
        For each row its number in the file and its fields; an empty field is an empty text.

    Raises:
        ClearError: Names the file, the row, the column and what was expected there.

    Example:
        >>> number, row = checked_rows(DATA, "units")[0]
        >>> number, sorted(row)
        (2, ['counted', 'id', 'label_en', 'label_zh'])
    """
    resource = resources(folder).get(table)
    if resource is None:
        raise unknown("table", table, resources(folder))
    path, schema = folder / resource["path"], resource["schema"]
    rows = list(_rows(path, [field["name"] for field in schema["fields"]]))
    for number, row in rows:
        for field in schema["fields"]:
            problem = _problem(row[field["name"]], field)
            if problem:
                raise ClearError(f"{path.name}, row {number}, column {field['name']}: {problem}.")
    _check_key(path, rows, schema.get("primaryKey", []))
    for key in schema.get("foreignKeys", []):
        _check_reference(folder, path, rows, *key["fields"], **key["reference"])
    return rows


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
    if field["type"] in DATE_TYPES and not _is_date(text, field["type"]):
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
    _, example = DATE_TYPES[kind]
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
    if field["type"] in DATE_TYPES:
        return "a {} such as {}".format(*DATE_TYPES[field["type"]])
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
    return frozenset(row[field] for _, row in checked_rows(folder, table))
