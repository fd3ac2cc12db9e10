"""judge.js, the only judge of numbers, choices and orders: right is right, and each known mistake has its words.

It runs in a page. Many answers are judged at once, because each word with the page takes some milliseconds.
"""

import json
import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import figure
from helpers.data import words
from helpers.data.figures import Figure, unit_label
from helpers.questions import form
from helpers.questions.key import key
from helpers.questions.messages import FORM, REVERSED
from helpers.questions.questions import Question, closed, questions
from tests.test_prose import DIGITS
from tests.test_questions import of_kind

JUDGE = form.SHARED + (form.HERE / "judge.js").read_text(encoding="utf-8")
TYPED = tomllib.loads(Path(__file__).with_name("typed.toml").read_text(encoding="utf-8"))


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
    """What texts mean: readings (pairs of fractions), unit, end; or what is asked."""
    code = """([texts, asked]) => texts.map((text) => {
        try {
            const { readings, unit, end } = understood(text, asked);
            return [readings.map((reading) => reading.map((each) => each.join("/"))), unit, end];
        } catch ({ message }) { return message; }
    })"""

    def read(told):
        return told if isinstance(told, str) else ([tuple(map(Fraction, each)) for each in told[0]], *told[1:])

    return lambda texts, asked="": [read(told) for told in run(code, [texts, asked])]


def verdicts(said):
    return [verdict for verdict, _, _ in said]


def typed(number, digits=6):
    """A number with some significant digits, without a unit."""
    return format(float(f"{float(number):.{digits - 1}e}"), f".{digits}f").rstrip("0").rstrip(".")


def middle(bounds):
    return (bounds.low + bounds.high) / 2


def plain(value, thousands="", point="."):
    """All its digits."""
    return words.format_number(value).translate({ord(","): thousands, ord("."): point})


NUMBERS = st.builds(lambda digits, places: Fraction(digits, 10**places), st.integers(1, 10**7), st.integers(0, 3))
SPELLINGS = [
    plain,
    *(lambda value, sign=sign: plain(value, sign) for sign in (",", " ", "\u202f", "’")),
    lambda value: plain(value, point=","),
    lambda value: plain(value, ".", ","),
    lambda value: f"{plain(value / 10_000)}万".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    lambda value: f"{plain(value / 10**4)}e4",
    lambda value: f"{plain(value / 10**4)} × 10⁴",
    lambda value: f"{plain(value * 100)}*10⁻²",
]


@settings(max_examples=10)
@given(values=st.lists(NUMBERS, min_size=1, max_size=100))
@example(values=[Fraction(187_000), Fraction(1234), Fraction(12_345, 1000)])
def test_a_number_is_understood_however_it_is_spelled(understood, values):
    for spell in SPELLINGS:
        texts = list(map(spell, values))
        for value, (readings, *_) in zip(values, understood(texts), strict=True):
            assert value in dict(readings), (value, texts)


def test_what_is_typed_is_understood_or_asked_about(understood):
    for reading, texts in TYPED["likeliest"].items():
        for told, text in zip(understood(texts), texts, strict=True):
            assert told[0][0] == tuple(map(Fraction, reading.split("|"))), text
    for place, expected in ((1, TYPED["units"]), (2, TYPED["ends"])):
        for meant, texts in expected.items():
            assert [told[place] for told in understood(texts)] == [meant] * len(texts), texts
    for message, texts in (TYPED["asked_about"] | {"long": ["9" * 200]}).items():
        assert understood(texts) == [message] * len(texts), texts


@pytest.mark.parametrize("month", ["January 2021", "日（2021年1月）"])
def test_a_day_may_be_written_as_a_date_of_its_month_and_of_no_other(understood, month):
    days, other = TYPED["days"]["right"], TYPED["days"]["other"]
    assert understood(days, month) == [([(19, 1)], "", "")] * len(days)
    assert understood(other, month) == ["a_day"] * len(other)
    # What is no date is a number, as everywhere.
    read = understood(["18.8", "22,349", "22 349", "-19", "1,000", "1.2345"], month)
    assert [told[0][0][0] for told in read] == [*map(Fraction, ("18.8", 22_349, 22_349, -19, 1000, "1.2345"))]


def test_a_comma_or_a_point_that_could_be_either_is_read_both_ways(understood):
    read = [[value for value, _ in readings] for readings, *_ in understood(["1,234", "1.234", "0,187"])]
    assert read == [[1234, Fraction("1.234")], [Fraction("1.234"), 1234], [Fraction("0.187")]]


WORDS = "million|about|over|百分之|分之|10⁴|°|half|Jan"
PARTS = [*"0123456789.,-+/%eE×^'_ 万亿十千kwm成多", *WORDS.split("|")]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join))


# Texts for which a careless pattern would need for ever.
LONG = ["x" * 80, "a" * 79 + "=", "=" * 80, "一" * 80, "1 " * 40, "1,000" * 16, "about " * 13, "9" * 80, "十万" * 40]


