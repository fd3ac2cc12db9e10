"""The key of a question: all that a browser needs to draw its form and to judge an answer to it."""

from fractions import Fraction

from ..data.bounds import Bounds
from ..data.figures import last_place, unit_label, with_unit
from ..data.tables import load
from ..data.words import format_number
from . import messages
from .questions import Question, closed

_MORE_FORMS = {
    "percent": {"%", "per cent", "percentage", "pct"},
    "times": {"x", "×", "fold"},
    "years": {"year", "yr", "yrs", "y", "years later", "years after"},
}
# As they are typed behind a number. Some are too short to be looked for in the words of a chart.
_TYPED = {
    "percent": "percents",
    "% a year": "%, % each year, percent, percent a year, per cent, per cent a year, pct",
    "times": "time, -fold, times as much, times as many, times as large, 倍",
    "years": "年",
    "vehicle": """car, cars, auto, autos, automobile, automobiles, nev, nevs, ev, evs, mini ev, mini evs, unit, units,
        electric car, electric cars, electric vehicle, electric vehicles, new energy vehicle, new energy vehicles, 台,
        部, 辆车, 台车, 部车, 辆汽车, 辆新能源汽车""",
    "square_kilometre": "square kilometres, square kilometer, square kilometers, square km, sq km, sq. km, 平方千米",
    "firms a month": """firm, firms, company, companies, enterprise, enterprises, 家, 个, 家企业, a month, 每月, 家每月,
        firm a month, company a month, companies a month, enterprise a month, enterprises a month, 家企业每月""",
}


def key(asked: Question) -> dict:
    """The key of a question, as a saved notebook keeps it and judge.js reads it.

    Args:
        asked: The question.

    Returns:
        A dict that can travel as JSON. Each end of a range is an exact fraction; of an order it is told who must stand
        before whom; what a chart must show is told its form alone (chart_key.py).

    Example:
        >>> from helpers.questions.questions import question
        >>> key(question("start.2"))["accepted"]["coarsest"]
        '100'
    """
    asks = {"id": asked.id, "kind": asked.kind, "prompt": asked.prompt, "options": asked.options}
    tells = {"hints": asked.hints, "answer": asked.in_words, "working": asked.working}
    judges = {"number": _of_number, "order": _of_order}.get(asked.kind)
    return asks | (judges(asked) if judges else {}) | tells


def _of_number(asked: Question) -> dict:
    return {
        "unit": unit_label(asked.unit),
        "units": sorted(unit_forms(asked.unit) | _typed_forms(asked.unit)),
        "opens": asked.opens,
        "percent": "%" in unit_label(asked.unit),
        "right": _said_when_right(asked),
        "accepted": _range(asked.accepted, asked.digits),
        "misconceptions": [
            {"accepted": _range(closed(leads_to), asked.digits), "say": say} for leads_to, say in asked.misconceptions
        ],
    }


def _said_when_right(asked: Question) -> str:
    low, high = asked.accepted.low, asked.accepted.high
    if low == high:
        return messages.FORM["right"]
    return messages.RIGHT_RANGE.format(low=format_number(low), high=with_unit(format_number(high), asked.unit))


def _range(accepted: Bounds, digits: int) -> dict:
    """A range, and the place of the last digit that an answer needs to be told from its neighbours."""
    size = max(abs(accepted.low), abs(accepted.high))
    coarsest = last_place(size) / 10 ** (digits - 1) if size else Fraction(1)
    return {"low": str(accepted.low), "high": str(accepted.high), "coarsest": str(coarsest)}


def _of_order(asked: Question) -> dict:
    before = _before(asked.answer, asked.falling)
    misconceptions = [(_before(leads_to, asked.falling), say) for leads_to, say in asked.misconceptions]
    misconceptions.append(([pair[::-1] for pair in before], messages.REVERSED))
    return {"before": before, "misconceptions": [{"before": pairs, "say": say} for pairs, say in misconceptions]}


def _before(values: list, falling: bool) -> list[tuple[int, int]]:
    """The pairs of places of which the first must come before the second: where bounds overlap, either may."""
    bounds = [closed(value) for value in values]
    pairs = [(n, m) for n, one in enumerate(bounds) for m, other in enumerate(bounds) if one.below(other)]
    return [pair[::-1] for pair in pairs] if falling else pairs


def _typed_forms(unit: str) -> set[str]:
    return {" ".join(form.split()) for form in _TYPED.get(unit, unit).lower().split(",")}


def unit_forms(unit: str) -> set[str]:
    """The words in which a unit may be written.

    Args:
        unit: An id of units.csv, or free words.

    Returns:
        English and Chinese, one and many.

    Example:
        >>> sorted(unit_forms("vehicle"))
        ['vehicle', 'vehicles', '辆']
    """
    units = load("units").set_index("id")["label_zh"]
    words = {unit_label(unit), unit.replace("_", " "), units.get(unit, unit)} | _MORE_FORMS.get(unit, set())
    return {" ".join(word.lower().replace("²", "2").split()) for word in words}
