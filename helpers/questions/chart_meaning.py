"""What a chart means, however it is spelled: its marks, what stands on which channel, and what it says in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import altair as alt

from ..errors import ClearError
from . import messages
from .chart_rows import Rows, transformed

_WRITTEN = ("text", "rule", "tick")
_APART = {"color", "fill", "stroke", "detail", "opacity", "shape", "size"}


@dataclass(frozen=True)
class Channel:
    """What one channel of a layer shows.

    Args:
        name: Such as "x" or "color".
        field: The column of the table, or empty where it is a constant or a count.
        quantitative: Whether it is so typed.
        aggregate: Such as "mean"; empty for the values themselves.
        binned: Whether the values are put into bins.
        time_unit: Such as "year".
        stacks: False where the chart says that marks stand before each other.
        scale: The scale as Vega-Lite has it.
        column: The column of the rows that are drawn: not `field` where a transform has made it.
        own_aggregate: The aggregate that the channel itself makes of the rows.
    """

    name: str
    field: str
    quantitative: bool
    aggregate: str
    binned: bool
    time_unit: str
    stacks: bool
    scale: dict
    column: str
    own_aggregate: str

    @property
    def tells_quantity(self) -> bool:
        """Whether the marks' place along this channel is a quantity."""
        if self.binned or self.time_unit:
            return False
        return self.aggregate in ("count", "distinct") or (self.quantitative and bool(self.field))


@dataclass(frozen=True)
class Layer:
    """One kind of mark and what it shows.

    Args:
        mark: Such as "bar".
        channels: By name.
        rows: The rows that are drawn.
    """

    mark: str
    channels: dict[str, Channel]
    rows: Rows

    @property
    def measure(self) -> Channel | None:
        """The channel along which the marks tell a quantity: the length of a bar, the height of a point."""
        found = [self.channels[name] for name in ("y", "x") if name in self.channels]
        found = [each for each in found if each.tells_quantity]
        return next((each for each in found if each.aggregate), found[0] if found else None)

    @property
    def length(self) -> Channel | None:
        """The measure of bars and areas from a common base, which are compared by their length."""
        measure = self.measure if self.mark in ("bar", "area") else None
        return measure if measure and f"{measure.name}2" not in self.channels else None

    @property
    def stacked(self) -> bool:
        """Whether marks in the same place are put on top of each other. Vega-Lite does so with bare values, too."""
        length = self.length
        if not length or not length.stacks or {"xOffset", "yOffset"} & self.channels.keys():
            return False
        return not length.aggregate or any(self.channels[name].field for name in _APART & self.channels.keys())


@dataclass(frozen=True)
class Meaning:
    """What a chart means.

    Args:
        layers: Every kind of mark, of all parts of the chart.
        texts: Its titles, subtitles and the titles of its axes and legends.
    """

    layers: tuple[Layer, ...]
    texts: tuple[str, ...]

    @property
    def main(self) -> tuple[Layer, ...]:
        """The layers that show quantities; words, rules and ticks only where there is nothing else."""
        telling = tuple(layer for layer in self.layers if layer.measure)
        return tuple(layer for layer in telling if layer.mark not in _WRITTEN) or telling or self.layers

    def scale(self, channel: Channel) -> dict:
        """The scale of a channel, which layers share: what one says of an axis goes for all."""
        shared = [layer.channels[channel.name].scale for layer in self.layers if channel.name in layer.channels]
        return {key: value for scale in shared for key, value in scale.items()}


def sentence(chart: Any) -> str:
    """What stands under a student's chart: its own title.

    Args:
        chart: An Altair chart.

    Returns:
        A sentence.

    Raises:
        ClearError: It is no chart, or Altair cannot make it.

    Example:
        >>> sentence(alt.Chart(alt.Data(values=[{"share": 28.8}]), title="Who drives?").mark_bar().encode(x="share:Q"))
        'Your chart: Who drives?'
    """
    if not isinstance(chart, alt.TopLevelMixin):
        raise ClearError(messages.NO_CHART.format(kind=type(chart).__name__))
    if getattr(chart, "mark", None) is alt.Undefined:
        raise ClearError(messages.NO_MARKS)
    try:
        title = chart.to_dict().get("title")
    except Exception as error:
        reason = " ".join(str(error).split("\n\n")[0].split())
        raise ClearError(messages.CANNOT_BE_MADE.format(reason=reason[:300])) from None
    text = " ".join(_texts(title.get("text") if isinstance(title, dict) else title, in_title=True))
    return messages.YOUR_CHART.format(title=text) if text else messages.YOUR_CHART_WITHOUT_TITLE


