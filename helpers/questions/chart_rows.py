"""The rows that a chart draws: its table after the filters, calculations and aggregates of the chart itself."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import add, eq, ge, gt, le, lt, mod, mul, ne, neg, not_, sub, truediv
from statistics import fmean, median
from typing import Any

from . import messages

_OPERATIONS = {"sum": sum, "mean": fmean, "average": fmean, "median": median, "min": min, "max": max}
_FUNCTIONS: dict[str, Callable] = {
    **{"abs": abs, "max": max, "min": min, "pow": pow, "round": round, "toNumber": float},
    "isValid": lambda value: value is not None and value == value,
    "year": lambda date: int(str(date)[:4]),
}
_PREDICATES: dict[str, Callable] = {
    **{"equal": eq, "lt": lt, "lte": le, "gt": gt, "gte": ge},
    "oneOf": lambda value, given: value in given,
    "range": lambda value, given: given[0] <= value <= given[1],
    "valid": lambda value, given: (value is not None and value == value) == given,
}
_OPERATORS: dict[type, Callable] = {
    **{ast.Eq: eq, ast.NotEq: ne, ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge},
    **{ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv, ast.Mod: mod},
    **{ast.Not: not_, ast.USub: neg, ast.And: all, ast.Or: any},
}


class Untold(Exception):
    """What cannot be followed without drawing the chart."""


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
        except Exception:  # An expression may go wrong in any way.
            name = next((key for key in step if key not in ("as", "groupby")), "step")
            return replace(rows, values=None, trouble=messages.CANNOT_FOLLOW.format(step=name))
    return rows


def _step(rows: Rows, step: dict, parameters: dict) -> Rows:
    values = rows.values or []
    if "filter" in step:
        return replace(rows, values=[row for row in values if _holds(step["filter"], row, parameters)])
    if "calculate" in step:
        name, expression = step["as"], step["calculate"]
        columns = {one or other for one, other in re.findall(r"datum(?:\.(\w+)|\[['\"](.+?)['\"]\])", expression)}
        made = rows.made | ({name: ("", columns.pop())} if len(columns) == 1 else {})
        return replace(rows, values=[row | {name: _value(expression, row, parameters)} for row in values], made=made)
    if "aggregate" in step:
        return _aggregate(rows, step)
    raise Untold


def _aggregate(rows: Rows, step: dict) -> Rows:
    keys, wanted = step.get("groupby", []), step["aggregate"]
    groups: dict[tuple, list[dict]] = {}
    for row in rows.values or []:
        groups.setdefault(tuple(str(row.get(key)) for key in keys), []).append(row)
    values = [
        {key: group[0].get(key) for key in keys}
        | {each["as"]: aggregated(group, each["op"], each.get("field", "")) for each in wanted}
        for group in groups.values()
    ]
    made = rows.made | {each["as"]: (each["op"], each.get("field", "")) for each in wanted}
    return replace(rows, values=values, made=made)


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

    Example:
        >>> aggregated([{"made": 2}, {"made": 4}, {"made": None}], "mean", "made")
        3.0
    """
    values = [value for row in rows if (value := row.get(column)) is not None and value == value]
    if operation == "count":
        return len(values if column else rows)
    if operation == "distinct":
        return len(set(values))
    if operation not in _OPERATIONS or not values or not all(isinstance(value, int | float) for value in values):
        raise Untold
    return _OPERATIONS[operation](values)


def _holds(predicate: Any, row: dict, parameters: dict) -> bool:
    if isinstance(predicate, str):
        return bool(_value(predicate, row, parameters))
    for word, together in (("and", all), ("or", any)):
        if word in predicate:
            return together(_holds(each, row, parameters) for each in predicate[word])
    if "not" in predicate:
        return not _holds(predicate["not"], row, parameters)
    (test,) = predicate.keys() - {"field"}
    return _PREDICATES[test](row.get(predicate["field"]), predicate[test])


def _value(expression: str, row: dict, parameters: dict) -> Any:
    """The value of a Vega expression, if it is of the simple kind that is much like Python."""
    python = re.sub(r"(===|!==)", lambda match: match[0][:2], expression).replace("&&", " and ").replace("||", " or ")
    python = re.sub(r"!(?!=)", " not ", python)
    names = {"true": True, "false": False, "null": None, "datum": row} | parameters
    return _worked_out(ast.parse(python.strip(), mode="eval").body, names)


def _worked_out(node: ast.expr, names: dict) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names[name]
        case ast.Attribute(value=table, attr=column) | ast.Subscript(value=table, slice=ast.Constant(value=column)):
            return _worked_out(table, names).get(column)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_worked_out(each, names) for each in arguments))
        case ast.BoolOp(op=op, values=parts):
            return _OPERATORS[type(op)](_worked_out(each, names) for each in parts)
        case ast.UnaryOp(op=op, operand=part):
            return _OPERATORS[type(op)](_worked_out(part, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) | ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_worked_out(left, names), _worked_out(right, names))
    raise Untold
