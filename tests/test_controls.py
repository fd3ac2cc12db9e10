"""Facts about controls: what a chart's bindings ask for."""

import altair as alt
import pytest

from helpers.charts.controls import KINDS, controls_of, left_to_vega, states_of
from helpers.errors import ClearError

DATA = alt.Data(values=[{"a": 1, "b": "x", "c d": 2, "年份": 2020}, {"a": 2, "b": "y", "c d": 3, "年份": 2021}])


def bars(*params):
    return alt.Chart(DATA).mark_bar().encode(x="a:Q", y="b:N").add_params(*params)


def one(kind, value=None, **bind):
    """The control of a parameter, as Vega-Lite has it."""
    return of({"name": "p", "value": value, "bind": {"input": kind} | bind})[0]


def of(*params):
    return controls_of({"params": [*params]})


def said(*params):
    with pytest.raises(ClearError) as caught:
        of(*params)
    return str(caught.value)


# Each kind of binding.


THIRDS = ("0.000", "0.333", "0.667", "1.000")
TENS = ("60", "70", "80")


@pytest.mark.parametrize(
    ("kind", "value", "bind", "expected"),
    [
        ("range", 7, {}, {"start": 7, "label": "p", "signal": "p", "name": "p"}),
        ("range", 2020, {"min": 2018, "max": 2024, "step": 2}, {"value": 2020, "states": [2018, 2020, 2022, 2024]}),
        ("range", 0, {"max": 1, "step": 0.333333333333}, {"labels": THIRDS, "states": [0, 1 / 3, 2 / 3, 1]}),
        ("select", "lz", {"options": ["gx", "lz"]}, {"options": ("gx", "lz"), "labels": ("gx", "lz"), "value": "lz"}),
        ("select", "x", {"options": [None, "x"]}, {"labels": ("all", "x"), "states": [None, "x"]}),
        ("radio", None, {"options": [None, "x"]}, {"labels": ("all", "x"), "value": None}),
        ("radio", 2, {"options": [1, 2, 2.5]}, {"labels": ("1", "2", "2.5"), "states": [1, 2, 2.5]}),
        ("radio", "a", {"options": ["a", "b"], "labels": [1, 2]}, {"labels": ("1", "2")}),
        ("checkbox", True, {}, {"value": True, "states": [False, True]}),
        ("text", "", {"name": "Year"}, {"value": "", "states": None, "label": "Year"}),
        ("number", 5, {"name": "Year: "}, {"value": 5, "states": None, "label": "Year"}),
        ("number", 0, {"name": "年份："}, {"label": "年份："}),
        ("number", 0, {"name": " : "}, {"label": "p"}),
        ("range", 7, {"min": 6, "max": 8, "name": "亿元 ×10"}, {"label": "亿元", "value": 7, "labels": TENS}),
        (
            "range",
            68,
            {"min": 68, "max": 70, "name": "亿元 ÷ 100"},
            {"label": "亿元", "labels": ("0.68", "0.69", "0.70")},
        ),
        ("range", 0.5, {"min": 0, "max": 1, "step": 0.5, "name": "亿元 ×10"}, {"labels": ("0", "5", "10")}),
        ("draw", [1, 2.5], {}, {"value": (1, 2.5), "states": [(1, 2.5), None], "text": "1 2.5"}),
        ("draw", [0.5, 8], {"name": "亿元 ×10"}, {"label": "亿元", "value": (0.5, 8), "times": 10, "text": "5 80"}),
        ("guesses", [], {}, {"value": (), "states": [(), None], "text": ""}),
    ],
)
def test_a_binding_asks_for_its_control(kind, value, bind, expected):
    control = one(kind, value, **bind)
    assert {name: getattr(control, name) for name in expected} == expected and control.kind == kind in KINDS
    assert states_of([control]) == (control.states and [{"p": state} for state in control.states])


# Names.


@pytest.mark.parametrize("name", ["my_year", "my year", "年份", "y" * 300, "1st", "a-b", "a.b", "$x", "ä", "😀"])
def test_a_parameter_of_any_name_keeps_it_as_its_signal_and_without_another_as_its_label(name):
    (control,) = of({"name": name, "value": 2020, "bind": {"input": "number", "name": ""}})
    assert (control.signal, control.name, control.label) == (name, name, name.replace("_", " "))


