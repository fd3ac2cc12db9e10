"""What a reader has answered to the questions of a lesson, to be seen and to be saved as one small file."""

from functools import cached_property
from html import escape

import anywidget
import traitlets
from IPython.display import display

from .. import language, mime
from ..charts.runtime import SHARED
from ..data.files import collection
from . import messages
from .form import HERE, all_answers
from .questions import of_theme

CODE = SHARED + (HERE / "work.js").read_text(encoding="utf-8")
"""What draws and saves it, as one JavaScript module."""


def my_work(theme: str) -> "Work":
    """What you have answered to the questions of a lesson, with a button that saves it as a file.

    Args:
        theme: The questions' theme, such as "autos" for autos.1 and those that follow.

    Returns:
        Your work. It shows itself as the last line of a cell.

    Raises:
        ClearError: No question is of that theme; the message names the nearest.

    Example:
        >>> my_work("autos")
        My work: what I answered to the questions of this lesson
    """
    return Work(theme)


class Work:
    """The work of a reader on the questions of a theme, which shows itself in a notebook."""

    def __init__(self, theme: str):
        # What is needed to show an answer to a question in words.
        asked = [
            {"id": each.id, "kind": each.kind, "prompt": each.prompt, "options": [o["text"] for o in each.options]}
            for each in of_theme(theme)
        ]
        own = {"collection": collection(), "lesson": theme, "edition": language.current}
        self.payload = own | {"questions": asked}

    def _ipython_display_(self) -> None:
        view, _ = self._sheet._repr_mimebundle_()
        rest = {"text/plain": repr(self), "text/html": self._repr_html_(), mime.WORK: self.payload}
        display({**view, **rest}, raw=True)

    @cached_property
    def _sheet(self) -> "Sheet":
        return Sheet(self.payload)

    def __repr__(self) -> str:
        return messages.WORK_IN_TEXT

    def _repr_html_(self) -> str:
        """As it stands in a saved notebook: what it is, and nobody's answers."""
        told = messages.WORK_TOLD.format(count=len(self.payload["questions"]))
        return f"<p><strong>{escape(messages.WORK_TITLE)}</strong> {escape(told)}</p>"


class Sheet(anywidget.AnyWidget):
    """Shows a reader's work. The kernel hands over the answers that it keeps, whenever the browser draws it anew."""

    _esm = CODE
    _css = HERE / "ask.css"
    work = traitlets.Dict().tag(sync=True)
    messages = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, work: dict):
        super().__init__(work=work, messages=messages.WORK)
        self.on_msg(lambda *_: self._read())
        self._read()

    def _read(self) -> None:
        kept, _ = all_answers()
        self.answers = {each["id"]: kept[each["id"]] for each in self.work["questions"] if each["id"] in kept}
