"""The rows that a chart draws: its table after the filters, calculations and aggregates of the chart itself."""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import isnan
from statistics import fmean, median
from typing import Any

_OPERATIONS: dict[str, Callable[[list], float]] = {
    "count": len,
    "distinct": lambda values: len(set(values)),
    "sum": sum,
    "mean": fmean,
    "average": fmean,
    "median": median,
    "min": min,
    "max": max,
}
_FUNCTIONS: dict[str, Callable] = {
    "abs": abs,
    "isValid": lambda value: value is not None and value == value,
    "max": max,
    "min": min,
    "pow": pow,
    "round": round,
    "toNumber": float,
    "year": lambda date: int(str(date)[:4]),
}


class Untold(Exception):
    """A step that cannot be followed without drawing the chart."""


@dataclass(frozen=True)
class Rows:
    """The rows that a chart draws.

    Args:
        values: The rows, or None where they cannot be told.
        trouble: Why they cannot.
        made: What transforms have made: for a column the operation, and the column that it was made from.
    """

    values: list[dict] | None
    trouble: str = ""
    made: dict[str, tuple[str, str]] = field(default_factory=dict)

    def column(self, name: str) -> list:
        """The values of a column.

        Args:
            name: The column.

        Returns:
            Its values; none where the rows cannot be told.
        """
        return [row[name] for row in self.values or [] if name in row]


def transformed(rows: Rows, steps: list[dict], parameters: dict) -> Rows:
    """What a chart's transforms leave of its rows.

    Args:
        rows: The rows before.
        steps: The transforms, as Vega-Lite has them.
        parameters: The first value of each parameter.

    Returns:
        The rows after; without values from the first step on that cannot be followed.

    Example:
        >>> cars = Rows([{"year": 2020, "made": 187}, {"year": 2021, "made": 482}])
        >>> transformed(cars, [{"filter": "datum.year > 2020"}], {}).values
        [{'year': 2021, 'made': 482}]
    """
    for step in steps:
        if rows.values is None:
            break
        try:
            rows = _step(rows, step, parameters)
        except Exception:
            name = next((key for key in step if key not in ("as", "groupby")), "step")
            return replace(rows, values=None, trouble=f"I cannot follow the chart's {name}: do that step with pandas.")
    return rows


def grouped(rows: Iterable[dict], keys: list[str], operation: str, column: str) -> list[tuple[dict, float]]:
    """Rows put together by their keys, with one number for each group.

    Args:
        rows: The rows.
        keys: The columns whose values make a group.
        operation: An aggregate of Vega-Lite.
        column: What is aggregated.

    Returns:
        A row of the keys' values and the number, for each group.

    Raises:
        Untold: The operation is unknown.
    """
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row.get(key)) for key in keys), []).append(row)
    return [
        ({key: group[0].get(key) for key in keys}, aggregated(group, operation, column)) for group in groups.values()
    ]


def aggregated(rows: list[dict], operation: str, column: str) -> float:
    """One number for many rows.

    Args:
        rows: The rows.
        operation: An aggregate of Vega-Lite.
        column: What is aggregated; empty for a count.

    Returns:
        The number; missing values are left out.

    Raises:
        Untold: The operation is unknown, or the column holds no numbers.
    """
    if operation not in _OPERATIONS:
        raise Untold(operation)
    values = [row.get(column) for row in rows] if column else list(rows)
    if column:
        values = [value for value in values if value is not None and value == value]
    if not values and operation not in ("count", "distinct"):
        raise Untold("no values")
    return _OPERATIONS[operation](values)


def _step(rows: Rows, step: dict, parameters: dict) -> Rows:
    values = rows.values or []
    if "filter" in step:
        return replace(rows, values=[row for row in values if _holds(step["filter"], row, parameters)])
    if "calculate" in step:
        name, expression = step["as"], step["calculate"]
        origin = set(re.findall(r"datum(?:\.(\w+)|\[['\"](.+?)['\"]\])", expression))
        columns = {one or other for one, other in origin}
        made = rows.made | ({name: ("", columns.pop())} if len(columns) == 1 else {})
        return replace(rows, values=[row | {name: _value(expression, row, parameters)} for row in values], made=made)
    if "aggregate" in step:
        return _aggregate(rows, step)
    raise Untold(str(step))


