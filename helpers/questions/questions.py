"""Questions: what `data/questions/<theme>.toml` asks; each number in it is a fact of `data/facts/<theme>.py`."""

import re
import tomllib
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from ..data.bounds import Bounds, exact, point
from ..data.facts import facts, look_up
from ..data.figures import Figure
from ..data.files import DATA, ById
from ..data.words import format_number, in_unit
from ..errors import ClearError, unknown
from ..language import said
from . import messages

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
_ELSE = {"unit": "", "digits": 2, "opens": "", "order": "", "mark": None}
_ELSE |= {name: [] for name in ("choices", "items", "misconceptions", "beside", "aggregates")}
_ONE_OF = {"kind": KINDS, "level": LEVELS, "opens": ("", "upwards", "downwards")}

_REFERENCE = re.compile(r"\{([A-Za-z_]\w*(?:\.(?:low|high))?)(?: ([*/] 10+))?(?::(,?\.\d+f))?\}")


class Question:
    """A question as its file has it; what comes from the data is worked out when it is asked for.

    Args:
        given: The table of the file.

    Attributes:
        theme: That of its facts, such as "autos".
        unit: An id of units.csv, or free words; empty where there is none.
        digits: The significant digits that an answer needs at least.
        opens: Where an end is asked for: to which side it is open ("upwards" for the least number); else empty.
        falling: Whether the largest comes first in an order.
    """

    def __init__(self, given: dict):
        self.given = _ELSE | given
        self.id, self.kind, self.unit = map(self.given.get, ("id", "kind", "unit"))
        self.digits, self.opens = self.given["digits"], self.given["opens"]
        self.theme, self.falling = self.id.partition(".")[0], self.given["order"] == "falling"

    @cached_property
    def told(self) -> dict:
        """The table of the file with its texts filled in, and with the facts that its answers name."""
        return _told(self.given, facts(self.theme))

    # An answer is a figure or a number; for an order a list; for a chart a dict, or several where each may be right.
    prompt, hints, working, answer, misconceptions, beside = (
        property(lambda self, name=name: self.told[name])
        for name in ("prompt", "hints", "working", "answer", "misconceptions", "beside")
    )

    @cached_property
    def accepted(self) -> Bounds:
        """The numbers that are right, from one shown end to the other; the value alone where an end is open."""
        return closed(self.answer).outwards

    @property
    def options(self) -> list[dict]:
        """What can be chosen, each with whether it is `right` and what to `say` if not; or what to put in order."""
        choices = self.told["choices"]
        shown = [{"text": each["text"], "right": bool(each["holds"]), "say": each.get("say", "")} for each in choices]
        return shown or [{"text": item} for item in self.told["items"]]

    @property
    def in_words(self) -> str:
        """The right answer, as a reader says it; of a chart the working tells."""
        if self.kind not in ("number", "order"):
            return messages.LISTED.join(option["text"] for option in self.options if option["right"])
        if isinstance(self.answer, Figure) and self.accepted.low != self.accepted.high:
            return str(Figure(self.answer.value, self.accepted, self.unit, ""))
        return in_unit(self._said(self.answer), self.unit)

    @property
    def known_mistakes(self) -> list[tuple[str, str]]:
        """What is answered wrongly for a known reason, as a reader says it, each with what is said to it."""
        found = [(each["text"], each["say"]) for each in self.options if not each.get("right", True)]
        found += [(self._said(each["answer"]), each["say"]) for each in self.misconceptions]
        if mark := self.given["mark"]:
            found.append((messages.NO_SUCH_MARK.format(mark=mark["kind"]), self.told["mark"]["say"]))
        wrong = [(self._said(each["answer"]), each["say"]) for each in self.beside if not each["right"]]
        return found + [(messages.IN_ANOTHER_COLOUR.format(shown=shown), say) for shown, say in wrong]

    def in_order(self, values: list) -> list[int]:
        """The places of some values in the order that is asked for."""
        sums = [bounds.low + bounds.high for bounds in map(closed, values)]
        return sorted(range(len(sums)), key=sums.__getitem__, reverse=self.falling)

    def _said(self, answer: object) -> str:
        """An answer in words, without a unit: many a mistake would be in another one than is asked for."""
        if self.kind == "order":
            return messages.LISTED.join(self.options[place]["text"] for place in self.in_order(answer))
        if self.kind == "chart":
            shown = (messages.SHOWN.format(name=name, value=_shown(value)) for name, value in answer.items())
            return messages.LISTED.join(shown)
        return _shown(answer)


