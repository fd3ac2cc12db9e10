"""Says in words how a saved chart differs from a fresh one."""

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
    lines = [_line(*change) for change in _changes(_aligned(saved), _aligned(fresh), ())]
    if not lines:
        return []
    shown = lines[:_MOST] + ([f"and {len(lines) - _MOST} more changes"] if len(lines) > _MOST else [])
    return [
        f"The chart {title(saved['spec'])!r} has changed:",
        *(f"- {line}" for line in shown),
        "If this is meant, `python3 start.py refresh` accepts it.",
    ]


def title(spec: dict) -> str:
    """The title of a chart, wherever in it that stands.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        The title, or "untitled".
    """
    found = spec.get("title")
    if found:
        text = found["text"] if isinstance(found, dict) else found
        return " ".join(text) if isinstance(text, list) else text
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    titles = [title(part) for part in [*parts, *([spec["spec"]] if "spec" in spec else [])]]
    return next((each for each in titles if each != "untitled"), "untitled")


def _aligned(payload: dict) -> dict:
    """The payload with its data sets by number: Altair names them after their content."""
    numbers = {name: f"data set {index}" for index, name in enumerate(payload["spec"].get("datasets", {}), start=1)}

    def rename(value):
        if isinstance(value, dict):
            return {numbers.get(key, key): rename(each) for key, each in value.items()}
        if isinstance(value, list):
            return [rename(each) for each in value]
        return numbers.get(value, value) if isinstance(value, str) else value

    return rename(payload)


def _changes(old: object, new: object, path: tuple) -> Iterator[tuple[tuple, object, object]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _changes(old.get(key, _NOTHING), new.get(key, _NOTHING), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            pair = (side[index] if index < len(side) else _NOTHING for side in (old, new))
            yield from _changes(*pair, (*path, index + 1))
    elif old != new:
        yield path, old, new


def _line(path: tuple, old: object, new: object) -> str:
    where = ", ".join(_words(path))
    if old is _NOTHING:
        return f"{where}: {new!r} is new"
    if new is _NOTHING:
        return f"{where}: {old!r} is gone"
    return f"{where}: {old!r} became {new!r}"


def _words(path: tuple) -> list[str]:
    """The steps of a path as a reader says them: ('spec', 'layer', 2, 'mark') is layer 2, mark."""
    words = []
    for step in path:
        if step in ("spec", "datasets"):
            continue
        if isinstance(step, int):
            row = words[-1].startswith("data set")
            words[-1] += f", row {step}" if row else f" {step}"
        else:
            words.append({"says": "its sentence", "sentences": "sentence of state"}.get(step, step))
    return words
