"""The collection's questions: what they ask comes from the facts, and what is saved and told of them is whole."""

import html
import json
import re
from fractions import Fraction

import pytest

from helpers import figure
from helpers.data.words import format_number, unit_label
from helpers.errors import ClearError
from helpers.questions import questions
from helpers.questions.ask import Asked, answer_key
from helpers.questions.key import key
from helpers.questions.questions import Question
from tests.test_prose import problems

ALL = questions.questions()


def of_kind(*kinds):
    found = [each for each in ALL.values() if each.kind in kinds]
    return pytest.mark.parametrize("asked", found, ids=[each.id for each in found])


each_question = of_kind(*questions.KINDS)


def said_in(given):
    """What a question's file says to mistakes."""
    told = [*given["choices"], *given["misconceptions"], *given["beside"], given["mark"] or {}]
    return [each["say"] for each in told if "say" in each and each.get("right") is not True]


@each_question
def test_what_is_right_and_every_number_in_a_text_is_a_fact(asked):
    assert asked.kind in ("choice", "choices") or isinstance(asked.given["answer"], str | list)
    given = asked.given
    texts = [given["prompt"], given["working"], *given["hints"], *given["items"], *said_in(given)]
    texts += [each["text"] for each in given["choices"]]
    assert not [each for text in texts for each in problems(re.sub(r"\{[^{}]*\}", "x", text), {})]


@each_question
def test_every_text_is_whole_and_each_mistake_has_words_of_its_own(asked):
    for text in [asked.prompt, asked.working, *asked.hints, asked.in_words]:
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|Fraction", text)
    assert asked.prompt[-1] in ".?)" and asked.working[-1] in ".)"
    assert asked.hints and not [hint for hint in asked.hints if re.match(r"(?:Or|Then|And|But|So|Next)\b", hint)]
    assert 0 < len(asked.known_mistakes) == len({say for _, say in asked.known_mistakes})


def test_every_theme_has_questions_from_recall_to_judging():
    levels = {}
    for each in ALL.values():
        levels.setdefault(each.theme, set()).add(each.given["level"])
    assert all("judge" in found and len(found) > 1 for found in levels.values()), levels
    assert set.union(*levels.values()) == set(questions.LEVELS)
    assert {each.kind for each in ALL.values()} == set(questions.KINDS)


@of_kind("number")
def test_a_key_holds_the_exact_range_whose_ends_are_shown_and_mean_something(asked):
    low, high, told = asked.accepted.low, asked.accepted.high, key(asked)
    assert [Fraction(told["accepted"][end]) for end in ("low", "high")] == [low, high]
    said = f"from {format_number(low)} to {format_number(high)} {unit_label(asked.unit)}."
    assert told["right"] == "Right." if low == high else said in told["right"]
    assert high - low <= abs(high + low) / 8
    unit = getattr(asked.answer, "unit", asked.unit).replace("ratio", "percent").partition("/")[0]
    assert asked.unit in (unit, f"{unit_label(unit)} a year")


@each_question
def test_a_key_is_plain_json_and_always_the_same_and_the_saved_question_folds_its_answer_in(asked):
    one = json.dumps(key(asked), allow_nan=False)
    questions.questions.cache_clear()
    assert json.dumps(key(questions.questions()[asked.id]), allow_nan=False) == one
    assert {"id", "kind", "prompt", "options", "hints", "answer", "working"} <= json.loads(one).keys()
    text = Asked(asked)._repr_html_()
    before, _, folded = text.partition("<details><summary>Answer</summary>")
    assert html.escape(asked.prompt) in before and html.escape(asked.working) in folded
    assert html.escape(asked.in_words) in folded
    assert asked.kind != "number" or html.escape(asked.in_words) not in before
    assert text.count("<details>") == text.count("</details>") == len(asked.hints) + 1
    assert not re.search(r"<(?:script|style)|style=", text)


@pytest.mark.parametrize("theme", sorted({each.theme for each in ALL.values()}))
def test_teachers_are_told_each_answer_with_its_working_and_every_known_mistake_in_one_fold(theme):
    text = answer_key(theme)._repr_html_()
    assert text.startswith("<details><summary><strong>For teachers") and text.endswith("</details>")
    assert text.count("<details") == 1 and not re.search(r"<(?:script|style)|style=", text)
    told = html.unescape(text)
    for asked in (each for each in ALL.values() if each.theme == theme):
        assert all(words in told for words in (asked.id, asked.prompt, asked.in_words, asked.working))
        assert all(f"<em>{wrong}</em>: {say}" in told for wrong, say in asked.known_mistakes)
        assert sorted(say for _, say in asked.known_mistakes) == sorted(said_in(asked.told))
    with pytest.raises(ClearError, match="There is no theme 'auto': did you mean 'autos'"):
        answer_key("auto")


def test_an_answer_is_shown_to_the_last_digit_where_it_is_exact_and_rounded_where_it_is_not():
    def in_words(answer):
        return Question({"id": "autos.test", "kind": "number", "answer": answer, "unit": "vehicle"}).in_words

    december = figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")
    january = figure("mini_ev_sales_month_maker", "2021-01", "hongguang_mini_ev")
    assert in_words(december + january) == "164,413 vehicles"
    assert in_words(figure("nev_output", 2020) / 7) == "26,710 vehicles (between 26,640 and 26,860)"
    assert questions._filled("{a} {b} {c:.2f}", {"a": 187000, "b": Fraction(1, 3), "c": 0.5}) == "187,000 0.3333 0.50"


GOOD = """
[[question]]
id = "a.1"
kind = "number"
level = "recall"
prompt = "How many?"
unit = "vehicle"
answer = "made"
hints = ["Look."]
working = "So."
"""


FAULTS = [
    ('kind = "number"', 'kind = "riddle"', "its kind must be one of"),
    ('id = "a.1"', 'id = "b.1"', "its id must begin with 'a.'"),
    ('unit = "vehicle"', "", "it lacks unit"),
    ('unit = "vehicle"', 'unit = "vehicle"\nhint = "x"', "nobody reads hint"),
    ('unit = "vehicle"', 'unit = "vehicle"\nopens = "up"', "its opens must be one of upwards, downwards"),
    ("[[question]]", "[[question]", "is not a file of"),
    ('hints = ["Look."]', 'hints = ["Look."]\nmisconceptions = [{ answer = "1" }]', "needs something to say"),
    ('kind = "number"', 'kind = "chart"\nmark = { kind = "bar" }', "needs something to say"),
    (GOOD, GOOD + GOOD, "two questions are named 'a.1'"),
]


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_file_with_a_fault_is_refused_by_name(old, new, words, tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    assert questions.questions.__wrapped__(tmp_path)["a.1"].digits == 2
    (tmp_path / "a.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ClearError, match=f"a.toml.*{words}"):
        questions.questions.__wrapped__(tmp_path)
