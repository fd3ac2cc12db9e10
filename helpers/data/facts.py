"""Facts: the named figures of a theme, which the prose and the questions of its lesson share."""

import runpy
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from pathlib import Path

from ..errors import ClearError, unknown
from . import messages
from .figures import Figure
from .files import DATA
from .words import exact

FOLDER = DATA / "facts"


@cache
def facts(theme: str, folder: Path = FOLDER) -> dict[str, object]:
    """The facts of a theme: what its module names, without what begins with an underscore.

    Args:
        theme: Such as "autos" (the module data/facts/autos.py).
        folder: Where the modules are.

    Returns:
        Figures, numbers, lists or dicts of them, by name.

    Raises:
        ClearError: There is no such theme; the message names the nearest.

    Example:
        >>> print(facts("autos")["nev20"])
        187,000 vehicles (between 186,500 and 188,000)
    """
    path = folder / f"{theme}.py"
    if not path.exists():
        raise unknown("theme with facts", theme, [each.stem for each in folder.glob("*.py")])
    names = runpy.run_path(str(path))
    return {name: value for name, value in names.items() if not name.startswith("_") and not callable(value)}


def look_up(reference: str, names: Mapping[str, object]) -> object:
    """What a text means by a name.

    Args:
        reference: A name; of a figure, `name.low` and `name.high` are the ends of what its words allow.
        names: What there is, by name.

    Returns:
        The value.

    Raises:
        ClearError: There is no such name, or no such end.

    Example:
        >>> int(look_up("nev20.low", facts("autos")))
        186500
    """
    name, _, end = reference.partition(".")
    if name not in names:
        raise unknown("fact", name, names)
    if not end:
        return names[name]
    found = getattr(getattr(names[name], "bounds", None), end, None) if end in ("low", "high") else None
    if found is None:
        raise ClearError(messages.NO_END.format(name=name, end=end))
    return found


def numbers(references: Iterable[str], names: Mapping[str, object]) -> dict[str, Fraction | None]:
    """The numbers that some names stand for.

    Args:
        references: As for `look_up`.
        names: What there is, by name.

    Returns:
        Each number, or None where there is no such name or it is no number.

    Example:
        >>> numbers(["nev20", "nev30"], facts("autos"))
        {'nev20': Fraction(187000, 1), 'nev30': None}
    """
    found = dict.fromkeys(references)
    for reference in found:
        with suppress(ClearError):
            value = look_up(reference, names)
            found[reference] = exact(value.value if isinstance(value, Figure) else value)
    return found
