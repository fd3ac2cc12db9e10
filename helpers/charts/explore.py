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
from ..errors import ClearError, unknown
from . import messages, runtime, theme  # noqa: F401  (the theme registers itself)
from .addresses import check_addresses
from .columns import check_columns
from .controls import Control, controls_of, left_to_vega, states_of, wire

_HERE = Path(__file__).resolve().parent
_MOST_SENTENCES = 1000

SHARED = (_HERE.parent / "shared.js").read_text(encoding="utf-8")
"""What the JavaScript of pictures and that of forms have in common."""

CODE = SHARED + (_HERE / "explore.js").read_text(encoding="utf-8")
"""What draws a picture, as one JavaScript module."""


def explore(chart: alt.TopLevelMixin, says: str | Callable[..., str]) -> "Explored":
    """A chart with a control for each of its bindings, and a sentence that says what it shows.

    In JupyterLab the controls drive the picture in the browser. In a saved notebook the picture as it is at first
    stands in its place, which `refresh` and JupyterLab's server add. The sentence is for those who cannot see it.

    Args:
        chart: Any Altair chart. A parameter with a binding, such as
            ``alt.param(name="year", value=2020, bind=alt.binding_range(min=2015, max=2024, step=1, name="Year"))``,
            becomes a control.
        says: A sentence, filled from the data; or a function that gets the value of each bound parameter by name and
            returns the sentence of that state. It is called for each state of the controls (up to 1,000).

    Returns:
        The explored chart. It shows itself as the last line of a cell.

    Raises:
        ClearError: It is no chart, or Altair cannot make it; its table is empty, or has no such column; a binding or
            the sentence is not usable; or Vega would load something from an address.

    Example:
        >>> cars = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
        >>> explore(cars, says="There is one bar.")
        There is one bar.
    """
    spec = specification(chart)
    controls = controls_of(spec)
    return Explored(spec, controls, *_sentences(says, controls))


def specification(chart: alt.TopLevelMixin) -> dict:
    """The Vega-Lite specification of a chart that can be drawn.

    Args:
        chart: An Altair chart.

    Returns:
        The specification.

    Raises:
        ClearError: There is nothing to draw, or it must not be drawn.

    Example:
        >>> specification(alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="b:Q"))
        Traceback (most recent call last):
            ...
        helpers.errors.ClearError: There is no column 'b': there are a.
    """
    if not isinstance(chart, alt.TopLevelMixin):
        raise ClearError(messages.NO_CHART.format(kind=type(chart).__name__))
    if getattr(chart, "mark", None) is alt.Undefined:
        raise ClearError(messages.NO_MARKS)
    try:
        spec = chart.to_dict()
    except Exception as error:
        raise _unmade(chart, error) from None
    check_addresses(spec)
    check_columns(spec)
    return spec


def _unmade(chart: alt.TopLevelMixin, error: Exception) -> ClearError:
    """Why Altair cannot make a chart; for a column without a type it looks into the table, and there may be none."""
    asked = re.match(r'Unable to determine data type for the field "(.+?)";', str(error))
    columns = {str(column) for table in _tables(chart) for column in table.columns}
    if asked and asked[1] not in columns:
        return unknown("column", asked[1], columns)
    return ClearError(messages.CANNOT_BE_MADE.format(reason=" ".join(str(error).split("\n\n")[0].split())[:300]))


def _tables(chart: object) -> list:
    """The tables of a chart and of all its parts."""
    data = getattr(chart, "data", None)
    parts = [getattr(chart, key, None) for key in ("layer", "concat", "hconcat", "vconcat", "spec")]
    inside = [part for each in parts for part in (each if isinstance(each, list) else [each])]
    found = [table for part in inside if isinstance(part, alt.TopLevelMixin) for table in _tables(part)]
    return found + ([data] if hasattr(data, "columns") else [])


