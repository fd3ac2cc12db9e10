"""A published figure: its value, what its words allow, and who printed it."""

import operator
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partialmethod
from html import escape
from math import isqrt

from ..errors import ClearError, unknown
from . import messages
from .bounds import Bounds, Number, exact, point
from .messages import HEDGED, STATUS
from .words import format_number, in_unit, unit_label

_ROOTS = 10**12  # a root is cut to a twelfth digit behind the point


@dataclass(frozen=True)
class Figure:
    """A number with what is known of it.

    Example:
        >>> from helpers import figure
        >>> places, classes = figure("school_places_added", "2016/2020"), figure("school_classes_added", "2016/2020")
        >>> print(places / classes)
        more than 45.28 school places per school class
    """

    value: Fraction  # as printed, or as computed from printed numbers
    bounds: Bounds  # in which the true value lies
    unit: str  # an id of units.csv, or several joined by slashes and times signs
    name: str  # an indicator, or the arithmetic that made it
    hedge: str = "computed"  # the words around a printed number; "exact" where there are none
    status: str = "derived"  # such as "actual" or "target"
    sources: tuple[str, ...] = ()  # who printed what went into it
    guess: bool = False  # whether an "about" went into it, which makes its bounds a guess

    def __mul__(self, other: "Figure | Number") -> "Figure":
        other = _operand(other)
        if "percent" in (self.unit, other.unit) and "ratio" not in (self.unit, other.unit):
            raise ClearError(messages.TIMES_PERCENTAGE)
        return self._compute("×", operator.mul, other, _joined_unit(self.unit, other.unit))

    def __truediv__(self, other: "Figure | Number") -> "Figure":
        other = _operand(other)
        if other.value == 0:
            raise ClearError(messages.DIVIDES_BY_ZERO)
        return self._compute("÷", operator.truediv, other, _joined_unit(self.unit, other.unit, divided=True))

    def _join(self, sign: str, operate: Callable, other: "Figure | Number") -> "Figure":
        other = self._of_same_unit(other)
        if self.unit == "percent" and "" in (self.hedge, other.hedge):
            raise ClearError(messages.PLUS_PERCENTAGE)
        return self._compute(sign, operate, other, self.unit)

    def _reflect(self, operate: Callable, unit: str | None, number: "Number") -> "Figure":
        return operate(_operand(number, unit or self.unit), self)

    __add__, __sub__ = partialmethod(_join, "+", operator.add), partialmethod(_join, "-", operator.sub)
    __radd__, __rsub__ = partialmethod(_reflect, operator.add, None), partialmethod(_reflect, operator.sub, None)
    __rmul__ = partialmethod(_reflect, operator.mul, "ratio")
    __rtruediv__ = partialmethod(_reflect, operator.truediv, "ratio")

    @property
    def ratio(self) -> "Figure":
        """A percentage as the number it stands for: 198.2 % is 1.982.

        Raises:
            ClearError: The figure is not a percentage.
        """
        if self.unit != "percent":
            raise ClearError(messages.NOT_A_PERCENTAGE.format(name=self.name, unit=unit_label(self.unit)))
        return replace(self, value=self.value / 100, bounds=self.bounds / point(100), unit="ratio")

    def __pow__(self, power: float) -> "Figure":
        """The square root of a ratio: where an area grew to so many times what it was, that of its side."""
        if (self.unit, power) != ("ratio", 0.5):
            raise ClearError(messages.NO_POWER.format(name=self.name, power=power))
        ends = (self.value, self.bounds.low, self.bounds.high)
        value, low, high = (each and Fraction(isqrt(int(each * _ROOTS**2)), _ROOTS) for each in ends)
        bounds = replace(self.bounds, low=low, high=high and high + Fraction(1, _ROOTS))
        return replace(self, value=value, bounds=bounds, hedge="computed")

    def allows(self, other: "Figure | Number") -> bool:
        """Whether a number, or another figure, can be true together with this one.

        Args:
            other: A number in this figure's unit, or a figure.

        Returns:
            True if their bounds share a number.

        Example:
            >>> Figure(Fraction(5), Bounds(Fraction(4), Fraction(6)), "vehicle", "made").allows(4.5)
            True
        """
        return 0 in self.bounds - self._of_same_unit(other).bounds

    def _of_same_unit(self, other: "Figure | Number") -> "Figure":
        other = _operand(other, self.unit)
        if self.unit != other.unit:
            units = {"left_unit": unit_label(self.unit), "right_unit": unit_label(other.unit)}
            if units["left_unit"] == units["right_unit"]:  # a slip in the name of one of them
                raise unknown("unit", other.unit, [self.unit])
            raise ClearError(messages.DIFFERENT_UNITS.format(left=self.name, right=other.name, **units))
        return other

    def _compute(self, sign: str, operate: Callable, other: "Figure", unit: str) -> "Figure":
        # A reader's own number stands in the name as it is, a result in brackets.
        left, right = (
            {"": part.name, "computed": f"({part.name})"}.get(part.hedge) or part.printed for part in (self, other)
        )
        value, bounds = operate(self.value, other.value), operate(self.bounds, other.bounds)
        sources, guess = tuple(dict.fromkeys(self.sources + other.sources)), self.guess or other.guess
        return Figure(value, bounds, unit, f"{left} {sign} {right}", sources=sources, guess=guess)

    @property
    def printed(self) -> str:
        """The number with its hedge and unit, as a reader says it; a computed one without bounds has none."""
        if self.hedge in HEDGED:
            number = in_unit(format_number(self.value, large=True), self.unit)
            return HEDGED[self.hedge].format(number=number, parts=self.value and round(1 / self.value))
        if None in (self.bounds.low, self.bounds.high):
            return self.allowed
        return in_unit(format_number(self.bounds.rounded(self.value, round), large=True), self.unit)

    @property
    def allowed(self) -> str:
        """What the words allow, as a reader says it."""
        if self.bounds.bare:
            return messages.NO_BOUNDS if self.bounds.low is None else messages.NO_BOUNDS_ABOVE_ZERO
        return self._allowed_numbers(f" {self.unit}")

    def _allowed_numbers(self, unit: str = "") -> str:
        bounds = self.bounds.outwards if self.hedge in ("computed", "fraction") else self.bounds
        return format(bounds, f"large{unit}")

    def __str__(self) -> str:
        ends = (self.bounds.low, self.bounds.high)
        if None in ends or ends[0] == ends[1] or self.printed == self.allowed:
            return self.printed
        return messages.WITH_BOUNDS.format(printed=self.printed, allowed=self._allowed_numbers())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        allowed = messages.ALLOWED_AS_A_GUESS if self.guess else messages.ALLOWED
        said = messages.STATUS_SAID.format(status=STATUS.get(self.status, self.status))
        status = "" if self.status == "actual" else f" <em>{escape(said)}</em>"
        lines = [
            f"<strong>{escape(self.name)}</strong>",
            f"<span style='font-size:1.5em'>{escape(self.printed)}</span>{status}",
            escape(allowed.format(allowed=self.allowed)),
            *(f"<small>{escape(messages.SOURCE.format(source=source))}</small>" for source in self.sources),
        ]
        style = "border-left:4px solid #0072b2;padding:.2em .9em;line-height:1.5"
        return f"<div style='{style}'>{'<br>'.join(lines)}</div>"


def _operand(number: "Figure | Number", unit: str = "ratio") -> Figure:
    """A figure as it is; a plain number of the reader's own as a figure without a hedge."""
    if isinstance(number, Figure):
        return number
    return Figure(exact(number), point(number), unit, format_number(number), hedge="")


def _joined_unit(left: str, right: str, divided: bool = False) -> str:
    """The unit of a product or a quotient; "yuan × year/vehicle" has two units over its line and one under it."""
    (over, *under), (more, *below) = (unit.split("/") for unit in (left, right))
    over, more = over.split(" × "), more.split(" × ")
    over, under = (over + below, under + more) if divided else (over + more, under + below)
    over, under = (Counter(unit for unit in units if unit != "ratio") for units in (over, under))
    return "/".join([" × ".join((over - under).elements()) or "ratio", *(under - over).elements()])
