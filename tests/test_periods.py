"""Facts about periods."""

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.periods import in_words, span
from helpers.errors import ClearError

GOOD = [
    ("2020", date(2020, 1, 1), date(2020, 12, 31)),
    ("2020-07", date(2020, 7, 1), date(2020, 7, 31)),
    ("2020-07-31", date(2020, 7, 31), date(2020, 7, 31)),
    ("2016/2020", date(2016, 1, 1), date(2020, 12, 31)),
    ("2014-01/2014-09", date(2014, 1, 1), date(2014, 9, 30)),
    ("2020-02-28/2020-03-01", date(2020, 2, 28), date(2020, 3, 1)),
    ("2019-12/2020", date(2019, 12, 1), date(2020, 12, 31)),
    ("2020/2020", date(2020, 1, 1), date(2020, 12, 31)),
]

BAD = [
    "", " ", "20", "202", "20201", "2020-7", "2020-13", "2020-00", "2020-02-30", "2021-02-29", "2020-04-31",
    "2020-07-00", "2020-07-1", "2020/", "/2020", "/", "2020//2021", "2016/2020/2024", "2020-", "-2020", "0000",
    "2020 ", " 2020", "2020\n", "2020.0", "2020年", "２０２０", "2020-０7", "2020/07", "July 2020", "2020-07-31T00:00",
    "2016 / 2020", "2016–2020", "nan", "None",
]  # fmt: skip


@pytest.mark.parametrize(("period", "first", "last"), GOOD)
def test_a_good_period_has_its_first_and_last_day(period, first, last):
    assert span(period) == (first, last)


@pytest.mark.parametrize("period", BAD)
@pytest.mark.parametrize("say", [span, in_words])
def test_a_bad_period_is_named_in_a_clear_error(say, period):
    with pytest.raises(ClearError, match="is not a year .2020., a month .2020-07."):
        say(period)


@pytest.mark.parametrize("period", ["2020/2016", "2020-07/2020-06", "2020-07-02/2020-07-01", "2020/2019-12"])
def test_a_period_that_ends_before_it_begins_is_refused(period):
    with pytest.raises(ClearError, match=re.escape(f"{period!r} ends before it begins")):
        span(period)


@pytest.mark.parametrize(
    ("month", "days"),
    [("2020-02", 29), ("2021-02", 28), ("2000-02", 29), ("1900-02", 28), ("2020-04", 30), ("2020-12", 31)],
)
def test_a_month_ends_on_its_last_day(month, days):
    assert span(month)[1].day == days


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2020", "2020"),
        ("2020-07", "July 2020"),
        ("2020-07-31", "31 July 2020"),
        ("2020-07-01", "1 July 2020"),
        ("2016/2020", "2016 to 2020"),
        ("2021-01/2021-09", "January 2021 to September 2021"),
    ],
)
def test_a_period_reads_as_english(period, words):
    assert in_words(period) == words


def test_months_are_english_whatever_the_locale(monkeypatch):
    import locale

    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("zh_CN.GBK", "zh_CN.UTF-8", "de_DE.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert in_words("2020-07") == "July 2020"
    finally:
        locale.setlocale(locale.LC_TIME, before)


POINTS = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.dates().map(lambda day: f"{day:%Y}"[-4:].zfill(4) + f"-{day.month:02}"),
    st.dates().map(date.isoformat),
)


def days_of(point):
    parts = [int(part) for part in point.split("-")]
    first = date(*(parts + [1, 1])[:3])
    month = parts[1] if len(parts) > 1 else 12
    last = parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1]
    return first, date(parts[0], month, last)


@given(POINTS)
def test_the_span_of_a_point_is_ordered_and_is_all_of_it_and_nothing_else(point):
    first, last = span(point)
    assert (first, last) == days_of(point)
    assert first <= last
    outside = [day + timedelta(step) for day, step, edge in ((first, -1, date.min), (last, 1, date.max)) if day != edge]
    assert first.isoformat().startswith(point) and last.isoformat().startswith(point)
    assert not any(day.isoformat().startswith(point) for day in outside)


@given(POINTS, POINTS)
def test_the_span_of_an_interval_is_ordered_and_reaches_from_end_to_end(one, other):
    first, last = span(one)[0], span(other)[1]
    if last < first:
        with pytest.raises(ClearError):
            span(f"{one}/{other}")
    else:
        assert span(f"{one}/{other}") == (first, last)
        assert " to " in in_words(f"{one}/{other}")


@given(st.text(alphabet="0123456789-/ .年", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_period_or_a_clear_error(text):
    try:
        first, last = span(text)
    except ClearError:
        return
    assert first <= last
    assert in_words(text)
