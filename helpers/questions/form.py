"""The form of a question, and the file that keeps what was answered, one for all notebooks of its folder.

By question, each answer as it was given, in order: {"autos.1": [{"answer": "435,000", "verdict": "right"}]}.
"""

import json
from itertools import count
from pathlib import Path

import anywidget
import traitlets

from ..charts.runtime import SHARED
from . import messages

HERE = Path(__file__).resolve().parent

CODE = SHARED + "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("judge.js", "chart.js", "ask.js"))
"""The form as one JavaScript module: what judges an answer stands before what draws the form and asks it."""

# In the folder in which the kernel works.
FILE = Path("my_answers.json")


class Form(anywidget.AnyWidget):
    """The form of a question. The browser judges, and asks the kernel nothing; the kernel keeps the answers."""

    _esm = CODE
    _css = HERE / "ask.css"
    question = traitlets.Dict().tag(sync=True)
    messages = traitlets.Dict().tag(sync=True)
    answers = traitlets.List().tag(sync=True)
    kept = traitlets.Int().tag(sync=True)  # how many of the answers the file holds
    trouble = traitlets.Unicode().tag(sync=True)

    def __init__(self, question: dict):
        found, trouble = all_answers()
        said, answers = messages.FORM | messages.ON_CHARTS, found.get(question["id"], [])
        super().__init__(question=question, messages=said, answers=answers, kept=len(answers), trouble=trouble)
        self.observe(self._keep, "answers")

    def _keep(self, change: dict) -> None:
        self.trouble = _keep(self.question["id"], change["new"])
        self.kept = len(all_answers()[0].get(self.question["id"], []))


def all_answers() -> tuple[dict[str, list[dict]], str]:
    """What was answered so far in the notebooks of this folder.

    Returns:
        By question, each answer as it was given, in order; and a sentence where the file cannot be read.
    """
    try:
        return _everything(), ""
    except (OSError, ValueError):
        return {}, messages.ANSWERS_UNREAD.format(file=FILE)


def _keep(question_id: str, answers: list[dict]) -> str:
    """Keeps all answers to a question, and sets a broken file aside; gives a sentence where something went wrong."""
    said, beside = "", FILE.with_name(f"{FILE.name}.new")
    try:
        try:
            found = _everything()
        except ValueError:
            aside = next(each for n in count(1) if not (each := FILE.with_stem(f"{FILE.stem}_broken_{n}")).exists())
            FILE.replace(aside)
            found, said = {}, messages.ANSWERS_SET_ASIDE.format(file=FILE, aside=aside)
        found = {name: each for name, each in (found | {question_id: answers}).items() if each}
        # Half of an emoji is no character.
        beside.write_bytes((json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
        beside.replace(FILE)
    except OSError:
        return messages.ANSWERS_NOT_KEPT.format(file=FILE)
    return said


def _everything() -> dict[str, list[dict]]:
    try:
        found = json.loads(FILE.read_text(encoding="utf-8-sig"))
        return {name: [{**each} for each in answers] for name, answers in found.items()}
    except FileNotFoundError:
        return {}
    except (AttributeError, TypeError, RecursionError) as error:
        raise ValueError from error
