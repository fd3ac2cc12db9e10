"""Each kind of chart of Altair's guide: accepted, drawn the same live and still, and moved by each of its controls."""

import base64
import datetime
from decimal import Decimal

import altair as alt
import pandas as pd
import pytest

from helpers.charts import runtime
from helpers.charts.explore import explore
from tests.saved_charts import marks_in, plain, spec_in, svg, values_to_try, words_in
from tools import site, stills

ROWS = [(year, kind, 3 + year % 5 * 4 + 7 * k) for year in range(2015, 2021) for k, kind in enumerate("abc")]
TABLE = pd.DataFrame(ROWS, columns=["year", "kind", "cars"])
T = TABLE.assign(share=TABLE["cars"] / 40, day=pd.to_datetime(TABLE["year"].astype(str)), up=TABLE["cars"] * 2)
T["年 份"], T["tenths"] = T["year"], (T.index % 9 + 1) / 10
CHART = alt.Chart(T, width=200, height=120)
AREA, BAR, LINE, POINT = CHART.mark_area(), CHART.mark_bar(), CHART.mark_line(), CHART.mark_point()
BARS, POINTS = BAR.encode(x="year:O", y="sum(cars):Q"), POINT.encode(x="share:Q", y="cars:Q")
ONE_ROW, CSV = alt.Chart(alt.sequence(1)), alt.Data(values="a\n1", format=alt.DataFormat(type="csv"))
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]}
MAP = alt.Chart(alt.Data(values=[{"type": "Feature", "geometry": SQUARE, "properties": {"name": "a"}}]))
MADE = alt.LookupData(pd.DataFrame({"kind": [*"abc"], "made": [1, 2, 3]}), "kind", ["made"])
REPEATED, LAYERED = alt.X(alt.repeat("column"), type="quantitative"), alt.Y(alt.repeat("layer"), aggregate="mean")
SELECT, RADIO = alt.binding_select(options=["a", "b"]), alt.binding_radio(options=["b", "c"])
LIST, YEARS = alt.binding_select(options=[None, *"abc"]), alt.binding_radio(options=[2015, 2016])
TWO = {"kind": RADIO, "year": alt.binding_range(min=2015, max=2020, step=1)}


def by(made, **params):
    """A chart with a parameter of each name, bound as is said."""
    return made.add_params(*(alt.param(name=name, value=value, bind=bind) for name, (value, bind) in params.items()))


def kept(test, **params):
    return by(POINTS.transform_filter(test), **params)


def kind_by(bind, made=POINTS):
    """A chart of one kind, as it is bound."""
    return by(made.transform_filter("datum.kind == kind"), kind=(bind.options[0], bind))


def chosen(pick):
    """A chart coloured by a selection."""
    return POINTS.encode(color=alt.when(pick).then("kind:N").otherwise(alt.value("lightgrey"))).add_params(pick)


def column(values, encoding="v"):
    """A chart of a column of some type."""
    return alt.Chart(pd.DataFrame({"v": values, "n": range(len(values))})).mark_point().encode(x=encoding, y="n:Q")


def slider(low, high, step=1):
    return alt.binding_range(min=low, max=high, step=step)


