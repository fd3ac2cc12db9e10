"""Says in words how a saved chart differs from a fresh one."""

import json
import re

_MOST = 8
_NOTHING = object()
# What stands around a specification says nothing to a reader.
_AROUND = ("spec", "datasets")


def is_chart(value: object) -> bool:
    """Whether a value is the payload of an explored chart."""
    return isinstance(value, dict) and {"spec", "says"} <= value.keys()


def differences(saved: dict, fresh: dict) -> list[str]:
    r"""What changed from the payload of a saved chart to that of a new run, and how to accept it.

    Example:
        >>> old = {"says": "Up.", "spec": {"title": "Cars", "layer": [{"mark": {"type": "bar"}}]}}
        >>> new = {"says": "Up.", "spec": {"title": "Cars", "layer": [{"mark": {"type": "line"}}]}}
        >>> print(*differences(old, new), sep="\n")
        The chart 'Cars' has changed:
        - layer 1, mark, type: 'bar' became 'line'
        If this is meant, `python3 start.py refresh` accepts it.
    """
    before, after = (_flat(_aligned(each)) for each in (saved, fresh))
    pairs = {path: (before.get(path, _NOTHING), after.get(path, _NOTHING)) for path in before | after}
    lines = [f"- {_words(path)}: {_change(*pair)}" for path, pair in pairs.items() if pair[0] != pair[1]]
    more = [f"and {len(lines) - _MOST} more changes"] if len(lines) > _MOST else []
    first = f"The chart {title(saved['spec'])!r} has changed:"
    return [first, *lines[:_MOST], *more, "If this is meant, `python3 start.py refresh` accepts it."]


def _aligned(payload: dict) -> dict:
    """The payload with its data sets by number: Altair names them after their content."""
    text = json.dumps(payload)
    for number, name in enumerate(payload["spec"].get("datasets", {}), start=1):
        text = text.replace(json.dumps(name), f'"data set {number}, row"')
    return json.loads(text)


def _flat(part: object, path: tuple = ()) -> dict[tuple, object]:
    """Each value by the steps that lead to it."""
    if not part or not isinstance(part, dict | list):
        return {path: part}
    steps = part if isinstance(part, dict) else dict(enumerate(part, start=1))
    return {inner: value for step in steps for inner, value in _flat(steps[step], (*path, step)).items()}


def _words(path: tuple) -> str:
    return re.sub(r", (\d+)", r" \1", ", ".join(str(step) for step in path if step not in _AROUND))


def _change(old: object, new: object) -> str:
    if old is _NOTHING:
        return f"{new!r} is new"
    return f"{old!r} is gone" if new is _NOTHING else f"{old!r} became {new!r}"


def title(spec: dict) -> str:
    """The title of a chart, wherever in it that stands.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        The title in one line, or "untitled".

    Example:
        >>> title({"hconcat": [{"mark": "bar"}, {"title": {"text": ["Cars", "and buses"]}}]})
        'Cars and buses'
    """
    if found := spec.get("title"):
        text = found["text"] if isinstance(found, dict) else found
        return " ".join(text) if isinstance(text, list) else text
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    titles = map(title, [*parts, *([spec["spec"]] if "spec" in spec else [])])
    return next((each for each in titles if each != "untitled"), "untitled")
