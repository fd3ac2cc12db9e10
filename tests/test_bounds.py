"""Facts about bounds: what a hedge allows, and that arithmetic never loses the true value."""

import operator
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.bounds import HEDGED, Bounds, bounds_of_printed, exact, point
from helpers.errors import ClearError

# What a hedge's words allow, for 500 printed to the ten.
RANGES = {
    "exact": Bounds(F(495), F(510)),
    "about": Bounds(F(490), F(510)),
    "over": Bounds(F(500), None, open_low=True),
    "at_least": Bounds(F(500), None),
    "at_most": Bounds(None, F(500)),
    "under": Bounds(None, F(500), open_high=True),
    "nearly": Bounds(None, F(500), open_high=True),
}


def test_a_hedge_allows_what_the_design_says():
    assert {hedge: bounds_of_printed(500, 10, hedge) for hedge in HEDGED if hedge != "fraction"} == RANGES
    assert bounds_of_printed("-0.5", "0.1", "exact") == Bounds(F("-0.55"), F("-0.4"))


@pytest.mark.parametrize("value", ["0.0769230769", "0.07692", F(1, 13)])
def test_one_thirteenth_allows_all_that_is_nearer_to_it_than_to_its_neighbours(value):
    assert bounds_of_printed(value, None, "fraction") == Bounds(F(2, 27), F(2, 25))


@pytest.mark.parametrize(
    ("value", "step", "hedge", "said"),
    [
        *((value, None, "fraction", "not one over a whole number") for value in (0, 2.5, 3, -0.5, 0.8, 0.47)),
        *((500, None, hedge, "needs the step") for hedge in ("exact", "about")),
        *((500, 10, hedge, "There is no hedge .*: (there are|did you mean) ") for hedge in ("", "ove", None, "Exact")),
    ],
)
def test_words_that_do_not_go_with_their_number_are_refused(value, step, hedge, said):
    with pytest.raises(ClearError, match=said):
        bounds_of_printed(value, step, hedge)


@pytest.mark.parametrize(
    "text", ["18.7万", "1,000", "", " ", None, float("nan"), float("inf"), "-inf", "1/0", True, [1]]
)
def test_digits_mean_what_they_say_and_not_what_a_float_holds_and_no_number_is_refused(text):
    assert exact(2.982) == exact("2.982") == F(2982, 1000) and exact(0.1) + exact(0.2) == exact(0.3)
    with pytest.raises(ClearError, match="is not a number"):
        exact(text)


HALF_OPEN = Bounds(F(2), F(4), open_low=True)
OVER_3 = Bounds(F(3), None, open_low=True)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        *((HALF_OPEN + point(1), Bounds(F(3), F(5), True)), (HALF_OPEN + HALF_OPEN, Bounds(F(4), F(8), True))),
        (HALF_OPEN + OVER_3, Bounds(F(5), None, True)),
        (HALF_OPEN - HALF_OPEN, Bounds(F(-2), F(2), open_low=True, open_high=True)),
        (point(10) - OVER_3, Bounds(None, F(7), open_high=True)),
        *((HALF_OPEN * point(0), point(0)), (OVER_3 * point(0), point(0))),
        (HALF_OPEN * HALF_OPEN, Bounds(F(4), F(16), open_low=True)),
        *((Bounds(F(-1), F(1), True, True) * OVER_3, Bounds(None, None)), (OVER_3 / OVER_3, Bounds(F(0), None, True))),
        (Bounds(F(0), F(1), open_low=True) * OVER_3, Bounds(F(0), None, open_low=True)),
        (Bounds(F(0), F(1)) * OVER_3, Bounds(F(0), None)),
        (point(8) / HALF_OPEN, Bounds(F(2), F(4), open_high=True)),
        (point(3) / OVER_3, Bounds(F(0), F(1), open_low=True, open_high=True)),
        (point(1) / Bounds(F(0), F(4), open_low=True), Bounds(F(1, 4), None)),
        (point(1) / Bounds(F(-4), F(0), open_high=True), Bounds(None, F(-1, 4))),
        (point(1) / Bounds(None, F(-2)), Bounds(F(-1, 2), F(0), open_high=True)),
        *((-HALF_OPEN, Bounds(F(-4), F(-2), open_high=True)), (Bounds(None, None, True, True), Bounds(None, None))),
        (RANGES["over"] & Bounds(F(0), F(501)), Bounds(F(500), F(501), open_low=True)),
        (RANGES["under"] & Bounds(F(0), F(500)), Bounds(F(0), F(500), open_high=True)),
        (Bounds(F(0), F(500)) & RANGES["under"], Bounds(F(0), F(500), open_high=True)),
    ],
)
def test_arithmetic_keeps_an_open_end_open_and_a_closed_end_closed(result, expected):
    assert result == expected


