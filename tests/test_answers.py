"""A number is understood however it is typed, and nonsense is asked about."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.questions.answers import MAGNITUDES, Unclear, room, understand

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")


def plain(value):
    """Digits without a sign for thousands."""
    return str(int(value)) if value == int(value) else f"{float(value):.10f}".rstrip("0")


def values(text):
    return [value for value, _ in understand(text).readings]


NUMBERS = st.builds(lambda digits, places: Fraction(digits, 10**places), st.integers(1, 10**7), st.integers(0, 3))
SPELLINGS = {
    "plain": plain,
    "commas": lambda value: f"{int(value):,}" + plain(value)[len(str(int(value))) :],
    "blanks": lambda value: f"{int(value):,}".replace(",", " ") + plain(value)[len(str(int(value))) :],
    "narrow blanks": lambda value: f"{int(value):,}".replace(",", "\u202f") + plain(value)[len(str(int(value))) :],
    "apostrophes": lambda value: f"{int(value):,}".replace(",", "’") + plain(value)[len(str(int(value))) :],
    "a decimal comma": lambda value: plain(value).replace(".", ","),
    "points and a comma": lambda value: (
        f"{int(value):,}".replace(",", ".") + plain(value)[len(str(int(value))) :].replace(".", ",")
    ),
    "万": lambda value: f"{plain(value / 10_000)}万",
    "full width": lambda value: f"{plain(value / 10_000)}万".translate(FULL_WIDTH),
    "million": lambda value: f"{plain(value / 10**6)} million",
    "a power": lambda value: f"{plain(value / 10**4)}e4",
    "times ten to the": lambda value: f"{plain(value / 10**4)} × 10⁴",
    "with a unit": lambda value: f"{plain(value)} vehicles",
    "about": lambda value: f"about {plain(value)}",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(value=NUMBERS)
@example(value=Fraction(187_000))
@example(value=Fraction(1234))
@example(value=Fraction(12_345, 1000))
def test_a_number_is_understood_however_it_is_spelled(spelling, value):
    assert value in values(SPELLINGS[spelling](value))


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("187,000", 187_000, 1000),
        ("187000", 187_000, 1000),
        ("18.7万", 187_000, 1000),
        ("18.70万", 187_000, 100),
        ("0.187 million", 187_000, 1000),
        ("1.87e5", 187_000, 1000),
        ("1,5", "1.5", "0.1"),
        ("１８．７万", 187_000, 1000),
        ("18万7千", 187_000, 1000),
        ("18,7000", 187_000, 1000),
        ("18.7w", 187_000, 1000),
        ("−41", -41, 1),
        ("+41.0", 41, "0.1"),
        (".5", "0.5", "0.1"),
        ("5.", 5, 1),
        ("2 hundred million", 2 * 10**8, 10**8),
        ("1万亿", 10**12, 10**12),
        ("0", 0, 1),
    ],
)
def test_the_likeliest_reading_has_the_place_of_its_last_digit(text, value, step):
    assert understand(text).readings[0] == (Fraction(value), Fraction(step))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("10%", "%"),
        ("10 percent", "percent"),
        ("百分之10", "%"),
        ("18.7万辆", "辆"),
        ("¥5", "yuan"),
        ("3 m²", "m2"),
        ("5", ""),
        ("5 k", ""),
        ("5 km", "km"),
        ("5 vehicles.", "vehicles"),
    ],
)
def test_the_words_behind_a_number_are_its_unit(text, unit):
    assert understand(text).unit == unit


def test_a_comma_or_a_point_that_could_be_either_is_read_both_ways():
    assert values("1,234") == [1234, Fraction("1.234")]
    assert values("1.234") == [Fraction("1.234"), 1234]
    assert values("0,187") == [Fraction("0.187")]


def test_a_fraction_is_itself():
    assert understand("1/13").readings == ((Fraction(1, 13), 0),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a number first"),
        ("   ", "Type a number first"),
        ("eighteen", "in digits"),
        ("about two thirds", "in digits"),
        ("十八万", "in digits"),
        ("many", "cannot find a number"),
        ("over 3", "without “over”"),
        ("> 3", "without “over”"),
        ("3 to 4", "more than one number"),
        ("3-4", "more than one number"),
        ("2 3", "one number"),
        ("1,87,000", "points and commas"),
        ("1.2,3.4", "points and commas"),
        ("1e99", "out of all proportion"),
        ("1/0", "divided by zero"),
        ("9" * 200, "long answer"),
    ],
)
def test_what_is_no_single_number_is_asked_about(text, words):
    with pytest.raises(Unclear, match=words):
        understand(text)


ALPHABET = st.sampled_from([*"0123456789.,-+/%eE×^'_ 万亿十", *MAGNITUDES, "about", "over", "百分之"])


@given(st.one_of(st.text(), st.lists(ALPHABET).map("".join), st.none(), st.floats(), st.integers()))
def test_nothing_that_can_be_typed_is_an_error(text):
    try:
        typed = understand(text)
    except Unclear as unclear:
        assert str(unclear)
    else:
        assert typed.readings
        assert all(isinstance(part, Fraction) for reading in typed.readings for part in reading)


@given(NUMBERS, st.integers(-3, 3))
def test_a_typed_number_stands_for_what_was_rounded_or_cut_to_it(value, power):
    step = Fraction(10) ** power
    cut, rounded = value // step * step, (value + step / 2) // step * step
    for typed in (cut, rounded):
        assert value in room(typed, step)
        assert typed == 0 or -value in room(-typed, step)
    assert cut + 2 * step not in room(cut, step)
