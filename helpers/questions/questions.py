"""Questions: what `data/questions/<theme>.toml` asks; each number in it is a fact of `data/facts/<theme>.py`."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor
from pathlib import Path

from ..data.bounds import Bounds, exact, point
from ..data.facts import facts, look_up
from ..data.figures import Figure, last_place, unit_label
from ..data.files import DATA
from ..data.words import format_number
from ..errors import ClearError, unknown
from .answers import MAGNITUDES

FOLDER = DATA / "questions"
LEVELS = ("recall", "understand", "judge")

_COMMON = {"id", "kind", "level", "prompt", "hints", "working"}
_OWN = {
    "number": ({"unit", "answer"}, {"scale", "digits", "misconceptions"}),
    "choice": ({"choices"}, set()),
    "choices": ({"choices"}, set()),
    "order": ({"items", "order", "answer"}, {"misconceptions"}),
    "chart": ({"answer"}, {"unit", "rules", "misconceptions"}),
}
KINDS = tuple(_OWN)

_REFERENCE = re.compile(r"\{([A-Za-z_]\w*(?:\.(?:low|high))?)(?::(,?\.\d+f))?\}")


@dataclass(frozen=True)
class Choice:
    """One of the options of a question.

    Args:
        text: What stands beside it.
        right: Whether it belongs to the answer.
        say: What to say to those who chose it wrongly.
    """

    text: str
    right: bool
    say: str


@dataclass(frozen=True)
class Misconception:
    """A known way to go wrong.

    Args:
        leads_to: The answer that it leads to, in the form of the right one.
        say: What to say to those who went that way.
    """

    leads_to: object
    say: str


@dataclass(frozen=True)
class Question:
    """A question as its file has it; what comes from the data is worked out when it is asked for.

    Args:
        id: Such as "autos.1".
        kind: One of `KINDS`.
        level: One of `LEVELS`.
        given: The table of the file.
    """

    id: str
    kind: str
    level: str
    given: dict

    @property
    def names(self) -> dict[str, object]:
        """The facts that its texts and answers name."""
        return facts(self.id.partition(".")[0])

    def _filled(self, text: str) -> str:
        return filled(text, self.names)

    def _value(self, given: object) -> object:
        """What an answer of the file stands for: a name for its fact, a list for several, a number for itself."""
        if isinstance(given, list):
            return [self._value(each) for each in given]
        return look_up(given, self.names) if isinstance(given, str) else given

    @cached_property
    def prompt(self) -> str:
        """What is asked."""
        return self._filled(self.given["prompt"])

    @cached_property
    def hints(self) -> list[str]:
        """What helps, one a try."""
        return [self._filled(hint) for hint in self.given["hints"]]

    @cached_property
    def working(self) -> str:
        """How the answer is found."""
        return self._filled(self.given["working"])

    @property
    def unit(self) -> str:
        """An id of units.csv, or free words; empty where there is none."""
        return self.given.get("unit", "")

    @property
    def unit_words(self) -> str:
        """The unit as it stands behind the field: "billion yuan"."""
        return f"{self.given.get('scale', '')} {unit_label(self.unit)}".strip()

    @property
    def size(self) -> Fraction:
        """What a number without a magnitude of its own is multiplied by: a billion, in a question in billion yuan."""
        return Fraction(10) ** MAGNITUDES.get(self.given.get("scale"), 0)

    @property
    def digits(self) -> int:
        """The significant digits that an answer needs at least."""
        return self.given.get("digits", 2)

    @cached_property
    def answer(self) -> object:
        """A figure or a number; for an order a list, for a chart a dict of them."""
        return self._value(self.given["answer"])

    @cached_property
    def accepted(self) -> Bounds:
        """The numbers that are right, from one shown end to the other; where the words leave an end open, the number.

        The ends are rounded outwards, as they are shown: who types one of them back is right.
        """
        bounds = closed(self.answer)
        if bounds.low == bounds.high:
            return bounds
        place = last_place((bounds.high - bounds.low) / 10)
        return replace(bounds, low=floor(bounds.low / place) * place, high=ceil(bounds.high / place) * place)

    @cached_property
    def choices(self) -> list[Choice]:
        """The options."""
        return [
            Choice(self._filled(each["text"]), bool(self._value(each["holds"])), self._filled(each.get("say", "")))
            for each in self.given["choices"]
        ]

    @cached_property
    def items(self) -> list[str]:
        """What is to be put in order."""
        return [self._filled(item) for item in self.given["items"]]

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The known ways to go wrong."""
        return [
            Misconception(self._value(each["answer"]), self._filled(each["say"]))
            for each in self.given.get("misconceptions", [])
        ]

    @property
    def falling(self) -> bool:
        """Whether the largest comes first in an order."""
        return self.given["order"] == "falling"

    @property
    def rules(self) -> list[dict]:
        """What a chart must, or must never, have: see `helpers.questions.chart_rules`."""
        return self.given.get("rules", [])

    @property
    def in_words(self) -> str:
        """The right answer, as a reader says it; of a chart the working tells."""
        return _ANSWERS[self.kind](self)

    @property
    def known_mistakes(self) -> list[tuple[str, str]]:
        """What is answered wrongly for a known reason, as a reader says it, each with what is said to it."""
        return _MISTAKES[self.kind](self)


