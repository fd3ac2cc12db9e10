"""What a page takes along so that judge.js can judge its questions as `helpers.questions.judging` does."""

import re
from fractions import Fraction

from helpers.data.bounds import Bounds
from helpers.questions.answers import MAGNITUDES, MOST_LETTERS, MOST_POWER, PATTERNS, SIGNS
from helpers.questions.ask import payload
from helpers.questions.judging import coarsest, forms, known_units, said_when_right, units_of
from helpers.questions.questions import Question, closed, in_order

_LETTERS = r"\p{L}\p{N}_"


def key(asked: Question) -> dict:
    """A question with all that is needed to judge an answer to it.

    Args:
        asked: The question.

    Returns:
        Its payload; each end of a range is an exact fraction, and of an order it is told who must stand before whom.

    Example:
        >>> from helpers.questions.questions import question
        >>> key(question("start.2"))["accepted"]["coarsest"]
        '100'
    """
    return payload(asked) | _KEYS[asked.kind](asked)


def _key_of_number(asked: Question) -> dict:
    return {
        "size": str(asked.size),
        "measure": asked.unit,
        "units": sorted(units_of(asked)),
        "right": said_when_right(asked),
        "accepted": _range(asked.accepted, asked.digits),
        "misconceptions": [
            {"accepted": _range(closed(each.leads_to), asked.digits), "say": each.say} for each in asked.misconceptions
        ],
    }


def _range(target: Bounds, digits: int) -> dict:
    return {"low": str(target.low), "high": str(target.high), "coarsest": str(coarsest(target, digits))}


def _key_of_choices(asked: Question) -> dict:
    return {"choices": [{"text": each.text, "right": each.right, "say": each.say} for each in asked.choices]}


def _key_of_order(asked: Question) -> dict:
    return {
        "falling": asked.falling,
        "order": in_order(asked),
        "before": _before(asked.answer, asked.falling),
        "misconceptions": [
            {"before": _before(each.leads_to, asked.falling), "say": each.say} for each in asked.misconceptions
        ],
    }


def _before(values: list[Fraction], falling: bool) -> list[tuple[int, int]]:
    """The pairs of places of which the first must come before the second: where bounds overlap, either may."""
    bounds = [closed(value) for value in values]
    pairs = [(n, m) for n, one in enumerate(bounds) for m, other in enumerate(bounds) if one.below(other)]
    return [pair[::-1] for pair in pairs] if falling else pairs


_KEYS = {
    "number": _key_of_number,
    "choice": _key_of_choices,
    "choices": _key_of_choices,
    "order": _key_of_order,
    "chart": lambda asked: {},
}


def grammar() -> dict:
    """What numbers and units look like, for all questions of a page.

    Returns:
        The patterns of `helpers.questions.answers` as JavaScript reads them, and its words.
    """
    return {
        "patterns": {name: _in_javascript(pattern.pattern) for name, pattern in PATTERNS.items()},
        "magnitudes": MAGNITUDES,
        "signs": {chr(sign): chr(plain) for sign, plain in SIGNS.items()},
        "most_letters": MOST_LETTERS,
        "most_power": MOST_POWER,
        "percent": sorted(forms("percent")),
        "known_units": sorted(known_units()),
    }


def _in_javascript(pattern: str) -> str:
    """A pattern without what only Python knows, and without looking back, which an older phone does not know."""
    pattern = re.sub(r"\\b(.*)\\b", lambda match: f"(?:^|[^{_LETTERS}]){match[1]}(?![{_LETTERS}])", pattern)
    return pattern.replace("(?P<", "(?<").replace(r"[^\W\d_]", r"\p{L}").replace(r"\w", f"[{_LETTERS}]")
