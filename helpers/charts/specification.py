"""The specification of a chart: JSON that Vega draws the same live and still, or a sentence that says why not."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from numbers import Real

import altair as alt
import narwhals
import pandas as pd

from ..errors import ClearError, unknown
from . import messages, theme  # noqa: F401  (the theme registers itself)
from .checks import check


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
    if spec.get("height") == "container":
        del spec["height"]  # a cell is as high as what stands in it
    check(spec)
    return spec


def _param(param: dict) -> dict:
    """A parameter with its numbers as they are meant: of numpy's 2019.0 is made 2019, and of 3 * 0.1 is made 0.3."""
    try:
        return json.loads(json.dumps(param, default=_plain, allow_nan=False), parse_float=_number)
    except (TypeError, ValueError):
        raise ClearError(messages.GAP_IN_BINDING.format(name=param["name"])) from None


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
    raise TypeError(messages.NOT_DRAWN.format(kind=type(value).__name__))


def _unmade(chart: alt.TopLevelMixin, error: Exception) -> ClearError:
    """Why a chart cannot be made; where Altair says too little, its tables are looked through."""
    if isinstance(error, ClearError):
        return error
    if isinstance(error, alt.MaxRowsError):
        return ClearError(messages.TOO_MANY_ROWS)
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
    return ClearError(messages.CANNOT_BE_MADE.format(reason=" ".join(str(error).split("\n\n")[0].split())[:300]))


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