AROUND_ZERO = [*product((None, F(-1), F(0)), (None, F(0), F(1))), (F(-1), F(1), True, True)]
EMPTY = [(2, 1), (1, 1, True), (0, 0, False, True)]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        *((lambda ends=ends: point(1) / Bounds(*ends), "divide by something that may be zero") for ends in AROUND_ZERO),
        *((lambda ends=ends: Bounds(*ends), "No number is possible here") for ends in EMPTY),
    ],
)
def test_dividing_by_what_may_be_zero_and_a_range_that_allows_nothing_are_refused(make, said):
    with pytest.raises(ClearError, match=said):
        make()


# Properties. A range is made around a true value, so that the value lies inside by construction.

NUMBERS = st.one_of(
    st.integers(-5, 5).map(F),
    st.fractions(-1000, 1000, max_denominator=60),
    st.decimals(-(10**7), 10**7, allow_nan=False, places=3).map(F),
)
GAPS = st.one_of(st.just(F(0)), st.fractions(0, 50, max_denominator=20), st.none())


@st.composite
def truths(draw):
    """A true value and a range in which it lies, with ends of every kind."""
    value, below, above = draw(NUMBERS), draw(GAPS), draw(GAPS)
    if draw(st.booleans()):  # Let the range touch zero often.
        below = value if value > 0 else below
        above = -value if value < 0 else above
    low, high = None if below is None else value - below, None if above is None else value + above
    # An end where the value itself lies must be closed.
    return value, Bounds(low, high, bool(below) and draw(st.booleans()), bool(above) and draw(st.booleans()))


@given(truths(), truths())
def test_the_true_sum_difference_product_and_quotient_lie_within_the_bounds(one, other):
    (x, range_x), (y, range_y) = one, other
    assert x in range_x and y in range_y and -x in -range_x
    assert x + y in range_x + range_y and x - y in range_x - range_y and x * y in range_x * range_y
    if 0 in range_y:
        with pytest.raises(ClearError):
            range_x / range_y
    else:
        assert x / y in range_x / range_y


@st.composite
def ranges(draw, past_zero=False):
    """A range with two ends; past zero, it lies wholly on one side of it."""
    low = draw(st.fractions(1, 1000, max_denominator=60)) if past_zero else draw(NUMBERS)
    made = Bounds(low, low + draw(st.fractions(1, 50, max_denominator=20)), draw(st.booleans()), draw(st.booleans()))
    return -made if draw(st.booleans()) else made


@given(ranges(), ranges(), ranges(past_zero=True), st.sampled_from("+-*/"))
def test_bounds_are_no_wider_than_they_must_be(x, y, divisor, sign):
    """Each end of a result is reached, or all but reached, from the ends of its parts."""
    y = divisor if sign == "/" else y
    operate = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[sign]
    result = operate(x, y)
    # An open end is as good as reached just beside it.
    beside = F(1, 10**9)
    ends_x, ends_y = ((each.low + each.open_low * beside, each.high - each.open_high * beside) for each in (x, y))
    reached = [operate(a, b) for a in ends_x for b in ends_y]
    slack = (1 + max(map(abs, reached))) * F(1, 10**5)
    assert min(reached) - slack <= result.low <= min(reached)
    assert max(reached) <= result.high <= max(reached) + slack
    if not any((x.open_low, x.open_high, y.open_low, y.open_high)):
        assert not result.open_low and not result.open_high


@given(truths(), truths())
def test_ranges_of_which_none_is_below_the_other_share_what_is_in_both_and_no_more(one, other):
    (x, range_x), (y, range_y) = one, other
    if not (range_x < range_y or range_y < range_x):
        shared = range_x & range_y
        assert all((number in shared) == (number in range_x and number in range_y) for number in (x, y, (x + y) / 2))
    else:
        assert x not in range_y and y not in range_x and (x < y) == (range_x < range_y)
        with pytest.raises(ClearError, match="No number is possible"):
            range_x & range_y


def test_of_ranges_that_touch_one_is_below_the_other_unless_both_hold_the_number():
    low, high = Bounds(None, F(3)), Bounds(F(3), None)
    assert not low < high and low & high == point(3)
    assert low < OVER_3 and Bounds(None, F(3), open_high=True) < high
