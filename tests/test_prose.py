"""Every figure quoted in a notebook's prose is bound to the data, so that it cannot go stale unseen.

A number is bound by an HTML comment directly behind it, which no reader sees::

    187,000<!--= figure("nev_output", 2020).value -->

The expression may use figure, load and what Python has built in. Rounded half up to the decimals that are printed, it
must give the number. A number may stand unbound if it is a year (1900 to 2040), the day of a date, a whole number up to
20 without a unit or a percent sign, 100 as the whole of a share, or the minutes that a lesson takes; and in code, in a
link's target, and where it counts the lines of a list or the headings.
"""

import json
import re
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

from helpers import figure, load
from helpers.data.bounds import exact, plain
from helpers.data.figures import Figure
from tools.lessons import lessons

NOTEBOOKS = lessons(Path(__file__).parents[1] / "notebooks")

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
BOUND = re.compile(rf"(?P<number>(?:(?<![\w.])[-−])?{DIGITS})?<!--=(?P<expression>.*?)-->", re.DOTALL)
NUMBER = re.compile(rf"(?<![\w.,])(?P<number>{DIGITS})(?=(?P<after>.{{0,30}}))", re.DOTALL)
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NO_PROSE = [
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)",  # a block of code
    r"(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)",  # code in a line
    r"<!--(?!=).*?-->",  # another comment
]
NO_FIGURE = [
    r"\]\([^)]*\)",  # the target of a link
    r"<\w+:[^>]*>|\w+://[^\s)>]*",  # an address
    r"&#?\w+;",  # an entity
    r"^\s*\d+[.)](?=\s)",  # the number of a list's line
    r"^#+\s*\d+(?=\s*·)",  # the number of a heading
    r"\b\d{4}-\d\d(?:-\d\d)?\b",  # a date as ISO 8601 writes it
    rf"\b[0-3]?\d {MONTH}\b|\b{MONTH} [0-3]?\d\b(?![,.]?\d)",  # the day of a date
    r"\bCC[ -]BY(?:-\w\w)*[ -]\d\.\d\b",  # a licence
    r"\b(?:of|in) 100\b(?![,.]?\d|\s*(?:[%％]|per ?cent))",  # the whole of a share
    r"\bMinutes: \d+(?:, and \d+ for the questions)?",  # how long a lesson takes
]
EMPHASIS = r"\*+|</?[a-z]\w*(?:\s[^>]*)?/?>"
# Units that are small talk in English, too: "4 years later".
SMALL_TALK = {"years", "days", "hours", "minutes", "place", "classes", "groups"}


def problems(prose):
    """What is wrong with the numbers in a cell of Markdown, a sentence each."""
    for pattern in NO_PROSE:
        prose = re.sub(pattern, " ", prose, flags=re.DOTALL | re.MULTILINE)
    found = [_stale(match["number"], " ".join(match["expression"].split())) for match in BOUND.finditer(prose)]
    return [problem for problem in found if problem] + _unbound(BOUND.sub("", prose))


def _stale(number, expression):
    if number is None:
        return f"no number stands directly before <!--= {expression} -->"
    try:
        fresh = eval(expression, {"figure": figure, "load": load})
        fresh = exact(fresh.value if isinstance(fresh, Figure) else fresh)
    except Exception as error:
        return f"{number} cannot be checked: {expression} gives {type(error).__name__}: {error}"
    printed = Fraction(number.replace(",", "").replace("−", "-"))
    decimals = len(number.partition(".")[2])
    if _rounded(fresh, decimals) != printed:
        return f"{number} is stale: {expression} is now {plain(_rounded(fresh, decimals))} (unrounded {plain(fresh)})"
    return None


def _rounded(number, decimals):
    size = floor(abs(number) * 10**decimals + Fraction(1, 2))
    return Fraction(size if number >= 0 else -size, 10**decimals)


def _unbound(prose):
    for pattern in NO_FIGURE:
        prose = re.sub(pattern, " · ", re.sub(EMPHASIS, "", prose), flags=re.MULTILINE)
    return [
        f"{match['number']} is not bound to the data: put <!--= ... --> directly behind it (fresh value: unknown)"
        for match in NUMBER.finditer(prose)
        if not _may_stand(match["number"], match["after"])
    ]


def _may_stand(number, after):
    if not number.isdigit():
        return False
    if len(number) == 4 and 1900 <= int(number) <= 2040:
        return True
    if re.match(r"(st|nd|rd|th)\b", after):
        return int(number) <= 31
    return (int(number) <= 20 or int(number) == 100) and not _has_unit(after)


def _has_unit(after):
    units = [unit for unit in load("units")["label_en"] if unit not in {"%", ""} | SMALL_TALK]
    words = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return bool(
        re.match(rf"\s*(?:[%％‰°万亿]|per ?cent\b|percent|million\b|billion\b|km\b|kg\b|(?:{words})(?!\w))", after)
    )


# The checker itself.


