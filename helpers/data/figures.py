"""A published figure: its value, what its words allow, and who printed it."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from math import ceil, floor, isqrt

from ..errors import ClearError, unknown
from . import messages
from .bounds import Bounds, Number, exact, point
from .files import rows_by_id
from .tables import observations
from .words import HEDGED, STATUS, format_bounds, format_number, format_period, last_place, unit_label, with_unit

_ROOTS = 10**12


def figure(indicator: str, period: str | int, entity: str = "liuzhou", source: str | None = None) -> "Figure":
    """A published figure, with its bounds, its unit and its source.

    Args:
        indicator: An id of the codebook, such as "nev_output".
        period: A year, month or interval as in the data, such as 2020 or "2020-07".
        entity: Whom or what it is about.
        source: The id of a source, needed only where several printed the figure.

    Returns:
        The figure. It can be added, subtracted, multiplied and divided, and carries its bounds along.

    Raises:
        ClearError: There is no such figure; the message lists what there is.

    Example:
        >>> output, growth = figure("nev_output", 2020), figure("nev_output_growth", 2020)
        >>> print(output)
        187,000 vehicles (between 186,500 and 188,000)
        >>> print(output / (1 + growth.ratio))
        62,710 vehicles (between 62,520 and 63,060)
    """
    codebook = rows_by_id("indicators")
    if indicator not in codebook:
        raise unknown("indicator", indicator, codebook)
    about = codebook[indicator]
    rows = [each for each in observations(about["theme"]) if each[0]["indicator"] == indicator]
    rows = _pick(rows, "entity", entity, messages.NO_ENTITY)
    rows = _pick(rows, "period", str(period), messages.NO_PERIOD)
    if source is not None:
        rows = _pick(rows, "source", source, messages.NO_SOURCE)
    if len(rows) > 1:
        choices = ", ".join(f'source="{row["source"]}"' for row, _ in rows)
        raise ClearError(messages.SEVERAL_SOURCES.format(indicator=indicator, period=period, choices=choices))
    row, bounds = rows[0]
    entity, cited = rows_by_id("entities")[row["entity"]], rows_by_id("sources")[row["source"]]
    name = ", ".join((about["label_en"], entity["label_en"], format_period(row["period"])))
    source = ", ".join(filter(None, (cited["publisher"], cited["title"], cited["date"], row["locator"])))
    said = {"hedge": row["hedge"], "status": row["status"], "guess": row["hedge"] == "about"}
    return Figure(exact(row["value"]), bounds, about["unit"], name, sources=(source,), **said)


def _pick(rows: list[tuple[dict, Bounds]], column: str, wanted: str, message: str) -> list[tuple[dict, Bounds]]:
    picked = [each for each in rows if each[0][column] == wanted]
    if not picked:
        choices = ", ".join(dict.fromkeys(row[column] for row, _ in rows))
        raise ClearError(message.format(indicator=rows[0][0]["indicator"], wanted=wanted, choices=choices))
    return picked


@dataclass(frozen=True)
class Figure:
    """A number with what is known of it.

    Args:
        value: The number as printed, or as computed from printed numbers.
        bounds: The range in which the true value lies.
        unit: An id of units.csv, or several joined by slashes and times signs.
        name: What it is: an indicator, or the arithmetic that made it.
        hedge: The words around the printed number; "exact" where there are none, "computed" for a result.
        status: Such as "actual" or "target".
        sources: Who printed what went into it.
        guess: True if an "about" went into it: its bounds are a guess.

    Example:
        >>> places, classes = figure("school_places_added", "2016/2020"), figure("school_classes_added", "2016/2020")
        >>> print(places / classes)
        more than 45.28 school places per school class
    """

    value: Fraction
    bounds: Bounds
    unit: str
    name: str
    hedge: str = "computed"
    status: str = "derived"
    sources: tuple[str, ...] = ()
    guess: bool = False

    def __add__(self, other: "Figure | Number") -> "Figure":
        return self._join("+", operator.add, other)

    def __radd__(self, other: Number) -> "Figure":
        return _operand(other, self.unit) + self

    def __sub__(self, other: "Figure | Number") -> "Figure":
        return self._join("-", operator.sub, other)

    def __rsub__(self, other: Number) -> "Figure":
        return _operand(other, self.unit) - self

    def __mul__(self, other: "Figure | Number") -> "Figure":
        other = _operand(other)
        if "percent" in (self.unit, other.unit) and "ratio" not in (self.unit, other.unit):
            raise ClearError(messages.TIMES_PERCENTAGE)
        return self._compute("×", operator.mul, other, _joined_unit(self.unit, other.unit))

    def __rmul__(self, other: Number) -> "Figure":
        return _operand(other) * self

    def __truediv__(self, other: "Figure | Number") -> "Figure":
        other = _operand(other)
        if other.value == 0:
            raise ClearError(messages.DIVIDES_BY_ZERO)
        return self._compute("÷", operator.truediv, other, _joined_unit(self.unit, other.unit, divided=True))

    def __rtruediv__(self, other: Number) -> "Figure":
        return _operand(other) / self

    @property
    def ratio(self) -> "Figure":
        """A percentage as the number it stands for: 198.2 % is 1.982.

        Raises:
            ClearError: The figure is not a percentage.
        """
        if self.unit != "percent":
            raise ClearError(messages.NOT_A_PERCENTAGE.format(name=self.name, unit=unit_label(self.unit)))
        return replace(self, value=self.value / 100, bounds=self.bounds / point(100), unit="ratio")

    @property
    def root(self) -> "Figure":
        """The square root of a ratio: where an area grew to so many times what it was, that of its side.

        Raises:
            ClearError: The figure is not a ratio.

        Example:
            >>> print((figure("nev_output", 2024) / figure("nev_output", 2020)).root)
            2.021 (between 2.015 and 2.026)
        """
        if self.unit != "ratio":
            raise ClearError(messages.NOT_A_RATIO.format(name=self.name, unit=unit_label(self.unit)))
        low, high = self.bounds.low, self.bounds.high
        ends = {"low": low and _root(low), "high": high and _root(high) + Fraction(1, _ROOTS)}
        return replace(self, value=_root(self.value), bounds=replace(self.bounds, **ends), hedge="computed")

    def allows(self, other: "Figure | Number") -> bool:
        """Whether a number, or another figure, can be true together with this one.

        Args:
            other: A number in this figure's unit, or a figure.

        Returns:
            True if the bounds leave room for it.

        Example:
            >>> figure("nev_output", 2020).allows(187_900), figure("nev_output", 2020).allows(190_000)
            (True, False)
        """
        return self.bounds.overlaps(self._of_same_unit(other).bounds)

    def _join(self, sign: str, operate: Callable, other: "Figure | Number") -> "Figure":
        other = self._of_same_unit(other)
        if self.unit == "percent" and "" in (self.hedge, other.hedge):
            raise ClearError(messages.PLUS_PERCENTAGE)
        return self._compute(sign, operate, other, self.unit)

    def _of_same_unit(self, other: "Figure | Number") -> "Figure":
        other = _operand(other, self.unit)
        if self.unit != other.unit:
            units = {"left_unit": unit_label(self.unit), "right_unit": unit_label(other.unit)}
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
        if self.hedge == "fraction":
            return f"1/{round(1 / self.value)}"
        if self.hedge != "computed":
            return HEDGED[self.hedge].format(number=with_unit(format_number(self.value, large=True), self.unit))
        if None in (self.bounds.low, self.bounds.high):
            return self.allowed
        return with_unit(format_number(_rounded(self.value, self.bounds, round), large=True), self.unit)

    @property
    def allowed(self) -> str:
        """What the words allow, as a reader says it."""
        if self.bounds.bare:
            return messages.NO_BOUNDS if self.bounds.low is None else messages.NO_BOUNDS_ABOVE_ZERO
        return with_unit(self._allowed_numbers, self.unit)

    @property
    def _allowed_numbers(self) -> str:
        low, high = self.bounds.low, self.bounds.high
        if self.hedge in ("computed", "fraction") and low != high:
            low = None if low is None else _rounded(low, self.bounds, floor)
            high = None if high is None else _rounded(high, self.bounds, ceil)
        return format_bounds(replace(self.bounds, low=low, high=high), large=True)

    def __str__(self) -> str:
        ends = (self.bounds.low, self.bounds.high)
        if None in ends or ends[0] == ends[1] or self.printed == self.allowed:
            return self.printed
        return messages.WITH_BOUNDS.format(printed=self.printed, allowed=self._allowed_numbers)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        allowed = messages.ALLOWED_AS_A_GUESS if self.guess else messages.ALLOWED
        status = "" if self.status == "actual" else f" <em>({escape(STATUS.get(self.status, self.status))})</em>"
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
    over, under = ([unit for unit in units if unit != "ratio"] for units in (over, under))
    for unit in tuple(over):
        if unit in under:
            over.remove(unit)
            under.remove(unit)
    return "/".join([" × ".join(over) or "ratio", *under])


def _root(number: Fraction) -> Fraction:
    """The square root of a positive number, cut to a twelfth digit behind the point."""
    return Fraction(isqrt(int(number * _ROOTS**2)), _ROOTS)


def _rounded(number: Fraction, bounds: Bounds, to_whole: Callable) -> Fraction:
    """A computed number, to two digits within the width of its bounds; without a width to four, if it is no count."""
    if bounds.low == bounds.high and number.denominator == 1:
        return number
    width = None if None in (bounds.low, bounds.high) else bounds.high - bounds.low
    place = last_place(width / 10 if width else abs(number) / 1000)
    return to_whole(number / place) * place
