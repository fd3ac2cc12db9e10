"""What Vega would load from an address: it would leave the picture blank wherever there is no network."""

from collections.abc import Iterator

from ..errors import ClearError
from . import messages


def check_addresses(spec: dict) -> None:
    """Refuses a chart whose data or images Vega would load from an address.

    What only Vega works out is not seen here: there the drawing code (runtime.js) refuses.

    Args:
        spec: A Vega-Lite specification.

    Raises:
        ClearError: It names an address where Vega would load it.

    Example:
        >>> check_addresses({"data": {"values": [{"data": {"url": "https://example.org"}}]}, "mark": "bar"})
        >>> check_addresses({"data": {"url": "cars.csv"}, "mark": "bar"})
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: The chart takes its data from cars.csv: give it a table, as load() returns.
    """
    for message, address in _loaded(spec, spec, {}, {}):
        if isinstance(address, str) and address and not address.lower().startswith("data:"):
            raise ClearError(message.format(address=address))


def _loaded(view: dict, spec: dict, data: dict, encoding: dict) -> Iterator[tuple[str, object]]:
    """What a view and those in it load; they have the data and the encoding of what they are in."""
    data, encoding = view.get("data") or data, encoding | view.get("encoding", {})
    yield messages.DATA_FROM_ADDRESS, data.get("url")
    for step in view.get("transform", []):
        yield messages.DATA_FROM_ADDRESS, step.get("from", {}).get("data", {}).get("url")
    mark = view.get("mark", {})
    mark = {"type": mark} if isinstance(mark, str) else mark
    if mark.get("type") == "image":
        rows = data.get("values", spec.get("datasets", {}).get(data.get("name")))
        styles = (spec.get("config", {}).get("image", {}), mark)
        for address in (*(style.get("url") for style in styles), *_values(encoding.get("url", {}), rows)):
            yield messages.IMAGE_FROM_ADDRESS, address
    inner = [each for key in ("layer", "concat", "hconcat", "vconcat") for each in view.get(key, [])]
    for part in [*inner, *([view["spec"]] if "spec" in view else [])]:
        yield from _loaded(part, spec, data, encoding)


def _values(channel: dict, rows: object) -> Iterator[object]:
    """What a channel may show."""
    yield from (channel.get("value"), channel.get("datum"))
    if isinstance(channel.get("field"), str) and isinstance(rows, list):
        yield from (row.get(channel["field"]) for row in rows if isinstance(row, dict))
    conditions = channel.get("condition", [])
    for condition in conditions if isinstance(conditions, list) else [conditions]:
        yield from _values(condition, rows)
