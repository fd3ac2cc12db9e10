"""One clear sentence instead of a traceback."""

import difflib
from collections.abc import Iterable

_NEAR = "There is no {kind} {name!r}: did you mean {near}?"
_NOT_NEAR = "There is no {kind} {name!r}: there are {known}."
_NOTHING = "There is no {kind} {name!r}: there is none at all."
_OR = " or "


class ClearError(ValueError):
    """An error whose message is for the reader of a notebook.

    Python code can catch it like any ValueError. In Jupyter it prints its sentence alone.

    Example:
        >>> raise ClearError("There is no table 'auto': did you mean 'autos'?")
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no table 'auto': did you mean 'autos'?
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def unknown(kind: str, name: object, known: Iterable[str]) -> ClearError:
    """The error for a name that does not exist, with the nearest names that do.

    Args:
        kind: What was looked for, such as "table".
        name: What was asked for.
        known: The names there are.

    Returns:
        An error to raise.

    Example:
        >>> print(unknown("table", "auto", ["autos", "city"]))
        There is no table 'auto': did you mean 'autos'?
    """
    known = sorted(known)
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    message = _NEAR if near else _NOT_NEAR if known else _NOTHING
    return ClearError(message.format(kind=kind, name=name, near=_OR.join(map(repr, near)), known=", ".join(known)))
