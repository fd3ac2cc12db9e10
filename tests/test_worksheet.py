"""The worksheet of lesson 07: what a pupil types into it, and what is said where that cannot be read."""

import pytest

from helpers.errors import ClearError
from tests.cells import run

LESSON = "07_check_the_claims"


def lines_of(text):
    return run(LESSON).names["lines_of"](text, unit="people")


@pytest.mark.parametrize(
    "line",
    [
        "the claim | 12,300 | 100 | exact",
        "the claim|12300|100|exact",
        "the claim | 12 300 | 100 | exact",
        "the claim ｜ 12，300 ｜ 100 ｜ exact",
        "the claim ｜ 12，300 ｜ 100 ｜ 没有限定词",
        "\n  the claim | 12_300 | 100 | exact  \n# a second paper | 12,000 | 1,000 | over\n",
    ],
)
def test_a_number_is_read_however_its_thousands_are_written(line):
    ([claim],) = lines_of(line).values()
    assert str(claim) == "12,300 people (between 12,250 and 12,400)"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("the claim | 12,300, 100, exact", "write a name | a number | the place of its last digit | a word."),
        ("the claim | nothing found", "write a name | a number"),
        ("the claim | 12,300 | 100 | ovr", "did you mean 'over'"),
        ("the claim | twelve | 100 | over", "'twelve' is not a number"),
        ("the claim | 1.2 billion | 100 | over", "'1.2 billion' is not a number"),
        ("one | 12 | 1 | over\none | 13 | 1 | over", "“one” stands in two lines: give each line a name of its own."),
    ],
)
def test_what_cannot_be_read_is_one_clear_sentence(line, words):
    with pytest.raises(ClearError) as raised:
        lines_of(line)
    assert words in str(raised.value) and "\n" not in str(raised.value)


def test_what_was_looked_for_in_vain_makes_a_verdict_conditional_and_an_empty_worksheet_shows_the_example():
    names = run(LESSON).names
    own = lines_of("the claim | 12,300 | 100 | exact\na paper | 12,000 | 1,000 | at least\nanother way | nothing found")
    (_, [claim]), *readings = own.items()
    assert names["judge"](claim, dict(readings)) == "consistent only if"
    assert own == lines_of("the claim | 12,300 | 100 | exact\na paper | 12,000 | 1,000 | 至少\nanother way | 没有找到")
    assert lines_of(names["worksheet"]) == {} and names["own"] is names["example"]


@pytest.mark.parametrize("ratings", ["A1,B2", "A5", "A 1", "Z1"])
def test_a_rating_that_cannot_be_read_is_named(ratings):
    rated = run(LESSON).names["rated"]
    assert [each["claim"] for each in rated("A1 b4 C?")] == ["A", "B"]
    with pytest.raises(ClearError, match="write the letter of a claim and a digit from 1 to 4"):
        rated(ratings)


def test_the_makers_own_announcement_lies_beside_claim_d():
    announced = "guangxi_industry_2021_03_22"
    assert announced in set(run(LESSON).names["cited"]["source"])
    readings = [reading for name, (reading,) in run(LESSON).names["checks"]["D"].items() if "announcement" in name]
    assert [str(each) for each in readings] == ["184,000 vehicles (between 179,000 and 194,000)"]