@pytest.mark.parametrize("name", ["new", "class", "datum", "PI", "true"])
def test_a_name_that_vega_reads_as_something_else_is_refused(name):
    assert f"cannot be named {name!r}" in said({"name": name})


A = {"name": "a", "value": 1, "bind": {"input": "number"}}
PICK = {"select": {"type": "point", "fields": ["b"]}, "bind": {"input": "radio", "options": ["x", "y"]}}


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("a", [A, A]),
        ("a", [A, {"name": "a", "expr": "1"}]),
        ("p_b", [PICK | {"name": "p"}, A | {"name": "p_b"}]),
        ("b", [PICK | {"name": f"param_{number:016}"} for number in (1, 2)]),
    ],
)
def test_two_of_one_name_are_refused(name, params):
    assert f"2 parameters are named '{name}': give each a name of its own" in said(*params)


# What cannot be a control.


@pytest.mark.parametrize(
    ("kind", "value", "bind", "sentence"),
    [
        *((kind, None, {}, f"bound to a {kind}, but has no first value") for kind in ("range", "checkbox", "text")),
        ("select", None, {"options": ["a"]}, "bound to a select, but has no first value"),
        ("select", None, {"options": []}, "bound to a select without options: list them"),
        ("radio", None, {}, "bound to a radio without options: list them"),
        ("select", "c", {"options": ["a"]}, "options do not include its value 'c'"),
        ("radio", "a", {"options": ["a"], "labels": ["A", "B"]}, "1 options but 2 labels"),
        *(("range", value, {"max": 10}, f"from 0 to 10, but its value {value} lies outside") for value in (11, -1)),
        ("range", 5, {"min": 9, "max": 1}, "from min=9 to max=1: min must not be above max"),
        *(("range", value, {}, f"bound to a range, but {value!r} is not a number") for value in ("5", True, {"y": 1})),
        ("range", 5, {"max": "10"}, "bound to a range, but '10' is not a number"),
        ("range", 5, {"max": 10, "step": 2}, "its value 5 lies between two of them"),
        ("range", 5, {"max": 10, "step": -1}, "goes in steps of -1: a step must be more than 0"),
        ("range", 5, {"max": 10**9, "step": 1}, "give it a larger step"),
        ("checkbox", "yes", {}, "must be True or False, not 'yes'"),
        *(("draw", value, {}, f"must be a list of numbers, not {value!r}") for value in ([], 5, ["a"], [1, True])),
        ("guesses", "12 15", {}, "bound to guesses, so its value must be a list of numbers, not '12 15'"),
        ("number", "5", {}, "bound to a number, but '5' is not a number"),
    ],
)
def test_a_binding_that_cannot_be_a_control_names_its_parameter(kind, value, bind, sentence):
    text = said({"name": "p", "value": value, "bind": {"input": kind} | bind})
    assert text.startswith("The parameter 'p' ") and sentence in text


# Steps and states.


