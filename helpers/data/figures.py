"""A published figure: its value, what its words allow, and who printed it."""

from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from math import ceil, floor, log10

import pandas as pd

from ..errors import ClearError, unknown
from .bounds import Bounds, Number, exact, plain, point
from .periods import in_words
from .tables import bounds_of, indicators, load


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
    codebook = indicators()
    if indicator not in codebook:
        raise unknown("indicator", indicator, codebook)
    rows = load(codebook[indicator]["theme"])
    rows = rows[rows["indicator"] == indicator]
    rows = _pick(rows, "entity", entity, f"{indicator} has no figure for {entity!r}")
    rows = _pick(rows, "period", str(period), f"{indicator} has no figure for {period}")
    if source is not None:
        rows = _pick(rows, "source", source, f"{indicator} of {period} is not from {source!r}")
    if len(rows) > 1:
        choices = " or ".join(f'source="{name}"' for name in rows["source"])
        raise ClearError(f"{len(rows)} sources print {indicator} for {period}: choose {choices}.")
    return _published(rows.iloc[0], codebook[indicator])


def _pick(rows: pd.DataFrame, column: str, wanted: str, sentence: str) -> pd.DataFrame:
    picked = rows[rows[column] == wanted]
    if picked.empty:
        raise ClearError(f"{sentence}: there is {', '.join(dict.fromkeys(rows[column]))}.")
    return picked


def _published(row: pd.Series, indicator: dict) -> "Figure":
    bounds = bounds_of(row, indicator)
    if bounds is None:
        raise ClearError(f"{row['label']}, {row['period']}: the source has no value there.")
    source = load("sources").set_index("id").loc[row["source"]]
    return Figure(
        value=exact(row["value"]),
        bounds=bounds,
        unit=indicator["unit"],
        name=f"{row['label']}, {row['entity_label']}, {in_words(row['period'])}",
        hedge=row["hedge"],
        status=row["status"],
        sources=(_citation(source, row["locator"]),),
        guess=row["hedge"] == "about",
    )


def _citation(source: pd.Series, locator: str | None) -> str:
    parts = (source["publisher"], source["title"], source["date"], locator)
    return ", ".join(part for part in parts if isinstance(part, str) and part)


@dataclass(frozen=True)
class Figure:
    """A number with what is known of it.

    Args:
        value: The number as printed, or as computed from printed numbers.
        bounds: The range in which the true value lies.
        unit: An id of units.csv, or two of them joined by a slash.
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
        return self._join("+", other)

    def __radd__(self, other: Number) -> "Figure":
        return _number(other, self.unit)._join("+", self)

    def __sub__(self, other: "Figure | Number") -> "Figure":
        return self._join("-", other)

    def __rsub__(self, other: Number) -> "Figure":
        return _number(other, self.unit)._join("-", self)

    def __mul__(self, other: "Figure | Number") -> "Figure":
        other = other if isinstance(other, Figure) else _number(other)
        if "percent" in (self.unit, other.unit) and "ratio" not in (self.unit, other.unit):
            raise ClearError(
                "This multiplies by a percentage, whose hundred is one: use .ratio, as in output * share.ratio."
            )
        return self._compute(
            "×", other, self.value * other.value, self.bounds * other.bounds, _times(self.unit, other.unit)
        )

    def __rmul__(self, other: Number) -> "Figure":
        return _number(other) * self

    def __truediv__(self, other: "Figure | Number") -> "Figure":
        other = other if isinstance(other, Figure) else _number(other)
        bounds = self.bounds / other.bounds
        if other.value == 0:
            raise ClearError("This would divide by something that was printed as zero.")
        return self._compute("÷", other, self.value / other.value, bounds, _per(self.unit, other.unit))

    def __rtruediv__(self, other: Number) -> "Figure":
        return _number(other) / self

    @property
    def ratio(self) -> "Figure":
        """A percentage as the number it stands for: 198.2 % is 1.982.

        Raises:
            ClearError: The figure is not a percentage.
        """
        if self.unit != "percent":
            raise ClearError(f"{self.name} is not a percentage: it is in {unit_label(self.unit)}.")
        hundredth = point(Fraction(1, 100))
        return replace(self, value=self.value / 100, bounds=self.bounds * hundredth, unit="ratio")

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
        other = other if isinstance(other, Figure) else _number(other, self.unit)
        self._check_same_unit(other)
        return self.bounds.overlaps(other.bounds)

    def _join(self, sign: str, other: "Figure | Number") -> "Figure":
        other = other if isinstance(other, Figure) else _number(other, self.unit)
        self._check_same_unit(other)
        if "percent" in (self.unit, other.unit) and "" in (self.hedge, other.hedge):
            raise ClearError(
                "This adds a plain number to a percentage, whose hundred is one: use .ratio, as in 1 + growth.ratio."
            )
        if sign == "+":
            return self._compute("+", other, self.value + other.value, self.bounds + other.bounds, self.unit)
        return self._compute("-", other, self.value - other.value, self.bounds - other.bounds, self.unit)

    def _check_same_unit(self, other: "Figure") -> None:
        if self.unit != other.unit:
            raise ClearError(
                f"These have different units: {self.name} is in {unit_label(self.unit)}, "
                f"{other.name} in {unit_label(other.unit)}."
            )

    def _compute(self, sign: str, other: "Figure", value: Fraction, bounds: Bounds, unit: str) -> "Figure":
        return Figure(
            value=value,
            bounds=bounds,
            unit=unit,
            name=f"{self._operand()} {sign} {other._operand()}",
            sources=tuple(dict.fromkeys(self.sources + other.sources)),
            guess=self.guess or other.guess,
        )

    def _operand(self) -> str:
        if self.hedge == "":
            return self.name
        if self.hedge == "computed":
            return f"({self.name})"
        return self.printed

    @property
    def printed(self) -> str:
        """The number with its hedge and unit, as a reader says it; a computed one without bounds has none."""
        if self.hedge == "fraction":
            return f"1/{round(1 / self.value)}"
        if self.hedge != "computed":
            words = "" if self.hedge == "exact" else self.hedge.replace("_", " ") + " "
            return words + with_unit(_large(self.value), self.unit)
        if None in (self.bounds.low, self.bounds.high):
            return self.allowed
        return with_unit(_large(_rounded(self.value, self.bounds, round)), self.unit)

    @property
    def allowed(self) -> str:
        """What the words allow, as a reader says it."""
        if self.bounds.bare:
            return f"no bounds: any {'' if self.bounds.low is None else 'positive '}number is allowed"
        low, high = self.bounds.low, self.bounds.high
        if self.hedge in ("computed", "fraction") and low != high:
            low = None if low is None else _rounded(low, self.bounds, floor)
            high = None if high is None else _rounded(high, self.bounds, ceil)
        ends = replace(self.bounds, low=low, high=high)
        return with_unit(ends.in_words(_large), self.unit)

    def __str__(self) -> str:
        if self.printed == self.allowed or self.bounds.low == self.bounds.high:
            return self.printed
        if None in (self.bounds.low, self.bounds.high):
            return self.printed
        return f"{self.printed} ({self.allowed.removesuffix(' ' + unit_label(self.unit))})"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = [
            f"<strong>{escape(self.name)}</strong>",
            f"<span style='font-size:1.5em'>{escape(self.printed)}</span>{self._status_html()}",
            f"The words allow: {escape(self.allowed)}{' (a guess: the source says “about”)' if self.guess else ''}",
            *(f"<small>Source: {escape(source)}</small>" for source in self.sources),
        ]
        return (
            "<div style='border-left:4px solid #0072b2;padding:.2em .9em;line-height:1.5'>"
            + "<br>".join(lines)
            + "</div>"
        )

    def _status_html(self) -> str:
        return (
            ""
            if self.status == "actual"
            else f" <em>({escape('computed' if self.status == 'derived' else self.status)})</em>"
        )


def _number(number: Number, unit: str = "ratio") -> Figure:
    """A plain number of the reader's own, as an operand."""
    return Figure(exact(number), point(number), unit, plain(number), hedge="")