def meaning(spec: dict) -> Meaning:
    """What a chart means.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        Its meaning: shorthand and long form, and `transform_aggregate` and `mean(...)`, come to the same.

    Example:
        >>> rows = alt.Data(values=[{"city": "Liuzhou", "share": 28.8}])
        >>> (layer,) = meaning(alt.Chart(rows).mark_bar().encode(x="mean(share):Q", y="city:N").to_dict()).main
        >>> layer.mark, layer.measure.name, layer.measure.aggregate, layer.measure.field
        ('bar', 'x', 'mean', 'share')
    """
    parameters = {param["name"]: param["value"] for param in spec.get("params", []) if "value" in param}
    layers = _layers(spec, _Inherited(spec.get("datasets", {}), parameters))
    return Meaning(tuple(layers), tuple(_texts(spec)))


@dataclass(frozen=True)
class _Inherited:
    """What a part of a chart has from the whole."""

    datasets: dict
    parameters: dict
    rows: Rows = Rows(None, messages.NO_DATA)
    encoding: dict = field(default_factory=dict)


def _layers(spec: dict, above: _Inherited) -> Iterator[Layer]:
    rows = _data(spec["data"], above.datasets) if spec.get("data") else above.rows
    rows = transformed(rows, spec.get("transform", []), above.parameters)
    encoding = {**above.encoding, **spec.get("encoding", {})}
    if isinstance(spec.get("facet"), dict) and "spec" in spec:
        facet = spec["facet"]
        encoding |= {"facet": facet} if "field" in facet else facet
    inside = replace(above, rows=rows, encoding=encoding)
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    for part in [*parts, spec["spec"]] if "spec" in spec else parts:
        yield from _layers(part, inside)
    if "mark" in spec:
        mark = spec["mark"] if isinstance(spec["mark"], dict) else {"type": spec["mark"]}
        given = {name: each for name, each in encoding.items() if isinstance(each, dict)}
        channels = {name: _channel(name, each, rows.made) for name, each in given.items()}
        yield Layer(mark.get("type", ""), channels, rows)


def _data(data: dict, datasets: dict) -> Rows:
    values = datasets.get(data["name"]) if "name" in data else data.get("values")
    if isinstance(values, list) and all(isinstance(row, dict) for row in values):
        return Rows(values)
    return Rows(None, messages.NO_TABLE)


def _channel(name: str, given: dict, made: dict[str, tuple[str, str]]) -> Channel:
    """A column that a transform has made by aggregating is an aggregate; one that it has reckoned is its column."""
    column = given.get("field", "") if isinstance(given.get("field", ""), str) else ""
    own_aggregate = given.get("aggregate", "")
    # An argmax is a dict.
    own_aggregate = own_aggregate if isinstance(own_aggregate, str) else next(iter(own_aggregate), "")
    before, origin = made.get(column, ("", ""))
    return Channel(
        name=name,
        field=origin or column,
        quantitative=given.get("type") == "quantitative",
        aggregate=own_aggregate or before,
        binned=bool(given.get("bin")),
        time_unit=str(given.get("timeUnit", "")).removeprefix("utc"),
        stacks=given.get("stack", True) not in (None, False),
        scale=given.get("scale") or {},
        column=column,
        own_aggregate=own_aggregate,
    )


def _texts(part: Any, in_title: bool = False) -> Iterator[str]:
    """Every title of a chart, and what stands under it."""
    if isinstance(part, str) and in_title:
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each, in_title)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in ("datasets", "data", "config", "transform"):
                yield from _texts(value, key in ("title", "subtitle") or (in_title and key == "text"))
