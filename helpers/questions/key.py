"""The key of a question: all that a browser needs to draw its form and to judge an answer to it."""

import re
from fractions import Fraction
from itertools import permutations

from ..data.bounds import Bounds
from ..data.figures import last_place, unit_label, with_unit
from ..data.files import rows_by_id
from ..data.words import format_number
from . import messages
from .questions import Question, closed

# The words of a chart in which chart.js looks for a unit and an amount.
_WORD = "(?:(?:hundred|thousand|million|billion|trillion)s?[ -]?|[十百千万萬亿億])"
_ROUND = r"(?:10+(?:,000)*|1(?:,000)+|'000|10\^\d+)s?"
_AMOUNT = rf"({_ROUND}(?: ?{_WORD})*|{_WORD}+|(?:k|mn?|bn?|tn|w)(?!\p{{L}}))"
_NUMBER = r"(?:\d[\d,.]*(?:\^\d+)?|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|several)\b)"
_OF_ONE = r"share of (?:1|one)\b|\bfraction|\bproportion|\b0 ?(?:to|-|–|…) ?1\b"


def key(asked: Question) -> dict:
    """The key of a question, as a saved notebook keeps it and judge.js reads it.

    Args:
        asked: The question.

    Returns:
        A dict that can travel as JSON. Each end of a range is an exact fraction; of an order it is told who must stand
        before whom; what a chart must show is told its form alone (`chart_key`).

    Example:
        >>> from helpers.questions.questions import question
        >>> key(question("start.2"))["accepted"]["coarsest"]
        '100'
    """
    asks = {"id": asked.id, "kind": asked.kind, "prompt": asked.prompt, "options": asked.options}
    tells = {"hints": asked.hints, "answer": asked.in_words, "working": asked.working}
    judges = {"number": _of_number, "order": _of_order}.get(asked.kind)
    return asks | (judges(asked) if judges else {}) | tells


def chart_key(asked: Question) -> dict:
    """What chart.js needs to judge a chart. It travels to the form alone: a saved notebook has no chart to judge.

    Args:
        asked: A question of the kind chart.

    Returns:
        A dict that can travel as JSON: which range belongs to which name.

    Example:
        >>> from helpers.questions.questions import question
        >>> chart_key(question("luosifen.5"))["shows"][0]
        {'name': '2021', 'low': 105500000.0, 'high': 107000000.0}
    """
    return {
        "shows": _shows(asked.answer),
        "mark": asked.given["mark"],
        "aggregates": asked.given["aggregates"],
        "misconceptions": [{"shows": _shows(each["answer"]), "say": each["say"]} for each in asked.misconceptions],
        "beside": [
            {"shows": _shows(each["answer"]), "right": each["right"], "say": each["say"]} for each in asked.beside
        ],
        "unit": unit_label(asked.unit),
        "words": _words(asked.unit),
    }


def _of_number(asked: Question) -> dict:
    accepted, unit = asked.accepted, unit_label(asked.unit)
    ends = {"low": format_number(accepted.low), "high": with_unit(format_number(accepted.high), asked.unit)}
    return {
        "unit": unit,
        "units": sorted(_unit_forms(asked.unit)),
        "opens": asked.opens,
        "percent": "%" in unit,
        "right": messages.FORM["right"] if accepted.low == accepted.high else messages.RIGHT_RANGE.format(**ends),
        "accepted": _range(accepted, asked.digits),
        "misconceptions": [
            {"accepted": _range(closed(each["answer"]), asked.digits), "say": each["say"]}
            for each in asked.misconceptions
        ],
    }


def _range(accepted: Bounds, digits: int) -> dict:
    """A range, and the place of the last digit that an answer needs to be told from its neighbours."""
    size = max(abs(accepted.low), abs(accepted.high))
    coarsest = last_place(size) / 10 ** (digits - 1) if size else Fraction(1)
    return {"low": str(accepted.low), "high": str(accepted.high), "coarsest": str(coarsest)}


