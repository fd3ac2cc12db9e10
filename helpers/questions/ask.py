"""A question in a notebook: a form that answers at once, and what of it a saved notebook keeps."""

from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from .. import mime
from ..charts.explore import Explored, explore
from ..errors import ClearError, unknown
from .judging import TRIES, Feedback, judge
from .questions import Question, question, questions

_HERE = Path(__file__).resolve().parent

# Wrong answers so far, by question: a chart is mended by running its cell again, and that is no new beginning.
_tries: dict[str, int] = {}


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
        >>> ask("autos.1").judge("190,000 yuan")
        You wrote “yuan”, but the answer is in vehicles. Work it out in that unit.
    """
    asked = question(question_id)
    if (asked.kind == "chart") != (chart is not None):
        needs = f'is about your chart: write ask("{question_id}", chart).' if chart is None else "needs no chart."
        raise ClearError(f"The question {question_id!r} {needs}")
    return Asked(asked, None if chart is None else _explored(chart))


def _explored(chart: Any) -> Explored:
    from .chart_meaning import meaning

    return chart if isinstance(chart, Explored) else explore(chart, says=str(meaning(chart)))


class Asked:
    """A question in a notebook.

    Args:
        question: What is asked.
        explored: The student's chart, where the question is about one.
    """

    def __init__(self, question: Question, explored: Explored | None = None):
        self.question, self.explored = question, explored
        self._form = None

    def judge(self, answer: object) -> Feedback:
        """What to say to an answer; a wrong one counts as a try.

        Args:
            answer: As for `helpers.questions.judging.judge`; for a question about a chart, that chart is judged.

        Returns:
            The feedback.
        """
        tries = _tries.get(self.question.id, 0)
        feedback = judge(self.question, self.explored or answer, tries)
        if feedback.verdict == "wrong":
            _tries[self.question.id] = tries + 1
        return feedback

    @property
    def offers_answer(self) -> bool:
        """Whether the answer may be shown: after two tries."""
        return _tries.get(self.question.id, 0) >= TRIES

    def _ipython_display_(self) -> None:
        if self.explored:
            self.explored._ipython_display_()
        if self._form is None:
            self._form = Form(self)
        view, _ = self._form._repr_mimebundle_()
        rest = {"text/plain": repr(self), "text/html": as_html(self.question), mime.QUESTION: payload(self.question)}
        display({**view, **rest}, raw=True)

    def __repr__(self) -> str:
        return f"Question: {self.question.prompt}"


class Form(anywidget.AnyWidget):
    """The form of a question; the kernel judges, so the answer is not in the page before it is offered.

    Args:
        asked: The question.
    """

    _esm = _HERE / "ask.js"
    _css = _HERE / "ask.css"
    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    offered = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, asked: Asked):
        super().__init__(question=form_of(asked.question))
        self._asked = asked
        self.on_msg(self._act)

    def _act(self, _widget, message: dict, _buffers) -> None:
        if message.get("act") == "check":
            self._check(message.get("answer"))
        elif message.get("act") == "show" and self.offered:
            asked = self._asked.question
            self.shown = {"answer": asked.in_words, "working": asked.working}

    def _check(self, answer: object) -> None:
        feedback = self._asked.judge(answer)
        if feedback.verdict == "right":
            self.offered = "Show the working"
        elif self._asked.offers_answer:
            self.offered = "Show the answer"
        self.answer = answer
        # The count makes each check a change: the same words must be said again.
        self.feedback = {"verdict": feedback.verdict, "say": feedback.say, "count": self.feedback.get("count", 0) + 1}


def form_of(asked: Question) -> dict:
    """What a page needs to draw the form of a question, without its answer.

    Args:
        asked: The question.

    Returns:
        A dict that can travel as JSON.
    """
    options = {"choice": "choices", "choices": "choices", "order": "items"}.get(asked.kind)
    texts = [getattr(each, "text", each) for each in getattr(asked, options)] if options else []
    return {"prompt": asked.prompt, "kind": asked.kind, "unit": asked.unit_words, "options": texts}


def payload(asked: Question) -> dict:
    """What a saved notebook keeps of a question beside what it shows; what judges an answer, a page adds to it.

    Args:
        asked: The question.

    Returns:
        A dict that can travel as JSON: the form, the hints, the answer and the working.
    """
    common = {"id": asked.id, "level": asked.level, "hints": asked.hints, "working": asked.working}
    return form_of(asked) | common | {"answer": asked.in_words, "tries": TRIES}


def as_html(asked: Question) -> str:
    """A question as it stands in a saved notebook, with its answer folded in.

    Args:
        asked: The question.

    Returns:
        HTML without style or script, as GitHub shows it.
    """
    options = "".join(f"<li>{escape(option)}</li>" for option in form_of(asked)["options"])
    unit = f" (in {escape(asked.unit_words)})" if asked.kind == "number" and asked.unit_words else ""
    hints = "".join(f"<details><summary>Hint</summary>{escape(hint)}</details>" for hint in asked.hints)
    answer = f"<p><strong>{escape(asked.in_words)}</strong></p>" if asked.in_words else ""
    return (
        f"<p><strong>Question.</strong> {escape(asked.prompt)}{unit}</p>"
        + (f"<ul>{options}</ul>" if options else "")
        + hints
        + f"<details><summary>Answer</summary>{answer}<p>{escape(asked.working)}</p></details>"
    )


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
    of_theme = [each for each in questions().values() if each.id.partition(".")[0] == theme]
    if not of_theme:
        raise unknown("theme", theme, {each.partition(".")[0] for each in questions()})
    return AnswerKey(of_theme)


class AnswerKey:
    """The answers to some questions.

    Args:
        questions: The questions.
    """

    def __init__(self, questions: list[Question]):
        self.questions = questions

    def _repr_html_(self) -> str:
        # The first words are those of the folded page for teachers: by them, slides leave both of them out.
        title = "<summary><strong>For teachers: the answers to the questions</strong></summary>"
        note = "<p>Under each answer stand the known mistakes, each with what is said to it.</p>"
        return f"<details>{title}{note}{''.join(map(_answered, self.questions))}</details>"

    def __repr__(self) -> str:
        return f"The answers to {self.questions[0].id} to {self.questions[-1].id}, with their working"


def _answered(asked: Question) -> str:
    """A question with its answer, its working, and what is said to each known mistake."""
    answer = f"<strong>{escape(asked.in_words)}.</strong> " if asked.in_words else ""
    mistakes = "".join(f"<li><em>{escape(wrong)}</em>: {escape(say)}</li>" for wrong, say in asked.known_mistakes)
    return (
        f"<p><strong>{escape(asked.id)}.</strong> {escape(asked.prompt)}</p>"
        f"<p>Answer: {answer}{escape(asked.working)}</p>"
        f"<ul>{mistakes}</ul>"
    )
