"""Every figure quoted in a notebook's prose is bound to a fact or to a name of its cells, so it cannot go stale unseen.

A number may stand unbound if it is a year (1900 to 2040), the day of a date, a whole number up to 20 without a unit or
a percent sign, 100 as the whole of a share, or one of CONSTANTS; and in code, in a link's target, and where it counts
the lines of a list or the headings. How a number is bound says `tools.prose`.
"""

import re

import pytest

from helpers import load
from helpers.data.facts import facts
from tests.cells import run
from tests.saved_charts import LESSONS, of_kind, read, source
from tools.prose import BOUND, bound_names, numbers, written
from tools.refresh import lesson_minutes

MOST_CHARACTERS, MOST_SHARE = 40, 0.10

# Numbers that come from no data, by notebook; one that no longer stands there must go.
CONSTANTS: dict[str, dict[str, str]] = {
    "03_luosifen": {
        "1.1": "what “ten percent more” means",
        "366": "the days of a leap year",
        **dict.fromkeys(("11", "40"), "an example of an answer"),
    },
    "04_ecology": {
        **dict.fromkeys(("3.19", "3.1", "3.2"), "an example of cutting and rounding"),
        "10,000": "a hectare in m², by definition",
        **dict.fromkeys(("41.67", "24", "36"), "arithmetic on five of twelve"),
    },
    "05_education": {
        "120,000": "a number that a writer may have had in mind",
        "1.5": "the least that a rounded 2 could mean",
        **dict.fromkeys(("30,000", "60,000"), "aims to try"),
        **dict.fromkeys(("4.5", "150"), "an example of a solution"),
    },
    "06_everyday_life": {"1.4": "the root of two"},
    "07_check_the_claims": {"200": "the days that the maker named", "366": "the days of a leap year"},
}

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
NUMBER = re.compile(rf"(?<![\w.,])(?P<number>{DIGITS})(?=(?P<after>.{{0,30}}))", re.DOTALL)
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NO_PROSE = [
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)",  # a block of code
    r"(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)",  # code in a line
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
]
EMPHASIS = r"\*+|</?[a-z]\w*(?:\s[^>]*)?/?>"
# Units that are small talk in English, too: "4 years later".
SMALL_TALK = {"years", "days", "hours", "minutes", "place", "classes", "groups"}


def problems(prose, values, constants=()):
    """What is wrong with the numbers in a cell of Markdown, a sentence each."""
    for pattern in NO_PROSE:
        prose = re.sub(pattern, " ", prose, flags=re.DOTALL | re.MULTILINE)
    found = [_stale(match, values) for match in BOUND.finditer(prose)]
    rest = BOUND.sub("", prose)
    lost = [f"no number stands directly before {comment}" for comment in re.findall(r"<!--\S.*?-->", rest, re.DOTALL)]
    return [problem for problem in found if problem] + lost + _unbound(rest, constants)


def _stale(match, values):
    printed, _, _ = match[0].partition("<!--")
    if values.get(match["name"]) is None:
        return f"{printed} is bound to {match['name']}, which is no number of the facts or the cells"
    fresh, _, _ = written(match[0], values).partition("<!--")
    return f"{printed} is stale: {match['name']} is now {fresh}" if fresh != printed else None