@settings(max_examples=30)
@given(texts=st.lists(TEXTS, min_size=1, max_size=200))
@example(texts=LONG)
def test_nothing_that_can_be_typed_is_an_error(judge, texts):
    for asked in ("autos.1", "claims.3"):
        said = judge(questions()[asked], texts)
        assert all(say and "undefined" not in say for _, say, _ in said)
        assert set(verdicts(said)) <= {"right", "wrong", "unclear"}


@of_kind("number")
def test_a_right_number_is_right_in_every_spelling_as_it_is_shown_too_and_outside_it_is_not(asked, judge):
    low, high = asked.accepted.low, asked.accepted.high
    shown = f"{asked.in_words} {key(asked)['right']}".replace(unit_label(asked.unit), "")
    texts = re.findall(DIGITS, shown)
    for number in (middle(asked.accepted), low, high):
        digits = max(asked.digits + 1, 6)
        text, million = typed(number, digits), f"{typed(number / 10**6, digits + 6)} million"
        texts += [text, f"about {text} ", text.replace(".", ","), text.replace("-", "−"), million]
        if not asked.unit.startswith("January"):
            texts += [f"{text} {form}" for form in (unit_label(asked.unit), *key(asked)["units"])]
    expected = ("right", key(asked)["right"], False)
    assert dict(zip(texts, judge(asked, texts), strict=True)) == dict.fromkeys(texts, expected)
    width = high - low + abs(high + low) / 20
    outside = [typed(each, 7) for each in (low - width, high + width, middle(asked.accepted) * 11)]
    assert "right" not in verdicts(judge(asked, outside))


@of_kind("number")
def test_right_never_stands_beside_a_range_that_excludes_what_was_typed(asked, judge):
    low, high = asked.accepted.low, asked.accepted.high
    if low == high:
        return
    last = 10 ** (len(typed(high).partition(".")[2]))
    just_outside = [low - Fraction(1, 100 * last), high + Fraction(1, 100 * last), low - high / 100, high + high / 100]
    assert set(verdicts(judge(asked, [typed(each, 15) for each in just_outside]))) == {"wrong"}
    for places in range(-7, 6):
        step = Fraction(10) ** places
        rounded = {round(end / step) * step for end in (low, high, middle(asked.accepted))}
        for number, said in zip(rounded, judge(asked, [f"{float(each):f}" for each in rounded]), strict=True):
            assert (said[0] == "right") == (low <= number <= high), (number, said)


@of_kind("number")
def test_an_open_end_is_right_where_one_is_asked_for_and_only_on_its_side(asked, judge):
    text = typed(middle(asked.accepted), max(asked.digits + 1, 6))
    upwards = [f"{words}{text}" for words in ("at least ", "more than ", ">", "≥ ", "over ", "至少", "超过")]
    upwards += [f"{text} or more", f"{text}以上", f"{text}+"]
    if isinstance(asked.answer, Figure) and None in (asked.answer.bounds.low, asked.answer.bounds.high):
        assert asked.opens
    if asked.opens:
        assert judge(asked, upwards) == [("right", key(asked)["right"], False)] * 10
        assert judge(asked, [f"at most {text}", f"{text}以下"]) == [("wrong", FORM["other_end"], False)] * 2
    else:
        assert judge(asked, [*upwards, f"at most {text}"]) == [("unclear", FORM["one_number"], False)] * 11


@of_kind("number")
def test_each_misconception_about_a_number_meets_its_own_words(asked, judge):
    for known, (told, say) in zip(asked.misconceptions, asked.known_mistakes, strict=True):
        bounds = closed(known["answer"])
        assert bounds < asked.accepted or asked.accepted < bounds
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
    right, texts = asked.in_order(asked.answer), [option["text"] for option in asked.options]
    mistakes = {say: [texts.index(each) for each in told.split("; ")] for told, say in asked.known_mistakes}
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


def a_question(**given):
    return Question({"id": "autos.test", "prompt": "How many?", "hints": [], "working": "So.", **given})


def a_number(answer, unit="vehicle", digits=2):
    return a_question(kind="number", answer=answer, unit=unit, digits=digits)


def an_order(values, order):
    return a_question(kind="order", items=["a", "b", "c"], order=order, answer=values)


