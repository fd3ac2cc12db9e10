"""Facts about explored charts: what a cell shows live and as a still, and which sentences it says."""

import re

import altair as alt
import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import ahead, bundle, charts
from helpers.charts.controls import states_of
from helpers.charts.explore import Picture, explore
from helpers.errors import ClearError
from tools.stills import CHART

DATA = alt.Data(values=[{"year": 2019, "cars": 3}, {"year": 2020, "cars": 5}])
WIDGET = "application/vnd.jupyter.widget-view+json"


def bars(*params):
    return alt.Chart(DATA).mark_bar().encode(x="cars:Q", y="year:O").add_params(*params)


def slider(name="year", low=2019, high=2021, value=2020, step=1):
    return alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name="Year"))


@pytest.fixture(autouse=True)
def small_bundle(monkeypatch):
    """No browser reads the bundle here."""
    monkeypatch.setattr(bundle, "javascript", lambda: "export default {}")
    ahead.runtime.cache_clear()
    yield
    ahead.runtime.cache_clear()


@pytest.fixture
def shown(monkeypatch):
    """Shows a chart as a cell does and gives its outputs."""

    def show(explored, stills=False):
        if stills:
            monkeypatch.setenv("LIUZHOU_STILLS", "1")
        else:
            monkeypatch.delenv("LIUZHOU_STILLS", raising=False)
        InteractiveShell.instance()
        with capture_output() as captured:
            explored._ipython_display_()
        assert captured.stdout == captured.stderr == ""
        return [(output.data, output.metadata or {}) for output in captured.outputs]

    yield show
    InteractiveShell.clear_instance()


# What a cell shows.


def test_a_still_is_the_picture_with_its_payload_and_then_the_sentence(shown):
    explored = explore(bars(slider()), says="Five cars <in> 2020.")
    (picture, metadata), (sentence, _) = shown(explored, stills=True)
    assert set(picture) == {"text/plain", "image/png", CHART}
    assert picture[CHART] == explored.payload == {"says": "Five cars <in> 2020.", "spec": explored.spec}
    assert metadata["alt"] == picture["text/plain"] == "Five cars <in> 2020."
    assert sentence == {"text/html": "<p>Five cars &lt;in&gt; 2020.</p>", "text/plain": "Five cars <in> 2020."}


def test_a_still_makes_no_widget(shown, monkeypatch):
    monkeypatch.setattr(charts, "_live", lambda explored: pytest.fail("a widget was made"))
    shown(explore(bars(slider()), says="Five."), stills=True)


def test_a_live_chart_is_a_widget_with_the_payload_and_the_sentence_but_no_picture(shown, monkeypatch):
    monkeypatch.setattr(charts, "still_outputs", lambda *_: pytest.fail("a picture was made in a live kernel"))
    explored = explore(bars(slider()), says="Five.")
    ((data, _),) = shown(explored)
    assert set(data) == {"text/plain", WIDGET, CHART}
    assert data["text/plain"] == "Five." and data[CHART] == explored.payload
    assert data[WIDGET]["model_id"] == explored._live.model_id


def test_showing_a_chart_twice_shows_the_same_widget(shown):
    explored = explore(bars(slider()), says="Five.")
    first, second = shown(explored), shown(explored)
    assert first[0][0][WIDGET] == second[0][0][WIDGET]


def test_many_charts_share_one_runtime():
    pictures = [charts._live(explore(bars(slider()), says="Five.")).children[-1] for _ in range(3)]
    assert len({picture.runtime for picture in pictures}) == 1
    assert len({picture.model_id for picture in pictures}) == 3


def test_a_picture_that_lacks_the_bundle_is_sent_one_and_nothing_else_is_answered():
    picture = Picture()
    sent = []
    picture.send = lambda content, buffers=None: sent.append(content)
    picture._send_bundle(picture, {"wants": "bundle"}, [])
    picture._send_bundle(picture, {"wants": "else"}, [])
    assert sent == [{"bundle": "export default {}"}]