def _unbound(prose, constants):
    prose = re.sub(r"<!--.*?-->", " ", prose, flags=re.DOTALL)
    for pattern in NO_FIGURE:
        prose = re.sub(pattern, " · ", re.sub(EMPHASIS, "", prose), flags=re.MULTILINE)
    return [
        f"{match['number']} is not bound to a fact: put <!--name--> directly behind it"
        for match in NUMBER.finditer(prose)
        if not _may_stand(match["number"], match["after"]) and match["number"] not in constants
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
    units = [re.escape(unit) for unit in load("units")["label_en"] if unit not in {"%", ""} | SMALL_TALK]
    words = "|".join([*units, "per ?cent", "million", "billion", "km", "kg"])
    return bool(re.match(rf"\s*(?:[%％‰°万亿]|(?:{words})(?!\w))", after))


# The checker itself.

VALUES = numbers(["nev20", "nev20.high", "nev_growth20"], facts("autos")) | {"gone": None}


STALE = """
186,000<!--nev20--> | 186,000 is stale: nev20 is now 187,000
198.3<!--nev_growth20--> % | 198.3 is stale: nev_growth20 is now 198.2
0.3 million<!--nev20--> | 0.3 million is stale: nev20 is now 0.2 million
187,000<!--nothing_such--> | which is no number
187,000<!--gone--> | which is no number
many <!--nev20--> | no number stands directly before
187,000 <!--nev20--> | no number stands directly before
187,000<!--= 187000 --> | no number stands directly before
"""


@pytest.mark.parametrize("line", STALE.strip().splitlines())
def test_a_number_that_its_name_does_not_give_is_noticed(line):
    prose, said = line.split(" | ")
    assert said in " ".join(problems(prose, VALUES))


UNBOUND = """
187,000 vehicles; It rose by 198.2 %.; 21 of them; about 5 % more; 5% more; 5 percent more; 5万辆; 12 firms; 9 million
15 m² each; of 100 %; 100 vehicles; of 100,000 of them; in 1899; in 2041; 2,020 of them; 2.5 times; **99**; | 99 |; “99”
[99 firms](https://example.org/5); <b>99</b>; $99$; **5** %; <b>5</b> vehicles; (99); 1. There are 99.; ## 1 · The 99
on 22 March there were 99; 99<!-- 99 -->; the 45th
"""


@pytest.mark.parametrize("prose", re.split(r"; |\n", UNBOUND.strip()))
def test_an_unbound_number_is_noticed(prose):
    assert any("is not bound to a fact" in problem for problem in problems(prose, {}))


UNQUOTED = r"""
In 1900, 2016–2020, 2016/2020 and by 2040.
Three of 20, or 0, or part 2; the 1st and the 20th, and 4 years later.
Ten of 100 new cars, 5 in 100 vehicles; the average is 100.
since the 1990s
`187000` and ``18.7` `` and\n\n```python\nx = 187000\n```\n
~~~\n99 firms\n~~~
21. The line of a list\n22) Another
## 31 · A heading
[see](https://example.org/99?x=187000) <https://example.org/99> https://example.org/99
<details style="margin:99px"><summary>More</summary></details>
a&#8201;b
on 22 March 2021, on 31 December, March 22, 2021-03-22
PM2.5, CO2, G30, ¹ and ²
Licence: CC BY 4.0, CC-BY-4.0
<!-- a remark on 99 -->
187,000<!--nev20--> or 0.2 million<!--nev20-->, up +198<!--nev_growth20--> %, at most 188,000<!--nev20.high-->
"""


@pytest.mark.parametrize("prose", UNQUOTED.strip().splitlines())
def test_what_is_no_quoted_figure_or_is_bound_and_holds_may_stand(prose):
    assert problems(prose.replace(r"\n", "\n"), VALUES) == []


# The notebooks.


def texts_of(notebook):
    return {cell["id"]: source(cell) for cell in of_kind(notebook, "markdown")}


@pytest.mark.parametrize("name", LESSONS)
def test_every_figure_in_the_prose_is_bound_to_the_data(name):
    metadata, texts = read(name)["metadata"], texts_of(read(name))
    bound = sorted({name for text in texts.values() for name in bound_names(text)})
    of_theme, of_cells = facts(metadata["lesson"]["theme"]), run(name).names
    twice = [name for name in bound if name in of_theme.keys() & of_cells.keys()]
    assert numbers(twice, of_theme) == numbers(twice, of_cells), "a fact and a cell's name mean different things"
    values = numbers(bound, of_cells | of_theme) | lesson_minutes(metadata)
    constants = CONSTANTS.get(name, {})
    found = [f"{cell}: {problem}" for cell, text in texts.items() for problem in problems(text, values, constants)]
    assert not found, f"{name}, in these cells:\n" + "\n".join(found)
    rest = BOUND.sub("", "\n".join(texts.values()))
    assert not [number for number in constants if number not in rest], "these constants stand there no longer"


def test_bindings_are_short_and_few():
    text = "\n".join(text for name in LESSONS for text in texts_of(read(name)).values())
    bindings = re.findall(r"<!--\w[\w.]*-->", text)
    assert bindings and not [each for each in bindings if len(each) > MOST_CHARACTERS]
    assert sum(map(len, bindings)) <= MOST_SHARE * len(text)


def test_lesson_03_lays_every_printed_figure_on_2019_beside_the_others():
    printed = load("luosifen").query("indicator == 'bagged_luosifen_revenue' and period == '2019'")
    claims = run("03_luosifen").names["claims"].values()
    drawn = [claim.sources for claim in claims if claim.name == "Sales of bagged luosifen, Liuzhou, 2019"]
    assert len(set(drawn)) == len(drawn) == len(printed)


def test_lesson_00_draws_each_small_word_that_it_names_and_the_plain_number_is_the_narrowest():
    names = run("00_start_here").names
    hedges = ["exact", "over", "at_least", "at_most", "nearly", "about", "fraction"]
    assert [*names["drawn"]["hedge"]] == hedges
    guessed = dict(zip(hedges, names["hedges"]["guess"], strict=True))
    assert [hedge for hedge, guess in guessed.items() if guess] == ["about"]
    widths = names["hedges"]["high"] - names["hedges"]["low"]
    assert hedges[widths.argmin()] == "exact"
