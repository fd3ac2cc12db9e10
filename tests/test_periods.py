"""Facts about periods."""

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.periods import span
from helpers.errors import ClearError

GOOD = {
    **{"2020": "2020-01-01 2020-12-31", "2020-07": "2020-07-01 2020-07-31", "2021-02": "2021-02-01 2021-02-28"},
    **{"2020-07-31": "2020-07-31 2020-07-31", "2020-02-28/2020-03-01": "2020-02-28 2020-03-01"},
    **{"2016/2020": "2016-01-01 2020-12-31", "2019-12/2020": "2019-12-01 2020-12-31"},
}

BAD = [
    "", " ", "20", "20201", "2020-7", "2020-13", "2020-00", "2021-02-29", "2020-07-00", "2020-07-1", "2020/", "/2020",
    "2020//2021", "2016/2020/2024", "2020-", "-2020", "0000", "2020 ", "2020\n", "2020.0", "2020年", "２０２０",
    "2020-０7", "2020/07", "July 2020", "2020-07-31T00:00", "2016–2020", "nan",
]  # fmt: skip


def test_a_good_period_has_its_first_and_last_day():
    assert {period: " ".join(map(str, span(period))) for period in GOOD} == GOOD


@pytest.mark.parametrize("period", BAD)
def test_a_bad_period_is_named_in_a_clear_error(period):
    with pytest.raises(ClearError, match="is not a year .2020., a month .2020-07."):
        span(period)


@pytest.mark.parametrize("period", ["2020/2016", "2020-07/2020-06", "2020-07-02/2020-07-01", "2020/2019-12"])
def test_a_period_that_ends_before_it_begins_is_refused(period):
    with pytest.raises(ClearError, match=re.escape(f"{period!r} ends before it begins")):
        span(period)


POINTS = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    st.dates().map(date.isoformat),
)


@given(POINTS)
def test_the_span_of_a_point_is_all_of_it_and_nothing_else(point):
    first, last = span(point)
    parts = [int(part) for part in point.split("-")]
    assert last.day == (parts[2] if len(parts) > 2 else calendar.monthrange(last.year, last.month)[1])
    outside = [day + timedelta(step) for day, step, edge in ((first, -1, date.min), (last, 1, date.max)) if day != edge]
    assert first <= last and first.isoformat().startswith(point) and last.isoformat().startswith(point)
    assert not any(day.isoformat().startswith(point) for day in outside)


@given(POINTS, POINTS)
def test_the_span_of_an_interval_reaches_from_end_to_end(one, other):
    first, last = span(one)[0], span(other)[1]
    if last < first:
        with pytest.raises(ClearError):
            span(f"{one}/{other}")
    else:
        assert span(f"{one}/{other}") == (first, last)
