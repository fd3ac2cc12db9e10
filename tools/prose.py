"""The numbers in a lesson's prose, each bound to a name by an invisible comment: `187,000<!--nev20-->`.

The name is a fact of the lesson's theme (`data/facts/<theme>.py`), a name of its executed cells, or what its metadata
say of its minutes. The bound text holds all that another language would write otherwise, so a magnitude is part of it:
`2.53 million<!--urban_people-->`.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from math import floor

_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MAGNITUDES = {" thousand": 3, " million": 6, " billion": 9, " trillion": 12, "万亿": 12, "万": 4, "亿": 8}
BOUND = re.compile(
    rf"(?P<number>(?:(?<![A-Za-z0-9_.])[-−])?{_DIGITS})(?P<magnitude>{'|'.join(_MAGNITUDES)})?"
    r"<!--(?P<name>[A-Za-z_]\w*(?:\.(?:low|high))?)-->"
)


def bound_names(prose: str) -> list[str]:
    """The names that the numbers of a text are bound to.

    Args:
        prose: Markdown.

    Returns:
        The names in their order, each as often as it stands there.

    Example:
        >>> bound_names("187,000<!--nev20--> of 2.53 million<!--people-->")
        ['nev20', 'people']
    """
    return [match["name"] for match in BOUND.finditer(prose)]


def numbers(names: Iterable[str], known: Mapping[str, object]) -> dict[str, Fraction | None]:
    """The numbers that some names stand for.

    Args:
        names: Names of figures or numbers; `name.low` and `name.high` are the ends of what a figure's words allow.
        known: What there is, by name.

    Returns:
        Each number, or None where there is no such name or it is no number.

    Example:
        >>> numbers(["days", "months"], {"days": 366})
        {'days': Fraction(366, 1), 'months': None}
    """
    from helpers.data.facts import look_up
    from helpers.data.words import exact
    from helpers.errors import ClearError

    found = dict.fromkeys(names)
    for name in found:
        with suppress(ClearError):
            value = look_up(name, known)
            found[name] = exact(getattr(value, "value", value))
    return found


def written(prose: str, numbers: Mapping[str, Fraction | None]) -> str:
    """A text with each bound number as it is now, with the decimals and the magnitude that it is printed with.

    Args:
        prose: Markdown.
        numbers: The number of each name; a text whose name has none stays as it is.

    Returns:
        The text, rounded half up.

    Example:
        >>> written("187,000<!--nev20--> and 0.2 million<!--nev20-->", {"nev20": Fraction(198_000)})
        '198,000<!--nev20--> and 0.2 million<!--nev20-->'
    """

    def fresh(match: re.Match) -> str:
        number = numbers.get(match["name"])
        return match[0] if number is None else f"{_in_the_form_of(match, number)}<!--{match['name']}-->"

    return BOUND.sub(fresh, prose)


def _in_the_form_of(match: re.Match, number: Fraction) -> str:
    old, magnitude = match["number"], match["magnitude"]
    decimals = len(old.partition(".")[2])
    number /= 10 ** _MAGNITUDES.get(magnitude, 0)
    size = floor(abs(number) * 10**decimals + Fraction(1, 2))
    # A year is printed without a comma.
    comma = "" if re.match(r"[-−]?\d{4}", old) else ","
    digits = f"{size // 10**decimals:{comma}}" + (f".{size % 10**decimals:0{decimals}}" if decimals else "")
    sign = ("-" if "-" in old else "−") if number < 0 and size else ""
    return f"{sign}{digits}{magnitude or ''}"
