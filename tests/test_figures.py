"""Facts about figures: lookups, arithmetic with units, and what is printed of them."""

import re
from fractions import Fraction as F

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from helpers.data.bounds import HEDGED, Bounds, bounds_of_printed
from helpers.data.figures import Figure
from helpers.data.files import rows_by_id
from helpers.data.tables import figure, load
from helpers.errors import ClearError

THEMES = sorted({row["theme"] for row in rows_by_id("indicators").values()})


def made(value, step=1, hedge="exact", unit="vehicle", name="made", **more):
    return Figure(F(str(value)), bounds_of_printed(value, step, hedge), unit, name, hedge, status="actual", **more)


@pytest.mark.parametrize("theme", THEMES)
def test_every_row_of_every_table_can_be_looked_up_and_shows_itself(theme):
    for row in load(theme).itertuples():
        found = figure(row.indicator, row.period, row.entity, row.source)
        assert float(found.value) == row.value
        assert len(row.period) != 4 or found == figure(row.indicator, int(row.period), row.entity, row.source)
        assert (found.hedge, found.status, found.guess) == (row.hedge, row.status, row.hedge == "about")
        assert row.label in found.name and row.entity_label in found.name and row.publisher in found.sources[0]
        for text in (str(found), repr(found), found._repr_html_(), found.printed, found.allowed):
            assert text and not re.search(r"\b(nan|None|inf)\b", text)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nev_outputs", 2020), "There is no indicator 'nev_outputs': did you mean 'nev_output'"),
        (("NEV_OUTPUT", 2020), "There is no indicator 'NEV_OUTPUT': did you mean 'nev_output'"),
        (("nev_output", 2020, "luizhou"), "nev_output has no figure for 'luizhou': there is guangxi, liuzhou."),
        (("nev_output", 2023), "nev_output has no figure for 2023: there is 2019, 2020, 2021, 2022, 2024."),
        (("nev_output", None), "nev_output has no figure for None: there is 2019, 2020,"),
        (("nev_output", 2020, "liuzhou", "xinhua"), "nev_output has no figure from 'xinhua' for that period: there is"),
        (("nev_output", 2021), 'Several sources print nev_output for 2021. Choose one of them: source="guangxi_ind'),
    ],
)
def test_a_figure_that_is_not_there_is_said_with_what_there_is(arguments, sentence):
    with pytest.raises(ClearError) as caught:
        figure(*arguments)
    assert str(caught.value).startswith(sentence)


YUAN, RATIO, METRE = (made(6, unit=unit) for unit in ("yuan", "ratio", "metre"))


@pytest.mark.parametrize(
    ("unit", "results"),
    [
        ("vehicle", [made(6) + made(3), made(6) - 3, 3 + made(6), 10 - made(6), made(6) * 2, 2 * made(6), made(6) / 2]),
        ("vehicle", [RATIO * made(3), made(6) / RATIO]),
        ("ratio", [made(6) / made(3), RATIO * RATIO, (YUAN / made(3)) / (YUAN / made(3))]),
        ("yuan", [YUAN / made(3) * made(2), made(2) * (YUAN / made(3))]),
        *(("yuan/vehicle", [YUAN / made(3)]), ("yuan/vehicle/year", [YUAN / made(3) / made(3, unit="year")])),
        *(("ratio/vehicle", [1 / made(6)]), ("vehicle × vehicle/yuan", [made(6) / (YUAN / made(3))])),
        *(("metre × metre", [METRE * METRE]), ("metre", [METRE * METRE / METRE])),
    ],
)
def test_units_go_through_arithmetic_as_on_paper(unit, results):
    assert {result.unit for result in results} == {unit}


PERCENT = made("198.2", "0.1", unit="percent")
ZEROS = (0, made(0), made(5, 10), made(0, hedge="over"))