def question(question_id: str) -> Question:
    """A question of the collection.

    Args:
        question_id: Such as "autos.1".

    Returns:
        The question.

    Raises:
        ClearError: There is no such question; the message names the nearest.

    Example:
        >>> question("autos.1").kind
        'number'
    """
    known = questions()
    if question_id not in known:
        raise unknown("question", question_id, known)
    return known[question_id]


@cache
def questions(folder: Path = FOLDER) -> dict[str, Question]:
    """Every question of the collection.

    Args:
        folder: Where their files are.

    Returns:
        The questions by id, in the order of the files.

    Raises:
        ClearError: A file is not as it should be; the message names the file and the question.
    """
    found: dict[str, Question] = {}
    for path in sorted(folder.glob("*.toml")):
        for given in _read(path):
            _check(given, path)
            if given["id"] in found:
                raise ClearError(f"{path.name}: two questions are named {given['id']!r}.")
            found[given["id"]] = Question(given["id"], given["kind"], given["level"], given)
    return found


def _read(path: Path) -> list[dict]:
    try:
        return [dict(given) for given in tomllib.loads(path.read_text(encoding="utf-8"))["question"]]
    except (KeyError, ValueError) as error:
        raise ClearError(f"{path.name} is not a file of [[question]] tables: {error}.") from error


def _check(given: dict, path: Path) -> None:
    """Whether a question has what its kind needs, and nothing that would be passed over unseen."""
    name = f"{path.name}, question {given.get('id', '?')!r}"
    kind = given.get("kind")
    if kind not in KINDS:
        raise ClearError(f"{name}: its kind must be one of {', '.join(KINDS)}, not {kind!r}.")
    if not str(given.get("id")).startswith(f"{path.stem}."):
        raise ClearError(f"{name}: its id must begin with {path.stem + '.'!r}.")
    needed, allowed = _OWN[kind]
    missing = sorted((_COMMON | needed) - given.keys())
    extra = sorted(given.keys() - _COMMON - needed - allowed)
    if missing or extra:
        what = f"it lacks {', '.join(missing)}" if missing else f"nobody reads {', '.join(extra)}"
        raise ClearError(f"{name}: {what}.")
    if given["level"] not in LEVELS:
        raise ClearError(f"{name}: its level must be one of {', '.join(LEVELS)}.")
    if given.get("scale", "million") not in MAGNITUDES:
        raise ClearError(f"{name}: its scale must be one of {', '.join(MAGNITUDES)}.")
    for each in given.get("misconceptions", []) + given.get("rules", []):
        if not each.get("say"):
            raise ClearError(f"{name}: each misconception and each rule needs something to say.")


def filled(text: str, names: dict[str, object]) -> str:
    """A text with each {name} in it filled in from the facts.

    Args:
        text: A name may end in a form for numbers, as in {nev_growth20:.0f}.
        names: The facts.

    Returns:
        The text as a reader sees it.

    Raises:
        ClearError: There is no such fact.

    Example:
        >>> filled("{nev20}, up {nev_growth20:.0f} %", facts("autos"))
        '187,000 vehicles, up 198 %'
    """
    return " ".join(_REFERENCE.sub(lambda match: _written(look_up(match[1], names), match[2]), text).split())


