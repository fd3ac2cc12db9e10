"""What a printed number allows: bounds, and arithmetic that carries them along.

Numbers are kept as fractions, so that no step of the arithmetic rounds: the true value can never slip out.
An end that the words leave open (over 23 million: no upper end) is None.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf

from ..errors import ClearError

Number = int | float | Fraction | str

HEDGES = ("under", "nearly", "at_most", "fraction", "about", "exact", "at_least", "over")
"""The hedges, from those that open downwards to those that open upwards."""

_MOST_DECIMALS = 20


def exact(number: Number) -> Fraction:
    """A number as it was written, not as a computer stores it.

    Args:
        number: 2.982 or "2.982".

    Returns:
        The fraction that those digits mean.

    Raises:
        ClearError: It is not a finite number.

    Example:
        >>> exact(2.982)
        Fraction(1491, 500)
    """
    try:
        return number if isinstance(number, Fraction) else Fraction(str(number))
    except (ValueError, ZeroDivisionError) as error:
        raise ClearError(f"{number!r} is not a number.") from error


@dataclass(frozen=True)
class Bounds:
    """The range in which a true value lies.

    Args:
        low: The lower end, or None where there is none.
        high: The upper end, or None where there is none.
        open_low: The value is more than `low`, not `low` itself.
        open_high: The value is less than `high`, not `high` itself.

    Raises:
        ClearError: No number lies between these ends.

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
        if None in (self.low, self.high) or self.low < self.high:
            return
        if self.low > self.high or self.open_low or self.open_high:
            raise ClearError(f"There is no number from {plain(self.low)} to {plain(self.high)}.")

    def __contains__(self, number: Number) -> bool:
        number = exact(number)
        above = self.low is None or (number > self.low if self.open_low else number >= self.low)
        below = self.high is None or (number < self.high if self.open_high else number <= self.high)
        return above and below

    def __neg__(self) -> "Bounds":
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Bounds(low, high, self.open_high, self.open_low)

    def __add__(self, other: "Bounds") -> "Bounds":
        low = None if None in (self.low, other.low) else self.low + other.low
        high = None if None in (self.high, other.high) else self.high + other.high
        return Bounds(low, high, self.open_low or other.open_low, self.open_high or other.open_high)

    def __sub__(self, other: "Bounds") -> "Bounds":
        return self + -other

    def __mul__(self, other: "Bounds") -> "Bounds":
        corners = [_times(x, y) for x in self._ends() for y in other._ends()]
        low, high = (pick(value for value, _ in corners) for pick in (min, max))
        # A corner that is reached closes the end, whatever another corner of the same value does.
        open_low, open_high = (all(is_open for value, is_open in corners if value == end) for end in (low, high))
        return Bounds(None if low == -inf else low, None if high == inf else high, open_low, open_high)

    def __truediv__(self, other: "Bounds") -> "Bounds":
        return self * other._reciprocal()

    def _reciprocal(self) -> "Bounds":
        if 0 in self or (self.low is None and self.high is None):
            raise ClearError("This would divide by something that may be zero.")
        if self.high is not None and self.high <= 0:
            return -(-self)._reciprocal()
        if self.low is None:
            raise ClearError("This would divide by something that may be zero.")
        low, open_low = (0, True) if self.high is None else (1 / self.high, self.open_high)
        high = None if self.low == 0 else 1 / self.low
        return Bounds(Fraction(low), high, open_low, self.open_low)

    def _ends(self) -> tuple[tuple, tuple]:
        low = (-inf, True) if self.low is None else (self.low, self.open_low)
        high = (inf, True) if self.high is None else (self.high, self.open_high)
        return low, high

    def overlaps(self, other: "Bounds") -> bool:
        """Whether one true value can lie in both ranges.

        Args:
            other: The other range.

        Returns:
            True if the ranges share at least one number.

        Example:
            >>> Bounds(Fraction(1), Fraction(3)).overlaps(Bounds(Fraction(3), None))
            True
        """
        return not self.below(other) and not other.below(self)

    def below(self, other: "Bounds") -> bool:
        """Whether every value here is smaller than every value there.

        Args:
            other: The other range.

        Returns:
            True if it is.

        Example:
            >>> Bounds(None, Fraction(3), open_high=True).below(Bounds(Fraction(3), None))
            True
        """
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.open_high or other.open_low))

    def within(self, low: Number | None, high: Number | None) -> "Bounds":
        """The part of the range that is possible at all: no count is below 0, no share is above 100 %.

        Args:
            low: The smallest possible value, or None.
            high: The largest possible value, or None.

        Returns:
            The narrowed range.

        Example:
            >>> print(Bounds(Fraction(95), None, open_low=True).within(0, 100))
            between 95 and 100
        """
        cut_low = low is not None and (self.low is None or self.low < low)
        cut_high = high is not None and (self.high is None or self.high > high)
        return Bounds(
            exact(low) if cut_low else self.low,
            exact(high) if cut_high else self.high,
            self.open_low and not cut_low,
            self.open_high and not cut_high,
        )

    @property
    def bare(self) -> bool:
        """True if the range says nothing beyond the sign: over divided by over."""
        return self.low in (None, 0) and self.high is None

    def __str__(self) -> str:
        return self.in_words(plain)

    def in_words(self, write) -> str:
        """The range in words.

        Args:
            write: A function that writes one number.

        Returns:
            Such as "between 1 and 2" or "more than 5", or the number alone where only one is possible.
        """
        if self.bare:
            return "no bounds"
        if self.low == self.high:
            return write(self.low)
        if self.high is None:
            return f"{'more than' if self.open_low else 'at least'} {write(self.low)}"
        if self.low is None or self.low == 0:
            return f"{'less than' if self.open_high else 'at most'} {write(self.high)}"
        return f"between {write(self.low)} and {write(self.high)}"