NEAR = figure("nev_output", 2020)
RIGHT_AND_WRONG = [
    (a_number(NEAR, digits=4), ["186500", "187,900", "188000"], ["188001", "186499", "189000", "190000"]),
    (a_number(8.375), ["8.4", "8.3", "8.375"], ["8.2", "8.5", "8"]),
    (a_number(-8.375), ["-8.4", "−8.3"], ["8.4", "-8.5"]),
    (a_number(0), ["0", "0.0"], ["7", "-1"]),
    (a_number(7.5), ["15/2", "7.5"], ["15/4", "7/5"]),
    (a_number(figure("firms_above_scale", 2022), "firm", 4), ["1,258"], ["1257", "1259"]),
    # The words leave an end open.
    (a_number(figure("nev_output", 2019)), ["60000"], ["90000"]),
    (a_number(10, "percent"), ["10%", "１０％", "10 per cent", "百分之10"], ["0.1%", "-10"]),
    # The bounds of the first two overlap.
    (an_order([NEAR, NEAR + 100, 10**9], "rising"), [[0, 1, 2], [1, 0, 2]], [[2, 0, 1], [0, 2, 1]]),
    (an_order([1, 3, 2], "falling"), [[1, 2, 0]], [[0, 2, 1], [2, 0, 1], [1, 0, 2]]),
]


@pytest.mark.parametrize("number", range(len(RIGHT_AND_WRONG)))
def test_what_is_right_is_told_from_what_is_wrong(number, judge):
    asked, right, wrong = RIGHT_AND_WRONG[number]
    found = [verdict == "right" for verdict in verdicts(judge(asked, right + wrong))]
    assert found == [True] * len(right) + [False] * len(wrong)


# The verdict, the words, and what is typed, with a stroke between the texts, for each of some questions.
UNCLEAR, RISE = "unclear", dict(questions()["autos.2"].known_mistakes)
SAID = [
    (UNCLEAR, FORM["one_digit_more"], {"autos.1": "440,000|400000|44万|0.44M|四十四万", "luosifen.3": "110|100"}),
    (UNCLEAR, FORM["one_digit_more"], {"autos.4": "400000|over 400,000|0.4 million"}),
    ("wrong", questions()["autos.4"].known_mistakes[3][1], {"autos.4": "395,000|390,000|395451"}),
    (UNCLEAR, FORM["one_digit_more"], {"autos.2": "300|三百|300%|3 hundred", "livelihood.1": "42|40|at least 42 %"}),
    (
        UNCLEAR,
        FORM["one_digit_more"],
        {"claims.2": "230000|23万 km²|200,000", "industry.2": "12", a_number(8.375): "8"},
    ),
    # 10 is not what is left of 6 when it is rounded.
    ("wrong", FORM["not_yet"], {"autos.2": "299|299 %|311", "luosifen.2": "10", a_number(187_000): "18700亿亿|3"}),
    (UNCLEAR, FORM["share_of_one"], {a_number(10, "percent"): "0.1"}),
    ("wrong", FORM["too_small"].format(times=10), {a_number(187_000): "18,700"}),
    ("wrong", FORM["too_small"].format(times=100), {a_number(187_000): "1,870"}),
    ("wrong", FORM["too_large"].format(times=100), {a_number(187_000): "18.7 million"}),
    ("wrong", FORM["too_large"].format(times="100,000,000"), {a_number(187_000): "18.7万亿"}),
    (UNCLEAR, FORM["points"], {"autos.5": "44.7 points|44.7 percentage points|44.7 % points|44.7 pp|44.7个百分点"}),
    ("wrong", questions()["autos.5"].known_mistakes[0][1], {"autos.5": "8.9 points|8.9 pp|8.9个百分点|8.9"}),
    (UNCLEAR, FORM["sign"], {"ecology.3": "-68|−68%|－68 percent|minus 68|负六十八"}),
    (UNCLEAR, FORM["direction"].format(word="fell"), {"ecology.3": "fell by 68"}),
    (UNCLEAR, FORM["direction"].format(word="下降"), {"ecology.3": "下降68%"}),
    (UNCLEAR, FORM["a_day"].format(unit="January 2021"), {"claims.3": "19 days|19 vehicles|Feb 19"}),
    ("wrong", dict(questions()["livelihood.2"].known_mistakes)["0.3481"], {"livelihood.2": "0.35 m|0.35m|0.35 metres"}),
    # A known mistake needs no unit, and may be in another one.
    ("wrong", questions()["industry.2"].known_mistakes[-2][1], {"industry.2": "200"}),
    ("wrong", questions()["industry.2"].known_mistakes[-3][1], {"industry.2": "200 billion|2000亿|200 billion yuan"}),
    *(
        ("wrong", RISE[known], {"autos.2": text})
        for known, text in (("577,000", "577,000 vehicles"), ("4.086", "4.09 times"))
    ),
]
for unit in ("yuan", "%", "apples", "{unit}", "$&", "vehicles a month"):
    said = FORM["other_unit"].format(written=unit.replace("a month", "per month"), unit="vehicles")
    SAID.append((UNCLEAR, said, {a_number(187_000): f"187000 {unit}"}))


@pytest.mark.parametrize("number", range(len(SAID)))
def test_what_is_nearly_right_or_wrong_in_a_known_way_has_its_words(number, judge):
    verdict, words, typed_in = SAID[number]
    for asked, texts in typed_in.items():
        said = judge(questions().get(asked, asked), texts.split("|"))
        assert said == [(verdict, words, words == FORM["not_yet"])] * len(texts.split("|")), texts
