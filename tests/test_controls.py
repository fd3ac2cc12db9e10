"""Facts about controls: what a chart's bindings ask for, and that Vega names its signals the same way."""

from functools import partial
from math import prod

import altair as alt
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from helpers.charts.controls import KINDS, Control, controls_of, left_to_vega, states_of
from helpers.charts.runtime import vega_lite_version
from helpers.errors import ClearError

DATA = alt.Data(values=[{"a": 1, "b": "x", "c d": 2, "年份": 2020}, {"a": 2, "b": "y", "c d": 3, "年份": 2021}])


def bars(*params):
    return alt.Chart(DATA).mark_bar().encode(x="a:Q", y="b:N").add_params(*params)


def year(name="year", value=2020, **bind):
    return alt.param(name=name, value=value, bind=alt.binding_range(**{"min": 2015, "max": 2024, "step": 1} | bind))


def only(param, chart=bars):
    (control,) = controls_of(chart(param).to_dict())
    return control


def of(*params):
    return controls_of({"params": [*params]})


def said(*params):
    with pytest.raises(ClearError) as caught:
        of(*params)
    return str(caught.value)


# Each kind of binding.


def test_a_range_becomes_a_control_with_its_ends_and_its_steps():
    assert only(year(name="first", min=2018, value=2020)) == Control(
        "first", "first", "range", "first", 2020, minimum=2018, maximum=2024, step=1
    )
    assert only(year(min=2018, step=2)).states == [2018, 2020, 2022, 2024]


def test_a_select_has_its_options_and_how_they_read():
    bind = alt.binding_select(options=["gx", "lz"], labels=["Guangxi", "Liuzhou"], name="Place")
    control = only(alt.param(name="place", value="lz", bind=bind))
    assert (control.kind, control.options, control.labels) == ("select", ("gx", "lz"), ("Guangxi", "Liuzhou"))
    assert (control.states, control.value, control.label) == (["gx", "lz"], "lz", "Place")


def test_radio_buttons_show_their_options_where_there_are_no_labels():
    control = only(alt.param(name="size", value=2, bind=alt.binding_radio(options=[1, 2, 2.5])))
    assert (control.kind, control.labels, control.states) == ("radio", ("1", "2", "2.5"), [1, 2, 2.5])


def test_a_checkbox_is_off_or_on():
    control = only(alt.param(name="log", value=True, bind=alt.binding_checkbox()))
    assert (control.kind, control.value, control.states) == ("checkbox", True, [False, True])


@pytest.mark.parametrize(("kind", "value"), [("text", "abc"), ("text", ""), ("number", 5), ("number", 0)])
def test_text_and_number_have_no_end_of_states(kind, value):
    control = only(alt.param(name="free", value=value, bind=alt.BindInput(input=kind)))
    assert (control.kind, control.value, control.states) == (kind, value, None)
    assert states_of([control]) is None


def test_every_kind_is_tried_here():
    assert set(KINDS) == {"range", "select", "radio", "checkbox", "text", "number"}


def test_none_among_the_options_reads_as_all():
    for value in (None, "x"):
        control = of({"name": "b", "value": value, "bind": {"input": "select", "options": [None, "x"]}})[0]
        assert (control.options, control.labels, control.value) == ((None, "x"), ("all", "x"), value)


def test_labels_are_text_even_where_they_were_numbers():
    bind = {"input": "radio", "options": ["a", "b"], "labels": [1, 2]}
    assert of({"name": "p", "value": "a", "bind": bind})[0].labels == ("1", "2")


# Names and labels.


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Year", "Year"),
        ("Year: ", "Year"),
        ("年份：", "年份："),
        ("", "my year"),
        (" : ", "my year"),
        ("x" * 500, "x" * 500),
    ],
)
def test_the_label_is_the_bindings_name_or_else_the_parameters(name, label):
    assert only(year(name="my_year", **{"min": 2015}), bars).label == "my year"
    bind = {"input": "range", "min": 2015, "max": 2024, "step": 1, "name": name}
    assert of({"name": "my_year", "value": 2020, "bind": bind})[0].label == label


@pytest.mark.parametrize("name", ["my year", "年份", "y" * 300, "1st", "a-b", "a.b", "$x", "ä", "😀"])
def test_a_parameter_of_any_name_keeps_it_as_its_signal(name):
    control = of({"name": name, "value": 2020, "bind": {"input": "range", "min": 2015, "max": 2024, "step": 1}})[0]
    assert (control.signal, control.name) == (name, name)


