"""Every question of the collection: its answer comes from the data, and each known mistake meets its own words."""

import html
import json
import re
from fractions import Fraction

import altair as alt
import pytest

from helpers import asking, questions
from helpers.data.bounds import plain
from helpers.data.figures import unit_label
from helpers.errors import ClearError
from helpers.questions.ask import answer_key, as_html, payload
from helpers.questions.judging import TRIES, judge
from helpers.questions.questions import Question, closed, evaluate, filled, in_order, question
from tests.saved_charts import saved_charts
from tests.test_prose import DIGITS, problems
from tools.page_questions import key

ALL = questions.questions()
OF_KIND = {kind: [each for each in ALL.values() if each.kind == kind] for kind in questions.KINDS}


def of_kind(*kinds):
    found = [each for kind in kinds for each in OF_KIND[kind]]
    return pytest.mark.parametrize("asked", found, ids=[each.id for each in found])


each_question = of_kind(*questions.KINDS)


def middle(bounds):
    return (bounds.low + bounds.high) / 2


def typed(number, digits=6):
    """A number with some significant digits, without a unit."""
    return format(float(f"{float(number):.{digits - 1}e}"), f".{digits}f").rstrip("0").rstrip(".")


def spellings(asked, number):
    """Ways to type a number of a question."""
    shown = number / asked.size
    digits = max(asked.digits + 1, 6)
    yield typed(shown, digits)
    yield f"{typed(shown, digits)} {asked.unit_words}"
    yield f" {typed(shown, digits)} "
    yield typed(shown, digits).replace(".", ",")
    yield typed(shown, digits).replace("-", "−")
    yield f"{typed(number / 10**4, digits + 4)}万"
    yield f"{typed(number / 10**6, digits + 6)} million {unit_label(asked.unit)}"
    yield f"about {typed(shown, digits)}"


def computed(given):
    """The expressions of a question that decide what is right."""
    decides = [given["answer"]] if "answer" in given else [each["holds"] for each in given["choices"]]
    return decides + [each["answer"] for each in given.get("misconceptions", [])]


def reaches_the_data(expression, names):
    if re.search(r"\b(figure|load)\(", expression):
        return True
    return any(
        reaches_the_data(each, {}) or reaches_the_data(each, {k: v for k, v in names.items() if k != name})
        for name, each in names.items()
        if re.search(rf"\b{name}\b", expression)
    )


def text_of(asked):
    given = asked.given
    texts = [given["prompt"], given["working"], *given["hints"], *given.get("items", [])]
    texts += [each[key] for each in given.get("choices", []) for key in ("text", "say") if key in each]
    return texts + [each["say"] for key in ("misconceptions", "rules") for each in given.get(key, [])]


# Facts about the files.


@each_question
def test_what_is_right_and_what_is_wrong_is_worked_out_from_the_data(asked):
    typed_in = [each for each in computed(asked.given) if not reaches_the_data(each, asked.given.get("let", {}))]
    assert not typed_in


@each_question
def test_every_number_in_a_text_is_filled_in_from_the_data(asked):
    texts = [re.sub(r"\{[^{}]*\}", "x", text) for text in text_of(asked)]
    assert [problem for text in texts for problem in problems(text)] == []


@each_question
def test_every_text_can_be_filled_in_and_is_whole(asked):
    for text in [asked.prompt, asked.working, *asked.hints, asked.in_words]:
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|Fraction", text)
    assert asked.prompt[-1] in ".?)" and asked.working[-1] in ".)"
    assert asked.hints


@each_question
def test_no_hint_gives_the_answer_away(asked):
    for hint in asked.hints:
        assert not gives_away(asked, hint)


@each_question
def test_each_hint_stands_alone_since_a_misconception_met_first_skips_one(asked):
    assert not [hint for hint in asked.hints if re.match(r"(?:Or|Then|And|But|So|Next)\b", hint)]


def gives_away(asked, text):
    """Whether a text holds a number that would be right, or the words of the right choice."""
    if asked.kind == "number":
        found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?(?:[万亿])?", text)
        # A number of the question itself is no secret.
        return [each for each in found if each not in asked.prompt and judge(asked, each).verdict == "right"]
    if asked.kind in ("choice", "choices"):
        return [choice.text for choice in asked.choices if choice.right and choice.text in text]
    return [text] if asked.in_words and asked.in_words in text else []