@pytest.mark.parametrize(
    "prose",
    [
        '187,000<!--= figure("nev_output", 2020).value --> vehicles',
        'up 198.2<!--= figure("nev_output_growth", 2020) --> %',
        'about +198<!--= figure("nev_output_growth", 2020).value --> %',
        'under 19<!--= figure("nev_output", 2020).value / 10_000 -->万',
        '188,000<!--= figure("nev_output", 2020).bounds.high -->',
        "7<!--=\n    len(load(\"autos\")\n    .query(\"indicator == 'nev_output' and period > '2000'\"))\n-->",
        "fell by −2.5<!--= -2.45 --> and -3<!--= -2.5 --> points",
        "1.0<!--= 0.95 --> and 0.13<!--= 0.125 --> and 0.13<!--= 1/8 -->",
        "from 3-5<!--= 5 --> of 20",
    ],
)
def test_a_bound_number_that_holds_is_accepted(prose):
    assert [problem for problem in problems(prose) if "stale" in problem or "cannot" in problem] == []


def test_each_bound_number_may_stand_in_its_sentence():
    assert problems('187,000<!--= figure("nev_output", 2020).value --> vehicles, 15.5<!--= 15.5 --> % of all') == []


@pytest.mark.parametrize(
    ("prose", "fresh"),
    [
        ('186,000<!--= figure("nev_output", 2020).value -->', "187,000"),
        ('198.3<!--= figure("nev_output_growth", 2020).value --> %', "198.2"),
        ('19<!--= figure("nev_output", 2020).value / 10_000 -->万 and 18<!--= 18.7 -->', "19"),
        ("0.12<!--= 0.125 -->", "0.13"),
        ("2.5<!--= -2.5 -->", "-2.5"),
        ("−2.5<!--= 2.5 -->", "2.5"),
        ("1.50<!--= 1.496 --> 1.5<!--= 1.44 -->", "1.4"),
    ],
)
def test_a_stale_number_is_noticed_with_its_fresh_value(prose, fresh):
    (problem,) = problems(prose)
    assert "is stale" in problem and f"is now {fresh} " in problem


@pytest.mark.parametrize(
    "expression",
    ['figure("nev_outputs", 2020)', "1 +", "None", "'many'", "nothing_such", "1 / 0", "float('nan')", "", "True"],
)
def test_an_expression_that_gives_no_number_is_noticed(expression):
    (problem,) = problems(f"187,000<!--= {expression} -->")
    assert problem.startswith("187,000 cannot be checked: ")


@pytest.mark.parametrize("prose", ["many <!--= 5 -->", "5 <!--= 5 -->", "5万<!--= 50000 -->", "<!--=5-->"])
def test_a_comment_without_its_number_is_noticed(prose):
    assert any("no number stands directly before" in problem for problem in problems(prose))


@pytest.mark.parametrize(
    ("prose", "number"),
    [
        ("187,000 vehicles", "187,000"),
        ("It rose by 198.2 %.", "198.2"),
        ("21 of them", "21"),
        ("about 5 % more", "5"),
        ("5% more", "5"),
        ("5 percent more", "5"),
        ("5万辆", "5"),
        ("12 firms", "12"),
        ("9 million", "9"),
        ("15 m² each", "15"),
        ("of 100 %", "100"),
        ("100 vehicles", "100"),
        ("of 100,000 of them", "100,000"),
        ("in 1899", "1899"),
        ("in 2041", "2041"),
        ("2,020 of them", "2,020"),
        ("2.5 times", "2.5"),
        ("**99**", "99"),
        ("| 99 |", "99"),
        ("“99”", "99"),
        ("[99 firms](https://example.org/5)", "99"),
        ("<b>99</b>", "99"),
        ("$99$", "99"),
        ("**5** %", "5"),
        ("<b>5</b> vehicles", "5"),
        ("(99)", "99"),
        ("1. There are 99.", "99"),
        ("## 1 · The 99", "99"),
        ("on 22 March there were 99", "99"),
        ("99<!-- 99 -->", "99"),
        ("the 45th", "45"),
        ("5 <!--= 5 --> and 99", "99"),
    ],
)
def test_an_unbound_number_is_noticed(prose, number):
    assert any(problem.startswith(f"{number} is not bound to the data") for problem in problems(prose))


@pytest.mark.parametrize(
    "prose",
    [
        "In 1900, 2016–2020, 2016/2020 and by 2040.",
        "Three of 20, or 0, or part 2; the 1st and the 20th, and 4 years later.",
        "Ten of 100 new cars, 5 in 100 vehicles; the average is 100.",
        "since the 1990s",
        "`187000` and ``18.7` `` and\n\n```python\nx = 187000\n```\n",
        "~~~\n99 firms\n~~~",
        "21. The line of a list\n22) Another",
        "## 31 · A heading",
        "[see](https://example.org/99?x=187000) <https://example.org/99> https://example.org/99",
        '<details style="margin:99px"><summary>More</summary></details>',
        "a&#8201;b",
        "on 22 March 2021, on 31 December, March 22, 2021-03-22",
        "PM2.5, CO2, G30, ¹ and ²",
        "Licence: CC BY 4.0, CC-BY-4.0",
        "**Minutes:** 45.",
        "**Minutes:** 45, and 22 for the questions.",
        "<!-- a remark on 99 -->",
    ],
)
def test_what_is_no_quoted_figure_may_stand(prose):
    assert problems(prose) == []


def test_a_cell_with_several_faults_names_each():
    assert len(problems("99 and 5 % and 186,000<!--= 187000 -->")) == 3


# The notebooks.


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_every_figure_in_the_prose_is_bound_to_the_data(path):
    found = [
        f"{path.name}, cell {cell['id']}: {problem}"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
        for problem in problems("".join(cell["source"]))
    ]
    assert not found, "\n" + "\n".join(found)