PLAIN_MARKS = ["area", "bar", "circle", "errorband", "line", "point", "rect", "square", "tick", "trail"]
CHARTS = {
    **{
        f"mark: {kind}": getattr(CHART, f"mark_{kind}")().encode(x="year:Q", y="cars:Q", color="kind:N")
        for kind in PLAIN_MARKS
    },
    "mark: arc": CHART.mark_arc().encode(theta="sum(cars):Q", color="kind:N"),
    "mark: errorbar": CHART.mark_errorbar().encode(x="cars:Q", y="kind:N"),
    "mark: boxplot": CHART.mark_boxplot().encode(x="kind:N", y="cars:Q"),
    "mark: geoshape": MAP.mark_geoshape().project("mercator"),
    "mark: graticule": alt.Chart(alt.graticule(step=[30, 30])).mark_geoshape(filled=False).project("equalEarth"),
    "mark: image": CHART.mark_image(url=PIXEL, width=9, height=9).encode(x="year:O", y="cars:Q"),
    "mark: rule": CHART.mark_rule().encode(y="mean(cars):Q"),
    "mark: text": CHART.mark_text().encode(x="year:O", y="cars:Q", text="kind:N"),
    "composed: layer": BARS + BARS.mark_text(dy=-5).encode(text="sum(cars):Q"),
    "composed: in a grid": alt.concat(BARS, POINTS, BARS, columns=2),
    "composed: row and column": POINTS.properties(width=60, height=60).encode(row="kind:N", column="year:O"),
    "composed: repeated layers": LINE.encode(LAYERED, x="year:O").repeat(layer=["cars", "up"]),
    "composed: two scales": (BARS + LINE.encode(x="year:O", y="mean(share):Q")).resolve_scale(y="independent"),
    "composed: as wide as its cell": BARS.properties(width="container", height="container"),
    "composed: from a dict": alt.Chart.from_dict(BARS.to_dict()),
    "aggregate": BAR.transform_aggregate(m="mean(cars)", groupby=["kind"]).encode(x="kind:N", y="m:Q"),
    "bin": BAR.encode(alt.X("cars:Q").bin(maxbins=5), y="count()"),
    "calculate": LINE.transform_calculate(s="sin(datum.cars)").encode(x="year:O", y="mean(s):Q"),
    "density": AREA.transform_density("cars", as_=["c", "d"]).encode(x="c:Q", y="d:Q"),
    "fold": LINE.transform_fold(["cars", "up"]).encode(x="year:O", y="mean(value):Q", color="key:N"),
    "impute": LINE.transform_impute("cars", key="year", value=0, groupby=["kind"]).encode(x="year:O", y="cars:Q"),
    "joinaggregate": POINTS.transform_joinaggregate(m="max(cars)").transform_filter("datum.cars == datum.m"),
    "loess": LINE.transform_loess("share", "cars").encode(x="share:Q", y="cars:Q"),
    "lookup": BAR.transform_lookup("kind", from_=MADE).encode(x="kind:N", y="made:Q"),
    "pivot": LINE.transform_pivot("kind", value="cars", groupby=["year"]).encode(x="year:O", y="a:Q"),
    "quantile": POINT.transform_quantile("cars", step=0.1).encode(x="prob:Q", y="value:Q"),
    "regression": LINE.transform_regression("share", "cars").encode(x="share:Q", y="cars:Q"),
    "stack": BAR.transform_stack(stack="cars", as_=["s", "e"], groupby=["year"]).encode(x="year:O", y="s:Q", y2="e:Q"),
    "time unit": LINE.encode(x="year(day):T", y="mean(cars):Q"),
    "window": LINE.transform_window(t="sum(cars)", sort=[{"field": "year"}]).encode(x="year:O", y="t:Q"),
    "type: with gaps": column(pd.array([1, None, 3], dtype="Int64")),
    "type: categories": column(pd.Categorical(["x", "y"], ["y", "x"], ordered=True)),
    "type: dates with a zone": column(pd.date_range("2020", periods=2, tz="Asia/Shanghai")),
    "type: days": column([datetime.date(2020, 1, 1), datetime.date(2020, 1, 3)]),
    "type: months": column(pd.period_range("2020-01", periods=2, freq="M")),
    "type: decimals": column([Decimal("1.5"), Decimal("2")], "v:Q"),
    "type: lists": column([[1, 2], [3]], "n:O"),
    "type: text of a CSV": alt.Chart(CSV).mark_bar().encode(x="a:Q"),
    "range": by(POINTS.encode(size=alt.value(alt.expr("size"))), size=(50, slider(10, 300, 10))),
    "tenths": kept("datum.tenths == k", k=(0.1, slider(0.1, 0.9, 0.1))),
    "select": kind_by(SELECT),
    "radio": kind_by(RADIO),
    "checkbox": kept("!few || datum.cars < 15", few=(False, alt.binding_checkbox())),
    "text": by(BARS.properties(title=alt.Title(alt.expr("word"))), word=("Cars", alt.BindInput(input="text"))),
    "number": kept("datum.cars > least", least=(5, alt.BindInput(input="number"))),
    "colour, by Vega": by(BARS.encode(color=alt.value(alt.expr("ink"))), ink=("#d55e00", alt.BindInput(input="color"))),
    "two": kept("datum.kind == kind && datum.share < top", kind=("a", SELECT), top=(0.5, slider(0, 1, 0.1))),
    "a layer's": by(BARS, at=(10, slider(0, 60, 5)))
    + ONE_ROW.mark_rule().transform_calculate(at="at").encode(y="at:Q"),
    "side by side": kind_by(SELECT) | BARS,
    "the same in both": kind_by(SELECT) & kind_by(SELECT),
    "faceted": kept("datum.year > 年份", 年份=(2016, slider(2015, 2018))).facet("kind:N"),
    "repeated": kind_by(SELECT, POINT.encode(REPEATED, y="cars:Q")).repeat(column=["cars", "up"]),
    "one input for two columns": chosen(
        alt.selection_point("1st pick", fields=["year", "年 份"], bind=YEARS, value=[{"year": 2015, "年 份": 2015}])
    ),
    "point by list": chosen(alt.selection_point("pick", fields=["kind"], bind=LIST)),
    "point without a name": chosen(alt.selection_point(fields=["kind"], bind=RADIO, value="b")),
    "point of two columns": chosen(
        alt.selection_point(fields=["kind", "year"], bind=TWO, value=[{"kind": "b", "year": 2015}])
    ),
    "point by mouse": chosen(alt.selection_point(fields=["kind"])),
    "interval": chosen(alt.selection_interval()),
    "legend": chosen(alt.selection_point(fields=["kind"], bind="legend")),
    "scales": POINTS.interactive(),
    "nothing left": kept("!none", none=(False, alt.binding_checkbox())),
}