def test_a_chart_without_bindings_is_simply_a_picture():
    live = charts._live(explore(bars(), says="Five."))
    (picture,) = live.children
    assert isinstance(picture, Picture) and picture.controls == []


# Each control.


@pytest.mark.parametrize(
    ("param", "kind", "value"),
    [
        (slider(), ipywidgets.IntSlider, 2020),
        (slider(low=0, high=1, value=0.5, step=0.1), ipywidgets.FloatSlider, 0.5),
        (alt.param(name="p", value="b", bind=alt.binding_select(options=["a", "b"])), ipywidgets.Dropdown, "b"),
        (alt.param(name="p", value=None, bind=alt.binding_select(options=[None, "b"])), ipywidgets.Dropdown, None),
        (alt.param(name="p", value=2, bind=alt.binding_radio(options=[1, 2])), ipywidgets.RadioButtons, 2),
        (alt.param(name="p", value=True, bind=alt.binding_checkbox()), ipywidgets.Checkbox, True),
        (alt.param(name="p", value="t", bind=alt.BindInput(input="text")), ipywidgets.Text, "t"),
        (alt.param(name="p", value=4, bind=alt.BindInput(input="number")), ipywidgets.FloatText, 4),
    ],
)
def test_a_binding_becomes_its_control_with_the_same_value(param, kind, value):
    live = charts._live(explore(bars(param), says="Five."))
    (control,), picture = live.children[0].children, live.children[1]
    assert type(control) is kind and control.value == value
    (wire,) = picture.controls
    assert wire["model"] == f"anywidget:{control.model_id}"
    assert wire["label"] == control.description
    if wire["trait"] == "index":
        assert wire["options"][control.index] == value
    else:
        assert control.has_trait(wire["trait"])


@pytest.mark.parametrize("step", [0.1, 0.25, 0.01, 0.5])
def test_a_slider_shows_all_digits_of_its_step(step):
    live = charts._live(explore(bars(slider(low=0, high=1, value=0.5, step=step)), says="Five."))
    (control,) = live.children[0].children
    decimals = len(str(step).partition(".")[2])
    assert control.readout_format.endswith(f".{decimals}f")


def test_a_dropdown_of_a_selection_may_start_with_nothing_chosen():
    pick = alt.selection_point(name="pick", fields=["year"], bind=alt.binding_select(options=[2019, 2020]))
    live = charts._live(explore(bars(pick), says="Five."))
    assert live.children[0].children[0].value is None
    assert live.children[1].controls[0]["signal"] == "pick_year"


def test_inputs_that_stay_with_vega_are_named_to_the_reader():
    ink = alt.param(name="ink", value="#000000", bind=alt.BindInput(input="color", name="Ink"))
    live = charts._live(explore(bars(ink, slider()), says="Five."))
    assert live.children[-1].left_to_vega == ["Ink"]
    assert len(live.children[0].children) == 1


# Sentences.


def test_a_sentence_that_is_text_is_the_same_in_every_state():
    explored = explore(bars(slider()), says="Five.")
    assert (explored.says, explored.sentences, repr(explored)) == ("Five.", [], "Five.")


def test_a_sentence_that_is_a_function_is_called_for_every_state_in_order():
    check = alt.param(name="log", value=True, bind=alt.binding_checkbox())
    explored = explore(bars(slider(), check), says=lambda year, log: f"{year} {log}")
    assert explored.says == "2020 True"
    assert explored.sentences == [f"{state['year']} {state['log']}" for state in states_of(explored.controls)]
    assert explored.sentences == ["2019 False", "2019 True", "2020 False", "2020 True", "2021 False", "2021 True"]
    assert explored.payload["sentences"] == explored.sentences


