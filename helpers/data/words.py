"""Words: numbers, ranges, hedges, periods and units, as a reader says them.

Whatever another language says in another way stands here or in messages.py.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pandas as pd

from .. import language
from ..errors import ClearError
from ..language import in_language
from . import messages
from .files import rows_by_id

Number = int | float | Fraction | str

# The words for large numbers, by language.
_LARGE = {
    "en": ((10**9, " billion"), (10**6, " million")),
    "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")),
}
# What stands between thousands: in Chinese nothing, as 万 cuts a number already.
_COMMA = {"en": ",", "zh": ""}
_MOST_DECIMALS, _MOST_DIGITS = 19, 5000
_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


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
        raise ClearError(messages.NOT_A_NUMBER.format(number=number)) from error


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
    place = Fraction(10) ** (len(str(size.numerator)) - len(str(size.denominator)))
    return place if place <= size else place / 10


def format_number(number: Number, large: bool = False) -> str:
    """A number for reading: thousands separated, four significant digits where its decimals do not end.

    Args:
        number: Any number.
        large: Whether million and billion are words.

    Returns:
        Its digits, with the word.

    Example:
        >>> format_number(Fraction(100000, 2208)), format_number("198.15"), format_number(23_000_000, large=True)
        ('45.29', '198.15', '23 million')
    """
    number = exact(number)
    for size, word in _LARGE[language.current] if large else ():
        if abs(number) >= size:
            return format_number(number / size) + word
    if 10**_MOST_DECIMALS % number.denominator:  # its decimals do not end
        place = min(last_place(abs(number)) / 1000, Fraction(1))
        number = round(number / place) * place
    with localcontext(prec=_MOST_DIGITS):
        return f"{Decimal(number.numerator) / number.denominator:{_COMMA[language.current]}f}"


def titled(source: Mapping[str, str]) -> str:
    """The title of a source, as a citation has it.

    Args:
        source: A row of the sources.

    Returns:
        The title, between what the language sets around one; in square brackets stands what we call a page whose title
        was not seen, and that is no title.

    Example:
        >>> titled({"title": "Introduction of Liuzhou"})
        'Introduction of Liuzhou'
    """
    title = in_language(source, "title")
    return title if title.startswith("[") else messages.TITLE.format(title=title)


def span(period: str) -> tuple[date, date]:
    """First and last day of a period.

    Args:
        period: A year, month or day, or two of them joined by a slash, as ISO 8601 writes them.

    Returns:
        The first and the last day, both inside the period.

    Raises:
        ClearError: The text is not such a period, or it ends before it begins.

    Example:
        >>> [str(day) for day in span("2016/2020-02")]
        ['2016-01-01', '2020-02-29']
    """
    first, slash, last = period.partition("/")
    start, end = _days_of(first)[0], _days_of(last if slash else first)[1]
    if end < start:
        raise ClearError(messages.PERIOD_BACKWARDS.format(period=period))
    return start, end


def _days_of(text: str) -> tuple[date, date]:
    try:
        year, month, day = _POINT.fullmatch(text).groups()
        first, last_month = date(int(year), int(month or 1), int(day or 1)), int(month or 12)
        return first, date(first.year, last_month, int(day or calendar.monthrange(first.year, last_month)[1]))
    except (AttributeError, ValueError) as error:
        raise ClearError(messages.NOT_A_PERIOD.format(text=text)) from error


def format_period(period: str) -> str:
    """A period as a reader says it.

    Args:
        period: A period that `span` accepts.

    Returns:
        The period in words.

    Example:
        >>> format_period("2020-07"), format_period("2016/2020"), format_period("2021-01/2021-09")
        ('July 2020', '2016 to 2020', 'January 2021 to September 2021')
    """
    span(period)
    days = [(pd.Timestamp(point), messages.PERIODS[len(point)]) for point in period.split("/")]
    months = [language.said(month) for month in language.MONTHS]
    said = [form.format(day=day.day, month=months[day.month - 1], year=day.year) for day, form in days]
    return messages.FROM_TO.format(first=said[0], last=said[-1]) if len(said) > 1 else said[0]


def unit_label(unit: str) -> str:
    """A unit for reading.

    Args:
        unit: An id of units.csv, or several joined by slashes and times signs; or free words of a question.

    Returns:
        Its label.

    Example:
        >>> unit_label("vehicle"), unit_label("yuan/vehicle"), unit_label("ratio")
        ('vehicles', 'yuan per vehicle', '')
    """
    labels = {name: language.in_language(row, "label") for name, row in rows_by_id("units").items()} | {"ratio": ""}
    over, *under = unit.split("/")
    over = " × ".join(labels[part] if part in labels else language.said(part, "question") for part in over.split(" × "))
    if language.current == language.ENGLISH:
        labels = {}  # for each one of them, not for all
    under = [labels.get(part, part.replace("_", " ")) for part in under]
    return messages.PER.join([over, *under]).strip()


def in_unit(number: str, unit: str) -> str:
    """A number with its unit, for reading.

    Args:
        number: The number in words.
        unit: An id of units.csv, or several joined by slashes and times signs.

    Returns:
        Both; the number alone where the unit has no label.

    Example:
        >>> in_unit("187,000", "vehicle"), in_unit("1.982", "ratio")
        ('187,000 vehicles', '1.982')
    """
    label = unit_label(unit)
    return messages.IN_UNIT.format(number=number, unit=label) if label else number
