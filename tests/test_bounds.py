"""Facts about bounds: what a hedge allows, and that arithmetic never loses the true value."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.bounds import HEDGES, Bounds, exact, plain, point, printed
from helpers.errors import ClearError

# What a hedge's words allow, for 500 printed to the ten.
RANGES = [
    ("exact", Bounds(F(495), F(510))),
    ("about", Bounds(F(490), F(510))),
    ("over", Bounds(F(500), None, open_low=True)),
    ("at_least", Bounds(F(500), None)),
    ("at_most", Bounds(None, F(500))),
    ("under", Bounds(None, F(500), open_high=True)),
    ("nearly", Bounds(None, F(500), open_high=True)),
]


@pytest.mark.parametrize(("hedge", "allowed"), RANGES)
def test_a_hedge_allows_what_the_design_says(hedge, allowed):
    assert printed(500, 10, hedge) == allowed


def test_every_hedge_has_its_range_tested():
    assert {hedge for hedge, _ in RANGES} | {"fraction"} == set(HEDGES)


@pytest.mark.parametrize("value", ["0.0769230769", "0.07692", F(1, 13)])
def test_one_thirteenth_allows_all_that_is_nearer_to_it_than_to_its_neighbours(value):
    assert printed(value, None, "fraction") == Bounds(F(2, 27), F(2, 25))


@pytest.mark.parametrize("value", [0, 2.5, 3, -0.5, 0.8])
def test_what_is_not_one_over_a_whole_number_is_no_fraction(value):
    with pytest.raises(ClearError, match="not one over a whole number"):
        printed(value, None, "fraction")


def test_a_cut_number_is_allowed_as_much_as_a_rounded_one():
    assert "41.67" in printed("41.6", "0.1", "exact")
    assert "41.55" in printed("41.6", "0.1", "exact")
    assert "41.54" not in printed("41.6", "0.1", "exact")


def test_over_is_more_and_at_least_may_be_equal():
    assert 500 not in printed(500, 10, "over")
    assert 500 in printed(500, 10, "at_least")
    assert 500 not in printed(500, 10, "under")
    assert 500 in printed(500, 10, "at_most")


@pytest.mark.parametrize("hedge", ["", "roughly", None, "Exact"])
def test_an_unknown_hedge_is_refused_with_the_known_ones(hedge):
    with pytest.raises(ClearError, match="is not a hedge: there are under, nearly"):
        printed(500, 10, hedge)


@pytest.mark.parametrize("hedge", ["exact", "about"])
def test_a_printed_number_without_a_step_is_refused_in_words(hedge):
    with pytest.raises(ClearError, match="needs the step"):
        printed(500, None, hedge)


def test_digits_mean_what_they_say_and_not_what_a_float_holds():
    assert exact(2.982) == exact("2.982") == F(2982, 1000)
    assert exact(0.1) + exact(0.2) == exact(0.3)


@pytest.mark.parametrize(
    "text", ["18.7万", "1,000", "", " ", "abc", None, float("nan"), float("inf"), "-inf", "1/0", True, [1]]
)
def test_what_is_no_number_is_refused_by_name(text):
    with pytest.raises(ClearError, match="is not a number"):
        exact(text)


# Arithmetic, with openness.

HALF_OPEN = Bounds(F(2), F(4), open_low=True)
OVER_3 = Bounds(F(3), None, open_low=True)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (HALF_OPEN + point(1), Bounds(F(3), F(5), open_low=True)),
        (HALF_OPEN + HALF_OPEN, Bounds(F(4), F(8), open_low=True)),
        (HALF_OPEN + OVER_3, Bounds(F(5), None, open_low=True)),
        (HALF_OPEN - point(1), Bounds(F(1), F(3), open_low=True)),
        (point(1) - HALF_OPEN, Bounds(F(-3), F(-1), open_high=True)),
        (HALF_OPEN - HALF_OPEN, Bounds(F(-2), F(2), open_low=True, open_high=True)),
        (point(10) - OVER_3, Bounds(None, F(7), open_high=True)),
        (HALF_OPEN * point(-1), Bounds(F(-4), F(-2), open_high=True)),
        (HALF_OPEN * point(0), point(0)),
        (OVER_3 * point(0), point(0)),
        (HALF_OPEN * HALF_OPEN, Bounds(F(4), F(16), open_low=True)),
        (Bounds(F(-1), F(1), True, True) * OVER_3, Bounds(None, None)),
        (Bounds(F(0), F(1), open_low=True) * OVER_3, Bounds(F(0), None, open_low=True)),
        (Bounds(F(0), F(1)) * OVER_3, Bounds(F(0), None)),
        (point(8) / HALF_OPEN, Bounds(F(2), F(4), open_high=True)),
        (point(3) / OVER_3, Bounds(F(0), F(1), open_low=True, open_high=True)),
        (point(1) / Bounds(F(0), F(4), open_low=True), Bounds(F(1, 4), None)),
        (point(1) / Bounds(F(-4), F(0), open_high=True), Bounds(None, F(-1, 4))),
        (point(1) / Bounds(None, F(-2)), Bounds(F(-1, 2), F(0), open_high=True)),
        (-HALF_OPEN, Bounds(F(-4), F(-2), open_high=True)),
    ],
)
def test_arithmetic_keeps_an_open_end_open_and_a_closed_end_closed(result, expected):
    assert result == expected


def test_an_end_that_is_not_there_is_neither_open_nor_closed():
    assert Bounds(None, None, True, True) == Bounds(None, None)


def test_over_divided_by_over_has_no_bounds_and_says_so():
    ratio = OVER_3 / OVER_3
    assert ratio.bare
    assert str(ratio) == "no bounds"
    assert F(1, 1000) in ratio and 1000 in ratio


@pytest.mark.parametrize(
    "divisor",
    [
        point(0),
        Bounds(F(0), F(1)),
        Bounds(F(-1), F(0)),
        Bounds(F(-1), F(1)),
        Bounds(F(-1), F(1), True, True),
        Bounds(None, F(1)),
        Bounds(None, F(0)),
        Bounds(F(0), None),
        Bounds(F(-1), None),
        Bounds(None, None),
    ],
)
def test_dividing_by_what_may_be_zero_is_refused(divisor):
    with pytest.raises(ClearError, match="divide by something that may be zero"):
        point(1) / divisor


def test_a_range_that_allows_nothing_cannot_be_made():
    for low, high, open_low, open_high in [(2, 1, False, False), (1, 1, True, False), (0, 0, False, True)]:
        with pytest.raises(ClearError, match="no number"):
            Bounds(F(low), F(high), open_low, open_high)


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
def test_the_true_sum_difference_and_product_lie_within_the_bounds(one, other):
    (x, range_x), (y, range_y) = one, other
    assert x in range_x and y in range_y
    assert x + y in range_x + range_y
    assert x - y in range_x - range_y
    assert x * y in range_x * range_y
    assert -x in -range_x


@given(truths(), truths())
def test_the_true_quotient_lies_within_the_bounds_or_the_division_is_refused(one, other):
    (x, range_x), (y, range_y) = one, other
    if 0 in range_y or (range_y.low is None and range_y.high is None):
        with pytest.raises(ClearError):
            range_x / range_y
    else:
        assert x / y in range_x / range_y


def near(number, open_, side):
    """A number of the range that is as good as at its end."""
    return number + side * F(1, 10**9) if open_ else number


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
    operate = {"+": F.__add__, "-": F.__sub__, "*": F.__mul__, "/": F.__truediv__}[sign]
    result = {"+": Bounds.__add__, "-": Bounds.__sub__, "*": Bounds.__mul__, "/": Bounds.__truediv__}[sign](x, y)
    ends_x = (near(x.low, x.open_low, 1), near(x.high, x.open_high, -1))
    ends_y = (near(y.low, y.open_low, 1), near(y.high, y.open_high, -1))
    reached = [operate(a, b) for a in ends_x for b in ends_y]
    slack = (1 + max(map(abs, reached))) * F(1, 10**5)
    assert min(reached) - slack <= result.low <= min(reached)
    assert max(reached) <= result.high <= max(reached) + slack
    if not any((x.open_low, x.open_high, y.open_low, y.open_high)):
        assert not result.open_low and not result.open_high


@given(NUMBERS.filter(bool), st.sampled_from(["1000", "1", "0.1", "0.001"]), st.sampled_from(HEDGES))
def test_a_printed_number_is_one_that_its_own_words_allow(value, step, hedge):
    if hedge == "fraction":
        value = F(1, max(1, abs(round(value))))
    allowed = printed(value, step, hedge)
    assert (value in allowed) == (hedge not in ("over", "under", "nearly"))


@given(st.integers(-(10**6), 10**6), st.integers(0, 4), st.data())
def test_exact_allows_every_number_that_rounds_or_cuts_to_the_printed_one(digits, decimals, data):
    step = F(1, 10**decimals)
    value = digits * step
    true = value + data.draw(st.fractions(-step / 2, step, max_denominator=10**6))
    assert true in printed(value, step, "exact")


@given(truths(), truths())
def test_ranges_overlap_when_one_number_is_in_both(one, other):
    (x, range_x), (y, range_y) = one, other
    if x in range_y or y in range_x:
        assert range_x.overlaps(range_y) and range_y.overlaps(range_x)
    if range_x.below(range_y):
        assert x < y and not range_x.overlaps(range_y)


def test_ranges_that_touch_overlap_only_if_both_hold_the_number():
    low, high = Bounds(None, F(3)), Bounds(F(3), None)
    assert low.overlaps(high)
    assert not low.overlaps(OVER_3)
    assert not Bounds(None, F(3), open_high=True).overlaps(high)


@given(truths(), GAPS.filter(lambda gap: gap is not None), GAPS.filter(lambda gap: gap is not None))
def test_what_is_possible_narrows_a_range_and_keeps_the_true_value(truth, below, above):
    x, allowed = truth
    least, most = x - below, x + above
    narrowed = allowed.within(least, most)
    assert x in narrowed
    assert narrowed.low >= least and narrowed.high <= most
    assert allowed.within(None, None) == allowed


def test_no_share_is_above_one_hundred_and_no_count_below_zero():
    assert printed(95, 1, "over").within(0, 100) == Bounds(F(95), F(100), open_low=True)
    assert printed(500, 10, "under").within(0, None) == Bounds(F(0), F(500), open_high=True)


# Words.


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(F(1), F(2)), "between 1 and 2"),
        (Bounds(F(1), F(2), True, True), "between 1 and 2"),
        (Bounds(F(5), None, open_low=True), "more than 5"),
        (Bounds(F(5), None), "at least 5"),
        (Bounds(None, F(5), open_high=True), "less than 5"),
        (Bounds(None, F(5)), "at most 5"),
        (Bounds(F(0), F(5)), "at most 5"),
        (Bounds(F(-5), F(5)), "between -5 and 5"),
        (point(5), "5"),
        (point(0), "0"),
        (Bounds(None, None), "no bounds"),
        (Bounds(F(0), None), "no bounds"),
        (printed("198.2", "0.1", "exact"), "between 198.15 and 198.3"),
        (printed("1234.5", "0.1", "exact"), "between 1,234.45 and 1,234.6"),
    ],
)
def test_a_range_reads_as_english(bounds, words):
    assert str(bounds) == words


@given(truths(), truths())
def test_words_are_found_for_any_range(one, other):
    for bounds in (one[1], other[1], one[1] * other[1] * point(10**30), one[1] + other[1] * point(F(1, 7))):
        assert str(bounds)


@pytest.mark.parametrize("number", [F(10) ** 400, F(1, 10**400), F(10**400, 3), F(-1, 3 * 10**400), F(0)])
def test_words_are_found_for_numbers_beyond_any_float(number):
    assert str(point(number)) and str(Bounds(number, None))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (187000, "187,000"),
        (F(100000, 2208), "45.29"),
        (F(1, 13), "0.07692"),
        ("198.15", "198.15"),
        ("1234.45", "1,234.45"),
        ("-0.5", "-0.5"),
        (F(-1, 3), "-0.3333"),
        (F(200000, 3), "66,667"),
        (0, "0"),
        ("2.50", "2.5"),
        ("100.0", "100"),
    ],
)
def test_a_number_reads_as_it_is_printed(number, words):
    assert plain(number) == words


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4))
def test_a_number_with_an_end_is_written_in_full(number):
    assert F(plain(str(number)).replace(",", "")) == F(number)
