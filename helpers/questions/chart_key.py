"""The key of a question about a chart: what chart.js compares with what is drawn, and the words that it looks for."""

import re

from ..data.figures import unit_label
from .key import unit_forms
from .questions import Question, closed

_WORD = "(?:(?:hundred|thousand|million|billion|trillion)s?[ -]?|[十百千万萬亿億])"
_ROUND = r"(?:10+(?:,000)*|1(?:,000)+|'000|10\^\d+)s?"
_AMOUNT = rf"({_ROUND}(?: ?{_WORD})*|{_WORD}+|(?:k|mn?|bn?|tn|w)(?!\p{{L}}))"
_NUMBER = r"(?:\d[\d,.]*(?:\^\d+)?|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|several)\b)"
# What else a title may call the unit.
_CALLED = {
    "vehicle": {"car", "cars", "nev", "nevs", "ev", "evs"},
    "yuan": {"rmb", "cny", "¥"},
    "pupil": {"student", "students", "child", "children"},
}
_OF_ONE = r"share of (?:1|one)\b|\bfraction|\bproportion|\b0 ?(?:to|-|–|…) ?1\b"


def chart_key(asked: Question) -> dict:
    """What chart.js needs to judge a chart. It travels to the form alone: a saved notebook has no chart to judge.

    Args:
        asked: A question of the kind chart.

    Returns:
        A dict that can travel as JSON: which range belongs to which name, with its ends as exact fractions.

    Example:
        >>> from helpers.questions.questions import question
        >>> chart_key(question("luosifen.5"))["shows"]["2021"]
        {'low': '105500000', 'high': '107000000'}
    """
    return {
        "shows": _shows(asked.answer),
        "mark": asked.given.get("mark"),
        "aggregates": asked.given.get("aggregates", []),
        "misconceptions": [{"shows": _shows(leads_to), "say": say} for leads_to, say in asked.misconceptions],
        "beside": [{"shows": _shows(other), "right": right, "say": say} for other, right, say in asked.beside],
        "unit": unit_label(asked.unit),
        "words": _words(asked.unit),
    }


def _shows(answer: dict | list[dict]) -> dict[str, dict]:
    """The range of the number that stands for each name; of several answers, from the lowest end to the highest."""
    answers = answer if isinstance(answer, list) else [answer]
    ends = {str(name): [closed(each[name]) for each in answers] for name in answers[0]}
    return {
        name: {"low": str(min(each.low for each in found)), "high": str(max(each.high for each in found))}
        for name, found in ends.items()
    }


def _words(unit: str) -> dict:
    """JavaScript's patterns for the words of a chart, half-width and in small letters.

    `unit` finds the unit. Each of `scales` finds an amount by which a drawn number is multiplied, as in "thousand
    vehicles", "vehicles (thousands)" and a title that says nothing else. `claims` find an amount of one number alone,
    as in "over 700 thousand vehicles", unless the digits are a round number and stand where one of all would.
    """
    one = "|".join(sorted(map(_form, unit_forms(unit) | _CALLED.get(unit, set()))))
    if unit == "percent":
        return {"unit": f"{one}|{_OF_ONE}", "percent": _OF_ONE, "scales": []}
    scales = [
        rf"(?:^|[^\p{{L}}\d,.]){_AMOUNT} ?(?:of )?(?:\p{{L}}+ ){{0,3}}?(?:{one})",
        rf"(?:{one})[),:]* ?(?:in |[(/×x])? ?{_AMOUNT}(?!\p{{L}})",
        rf"(?:^|in |[(×x/,:] ?){_AMOUNT} ?(?:$|\))",
    ]
    claims = rf"(in |[(×x/] ?)?({_NUMBER})(?: ?{_WORD})*"
    return {"unit": one, "scales": scales, "claims": claims, "round": f"^{_ROUND}$"}


def _form(form: str) -> str:
    """A word of Latin letters stands by itself; a sign or a Chinese word may touch others."""
    return rf"(?<!\p{{L}}){form}(?![\p{{L}}\d])" if re.match("[a-z]", form) else re.escape(form)