@pytest.mark.parametrize(
    ("join", "sentence"),
    [
        (lambda: made(6) + YUAN, "different units: made is in vehicles, made in yuan"),
        (lambda: made(6).allows(made(6, unit="vehicles")), "There is no unit 'vehicles': did you mean 'vehicle'"),
        (lambda: made(6).allows(YUAN), "different units: made is in vehicles, made in yuan"),
        (lambda: 1 + PERCENT, r"adds a plain number to a percentage.*use \.ratio, as in 1 \+ growth\.ratio"),
        (lambda: made(6) * PERCENT, r"multiplies by a percentage.*use \.ratio, as in output \* share\.ratio"),
        (lambda: made(6).ratio, "made is not a percentage: it is in vehicles"),
        *((lambda: made(6) ** 0.5, "no power 0.5 here: only a"), (lambda: RATIO**2, "made has no power 2 here")),
        (lambda: made(6) + "18.7万", "'18.7万' is not a number"),
        *((lambda: None * made(6), "None is not a number"), (lambda: made(6) / float("nan"), "nan is not a number")),
        *((lambda zero=zero: made(6) / zero, "may be zero") for zero in ZEROS),
    ],
)
def test_what_cannot_be_joined_is_refused_in_words(join, sentence):
    with pytest.raises(ClearError, match=sentence):
        join()


@given(st.fractions(F(1, 1000), 1000))
def test_a_root_squared_holds_the_ratio_at_both_ends(value):
    ratio = made(value, F(1, 2000), unit="ratio")
    root = ratio**0.5
    assert root.bounds.low**2 <= ratio.bounds.low < ratio.bounds.high <= root.bounds.high**2
    assert root.unit == "ratio" and root.value in root.bounds and abs(root.value**2 - value) < F(1, 10**8)
    assert root.bounds.high - root.bounds.low < (ratio.bounds.high - ratio.bounds.low) * 100


def test_a_ratio_is_a_hundredth_of_a_percentage_and_a_result_names_its_parts_and_keeps_each_source_once():
    ratio = Figure(F("1.982"), Bounds(F("1.9815"), F("1.983")), "ratio", "made", "exact", "actual")
    assert PERCENT.ratio == ratio and (PERCENT + PERCENT).value == F("396.4")
    result = 2 * (made(6, name="six", sources=("A", "B")) - made(3, name="three", sources=("B", "C")))
    assert result.name == "2 × (6 vehicles - 3 vehicles)"
    assert (result.sources, result.hedge, result.status) == (("A", "B", "C"), "computed", "derived")


def test_a_guess_is_carried_through_all_arithmetic_and_said():
    guess = made(30, hedge="about", guess=True)
    for result in (guess + 1, 1 - guess, guess * 2, 2 / guess, guess / made(3), made(3) * guess):
        assert result.guess and "(a guess: the source says “about”)" in result._repr_html_()
    assert not (made(30) + 1).guess and "a guess" not in (made(30) + 1)._repr_html_()


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (made(187000, 1000), "187,000 vehicles (between 186,500 and 188,000)"),
        (made(23000000, 10000, "over"), "over 23 million vehicles"),
        *((made(200, hedge="at_least"), "at least 200 vehicles"), (made(500, 100, "at_most"), "at most 500 vehicles")),
        (figure("distance_to_green_space", 2021), "at most 500 m"),
        (made(2000000, 10000, "nearly"), "nearly 2 million vehicles"),
        (made(30, hedge="about", unit="percent"), "about 30 % (between 29 and 31)"),
        (made(F(1, 13), None, "fraction", "ratio"), "1/13 (between 0.074 and 0.08)"),
        (made(10994000000, 1000000, unit="yuan"), "10.994 billion yuan (between 10.9935 billion and 10.995 billion)"),
        (made(5, hedge="over") / made(5, hedge="over"), "no bounds: any positive number is allowed"),
        (made(5, hedge="over") - made(5, hedge="over"), "no bounds: any number is allowed"),
        *((made(5, hedge="over") + 1, "more than 6 vehicles"), (made(5, 0) + 1, "6 vehicles")),
        (5 - made(5, hedge="at_least"), "at most 0 vehicles"),
    ],
)
def test_a_figure_reads_with_its_hedge_and_what_that_allows(shown, text):
    assert str(shown) == repr(shown) == text