def test_two_parameters_of_one_name_are_refused():
    chart = bars(year()) | bars(year(value=2021))
    with pytest.raises(ClearError, match="2 parameters are named 'year': give each a name of its own"):
        controls_of(chart.to_dict())


@pytest.mark.parametrize("name", ["new", "class", "datum", "PI", "true"])
def test_a_name_that_vega_reads_as_something_else_is_refused(name):
    assert f"cannot be named {name!r}" in said({"name": name})
    with pytest.raises(ValueError):
        picture = bars(year(name=name)).transform_filter(f"datum.a + 2018 <= {name}")
        other = bars(year(name=name, value=2019)).transform_filter(f"datum.a + 2018 <= {name}")
        draw = partial(vl_convert.vegalite_to_svg, vl_version=vega_lite_version())
        if draw(picture.to_dict()) == draw(other.to_dict()):
            raise ValueError("The parameter changes nothing.")


def test_a_name_taken_by_a_parameter_without_a_control_is_taken_too():
    slider = {"name": "a", "value": 1, "bind": {"input": "range", "min": 0, "max": 10, "step": 1}}
    assert "2 parameters are named 'a'" in said(slider, {"name": "a", "expr": "1"})


def test_two_controls_of_one_signal_are_refused():
    pick = {"name": "p", "select": {"type": "point", "fields": ["b"]}, "bind": {"input": "text"}, "value": "x"}
    free = {"name": "p_b", "value": "x", "bind": {"input": "text"}}
    assert "2 controls set the signal 'p_b'" in said(pick, free)


# What cannot be a control.


@pytest.mark.parametrize(
    ("param", "sentence"),
    [
        ({"bind": {"input": "range"}}, "bound to a range, but has no value to start with"),
        ({"bind": {"input": "checkbox"}}, "bound to a checkbox, but has no value to start with"),
        ({"bind": {"input": "text"}}, "bound to a text, but has no value to start with"),
        ({"bind": {"input": "select", "options": ["a"]}}, "bound to a select, but has no value to start with"),
        ({"bind": {"input": "select", "options": []}}, "bound to a select without options: list them"),
        ({"bind": {"input": "radio"}}, "bound to a radio without options: list them"),
        ({"value": "c", "bind": {"input": "select", "options": ["a"]}}, "options do not include its value 'c'"),
        ({"value": "a", "bind": {"input": "radio", "options": ["a"], "labels": ["A", "B"]}}, "1 options but 2 labels"),
        ({"value": 11, "bind": {"input": "range", "max": 10}}, "from 0 to 10, but its value 11 lies outside"),
        ({"value": -1, "bind": {"input": "range", "max": 10}}, "from 0 to 10, but its value -1 lies outside"),
        ({"value": 5, "bind": {"input": "range", "min": 9, "max": 1}}, "from 9 to 1, but its value 5 lies outside"),
        ({"value": "5", "bind": {"input": "range", "max": 10}}, "bound to a range, but '5' is not a number"),
        ({"value": 5, "bind": {"input": "range", "max": "10"}}, "bound to a range, but '10' is not a number"),
        ({"value": True, "bind": {"input": "range", "max": 10}}, "bound to a range, but True is not a number"),
        ({"value": {"year": 2020}, "bind": {"input": "range"}}, "bound to a range, but {'year': 2020} is not a num"),
        ({"value": 5, "bind": {"input": "range", "max": 10, "step": 2}}, "its value 5 lies between two of them"),
        ({"value": 5, "bind": {"input": "range", "max": 10, "step": -1}}, "give it a larger step"),
        ({"value": 5, "bind": {"input": "range", "max": 10**9, "step": 1}}, "give it a larger step"),
        ({"value": "yes", "bind": {"input": "checkbox"}}, "must be True or False, not 'yes'"),
        ({"value": "5", "bind": {"input": "number"}}, "but its value '5' is not a number"),
    ],
)
def test_a_binding_that_cannot_be_a_control_names_its_parameter(param, sentence):
    text = said({"name": "p"} | param)
    assert text.startswith("The parameter 'p' is bound to a ") and sentence in text


# Steps and states.


