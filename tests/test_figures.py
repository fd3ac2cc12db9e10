"""Facts about figures: lookups, arithmetic with units, and what is printed of them."""

import re
from fractions import Fraction as F

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from helpers.data.bounds import HEDGES, Bounds, printed
from helpers.data.figures import Figure, figure, unit_label, with_unit
from helpers.data.tables import load
from helpers.errors import ClearError

THEMES = ["autos", "city", "ecology", "education", "industry", "livelihood", "luosifen"]


def made(value, step=1, hedge="exact", unit="vehicle", name="made", **more):
    return Figure(F(str(value)), printed(value, step, hedge), unit, name, hedge=hedge, status="actual", **more)


# Lookups.


@pytest.mark.parametrize("theme", THEMES)
def test_every_row_of_every_table_can_be_looked_up_and_shows_itself(theme):
    for row in load(theme).itertuples():
        found = figure(row.indicator, row.period, row.entity, row.source)
        assert float(found.value) == row.value
        assert (found.hedge, found.status, found.guess) == (row.hedge, row.status, row.hedge == "about")
        assert row.label in found.name and row.entity_label in found.name and row.publisher in found.sources[0]
        for text in (str(found), repr(found), found._repr_html_(), found.printed, found.allowed):
            assert text and not re.search(r"\b(nan|None|inf)\b", text)


def test_a_year_may_be_a_number_or_a_text():
    assert figure("nev_output", 2020) == figure("nev_output", "2020")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nev_outputs", 2020), "There is no indicator 'nev_outputs': did you mean 'nev_output'"),
        (("NEV_OUTPUT", 2020), "There is no indicator 'NEV_OUTPUT': there are "),
        (("nev_output", 2020, "luizhou"), "nev_output has no figure for 'luizhou': there is guangxi, liuzhou."),
        (("nev_output", 2023), "nev_output has no figure for 2023: there is 2019, 2020, 2021, 2022, 2024."),
        (("nev_output", "2020-07"), "nev_output has no figure for 2020-07: there is 2019, 2020,"),
        (("nev_output", None), "nev_output has no figure for None: there is 2019, 2020,"),
        (
            ("nev_output", 2020, "liuzhou", "xinhua"),
            "nev_output of 2020 is not from 'xinhua': there is article_2021.",
        ),
        (
            ("nev_output", 2021),
            '2 sources print nev_output for 2021: choose source="guangxi_industry_2021_03_22" or source="nanguo_2022',
        ),
    ],
)
def test_a_figure_that_is_not_there_is_said_with_what_there_is(arguments, sentence):
    with pytest.raises(ClearError) as caught:
        figure(*arguments)
    assert str(caught.value).startswith(sentence)


def test_a_source_is_needed_only_where_several_printed_the_figure():
    assert figure("nev_output", 2021, source="nanguo_2022_03_09").value == 482_000


# Arithmetic and units.


@pytest.mark.parametrize(
    ("result", "unit"),
    [
        (made(6) + made(3), "vehicle"),
        (made(6) - 3, "vehicle"),
        (3 + made(6), "vehicle"),
        (10 - made(6), "vehicle"),
        (made(6) * 2, "vehicle"),
        (2 * made(6), "vehicle"),
        (made(6) / 2, "vehicle"),
        (made(6) / made(3), "ratio"),
        (made(6, unit="ratio") * made(3), "vehicle"),
        (made(6) / made(3, unit="ratio"), "vehicle"),
        (made(6, unit="ratio") * made(3, unit="ratio"), "ratio"),
        (made(6, unit="yuan") / made(3), "yuan/vehicle"),
        (made(6, unit="yuan") / made(3) * made(2), "yuan"),
        (made(2) * (made(6, unit="yuan") / made(3)), "yuan"),
        ((made(6, unit="yuan") / made(3)) / (made(6, unit="yuan") / made(3)), "ratio"),
        (made(6) / (made(6, unit="yuan") / made(3)), "vehicle × vehicle/yuan"),
        (made(6, unit="yuan") / made(3) / made(3, unit="year"), "yuan/vehicle/year"),
        (1 / made(6), "ratio/vehicle"),
        (made(6, unit="metre") * made(3, unit="metre"), "metre × metre"),
        (made(6, unit="metre") * made(3, unit="metre") / made(3, unit="metre"), "metre"),
    ],
)
def test_units_go_through_arithmetic_as_on_paper(result, unit):
    assert result.unit == unit


