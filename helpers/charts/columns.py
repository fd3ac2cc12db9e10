"""Columns: a chart of a column that does not exist, or of an empty table, is an empty picture without a word."""

import re
from collections.abc import Iterator
from typing import Any

from ..errors import ClearError, unknown
from . import messages

_PARTS = ("layer", "concat", "hconcat", "vconcat")
# These make columns whose names only Vega works out, or say nothing where they are left out.
_UNTOLD = {"pivot", "density", "quantile", "regression", "loess"}
_IN_EXPRESSION = re.compile(r"""\bdatum(?:\.([^\W\d][\w$]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])""")

Columns = frozenset[str] | None
"""The columns of a table; None where nobody can tell."""


def check_columns(spec: dict) -> None:
    """Refuses a chart that draws an empty table, or names a column that its table has not.

    Args:
        spec: A Vega-Lite specification.

    Raises:
        ClearError: It names the column, and the nearest that there is.

    Example:
        >>> check_columns({"data": {"values": [{"year": 1}]}, "mark": "bar", "encoding": {"x": {"field": "yaer"}}})
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no column 'yaer': did you mean 'year'?
    """
    _check(spec, spec.get("datasets", {}), None, {})


def _check(view: dict, datasets: dict, columns: Columns, repeated: dict) -> None:
    if view.get("data"):
        columns = _columns(view["data"], datasets)
    for step in view.get("transform", []):
        _look(_used(step), columns)
        columns = _after(step, columns, datasets)
    repeat = view.get("repeat", [])
    repeated = repeated | (repeat if isinstance(repeat, dict) else {"repeat": repeat})
    channels = [*view.get("encoding", {}).values(), view.get("facet", {}), *_dicts(view.get("facet", {}))]
    _look((name for channel in channels for name in _encoded(channel, repeated)), columns)
    for part in [*(part for key in _PARTS for part in view.get(key, [])), *_dicts({"spec": view.get("spec")})]:
        _check(part, datasets, columns, repeated)


def _look(names: Iterator[str], columns: Columns) -> None:
    for name in names if columns is not None else ():
        plain = re.sub(r"\\(.)", r"\1", name)
        first = re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\)[.\[]", name)[0])
        # What begins with a bracket is a name in quotes.
        if first and not {name, plain, first} & columns:
            raise unknown("column", plain, columns)


def _columns(data: dict, datasets: dict) -> Columns:
    rows = datasets.get(data["name"], data.get("values")) if "name" in data else data.get("values")
    if rows == []:
        raise ClearError(messages.NO_ROWS)
    if not isinstance(rows, list) or data.get("format", {}).keys() - {"type", "parse"}:
        return None
    if not all(isinstance(row, dict) for row in rows):
        return None
    return frozenset().union(*rows)


def _after(step: dict, columns: Columns, datasets: dict) -> Columns:
    """The columns that there are after a transform."""
    if columns is None or step.keys() & _UNTOLD:
        return None
    if "aggregate" in step:
        return frozenset([*step.get("groupby", []), *(each.get("as", "") for each in step["aggregate"])])
    made = _strings(step.get("as", ["key", "value"] if "fold" in step else []))
    made += [each.get("as", "") for each in (*step.get("joinaggregate", []), *step.get("window", []))]
    if "lookup" in step:
        if not step["from"].get("data"):
            return None
        _look(iter([step["from"]["key"]]), _columns(step["from"]["data"], datasets))
        made += _strings(step["from"].get("fields", []))
    # The end of a bin, of a stack and of a time unit has a name of its own.
    return columns | frozenset(made) | frozenset(f"{name}_end" for name in made)


def _used(step: dict) -> Iterator[str]:
    """The columns that a transform reads."""
    if step.keys() & _UNTOLD:
        return
    for key in ("calculate", "filter"):
        yield from _in_expression(step.get(key))
    for key in ("field", "groupby", "lookup", "fold", "flatten", "stack", "impute", "key"):
        yield from _strings(step.get(key, []))
    for key in ("aggregate", "joinaggregate", "window", "sort"):
        yield from (each["field"] for each in step.get(key, []) if each.get("field", "*") != "*")


def _in_expression(given: Any) -> Iterator[str]:
    """The columns of an expression, or of a predicate and all in it."""
    if isinstance(given, str):
        yield from (one or other or third for one, other, third in _IN_EXPRESSION.findall(given))
    elif isinstance(given, dict):
        yield from _strings(given.get("field", []))
        for key in ("and", "or", "not"):
            yield from _in_expression(given.get(key))
    elif isinstance(given, list):
        for each in given:
            yield from _in_expression(each)


def _encoded(channel: Any, repeated: dict) -> Iterator[str]:
    """The columns that stand on a channel, also under a condition, and those that it is sorted by."""
    for each in channel if isinstance(channel, list) else [channel]:
        if not isinstance(each, dict):
            continue
        field, aggregate, sort = each.get("field", []), each.get("aggregate"), each.get("sort")
        yield from _strings(repeated.get(field.get("repeat"), []) if isinstance(field, dict) else field)
        if isinstance(aggregate, dict):
            yield from _strings(list(aggregate.values()))
        if isinstance(sort, dict):
            yield from _strings(sort.get("field", []))
        yield from _encoded(each.get("condition"), repeated)


def _strings(given: Any) -> list[str]:
    return [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str) and each]


def _dicts(given: dict) -> list[dict]:
    return [each for each in given.values() if isinstance(each, dict)]
