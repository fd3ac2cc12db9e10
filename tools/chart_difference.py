"""Says in words how a saved chart differs from a fresh one."""

import json
from collections.abc import Iterator

_MOST = 8
_NOTHING = object()


def is_chart(value: object) -> bool:
    """Whether a value is the payload of an explored chart.

    Args:
        value: Anything.

    Returns:
        True for a dict with a specification and a sentence.
    """
    return isinstance(value, dict) and {"spec", "says"} <= value.keys()


def differences(saved: dict, fresh: dict) -> list[str]:
    r"""What changed from a saved chart to a fresh one.

    Args:
        saved: The payload in the notebook.
        fresh: The payload of a new run.

    Returns:
        A line that names the chart, a line for each change, and how to accept them; empty if nothing changed.

    Example:
        >>> old = {"says": "Up.", "spec": {"title": "Cars", "mark": {"type": "bar"}}}
        >>> new = {"says": "Up.", "spec": {"title": "Cars", "mark": {"type": "line"}}}
        >>> print(*differences(old, new), sep="\n")
        The chart 'Cars' has changed:
        - mark, type: 'bar' became 'line'
        If this is meant, `python3 start.py refresh` accepts it.
    """
    lines = [f"- {', '.join(_words(path))}: {change}" for path, change in _changes(_aligned(saved), _aligned(fresh))]
    if not lines:
        return []
    more = [f"and {len(lines) - _MOST} more changes"] if len(lines) > _MOST else []
    first = f"The chart {title(saved['spec'])!r} has changed:"
    return [first, *lines[:_MOST], *more, "If this is meant, `python3 start.py refresh` accepts it."]


def title(spec: dict) -> str:
    """The title of a chart, wherever in it that stands.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        The title, or "untitled".
    """
    if found := spec.get("title"):
        text = found["text"] if isinstance(found, dict) else found
        return " ".join(text) if isinstance(text, list) else text
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    titles = [title(part) for part in [*parts, *([spec["spec"]] if "spec" in spec else [])]]
    return next((each for each in titles if each != "untitled"), "untitled")


def _aligned(payload: dict) -> dict:
    """The payload with its data sets by number: Altair names them after their content."""
    text = json.dumps(payload)
    for number, name in enumerate(payload["spec"].get("datasets", {}), start=1):
        text = text.replace(json.dumps(name), f'"data set {number}"')
    return json.loads(text)


def _changes(old: object, new: object, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
    if all(isinstance(each, dict) for each in (old, new)) or all(isinstance(each, list) for each in (old, new)):
        old, new = (each if isinstance(each, dict) else dict(enumerate(each, start=1)) for each in (old, new))
        for key in {**old, **new}:
            yield from _changes(old.get(key, _NOTHING), new.get(key, _NOTHING), (*path, key))
    elif old is _NOTHING:
        yield path, f"{new!r} is new"
    elif new is _NOTHING:
        yield path, f"{old!r} is gone"
    elif old != new:
        yield path, f"{old!r} became {new!r}"


def _words(path: tuple) -> list[str]:
    """The steps of a path as a reader says them: ('spec', 'layer', 2, 'mark') is layer 2, mark."""
    words = []
    for step in path:
        if isinstance(step, int):
            words[-1] += f", row {step}" if words[-1].startswith("data set") else f" {step}"
        elif step not in ("spec", "datasets"):
            words.append({"says": "its sentence", "sentences": "sentence of state"}.get(step, step))
    return words