def test_every_theme_has_questions_from_recall_to_judging():
    levels = {}
    for each in ALL.values():
        levels.setdefault(each.id.partition(".")[0], set()).add(each.level)
    assert all("judge" in found and len(found) > 1 for found in levels.values()), levels
    assert {each.level for each in ALL.values()} == set(questions.LEVELS)
    assert set(kind for kind, found in OF_KIND.items() if found) == set(questions.KINDS)


# Right answers.


@of_kind("number")
def test_a_right_number_is_accepted_in_every_spelling(asked):
    for number in (middle(asked.accepted), asked.accepted.low, asked.accepted.high):
        for text in spellings(asked, number):
            assert judge(asked, text).verdict == "right", text


@of_kind("number")
def test_whatever_is_shown_as_right_is_accepted_when_it_is_typed_back(asked):
    said = judge(asked, typed(middle(asked.accepted) / asked.size)).say
    shown = re.findall(DIGITS, f"{asked.in_words} {said}".replace(asked.unit_words, ""))
    assert shown
    assert {text: judge(asked, text).verdict for text in shown} == dict.fromkeys(shown, "right")


@of_kind("number")
def test_both_ends_of_what_is_accepted_are_shown(asked):
    low, high = (plain(end / asked.size) for end in (asked.accepted.low, asked.accepted.high))
    said = judge(asked, typed(middle(asked.accepted) / asked.size)).say
    assert said == "Right." if low == high else f"from {low} to {high} {asked.unit_words}." in said


@of_kind("number")
def test_what_is_accepted_is_narrow_enough_to_mean_something(asked):
    width = asked.accepted.high - asked.accepted.low
    assert width <= abs(middle(asked.accepted)) / 5


@of_kind("choice")
def test_one_choice_is_right(asked):
    (right,) = [place for place, choice in enumerate(asked.choices) if choice.right]
    assert judge(asked, right).verdict == judge(asked, [right]).verdict == "right"
    assert judge(asked, asked.choices[right].text).verdict == "right"


@of_kind("choices")
def test_the_right_choices_are_right_in_any_order(asked):
    right = [place for place, choice in enumerate(asked.choices) if choice.right]
    assert 0 < len(right) < len(asked.choices)
    assert judge(asked, right).verdict == judge(asked, right[::-1]).verdict == "right"
    if len(right) > 1:
        assert judge(asked, right[:1]).verdict == "wrong"


@of_kind("order")
def test_the_right_order_is_right(asked):
    assert judge(asked, in_order(asked)).verdict == "right"
    assert judge(asked, [asked.items[place] for place in in_order(asked)]).verdict == "right"
    assert judge(asked, in_order(asked)[::-1]).verdict == "wrong"


# Misconceptions.


@of_kind("number")
def test_each_misconception_about_a_number_meets_its_own_words(asked):
    for place, each in enumerate(asked.misconceptions):
        leads_to = closed(each.leads_to)
        assert not leads_to.overlaps(asked.accepted)
        for number in (middle(leads_to), leads_to.low):
            feedback = judge(asked, typed(number / asked.size, 7))
            assert (feedback.verdict, feedback.misconception, feedback.say) == ("wrong", place, each.say)


@of_kind("choice", "choices")
def test_each_wrong_choice_meets_its_own_words(asked):
    right = [place for place, choice in enumerate(asked.choices) if choice.right]
    for place, choice in enumerate(asked.choices):
        if choice.right:
            continue
        assert choice.say
        chosen = place if asked.kind == "choice" else [*right, place]
        feedback = judge(asked, chosen)
        assert (feedback.verdict, feedback.misconception) == ("wrong", place)
        assert choice.say in feedback.say


@of_kind("order")
def test_each_misconception_about_an_order_meets_its_own_words(asked):
    for place, each in enumerate(asked.given["misconceptions"]):
        mistaken = Question(asked.id, asked.kind, asked.level, asked.given | {"answer": each["answer"]})
        feedback = judge(asked, in_order(mistaken))
        assert (feedback.verdict, feedback.misconception) == ("wrong", place)


@each_question
def test_the_words_for_a_misconception_are_its_own_and_give_nothing_away(asked):
    given = asked.given
    says = [each["say"] for each in given.get("misconceptions", []) + given.get("choices", []) if "say" in each]
    says = [filled(say, asked.names) for say in says]
    assert len(set(says)) == len(says)
    assert says
    assert not [say for say in says if gives_away(asked, say)]


