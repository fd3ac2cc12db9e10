"""Judging: what to say to an answer, by a plain function that needs no page and no widget."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from ..data.bounds import Bounds
from ..data.figures import last_place, unit_label
from ..data.tables import load
from ..data.words import format_number
from .answers import Typed, Unclear, room, understand
from .questions import Question, closed, in_order

TRIES = 2
"""After so many tries the answer is offered."""

_MOST_PLACES = 8


@dataclass(frozen=True)
class Feedback:
    """What to say to an answer.

    Args:
        verdict: "right", "wrong", or "unclear" where the answer was not understood: then it counts as no try.
        say: A sentence or two.
        misconception: The place in the question's list of the misconception that was met, or None.
        general: Whether it says little, so that a hint helps.
    """

    verdict: str
    say: str
    misconception: int | None = None
    general: bool = False

    def __repr__(self) -> str:
        return self.say


def judge(question: Question, answer: object, tries: int = 0) -> Feedback:
    """What to say to an answer.

    Args:
        question: From `helpers.questions.questions.question`.
        answer: For a number the text as typed; for a choice the place of the option, counted from 0; for several
            choices and for an order a list of places; for a chart the chart.
        tries: How many wrong answers came before, so that each try gets a hint of its own.

    Returns:
        The feedback. Nonsense is asked about, never an error.

    Example:
        >>> from helpers.questions.questions import question
        >>> judge(question("autos.1"), "18.7万 vehicles").verdict
        'right'
        >>> judge(question("autos.1"), "lots")
        I cannot find a number in “lots”: write it in digits, such as 187,000 or 18.7万.
    """
    try:
        feedback = _JUDGES[question.kind](question, answer)
    except Unclear as unclear:
        return Feedback("unclear", str(unclear))
    if not feedback.general or not question.hints:
        return feedback
    return replace(feedback, say=f"{feedback.say} Hint: {question.hints[min(tries, len(question.hints) - 1)]}")


# Numbers.


def _judge_number(question: Question, answer: object) -> Feedback:
    typed = understand(answer if isinstance(answer, str | int | float) else "")
    readings = _in_unit(question, typed)
    for value, step in readings:
        if _fits(value, step, question.accepted, question.digits):
            return Feedback("right", said_when_right(question))
    for place, misconception in enumerate(question.misconceptions):
        if any(_fits(*reading, closed(misconception.leads_to), question.digits) for reading in readings):
            return Feedback("wrong", misconception.say, place)
    value, step = readings[0]
    if room(value, step).overlaps(question.accepted):
        raise Unclear("That is the right size. Give one digit more, so that we can tell.")
    return _slip(question, value, step, typed.unit)


def _fits(value: Fraction, step: Fraction, target: Bounds, digits: int) -> bool:
    """Whether a typed number can be the target's, if it is as fine as the question needs."""
    return room(value, min(step, coarsest(target, digits))).overlaps(target)


def coarsest(target: Bounds, digits: int) -> Fraction:
    """The place of the last digit that an answer needs.

    Args:
        target: The numbers that are right, or that a misconception leads to.
        digits: The significant digits that the question asks for.

    Returns:
        A power of ten.

    Example:
        >>> print(coarsest(Bounds(Fraction(186500), Fraction(188000)), 2))
        10000
    """
    size = max(abs(target.low), abs(target.high))
    if not size:
        return Fraction(1)
    return last_place(size) / 10 ** (digits - 1)


def said_when_right(question: Question) -> str:
    """What to say to a right number.

    Args:
        question: A question of the kind number.

    Returns:
        A sentence or two; the second has what the printed numbers allow.

    Example:
        >>> from helpers.questions.questions import question
        >>> said_when_right(question("autos.4"))
        'Right.'
    """
    low, high = (end / question.size for end in (question.accepted.low, question.accepted.high))
    if low == high:
        return "Right."
    ends = f"{format_number(low)} to {format_number(high)} {question.unit_words}".strip()
    return f"Right. The printed numbers allow anything from {ends}."


def _slip(question: Question, value: Fraction, step: Fraction, unit: str) -> Feedback:
    """The slips that can happen in any question: a place too many, a percentage as a share, the other direction."""
    target, digits = question.accepted, question.digits
    if question.unit == "percent" and not unit and _fits(value * 100, step * 100, target, digits):
        raise Unclear("Is that a share of 1? In percent, the whole is 100.")
    if question.unit == "ratio" and not unit and _fits(value / 100, step / 100, target, digits):
        raise Unclear("Is that in percent? Then write the sign % behind it.")
    if _fits(-value, step, target, digits):
        return Feedback("wrong", "The size is right. Look at the sign: up, or down?")
    for place in range(1, _MOST_PLACES + 1):
        for power, word in ((place, "small"), (-place, "large")):
            size = Fraction(10) ** power
            if _fits(value * size, step * size, target, digits):
                return Feedback(
                    "wrong", f"The digits are right, but it is {format_number(10**place)} times too {word}."
                )
    return Feedback("wrong", "Not yet.", general=True)


