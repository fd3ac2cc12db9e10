"""Files: the CSVs of data/ as text. What may stand in them say datapackage.json and its schemas, and tests check it."""

import csv
import io
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ..errors import ClearError, unknown
from . import messages

_HELPERS = Path(__file__).resolve().parent.parent
# Beside the helpers in a checkout; inside them where a wheel was installed.
DATA = _inside if (_inside := _HELPERS / "_collection").exists() else _HELPERS.parent / "data"


@cache
def resources() -> dict[str, dict]:
    """What datapackage.json says of each table.

    Returns:
        The resources by name, each with its schema in full. To look up a name that is not there raises a ClearError.

    Example:
        >>> resources()["autos"]["schema"]["primaryKey"]
        ['indicator', 'entity', 'period', 'source']
    """
    found = json.loads(_text("datapackage.json"))["resources"]
    return ById("table", ((each["name"], each | {"schema": json.loads(_text(each["schema"]))}) for each in found))


def collection() -> str:
    """The name of the collection, by which what was saved elsewhere is known to be of it.

    Returns:
        What datapackage.json says.

    Example:
        >>> collection()
        'liuzhou-in-figures'
    """
    return json.loads(_text("datapackage.json"))["name"]


@cache
def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table as text.

    Args:
        table: The name of a resource of datapackage.json.

    Returns:
        The fields of each row; an empty field is an empty text.

    Raises:
        ClearError: There is no such table, or its file is no CSV with the columns of its schema.

    Example:
        >>> rows_of("units")[0]["id"]
        'bag'
    """
    file, columns = resources()[table]["path"], [field["name"] for field in resources()[table]["schema"]["fields"]]
    lines, rows = io.StringIO(_text(file)), []
    header = next(csv.reader([lines.readline()]), [])
    if header != columns:
        separated = len(header) == 1 and re.search("[;\t]", header[0])
        message = messages.NOT_COMMAS if separated else messages.WRONG_HEADER
        raise ClearError(message.format(file=file, columns=", ".join(columns), found=", ".join(header)))
    try:
        for cells in csv.reader(lines, strict=True):
            rows.append(dict(zip(columns, cells, strict=True)))
    except (csv.Error, ValueError) as error:
        raise ClearError(messages.NOT_A_ROW.format(file=file, row=len(rows) + 2, columns=len(columns))) from error
    return rows


class ById(dict):
    """Things of one kind by their id; an id that is not there is said with the nearest."""

    def __init__(self, kind: str, things: Iterable[tuple[str, object]] = ()):
        super().__init__(things)
        self.kind = kind

    def __missing__(self, name: str):
        raise unknown(self.kind, name, self)


@cache
def rows_by_id(table: str) -> dict[str, dict[str, str]]:
    """The rows of a table that explains ids.

    Args:
        table: "indicators", "units", "entities" or "sources".

    Returns:
        The rows as text, by their id. To look up an id that is not there raises a ClearError.

    Example:
        >>> rows_by_id("units")["vehicle"]["label_en"]
        'vehicles'
    """
    kind = {"entities": "entity"}.get(table, table[:-1])
    return ById(kind, ((row["id"], row) for row in rows_of(table)))


def _text(file: str) -> str:
    try:
        return (DATA / file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClearError(messages.NOT_UTF8.format(file=file)) from error
