"""Every figure quoted in a notebook's prose is bound to a fact or to a name of its cells, so it cannot go stale unseen.

A number may stand unbound if it is a year (1900 to 2040), the day of a date, a whole number up to 20 without a unit or
a percent sign, 100 as the whole of a share, or a constant of prose.toml; and in code, in a link's target, and where it
counts the lines of a list or the headings. How a number is bound says `tools.prose`.
"""

import re
import tomllib
from pathlib import Path

import pytest

from helpers import load
from helpers.charts.controls import states_of
from helpers.data.facts import facts
from tests.cells import run
from tests.saved_charts import LESSONS, of_kind, read, saved_charts, source, spec_in, svg, words_in
from tools.prose import BOUND, bound_names, numbers, written
from tools.refresh import lesson_minutes

# A tenth, and a hundredth for the minutes that the paragraphs for teachers tell.
MOST_CHARACTERS, MOST_SHARE = 40, 0.11

CASES = tomllib.loads(Path(__file__).with_name("prose.toml").read_text(encoding="utf-8"))

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


@pytest.mark.parametrize(("said", "prose"), [(said, each) for said, cases in CASES["wrong"].items() for each in cases])
def test_a_number_that_is_unbound_or_that_its_name_does_not_give_is_noticed(said, prose):
    assert said in " ".join(problems(prose, VALUES))


@pytest.mark.parametrize("prose", CASES["cases"]["may_stand"])
def test_what_is_no_quoted_figure_or_is_bound_and_holds_may_stand(prose):
    assert problems(prose, VALUES) == []


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
    values = numbers(bound, of_cells | of_theme) | lesson_minutes(read(name))
    constants = CASES["constants"].get(name, {})
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


def test_lesson_08_draws_the_samples_that_its_sentences_and_its_facts_tell_of():
    counted, of_theme = run("08_a_typical_day").names["good"], facts("typical")
    assert counted.to_dict() == {size: of_theme[f"near_{size}"] for size in (5, 30, 100)}
    (chart,) = [each for each in saved_charts("08_a_typical_day") if each.cell == "sample-picture"]
    told = list(zip(states_of(chart.controls), chart.payload["sentences"], strict=True))
    for state, sentence in told[::61]:
        drawn = words_in(svg(spec_in(chart.payload["spec"], chart.controls, tuple(state.values()))))
        assert [each for each in drawn if each.startswith("off by ") and f"{each}." in sentence], (sentence, drawn)
