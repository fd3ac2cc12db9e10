"""Judges a student's chart by what it means: the numbers that it shows first, then how it shows them."""

import math
from fractions import Fraction
from typing import Any

from ..data.bounds import Bounds
from ..errors import ClearError
from .answers import Unclear
from .chart_meaning import Channel, Layer, Meaning, meaning
from .chart_rows import Untold, aggregated, names_of
from .judging import Feedback, forms
from .questions import Question, closed

_MOST_POWER = 12
_NEAR = Fraction(1, 1000)
_OF_CHANNEL = ("channel", "field", "type", "aggregate", "bin", "stack", "sort", "time_unit")


def judge_chart(question: Question, chart: Any) -> Feedback:
    """What to say to a chart.

    Args:
        question: A question of the kind chart: its answer says which number stands for which name.
        chart: The chart.

    Returns:
        The feedback: on the numbers, on a misconception about them, on the rules, and on what goes for every chart,
        that bars start at zero and that the unit is said.

    Raises:
        Unclear: It is no chart, or it does what cannot be followed.
    """
    try:
        meant = meaning(chart)
    except ClearError as error:
        raise Unclear(str(error)) from None
    shown = [numbers for layer in meant.main for numbers in _shown(layer)]
    if not any(shown):
        raise Unclear(_trouble(meant))
    for place, misconception in enumerate(question.misconceptions):
        if any(_tells(numbers, misconception.leads_to) for numbers in shown):
            return Feedback("wrong", misconception.say, place)
    for rule in question.rules:
        if not keeps(meant, rule):
            return Feedback("wrong", rule["say"])
    for layer in meant.main:
        if said := _wrong_length(layer):
            return Feedback("wrong", said)
    lacks = [_difference(numbers, question.answer) for numbers in shown if numbers]
    if all(lacks):
        return lacks[0]
    if question.unit and not _says_unit(meant, question.unit):
        return Feedback("wrong", "The numbers are right. But numbers of what? Put the unit into a title or a subtitle.")
    return Feedback("right", "Right: it shows these numbers, and a reader can see what they are.")


def keeps(meant: Meaning, rule: dict) -> bool:
    """Whether a chart keeps a rule.

    Args:
        meant: What the chart means.
        rule: Holds "must" or "never", a pattern: mark, channel (a name, "measure" or "category"), field, type,
            aggregate, bin, stack, sort, time_unit; each one value or a list of those that will do.

    Returns:
        True if some layer fits what must be, or none fits what must never be.
    """
    wanted = "must" in rule
    return wanted == any(_fits(layer, rule["must" if wanted else "never"]) for layer in meant.main)


def _fits(layer: Layer, pattern: dict) -> bool:
    if "mark" in pattern and layer.mark not in _several(pattern["mark"]):
        return False
    wanted = {key: _several(pattern[key]) for key in _OF_CHANNEL if key in pattern}
    roles = {"measure": layer.measure, "category": layer.category}
    return not wanted or any(
        all(_has(channel, key, values, roles) for key, values in wanted.items()) for channel in layer.channels.values()
    )


def _has(channel: Channel, key: str, values: list, roles: dict) -> bool:
    if key == "channel":
        return any(channel.name == value or roles.get(value) is channel for value in values)
    if key == "stack":
        return channel.stack in values
    return getattr(channel, key) in values


