"""judge.js, the only judge of numbers, choices and orders: right is right, and each known mistake has its words.

It runs in a page. Many answers are judged at once, because each word with the page takes some milliseconds.
"""

import json
import re
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import figure
from helpers.data import words
from helpers.data.figures import unit_label
from helpers.questions import ask
from helpers.questions.key import key
from helpers.questions.messages import FORM, REVERSED
from helpers.questions.questions import Question, closed, in_order, questions
from tests.test_prose import DIGITS
from tests.test_questions import of_kind

JUDGE = (ask._HERE / "judge.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def run(chromium):
    """Runs a function in a page with judge.js; what it gets and gives travels as JSON."""
    context = chromium.new_context()
    page = context.new_page()
    code = f"{JUDGE}\nObject.assign(globalThis, {{ judge, understood }});"
    page.evaluate("code => { new Function(code)(); }", code)
    yield lambda code, given: json.loads(
        page.evaluate(f"given => JSON.stringify(({code})(JSON.parse(given)))", json.dumps(given))
    )
    context.close()


@pytest.fixture(scope="module")
def judge(run):
    """What is said to each of some answers: the verdict, the words, and whether a hint helps."""
    code = "([question, answers, messages]) => answers.map((answer) => judge(question, answer, messages))"
    return lambda asked, answers: [tuple(each.values()) for each in run(code, [key(asked), list(answers), FORM])]


@pytest.fixture(scope="module")
def understood(run):
    """What texts, with a stroke between them, mean: readings (pairs of fractions) and a unit; or what is asked."""
    code = """texts => texts.map((text) => {
        try {
            const { readings, unit } = understood(text);
            return [readings.map((reading) => reading.map((each) => each.join("/"))), unit];
        } catch ({ said }) { return said.message; }
    })"""

    def understood(texts):
        told = run(code, texts.split("|"))
        return [
            each if isinstance(each, str) else ([tuple(map(Fraction, x)) for x in each[0]], each[1]) for each in told
        ]

    return understood


def verdicts(said):
    return [verdict for verdict, _, _ in said]


def typed(number, digits=6):
    """A number with some significant digits, without a unit."""
    return format(float(f"{float(number):.{digits - 1}e}"), f".{digits}f").rstrip("0").rstrip(".")


def middle(bounds):
    return (bounds.low + bounds.high) / 2


# A number as it is typed.


def plain(value, thousands="", point="."):
    """All its digits."""
    return words.format_number(value).translate({ord(","): thousands, ord("."): point})


NUMBERS = st.builds(lambda digits, places: Fraction(digits, 10**places), st.integers(1, 10**7), st.integers(0, 3))
SPELLINGS = [
    plain,
    *(lambda value, sign=sign: plain(value, sign) for sign in (",", " ", "\u202f", "’")),
    lambda value: plain(value, point=","),
    lambda value: plain(value, ".", ","),
    lambda value: f"{plain(value / 10_000)}万",
    lambda value: f"{plain(value / 10_000)}万".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    lambda value: f"{plain(value / 10**6)} million",
    lambda value: f"{plain(value / 10**4)}e4",
    lambda value: f"{plain(value / 10**4)} × 10⁴",
    lambda value: f"{plain(value * 100)}*10⁻²",
    lambda value: f"about {plain(value)} vehicles",
]


@settings(max_examples=10)
@given(values=st.lists(NUMBERS, min_size=1, max_size=100))
@example(values=[Fraction(187_000), Fraction(1234), Fraction(12_345, 1000)])
def test_a_number_is_understood_however_it_is_spelled(understood, values):
    for spell in SPELLINGS:
        texts = "|".join(map(spell, values))
        for value, (readings, _) in zip(values, understood(texts), strict=True):
            assert value in dict(readings), (value, texts)


# Texts that mean the same, with a stroke between them.
LIKELIEST = {
    (187_000, 1000): "187,000|187000|18.7万|0.187 million|1.87e5|１８．７万|18万7千|18,7000|18.7w",
    (187_000, 100): "18.70万",
    ("1.5", "0.1"): "1,5|+1.5|1.5.",
    (-41, 1): "−41|–41|－41",
    ("0.5", "0.1"): ".5",
    (2 * 10**8, 10**8): "2 hundred million|2亿",
    (10**12, 10**12): "1万亿|1tn",
    (0, 1): "0",
    ("1/13", 0): "1/13",
}
UNITS = {
    "": "5|5 k|5.",
    "%": "10%|百分之10|１０％",
    "yuan": "¥5|5 yuan",
    "辆": "18.7万辆",
    "m2": "3 m²",
    "vehicles": "5 vehicles.|5vehicles",
}
ASKED_ABOUT = {
    "nothing": "|   ",
    "in_digits": "eighteen|about two thirds|十八万",
    "no_number": "many|often|?|NaN|&b",
    "one_number": "over 3|> 3|超过5",
    "which_number": "3 to 4|3-4|5 yuan 5|18万19万",
    "blanks": "2 3",
    "groups": "1,87,000",
    "points_and_commas": "1.2,3.4",
    "power": "1e99",
    "magnitude": "1 trillion trillion trillion",
    "zero": "1/0",
    "long": "9" * 200,
}


def test_what_is_typed_is_understood_or_asked_about(understood):
    for reading, texts in LIKELIEST.items():
        assert {told[0][0] for told in understood(texts)} == {tuple(map(Fraction, reading))}, texts
    for unit, texts in UNITS.items():
        assert {told[1] for told in understood(texts)} == {unit}, texts
    for message, texts in ASKED_ABOUT.items():
        assert set(understood(texts)) == {message}, texts


def test_a_comma_or_a_point_that_could_be_either_is_read_both_ways(understood):
    read = [[value for value, _ in readings] for readings, _ in understood("1,234|1.234|0,187")]
    assert read == [[1234, Fraction("1.234")], [Fraction("1.234"), 1234], [Fraction("0.187")]]


PARTS = [*"0123456789.,-+/%eE×^'_ 万亿十千kw", "million", "about", "over", "百分之", "10⁴", "°", "half"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join))


