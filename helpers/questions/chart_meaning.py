"""What a chart means, however it is spelled: its marks, what stands on which channel, and what it says in words."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from ..errors import ClearError
from .chart_rows import Rows, transformed

POSITIONS = ("x", "y")
_PARTS = ("layer", "hconcat", "vconcat", "concat")
_WRITTEN = ("text", "rule", "tick")
# An axis so many times as long as the longest bar leaves no bar to be seen.
_MOST_AIR = 100
_LENGTHS = ("bar", "area")


@dataclass(frozen=True)
class Channel:
    """What one channel of a layer shows.

    Args:
        name: Such as "x" or "color".
        field: The column of the table, or empty where it is a constant or a count.
        type: "quantitative", "ordinal", "nominal" or "temporal".
        aggregate: Such as "mean"; empty for the values themselves.
        bin: Whether the values are put into bins.
        time_unit: Such as "year".
        stack: "" where nothing is said, else "zero", "normalize", "center" or "none".
        sort: What the order goes by, or None.
        scale: The scale as Vega-Lite has it.
        drawn: The column of the rows that are drawn: not `field` where a transform has made it.
        still: The aggregate that the channel itself makes of the rows.
    """

    name: str
    field: str = ""
    type: str = ""
    aggregate: str = ""
    bin: bool = False
    time_unit: str = ""
    stack: str = ""
    sort: Any = None
    scale: dict = dataclasses.field(default_factory=dict)
    drawn: str = ""
    still: str = ""


@dataclass(frozen=True)
class Layer:
    """One kind of mark and what it shows.

    Args:
        mark: Such as "bar".
        channels: By name.
        rows: The rows that are drawn.
        orient: "horizontal" or "vertical" where the chart says it.
    """

    mark: str
    channels: dict[str, Channel]
    rows: Rows
    orient: str = ""

    @property
    def measure(self) -> Channel | None:
        """The channel along which the marks tell a quantity: the length of a bar, the height of a point."""
        found = [self.channels[name] for name in ("y", "x") if _tells_quantity(self.channels.get(name))]
        if len(found) == 2 and self.orient == "horizontal":
            return found[1]
        return next((each for each in found if each.aggregate), found[0] if found else None)

    @property
    def category(self) -> Channel | None:
        """The channel along which the marks stand side by side."""
        measure = self.measure
        other = [self.channels.get(name) for name in POSITIONS if measure and name != measure.name]
        return next((each for each in other if each), None)

    @property
    def stacked(self) -> bool:
        """Whether marks in the same place are put on top of each other. Vega-Lite does so with bare values, too."""
        measure = self.length
        if not measure or measure.stack == "none" or f"{measure.name}2" in self.channels:
            return False
        apart = {"color", "fill", "stroke", "detail", "opacity", "shape", "size"} & self.channels.keys()
        by_field = any(self.channels[name].field for name in apart)
        return not {"xOffset", "yOffset"} & self.channels.keys() and (bool(by_field) or not measure.aggregate)

    @property
    def length(self) -> Channel | None:
        """The channel along which bars or areas are compared by their length."""
        return self.measure if self.mark in _LENGTHS else None

    @property
    def start(self) -> float | None:
        """Where a bar's or an area's axis starts, if not at zero; a scale that is only told not to, at its least."""
        measure = self.length
        if not measure or f"{measure.name}2" in self.channels:
            return None
        ends = _domain(measure) or _numbers([measure.scale.get("domainMin")])
        if ends:
            return None if min(ends) <= 0 <= max([*ends, 0]) else min(ends)
        if measure.scale.get("zero") is not False:
            return None
        shown = _numbers(self.rows.column(measure.drawn))
        return min(shown) if shown and not measure.aggregate and min(shown) > 0 else float("nan")

    @property
    def bent(self) -> str:
        """The kind of a scale on which a bar's or an area's length is no longer its value, such as "log"."""
        kind = self.length.scale.get("type", "linear") if self.length else "linear"
        return "" if kind in ("linear", "identity") else kind

    @property
    def end(self) -> float | None:
        """Where a bar's axis ends, if that is below the largest value, or so far above that no bar is to be seen."""
        measure = self.length
        if not measure or measure.aggregate:
            return None
        ends = [*_domain(measure), *_numbers([measure.scale.get("domainMax")])]
        shown = _numbers(self.rows.column(measure.drawn))
        if not ends or not shown or max(shown) <= 0:
            return None
        return None if max(shown) <= max(ends) <= _MOST_AIR * max(shown) else max(ends)


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

    def __str__(self) -> str:
        said = list(dict.fromkeys(map(_in_words, self.main)))
        return "; ".join(said)[:1].upper() + "; ".join(said)[1:] + "."


def meaning(chart: Any) -> Meaning:
    """What a chart means.

    Args:
        chart: An Altair chart, an explored one, or a Vega-Lite specification.

    Returns:
        Its meaning: shorthand and long form, and `transform_aggregate` and `mean(...)`, come to the same.

    Raises:
        ClearError: It is no chart, or Altair cannot make it.

    Example:
        >>> import altair as alt
        >>> rows = alt.Data(values=[{"city": "Liuzhou", "share": 28.8}])
        >>> print(meaning(alt.Chart(rows).mark_bar().encode(x="mean(share):Q", y="city:N")))
        Bars: mean of share, for each city.
    """
    spec = specification(chart)
    layers = tuple(_layers(spec, _Inherited(spec.get("datasets", {}), _parameters(spec))))
    return Meaning(_shared_scales(layers), tuple(_texts(spec)))


