"""Judges a student's chart by what it means: the numbers that it shows first, then how it shows them."""

import math
import re
from fractions import Fraction
from typing import Any

from ..data.bounds import Bounds
from . import messages
from .chart_meaning import Channel, Layer, Meaning, meaning
from .chart_rows import Untold, aggregated
from .key import unit_forms
from .questions import Question, closed

_MOST_POWER = 12
_NEAR = Fraction(1, 1000)
# An axis so many times as long as the longest bar leaves no bar to be seen.
_MOST_AIR = 100
# So much of a date makes a group.
_DATE_LETTERS = {"": None, "year": 4, "yearmonth": 7}


def judge(question: Question, spec: dict) -> dict:
    """What to say to a chart.

    Args:
        question: A question of the kind chart: its answer says which number stands for which name.
        spec: The Vega-Lite specification of the chart.

    Returns:
        The verdict ("right", "wrong", or "unclear" where it does what cannot be followed), what to `say`, and whether
        that is so `general` that a hint helps.

    Example:
        >>> from helpers.questions.questions import question
        >>> judge(question("autos.6"), {"mark": "bar"})["say"]
        'The chart has no data.'
    """
    meant = meaning(spec)
    shown = [numbers for layer in meant.main for numbers in _shown(layer)]
    if not any(shown):
        trouble = next((layer.rows.trouble for layer in meant.layers if layer.rows.trouble), messages.NO_QUANTITY)
        return {"verdict": "unclear", "say": trouble}
    for leads_to, say in question.misconceptions:
        if any(numbers and not _missing(numbers, leads_to) for numbers in shown):
            return _wrong(say)
    for rule in question.rules:
        if all(layer.mark != rule["must"]["mark"] for layer in meant.main):
            return _wrong(rule["say"])
    for layer in meant.main:
        if layer.length and (distortion := _distortion(layer, meant)):
            return _wrong(distortion)
    differences = [_difference(numbers, question.answer) for numbers in shown if numbers]
    if all(differences):
        return differences[0]
    words = " ".join(meant.texts).lower()
    if question.unit and not any(form in words for form in unit_forms(question.unit)):
        return _wrong(messages.NO_UNIT)
    return {"verdict": "right", "say": messages.RIGHT_CHART}


def _wrong(say: str, general: bool = False) -> dict:
    return {"verdict": "wrong", "say": say, "general": general}


def _distortion(layer: Layer, meant: Meaning) -> str | None:
    """What keeps the eye from comparing lengths, or None."""
    length, scale = layer.length, meant.scale(layer.length)
    domain = scale.get("domain") if isinstance(scale.get("domain"), list) else []
    starts, ends = (_numbers([*domain, scale.get(end)]) for end in ("domainMin", "domainMax"))
    if starts and min(starts) > 0:
        return messages.STARTS_AT.format(start=f"{min(starts):,.10g}")
    if not starts and scale.get("zero") is False:
        return messages.STARTS_ABOVE_ZERO
    if scale.get("type", "linear") not in ("linear", "identity"):
        return messages.BENT.format(kind=scale["type"])
    shown = [] if length.aggregate else _numbers(row.get(length.column) for row in layer.rows.values or [])
    most = max(shown, default=0)
    if ends and most > 0 and not most <= max(ends) <= _MOST_AIR * most:
        return messages.ENDS_AT.format(end=f"{max(ends):,.10g}")
    return None


def _numbers(values: Any) -> list[float]:
    return [value for value in values if isinstance(value, int | float)]


Shown = list[tuple[set[str], float]]
"""Each number that is shown, with the names of all that belongs to it."""