@settings(max_examples=30)
@given(texts=st.lists(TEXTS, min_size=1, max_size=200))
def test_nothing_that_can_be_typed_is_an_error(judge, texts):
    said = judge(questions()["autos.1"], texts)
    assert all(say and "undefined" not in say for _, say, _ in said)
    assert set(verdicts(said)) <= {"right", "wrong", "unclear"}


# The collection's questions.


def spellings(asked, number):
    """Ways to type a number of a question."""
    digits = max(asked.digits + 1, 6)
    text, unit = typed(number, digits), unit_label(asked.unit)
    yield from (text, f"{text} {unit}", f" {text} ", text.replace(".", ","), text.replace("-", "−"), f"about {text}")
    yield f"{typed(number / 10**4, digits + 4)}万"
    yield f"{typed(number / 10**6, digits + 6)} million {unit}"


@of_kind("number")
def test_a_right_number_is_right_in_every_spelling_as_it_is_shown_too_and_outside_it_is_not(asked, judge):
    low, high = asked.accepted.low, asked.accepted.high
    texts = re.findall(DIGITS, f"{asked.in_words} {key(asked)['right']}".replace(unit_label(asked.unit), ""))
    texts += [text for number in (middle(asked.accepted), low, high) for text in spellings(asked, number)]
    expected = ("right", key(asked)["right"], False)
    assert dict(zip(texts, judge(asked, texts), strict=True)) == dict.fromkeys(texts, expected)
    width = high - low + abs(high + low) / 20
    outside = [typed(each, 7) for each in (low - width, high + width, middle(asked.accepted) * 11)]
    assert "right" not in verdicts(judge(asked, outside))


@of_kind("number")
def test_each_misconception_about_a_number_meets_its_own_words(asked, judge):
    for (leads_to, say), (told, _) in zip(asked.misconceptions, asked.known_mistakes, strict=True):
        bounds = closed(leads_to)
        assert not bounds.overlaps(asked.accepted)
        said = judge(asked, [typed(middle(bounds), 7), typed(bounds.low, 7), told])
        assert said == [("wrong", say, False)] * 3


@of_kind("choice", "choices")
def test_each_wrong_choice_meets_its_own_words(asked, judge):
    right = [place for place, option in enumerate(asked.options) if option["right"]]
    wrong = [place for place, option in enumerate(asked.options) if not option["right"]]
    many = asked.kind == "choices"
    nothing = ("unclear", FORM["some_first" if many else "one_first"], False)
    assert judge(asked, [right, right[::-1], []]) == [("right", FORM["right"], False)] * 2 + [nothing]
    assert wrong and (right if many else len(right) == 1)
    if len(right) > 1:
        assert judge(asked, [right[1:]]) == [("wrong", FORM["more_to_choose"], True)]
    for place, said in zip(wrong, judge(asked, [[*right, each] if many else [each] for each in wrong]), strict=True):
        say, quoted = asked.options[place]["say"], asked.options[place]["text"].translate({0x201C: "‘", 0x201D: "’"})
        assert say and said == ("wrong", FORM["chosen_wrongly"].format(choice=quoted, say=say) if many else say, False)


