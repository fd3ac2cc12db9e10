"""The specification of a chart: JSON that Vega draws the same live and still, or a sentence that says why not."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

import altair as alt
import narwhals
import pandas as pd

from .. import language
from ..errors import ClearError, unknown
from . import messages, theme  # noqa: F401  (the theme registers itself)
from .controls import TAKEN
from .values import QUOTED, expressions, look_at_values

# These make columns whose names only Vega works out, or say nothing where they are left out.
_UNTOLD = {"pivot", "density", "quantile", "regression", "loess"}
_IN_EXPRESSION = re.compile(r"""\bdatum(?:\.([^\W\d][\w$]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])|(?:""" + QUOTED + ")")
# What names no column of the chart's own table, and its rows: a column may be called "test".
_ELSEWHERE = {"from", "axis", "legend", "header", "scale", "values", "datasets", "usermeta"}
# A name in an expression that is no text, no pattern, no field, no function and no key.
_IN_VEGA = re.compile(QUOTED + r"|(?<![\w$.])([A-Za-z_]\w*)(?![\w$]|\s*[(:])")
_VEGAS_OWN = "group parent cursor LN2 LN10 LOG2E LOG10E MAX_VALUE MIN_VALUE SQRT1_2 SQRT2"


def specification(chart: alt.TopLevelMixin) -> dict:
    """The Vega-Lite specification of a chart that can be drawn.

    Args:
        chart: An Altair chart.

    Returns:
        The specification.

    Raises:
        ClearError: There is nothing to draw, or it must not be drawn.

    Example:
        >>> specification(alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="b:Q"))
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no column 'b': there are a.
    """
    if not isinstance(chart, alt.TopLevelMixin):
        raise ClearError(messages.NO_CHART.format(kind=type(chart).__name__))
    if getattr(chart, "mark", None) is alt.Undefined:
        raise ClearError(messages.NO_MARKS)
    # Other ways to give Vega a table, such as VegaFusion's, leave nothing that a notebook can keep.
    ways = alt.data_transformers
    try:
        with ways.enable("default", **(ways.options if ways.active == "default" else {})):
            spec = chart.to_dict() | {"$schema": alt.SCHEMA_URL}
        params = {"params": [_param(param) for param in spec["params"]]} if "params" in spec else {}
        spec = json.loads(json.dumps(spec | params, default=_plain), parse_constant=lambda _: None)
    except Exception as error:
        raise _unmade(chart, error) from None
    if language.current != language.ENGLISH:
        for each in tooltips(spec):
            if "field" in each:
                each.setdefault("title", messages.NAMES.get(each["field"], each["field"]))
    if spec.get("height") == "container":
        del spec["height"]  # a cell is as high as what stands in it
    _check(spec)
    return spec


def tooltips(part: object) -> Iterator[dict]:
    """What the tooltips of a chart and of all its parts tell.

    Args:
        part: A specification, or anything in one.

    Yields:
        The definition of each column.

    Example:
        >>> list(tooltips({"layer": [{"encoding": {"tooltip": {"field": "year"}}}]}))
        [{'field': 'year'}]
    """
    if isinstance(part, list):
        for each in part:
            yield from tooltips(each)
    elif isinstance(part, dict):
        yield from (each for each in _list(part.get("tooltip")) if isinstance(each, dict))
        for name in part.keys() - {"datasets", "tooltip"}:
            yield from tooltips(part[name])


def _param(param: dict) -> dict:
    """A parameter with its numbers as they are meant: of numpy's 2019.0 is made 2019, and of 3 * 0.1 is made 0.3."""
    try:
        return json.loads(json.dumps(param, default=_plain, allow_nan=False), parse_float=_number)
    except (TypeError, ValueError) as error:
        kind = getattr(error, "kind", "NaN")
        message = messages.GAP_IN_BINDING if kind in ("NaN", "NaTType", "NAType") else messages.KIND_IN_BINDING
        raise ClearError(message.format(name=param["name"], kind=kind)) from None


def _number(text: str) -> float:
    number = float(f"{float(text):.12g}")
    return int(number) if number.is_integer() else number