@of_kind("number", "choice", "choices", "order")
def test_the_first_tries_do_not_give_the_answer_away(asked):
    wrong = {
        "number": ["1.2345", "-1"],
        "choice": [[], [99]],
        "choices": [[], [99]],
        "order": [[0], []],
    }
    wrong = wrong[asked.kind] + ([in_order(asked)[::-1]] if asked.kind == "order" else [])
    wrong += [[n] for n, choice in enumerate(asked.choices) if not choice.right] if "choices" in asked.given else []
    for tries in range(TRIES):
        for answer in wrong:
            feedback = judge(asked, answer, tries)
            assert feedback.verdict in ("wrong", "unclear")
            say = feedback.say.replace("“", "").replace("”", "")
            assert not gives_away(asked, say)


@each_question
@pytest.mark.parametrize(
    "answer", ["", "?", "ninety", "1,2,3", "NaN", "99 apples", None, [], [99], ["x"], {}, 1.5, True, object()]
)
def test_nonsense_is_asked_about(asked, answer):
    feedback = judge(asked, answer)
    assert feedback.verdict in ("unclear", "wrong")
    assert feedback.say.endswith((".", "?", "!"))
    if isinstance(answer, str) and asked.kind == "number":
        assert feedback.verdict == "unclear"


# Charts: a student's chart is made of rows, so here they are made of the answer, and of each misconception.


def a_chart(asked, numbers, spelling="short"):
    rows = alt.Data(
        values=[{"who": str(name), "number": float(middle(closed(each)))} for name, each in numbers.items()]
    )
    bars = alt.Chart(rows, title=f"In {asked.unit_words}").mark_bar()
    if spelling == "short":
        return bars.encode(x="number:Q", y="who:N")
    return bars.encode(alt.Y(field="number", type="quantitative", aggregate="max"), alt.X("who", type="ordinal"))


@of_kind("chart")
@pytest.mark.parametrize("spelling", ["short", "long"])
def test_a_chart_of_the_right_numbers_is_right(asked, spelling):
    assert judge(asked, a_chart(asked, asked.answer, spelling)).verdict == "right"
    without_unit = a_chart(asked, asked.answer, spelling).properties(title="Mine")
    assert "numbers of what" in judge(asked, without_unit).say


@of_kind("chart")
def test_each_misconception_about_a_chart_meets_its_own_words(asked):
    for place, each in enumerate(asked.misconceptions):
        feedback = judge(asked, a_chart(asked, asked.answer | each.leads_to))
        assert (feedback.verdict, feedback.misconception, feedback.say) == ("wrong", place, each.say)


@of_kind("chart")
def test_a_chart_with_an_axis_that_starts_elsewhere_is_not_right(asked):
    cut = alt.X("number:Q").scale(domain=[0.01, 10**12])
    feedback = judge(asked, a_chart(asked, asked.answer).encode(cut))
    assert feedback.verdict == "wrong" and "must start at 0" in feedback.say


@of_kind("chart")
def test_the_chart_in_the_lesson_has_yet_to_be_mended(asked):
    (chart,) = [chart for chart in saved_charts() if chart.cell == f"ask-{asked.id.replace('.', '-')}"]
    feedback = judge(asked, chart.payload["spec"])
    assert feedback.verdict == "wrong"
    assert "missing" not in feedback.say


# Numbers, in general.


def a_number(answer, unit="vehicle", **more):
    given = {"answer": answer, "unit": unit, "hints": ["First.", "Second."], "misconceptions": []} | more
    return Question("test.1", "number", "recall", given)


def test_a_number_within_the_bounds_is_right_and_beside_them_is_not():
    asked = a_number('figure("nev_output", 2020)', digits=4)
    assert judge(asked, "186500").verdict == judge(asked, "187,900").verdict == "right"
    assert judge(asked, "189000").verdict == judge(asked, "185900").verdict == "wrong"


def test_a_number_may_be_rounded_but_not_to_nothing():
    asked = a_number("8.375")
    assert judge(asked, "8.4").verdict == judge(asked, "8.3").verdict == judge(asked, "8.375").verdict == "right"
    assert judge(asked, "8").verdict == "unclear" and "digit more" in judge(asked, "8").say
    assert judge(asked, "8.5").verdict == "wrong"


