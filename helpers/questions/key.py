"""The key of a question: all that a browser needs to draw its form and to judge an answer to it."""

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from unicodedata import normalize

from ..data.bounds import Bounds
from ..data.files import rows_by_id
from ..data.words import format_number, in_unit, last_place, unit_label
from . import messages
from .questions import Question, closed

# The words of a chart in which chart.js looks for a unit and an amount.
_WORD = "(?:(?:hundred|thousand|million|billion|trillion)s?[ -]?|[十百千万萬亿億])"
_ROUND = r"(?:10+(?:,000)*|1(?:,000)+|'000|10\^\d+)s?"
_AMOUNT = rf"({_ROUND}(?: ?{_WORD})*|{_WORD}+|(?:k|mn?|bn?|tn|w)(?!\p{{L}}))"
_NUMBER = r"(?:\d[\d,.]*(?:\^\d+)?|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|several)\b)"
_OF_ONE = r"share of (?:1|one)\b|\bfraction|\bproportion|\b0 ?(?:to|-|–|…) ?1\b"


def key(asked: Question, live: bool = False) -> dict:
    """The key of a question, as a saved notebook keeps it and judge.js reads it.

    Args:
        asked: The question.
        live: Whether it is for a form beside a chart: a saved notebook has no chart to judge.

    Returns:
        A dict that can travel as JSON. Each end of a range is an exact fraction; an order tells what must stand before
        what, a chart which range belongs to which name.

    Example:
        >>> from helpers.questions.questions import questions
        >>> key(questions()["start.2"])["accepted"]["coarsest"]
        '100'
    """
    asks = {"id": asked.id, "kind": asked.kind, "prompt": asked.prompt, "options": asked.options}
    judges = {"number": _of_number, "order": _of_order} | ({"chart": _of_chart} if live else {})
    own = judges[asked.kind](asked) if asked.kind in judges else {}
    return asks | own | {"hints": asked.hints, "answer": asked.in_words, "working": asked.working}


def _of_chart(asked: Question) -> dict:
    beside = [{"shows": _shows(each["answer"]), "right": each["right"], "say": each["say"]} for each in asked.beside]
    return {
        "shows": _shows(asked.answer),
        "mark": asked.given["mark"],
        "aggregates": asked.given["aggregates"],
        "misconceptions": _known(asked, "shows", _shows),
        "beside": beside,
        "unit": unit_label(asked.unit),
        "words": _words(asked.unit),
    }


def _known(asked: Question, name: str, form: Callable) -> list[dict]:
    """The known mistakes, each with what it leads to in the form in which it is judged, and what to say."""
    return [{name: form(each["answer"]), "say": each["say"]} for each in asked.misconceptions]


def _of_number(asked: Question) -> dict:
    accepted, unit = asked.accepted, unit_label(asked.unit)
    ends = {"low": format_number(accepted.low), "high": in_unit(format_number(accepted.high), asked.unit)}
    return {
        "unit": unit,
        "units": sorted(_unit_forms(asked.unit)),
        "opens": asked.opens,
        "percent": "%" in unit,
        "right": messages.FORM["right"] if accepted.low == accepted.high else messages.RIGHT_RANGE.format(**ends),
        "accepted": _range(accepted, asked.digits),
        "misconceptions": _known(asked, "accepted", lambda answer: _range(closed(answer), asked.digits)),
    }


def _range(accepted: Bounds, digits: int) -> dict:
    """A range, and the place of the last digit that an answer needs to be told from its neighbours."""
    size = max(abs(accepted.low), abs(accepted.high))
    coarsest = last_place(size) / 10 ** (digits - 1) if size else Fraction(1)
    return {"low": str(accepted.low), "high": str(accepted.high), "coarsest": str(coarsest)}


def _of_order(asked: Question) -> dict:
    def before(values: list) -> list[tuple[int, int]]:
        """The pairs of places of which the first must come before the second: where bounds overlap, either may."""
        pairs = permutations(enumerate(map(closed, values)), 2)
        return [(m, n) if asked.falling else (n, m) for (n, one), (m, other) in pairs if one < other]

    right = before(asked.answer)
    turned = {"before": [pair[::-1] for pair in right], "say": messages.REVERSED}
    return {"before": right, "misconceptions": [*_known(asked, "before", before), turned]}


def _unit_forms(unit: str) -> set[str]:
    """The words, in small letters, for an id of units.csv, or for a label of one, perhaps with "a month" behind it."""
    one, _, time = unit.partition(" a ")
    found = [row for row in rows_by_id("units").values() if one in (row["id"], row["label_en"])]
    words = {one}.union(*([row["id"], row["label_en"], row["label_zh"], *row["typed"].split(";")] for row in found))
    # As the browser reads what is typed: ² is 2, and both signs for micro are one.
    forms = {" ".join(normalize("NFKC", word).lower().replace("_", " ").split()) for word in words} - {""}
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
    # The 3 of m3 is no number.
    claims = rf"(in |[(×x/] ?)?((?<!m){_NUMBER})(?: ?{_WORD})*"
    return found | {"scales": scales, "claims": claims, "round": f"^{_ROUND}$"}


def _form(form: str) -> str:
    """A word of Latin letters stands by itself; a sign or a Chinese word may touch others."""
    return rf"(?<!\p{{L}}){form}(?![\p{{L}}\d])" if re.match("[a-z]", form) else form
