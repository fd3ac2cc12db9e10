"""Periods: years, months, days and intervals, as ISO 8601 writes them."""

import calendar
import re
from datetime import date

from ..errors import ClearError
from . import messages

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


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
    start, end = _span_of_point(first)[0], _span_of_point(last if slash else first)[1]
    if end < start:
        raise ClearError(messages.PERIOD_BACKWARDS.format(period=period))
    return start, end


def _span_of_point(text: str) -> tuple[date, date]:
    match = _POINT.fullmatch(text)
    try:
        year, month, day = match.groups()
        first, last_month = date(int(year), int(month or 1), int(day or 1)), int(month or 12)
        return first, date(first.year, last_month, int(day or calendar.monthrange(first.year, last_month)[1]))
    except (AttributeError, ValueError) as error:
        raise ClearError(messages.NOT_A_PERIOD.format(text=text)) from error
