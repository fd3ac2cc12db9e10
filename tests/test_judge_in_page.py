"""What a page says to an answer is what Python says: judge.js and `helpers.questions.judging` are held against one another."""

import itertools
import json
import random

import pytest

from helpers.questions.judging import judge
from helpers.questions.questions import Question, closed, in_order, questions
from tests.test_questions import middle, spellings, typed
from tools import page_questions
from tools.site import PARTS


def made_up(number, kind, **given):
    common = {"prompt": "What?", "hints": ["First.", "Second."], "working": "So."}
    return Question(f"test.{number}", kind, "recall", common | given)


# What no question of the collection has yet: a scale, a share of one, zero, less than zero, bounds that overlap.
MADE_UP = [
    made_up(
        1, "number", answer="5 * 10**11", unit="yuan", scale="billion", misconceptions=[{"answer": "3", "say": "No."}]
    ),
    made_up(2, "number", answer="0.1", unit="ratio", misconceptions=[{"answer": "-0.25", "say": "No."}]),
    made_up(3, "number", answer="0", unit="", misconceptions=[]),
    made_up(4, "number", answer='figure("nev_output", 2020) * -1', unit="vehicle", digits=3, misconceptions=[]),
    made_up(
        5,
        "order",
        items=["a", "b", "c"],
        order="rising",
        answer='[figure("nev_output", 2020), figure("nev_output", 2020) + 100, 10**9]',
        misconceptions=[{"answer": "[2, 3, 1]", "say": "No."}],
    ),
]
ASKED = [each for each in questions().values() if each.kind != "chart"] + MADE_UP
TRIES = 4
SOME = 250

TEXTS = """
0|7|-7|+3.5|.5|5.|00|0.0|1,234|1.234|1,234.5|1.234,5|12,3456|1 234 567|1'234|1_000|1 2|1,87,000|1.2,3.4|0,187|1,234,5
41.6|41,6|41.60|4e3|4E-2|1e99|5 × 10⁴|5x10^3|3·10⁻²|2*10**2|10²|1/13|1/0|3/ 4|1/13 km²|1/2.5
18万7千|18万7百万|18万-7|1万亿|2 hundred million|5 k|5 km|7w|3 wàn|3萬|5百分之|1 trillion trillion trillion|3 million 5
百分之10|百分之 62.5|10%|１０％|10 percent|10 pct|10 per cent|12 pp|3 percentage points|2x|2 times|3 fold|4 years later
９．５|¥5|$ 5|€5 million|5 yuan|5 元|5 t|5 apples|5 vehicles.|5 辆|5 m²|5 m2|5 公斤/亩|5 kg per mu|5 billion yuan
5 5|5 yuan 5|5 ٣|about 5|=5|≈ 5|answer: 5|it is 5|in 5 years|约5|大约 5万|circa ca. 5|india|aboutabout 5|after
over 5|> 5|at least 5|between 3 and 4|3 to 4|3-4|超过5|不到 5|from 3 to 4|up to 3
||  |?|lots|NaN|ninety|nineteen|about two thirds|十八万|约ten|tens|often|half a million|einhundert
<b>|“5”|−41|–41|—41|‚5|５，０００|5\u00a0000|5\u2009000\t|𝟓|e5|1e5e5
"""
TYPED = [*TEXTS.strip("\n").replace("\n", "|").split("|"), "9" * 79, "9" * 81, f"5 {'x' * 90}"]


def numbers_of(asked):
    """Numbers that are right, nearly right, or what a misconception leads to."""
    targets = [asked.accepted, *(closed(each.leads_to) for each in asked.misconceptions)]
    for target in targets:
        yield from (target.low, target.high, middle(target))
    right = middle(asked.accepted)
    yield from (-right, right / 100, right * 100, right * 2, right * 11 / 10)
    yield from (right * 10**place for place in range(-10, 11))


def texts_of(asked):
    """Ways to type them: in each number of digits, in the unit of the question and in others."""
    for number in numbers_of(asked):
        yield from spellings(asked, number)
        yield from (typed(number / asked.size, digits) for digits in range(1, 9))
        yield from (
            f"{typed(number, 8)}{unit}" for unit in ("", " 元", "%", " percent", " points", "亿 yuan", " vehicles")
        )