def _in_unit(question: Question, typed: Typed) -> list[tuple[Fraction, Fraction]]:
    """What was typed, in the unit of the question."""
    readings = list(typed.readings)
    unit = _plain_words(typed.unit)
    if unit and unit not in units_of(question):
        if question.unit == "ratio" and unit in forms("percent"):
            return [(value / 100, step / 100) for value, step in readings]
        wanted = question.unit_words or "a number without a unit"
        advice = "Work it out in that unit" if unit in known_units() else "Write that, or leave the unit out"
        raise Unclear(f"You wrote “{typed.unit}”, but the answer is in {wanted}. {advice}.")
    if question.size == 1 or typed.magnified:
        return readings
    # 500 stands for 500 billion yuan where that is asked; 500,000,000,000 for itself.
    return [(value * question.size, step * question.size) for value, step in readings] + readings


def units_of(question: Question) -> set[str]:
    """The words that may stand behind the number that a question asks for.

    Args:
        question: A question of the kind number.

    Returns:
        The forms of its unit, and the unit as it stands behind the field.

    Example:
        >>> from helpers.questions.questions import question
        >>> sorted(units_of(question("autos.1")))
        ['vehicle', 'vehicles', '辆']
    """
    return forms(question.unit) | {_plain_words(question.unit_words)} - {""}


@cache
def known_units() -> frozenset[str]:
    """The words of every unit of the collection.

    Returns:
        English and Chinese, one and many.

    Example:
        >>> {"yuan", "辆", "apples"} - known_units()
        {'apples'}
    """
    return frozenset(word for unit in load("units")["id"] for word in forms(unit))


def forms(unit: str) -> set[str]:
    """The words in which a unit may be typed.

    Args:
        unit: An id of units.csv, two of them joined by a slash, or free words.

    Returns:
        English and Chinese, one and many.

    Example:
        >>> sorted(forms("vehicle"))
        ['vehicle', 'vehicles', '辆']
    """
    units = load("units")
    chinese = dict(zip(units["id"], units["label_zh"], strict=True))
    words = {unit_label(unit), unit.replace("_", " "), unit.replace("_", " ").replace("/", " per ")}
    if unit in chinese:
        words.add(chinese[unit])
    words |= {"percent": {"%", "per cent", "percentage", "pct"}, "times": {"x", "×", "fold"}}.get(unit, set())
    words |= {"years": {"year", "yr", "yrs", "y", "years later", "years after"}}.get(unit, set())
    words |= {"points", "point", "pp", "percentage point"} if unit == "percentage points" else set()
    return {_plain_words(word) for word in words} - {""}


def _plain_words(words: str) -> str:
    return " ".join(words.lower().replace("²", "2").replace("％", "%").split())


# Choices and orders.


def _judge_choice(question: Question, answer: object) -> Feedback:
    (place,) = _places(question, [answer] if not isinstance(answer, list | tuple) else answer, most=1)
    choice = question.choices[place]
    if choice.right:
        return Feedback("right", "Right.")
    return Feedback("wrong", choice.say or "Not this one.", place if choice.say else None, general=not choice.say)


def _judge_choices(question: Question, answer: object) -> Feedback:
    chosen = set(_places(question, answer))
    right = {place for place, choice in enumerate(question.choices) if choice.right}
    for place in sorted(chosen - right):
        say = question.choices[place].say
        text = question.choices[place].text
        quoted = text if "“" in text else f"“{text}”"
        told = f"{quoted}: {say}" if say else f"{quoted} does not belong."
        return Feedback("wrong", told, place if say else None, general=not say)
    if right - chosen:
        return Feedback("wrong", "What you chose is right, but there is more.", general=True)
    return Feedback("right", "Right.")


def _places(question: Question, answer: object, most: int | None = None) -> list[int]:
    """The options that an answer means, by their places."""
    options = [choice.text for choice in question.choices] if question.kind != "order" else question.items
    answer = answer if isinstance(answer, list | tuple | set) else [answer]
    places = [options.index(each) if isinstance(each, str) and each in options else each for each in answer]
    known = [place for place in places if type(place) is int and 0 <= place < len(options)]
    if not known or len(known) < len(places) or len(set(known)) < len(known) or (most and len(known) > most):
        raise Unclear("Choose one of the answers first." if most else "Choose from the list first.")
    return known


def _judge_order(question: Question, answer: object) -> Feedback:
    places = _places(question, answer)
    if len(places) < len(question.items):
        raise Unclear("Put all of them in order.")
    if _is_ordered(places, question.answer, question.falling):
        return Feedback("right", "Right.")
    for index, misconception in enumerate(question.misconceptions):
        if _is_ordered(places, misconception.leads_to, question.falling):
            return Feedback("wrong", misconception.say, index)
    if places == in_order(question)[::-1]:
        return Feedback(
            "wrong", f"The other way round: the {'largest' if question.falling else 'smallest'} comes first."
        )
    return Feedback("wrong", "Not yet.", general=True)


def _is_ordered(places: list[int], values: list, falling: bool) -> bool:
    """Whether the data can bear an order: where bounds overlap, it can bear both."""
    bounds = [closed(values[place]) for place in (places if not falling else places[::-1])]
    return not any(later.below(earlier) for n, earlier in enumerate(bounds) for later in bounds[n + 1 :])


# Charts.


def _judge_chart(question: Question, answer: object) -> Feedback:
    from .chart_rules import judge_chart

    return judge_chart(question, answer)


_JUDGES = {
    "number": _judge_number,
    "choice": _judge_choice,
    "choices": _judge_choices,
    "order": _judge_order,
    "chart": _judge_chart,
}
