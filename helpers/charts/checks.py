"""What is looked up in a chart before it is drawn, since Vega would leave the picture empty without a word."""

import re
from collections.abc import Iterator
from typing import Any

from ..errors import ClearError, unknown
from . import messages

# These make columns whose names only Vega works out, or say nothing where they are left out.
_UNTOLD = {"pivot", "density", "quantile", "regression", "loess"}
_IN_EXPRESSION = re.compile(r"""\bdatum(?:\.([^\W\d][\w$]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])""")
# What names no column of the chart's own table.
_ELSEWHERE = {"from", "axis", "legend", "header", "scale", "values"}

# The columns of a table; None where nobody can tell.
Columns = frozenset[str] | None


def check(spec: dict) -> None:
    """Refuses a chart that would load something, draws an empty table, or names a column that its table has not.

    What only Vega works out is not seen here: there the drawing code (runtime.js) loads nothing.

    Args:
        spec: A Vega-Lite specification.

    Raises:
        ClearError: It names the address, or the column and the nearest that there is.

    Example:
        >>> check({"data": {"values": [{"year": 1}]}, "mark": "bar", "encoding": {"x": {"field": "yaer"}}})
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no column 'yaer': did you mean 'year'?
    """
    datasets, images = spec.get("datasets", {}), spec.get("config", {}).get("image", {})
    for view in _views(spec, {}):
        for message, address in _loaded(view, datasets, images):
            if not address.lower().startswith("data:"):
                raise ClearError(message.format(address=address))
        columns = _columns(view["data"], datasets)
        for step in view["transform"]:
            _look(_used(step), columns)
            source = step.get("from", {})
            if "data" in source:
                _look(iter([source["key"]]), _columns(source["data"], datasets))
            columns = _after(step, columns)
        channels = [view["encoding"], view.get("facet", {})]
        repeated = (name for each in _under(channels, "repeat") for name in _strings(view["repeat"].get(each)))
        _look((*_under(channels, "field", "argmin", "argmax"), *repeated), columns)


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
        for row in _rows(view["data"], datasets) or []:
            shown += [row.get(name) for name in _under(channel, "field") if isinstance(row, dict)]
        for address in _strings(shown):
            yield messages.IMAGE_FROM_ADDRESS, address


def _rows(data: dict, datasets: dict) -> Any:
    return data.get("values", datasets.get(data.get("name")))


def _columns(data: dict, datasets: dict) -> Columns:
    rows = _rows(data, datasets)
    if rows == []:
        raise ClearError(messages.NO_ROWS)
    if not isinstance(rows, list) or data.get("format", {}).keys() - {"type", "parse"}:
        return None
    return frozenset().union(*rows) if all(isinstance(row, dict) for row in rows) else None


def _look(names: Iterator[str], columns: Columns) -> None:
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


def _after(step: dict, columns: Columns) -> Columns:
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
