"""Values that Vega cannot use and would not name: a colour that is none is black, a wrong format takes an axis away."""

import re
from collections.abc import Iterator
from functools import cache

import altair as alt

from ..errors import ClearError, unknown
from . import messages

_SHAPES = ("circle", "square", "cross", "diamond", "triangle", "arrow", "wedge", "stroke")
_SHAPES += tuple(f"triangle-{way}" for way in ("up", "down", "right", "left"))
_CODE_OF_COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|url\(#.+\)|[a-z]+\([^()，]*[, /][^()，]*\)")
_PATH = re.compile(r"\s*[Mm][\d\s,.+-]")
# As d3-format reads it: fill and align, sign, symbol, zeros, width, comma, digits, trim, kind.
_FORMAT = re.compile(r"(?:.?[<>=^])?[-+( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-zA-Z%]?")
_FORMAT_OF_TIME = re.compile(r"%-?[A-Za-z]")
_EXPRESSIONS = ("expr", "calculate", "filter", "test", "and", "or", "not", "labelExpr")
# A text or a pattern in an expression.
QUOTED = (
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|"""
    r"(?:(?<=[(,:?!=&|\[{;])|^)\s*/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[\n])+/\w*"
)
_UNREADABLE = {re.compile(pattern): hint for pattern, hint in messages.HINTS.items()}
_CALLED = re.compile(r"(?<![\w$.])([A-Za-z_]\w*)\s*\(")
# Of what Altair lists, functions are those without a _.
_FUNCTIONS = {name.rstrip("_") for name in dir(alt.expr) if "_" not in name.rstrip("_")} - {"validate"}
_FUNCTIONS |= {"encode", "flush", "geoShape", "intersect", "isTuple", "modify", "pathShape", "setdata", "split"}
_OF_LABEL = ("index", "label", "value", "size", "offset", "perc")
# What is named by a reader or by Vega, not by these words.
_ELSEWHERE = {"datasets", "data", "usermeta", "resolve"}
# What stands under these is of the kind that stands around them.
_INSIDE = {"condition", "range", "scale", "value"}
_COLOURS = {"color", "fill", "stroke", "background", "category", "ordinal", "ramp", "heatmap", "diverging"}


@cache
def _colours() -> frozenset[str]:
    named = alt.core.ColorName.resolve_references()["enum"]
    return frozenset([*named, "transparent", "none", "currentcolor"])


def look_at_values(spec: dict) -> None:
    """Refuses colours, shapes, formats and functions that there are not, and expressions that Vega cannot read.

    Args:
        spec: A Vega-Lite specification.

    Raises:
        ClearError: Which value, and what would do.

    Example:
        >>> look_at_values({"mark": {"type": "bar", "color": "bleu"}})
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no colour 'bleu': did you mean 'blue' or 'skyblue' or 'plum'?
    """
    for key, value, of_time in _values(spec, "", False):
        if key in _EXPRESSIONS:
            _look_at_expression(key, value)
        if key in ("format", "numberFormat"):
            _look_at_format(value, of_time)
        if key in ("shape", "symbol", "symbolType") and value not in _SHAPES and not _PATH.match(value):
            raise unknown("shape", value, _SHAPES)
        is_colour = key in _COLOURS or key.endswith("Color")
        if is_colour and value.strip().lower() not in _colours() and not _CODE_OF_COLOUR.fullmatch(value.lower()):
            if re.match(r"#|\w+\(", value):
                raise ClearError(messages.NO_CODE_OF_COLOUR.format(value=value))
            raise unknown("colour", value, _colours())


def expressions(spec: dict) -> list[str]:
    """What Vega works out in a chart.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        Its expressions, wherever they stand.

    Example:
        >>> expressions({"transform": [{"filter": "datum.year > 2020"}]})
        ['datum.year > 2020']
    """
    return [value for key, value, _ in _values(spec, "", False) if key in _EXPRESSIONS]


def _look_at_expression(key: str, text: str) -> None:
    code = re.sub(QUOTED, "0", text)
    hint = next((hint for pattern, hint in _UNREADABLE.items() if pattern.search(code)), None)
    if not hint and (code.count("?") > code.count(":") or not _is_closed(code)):
        hint = messages.NOT_CLOSED
    if hint:
        raise ClearError(messages.UNREADABLE.format(expression=text, hint=hint))
    for name in _CALLED.findall(code):
        if name not in _FUNCTIONS and not name.startswith(("vlSelection", "lasso", "intersectL")):
            raise unknown("function", name, _FUNCTIONS)
    for name in re.findall(r"\bdatum\.(\w+)", code) if key == "labelExpr" else ():
        if name not in _OF_LABEL:
            raise unknown("column", name, _OF_LABEL)


def _is_closed(code: str) -> bool:
    """Whether each bracket has its end, in order."""
    left = re.sub(r"[^()\[\]{}]", "", code)
    while left != (left := re.sub(r"\(\)|\[\]|\{\}", "", left)):
        pass
    return not left


def _look_at_format(text: str, of_time: bool) -> None:
    if of_time and not _FORMAT_OF_TIME.search(text):
        raise ClearError(messages.NO_FORMAT_OF_TIME.format(format=text))
    if not of_time and not _FORMAT.fullmatch(text):
        message = messages.FORMAT_OF_TIME if _FORMAT_OF_TIME.search(text) else messages.NO_FORMAT
        raise ClearError(message.format(format=text))


def _values(part: object, key: str, of_time: bool) -> Iterator[tuple[str, str, bool]]:
    """The texts of a part, each with what it is and whether it is about times; not the data."""
    if isinstance(part, str):
        yield key, part, of_time
    for each in part if isinstance(part, list) else ():
        # The value of a parameter is the reader's own.
        yield from _values(each | {"value": None} if key == "params" else each, key, of_time)
    if isinstance(part, dict):
        of_time = of_time or part.get("type") == "temporal" or "timeUnit" in part or isinstance(part.get("datum"), dict)
        own_form = part.get("formatType", "number") != "number"
        for name in part:
            is_named = name == "range" and isinstance(part[name], str)
            if name not in _ELSEWHERE and not is_named and not (name == "format" and own_form):
                yield from _values(part[name], key if name in _INSIDE else name, of_time or "Temporal" in name)