def _several(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def _wrong_length(layer: Layer) -> str | None:
    """What keeps the eye from comparing lengths, or None."""
    if layer.start is not None:
        where = f"at {layer.start:,.10g}" if layer.start and not math.isnan(layer.start) else "above zero"
        return (
            f"The axis starts {where}: {_AN[layer.mark]} must start at 0, because the eye compares its length. "
            "Let the axis start at zero."
        )
    if layer.bent:
        return f"On a {layer.bent} scale, twice as long is not twice as much: {_AN[layer.mark]} needs a plain scale."
    if layer.end is not None:
        return f"The axis ends at {layer.end:,.10g}: let it end just above the largest number, or leave it to Altair."
    return None


_AN = {"bar": "a bar", "area": "an area"}


def _says_unit(meant: Meaning, unit: str) -> bool:
    words = " ".join(meant.texts).lower()
    return any(form in words for form in forms(unit))


# The numbers that a chart shows.


Shown = list[tuple[set[str], float]]
"""Each number that is shown, with the names of all that belongs to it."""


def _shown(layer: Layer) -> list[Shown]:
    """What a layer shows; of piles in several colours, what each reaches, and what its parts are."""
    measure = layer.measure
    if measure is None or layer.rows.values is None:
        return []
    channels = [each for each in layer.channels.values() if each is not measure and each.drawn and not each.still]
    if any(each.bin or each.time_unit not in ("", "year", "yearmonth") for each in channels):
        return []
    groups: dict[tuple, list[dict]] = {}
    for number, row in enumerate(layer.rows.values):
        key = [_cut(row.get(each.drawn), each) for each in channels]
        groups.setdefault((*key, "" if measure.still else number), []).append(row)
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


def _cut(value: Any, channel: Channel) -> str:
    return str(value)[: {"year": 4, "yearmonth": 7}.get(channel.time_unit)]


def _number(rows: list[dict], measure: Channel) -> float | None:
    number = aggregated(rows, measure.still, measure.drawn) if measure.still else rows[0].get(measure.drawn)
    return number if isinstance(number, int | float) and math.isfinite(number) else None


def _names(rows: list[dict]) -> set[str]:
    """What all rows of a group have in common."""
    each = [set().union(*(names_of(value) for value in row.values())) for row in rows]
    common = set.intersection(*each)
    years = [{name[:4] for name in names if len(name) >= 10 and name[4:5] == "-"} for names in each]
    return common | set.intersection(*years)


def _tells(shown: Shown, answer: dict) -> bool:
    return bool(shown) and _missing(shown, answer) == []


def _missing(shown: Shown, answer: dict) -> list[str]:
    """The names for which a chart does not show the number; 764 in thousands is 764,000."""
    wanted = {str(name): closed(number) for name, number in answer.items()}
    best = list(wanted)
    for power in range(-_MOST_POWER, _MOST_POWER + 1):
        size = Fraction(10) ** power
        missing = [name for name, bounds in wanted.items() if not _has_number(shown, name, bounds, size)]
        best = min(best, missing, key=len)
    return best


def _has_number(shown: Shown, name: str, bounds: Bounds, size: Fraction) -> bool:
    margin = _NEAR * max(abs(bounds.low), abs(bounds.high))
    near = Bounds(bounds.low - margin, bounds.high + margin)
    numbers = [number for names, number in shown if name in names]
    return bool(numbers) and all(Fraction(number) * size in near for number in numbers)


def _difference(shown: Shown, answer: dict) -> Feedback | None:
    """What is shown too little or too much, or None."""
    missing = _missing(shown, answer)
    drawn = set().union(*(names for names, _ in shown))
    absent = [name for name in missing if name not in drawn]
    if absent:
        return Feedback("wrong", f"Something is missing: {', '.join(absent[:3])}.")
    for name in missing:
        if len({number for names, number in shown if name in names}) > 1:
            return Feedback(
                "wrong", f"For {name}, the chart shows several numbers. Which one is asked for?", general=True
            )
        return Feedback("wrong", f"Look at {name}: what the chart shows there is not what was asked for.", general=True)
    if any(not names & set(map(str, answer)) for names, _ in shown):
        return Feedback("wrong", "There is more in the chart than was asked for.", general=True)
    return None


def _trouble(meant: Meaning) -> str:
    told = next((layer.rows.trouble for layer in meant.layers if layer.rows.trouble), "")
    return told or "I see no numbers in this chart: which channel shows a quantity, such as y='value:Q'?"
