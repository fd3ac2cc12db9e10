"""Facts: the named figures of a theme, which the prose and the questions of its lesson share."""

import runpy
from collections.abc import Mapping
from functools import cache

from ..errors import ClearError, unknown
from ..language import in_english
from . import messages
from .files import DATA, ById

FOLDER = DATA / "facts"


@cache
def facts(theme: str) -> dict[str, object]:
    """The facts of a theme: what its module names, without what begins with an underscore.

    Args:
        theme: Such as "autos" (the module data/facts/autos.py).

    Returns:
        Figures, numbers, lists or dicts of them, by name.

    Raises:
        ClearError: There is no such theme; the message names the nearest.

    Example:
        >>> print(facts("autos")["nev20"])
        187,000 vehicles (between 186,500 and 188,000)
    """
    paths = ById("theme with facts", ((path.stem, path) for path in FOLDER.glob("*.py")))
    with in_english():
        found = runpy.run_path(str(paths[theme]))
    return {name: each for name, each in found.items() if name[0] != "_" and not callable(each)}


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