def test_the_browser_finds_the_sentence_of_a_state_where_python_put_it():
    """The wires give the browser what its own count of states needs."""
    check = alt.param(name="log", value=True, bind=alt.binding_checkbox())
    place = alt.param(name="place", value="b", bind=alt.binding_radio(options=["a", "b", "c"]))
    explored = explore(bars(slider(), check, place), says=lambda **state: str(state))
    wires = charts._live(explored).children[1].controls
    for number, state in enumerate(states_of(explored.controls)):
        index = 0
        for wire, value in zip(wires, state.values(), strict=True):
            if wire["trait"] == "index":
                own = wire["options"].index(value)
            else:
                own = int(value) if isinstance(value, bool) else round((value - wire["start"]) / wire["step"])
            index = index * wire["states"] + own
        assert index == number and explored.sentences[index] == str(state)


def test_a_thousand_states_are_all_said_and_of_more_the_first_alone():
    def explored(last):
        return explore(bars(slider(low=1, high=last, value=7)), says=lambda year: f"Year {year}.")

    assert len(explored(1000).sentences) == 1000
    assert (explored(1001).says, explored(1001).sentences) == ("Year 7.", [])


def test_where_states_have_no_end_the_first_alone_is_said():
    text = alt.param(name="word", value="cars", bind=alt.BindInput(input="text"))
    explored = explore(bars(text), says=lambda word: f"About {word}.")
    assert (explored.says, explored.sentences) == ("About cars.", [])


def test_a_function_on_a_chart_without_controls_is_called_once():
    explored = explore(bars(), says=lambda: "Five.")
    assert (explored.says, explored.sentences) == ("Five.", ["Five."])


REFUSED = r"explore\(chart, says=...\) needs a sentence that is true of the picture, not "


@pytest.mark.parametrize("says", ["", "  \n"])
def test_an_empty_sentence_is_refused(says):
    with pytest.raises(ClearError, match=REFUSED):
        explore(bars(slider()), says=says)


@pytest.mark.parametrize("says", ["", "  \n", None, 5, ["Five."], b"Five."])
def test_a_function_that_gives_no_sentence_is_refused(says):
    with pytest.raises(ClearError, match=REFUSED):
        explore(bars(slider()), says=lambda year: says)


@pytest.mark.parametrize("says", [None, 5, ["Five."], b"Five."])
def test_what_is_neither_a_sentence_nor_a_function_is_refused(says):
    with pytest.raises(ClearError, match=REFUSED):
        explore(bars(slider()), says=says)


def test_a_sentence_that_is_empty_in_one_state_only_is_refused_too():
    with pytest.raises(ClearError, match="needs a sentence"):
        explore(bars(slider()), says=lambda year: "" if year == 2021 else "Five.")


# What cannot be drawn.


@pytest.mark.parametrize(
    "chart",
    [
        bars().transform_filter("datum.cars > nosuch"),
        bars().transform_calculate(z="datum.cars +"),
        bars().transform_calculate(z="nofunction(datum.cars)"),
    ],
)
def test_a_chart_that_vega_cannot_draw_says_so_in_one_sentence_without_an_address(shown, chart):
    with pytest.raises(ClearError) as caught:
        shown(explore(chart, says="Five."), stills=True)
    text = str(caught.value)
    assert text.startswith("Vega cannot draw this chart: ")
    assert not re.search(r"\w+://|\n|\bat \S+:\d+", text)
    assert caught.value.__cause__ is None


def test_a_binding_that_cannot_be_a_control_is_said_at_once():
    with pytest.raises(ClearError, match="its value 2030 lies outside"):
        explore(bars(slider(value=2030)), says="Five.")


def test_a_function_with_another_parameter_is_refused_by_name():
    with pytest.raises(ClearError, match="which are: year"):
        explore(bars(slider()), says=lambda month: f"In {month}.")


def test_data_from_an_address_are_refused():
    with pytest.raises(ClearError, match="takes its data from"):
        explore(alt.Chart("https://example.org/cars.csv").mark_bar().encode(x="a:Q"), says="Cars.")