def _plain(value: object) -> object:
    """What stands in JSON for a value that JSON has not; a day is one of the reader's own clock, as Altair has it."""
    value = getattr(value, "start_time", value)  # of a month of pandas
    if isinstance(value, date):
        return value.isoformat() if isinstance(value, datetime) else f"{value}T00:00:00"
    if isinstance(value, Real | Decimal):
        return float(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    error = TypeError(messages.NOT_DRAWN.format(kind=type(value).__name__))
    error.kind = type(value).__name__
    raise error


def _unmade(chart: alt.TopLevelMixin, error: Exception) -> ClearError:
    """Why a chart cannot be made; where Altair says too little, its tables are looked through."""
    if isinstance(error, ClearError):
        return error
    if isinstance(error, alt.MaxRowsError):
        return ClearError(messages.TOO_MANY_ROWS)
    if type(error).__name__ == "DuplicateError":
        return ClearError(messages.SAME_COLUMN)
    rows = list(_rows(chart))
    asked = re.match(r'Unable to determine data type for the field "(.+?)";', str(error))
    columns = {str(column) for row in rows for column in row}
    if asked and asked[1] not in columns:
        return unknown("column", asked[1], columns)
    for column, value in (each for row in rows for each in row.items()):
        try:
            json.dumps(None if value is pd.NA else value, default=_plain)
        except TypeError:
            return ClearError(messages.COLUMN_NOT_DRAWN.format(column=column, kind=type(value).__name__))
    reason = " ".join(str(error).split("\n\n")[0].split())[:300]
    return fault_in_words(error) or ClearError(messages.CANNOT_BE_MADE.format(reason=reason))


def fault_in_words(error: Exception) -> ClearError | None:
    """What is wrong with a chart, where Altair says it in words that only a programmer reads.

    Args:
        error: What Altair raised.

    Returns:
        An error with one sentence, or None for any other error.

    Example:
        >>> print(fault_in_words(ValueError("'re' is an invalid value for `type`. Valid values are one of ['red']")))
        There is no type 're': did you mean 'red'?
    """
    text = str(error)
    if found := re.search(r"has no parameter named '(\w+)'", text):
        known = re.findall(r"\w+", text.partition("names are:")[2].partition("\n\n")[0])
        return unknown("argument", found[1], [each for each in known if each[0] == found[1][0]] or known)
    if "valid encoding data types" in text:
        return ClearError(messages.NO_KIND_OF_COLUMN)
    if re.search("data is not specified as|is an invalid value for `data`", text):
        return ClearError(messages.NO_TABLE)
    if wrong := re.search(r"(?s)'(.+)' is an invalid value for `([a-z]\w*)`", text):
        known = re.findall(r"'([\w-]+)'", text[wrong.end() :])
        not_taken = ClearError(messages.NOT_TAKEN.format(value=wrong[1][:40], name=wrong[2]))
        return unknown(wrong[2], wrong[1], known) if known else not_taken
    return None


def _rows(chart: object) -> Iterator[dict]:
    """The rows of the tables of a chart and of all its parts."""
    data = narwhals.from_native(getattr(chart, "data", None), pass_through=True)
    if isinstance(data, narwhals.DataFrame):
        yield from data.iter_rows(named=True)
    elif isinstance(values := getattr(data, "values", None), list):
        yield from (row for row in values if isinstance(row, dict))
    for parts in (getattr(chart, key, None) for key in ("layer", "concat", "hconcat", "vconcat", "spec")):
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, alt.TopLevelMixin):
                yield from _rows(part)


def _check(spec: dict) -> None:
    """Refuses a chart that would load something, draws an empty table, or names a column that its table has not.

    What only Vega works out is not seen here: there the drawing code (runtime.js) loads nothing.
    """
    datasets, images = spec.get("datasets", {}), spec.get("config", {}).get("image", {})
    views = list(_views(spec, {}))
    if not any("mark" in view for view in views):
        raise ClearError(messages.NO_MARKS)
    look_at_values(spec)
    _look_for_parameters(spec, views)
    names = [view.get("name") for view in views]
    for param in spec.get("params", []):
        if "draw" in _under([param.get("bind")], "input") and param["name"] not in names:
            raise ClearError(messages.NO_POINTS.format(name=param["name"]))
    for view in views:
        for address in _under([view["encoding"].get("href"), {"mark": view.get("mark")}], "href", "value"):
            if re.match("(?i)javascript:", address):
                raise ClearError(messages.NO_LINK.format(address=address))
        for message, address in _loaded(view, datasets, images):
            if not address.lower().startswith("data:"):
                raise ClearError(message.format(address=address))
        columns = _columns(view["data"], datasets)
        for step in view["transform"]:
            _look(_used(step), columns)
            source = step.get("from", {})
            if "data" in source:
                _look([source["key"], *_strings(source.get("fields"))], _columns(source["data"], datasets))
            columns = _after(step, columns)
        channels = [view["encoding"], view.get("facet", {})]
        repeated = (name for each in _under(channels, "repeat") for name in _strings(view["repeat"].get(each)))
        tested = ("".join(found) for test in _under(channels, "test") for found in _IN_EXPRESSION.findall(test))
        drawn = [*_under(channels, "field", "argmin", "argmax"), *repeated]
        _look((*drawn, *tested), columns)
        _look_at_kinds(view, datasets, columns or ())


def _look_at_kinds(view: dict, datasets: dict, columns: Iterable[str]) -> None:
    """Refuses a column whose name Vega reads as a way into a value, and numbers where a column holds only texts."""
    for channel in view["encoding"].values():
        name = channel.get("field") if isinstance(channel, dict) else None
        if not isinstance(name, str) or name not in columns:
            continue
        if re.search(r"[.\[\]]", name):
            written = re.sub(r"([.\[\]])", r"\\\1", name)
            raise ClearError(messages.NAME_WITH_POINT.format(column=name, written=written))
        if channel.get("type") == "quantitative" and not channel.get("aggregate") and not view["transform"]:
            values = [row.get(name) for row in _table(view["data"], datasets) if row.get(name) is not None]
            if values and all(isinstance(value, str) and re.search(r"[^\W\d_]", value) for value in values):
                raise ClearError(messages.TEXTS_AS_NUMBERS.format(column=name))