def _aggregate(rows: Rows, step: dict) -> Rows:
    keys, made = step.get("groupby", []), dict(rows.made)
    groups: dict[tuple, dict] = {}
    for each in step["aggregate"]:
        operation, column = each["op"], each.get("field", "")
        made[each["as"]] = (operation, column)
        for row, number in grouped(rows.values or [], keys, operation, column):
            groups.setdefault(tuple(map(str, row.values())), row)[each["as"]] = number
    return replace(rows, values=list(groups.values()), made=made)


def _holds(predicate: Any, row: dict, parameters: dict) -> bool:
    if isinstance(predicate, str):
        return bool(_value(predicate, row, parameters))
    for word, together in (("and", all), ("or", any)):
        if word in predicate:
            return together(_holds(each, row, parameters) for each in predicate[word])
    if "not" in predicate:
        return not _holds(predicate["not"], row, parameters)
    if predicate.keys() & {"param", "timeUnit"}:
        raise Untold("param")
    value = row.get(predicate["field"])
    tests = {
        "equal": lambda given: value == given,
        "oneOf": lambda given: value in given,
        "range": lambda given: given[0] <= value <= given[1],
        "lt": lambda given: value < given,
        "lte": lambda given: value <= given,
        "gt": lambda given: value > given,
        "gte": lambda given: value >= given,
        "valid": lambda given: (value is not None and value == value) == given,
    }
    (test,) = predicate.keys() - {"field"}
    return tests[test](predicate[test])


def _value(expression: str, row: dict, parameters: dict) -> Any:
    """The value of a Vega expression, if it is of the simple kind that is much like Python."""
    python = re.sub(r"(===|!==)", lambda match: match[0][:2], expression).replace("&&", " and ").replace("||", " or ")
    python = re.sub(r"!(?!=)", " not ", python)
    return _worked_out(ast.parse(python.strip(), mode="eval").body, row, parameters)


def _worked_out(node: ast.expr, row: dict, parameters: dict) -> Any:
    inside = lambda part: _worked_out(part, row, parameters)  # noqa: E731  (a short name for a long call)
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return ({"true": True, "false": False, "null": None, "datum": row} | parameters)[name]
        case ast.Attribute(value=ast.Name(id="datum"), attr=column) if "datum" not in parameters:
            return row.get(column)
        case ast.Subscript(value=ast.Name(id="datum"), slice=ast.Constant(value=column)):
            return row.get(column)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*map(inside, arguments))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(map(inside, parts))
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(map(inside, parts))
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not inside(part)
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return -inside(part)
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARED:
            return _COMPARED[type(operator)](inside(left), inside(right))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _COMBINED:
            return _COMBINED[type(operator)](inside(left), inside(right))
    raise Untold(ast.dump(node))


_COMPARED: dict[type, Callable] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_COMBINED: dict[type, Callable] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
}


def names_of(value: Any) -> set[str]:
    """How a value of a column may be called: 2020.0 is 2020, and the first of January of 2020 may stand for the year.

    Args:
        value: A cell of a table.

    Returns:
        Its names.

    Example:
        >>> sorted(names_of("2020-01-01T00:00:00"))
        ['2020', '2020-01', '2020-01-01', '2020-01-01T00:00:00']
    """
    if isinstance(value, float) and not isnan(value) and value == int(value):
        return {str(value), str(int(value))}
    text = str(value)
    names = {text}
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", text):
        names.add(text[:10])
        names |= {text[:7]} if text[8:10] == "01" else set()
        names |= {text[:4]} if text[5:10] == "01-01" else set()
    return names