def test_what_is_exact_is_shown_to_the_last_digit_and_what_is_rounded_is_not():
    december = 'figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")'
    january = 'figure("mini_ev_sales_month_maker", "2021-01", "hongguang_mini_ev")'
    assert a_number(f"{december} + {january}").in_words == "164,413 vehicles"
    assert filled(f"{{{december} + {january}}}") == "164,413 vehicles"
    assert filled(f"{{{december} / 7}}") == "18,240 vehicles"
    assert a_number('figure("nev_output", 2020) / 7').in_words == "26,710 vehicles (between 26,640 and 26,860)"


def test_a_count_is_right_to_the_last_one():
    asked = a_number('figure("firms_above_scale", 2022)', unit="firm", digits=4)
    assert [judge(asked, text).verdict for text in ("1257", "1,258", "1259")] == ["wrong", "right", "wrong"]


def test_where_an_end_is_open_only_the_number_itself_is_right():
    asked = a_number('figure("nev_output", 2019)')
    assert judge(asked, "60000").verdict == "right"
    assert judge(asked, "90000").verdict == "wrong"


@pytest.mark.parametrize("text", ["187000 yuan", "187 t", "187000 %", "187000 apples"])
def test_another_unit_is_asked_about_and_is_no_try(text):
    feedback = judge(a_number('figure("nev_output", 2020)'), text)
    assert feedback.verdict == "unclear" and "vehicles" in feedback.say


@pytest.mark.parametrize("text", ["10%", "0.1", "10 percent", "１０％", "1/10"])
def test_a_share_may_be_typed_in_percent(text):
    assert judge(a_number("0.1", unit="ratio"), text).verdict == "right"


def test_a_share_of_one_and_a_percentage_are_told_apart():
    assert "The whole is 100" in judge(a_number("10", unit="percent"), "0.1").say.replace("In percent, t", "T")
    assert "sign %" in judge(a_number("0.1", unit="ratio"), "10").say


@pytest.mark.parametrize(
    "text", ["500", "500 billion", "5000亿", "500,000,000,000", "500 billion yuan", "0.5 trillion yuan"]
)
def test_a_number_in_billions_may_be_typed_with_or_without_them(text):
    assert judge(a_number("5 * 10**11", unit="yuan", scale="billion"), text).verdict == "right"


def test_slips_that_every_question_knows_are_named():
    asked = a_number("187000")
    assert "10 times too small" in judge(asked, "18,700").say
    assert "100 times too large" in judge(asked, "18.7 million").say
    assert "sign" in judge(asked, "-187000").say


def test_each_try_has_a_hint_of_its_own():
    asked = a_number("187000")
    assert [judge(asked, "3", tries).say for tries in range(4)] == [
        "Not yet. Hint: First.",
        "Not yet. Hint: Second.",
        "Not yet. Hint: Second.",
        "Not yet. Hint: Second.",
    ]


def test_an_order_that_the_bounds_leave_open_may_be_given_both_ways():
    given = {"items": ["a", "b", "c"], "order": "rising", "hints": ["x"], "misconceptions": []}
    given["answer"] = '[figure("nev_output", 2020), figure("nev_output", 2020) + 100, 10**9]'
    asked = Question("test.1", "order", "recall", given)
    assert judge(asked, [0, 1, 2]).verdict == judge(asked, [1, 0, 2]).verdict == "right"
    assert judge(asked, [2, 0, 1]).verdict == "wrong"


def test_an_order_may_fall():
    given = {"items": ["a", "b", "c"], "order": "falling", "hints": ["x"], "answer": "[1, 3, 2]"}
    given["misconceptions"] = [{"answer": "[3, 1, 2]", "say": "By another measure."}]
    asked = Question("test.1", "order", "recall", given)
    assert in_order(asked) == [1, 2, 0] and asked.in_words == "b; c; a"
    assert judge(asked, [1, 2, 0]).verdict == "right"
    assert judge(asked, [0, 2, 1]).say == "By another measure."
    assert judge(asked, [2, 0, 1]).say == "Not yet. Hint: x"
    backwards = Question("test.1", "order", "recall", given | {"misconceptions": []})
    assert "the largest comes first" in judge(backwards, [0, 2, 1]).say


# Files that are not as they should be.


