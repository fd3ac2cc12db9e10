"""What a printed number allows: bounds, and arithmetic that carries them along.

Numbers are kept as fractions, so that no step of the arithmetic rounds: the true value can never slip out.
An end that the words leave open (over 23 million: no upper end) is None.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, inf

from ..errors import ClearError, unknown
from . import messages
from .messages import HEDGED
from .words import Number, exact, format_number, in_unit, last_place


@dataclass(frozen=True)
class Bounds:
    """The range in which a true value lies: its ends, or None where there is none, and whether it only comes near them.

    Example:
        >>> print(Bounds(Fraction(5), None, open_low=True))
        more than 5
    """

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    def __post_init__(self):
        # An end that is not there is neither open nor closed: so equal ranges compare equal.
        object.__setattr__(self, "open_low", self.open_low and self.low is not None)
        object.__setattr__(self, "open_high", self.open_high and self.high is not None)
        low, high = self._ends()
        if low > high:
            ends = {"low": format_number(self.low), "high": format_number(self.high)}
            raise ClearError(messages.NOTHING_BETWEEN.format(**ends))

    def _ends(self) -> tuple[tuple, tuple]:
        """Each end, as pairs that can be compared: behind the number 1 or -1 where the values lie on one side of it."""
        low = (-inf, 0) if self.low is None else (self.low, int(self.open_low))
        high = (inf, 0) if self.high is None else (self.high, -int(self.open_high))
        return low, high

    def __contains__(self, number: Number) -> bool:
        low, high = self._ends()
        return low <= (exact(number), 0) <= high

    def __lt__(self, other: "Bounds") -> bool:
        """Whether every value here is smaller than every value there."""
        return self._ends()[1] < other._ends()[0]

    def __neg__(self) -> "Bounds":
        return _between(*((-value, side) for value, side in reversed(self._ends())))

    def __add__(self, other: "Bounds") -> "Bounds":
        pairs = zip(self._ends(), other._ends(), strict=True)
        return _between(*((x + y, x_side or y_side) for (x, x_side), (y, y_side) in pairs))

    def __sub__(self, other: "Bounds") -> "Bounds":
        return self + -other

    def __mul__(self, other: "Bounds") -> "Bounds":
        corners = [_corner(x, y) for x in self._ends() for y in other._ends()]
        # Of corners of the same value, one that is reached closes the end.
        return _between(min(corners), max((value, -is_open) for value, is_open in corners))

    def __and__(self, other: "Bounds") -> "Bounds":
        """The part that both ranges share."""
        lows, highs = zip(self._ends(), other._ends(), strict=True)
        return _between(max(lows), min(highs))

    def __truediv__(self, other: "Bounds") -> "Bounds":
        if 0 in other:
            raise ClearError(messages.DIVIDES_BY_ZERO)
        if other.high is not None and other.high <= 0:
            return -self / -other
        low, open_low = (Fraction(0), True) if other.high is None else (1 / other.high, other.open_high)
        return self * Bounds(low, None if other.low == 0 else 1 / other.low, open_low, other.open_low)

    @property
    def bare(self) -> bool:
        """True if the range says nothing beyond the sign: over divided by over."""
        return self.low in (None, 0) and self.high is None

    def rounded(self, number: Fraction, to_whole: Callable) -> Fraction:
        """A number, to two digits within the width of the range; without a width to four, if it is no count."""
        width = None if None in (self.low, self.high) else self.high - self.low
        if width == 0 and number.denominator == 1:
            return number
        place = last_place(width / 10 if width else abs(number) / 1000)
        return to_whole(number / place) * place

    @property
    def outwards(self) -> "Bounds":
        """The range with its ends rounded outwards, as they are shown: who types one of them back is right."""
        if self.low == self.high:
            return self
        low, high = self.low and self.rounded(self.low, floor), self.high and self.rounded(self.high, ceil)
        return replace(self, low=low, high=high)

    def __format__(self, form: str = "") -> str:
        """The range in words; in the form "large", with million and billion; in "large vehicle", with a unit, too."""
        size, _, unit = form.partition(" ")
        low, high = (None if end is None else format_number(end, size == "large") for end in (self.low, self.high))
        if self.bare:
            return messages.BARE
        if high is None or low == high:
            return (messages.FROM[self.open_low] if high is None else "{low}").format(low=in_unit(low, unit))
        if self.low in (None, 0):
            return messages.UP_TO[self.open_high].format(high=in_unit(high, unit))
        return messages.BETWEEN.format(low=low, high=in_unit(high, unit))

    __str__ = __format__


def point(number: Number) -> Bounds:
    """The bounds of a number that is known exactly.

    Args:
        number: Any number.

    Returns:
        Bounds that hold it alone.

    Example:
        >>> print(point(3) * Bounds(Fraction(100), None))
        at least 300
    """
    return Bounds(exact(number), exact(number))


def bounds_of_printed(value: Number, step: Number | None, hedge: str) -> Bounds:
    """The bounds of a printed number.

    `exact` runs from half a step below to a whole step above, because a source may round or cut (41.6 for 41.67).
    `about` promises no width: one step either way is a guess. `fraction` is one over n in words.

    Args:
        value: The number as printed, in the indicator's unit.
        step: The place of its last printed digit, in the same unit; None for a fraction.
        hedge: One of `HEDGED`.

    Returns:
        The range of true values for which the words are true.

    Raises:
        ClearError: The hedge is unknown, or the value and the step do not go with it.

    Example:
        >>> print(bounds_of_printed("187000", "1000", "exact"))
        between 186,500 and 188,000
    """
    value = exact(value)
    if hedge == "fraction":
        n = round(1 / value) if value > 0 else 0
        if not 0.99 < n * value < 1.01:
            raise ClearError(messages.NOT_A_FRACTION.format(value=format_number(value)))
        return Bounds(1 / (n + Fraction(1, 2)), 1 / (n - Fraction(1, 2)))
    if hedge in ("exact", "about"):
        if step is None:
            raise ClearError(messages.NO_STEP.format(hedge=hedge))
        return Bounds(value - exact(step) / (1 if hedge == "about" else 2), value + exact(step))
    if hedge in ("over", "at_least"):
        return Bounds(value, None, open_low=hedge == "over")
    if hedge in ("under", "nearly", "at_most"):
        return Bounds(None, value, open_high=hedge != "at_most")
    raise unknown("hedge", hedge, HEDGED)


def _between(low: tuple, high: tuple) -> Bounds:
    """The range between two ends, as `_ends` gives them."""
    return Bounds(*(None if end in (-inf, inf) else end for end, _ in (low, high)), bool(low[1]), bool(high[1]))


def _corner(left: tuple, right: tuple) -> tuple:
    """One corner of a product: its value, and whether it is only approached."""
    (x, x_open), (y, y_open) = left, right
    if x == 0 or y == 0:
        return Fraction(0), bool((x != 0 or x_open) and (y != 0 or y_open))
    return x * y, bool(x_open or y_open)