def _of_order(asked: Question) -> dict:
    before = _before(asked.answer, asked.falling)
    known = [{"before": _before(each["answer"], asked.falling), "say": each["say"]} for each in asked.misconceptions]
    reversed_ = {"before": [pair[::-1] for pair in before], "say": messages.REVERSED}
    return {"before": before, "misconceptions": [*known, reversed_]}


def _before(values: list, falling: bool) -> list[tuple[int, int]]:
    """The pairs of places of which the first must come before the second: where bounds overlap, either may."""
    pairs = permutations(enumerate(map(closed, values)), 2)
    return [(m, n) if falling else (n, m) for (n, one), (m, other) in pairs if one.below(other)]


def _unit_forms(unit: str) -> set[str]:
    """The words in which a unit may be written: English and Chinese, one and many, in small letters.

    An id of units.csv, or words: a label of one, perhaps with "a month" or "a year" behind it.
    """
    one, _, time = unit.partition(" a ")
    found = [row for row in rows_by_id("units").values() if one in (row["id"], row["label_en"])]
    words = {one}.union(*([row["id"], row["label_en"], row["label_zh"], *row["typed"].split(";")] for row in found))
    forms = {" ".join(word.lower().replace("²", "2").replace("_", " ").split()) for word in words} - {""}
    return forms | {f"{each} per {time}" for each in [*forms, ""]} if time else forms


def _shows(answer: dict | list[dict]) -> list[dict]:
    """The range of the number that stands for each name; of several answers, from the lowest end to the highest."""
    answers = answer if isinstance(answer, list) else [answer]
    ends = {str(name): [closed(each[name]) for each in answers] for name in answers[0]}
    return [
        {"name": name, "low": float(min(each.low for each in found)), "high": float(max(each.high for each in found))}
        for name, found in ends.items()
    ]


def _words(unit: str) -> dict:
    """JavaScript's patterns for the words of a chart, half-width and in small letters.

    `unit` finds the unit. Each of `scales` finds an amount by which a drawn number is multiplied, as in "thousand
    vehicles", "vehicles (thousands)" and a title that says nothing else. `claims` find an amount of one number alone,
    as in "over 700 thousand vehicles", unless the digits are a round number and stand where one of all would. `others`
    finds another unit that stands by itself, as in "yuan", "output (yuan)" and "output in yuan".
    """
    units = rows_by_id("units")
    # Alone, a Chinese character that is a measure word stands in too many other words.
    forms = {each for each in _unit_forms(unit) if len(each) > 1 or each in ("%", "¥", units[unit]["label_zh"])}
    one = "|".join(sorted(map(_form, forms)))
    others = {each for other in units.keys() - {"ratio"} for each in _unit_forms(other)} - _unit_forms(unit)
    alone = "|".join(sorted(each.replace(".", r"\.") for each in others if not re.fullmatch("[a-z]", each)))
    found = {"unit": one, "others": rf"(?:^|in |[(/,:·] ?)(?:{_AMOUNT} ?)?({alone})(?:$|\))"}
    if unit == "percent":
        return found | {"unit": f"{one}|{_OF_ONE}", "percent": _OF_ONE, "scales": []}
    scales = [
        rf"(?:^|[^\p{{L}}\d,.]){_AMOUNT} ?(?:of )?(?:\p{{L}}+ ){{0,3}}?(?:{one})",
        rf"(?:{one})[),:]* ?(?:in |[(/×x])? ?{_AMOUNT}(?!\p{{L}})",
        rf"(?:^|in |[(×x/,:] ?){_AMOUNT} ?(?:$|\))",
    ]
    claims = rf"(in |[(×x/] ?)?({_NUMBER})(?: ?{_WORD})*"
    return found | {"scales": scales, "claims": claims, "round": f"^{_ROUND}$"}


def _form(form: str) -> str:
    """A word of Latin letters stands by itself; a sign or a Chinese word may touch others."""
    return rf"(?<!\p{{L}}){form}(?![\p{{L}}\d])" if re.match("[a-z]", form) else form