GOOD = """
[[question]]
id = "a.1"
kind = "number"
level = "recall"
prompt = "How many?"
unit = "vehicle"
answer = 'figure("nev_output", 2020)'
hints = ["Look."]
working = "So."
prompt_zh = "多少?"
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "number"', 'kind = "riddle"', "its kind must be one of"),
        ('id = "a.1"', 'id = "b.1"', "its id must begin with 'a.'"),
        ('unit = "vehicle"', "", "it lacks unit"),
        ('unit = "vehicle"', 'unit = "vehicle"\nhint = "x"', "nobody reads hint"),
        ('level = "recall"', 'level = "hard"', "its level must be"),
        ("[[question]]", "[question]", "question"),
        ("[[question]]", "[[question]", "is not a file of"),
        ('hints = ["Look."]', 'hints = ["Look."]\nmisconceptions = [{ answer = "1" }]', "needs something to say"),
        ('unit = "vehicle"', 'unit = "vehicle"\nscale = "lots"', "its scale must be"),
    ],
)
def test_a_file_with_a_fault_is_refused_by_name(old, new, words, tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    assert questions.questions.__wrapped__(tmp_path)["a.1"].digits == 2
    (tmp_path / "a.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ClearError, match=words):
        questions.questions.__wrapped__(tmp_path)


def test_two_questions_of_one_name_are_refused(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(ClearError, match="two questions are named 'a.1'"):
        questions.questions.__wrapped__(tmp_path)


def test_an_unknown_question_names_the_nearest():
    with pytest.raises(ClearError, match="did you mean 'autos.1'"):
        question("auto.1")


def test_an_expression_that_fails_says_which():
    with pytest.raises(ClearError, match="figure.*cannot be computed: ClearError"):
        evaluate('figure("nev_outputs", 2020)')


# What is saved.


@each_question
def test_the_saved_question_folds_its_answer_in(asked):
    text = as_html(asked)
    before, _, folded = text.partition("<details><summary>Answer</summary>")
    assert html.escape(asked.prompt) in before and html.escape(asked.working) in folded
    assert html.escape(asked.in_words) in folded
    if asked.kind == "number":
        assert html.escape(asked.in_words) not in before
    assert text.count("<details>") == text.count("</details>") == len(asked.hints) + 1
    assert not re.search(r"<(?:script|style)|style=", text)


@each_question
def test_teachers_are_told_the_answer_the_working_and_every_known_mistake(asked):
    told = html.unescape(answer_key(asked.id.partition(".")[0])._repr_html_())
    assert all(words in told for words in (asked.prompt, asked.in_words, asked.working))
    mistakes = [f"<em>{wrong}</em>: {say}" for wrong, say in asked.known_mistakes]
    assert all(each in told for each in mistakes)
    given = asked.given
    says = [
        each["say"] for key in ("misconceptions", "rules", "choices") for each in given.get(key, []) if "say" in each
    ]
    assert [say for _, say in asked.known_mistakes] == [filled(say, asked.names) for say in says]
    assert all(wrong for wrong, _ in asked.known_mistakes)


@of_kind("number")
def test_a_mistake_that_teachers_are_told_is_met_by_its_own_words(asked):
    for wrong, say in asked.known_mistakes:
        assert judge(asked, wrong).say == say


@each_question
def test_the_payload_is_plain_json_and_always_the_same(asked):
    one = json.dumps(payload(asked), allow_nan=False)
    questions.questions.cache_clear()
    assert json.dumps(payload(question(asked.id)), allow_nan=False) == one
    assert {"id", "prompt", "kind", "options", "unit", "answer", "working", "hints", "tries"} <= json.loads(one).keys()


@of_kind("number")
def test_a_page_is_told_all_that_it_takes_to_judge_a_number(asked):
    told = key(asked)
    low, high = (Fraction(told["accepted"][end]) for end in ("low", "high"))
    assert (low, high) == (asked.accepted.low, asked.accepted.high)
    assert [each["say"] for each in told["misconceptions"]] == [each.say for each in asked.misconceptions]
    assert Fraction(told["size"]) == asked.size and asked.digits >= 1


def test_the_form_of_a_question_holds_nothing_of_its_answer():
    for asked in ALL.values():
        assert set(asking.form_of(asked)) == {"prompt", "kind", "unit", "options"}


def test_a_number_for_reading_is_written_as_everywhere():
    assert (
        filled("{187000} {Fraction} {0.5:.2f}", {"Fraction": Fraction(1, 3)}) == f"187,000 {plain(Fraction(1, 3))} 0.50"
    )
