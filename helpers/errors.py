"""One clear sentence instead of a traceback."""

import difflib
from collections.abc import Iterable

_NEAR = "There is no {kind} {name!r}: did you mean {near}?"
_NOT_NEAR = "There is no {kind} {name!r}: there are {known}."
_FAR = "There is no {kind} {name!r}, and none with a name like it."
# What may be looked for.
_NAMES = ("argument", "colour", "column", "column or method", "entity", "fact", "file", "function", "hedge")
_NAMES += ("indicator", "key", "module", "shape")
_NAMES += ("name", "name after the dot", "question", "source", "status", "table", "theme", "theme with facts", "unit")
_KINDS = dict(zip(_NAMES, _NAMES, strict=True))
_OR = " or "
_MOST = 60


class ClearError(ValueError):
    """An error whose message is for the reader of a notebook: there it prints its sentence alone (see slips.py)."""


def unknown(kind: str, name: object, known: Iterable[object]) -> ClearError:
    """The error for a name that does not exist, with the nearest names that do.

    Args:
        kind: What was looked for, such as "table".
        name: What was asked for.
        known: The names there are.

    Returns:
        An error to raise.

    Example:
        >>> print(unknown("table", "Auto", ["autos", "city"]))
        There is no table 'Auto': did you mean 'autos'?
    """
    names = {each.lower(): each for each in sorted(map(str, known))}
    near = [repr(names[each]) for each in difflib.get_close_matches(str(name).lower(), names, n=3, cutoff=0.5)]
    message = _NEAR if near else _NOT_NEAR if 0 < len(names) <= _MOST else _FAR
    said = {"kind": _KINDS.get(kind, kind), "near": _OR.join(near), "known": ", ".join(names.values())}
    return ClearError(message.format(name=name, **said))
