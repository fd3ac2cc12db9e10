"""Facts about explored charts: what a cell shows, which sentences it says, and what it refuses."""

import re
from unittest.mock import Mock

import altair as alt
import ipywidgets
import pytest

from helpers.charts import messages
from helpers.charts.explore import Picture, explore
from helpers.charts.runtime import PICTURES
from helpers.charts.specification import _check
from helpers.errors import ClearError
from helpers.mime import CHART

from . import addresses

DATA = alt.Data(values=[{"year": 2019, "cars": 3}, {"year": 2020, "cars": 5}])
WIDGET = "application/vnd.jupyter.widget-view+json"


def bars(*params):
    return alt.Chart(DATA).mark_bar().encode(x="cars:Q", y="year:O").add_params(*params)


def slider(name="year", low=2019, high=2021, value=2020, step=1):
    return alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name="Year"))


def bound(value, bind):
    return alt.param(name="p", value=value, bind=bind)


CHECK = alt.param(name="log", value=True, bind=alt.binding_checkbox())
TEXT = alt.BindInput(input="text")


def parts(explored):
    """The controls and the picture of a live chart."""
    *box, picture = explored._live.children
    return box[0].children if box else (), picture


# What a cell shows.


def test_a_chart_is_a_widget_with_the_payload_and_the_sentence_but_no_picture(monkeypatch):
    monkeypatch.setattr("helpers.charts.explore.display", display := Mock())
    explored = explore(bars(slider()), says="Five cars <in> 2020.")
    explored._ipython_display_()
    explored._ipython_display_()
    (data,), options = display.call_args
    assert data.keys() == {WIDGET, CHART, "text/plain", "text/html"} and options == {"raw": True}
    assert data["text/plain"] == "Five cars <in> 2020." == repr(explored)
    assert data["text/html"] == "<p>Five cars &lt;in&gt; 2020.</p>"
    assert data[CHART] == explored.payload == {"says": "Five cars <in> 2020.", "spec": explored.spec}
    assert [each.args[0][WIDGET]["model_id"] for each in display.mock_calls] == [explored._live.model_id] * 2


def test_the_browser_has_every_message_that_it_says():
    calls = re.findall(r"""said\(model, ([^{})]*)|says: ("\w+")""", PICTURES)
    asked = {*re.findall(r'"(\w+)"', str(calls)), *re.findall(r'"messages"\)\.(\w+)', str(Picture._esm))}
    assert asked == messages.IN_BROWSER.keys() == Picture().messages.keys()


# Each control.


@pytest.mark.parametrize(
    ("param", "kind", "value"),
    [
        (slider(), ipywidgets.SelectionSlider, 2020),
        (slider(low=0, high=1, value=0.5, step=0.1), ipywidgets.SelectionSlider, 0.5),
        (bound("b", alt.binding_select(options=["a", "b"])), ipywidgets.Dropdown, "b"),
        (bound(None, alt.binding_select(options=[None, "b"])), ipywidgets.Dropdown, None),
        (bound(2, alt.binding_radio(options=[1, 2])), ipywidgets.RadioButtons, 2),
        (CHECK, ipywidgets.Checkbox, True),
        (bound("t", TEXT), ipywidgets.Text, "t"),
        (bound(4, alt.BindInput(input="number")), ipywidgets.FloatText, 4),
    ],
)
def test_a_binding_becomes_its_control_with_the_same_value(param, kind, value):
    (control,), picture = parts(explore(bars(param), says="Five."))
    assert type(control) is kind and control.value == value
    (wire,) = picture.controls
    assert wire["model"] == f"anywidget:{control.model_id}" and wire["label"] == control.description
    assert not wire["options"] or wire["options"][control.index] == value


def test_what_reaches_vega_is_one_of_the_states_to_the_digit():
    explored = explore(bars(slider("k", 2.2, 2.9, 0.1 * 23, 0.1)), says=lambda k: f"{k}")
    (control,), picture = parts(explored)
    exact = [2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9]
    assert list(picture.controls[0]["options"]) == exact and explored.sentences == [*map(str, exact)]
    assert control.value == 2.3 == explored.spec["params"][0]["value"] and explored.says == "2.3"
    control.index = 3
    assert control.value == 2.5 and control.label == "2.5"


# Sentences.