@pytest.mark.parametrize(
    ("unit", "label"),
    [
        ("vehicle", "vehicles"),
        ("yuan/vehicle", "yuan per vehicle"),
        ("yuan/school_class", "yuan per school class"),
        ("ratio", ""),
        ("ratio/vehicle", "per vehicle"),
        ("metre × metre", "m × m"),
        ("square_metre", "m²"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_a_unit_reads_as_english(unit, label):
    assert unit_label(unit) == label
    assert with_unit("5", unit) == f"5 {label}".strip()


@pytest.mark.parametrize("join", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a.allows(b)])
def test_different_units_are_not_added_subtracted_or_compared(join):
    with pytest.raises(ClearError, match="different units: made is in vehicles, made in yuan"):
        join(made(6), made(3, unit="yuan"))


@pytest.mark.parametrize("join", [lambda p: 1 + p, lambda p: p + 1, lambda p: p - 1, lambda p: 100 - p])
def test_a_plain_number_and_a_percentage_are_refused_with_the_hint(join):
    with pytest.raises(ClearError, match=r"adds a plain number to a percentage.*use \.ratio, as in 1 \+ growth\.ratio"):
        join(made("198.2", "0.1", unit="percent"))


def test_percentages_are_added_to_each_other():
    assert (made(20, unit="percent") + made(30, unit="percent")).value == 50


def test_the_ratio_of_a_percentage_is_a_hundredth_of_it_bounds_and_all():
    ratio = made("198.2", "0.1", unit="percent").ratio
    assert (ratio.value, ratio.unit) == (F("1.982"), "ratio")
    assert ratio.bounds == Bounds(F("1.9815"), F("1.983"))


def test_only_a_percentage_has_a_ratio():
    with pytest.raises(ClearError, match="made is not a percentage: it is in vehicles"):
        _ = made(6).ratio


@pytest.mark.parametrize("other", ["18.7万", None, float("nan"), [1]])
@pytest.mark.parametrize("join", [lambda a, b: a + b, lambda a, b: b * a if b is None else a * b, lambda a, b: a / b])
def test_what_is_no_number_cannot_be_joined(join, other):
    with pytest.raises(ClearError, match="is not a number"):
        join(made(6), other)


@pytest.mark.parametrize("divisor", [0, made(0), made(5, 10), made(5, hedge="under")])
def test_dividing_by_what_may_be_zero_is_refused(divisor):
    with pytest.raises(ClearError, match="divide by something that may be zero"):
        made(6) / divisor


def test_dividing_by_more_than_zero_is_refused_too():
    with pytest.raises(ClearError, match="divide by something that was printed as zero"):
        made(6) / made(0, hedge="over")


def test_a_result_names_its_parts_and_keeps_each_source_once():
    one, other = made(6, name="six", sources=("A", "B")), made(3, name="three", sources=("B", "C"))
    result = 2 * (one - other)
    assert result.name == "2 × (6 vehicles - 3 vehicles)"
    assert result.sources == ("A", "B", "C")
    assert (result.hedge, result.status) == ("computed", "derived")


def test_a_guess_is_carried_through_all_arithmetic_and_said():
    guess = made(30, hedge="about", guess=True)
    for result in (guess + 1, 1 - guess, guess * 2, 2 / guess, guess / made(3), made(3) * guess):
        assert result.guess
        assert "(a guess: the source says “about”)" in result._repr_html_()
    assert not (made(30) + 1).guess
    assert "a guess" not in (made(30) + 1)._repr_html_()


# What is printed.


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (made(187000, 1000), "187,000 vehicles (between 186,500 and 188,000)"),
        (made(23000000, 10000, "over"), "over 23 million vehicles"),
        (made(200, hedge="at_least"), "at least 200 vehicles"),
        (made(500, 100, "at_most"), "at most 500 vehicles"),
        (made(2000000, 10000, "nearly"), "nearly 2 million vehicles"),
        (made(30, hedge="about", unit="percent"), "about 30 % (between 29 and 31)"),
        (made("198.2", "0.1", unit="percent"), "198.2 % (between 198.15 and 198.3)"),
        (made(F(1, 13), None, "fraction", "ratio"), "1/13 (between 0.074 and 0.08)"),
        (made(10994000000, 1000000, unit="yuan"), "10.994 billion yuan (between 10.9935 billion and 10.995 billion)"),
        (made(5, hedge="over") / made(5, hedge="over"), "no bounds: any positive number is allowed"),
        (made(5, hedge="over") - made(5, hedge="over"), "no bounds: any number is allowed"),
        (made(5, hedge="over") + 1, "more than 6 vehicles"),
        (made(5, 0) + 1, "6 vehicles"),
    ],
)
def test_a_figure_reads_with_its_hedge_and_what_that_allows(shown, text):
    assert str(shown) == repr(shown) == text