def point(number: Number) -> Bounds:
    """The bounds of a number that is known exactly.

    Args:
        number: Any number.

    Returns:
        Bounds with that one value.

    Example:
        >>> print(point(3) * Bounds(Fraction(100), None))
        at least 300
    """
    return Bounds(exact(number), exact(number))


def printed(value: Number, step: Number | None, hedge: str) -> Bounds:
    """The bounds of a printed number.

    `exact` runs from half a step below to a whole step above, because a source may round or cut (41.6 printed
    for 41.67). `about` promises no width: one step either way is a guess. `fraction` is one over n in words,
    from 1/(n + ½) to 1/(n − ½).

    Args:
        value: The number as printed, in the indicator's unit.
        step: The place of its last printed digit, in the same unit; None for a fraction.
        hedge: One of `HEDGES`.

    Returns:
        The range of true values for which the words are true.

    Raises:
        ClearError: The hedge is unknown, or the value and the step do not go with it.

    Example:
        >>> print(printed("187000", "1000", "exact"))
        between 186,500 and 188,000
        >>> print(printed("23000000", "1000000", "over"))
        more than 23,000,000
    """
    value = exact(value)
    if hedge == "fraction":
        n = round(1 / value) if value > 0 else 0
        if not 0.99 < n * value < 1.01:
            raise ClearError(f"{plain(value)} is not one over a whole number, as the hedge 'fraction' needs.")
        return Bounds(1 / (n + Fraction(1, 2)), 1 / (n - Fraction(1, 2)))
    if hedge in ("exact", "about"):
        if step is None:
            raise ClearError(f"The hedge {hedge!r} needs the step: the place of the last printed digit.")
        step = exact(step)
        return Bounds(value - (step if hedge == "about" else step / 2), value + step)
    if hedge in ("over", "at_least"):
        return Bounds(value, None, open_low=hedge == "over")
    if hedge in ("under", "nearly", "at_most"):
        return Bounds(None, value, open_high=hedge != "at_most")
    raise ClearError(f"{hedge!r} is not a hedge: there are {', '.join(HEDGES)}.")


def plain(number: Number) -> str:
    """A number for reading: thousands separated, four significant digits where its decimals do not end.

    Args:
        number: Any number.

    Returns:
        Its digits.

    Example:
        >>> plain(Fraction(100000, 2208)), plain("198.15"), plain(187000), plain(Fraction(1, 13))
        ('45.29', '198.15', '187,000', '0.07692')
    """
    number = exact(number)
    decimals = next((places for places in range(_MOST_DECIMALS) if (number * 10**places).denominator == 1), None)
    if decimals is None:
        decimals = max(4 - _whole_digits(abs(number)), 0)
        number = round(number, decimals)
    digits = f"{int(abs(number) * 10**decimals):0{decimals + 1}}"
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    return f"{'-' if number < 0 else ''}{int(whole):,}{'.' if part else ''}{part}"


def _whole_digits(number: Fraction) -> int:
    """Digits before the point; below 1, minus the zeros between the point and the first digit: 0.0769 gives -1."""
    if number >= 1:
        return len(str(int(number)))
    count = 0
    while number * 10 ** (count + 1) < 1:
        count += 1
    return -count


def _times(left: tuple, right: tuple) -> tuple:
    """One corner of a product: its value, and whether it is only approached."""
    (x, x_open), (y, y_open) = left, right
    if x == 0 or y == 0:
        return Fraction(0), (x != 0 or x_open) and (y != 0 or y_open)
    return x * y, x_open or y_open