def _look_for_parameters(spec: dict, views: list[dict]) -> None:
    """Refuses a chart that goes by a parameter which nobody has added to it."""
    added = {param["name"] for view in views for param in view.get("params", [])}
    known = {"", *added, *TAKEN, *_VEGAS_OWN.split()}
    # Signals that Vega-Lite makes of a selection, and of the size of a part.
    begins, ends = tuple(f"{name}_" for name in added), ("_width", "_height", "_step")
    for name in [*_under(spec, "param"), *(name for text in expressions(spec) for name in _IN_VEGA.findall(text))]:
        if name not in known and not name.startswith(begins) and not name.endswith(ends):
            if any(name in (_columns(view["data"], spec.get("datasets", {})) or ()) for view in views):
                raise ClearError(messages.IS_COLUMN.format(name=name))
            raise ClearError(messages.NOT_ADDED.format(name=name))


def _views(view: dict, around: dict) -> Iterator[dict]:
    """A view and those in it, each with the data, transforms, encoding and repeated columns of what is around it."""
    own, repeat = view.get("data"), view.get("repeat", {})
    view = view | {
        "data": own or around.get("data", {}),
        "transform": [*([] if own else around.get("transform", [])), *view.get("transform", [])],
        "encoding": around.get("encoding", {}) | view.get("encoding", {}),
        "repeat": around.get("repeat", {}) | (repeat if isinstance(repeat, dict) else {"repeat": repeat}),
    }
    yield view
    for key in ("layer", "concat", "hconcat", "vconcat", "spec"):
        for part in _list(view.get(key, [])):
            yield from _views(part, view)


def _loaded(view: dict, datasets: dict, images: dict) -> Iterator[tuple[str, str]]:
    """What Vega loads for a view: what to say of it, and its address."""
    for source in (view, *(step.get("from", {}) for step in view["transform"])):
        for address in _strings(source.get("data", {}).get("url")):
            yield messages.DATA_FROM_ADDRESS, address
    mark = view.get("mark", {})
    mark = {"type": mark} if isinstance(mark, str) else mark
    if mark.get("type") == "image":
        channel = view["encoding"].get("url", {})
        shown = [images.get("url"), mark.get("url"), *_under(channel, "value", "datum")]
        for row in _table(view["data"], datasets) or []:
            shown += [row.get(name) for name in _under(channel, "field") if isinstance(row, dict)]
        for address in _strings(shown):
            yield messages.IMAGE_FROM_ADDRESS, address


def _table(data: dict, datasets: dict) -> Any:
    return data.get("values", datasets.get(data.get("name")))


def _columns(data: dict, datasets: dict) -> frozenset | None:
    rows = _table(data, datasets)
    if rows == [] or (rows is None and data.keys() == {"name"}):
        raise ClearError(messages.NO_ROWS)
    if not isinstance(rows, list) or data.get("format", {}).keys() - {"type", "parse"}:
        return None
    return frozenset().union(*rows) if all(isinstance(row, dict) for row in rows) else None


def _look(names: Iterable[str], columns: frozenset | None) -> None:
    for name in names if columns is not None else ():
        plain = re.sub(r"\\(.)", r"\1", name)
        first = re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\)[.\[]", name)[0])
        # What begins with a bracket is a name in quotes.
        if first and not {name, plain, first} & columns:
            raise unknown("column", plain, columns)


def _used(step: dict) -> Iterator[str]:
    """The columns that a transform reads."""
    if not step.keys() & _UNTOLD:
        names = _under(step, "field", "groupby", "lookup", "fold", "flatten", "stack", "impute", "key")
        yield from (name for name in names if name != "*")
        for expression in _under(step, "calculate", "filter", "and", "or", "not"):
            yield from ("".join(found) for found in _IN_EXPRESSION.findall(expression))


def _after(step: dict, columns: frozenset | None) -> frozenset | None:
    """The columns that there are after a transform."""
    if columns is None or step.keys() & _UNTOLD or "param" in step.get("from", {}):
        return None
    made = [*_under(step, "as"), *_strings(step.get("from", {}).get("fields")), *["key", "value"] * ("fold" in step)]
    kept = _strings(step.get("groupby")) if "aggregate" in step else columns
    # The end of a bin, of a stack and of a time unit has a name of its own.
    return frozenset([*kept, *made, *(f"{name}_end" for name in made)])


def _under(part: Any, *keys: str) -> Iterator[str]:
    """The strings that stand under some keys of a part, however deep."""
    for each in _list(part):
        for key, value in each.items() if isinstance(each, dict) else ():
            if key in keys:
                yield from _strings(value)
            if key not in _ELSEWHERE:
                yield from _under(value, *keys)


def _strings(given: Any) -> list[str]:
    return [each for each in _list(given) if isinstance(each, str) and each]


def _list(given: Any) -> list:
    return given if isinstance(given, list) else [given]
