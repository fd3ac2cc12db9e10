"""Questions: what `data/questions/<theme>.toml` asks; each number in it is a fact of `data/facts/<theme>.py`."""

import re
import tomllib
from dataclasses import replace
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
from . import messages

FOLDER = DATA / "questions"
LEVELS = ("recall", "understand", "judge")

_COMMON = {"id", "kind", "level", "prompt", "hints", "working"}
_OWN = {
    "number": ({"unit", "answer"}, {"digits", "opens", "misconceptions"}),
    "choice": ({"choices"}, set()),
    "choices": ({"choices"}, set()),
    "order": ({"items", "order", "answer"}, {"misconceptions"}),
    "chart": ({"answer"}, {"unit", "mark", "aggregates", "beside", "misconceptions"}),
}
KINDS = tuple(_OWN)
_ONE_OF = {"kind": KINDS, "level": LEVELS, "opens": ("", "upwards", "downwards")}

_REFERENCE = re.compile(r"\{([A-Za-z_]\w*(?:\.(?:low|high))?)(?::(,?\.\d+f))?\}")


class Question:
    """A question as its file has it; what comes from the data is worked out when it is asked for.

    Args:
        id: Such as "autos.1".
        kind: One of `KINDS`.
        given: The table of the file.

    Attributes:
        theme: That of its facts, such as "autos".
        unit: An id of units.csv, or free words; empty where there is none.
        digits: The significant digits that an answer needs at least.
        opens: Where an end is asked for: to which side it is open ("upwards" for the least number); else empty.
        falling: Whether the largest comes first in an order.
    """

    def __init__(self, id: str, kind: str, given: dict):
        self.id, self.kind, self.given = id, kind, given
        self.theme = id.partition(".")[0]
        self.unit, self.digits, self.opens = given.get("unit", ""), given.get("digits", 2), given.get("opens", "")
        self.falling = given.get("order") == "falling"

    @cached_property
    def told(self) -> dict:
        """The table of the file with its texts filled in, and with the facts that its answers name."""
        return _told(self.given, facts(self.theme))

    # The answer is a figure or a number; for an order a list; for a chart a dict, or several where each may be right.
    prompt, hints, working, answer = (
        property(lambda self, name=name: self.told[name]) for name in ("prompt", "hints", "working", "answer")
    )

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

    @property
    def options(self) -> list[dict]:
        """What can be chosen, each with whether it is `right` and what to `say` if not; or what to put in order."""
        choices = [{"say": "", **each, "right": bool(each["holds"])} for each in self.told.get("choices", [])]
        shown = [{name: each[name] for name in ("text", "right", "say")} for each in choices]
        return shown or [{"text": item} for item in self.told.get("items", [])]

    @property
    def misconceptions(self) -> list[tuple[object, str]]:
        """The known ways to go wrong: the answer that each leads to, in the form of the right one, and what to say."""
        return [(each["answer"], each["say"]) for each in self.told.get("misconceptions", [])]

    @property
    def beside(self) -> list[tuple[dict, bool, str]]:
        """What a chart may show in another colour than the answer: whether that is right, too, and what to say."""
        return [(each["answer"], each["right"], each["say"]) for each in self.told.get("beside", [])]

    @property
    def in_words(self) -> str:
        """The right answer, as a reader says it; of a chart the working tells."""
        if self.kind not in ("number", "order"):
            return "; ".join(option["text"] for option in self.options if option["right"])
        if isinstance(self.answer, Figure) and self.accepted.low != self.accepted.high:
            return str(Figure(self.answer.value, self.accepted, self.unit, ""))
        return f"{self._said(self.answer)} {unit_label(self.unit)}".rstrip()

    @property
    def known_mistakes(self) -> list[tuple[str, str]]:
        """What is answered wrongly for a known reason, as a reader says it, each with what is said to it."""
        found = [(each["text"], each["say"]) for each in self.options if not each.get("right", True)]
        found += [(self._said(leads_to), say) for leads_to, say in self.misconceptions]
        if mark := self.told.get("mark"):
            found.append((messages.NO_SUCH_MARK.format(mark=mark["kind"]), mark["say"]))
        beside = [(self._said(other), say) for other, right, say in self.beside if not right]
        return found + [(messages.IN_ANOTHER_COLOUR.format(shown=shown), say) for shown, say in beside]

    def _said(self, answer: object) -> str:
        """An answer in words, without a unit: many a mistake would be in another one than is asked for."""
        if self.kind == "order":
            return "; ".join(self.options[place]["text"] for place in in_order(answer, self.falling))
        if self.kind == "chart":
            return ", ".join(f"{name}: {_shown(value)}" for name, value in answer.items())
        return _shown(answer)


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

    Example:
        >>> next(iter(questions()))
        'autos.1'
    """
    found: dict[str, Question] = {}
    for path in sorted(folder.glob("*.toml")):
        for given in _read(path):
            _check(given, path)
            if given["id"] in found:
                raise ClearError(messages.TWO_OF_ONE_NAME.format(file=path.name, id=given["id"]))
            found[given["id"]] = Question(given["id"], given["kind"], given)
    return found


def _read(path: Path) -> list[dict]:
    try:
        return [dict(given) for given in tomllib.loads(path.read_text(encoding="utf-8"))["question"]]
    except (KeyError, ValueError) as error:
        raise ClearError(messages.NO_FILE_OF_QUESTIONS.format(file=path.name, error=error)) from error


def _check(given: dict, path: Path) -> None:
    """Whether a question has what its kind needs, and nothing that would be passed over unseen."""

    def fault(message: str, **fields: object) -> ClearError:
        return ClearError(message.format(file=path.name, id=given.get("id", "?"), **fields))

    for name, known in _ONE_OF.items():
        if given.get(name, "") not in known:
            raise fault(messages.NOT_ONE_OF, name=name, known=", ".join(filter(None, known)), given=given.get(name))
    if not str(given.get("id")).startswith(f"{path.stem}."):
        raise fault(messages.WRONG_THEME, theme=f"{path.stem}.")
    needed, allowed = _OWN[given["kind"]]
    if missing := sorted((_COMMON | needed) - given.keys()):
        raise fault(messages.LACKS, names=", ".join(missing))
    if extra := sorted(given.keys() - _COMMON - needed - allowed):
        raise fault(messages.UNREAD, names=", ".join(extra))
    told = [*given.get("misconceptions", []), *given.get("beside", []), *([given["mark"]] if "mark" in given else [])]
    if not all(each.get("say") for each in told):
        raise fault(messages.NOTHING_TO_SAY)


def _told(given: object, names: dict[str, object], key: str = "") -> object:
    if isinstance(given, dict):
        return {name: _told(each, names, name) for name, each in given.items()}
    if isinstance(given, list):
        return [_told(each, names, key) for each in given]
    if not isinstance(given, str):
        return given
    return look_up(given, names) if key in ("answer", "holds") else filled(given, names)


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
        >>> print(closed(facts("autos")["nev20"]), "or", closed(7))
        between 186,500 and 188,000 or 7
    """
    if not isinstance(answer, Figure):
        return point(exact(answer))
    ends = answer.bounds
    return point(answer.value) if None in (ends.low, ends.high) else ends


def in_order(values: list, falling: bool) -> list[int]:
    """Answers in the order of their size.

    Args:
        values: Figures or numbers.
        falling: Whether the largest comes first.

    Returns:
        Their places in the list.

    Example:
        >>> in_order([2, 3, 1], falling=True)
        [1, 0, 2]
    """
    sums = [bounds.low + bounds.high for bounds in map(closed, values)]
    return sorted(range(len(sums)), key=sums.__getitem__, reverse=falling)


def _shown(value: object) -> str:
    """A number with at most four digits behind its whole part."""
    number = value.value if isinstance(value, Figure) else exact(value)
    whole = number.denominator == 1 or abs(number) >= 10_000
    return format_number(number if whole else Fraction(f"{float(number):.4g}"))