def _shown(layer: Layer) -> list[Shown]:
    """What a layer shows; of piles in several colours, what each reaches, and what its parts are."""
    measure = layer.measure
    if measure is None or layer.rows.values is None:
        return []
    channels = [
        each for each in layer.channels.values() if each is not measure and each.column and not each.own_aggregate
    ]
    if any(each.binned or each.time_unit not in _DATE_LETTERS for each in channels):
        return []
    groups: dict[tuple, list[dict]] = {}
    for number, row in enumerate(layer.rows.values):
        key = [str(row.get(each.column))[: _DATE_LETTERS[each.time_unit]] for each in channels]
        groups.setdefault((*key, "" if measure.own_aggregate else number), []).append(row)
    try:
        numbers = [(key, rows, _number(rows, measure)) for key, rows in groups.items()]
    except Untold:
        return []
    seen = [(key, _names(rows), number) for key, rows, number in numbers if number is not None]
    parts = [(names, number) for _, names, number in seen]
    if not layer.stacked:
        return [parts]
    coloured = any(each.name in ("color", "fill") for each in channels)
    return [_piled(seen, channels), parts] if coloured else [_piled(seen, channels)]


def _piled(seen: list, channels: list[Channel]) -> Shown:
    """Marks in the same place, one on top of the other: what they reach together."""
    places = [n for n, each in enumerate(channels) if each.name in ("x", "y", "facet", "row", "column")]
    piles: dict[tuple, list] = {}
    for key, names, number in seen:
        piles.setdefault(tuple(key[n] for n in places), []).append((names, number))
    return [(set.intersection(*(names for names, _ in pile)), sum(n for _, n in pile)) for pile in piles.values()]


def _number(rows: list[dict], measure: Channel) -> float | None:
    if measure.own_aggregate:
        number = aggregated(rows, measure.own_aggregate, measure.column)
    else:
        number = rows[0].get(measure.column)
    return number if isinstance(number, int | float) and math.isfinite(number) else None


def _names(rows: list[dict]) -> set[str]:
    """What all rows of a group have in common."""
    each = [set().union(*(_names_of(value) for value in row.values())) for row in rows]
    years = [{name[:4] for name in names if len(name) >= 10 and name[4:5] == "-"} for names in each]
    return set.intersection(*each) | set.intersection(*years)


def _names_of(value: Any) -> set[str]:
    """How a value may be called: 2020.0 is 2020, and the first of January of 2020 may stand for the year."""
    text = str(value)
    if isinstance(value, float):
        return {text, text.removesuffix(".0")}
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", text):
        return {text}
    month = {text[:7]} if text[8:10] == "01" else set()
    return {text, text[:10]} | month | ({text[:4]} if text[5:10] == "01-01" else set())


def _missing(shown: Shown, answer: dict) -> list[str]:
    """The names for which a chart does not show the number; 764 in thousands is 764,000."""
    wanted = {str(name): closed(number) for name, number in answer.items()}
    sizes = [Fraction(10) ** power for power in range(-_MOST_POWER, _MOST_POWER + 1)]
    tried = [[name for name, bounds in wanted.items() if not _has(shown, name, bounds, size)] for size in sizes]
    return min([list(wanted), *tried], key=len)


def _has(shown: Shown, name: str, bounds: Bounds, size: Fraction) -> bool:
    margin = _NEAR * max(abs(bounds.low), abs(bounds.high))
    near = Bounds(bounds.low - margin, bounds.high + margin)
    numbers = [number for names, number in shown if name in names]
    return bool(numbers) and all(Fraction(number) * size in near for number in numbers)


def _difference(shown: Shown, answer: dict) -> dict | None:
    """What is shown too little or too much, or None."""
    missing = _missing(shown, answer)
    drawn = set().union(*(names for names, _ in shown))
    if absent := [name for name in missing if name not in drawn]:
        return _wrong(messages.MISSING.format(names=", ".join(absent[:3])))
    if missing:
        several = len({number for names, number in shown if missing[0] in names}) > 1
        message = messages.SEVERAL if several else messages.OTHER_NUMBER
        return _wrong(message.format(name=missing[0]), general=True)
    if any(not names & set(map(str, answer)) for names, _ in shown):
        return _wrong(messages.TOO_MUCH, general=True)
    return None
