"""Values that Vega cannot use and would not name: a colour that is none is black, a wrong format takes an axis away."""

import re
from collections.abc import Iterator
from functools import cache

import altair as alt

from ..errors import ClearError, unknown
from . import messages

_SHAPES = ("circle", "square", "cross", "diamond", "triangle", "arrow", "wedge", "stroke")
_SHAPES += tuple(f"triangle-{way}" for way in ("up", "down", "right", "left"))
_CODE_OF_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(.+\)"
)
_PATH = re.compile(r"\s*[Mm][\d\s,.+-]")
# As d3-format reads it: fill and align, sign, symbol, zeros, width, comma, digits, trim, kind.
_FORMAT = re.compile(r"(?:.?[<>=^])?[-+( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-zA-Z%]?")
_EXPRESSIONS = ("expr", "calculate", "filter", "test", "and", "or", "not", "labelExpr")
# A text or a pattern in an expression.
QUOTED = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?<=[(,:])\s*/(?:\\.|[^/\\])+/\w*"""
# What other languages write: a single =, powers, words for signs, ≥, Chinese brackets; or a quote or an end too few.
_UNREADABLE = re.compile(
    r"(?<![=!<>])=(?!=)|\*\*|//|(?<![\w.])(?:and|or|not|if|else|True|False|None)\b(?!\s*\()|[≤≥≠×÷（），。；：“”‘’]"
    r"|['\"]|[-+*/%<>=!?&|]\s*$|^\s*$"
)
_CALLED = re.compile(r"(?<![\w$.])([A-Za-z_]\w*)\s*\(")
_FUNCTIONS = {name.rstrip("_") for name in dir(alt.expr) if "_" not in name.rstrip("_")}
# Beside those that Altair lists.
_FUNCTIONS |= {"encode", "flush", "geoShape", "intersect", "isTuple", "modify", "pathShape", "setdata", "split"}
_OF_AXIS_LABEL = ("index", "label", "value")
# What stands under these is of the kind that stands around them.
_INSIDE = {"condition", "range", "scale", "value"}


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
    for key, value in _values(spec, "", False):
        if key == "format" and not _FORMAT.fullmatch(value):
            raise ClearError(messages.NO_FORMAT.format(format=value))
        if key == "shape" and value not in _SHAPES and not _PATH.match(value):
            raise unknown("shape", value, _SHAPES)
        code = re.sub(QUOTED, "0", value) if key in _EXPRESSIONS else "0"
        if _UNREADABLE.search(code) or any(code.count(first) != code.count(last) for first, last in ("()", "[]", "{}")):
            raise ClearError(messages.UNREADABLE.format(expression=value))
        for name in _CALLED.findall(code):
            if name not in _FUNCTIONS and not name.startswith("vlSelection"):
                raise unknown("function", name, _FUNCTIONS)
        for name in re.findall(r"\bdatum\.(\w+)", value) if key == "labelExpr" else ():
            if name not in _OF_AXIS_LABEL:
                raise unknown("column", name, _OF_AXIS_LABEL)
        is_colour = key in ("color", "fill", "stroke", "background") or key.endswith("Color")
        if is_colour and value.lower() not in _colours() and not _CODE_OF_COLOUR.fullmatch(value.lower()):
            raise unknown("colour", value, _colours())


def _values(part: object, key: str, of_time: bool) -> Iterator[tuple[str, str]]:
    """The texts of a part, each with what it is; not the data, nor the formats of times."""
    if isinstance(part, str):
        yield key, part
    for each in part if isinstance(part, list) else ():
        yield from _values(each, key, of_time)
    if isinstance(part, dict):
        of_time = of_time or part.get("type") == "temporal" or "timeUnit" in part or "formatType" in part
        for name in part.keys() - {"datasets", "data", "usermeta"}:
            if not (name == "format" and of_time) and not (name == "range" and isinstance(part[name], str)):
                yield from _values(part[name], key if name in _INSIDE else name, of_time)
