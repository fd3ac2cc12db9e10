"""Explored charts: one Altair chart that is a live picture, a still and a specification at once."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from uuid import uuid4

import altair as alt
import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from .. import mime
from ..errors import ClearError
from . import messages, runtime
from .controls import LISTS, Control, controls_of, left_to_vega, states_of
from .specification import specification

_HERE = Path(__file__).resolve().parent
_MOST_SENTENCES = 1000


def explore(chart: alt.TopLevelMixin, says: str | Callable[..., str], play: str | None = None) -> "Explored":
    """A chart with a control for each of its bindings, and a sentence that says what it shows.

    In JupyterLab the controls drive the picture in the browser. In a saved notebook the picture as it is at first
    stands in its place, which `refresh` and JupyterLab's server add. The sentence is for those who cannot see it.

    Args:
        chart: Any Altair chart. A parameter with a binding, such as
            ``alt.param(name="year", value=2020, bind=alt.binding_range(min=2015, max=2024, step=1, name="Year"))``,
            becomes a control. With ``alt.binding(input="draw")`` a reader draws the points of the view that is named
            after the parameter, with ``alt.binding(input="guesses")`` types many numbers: the value of both is a list.
        says: A sentence, filled from the data; or a function that gets the value of each bound parameter by name and
            returns the sentence of that state. It is called for each state of the controls (up to 1,000). Of a list it
            gets the first value, and None for any other; what then stands in braces, as in "{middle} is the middle",
            is filled in the browser with what the drawn marks carry in a column of that name.
        play: The name of a range that can be played.

    Returns:
        The explored chart. It shows itself as the last line of a cell.

    Raises:
        ClearError: It is no chart, or one that cannot be made or drawn; a binding, the sentence or what is to be played
            is not usable; or Vega would load something from an address.

    Example:
        >>> cars = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
        >>> explore(cars, says="There is one bar.")
        There is one bar.
    """
    spec = specification(chart)
    controls = controls_of(spec)
    if play and play not in [control.name for control in controls if control.kind == "range"]:
        raise ClearError(messages.PLAYS_NO_RANGE.format(name=play))
    return Explored(spec, controls, *_sentences(says, controls), play or "")


@dataclass(eq=False, repr=False)
class Explored:
    """An explored chart, which shows itself in a notebook."""

    spec: dict
    controls: list[Control]
    says: str  # the sentence of its first state
    sentences: list[str]  # that of each state, in the order of `states_of`; empty where it does not follow
    play: str = ""  # the name of the range that can be played
    name: str = field(default_factory=lambda: uuid4().hex)  # by which a form on the page finds what is drawn

    @property
    def payload(self) -> dict:
        """What a saved notebook keeps of the chart beside its picture."""
        kept = {"says": self.says, "spec": self.spec, "sentences": self.sentences, "play": self.play}
        return {name: each for name, each in kept.items() if each}

    @cached_property
    def _live(self) -> ipywidgets.VBox:
        """The controls above the picture."""
        widgets = [_widget(control) for control in self.controls]
        pairs = zip(self.controls, widgets, strict=True)
        picture = Picture(
            name=self.name,
            controls=[control.wire(f"anywidget:{widget.model_id}") for control, widget in pairs],
            left_to_vega=left_to_vega(self.spec),
            runtime=f"anywidget:{runtime.runtime().model_id}",
            **self.payload,
        )
        controls = [ipywidgets.Box(widgets).add_class("figures-controls")] if widgets else []
        return ipywidgets.VBox([*controls, picture]).add_class("figures-explored")

    def _ipython_display_(self) -> None:
        view = self._live._repr_mimebundle_()
        # What is left where no widget is shown: the sentence, and what a picture is drawn from.
        rest = {"text/plain": self.says, "text/html": f"<p>{escape(self.says)}</p>", mime.CHART: self.payload}
        display({**view, **rest}, raw=True)

    def __repr__(self) -> str:
        return self.says


def _sentences(says: str | Callable[..., str], controls: list[Control]) -> tuple[str, list[str]]:
    """The sentence of the first state, and those of all states where the sentence follows the controls."""
    has_lists = any(control.kind in LISTS for control in controls)
    if not callable(says):
        sentence = _sentence(says)
        if not has_lists and (field := re.search(r"\{(\w+)\}", sentence)):
            raise ClearError(messages.SAYS_FILLS_NOTHING.format(field=field[1]))
        return sentence, []
    first = {control.name: control.value for control in controls}
    try:
        inspect.signature(says).bind(**first)
    except TypeError as error:
        message = messages.SAYS_TAKES if first else messages.SAYS_TAKES_NOTHING
        raise ClearError(message.format(names=", ".join(first))) from error
    at_first = _sentence(says(**first))
    if has_lists and (field := re.search(r"\{\w+\}", at_first)):
        raise ClearError(messages.SAYS_FIELD_AT_FIRST.format(field=field[0]))
    states = states_of(controls, most=_MOST_SENTENCES) or []
    return at_first, [_sentence(says(**state)) for state in states]


def _sentence(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ClearError(messages.SAYS_NEEDED.format(given=text))
    return text


class Picture(anywidget.AnyWidget):
    """Draws one chart and listens, in the browser, to the models of its controls."""

    _esm = _HERE / "picture.js"
    _css = _HERE / "explore.css"
    name, says, play, runtime = (traitlets.Unicode().tag(sync=True) for _ in range(4))
    controls, sentences, left_to_vega = (traitlets.List().tag(sync=True) for _ in range(3))
    spec = traitlets.Dict().tag(sync=True)
    messages = traitlets.Dict(messages.IN_BROWSER).tag(sync=True)

    def __init__(self, **state):
        super().__init__(**state)
        self.on_msg(self._send_bundle)

    def _send_bundle(self, _widget, message: dict, _buffers) -> None:
        """Where outputs share no page, the runtime does not arrive: the picture asks for a bundle of its own."""
        if message == {"wants": "bundle"}:
            self.send({"bundle": runtime.drawing_code()})


def _widget(control: Control) -> ipywidgets.Widget:
    """The Jupyter control for a binding, labelled."""
    look = {"description": control.label, "style": {"description_width": "initial"}}
    if control.options:
        kinds = {"range": ipywidgets.SelectionSlider, "select": ipywidgets.Dropdown, "radio": ipywidgets.RadioButtons}
        options = list(zip(control.labels, control.options, strict=True))
        return kinds[control.kind](options=options, index=control.start, **look)
    if control.kind == "checkbox":
        return ipywidgets.Checkbox(value=control.value, indent=False, description=control.label)
    if control.kind == "number":
        return ipywidgets.FloatText(value=control.value, **look)
    kind = ipywidgets.Textarea if control.kind == "guesses" else ipywidgets.Text
    return kind(control.text, **look)