@pytest.mark.parametrize(("status", "said"), [("target", "target"), ("forecast", "forecast"), ("derived", "computed")])
def test_html_says_what_did_not_happen_escapes_what_the_data_says_and_shows_no_number_without_bounds(status, said):
    shown = Figure(F(5), Bounds(F(5), F(6)), "vehicle", "made", hedge="exact", status=status)
    page = made(5, name="a <b> & c", sources=("<script>x</script>",))._repr_html_()
    assert f"<em>({said})</em>" in shown._repr_html_() and "<em>" not in page
    assert "a &lt;b&gt; &amp; c" in page and "<script>" not in page
    page = re.sub(r"<[^>]*>", " ", (made(500, 100, "over", "yuan") / made(300, 100, "over"))._repr_html_())
    assert "no bounds" in page and "1.66" not in page and "1.67" not in page


def numbers_in(text):
    """The numbers of a printed text, with million and billion counted in."""
    found = re.findall(r"(?<![\d.])(-?[\d,]*\d(?:\.\d+)?)(?: (million|billion))?", text)
    return [F(digits.replace(",", "")) * {"": 1, "million": 10**6, "billion": 10**9}[size] for digits, size in found]


WIDE = st.one_of(
    st.fractions(-(10**9), 10**9, max_denominator=1000),
    st.decimals("-1000000000000", "1000000000000", places=2).map(F),
    st.fractions(-1, 1, max_denominator=10**6),
)


@given(WIDE, WIDE, WIDE)
@example(F("1234.5678"), F("1234.5688"), F("1234.568"))
@example(F(10**12) + F(1, 1000), F(10**12) + F(2, 1000), F(10**12) + F(15, 10000))
def test_a_computed_figure_never_rounds_its_bounds_inward(one, other, third):
    low, value, high = sorted((one, other, third))
    assume(low < high)
    shown = Figure(value, Bounds(low, high), "vehicle", "computed")
    said = numbers_in(shown.allowed)
    if shown.allowed.startswith("between"):
        assert said[0] <= low and high <= said[1]
        assert said[1] - said[0] <= (high - low) * F(12, 10)
    else:
        assert shown.allowed.startswith("at most") and low >= 0 and said[0] >= high
    assert abs(numbers_in(shown.printed)[0] - value) <= (high - low) / 10


@given(WIDE, st.booleans(), st.booleans(), st.integers(2, 5000))
def test_a_computed_figure_with_one_end_and_a_fraction_in_words_are_never_rounded_inward(end, up, is_open, n):
    low, high = numbers_in(made(F(1, n), None, "fraction", "ratio").allowed)
    assert low <= F(2, 2 * n + 1) and high >= F(2, 2 * n - 1)
    assume(end or not up)
    bounds = Bounds(end, None, is_open) if up else Bounds(None, end, False, is_open)
    shown = Figure(end, bounds, "vehicle", "computed")
    (said,) = numbers_in(shown.printed)
    assert (said <= end) if up else (said >= end)
    assert abs(said - end) <= abs(end) / 100
    assert shown.printed.startswith(("more than", "at least") if up else ("less than", "at most"))


@given(st.integers(1, 10**12), st.sampled_from([1, 10, 1000, 10**8]), st.sampled_from(list(HEDGED)), st.data())
def test_a_figure_allows_exactly_what_its_bounds_hold(digits, step, hedge, data):
    assume(hedge != "fraction")
    shown = made(digits, step, hedge)
    number = data.draw(st.integers(digits - 3 * step, digits + 3 * step))
    assert shown.allows(number) == (number in shown.bounds)
