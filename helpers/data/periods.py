"""Periods: years, months, days and intervals, as ISO 8601 writes them."""

import calendar
import re
from datetime import date

from ..errors import ClearError

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

# Not calendar.month_name, which follows the computer's language.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def span(period: str) -> tuple[date, date]:
    """First and last day of a period.

    Args:
        period: A year, month or day, or two of them joined by a slash.

    Returns:
        The first and the last day, both inside the period.

    Raises:
        ClearError: The text is not such a period, or it ends before it begins.

    Example:
        >>> span("2020-02")
        (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
        >>> span("2016/2020")
        (datetime.date(2016, 1, 1), datetime.date(2020, 12, 31))
    """
    first, slash, last = period.partition("/")
    start, end = _point(first)[0], _point(last if slash else first)[1]
    if end < start:
        raise ClearError(f"The period {period!r} ends before it begins.")
    return start, end


def _point(text: str) -> tuple[date, date]:
    match = _POINT.fullmatch(text)
    try:
        year, month, day = match.groups()
        first = date(int(year), int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last_day = int(day or calendar.monthrange(first.year, last_month)[1])
        return first, date(first.year, last_month, last_day)
    except (AttributeError, ValueError) as error:
        raise ClearError(
            f"{text!r} is not a year (2020), a month (2020-07), a day (2020-07-31) or an interval (2016/2020)."
        ) from error


def in_words(period: str) -> str:
    """A period as a reader says it.

    Args:
        period: A period that `span` accepts.

    Returns:
        The period in English.

    Example:
        >>> in_words("2020-07"), in_words("2016/2020"), in_words("2021-01/2021-09")
        ('July 2020', '2016 to 2020', 'January 2021 to September 2021')
    """
    span(period)
    return " to ".join(_point_in_words(part) for part in period.split("/"))


def _point_in_words(text: str) -> str:
    year, *rest = text.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"