@pytest.mark.parametrize(
    ("low", "high", "step", "states"),
    [
        (0, 1, 0.1, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        (0.1, 0.5, 0.2, [0.1, 0.3, 0.5]),
        (-0.3, 0.3, 0.3, [-0.3, 0, 0.3]),
        (0, 10, 3, [0, 3, 6, 9]),
        (5, 5, 1, [5]),
        (0, 1, 5, [0]),
    ],
)
def test_float_steps_sum_without_rounding_errors_and_stay_inside(low, high, step, states):
    bind = {"input": "range", "min": low, "max": high, "step": step}
    assert of({"name": "p", "value": low, "bind": bind})[0].states == states


@given(st.decimals(-100, 100, places=2), st.integers(0, 300), st.decimals("0.01", 10, places=2), st.data())
def test_each_state_is_one_step_after_the_last_and_any_may_be_the_first(low, count, step, data):
    value = float(low + data.draw(st.integers(0, count)) * step)
    low, high, step = float(low), float(low + count * step), float(step)
    (control,) = of({"name": "p", "value": value, "bind": {"input": "range", "min": low, "max": high, "step": step}})
    assert len(control.states) == count + 1
    assert (control.states[0], control.states[-1]) == (low, high)
    assert all(
        abs(after - before - step) < 1e-9 for before, after in zip(control.states, control.states[1:], strict=False)
    )


@pytest.mark.parametrize(
    ("low", "high", "value", "step"),
    [
        (2015, 2024, 2020, 1),
        (0, 100, 50, 1),
        (0, 1, 0.5, 0.01),
        (0, 1, 1, 0.01),
        (0, 4.5, 0, 0.05),
        (0, 0.3, 0.1, 0.002),
    ],
)
def test_without_a_step_whole_numbers_step_by_one_and_others_as_in_vega(low, high, value, step):
    assert of({"name": "p", "value": value, "bind": {"input": "range", "min": low, "max": high}})[0].step == step


def test_without_ends_a_range_runs_from_0_to_100_as_in_vega():
    control = of({"name": "p", "value": 7, "bind": {"input": "range"}})[0]
    assert (control.minimum, control.maximum, control.step) == (0, 100, 1)


def test_the_last_control_moves_fastest():
    controls = of(
        {"name": "a", "value": 1, "bind": {"input": "radio", "options": [1, 2]}},
        {"name": "b", "value": False, "bind": {"input": "checkbox"}},
    )
    assert states_of(controls) == [
        {"a": 1, "b": False},
        {"a": 1, "b": True},
        {"a": 2, "b": False},
        {"a": 2, "b": True},
    ]


def test_a_chart_without_controls_has_one_state():
    assert states_of([]) == [{}]


def test_too_many_states_are_not_even_listed():
    slider = {"input": "range", "min": 0, "max": 99_999, "step": 1}
    controls = of(*({"name": name, "value": 0, "bind": slider} for name in "abcde"))
    assert prod(len(control.states) for control in controls) == 10**25
    assert states_of(controls, most=1000) is None


@pytest.mark.parametrize(("most", "listed"), [(10, True), (9, False), (None, True)])
def test_as_many_states_as_are_worth_listing_are_listed(most, listed):
    states = states_of(controls_of(bars(year()).to_dict()), most)
    assert (states is not None and len(states) == 10) == listed


# Selections.


def pick(bind=None, fields=("b",), **more):
    return alt.selection_point(
        name="pick", fields=list(fields), bind=bind or alt.binding_select(options=["x", "y"]), **more
    )


@pytest.mark.parametrize("value", ["x", {"b": "x"}, [{"b": "x"}], ["x"]])
def test_a_point_selection_may_give_its_value_in_each_of_vegas_ways(value):
    spec = {"type": "point", "fields": ["b"]}
    (control,) = of({"name": "pick", "select": spec, "value": value, "bind": {"input": "radio", "options": ["x", "y"]}})
    assert (control.signal, control.name, control.value, control.states) == ("pick_b", "pick", "x", ["x", "y"])


@pytest.mark.parametrize("value", [None, [], [{"other": 1}], {}])
def test_a_point_selection_may_start_with_nothing_chosen(value):
    spec = {"type": "point", "fields": ["b"]}
    (control,) = of({"name": "pick", "select": spec, "value": value, "bind": {"input": "select", "options": ["x"]}})
    assert control.value is None


@pytest.mark.parametrize("kind", ["range", "checkbox", "number", "text"])
def test_a_selection_without_a_value_cannot_be_shown_by_a_control_that_always_has_one(kind):
    spec = {"type": "point", "fields": ["a"]}
    assert "has no value to start with" in said({"name": "pick", "select": spec, "bind": {"input": kind}})


def test_a_selection_over_two_fields_has_a_control_and_a_name_for_each():
    bind = {"a": alt.binding_radio(options=[1, 2]), "b": alt.binding_select(options=["x", "y"])}
    controls = controls_of(bars(pick(bind, ("a", "b"), value=[{"a": 2, "b": "y"}])).to_dict())
    assert [(control.signal, control.name, control.value) for control in controls] == [
        ("pick_a", "pick_a", 2),
        ("pick_b", "pick_b", "y"),
    ]
    assert len({tuple(state.items()) for state in states_of(controls)}) == 4


# What stays with Vega.


@pytest.mark.parametrize(
    "param",
    [
        alt.selection_interval(name="zoom", bind="scales"),
        alt.selection_point(name="pick", fields=["b"], bind="legend"),
        alt.param(name="plain", value=1),
        alt.selection_point(name="click"),
        alt.param(name="sum", expr="1 + 1"),
    ],
)
def test_legend_and_scale_bindings_and_plain_parameters_ask_for_no_control(param):
    spec = bars(param).to_dict()
    before = str(spec)
    assert controls_of(spec) == [] and left_to_vega(spec) == []
    assert str(spec) == before


@pytest.mark.parametrize(
    ("param", "label"),
    [
        (alt.param(name="ink", value="#fff", bind=alt.BindInput(input="color", name="Ink: ")), "Ink"),
        (alt.param(name="my_day", value="2020-01-01", bind=alt.BindInput(input="date")), "my day"),
        (year(element="#outside"), "year"),
        (pick(alt.binding_select(options=["x"], element="#outside")), "pick"),
        (alt.selection_point(name="by_y", encodings=["y"], bind=alt.binding_select(options=["x", "y"])), "by y"),
    ],
)
def test_inputs_without_a_twin_are_left_to_vega_and_named(param, label):
    spec = bars(param).to_dict()
    assert controls_of(spec) == [] and left_to_vega(spec) == [label]


# Whatever the chart's form, Vega itself must name each signal and bind it as the control does.


SHAPES = {
    "single": lambda *params: bars(*params),
    "layered": lambda *params: bars(*params) + alt.Chart(DATA).mark_point().encode(x="a:Q"),
    "layered, on the second layer": lambda *params: alt.Chart(DATA).mark_point().encode(x="a:Q") + bars(*params),
    "concatenated": lambda *params: bars(*params) | bars(),
    "stacked, the same in both": lambda *params: bars(*params) & bars(*params),
    "faceted": lambda *params: bars(*params).facet("b:N"),
    "repeated": lambda *params: (
        alt.Chart(DATA)
        .mark_bar()
        .encode(x=alt.X(alt.repeat(), type="quantitative"))
        .add_params(*params)
        .repeat(["a", "c d"])
    ),
}
PARAMS = {
    "a slider": (year(),),
    "a slider and a checkbox": (year(), alt.param(name="log", value=False, bind=alt.binding_checkbox())),
    "a selection": (pick(value="x"),),
    "a selection over two fields": (
        pick({"a": alt.binding_radio(options=[1, 2]), "b": alt.binding_select(options=["x", "y"])}, ("a", "b")),
    ),
    "a selection of one input for two fields": (pick(alt.binding_radio(options=[1, 2]), ("a", "c d")),),
    "a field with a space": (pick(alt.binding_select(options=[2, 3]), ("c d",), value=2),),
    "a field in Chinese": (pick(alt.binding_select(options=[2020, 2021]), ("年份",), value=2020),),
    "a Chinese parameter": (alt.param(name="年份", value=1, bind=alt.binding_range(min=0, max=5, step=1)),),
}


def bound_signals(spec):
    vega = vl_convert.vegalite_to_vega(spec, vl_version=vega_lite_version())
    return {signal["name"]: signal["bind"] for signal in vega.get("signals", []) if "bind" in signal}


@pytest.mark.filterwarnings("ignore:Automatically deduplicated selection")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("params", PARAMS)
def test_vega_binds_the_very_signals_that_the_controls_set(shape, params):
    spec = SHAPES[shape](*PARAMS[params]).to_dict()
    bound = bound_signals(spec)
    assert bound
    assert {control.signal: control.kind for control in controls_of(spec)} == {
        name: bind["input"] for name, bind in bound.items()
    }