def _written(value: object, form: str | None) -> str:
    if isinstance(value, str):
        return value
    if form:
        return format(float(value.value if isinstance(value, Figure) else value), form)
    return value.printed if isinstance(value, Figure) else format_number(value)


def closed(answer: object) -> Bounds:
    """The numbers that an answer allows; where an end is open, the value alone.

    Args:
        answer: A figure or a number.

    Returns:
        Bounds with both ends.

    Example:
        >>> print(closed(figure("nev_output", 2020)), "or", closed(figure("nev_output", 2019)))
        between 186,500 and 188,000 or 60,000
    """
    if not isinstance(answer, Figure):
        return point(exact(float(answer)) if not isinstance(answer, Fraction | int) else exact(answer))
    ends = answer.bounds
    return point(answer.value) if None in (ends.low, ends.high) else ends


def in_order(question: Question) -> list[int]:
    """The items of a question, by their places in its list, in the right order.

    Args:
        question: A question of the kind order.

    Returns:
        The places.
    """
    return _ordered(question.answer, question.falling)


def _ordered(values: list, falling: bool) -> list[int]:
    middles = [_middle(value) for value in values]
    return sorted(range(len(middles)), key=middles.__getitem__, reverse=falling)


def _middle(value: object) -> Fraction:
    bounds = closed(value)
    return (bounds.low + bounds.high) / 2


def _number_in_words(asked: Question) -> str:
    bounds = asked.accepted
    answer = asked.answer
    if isinstance(answer, Figure) and bounds.low != bounds.high and asked.size == 1:
        figured = Figure(answer.value, bounds, asked.unit, "")
        return str(figured)
    return f"{_at_most_four_digits(_middle(asked.answer) / asked.size)} {asked.unit_words}".strip()


def _choices_in_words(asked: Question) -> str:
    return "; ".join(choice.text for choice in asked.choices if choice.right)


def _at_most_four_digits(number: Fraction) -> str:
    return format_number(
        number if number.denominator == 1 or abs(number) >= 10_000 else Fraction(f"{float(number):.4g}")
    )


_ANSWERS: dict[str, Callable[[Question], str]] = {
    "number": _number_in_words,
    "choice": _choices_in_words,
    "choices": _choices_in_words,
    "order": lambda asked: _order_in_words(asked, asked.answer),
    "chart": lambda asked: "",
}


def _order_in_words(asked: Question, values: list) -> str:
    return "; ".join(asked.items[place] for place in _ordered(values, asked.falling))


def _wrong_numbers(asked: Question) -> list[tuple[str, str]]:
    # In no unit: many of them would be in another one than is asked for.
    return [(_shown(each.leads_to, asked), each.say) for each in asked.misconceptions]


def _shown(value: object, asked: Question) -> str:
    return _at_most_four_digits((value.value if isinstance(value, Figure) else _middle(value)) / asked.size)


def _wrong_choices(asked: Question) -> list[tuple[str, str]]:
    return [(choice.text, choice.say) for choice in asked.choices if not choice.right]


def _wrong_orders(asked: Question) -> list[tuple[str, str]]:
    return [(_order_in_words(asked, each.leads_to), each.say) for each in asked.misconceptions]


def _wrong_charts(asked: Question) -> list[tuple[str, str]]:
    numbers = [
        (", ".join(f"{name}: {_shown(value, asked)}" for name, value in each.leads_to.items()), each.say)
        for each in asked.misconceptions
    ]
    return numbers + [(_breach_in_words(rule), rule["say"]) for rule in asked.rules]


def _breach_in_words(rule: dict) -> str:
    """What a chart has that breaks a rule: "no bar" where bars must be."""
    word, pattern = ("no", rule["must"]) if "must" in rule else ("a", rule["never"])
    return f"{word} {', '.join(map(str, pattern.values()))}"


_MISTAKES: dict[str, Callable[[Question], list[tuple[str, str]]]] = {
    "number": _wrong_numbers,
    "choice": _wrong_choices,
    "choices": _wrong_choices,
    "order": _wrong_orders,
    "chart": _wrong_charts,
}
