"""A question in a notebook: a form that answers at once, and what of it a saved notebook keeps."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from IPython.display import display

from .. import mime
from ..charts.controls import controls_of
from ..charts.explore import Explored, specification
from ..data.figures import unit_label
from ..errors import ClearError
from . import messages
from .form import Form
from .key import key
from .questions import Question, of_theme, questions


def ask(question_id: str, chart: Any = None) -> "Asked":
    """A question with a form to answer it, and feedback at once.

    In a saved notebook the question stands with its answer folded in.

    Args:
        question_id: Such as "autos.1": the questions are in data/questions.
        chart: Your chart, where the question is about one. It is shown above the form.

    Returns:
        The question. It shows itself as the last line of a cell.

    Raises:
        ClearError: There is no such question, or its chart is missing or cannot be made.

    Example:
        >>> ask("start.4")
        Question: Which of these numbers tell what really happened, counted afterwards? (All are about Liuzhou.)
    """
    asked = questions()[question_id]
    if (asked.kind == "chart") != (chart is not None):
        message = messages.NEEDS_CHART if chart is None else messages.NEEDS_NO_CHART
        raise ClearError(message.format(id=question_id))
    if chart is not None and not isinstance(chart, Explored):
        spec = specification(chart)
        chart = Explored(spec, controls_of(spec), says=_title(spec), sentences=[])
    return Asked(asked, chart)


def _title(spec: dict) -> str:
    """What stands under a student's chart: its own title."""
    title = spec.get("title") or ""
    lines = title.get("text", "") if isinstance(title, dict) else title
    words = " ".join(map(str, lines)) if isinstance(lines, list) else str(lines)
    return messages.YOUR_CHART.format(title=words) if words.strip() else messages.YOUR_CHART_WITHOUT_TITLE


@dataclass(repr=False)
class Asked:
    """A question in a notebook, perhaps about a student's chart."""

    question: Question
    explored: Explored | None = None

    def _ipython_display_(self) -> None:
        if self.explored:
            self.explored._ipython_display_()
        view, _ = self._form._repr_mimebundle_()
        rest = {"text/plain": repr(self), "text/html": self._repr_html_(), mime.QUESTION: key(self.question)}
        display({**view, **rest}, raw=True)

    @cached_property
    def _form(self) -> Form:
        # The form judges what it finds drawn under the picture's name.
        picture = {"picture": self.explored.name} if self.explored else {}
        return Form(key(self.question, live=True) | picture)

    def __repr__(self) -> str:
        return messages.QUESTION_IN_TEXT.format(prompt=self.question.prompt)

    def _repr_html_(self) -> str:
        """As it stands in a saved notebook, with its answer folded in; without style or script, as GitHub shows it."""
        asked, prompt = self.question, self.question.prompt
        if asked.kind == "number":
            prompt = messages.QUESTION_IN_UNIT.format(prompt=prompt, unit=unit_label(asked.unit))
        options = "".join(f"<li>{escape(option['text'])}</li>" for option in asked.options)
        answer = f"<p><strong>{escape(asked.in_words)}</strong></p>" if asked.in_words else ""
        return (
            f"<p><strong>{messages.QUESTION}</strong> {escape(prompt)}</p>"
            + (f"<ul>{options}</ul>" if options else "")
            + "".join(_folded(messages.HINT, escape(hint)) for hint in asked.hints)
            + _folded(messages.ANSWER, f"{answer}<p>{escape(asked.working)}</p>")
        )


def _folded(heading: str, content: str) -> str:
    return f"<details><summary>{heading}</summary>{content}</details>"


def answer_key(theme: str) -> "AnswerKey":
    """The answers to a lesson's questions for whoever teaches it, folded: each with its working and the known mistakes.

    Args:
        theme: The questions' theme, such as "autos" for autos.1 and those that follow.

    Returns:
        The answers. They show themselves as the last line of a cell.

    Raises:
        ClearError: No question is of that theme; the message names the nearest.

    Example:
        >>> answer_key("autos")
        The answers to autos.1 to autos.6, with their working
    """
    return AnswerKey(of_theme(theme))


class AnswerKey(list[Question]):
    """Some questions, which show their answers in a notebook."""

    def _repr_html_(self) -> str:
        answers = "".join(map(self._answered, self))
        return _folded(f"<strong>{messages.FOR_TEACHERS}</strong>", f"<p>{messages.MISTAKES}</p>{answers}")

    def __repr__(self) -> str:
        return messages.ANSWERS_IN_TEXT.format(first=self[0].id, last=self[-1].id)

    @staticmethod
    def _answered(asked: Question) -> str:
        answer = f"<strong>{escape(asked.in_words)}</strong><br>" if asked.in_words else ""
        told = f"<li>{messages.SHOWN.format(name='<em>{}</em>', value='{}')}</li>"
        mistakes = "".join(told.format(*map(escape, mistake)) for mistake in asked.known_mistakes)
        prompt = f"<p><strong>{asked.id}</strong><br>{escape(asked.prompt)}</p>"
        return f"{prompt}<p>{answer}{escape(asked.working)}</p><ul>{mistakes}</ul>"