def lists_of(asked, dice):
    """Choices and orders: all of them, or many."""
    places = range(len(asked.items if asked.kind == "order" else asked.choices))
    if asked.kind == "order":
        orders = list(itertools.permutations(places))
        yield from dice.sample(orders, min(len(orders), 150))
        yield from (in_order(asked), in_order(asked)[::-1], [], [0])
    else:
        yield from itertools.chain.from_iterable(
            itertools.combinations(places, size) for size in range(len(places) + 1)
        )
    yield [99]


def answers():
    """Triples of a question, an answer and the number of tries before it."""
    dice = random.Random(7)
    for asked in ASKED:
        if asked.kind == "number":
            met = [typed(middle(closed(each.leads_to)) / asked.size, 7) for each in asked.misconceptions]
            texts = list(dict.fromkeys(texts_of(asked)))
            given = TYPED + met + dice.sample(texts, min(len(texts), SOME))
        else:
            given = map(list, lists_of(asked, dice))
        yield from ((asked, answer, place % TRIES) for place, answer in enumerate(given))


# As one text: Playwright takes long to hand over thousands of values.
JUDGE = """([code, given]) => {
    const [grammar, questions, answers] = JSON.parse(given);
    const { judge, compiled } = new Function(`${code}\\nreturn { judge, compiled };`)();
    const known = compiled(grammar);
    return JSON.stringify(answers.map(([id, answer, tries]) => {
        const { verdict, say, misconception } = judge(questions[id], answer, tries, known);
        return [verdict, say, misconception];
    }));
}"""


def in_page(page, code, given):
    """What judge.js says to answers."""
    keys = {asked.id: page_questions.key(asked) for asked in ASKED}
    asked = [[each.id, answer, tries] for each, answer, tries in given]
    said = json.loads(page.evaluate(JUDGE, [code, json.dumps([page_questions.grammar(), keys, asked])]))
    return [tuple(each) for each in said]


def in_python(given):
    """What Python says to them."""
    said = [judge(*each) for each in given]
    return [(each.verdict, each.say, each.misconception) for each in said]


@pytest.fixture(scope="module")
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def given():
    return list(answers())


@pytest.fixture(scope="module")
def expected(given):
    return in_python(given)


CODE = (PARTS / "judge.js").read_text(encoding="utf-8")


def test_a_page_says_what_python_says(page, given, expected):
    said = in_page(page, CODE, given)
    differing = [
        (asked.id, answer, one, other)
        for (asked, answer, _), one, other in zip(given, said, expected, strict=True)
        if one != other
    ]
    assert not differing, f"{len(differing)} of {len(given)}: {differing[:5]}"


def known_mistakes(asked):
    """The places of the misconceptions that a question knows."""
    if "choices" in asked.given:
        return [place for place, each in enumerate(asked.choices) if each.say and not each.right]
    return range(len(asked.misconceptions))


def test_the_answers_that_are_tried_meet_every_verdict_and_every_misconception(given, expected):
    met = {asked.id: set() for asked in ASKED}
    for (asked, _, _), (verdict, _, misconception) in zip(given, expected, strict=True):
        met[asked.id] |= {verdict, misconception}
    assert [asked.id for asked in ASKED if met[asked.id] < {"right", "wrong", "unclear", *known_mistakes(asked)}] == []


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        ("[-1n, 2n]", "[-1n, 1n]"),
        ("less(step, coarsest) ? step : coarsest", "step"),
        ('sign === "," ? [...whole, ...decimal]', 'sign === "." ? [...whole, ...decimal]'),
        ("return [...readings.map((each) => scaled(each, fraction(size))), ...readings]", "return readings"),
        ("const MOST_PLACES = 8n", "const MOST_PLACES = 7n"),
        ("Put all of them in order.", "Put them in order."),
    ],
)
def test_a_slip_in_the_pages_judge_is_noticed(right, slip, page, given, expected):
    assert right in CODE
    few = slice(None, None, 3)
    assert in_page(page, CODE.replace(right, slip), given[few]) != expected[few]
