"""Files: the CSVs of data/ as text, checked against datapackage.json and its schemas.

The schemas alone say what a column may hold, which columns are a key and which table explains an id.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..errors import ClearError, unknown
from . import messages
from .periods import span

_HELPERS = Path(__file__).resolve().parent.parent
# Beside the helpers in a checkout; inside them where a wheel was installed.
DATA = next(
    place for place in (_HELPERS.parent / "data", _HELPERS / "_collection") if (place / "datapackage.json").exists()
)

# How a cell of each type is written. A number with more digits would not be kept to its last one.
_SHAPES = {
    "number": r"-?\d{1,18}(\.\d{1,18})?",
    "integer": r"-?\d{1,18}",
    "date": r"\d{4}-\d\d-\d\d",
    "yearmonth": r"\d{4}-\d\d",
}


@cache
def resources() -> dict[str, dict]:
    """What datapackage.json says of each table.

    Returns:
        The resources by name, each with its schema in full.

    Example:
        >>> resources()["autos"]["schema"]["primaryKey"]
        ['indicator', 'entity', 'period', 'source']
    """
    found = _json(DATA / "datapackage.json")["resources"]
    return {resource["name"]: resource | {"schema": _json(DATA / resource["schema"])} for resource in found}


def _json(path: Path) -> dict:
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise _at_row(path, error.lineno, messages.NOT_JSON.format(reason=error.msg)) from error


@cache
def checked_rows(table: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table as text, checked against its schema: each cell, the key, and the ids of other tables.

    Args:
        table: The name of a resource of datapackage.json.

    Returns:
        For each row its number in the file and its fields; an empty field is an empty text.

    Raises:
        ClearError: Names the file, the row, the column and what was expected there.

    Example:
        >>> number, row = checked_rows("units")[0]
        >>> number, sorted(row)
        (2, ['counted', 'id', 'label_en', 'label_zh'])
    """
    if table not in resources():
        raise unknown("table", table, resources())
    path, schema = DATA / resources()[table]["path"], resources()[table]["schema"]
    explained = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    rows, seen, key = [], {}, schema["primaryKey"]
    for number, row in _rows(path, [field["name"] for field in schema["fields"]]):
        for field in schema["fields"]:
            problem = _problem(row[field["name"]], field, explained.get(field["name"]))
            if problem:
                raise _at_row(path, number, problem, field["name"])
        values = ", ".join(row[name] for name in key)
        if values in seen:
            problem = messages.DUPLICATE.format(key=", ".join(key), first=seen[values], values=values)
            raise _at_row(path, number, problem)
        seen[values] = number
        rows.append((number, row))
    return rows


@cache
def rows_by_id(table: str) -> dict[str, dict[str, str]]:
    """The rows of a table that explains ids.

    Args:
        table: Such as "indicators", "units", "entities" or "sources".

    Returns:
        The rows as text, by their id.

    Example:
        >>> rows_by_id("units")["vehicle"]["label_en"]
        'vehicles'
    """
    return {row["id"]: row for _, row in checked_rows(table)}


def _at_row(path: Path, row: int, problem: str, column: str | None = None) -> ClearError:
    message = messages.AT_COLUMN if column else messages.AT_ROW
    return ClearError(message.format(file=path.name, row=row, column=column, problem=problem))


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    number = 1
    try:
        header = next(lines, [])
        if header != columns:
            raise _at_row(path, 1, _header_problem(header, columns))
        number = lines.line_num + 1
        for cells in lines:
            if len(cells) != len(columns):
                problem = messages.WRONG_LENGTH if cells else messages.BLANK_LINE
                raise _at_row(path, number, problem.format(cells=len(cells), columns=len(columns)))
            yield number, dict(zip(columns, cells, strict=True))
            number = lines.line_num + 1
    except csv.Error as error:
        raise _at_row(path, number, messages.NOT_CSV.format(reason=error)) from error


def _text(path: Path) -> str:
    try:
        # Text of two bytes a character holds NUL bytes, which UTF-8 would let pass: no text holds the byte 255.
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"\xff")
        return content.decode("utf-8")
    except OSError as error:
        raise ClearError(messages.CANNOT_READ.format(file=path.name, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        is_gbk = "\N{REPLACEMENT CHARACTER}" not in content.decode("gb18030", "replace")
        row = content.count(b"\n", 0, error.start) + 1
        raise _at_row(path, row, messages.GBK if is_gbk else messages.NOT_UTF8) from error


def _header_problem(header: list[str], columns: list[str]) -> str:
    in_order = ", ".join(columns)
    if not header:
        return messages.NO_HEADER.format(columns=in_order)
    if len(header) == 1 and re.search("[;\t]", header[0]):
        return messages.NOT_COMMAS
    missing = ", ".join(name for name in columns if name not in header) or messages.NONE
    extra = ", ".join(repr(name) for name in header if name not in columns) or messages.NONE
    return messages.WRONG_HEADER.format(missing=missing, extra=extra, columns=in_order)


def _problem(cell: str, field: dict, explained_in: str | None) -> str | None:
    """What is wrong with one cell, or None."""
    rules = field.get("constraints", {})
    if cell == "":
        return messages.EMPTY.format(expected=_expected(field)) if rules.get("required") else None
    if explained_in and cell not in rows_by_id(explained_in):
        nearest = unknown(field["name"], cell, rows_by_id(explained_in))
        return messages.REFERENCE.format(problem=nearest, file=resources()[explained_in]["path"])
    shape = _SHAPES.get(field["type"]) or rules.get("pattern")
    if (shape and not re.fullmatch(shape, cell, re.ASCII)) or cell not in rules.get("enum", [cell]):
        return messages.WRONG.format(cell=cell, expected=_expected(field))
    if field["type"] in ("date", "yearmonth") or field["name"] in ("date", "period"):
        try:
            span(cell)
        except ClearError as error:
            return str(error)
    if "minimum" in rules and float(cell) < rules["minimum"]:
        return messages.BELOW.format(cell=cell, least=rules["minimum"])
    if "maximum" in rules and float(cell) > rules["maximum"]:
        return messages.ABOVE.format(cell=cell, most=rules["maximum"])
    return None


def _expected(field: dict) -> str:
    choices = field.get("constraints", {}).get("enum")
    if choices:
        return messages.EXPECTED_CHOICE.format(choices=", ".join(choices))
    return messages.EXPECTED.get(field["type"]) or messages.EXPECTED_CONTENT.format(description=field["description"])