@pytest.mark.parametrize(
    ("ends", "step", "states"),
    [
        ((0, 1), 0.1, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ((0.1, 0.5), 0.2, [0.1, 0.3, 0.5]),
        ((-0.3, 0.3), 0.3, [-0.3, 0, 0.3]),
        ((0, 10), 3, [0, 3, 6, 9]),
        ((5, 5), 1, [5]),
        ((0, 1), 5, [0]),
    ],
)
def test_float_steps_sum_without_rounding_errors_and_stay_inside(ends, step, states):
    assert one("range", ends[0], min=ends[0], max=ends[1], step=step).states == states


@pytest.mark.parametrize(
    ("ends", "value", "step"),
    [((2015, 2024), 2020, 1), ((0, 100), 50, 1), ((0, 1), 0.5, 0.01), ((0, 1), 1, 0.01), ((0, 4.5), 0, 0.05)]
    + [((0, 0.3), 0.1, 0.002), ((0.5, 1400.5), 0.5, 10), ((0.5, 1500.5), 0.5, 20)],
)
def test_without_a_step_whole_numbers_step_by_one_and_others_as_in_vega(ends, value, step):
    first, second, *_ = one("range", value, min=ends[0], max=ends[1]).states
    assert second - first == pytest.approx(step)


@pytest.mark.parametrize(
    ("high", "step", "labels"),
    [
        (1, 0.25, ("0.00", "0.25", "0.50", "0.75", "1.00")),
        (2020, 1010, ("0", "1010", "2020")),
        (20_000, 10_000, ("0", "10,000", "20,000")),
        (3e-7, 1e-7, ("0.0000000", "0.0000001", "0.0000002", "0.0000003")),
        (2e22, 1e22, ("0", "10,000,000,000,000,000,000,000", "20,000,000,000,000,000,000,000")),
    ],
)
def test_a_slider_shows_all_digits_of_its_step_and_a_comma_in_large_numbers(high, step, labels):
    assert one("range", 0, max=high, step=step).labels == labels


def test_more_states_than_are_worth_listing_are_not_even_listed():
    assert states_of([one("range", 0, max=99_999, step=1)] * 5, most=1000) is None


# Selections.


XY = alt.binding_select(options=["x", "y"])


def pick(fields=("b",), bind=XY, **more):
    return alt.selection_point(fields=[*fields], bind=bind, **more)


@pytest.mark.parametrize(
    ("value", "first"),
    [(value, "x") for value in ("x", {"b": "x"}, [{"b": "x"}], ["x"])]
    + [(value, None) for value in (None, [], [{"other": 1}], {})],
)
def test_a_point_selection_may_give_its_value_in_each_of_vegas_ways_or_start_with_nothing_chosen(value, first):
    (control,) = of(PICK | {"name": "pick", "value": value})
    assert (control.signal, control.name, control.value, control.states) == ("pick_b", "pick", first, ["x", "y"])


@pytest.mark.parametrize("kind", ["range", "checkbox", "number", "text"])
def test_a_selection_without_a_value_cannot_be_shown_by_a_control_that_always_has_one(kind):
    assert "has no first value" in said(PICK | {"name": "pick", "bind": {"input": kind}})


SHARED = alt.binding_select(options=[1, 2], name="Pick: ")


@pytest.mark.parametrize(
    ("param", "called"),
    [
        (pick(), [("b", "b")]),
        (pick(bind=SHARED, value=1), [("b", "Pick")]),
        (pick(["a", "c d"], SHARED), [("a", "a"), ("c d", "c d")]),
        (pick(["a", "c d"], SHARED, name="p"), [("p_a", "a"), ("p_c_d", "c d")]),
        (pick(name="my_pick"), [("my_pick", "my pick")]),
        (pick("ab", {"a": SHARED, "b": XY}, name="p"), [("p_a", "Pick"), ("p_b", "p")]),
    ],
)
def test_a_selection_without_a_name_is_called_by_its_field_and_inputs_that_share_a_name_by_theirs(param, called):
    assert [(control.name, control.label) for control in controls_of(bars(param).to_dict())] == called


def test_what_has_no_name_at_all_is_called_value():
    (control,) = controls_of(bars(alt.param(value=1, bind=alt.binding_range(max=5))).to_dict())
    assert control.label == "value"


# What stays with Vega.


@pytest.mark.parametrize(
    ("param", "left"),
    [
        (alt.selection_interval(name="zoom", bind="scales"), []),
        (alt.selection_point(name="pick", fields=["b"], bind="legend"), []),
        (alt.param(name="plain", value=1), []),
        (alt.selection_point(name="click"), []),
        (alt.param(name="sum", expr="1 + 1"), []),
        (alt.param(name="ink", value="#fff", bind=alt.BindInput(input="color", name="Ink: ")), ["Ink"]),
        (alt.param(name="my_day", value="2020-01-01", bind=alt.BindInput(input="date")), ["my day"]),
        (alt.param("year", value=1, bind=alt.binding_range(max=9, element="#outside")), ["year"]),
        (pick(bind=alt.binding_select(options=["x"], element="#outside"), name="pick"), ["pick"]),
        (alt.selection_point("by_y", encodings=["y"], bind=XY), ["by y"]),
    ],
)
def test_what_has_no_twin_asks_for_no_control_and_bound_inputs_are_named(param, left):
    spec = bars(param).to_dict()
    before = str(spec)
    assert controls_of(spec) == [] and left_to_vega(spec) == left and str(spec) == before