def unit_label(unit: str) -> str:
    """A unit for reading.

    Args:
        unit: An id of units.csv, or two joined by a slash or a times sign.

    Returns:
        Its English label.

    Example:
        >>> unit_label("vehicle"), unit_label("yuan/vehicle"), unit_label("ratio")
        ('vehicles', 'yuan per vehicle', '')
    """
    units = load("units")
    labels = dict(zip(units["id"], units["label_en"], strict=True)) | {"ratio": ""}
    whole, *parts = unit.split("/")
    top = " × ".join(labels.get(part, part) for part in whole.split(" × "))
    return " per ".join([top, *(part.replace("_", " ") for part in parts)]).strip()


def _times(left: str, right: str) -> str:
    (top, bottom), (more, below) = _over_and_under(left), _over_and_under(right)
    return _cancelled(top + more, bottom + below)


def _per(left: str, right: str) -> str:
    (top, bottom), (more, below) = _over_and_under(left), _over_and_under(right)
    return _cancelled(top + below, bottom + more)


def _over_and_under(unit: str) -> tuple[list[str], list[str]]:
    """What stands over and under the line of a unit: "yuan × year/vehicle" has two over it and one under it."""
    over, *under = unit.split("/")
    return over.split(" × "), under


def _cancelled(over: list[str], under: list[str]) -> str:
    over, under = ([unit for unit in units if unit != "ratio"] for units in (over, under))
    for unit in tuple(over):
        if unit in under:
            over.remove(unit)
            under.remove(unit)
    return "/".join([" × ".join(over) or "ratio", *under])


def with_unit(number: str, unit: str) -> str:
    """A written number with the label of its unit.

    Args:
        number: The number, or words that hold it.
        unit: As for `unit_label`.

    Returns:
        Both, with a space between them.

    Example:
        >>> with_unit("41.6", "percent")
        '41.6 %'
    """
    return f"{number} {unit_label(unit)}".rstrip()


def _large(number: Number) -> str:
    """A number for reading, with million and billion in words."""
    number = exact(number)
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if abs(number) >= size:
            return f"{plain(number / size)} {word}"
    return plain(number)


def _rounded(number: Fraction, bounds: Bounds, to_whole) -> Fraction:
    """A computed number, to two digits within the width of its bounds; without a width to four, if it is no count."""
    if bounds.low == bounds.high and number.denominator == 1:
        return number
    width = None if None in (bounds.low, bounds.high) else bounds.high - bounds.low
    place = last_place(width / 10 if width else abs(number) / 1000)
    return to_whole(number / place) * place


def last_place(size: Fraction) -> Fraction:
    """The place of the first digit of a number: what is rounded to it keeps this digit as its last.

    Args:
        size: A positive number.

    Returns:
        A power of ten.

    Example:
        >>> last_place(Fraction(31, 100))
        Fraction(1, 10)
    """
    return Fraction(10) ** floor(log10(size.numerator) - log10(size.denominator))
