"""Facts about words: how numbers, ranges, periods and units read."""

import calendar
import locale
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.bounds import Bounds, bounds_of_printed, point
from helpers.data.files import resources, rows_by_id
from helpers.data.messages import HEDGED, STATUS
from helpers.data.words import format_number, format_period, last_place, span, unit_label
from helpers.errors import ClearError


def test_a_number_reads_as_it_is_printed_and_a_large_one_with_its_magnitude():
    numbers = {187000: "187,000", 0: "0", "2.50": "2.5", "100.0": "100", "1234.45": "1,234.45", "-0.5": "-0.5"}
    numbers |= {F(100000, 2208): "45.29", F(1, 13): "0.07692", F(-1, 3): "-0.3333", F(200000, 3): "66,667"}
    assert {number: format_number(number) for number in numbers} == numbers
    numbers = {999_999: "999,999", 10**6: "1 million", -23_450_000: "-23.45 million", 10**12: "1,000 billion", 0: "0"}
    assert {number: format_number(number, large=True) for number in numbers} == numbers


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.fractions(F(1, 10**9), 10**9))
def test_a_number_with_an_end_is_written_in_full_and_the_last_place_is_that_of_the_first_digit(number, size):
    assert F(format_number(str(number)).replace(",", "")) == F(number)
    assert last_place(size) <= size < 10 * last_place(size)


@pytest.mark.parametrize("number", [F(10) ** 400, F(1, 10**400), F(10**400, 3), F(-1, 3 * 10**400), F(0)])
def test_words_are_found_for_numbers_beyond_any_float(number):
    assert str(point(number)) and str(Bounds(number, None))


RANGES = {
    "between 1 and 2": [Bounds(F(1), F(2)), Bounds(F(1), F(2), True, True)],
    "between -5 and 5": [Bounds(F(-5), F(5))],
    "between 1,234.45 and 1,234.6": [bounds_of_printed("1234.5", "0.1", "exact")],
    "more than 5": [Bounds(F(5), None, open_low=True)],
    "at least 5": [Bounds(F(5), None)],
    "less than 5": [Bounds(None, F(5), open_high=True), Bounds(F(0), F(5), open_high=True)],
    "at most 5": [Bounds(None, F(5)), Bounds(F(0), F(5))],
    "at most 0": [Bounds(None, F(0))],
    "0": [point(0)],
    "no bounds": [Bounds(None, None), Bounds(F(0), None), Bounds(F(0), None, open_low=True)],
}


@pytest.mark.parametrize("words", RANGES)
def test_a_range_reads_as_english(words):
    assert {str(bounds) for bounds in RANGES[words]} == {words}


BAD = [
    "", "20", "20201", "2020-7", "2020-13", "2020-00", "2021-02-29", "2020-07-00", "2020-07-1", "2020/", "/2020",
    "2016/2020/2024", "-2020", "0000", "2020 ", "2020\n", "2020.0", "２０２０", "2020/07", "2016–2020",
]  # fmt: skip


@pytest.mark.parametrize("period", BAD)
@pytest.mark.parametrize("read", [span, format_period])
def test_a_bad_period_is_named_in_a_clear_error(period, read):
    with pytest.raises(ClearError, match="is not a year .2020., a month .2020-07."):
        read(period)


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
        with pytest.raises(ClearError, match=f"'{one}/{other}' ends before it begins"):
            span(f"{one}/{other}")
    else:
        assert span(f"{one}/{other}") == (first, last)


PERIODS = {"2020": "2020", "2020-07": "July 2020", "2020-07-01": "1 July 2020", "2016/2020": "2016 to 2020"}
PERIODS |= {"2021-01/2021-09": "January 2021 to September 2021"}


@pytest.mark.parametrize("name", ["zh_CN.GBK", "zh_CN.UTF-8", "de_DE.UTF-8", "C"])
def test_a_period_reads_as_english_whatever_the_locale(name):
    with suppress(locale.Error), calendar.different_locale(name):  # where the system has it
        assert {period: format_period(period) for period in PERIODS} == PERIODS


def test_units_hedges_and_a_status_have_their_words():
    labels = {"vehicle": "vehicles", "ratio": "", "square_metre": "m²", "unheard_of": "unheard_of"}
    labels |= {"yuan/school_class": "yuan per school class", "ratio/vehicle": "per vehicle", "metre × metre": "m × m"}
    assert {unit: unit_label(unit) for unit in labels} == labels
    fields = {field["name"]: field for field in resources()["autos"]["schema"]["fields"]}
    assert list(HEDGED) == fields["hedge"]["constraints"]["enum"]
    assert {*STATUS, "actual"} == set(fields["status"]["constraints"]["enum"])
    assert all(unit_label(unit) or unit == "ratio" for unit in rows_by_id("units"))