def test_a_sentence_that_is_a_function_is_called_for_every_state_in_order():
    explored = explore(bars(slider(), CHECK), says=lambda year, log: f"{year} {log}")
    assert explored.says == "2020 True"
    assert explored.sentences == ["2019 False", "2019 True", "2020 False", "2020 True", "2021 False", "2021 True"]
    assert explored.payload["sentences"] == explored.sentences == parts(explored)[1].sentences


@pytest.mark.parametrize(
    ("param", "says", "first", "count"),
    [
        ([slider()], "Five.", "Five.", 0),
        ([slider(low=1, high=1000, value=7)], lambda year: f"Year {year}.", "Year 7.", 1000),
        ([slider(low=1, high=1001, value=7)], lambda year: f"Year {year}.", "Year 7.", 0),
        ([bound("cars", TEXT)], lambda p: f"About {p}.", "About cars.", 0),
        ([], lambda: "Five.", "Five.", 1),
    ],
)
def test_up_to_a_thousand_states_are_said_and_of_more_or_where_the_sentence_stays_the_first_alone(
    param, says, first, count
):
    explored = explore(bars(*param), says=says)
    assert (explored.says, len(explored.sentences)) == (first, count)


@pytest.mark.parametrize("says", ["", "  \n", None, 5, ["Five."], b"Five."])
def test_what_is_no_sentence_is_refused_also_from_a_function(says):
    for given in (says, lambda year: says, lambda year: says if year == 2021 else "Five."):
        with pytest.raises(ClearError, match=r"^explore\(chart, says=...\) needs a sentence"):
            explore(bars(slider()), says=given)


@pytest.mark.parametrize(("params", "words"), [([slider()], "by name, which are: year."), ([], "must take nothing")])
def test_a_function_with_another_parameter_is_refused(params, words):
    with pytest.raises(ClearError, match=words):
        explore(bars(*params), says=lambda month: f"In {month}.")


def test_a_sentence_with_a_field_that_nothing_fills_is_refused():
    with pytest.raises(ClearError, match=r'^Nothing fills \{year\} .*, as in says=lambda year: f"In \{year\} …"'):
        explore(bars(slider()), says="In {year}.")
    assert explore(bars(LIST), says="Middle: {middle}.").says == "Middle: {middle}."


LIST = bound([1, 2], alt.binding(input="guesses"))


def test_of_a_list_a_function_gets_the_first_value_or_none_and_only_then_may_leave_fields_to_the_browser():
    explored = explore(bars(LIST), says=lambda p: "Middle: {middle}." if p is None else f"{len(p)} guesses.")
    assert (explored.says, explored.sentences) == ("2 guesses.", ["2 guesses.", "Middle: {middle}."])
    assert [(type(each), each.value) for each in parts(explored)[0]] == [(ipywidgets.Textarea, "1 2")]
    with pytest.raises(ClearError, match=r"first state must be whole: .* \{middle\} is filled"):
        explore(bars(LIST), says=lambda p: "Middle: {middle}.")


# Play.


def test_a_range_that_can_be_played_is_named_in_what_is_saved_and_nothing_else_can_be():
    explored = explore(bars(slider(), CHECK), says="Five.", play="year")
    assert explored.payload["play"] == "year" == parts(explored)[1].play
    for name in ("log", "month"):
        with pytest.raises(ClearError, match=f"bound to a range, not '{name}'"):
            explore(bars(slider(), CHECK), says="Five.", play=name)


# What is refused.


def test_a_line_that_no_view_is_named_after_cannot_be_drawn():
    drawn = bound([1, 2], alt.binding(input="draw"))
    with pytest.raises(ClearError, match=r"for the parameter 'p': .* \.properties\(name='p'\)"):
        explore(bars(drawn), says="Five.")
    assert explore(bars(drawn).properties(name="p"), says="Five.").controls[0].value == (1, 2)


@pytest.mark.parametrize("address", ["https://example.org", "//example.org", "data/files", "file:///home"])
def test_addresses_are_refused_where_vega_would_load_them_and_only_there(address):
    for name, spec in addresses.charts_that_load(address).items():
        with pytest.raises(ClearError, match=f"^The chart .* from {re.escape(address)}/") as caught:
            pytest.fail(f"{name}: {_check(spec)}")
        assert ("its data" in str(caught.value)) == ("image" not in name)
    for spec in addresses.charts_that_load_nothing(address) + addresses.charts_that_compute(address):
        _check(spec)