@of_kind("order")
def test_each_mistaken_order_meets_its_own_words(asked, judge):
    right = in_order(asked.answer, asked.falling)
    mistakes = {say: in_order(leads_to, asked.falling) for leads_to, say in asked.misconceptions}
    assert judge(asked, [right]) == [("right", FORM["right"], False)]
    mistakes = {REVERSED: right[::-1]} | mistakes if right[::-1] not in mistakes.values() else mistakes
    assert judge(asked, mistakes.values()) == [("wrong", say, False) for say in mistakes]


@of_kind("number", "choice", "choices", "order")
def test_neither_hints_nor_words_for_mistakes_give_the_answer_away(asked, judge):
    texts = asked.hints + [say for _, say in asked.known_mistakes]
    if asked.kind == "number":
        # A number of the question itself is no secret.
        found = [each for text in texts for each in re.findall(DIGITS + "[万亿]?", text) if each not in asked.prompt]
        assert "right" not in verdicts(judge(asked, found))
    else:
        right = [option["text"] for option in asked.options if option.get("right")] or [asked.in_words]
        assert not [text for text in texts if any(each in text for each in right)]


# Numbers and orders, in general.


def a_number(answer, unit="vehicle", digits=2):
    given = {"prompt": "How many?", "hints": [], "working": "So.", "answer": answer, "unit": unit, "digits": digits}
    return Question("autos.test", "number", given)


def an_order(values, order):
    given = {"prompt": "Which?", "hints": [], "working": "So.", "items": ["a", "b", "c"], "order": order}
    return Question("autos.test", "order", given | {"answer": values})


def near():
    return figure("nev_output", 2020)


RIGHT_AND_WRONG = [
    (lambda: a_number(near(), digits=4), ["186500", "187,900"], ["189000", "185900"]),
    (lambda: a_number(8.375), ["8.4", "8.3", "8.375"], ["8.2", "8.5", "8"]),
    (lambda: a_number(-8.375), ["-8.4", "−8.3"], ["8.4", "-8.5"]),
    (lambda: a_number(0), ["0", "0.0"], ["7", "-1"]),
    (lambda: a_number(7.5), ["15/2", "7.5"], ["15/4", "7/5"]),
    (lambda: a_number(figure("firms_above_scale", 2022), "firm", 4), ["1,258"], ["1257", "1259"]),
    # The words leave an end open.
    (lambda: a_number(figure("nev_output", 2019)), ["60000"], ["90000"]),
    (lambda: a_number(10, "percent"), ["10%", "１０％", "10 per cent", "百分之10"], ["0.1%", "-10"]),
    # The bounds of the first two overlap.
    (lambda: an_order([near(), near() + 100, 10**9], "rising"), [[0, 1, 2], [1, 0, 2]], [[2, 0, 1], [0, 2, 1]]),
    (lambda: an_order([1, 3, 2], "falling"), [[1, 2, 0]], [[0, 2, 1], [2, 0, 1], [1, 0, 2]]),
]


@pytest.mark.parametrize("number", range(len(RIGHT_AND_WRONG)))
def test_what_is_right_is_told_from_what_is_wrong(number, judge):
    make, right, wrong = RIGHT_AND_WRONG[number]
    found = [verdict == "right" for verdict in verdicts(judge(make(), right + wrong))]
    assert found == [True] * len(right) + [False] * len(wrong)


def test_what_is_nearly_right_is_asked_about_and_is_no_try(judge):
    assert judge(a_number(8.375), ["8"]) == [("unclear", FORM["one_digit_more"], False)]
    assert judge(a_number(10, "percent"), ["0.1"]) == [("unclear", FORM["share_of_one"], False)]
    texts = ["187000 yuan", "187 t", "187000 %", "187000 apples", "187000 {unit}", "187000 $&"]
    for text, said in zip(texts, judge(a_number(187000), texts), strict=True):
        fields = {"written": text.partition(" ")[2], "unit": "vehicles"}
        assert said == ("unclear", FORM["other_unit"].format(**fields), False)


def test_slips_that_every_question_knows_are_named(judge):
    said = judge(a_number(187000), ["1,870", "18.7 million", "-187000", "18.7万亿", "18700亿亿", "3"])
    messages = ["too_small", "too_large", "sign", "too_large", "not_yet", "not_yet"]
    times = ["100", "100", "", "100,000,000", "", ""]
    expected = [FORM[name].format(times=each) for name, each in zip(messages, times, strict=True)]
    assert [say for _, say, _ in said] == expected
    assert [general for _, _, general in said] == [False] * 4 + [True] * 2