@cache
def questions(folder: Path = DATA / "questions") -> dict[str, Question]:
    """Every question of the collection.

    Args:
        folder: Where their files are.

    Returns:
        The questions by id, in the order of the files. To look up an id that is not there raises a ClearError.

    Raises:
        ClearError: A file is not as it should be; the message names the file and the question.

    Example:
        >>> next(iter(questions()))
        'autos.1'
    """
    found = ById("question")
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = list(map(dict, tomllib.loads(path.read_text(encoding="utf-8"))["question"]))
        except (KeyError, ValueError) as error:
            raise ClearError(messages.NO_FILE_OF_QUESTIONS.format(file=path.name, error=error)) from error
        for given in tables:
            _check(given, path, found)
            found[given["id"]] = Question(given)
    return found


def of_theme(theme: str) -> list[Question]:
    """The questions of a lesson.

    Args:
        theme: Their theme, such as "autos" for autos.1 and those that follow.

    Returns:
        The questions, in the order of the files.

    Raises:
        ClearError: No question is of that theme; the message names the nearest.

    Example:
        >>> [each.id for each in of_theme("autos")][:2]
        ['autos.1', 'autos.2']
    """
    found = [each for each in questions().values() if each.theme == theme]
    if not found:
        raise unknown("theme", theme, {each.theme for each in questions().values()})
    return found


def _check(given: dict, path: Path, found: dict) -> None:
    """Whether a question has what its kind needs, and nothing that would be passed over unseen."""

    def refuse_if(fault: object, message: str, **fields: object) -> None:
        if fault:
            raise ClearError(message.format(file=path.name, id=given.get("id", "?"), **fields))

    for name, known in _ONE_OF.items():
        fields = {"name": name, "known": ", ".join(filter(None, known)), "given": given.get(name)}
        refuse_if(given.get(name, "") not in known, messages.NOT_ONE_OF, **fields)
    needed, allowed = _OWN[given["kind"]]
    missing, extra = (_COMMON | needed) - given.keys(), given.keys() - _COMMON - needed - allowed
    told = [*given.get("misconceptions", []), *given.get("beside", []), *([given["mark"]] if "mark" in given else [])]
    refuse_if(not str(given.get("id")).startswith(f"{path.stem}."), messages.WRONG_THEME, theme=f"{path.stem}.")
    refuse_if(missing, messages.LACKS, names=", ".join(sorted(missing)))
    refuse_if(extra, messages.UNREAD, names=", ".join(sorted(extra)))
    refuse_if(not all(each.get("say") for each in told), messages.NOTHING_TO_SAY)
    refuse_if(given["id"] in found, messages.TWO_OF_ONE_NAME)


def _told(given: object, names: dict[str, object], key: str = "") -> object:
    if isinstance(given, dict):
        return {name: _told(each, names, name) for name, each in given.items()}
    if isinstance(given, list):
        return [_told(each, names, key) for each in given]
    if not isinstance(given, str):
        return given
    if key not in ("answer", "holds"):
        return _filled(given, names)
    found = look_up(given, names)
    if isinstance(found, dict):
        # Of a chart: what is shown for each name, as a reader sees the name.
        return {said(name, "value") if isinstance(name, str) else name: each for name, each in found.items()}
    return found


def _filled(text: str, names: dict[str, object]) -> str:
    """A text with each {name} in it filled in from the facts, perhaps in a form, as in {nev_growth20:.0f}.

    A translation may count by another power of ten: {billions20} billion are {billions20 * 10}亿.
    """
    text = said(" ".join(text.split()), "question")
    return _REFERENCE.sub(lambda match: _written(look_up(match[1], names), match[2], match[3]), text)


def _written(value: object, power: str | None, form: str | None) -> str:
    if power:
        size = Fraction(power[2:])
        value = exact(value.value if isinstance(value, Figure) else value) * (size if power[0] == "*" else 1 / size)
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
    bounds = answer.bounds if isinstance(answer, Figure) else point(answer)
    return point(answer.value) if None in (bounds.low, bounds.high) else bounds


def _shown(value: object) -> str:
    """A number with at most four digits behind its whole part."""
    number = value.value if isinstance(value, Figure) else exact(value)
    whole = number.denominator == 1 or abs(number) >= 10_000
    return format_number(number if whole else Fraction(f"{float(number):.4g}"))