DRAW = """async ([state, held]) => {
    const moved = [];
    const getModel = async (name) => {
        const place = state.controls.findIndex(({ model }) => model === name);
        return { get: () => held[place], on: (_, act) => { moved[place] = act; } };
    };
    window.move = ([place, value]) => { held[place] = value; moved[place](); };
    const host = { getModel, getWidget: async () => ({ exports: figuresDraw }) };
    const el = document.createElement("main");
    document.body.replaceChildren(el);
    await explore.render({ model: { get: (name) => state[name] }, el, host, signal: new AbortController().signal });
    if (!el.querySelector("[data-drawn]")) throw new Error(el.innerText);
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """A page with the drawing code, where days begin as in the stills."""
    page = chromium.new_page(timezone_id=datetime.datetime.now().astimezone().tzname() or "UTC")
    page.set_content("<!DOCTYPE html><style>main { width: 800px }</style>")
    page.add_script_tag(content=site.drawing_code() + runtime.renderer("explore", runtime.PICTURES))
    yield page
    page.close()


def draw(page, explored):
    """Draws a picture as it is at first."""
    start = [held(control, control.value) for control in explored.controls]
    page.evaluate(DRAW, [explored._live.children[-1].get_state(), start])


def move(page, place, control, value):
    page.evaluate("move", [place, held(control, value)])


def held(control, value):
    """What the model of a control holds."""
    return control.options.index(value) if value in control.options else None if control.options else value


def seen(page, times):
    """The picture that was drawn so many times."""
    return page.locator(f'[data-drawn="{times}"] svg.marks').evaluate("picture => picture.outerHTML")


def shows(picture):
    """What a picture shows, wherever fonts have placed it: how many marks, and which words."""
    return marks_in(picture), sorted(words_in(picture))


@pytest.mark.parametrize("name", CHARTS)
def test_each_kind_of_chart_is_drawn_the_same_live_and_still_and_each_control_moves_it(name, page):
    explored = explore(CHARTS[name], says="Cars.")
    draw(page, explored)
    before, now = seen(page, 1), [control.value for control in explored.controls]
    assert shows(before) == shows(svg(explored.spec)) and marks_in(before)
    for place, control in enumerate(explored.controls):
        now[place] = values_to_try(control, thin=False)[-1]
        move(page, place, control, now[place])
        after = seen(page, place + 2)
        assert plain(before) != plain(after), f"{control.label} changes nothing"
        assert shows(after) == shows(svg(spec_in(explored.spec, explored.controls, tuple(now))))
        before = after


def test_a_chart_as_wide_as_its_cell_is_so_live_and_still(page):
    explored = explore(CHARTS["composed: as wide as its cell"], says="Cars.")
    draw(page, explored)
    for cell in (800, 500):
        page.locator("main").evaluate("(cell, width) => { cell.style.width = `${width}px`; }", cell)
        # At the right stands the menu.
        page.locator(f"svg.marks[width='{cell - 38}']").wait_for()
    png = stills.png(explored.spec)
    output = {"output_type": "display_data", "data": {stills.CHART: explored.payload}, "metadata": {}}
    still, _ = stills.saved([output], {stills.fingerprint(explored.spec): png})
    assert int.from_bytes(base64.b64decode(png)[16:20], "big") == 2 * 800
    assert still["metadata"][stills.PICTURE] == {"alt": "Cars."}


def test_the_sentence_is_that_of_the_state_also_where_nothing_is_chosen_and_names_the_inputs_of_vega(page):
    pick = alt.selection_point(name="pick", fields=["kind"], bind=alt.binding_select(options=[*"abc"]))
    bound = {"ink": ("#fff", alt.BindInput(input="color", name="Ink")), "k": (0.1, slider(0.1, 0.9, 0.1))}
    explored = explore(by(chosen(pick), **bound), says=lambda pick, k: f"Of {pick} and {k}.")
    draw(page, explored)
    left = "The input “Ink” under the picture is drawn by Vega itself."
    moves = [(1, 0.3, "At the start: Of None and 0.1."), (0, "b", "Of b and 0.3."), (1, 0.9, "Of b and 0.9.")]
    for place, value, said in moves:
        move(page, place, explored.controls[place], value)
        assert page.locator(".figures-says").inner_text() == f"{said} {left}"