def test_over_divided_by_over_prints_no_number():
    ratio = made(500, 100, "over", "yuan") / made(300, 100, "over")
    assert ratio.bounds.bare
    for text in (str(ratio), ratio.printed, ratio.allowed):
        assert not re.search(r"\d", text)
    page = re.sub(r"<[^>]*>", " ", ratio._repr_html_())
    assert "no bounds" in page and "1.66" not in page and "1.67" not in page


def test_html_escapes_what_the_data_says():
    page = made(5, name="a <b> & c", sources=("<script>x</script>",))._repr_html_()
    assert "a &lt;b&gt; &amp; c" in page and "<script>" not in page


@pytest.mark.parametrize(
    ("status", "said"), [("target", "(target)"), ("forecast", "(forecast)"), ("derived", "(computed)")]
)
def test_what_did_not_happen_is_said_beside_the_number(status, said):
    assert said in Figure(F(5), Bounds(F(5), F(6)), "vehicle", "made", hedge="exact", status=status)._repr_html_()
    assert "<em>" not in made(5)._repr_html_()


def numbers_in(text):
    """The numbers of a printed text, with million and billion counted in."""
    sizes = {"": 1, "million": 10**6, "billion": 10**9}
    found = re.findall(r"(?<![\d.])(-?[\d,]*\d(?:\.\d+)?)(?: (million|billion))?", text)
    return [F(digits.replace(",", "")) * sizes[size] for digits, size in found]


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


@given(WIDE.filter(bool), st.booleans(), st.booleans())
def test_a_computed_figure_with_one_end_never_rounds_it_inward(end, up, is_open):
    bounds = Bounds(end, None, is_open) if up else Bounds(None, end, False, is_open)
    shown = Figure(end, bounds, "vehicle", "computed")
    (said,) = numbers_in(shown.printed)
    assert (said <= end) if up else (said >= end)
    assert abs(said - end) <= abs(end) / 100
    assert shown.printed.startswith(("more than", "at least") if up else ("less than", "at most"))


@given(st.integers(2, 5000))
def test_a_fraction_in_words_never_rounds_its_bounds_inward(n):
    shown = made(F(1, n), None, "fraction", "ratio")
    low, high = numbers_in(shown.allowed)
    assert low <= F(2, 2 * n + 1) and high >= F(2, 2 * n - 1)


@given(st.integers(1, 10**12), st.sampled_from([1, 10, 1000, 10**8]), st.sampled_from(HEDGES), st.data())
def test_a_figure_allows_exactly_what_its_bounds_hold(digits, step, hedge, data):
    assume(hedge != "fraction")
    shown = made(digits, step, hedge)
    number = data.draw(st.integers(digits - 3 * step, digits + 3 * step))
    assert shown.allows(number) == (number in shown.bounds)


# The stories of the article.


def test_the_output_of_2019_must_have_been_over_60_000_as_another_paper_says():
    before = figure("nev_output", 2020) / (1 + figure("nev_output_growth", 2020).ratio)
    assert before.allows(figure("nev_output", 2019))
    assert before.bounds == Bounds(F(186_500) / F("2.983"), F(188_000) / F("2.9815"))
    assert str(before) == "62,710 vehicles (between 62,520 and 63,060)"


def test_the_growth_of_2021_leads_back_to_the_output_that_was_printed_for_2020():
    output = figure("nev_output", 2021, source="nanguo_2022_03_09")
    before = output / (1 + figure("nev_output_growth", 2021).ratio)
    assert before.allows(figure("nev_output", 2020))
    assert not before.allows(190_000)


def test_each_new_class_has_room_for_more_than_45_pupils():
    places, classes = figure("school_places_added", "2016/2020"), figure("school_classes_added", "2016/2020")
    per_class = places / classes
    # If the count of classes is taken as whole and uncut, the bound is 100,000 / 2,208 or 45.28; never below this one.
    assert per_class.bounds.open_low and per_class.bounds.high is None
    assert F(100_000, 2209) <= per_class.bounds.low <= F(100_000, 2208)
    assert re.fullmatch(r"more than 45\.2[678] school places per school class", str(per_class))
    assert per_class.unit == "place/school_class" and (per_class * classes).unit == "place"


def test_the_plan_for_2023_leaves_at_most_500_billion_to_start_from():
    plan = figure("industrial_output", 2023, source="article_2021")
    yearly = figure("industrial_output_above_scale_increase", 2021, source="article_2021")
    start = plan - 3 * yearly
    assert start.bounds == Bounds(None, F(500_100_000_000))
    assert str(start) == "at most 500.1 billion yuan"
    assert start.allows(400_000_000_000) and not start.allows(510_000_000_000)