@dataclass(eq=False, repr=False)
class Explored:
    """An explored chart, which shows itself in a notebook."""

    spec: dict
    controls: list[Control]
    says: str  # the sentence of its first state
    sentences: list[str]  # that of each state, in the order of `states_of`; empty where it does not follow
    name: str = field(default_factory=lambda: uuid4().hex)  # by which a form on the page finds what is drawn

    @property
    def payload(self) -> dict:
        """What a saved notebook keeps of the chart beside its picture."""
        payload = {"says": self.says, "spec": self.spec}
        return payload | {"sentences": self.sentences} if self.sentences else payload

    @cached_property
    def _live(self) -> ipywidgets.VBox:
        """The controls above the picture."""
        widgets = [_widget(control) for control in self.controls]
        picture = Picture(
            name=self.name,
            spec=self.spec,
            controls=[
                wire(control, _reference(widget)) for control, widget in zip(self.controls, widgets, strict=True)
            ],
            says=self.says,
            sentences=self.sentences,
            left_to_vega=left_to_vega(self.spec),
            runtime=_reference(runtime.runtime()),
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
    if not callable(says):
        return _sentence(says), []
    first = {control.name: control.value for control in controls}
    try:
        inspect.signature(says).bind(**first)
    except TypeError as error:
        message = messages.SAYS_TAKES if first else messages.SAYS_TAKES_NOTHING
        raise ClearError(message.format(names=", ".join(first))) from error
    states = states_of(controls, most=_MOST_SENTENCES) or []
    return _sentence(says(**first)), [_sentence(says(**state)) for state in states]


def _sentence(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ClearError(messages.SAYS_NEEDED.format(given=text))
    return text


class Picture(anywidget.AnyWidget):
    """Draws one chart and listens, in the browser, to the models of its controls."""

    _esm = CODE
    _css = _HERE / "explore.css"
    name = traitlets.Unicode().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    says = traitlets.Unicode().tag(sync=True)
    sentences = traitlets.List().tag(sync=True)
    left_to_vega = traitlets.List().tag(sync=True)
    messages = traitlets.Dict(messages.IN_BROWSER).tag(sync=True)
    runtime = traitlets.Unicode().tag(sync=True)

    def __init__(self, **state):
        super().__init__(**state)
        self.on_msg(self._send_bundle)

    def _send_bundle(self, _widget, message: dict, _buffers) -> None:
        """Where outputs share no page, the runtime does not arrive: the picture asks for a bundle of its own."""
        if message == {"wants": "bundle"}:
            self.send({"bundle": runtime.drawing_code()})


def _reference(widget: ipywidgets.Widget) -> str:
    return f"anywidget:{widget.model_id}"


def _widget(control: Control) -> ipywidgets.Widget:
    """The Jupyter control for a binding, labelled."""
    common = {"description": control.label, "style": {"description_width": "initial"}}
    if control.options:
        kind = ipywidgets.Dropdown if control.kind == "select" else ipywidgets.RadioButtons
        options = list(zip(control.labels, control.options, strict=True))
        index = control.options.index(control.value) if control.value in control.options else None
        return kind(options=options, index=index, **common)
    if control.kind == "range":
        return _slider(control)
    if control.kind == "checkbox":
        return ipywidgets.Checkbox(value=control.value, indent=False, description=control.label)
    if control.kind == "number":
        return ipywidgets.FloatText(value=control.value, step=control.step, **common)
    return ipywidgets.Text(value=str(control.value), **common)


def _slider(control: Control) -> ipywidgets.Widget:
    whole = all(isinstance(number, int) for number in (*control.states, control.value))
    decimals = max(len(str(number).partition(".")[2]) for number in (control.step, control.minimum))
    # A year reads 2020, a large number 30,000.
    comma = "," if abs(control.maximum) >= 10_000 else ""
    kind, form = (ipywidgets.IntSlider, "d") if whole else (ipywidgets.FloatSlider, f".{decimals}f")
    ends = {"min": control.minimum, "max": control.maximum, "step": control.step}
    look = {"style": runtime.slider_style(), "readout_format": comma + form}
    return kind(description=control.label, value=control.value, **ends, **look)