def specification(chart: Any) -> dict:
    """The Vega-Lite specification of a chart.

    Args:
        chart: An Altair chart, an explored one, or a specification.

    Returns:
        The specification.

    Raises:
        ClearError: It is no chart, or Altair cannot make it.
    """
    if isinstance(chart, dict):
        return chart
    if isinstance(getattr(chart, "spec", None), dict):
        return chart.spec
    if not isinstance(chart, alt.TopLevelMixin):
        raise ClearError(f"A chart is asked for, such as alt.Chart(table).mark_bar(), not {type(chart).__name__}.")
    if getattr(chart, "mark", None) is alt.Undefined:
        raise ClearError("The chart has no marks yet: add some, such as .mark_bar().")
    try:
        return chart.to_dict()
    except Exception as error:
        reason = " ".join(str(error).split("\n\n")[0].split())
        raise ClearError(f"Altair cannot make this chart: {reason[:300]}") from None


@dataclass(frozen=True)
class _Inherited:
    """What a part of a chart has from the whole."""

    datasets: dict
    parameters: dict
    rows: Rows = Rows(None, "The chart has no data.")
    encoding: dict = dataclasses.field(default_factory=dict)
    mark: Any = None


def _layers(spec: dict, above: _Inherited) -> Iterator[Layer]:
    rows = _data(spec["data"], above.datasets) if spec.get("data") else above.rows
    rows = transformed(rows, spec.get("transform", []), above.parameters)
    encoding = {**above.encoding, **spec.get("encoding", {})}
    if isinstance(spec.get("facet"), dict) and "spec" in spec:
        facet = spec["facet"]
        encoding |= {"facet": facet} if "field" in facet else facet
    inside = replace(above, rows=rows, encoding=encoding)
    for part in (part for key in _PARTS for part in spec.get(key, [])):
        yield from _layers(part, inside)
    if "spec" in spec:
        yield from _layers(spec["spec"], inside)
    if "mark" in spec:
        mark = spec["mark"] if isinstance(spec["mark"], dict) else {"type": spec["mark"]}
        channels = {
            name: _channel(name, given, rows.made) for name, given in encoding.items() if isinstance(given, dict)
        }
        yield Layer(mark.get("type", ""), channels, rows, mark.get("orient", ""))


def _data(data: dict, datasets: dict) -> Rows:
    values = datasets.get(data["name"]) if "name" in data else data.get("values")
    if isinstance(values, list) and all(isinstance(row, dict) for row in values):
        return Rows(values)
    return Rows(None, "I can only follow a chart that draws a table, as load() returns it.")


def _parameters(spec: dict) -> dict:
    return {param["name"]: param["value"] for param in spec.get("params", []) if "value" in param}


def _channel(name: str, given: dict, made: dict[str, tuple[str, str]]) -> Channel:
    """A column that a transform has made by aggregating is an aggregate; one that it has reckoned is its column."""
    column = given.get("field", "") if isinstance(given.get("field", ""), str) else ""
    still = _aggregate(given.get("aggregate", ""))
    before, origin = made.get(column, ("", ""))
    stack = given.get("stack", "")
    return Channel(
        name=name,
        field=origin or column,
        type=given.get("type", ""),
        aggregate=still or _aggregate(before),
        bin=bool(given.get("bin")),
        time_unit=str(given.get("timeUnit", "")).removeprefix("utc"),
        stack="none" if stack is None or stack is False else "zero" if stack is True else stack,
        sort=given.get("sort"),
        scale=given.get("scale") or {},
        drawn=column,
        still=still,
    )


def _aggregate(given: Any) -> str:
    word = given if isinstance(given, str) else next(iter(given), "")
    return {"average": "mean"}.get(word, word)


def _shared_scales(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Layers share their scales: what one says of an axis goes for all."""
    said: dict[str, dict] = {}
    for layer in layers:
        for name in POSITIONS:
            if name in layer.channels:
                said.setdefault(name, {}).update(layer.channels[name].scale)

    def shared(channels: dict[str, Channel]) -> dict[str, Channel]:
        return {name: replace(each, scale=said.get(name, each.scale)) for name, each in channels.items()}

    return tuple(replace(layer, channels=shared(layer.channels)) for layer in layers)


def _domain(channel: Channel) -> list[float]:
    """The numbers that a scale is told to reach from and to."""
    domain = channel.scale.get("domain")
    return _numbers(domain) if isinstance(domain, list) else []


def _numbers(values: list) -> list[float]:
    return [value for value in values if isinstance(value, int | float)]


def _tells_quantity(channel: Channel | None) -> bool:
    if channel is None or channel.bin or channel.time_unit:
        return False
    return channel.aggregate in ("count", "distinct") or (channel.type == "quantitative" and bool(channel.field))


def _texts(part: Any) -> Iterator[str]:
    """Every title of a chart."""
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        if key in ("title", "subtitle"):
            yield from _words(value)
        elif key not in ("datasets", "data", "config", "transform"):
            yield from _texts(value)


def _words(title: Any) -> Iterator[str]:
    if isinstance(title, str):
        yield title
    elif isinstance(title, list):
        yield " ".join(map(str, title))
    elif isinstance(title, dict):
        for key in ("text", "subtitle"):
            yield from _words(title.get(key))


def _in_words(layer: Layer) -> str:
    names = {
        "point": "points",
        "circle": "points",
        "square": "squares",
        "bar": "bars",
        "line": "a line",
        "area": "an area",
    }
    said = names.get(layer.mark, f"{layer.mark} marks")
    if layer.measure is None:
        return said
    said += f": {_what(layer.measure)}"
    return f"{said}, for each {_what(layer.category)}" if layer.category else said


def _what(channel: Channel) -> str:
    column = channel.field.replace("_", " ")
    return " of ".join(word for word in (channel.time_unit, channel.aggregate, column) if word) or "number"
