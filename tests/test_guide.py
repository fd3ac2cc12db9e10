"""Each kind of chart of Altair's guide: accepted, drawn the same live and still, and moved by each of its controls."""

import datetime
import re
from decimal import Decimal

import altair as alt
import pandas as pd
import pytest

from helpers.charts import runtime
from helpers.charts.controls import controls_of
from helpers.charts.explore import explore
from tests.saved_charts import marks_in, plain, spec_in, svg, values_to_try, words_in
from tools import stills

ROWS = [(year, kind, 3 + year % 5 * 4 + 7 * k) for year in range(2015, 2021) for k, kind in enumerate("abc")]
TABLE = pd.DataFrame(ROWS, columns=["year", "kind", "cars"])
T = TABLE.assign(share=TABLE["cars"] / 40, day=pd.to_datetime(TABLE["year"].astype(str)), up=TABLE["cars"] * 2)
T["年 份"] = T["year"]
T["tenths"] = (T.index % 9 + 1) / 10
CHART = alt.Chart(T, width=200, height=120)
BARS = CHART.mark_bar().encode(x="year:O", y="sum(cars):Q")
POINTS = CHART.mark_point().encode(x="share:Q", y="cars:Q")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]}
MAP = alt.Chart(alt.Data(values=[{"type": "Feature", "geometry": SQUARE, "properties": {"name": "a"}}]))


def marked(kind, **more):
    return getattr(CHART, f"mark_{kind}")(**more).encode(x="year:Q", y="cars:Q", color="kind:N")


def by(made, **params):
    """A chart with a parameter of each name, bound as is said."""
    return made.add_params(*(alt.param(name=name, value=value, bind=bind) for name, (value, bind) in params.items()))


def kept(test, **params):
    return by(POINTS.transform_filter(test), **params)


def chosen(selection):
    return POINTS.encode(color=alt.when(selection).then("kind:N").otherwise(alt.value("lightgrey"))).add_params(
        selection
    )


def column(values, encoding="v"):
    """A chart of a column of some type."""
    return alt.Chart(pd.DataFrame({"v": values, "n": range(len(values))})).mark_point().encode(x=encoding, y="n:Q")


SELECT, RADIO = alt.binding_select(options=["a", "b"]), alt.binding_radio(options=["b", "c"])
TENTHS = alt.binding_range(min=0, max=1, step=0.1)
YEARS = alt.binding_radio(options=[2015, 2016])
LIST = alt.binding_select(options=[None, *"abc"])

MARKS = {
    **{kind: marked(kind) for kind in ["area", "bar", "circle", "errorband", "line", "point", "rect"]},
    **{kind: marked(kind) for kind in ["square", "tick", "trail"]},
    "arc": CHART.mark_arc().encode(theta="sum(cars):Q", color="kind:N"),
    "errorbar": CHART.mark_errorbar().encode(x="cars:Q", y="kind:N"),
    "boxplot": CHART.mark_boxplot().encode(x="kind:N", y="cars:Q"),
    "geoshape": MAP.mark_geoshape().project("mercator"),
    "graticule": alt.Chart(alt.graticule(step=[30, 30])).mark_geoshape(filled=False).project("equalEarth"),
    "image": CHART.mark_image(url=PIXEL, width=9, height=9).encode(x="year:O", y="cars:Q"),
    "rule": CHART.mark_rule().encode(y="mean(cars):Q"),
    "text": CHART.mark_text().encode(x="year:O", y="cars:Q", text="kind:N"),
    "sequence": alt.Chart(alt.sequence(9, as_="n"))
    .mark_line()
    .transform_calculate(y="sin(datum.n)")
    .encode(x="n:Q", y="y:Q"),
}
COMPOSED = {
    "layer": BARS + BARS.mark_text(dy=-5).encode(text="sum(cars):Q"),
    "side by side": BARS | POINTS,
    "stacked": BARS & POINTS,
    "in a grid": alt.concat(BARS, POINTS, BARS, columns=2),
    "faceted": POINTS.facet("kind:N", columns=2),
    "row and column": POINTS.properties(width=60, height=60).encode(row="kind:N", column="year:O"),
    "repeated": alt.Chart(T)
    .mark_bar()
    .encode(alt.X(alt.repeat("column"), type="quantitative"), y="count()")
    .repeat(column=["cars", "up"]),
    "repeated layers": CHART.mark_line()
    .encode(x="year:O", y=alt.Y(alt.repeat("layer"), aggregate="mean"))
    .repeat(layer=["cars", "up"]),
    "two scales": alt.layer(BARS, CHART.mark_line().encode(x="year:O", y="mean(share):Q")).resolve_scale(
        y="independent"
    ),
    "as wide as its cell": BARS.properties(width="container", height="container"),
    "from a dict": alt.Chart.from_dict(BARS.to_dict() | {"$schema": "https://vega.github.io/schema/vega-lite/v6.json"}),
}
TRANSFORMED = {
    "aggregate": CHART.mark_bar().transform_aggregate(m="mean(cars)", groupby=["kind"]).encode(x="kind:N", y="m:Q"),
    "bin": CHART.mark_bar().encode(alt.X("cars:Q").bin(maxbins=5), y="count()"),
    "density": CHART.mark_area().transform_density("cars", as_=["c", "d"]).encode(x="c:Q", y="d:Q"),
    "fold": CHART.mark_line().transform_fold(["cars", "up"]).encode(x="year:O", y="mean(value):Q", color="key:N"),
    "impute": CHART.mark_line()
    .transform_impute("cars", key="year", value=0, groupby=["kind"])
    .encode(x="year:O", y="cars:Q"),
    "joinaggregate": POINTS.transform_joinaggregate(m="max(cars)").transform_filter("datum.cars == datum.m"),
    "loess": CHART.mark_line().transform_loess("share", "cars").encode(x="share:Q", y="cars:Q"),
    "lookup": CHART.mark_bar()
    .transform_lookup(
        "kind", from_=alt.LookupData(pd.DataFrame({"kind": [*"abc"], "made": [1, 2, 3]}), "kind", ["made"])
    )
    .encode(x="kind:N", y="made:Q"),
    "pivot": CHART.mark_line().transform_pivot("kind", value="cars", groupby=["year"]).encode(x="year:O", y="a:Q"),
    "quantile": CHART.mark_point().transform_quantile("cars", step=0.1).encode(x="prob:Q", y="value:Q"),
    "regression": CHART.mark_line().transform_regression("share", "cars").encode(x="share:Q", y="cars:Q"),
    "stack": CHART.mark_bar()
    .transform_stack(stack="cars", as_=["s", "e"], groupby=["year"])
    .encode(x="year:O", y="s:Q", y2="e:Q"),
    "time unit": CHART.mark_line().encode(x="year(day):T", y="mean(cars):Q"),
    "window": CHART.mark_line().transform_window(t="sum(cars)", sort=[{"field": "year"}]).encode(x="year:O", y="t:Q"),
}
TYPES = {
    "whole numbers": column([1, 2]),
    "with gaps": column(pd.array([1, None, 3], dtype="Int64")),
    "categories": column(pd.Categorical(["x", "y"], ["y", "x"], ordered=True)),
    "true and false": column([True, False]),
    "text": column(pd.array(["x", None], dtype="string")),
    "dates with a zone": column(pd.date_range("2020", periods=2, tz="Asia/Shanghai")),
    "days": column([datetime.date(2020, 1, 1), datetime.date(2020, 1, 3)]),
    "months": column(pd.period_range("2020-01", periods=2, freq="M")),
    "decimals": column([Decimal("1.5"), Decimal("2")], "v:Q"),
    "lists": column([[1, 2], [3]], "n:O"),
    "infinite": column([1.0, float("inf"), float("nan")]),
    "rows of a dict": alt.Chart(alt.Data(values=[{"a": 1.5, "b": None}])).mark_bar().encode(x="a:Q"),
    "text of a CSV": alt.Chart(alt.Data(values="k\n1", format=alt.DataFormat(type="csv"))).mark_bar().encode(x="k:Q"),
}
MOVED = {
    "range": by(
        POINTS.encode(size=alt.value(alt.expr("size"))), size=(50, alt.binding_range(min=10, max=300, step=10))
    ),
    "tenths": kept("datum.tenths == k", k=(0.1, alt.binding_range(min=0.1, max=0.9, step=0.1))),
    "select": kept("datum.kind == kind", kind=("a", SELECT)),
    "radio": kept("datum.kind == kind", kind=("b", RADIO)),
    "numpy's years": kept("datum.year == year", year=(2019, alt.binding_select(options=sorted(T["year"].unique())))),
    "checkbox": kept("!few || datum.cars < 15", few=(False, alt.binding_checkbox())),
    "text": by(BARS.properties(title=alt.Title(alt.expr("word"))), word=("Cars", alt.BindInput(input="text"))),
    "number": kept("datum.cars > least", least=(5, alt.BindInput(input="number"))),
    "colour, by Vega": by(BARS.encode(color=alt.value(alt.expr("ink"))), ink=("#d55e00", alt.BindInput(input="color"))),
    "two": kept("datum.kind == kind && datum.share < top", kind=("a", SELECT), top=(0.5, TENTHS)),
    "a layer's": by(BARS, at=(10, alt.binding_range(min=0, max=60, step=5)))
    + alt.Chart(alt.sequence(1)).mark_rule().transform_calculate(at="at").encode(y="at:Q"),
    "side by side": kept("datum.kind == kind", kind=("a", SELECT)) | BARS,
    "the same in both": kept("datum.kind == kind", kind=("a", SELECT)) & kept("datum.kind == kind", kind=("a", SELECT)),
    "faceted": kept("datum.year > 年份", 年份=(2016, alt.binding_range(min=2015, max=2018))).facet("kind:N"),
    "repeated": kept("datum.kind == kind", kind=("a", SELECT))
    .encode(x=alt.X(alt.repeat(), type="quantitative"))
    .repeat(["cars", "up"]),
    "one input for two columns": chosen(
        alt.selection_point(
            name="1st pick", fields=["year", "年 份"], bind=YEARS, value=[{"year": 2015, "年 份": 2015}]
        )
    ),
    "point by list": chosen(alt.selection_point(fields=["kind"], bind=LIST, name="pick")),
    "point without a name": chosen(alt.selection_point(fields=["kind"], bind=RADIO, value="b")),
    "point of two columns": chosen(
        alt.selection_point(
            fields=["kind", "year"],
            name="pick",
            value=[{"kind": "b", "year": 2015}],
            bind={"kind": RADIO, "year": alt.binding_range(min=2015, max=2020, step=1)},
        )
    ),
    "point by mouse": chosen(alt.selection_point(fields=["kind"])),
    "interval": chosen(alt.selection_interval()),
    "legend": chosen(alt.selection_point(fields=["kind"], bind="legend")),
    "scales": POINTS.interactive(),
    "nothing left": kept("!none", none=(False, alt.binding_checkbox())),
}
CHARTS = {
    f"{group}: {name}": chart
    for group, charts in [
        ("mark", MARKS),
        ("composed", COMPOSED),
        ("transformed", TRANSFORMED),
        ("type", TYPES),
        ("moved", MOVED),
    ]
    for name, chart in charts.items()
}

BEGIN = """async ([drawing, explore]) => {
    const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    window.runtime = { exports: (await load(drawing)).default };
    window.render = (await load(explore)).default.render;
}"""
# Draws a picture and gives its markup: at first, and after each of some moves (a control, and what it holds then).
DRAW = """async ([state, held, moves]) => {
    const models = held.map((value) => {
        const acts = [];
        const move = (now) => { value = now; acts.forEach((act) => act()); };
        return { get: () => value, on: (event, act) => /^change:(index|value)$/.test(event) && acts.push(act), move };
    });
    const el = document.body.appendChild(document.createElement("div"));
    const model = { get: (name) => state[name] };
    const host = { getWidget: async () => runtime, getModel: async (name) => models[name] };
    await render({ model, el, host, signal: new AbortController().signal });
    const picture = el.querySelector(".figures-picture");
    if (!picture.dataset.drawn) throw new Error(picture.innerText);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const seen = [picture.querySelector("svg.marks").outerHTML];
    for (const [place, value] of moves) {
        const before = picture.dataset.drawn;
        models[place].move(value);
        for (let turn = 0; turn < 500 && picture.dataset.drawn === before; turn++) {
            await new Promise((done) => setTimeout(done, turn && 10));
        }
        seen.push(picture.querySelector("svg.marks").outerHTML);
    }
    el.remove();
    return seen;
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """A page with the drawing code, where days begin as in the stills."""
    context = chromium.new_context(timezone_id=datetime.datetime.now().astimezone().tzname() or "UTC")
    page = context.new_page()
    page.set_content("<!DOCTYPE html><style>.figures-picture { width: 800px }</style>")
    page.evaluate(BEGIN, [runtime.drawing_code(), explore(BARS, says="Cars.")._live.children[-1]._esm])
    yield page
    context.close()


def state_of(explored):
    """What the browser is told of a picture."""
    picture = explored._live.children[-1]
    state = {key: getattr(picture, key) for key in picture.keys if not key.startswith("_")}
    controls = [wire | {"model": str(place)} for place, wire in enumerate(picture.controls)]
    return state | {"controls": controls, "layout": None, "runtime": ""}


def held(control, value):
    """What the model of a control holds."""
    return control.options.index(value) if value in control.options else None if control.options else value


def shows(picture):
    """What a picture shows, wherever fonts have placed it: how many marks, and which words."""
    return marks_in(picture), sorted(words_in(picture))


@pytest.mark.parametrize("name", CHARTS)
def test_each_kind_of_chart_is_drawn_the_same_live_and_still_and_each_control_moves_it(name, page):
    explored = explore(CHARTS[name], says="Cars.")
    controls = explored.controls
    now = [control.value for control in controls]
    moves = [(place, values_to_try(control)[-1]) for place, control in enumerate(controls)]
    moved = [[place, held(controls[place], value)] for place, value in moves]
    seen = page.evaluate(DRAW, [state_of(explored), [held(*pair) for pair in zip(controls, now, strict=True)], moved])
    assert shows(seen[0]) == shows(svg(explored.spec)) and marks_in(seen[0])
    for before, after, (place, value) in zip(seen, seen[1:], moves, strict=False):
        assert plain(before) != plain(after), f"{controls[place].label} changes nothing"
        now[place] = value
        assert shows(after) == shows(svg(spec_in(explored.spec, controls, tuple(now))))


NARROWED = """picture.style.width = "500px";
    for (let turn = 0; turn < 200 && seen.length < 2; turn++) {
        await new Promise((done) => setTimeout(done, 10));
        const now = picture.querySelector("svg.marks").outerHTML;
        if (now !== seen[0]) seen.push(now);
    }
    el.remove();"""


def test_a_chart_as_wide_as_its_cell_is_so_live_and_still(page):
    explored = explore(CHARTS["composed: as wide as its cell"], says="Cars.")
    seen = page.evaluate(DRAW.replace("el.remove();", NARROWED), [state_of(explored), [], []])
    # At the right stands the menu.
    assert [re.search(' width="([0-9]+)"', picture)[1] for picture in seen] == ["762", "462"]
    png = stills.png(explored.spec)
    output = {"output_type": "display_data", "data": {stills.CHART: explored.payload}, "metadata": {}}
    still, _ = stills.saved([output], {stills.fingerprint(explored.spec): png})
    assert stills.size(png)[0] == 800 and still["metadata"][stills.PICTURE] == {"alt": "Cars."}


def test_the_sentence_is_that_of_the_state_also_where_nothing_is_chosen_and_beside_a_slider_of_tenths(page):
    pick = alt.selection_point(name="pick", fields=["kind"], bind=alt.binding_select(options=[*"abc"]))
    made = by(chosen(pick), k=(0.1, alt.binding_range(min=0.1, max=0.9, step=0.1)))
    explored = explore(made, says=lambda pick, k: f"Of {pick} and {k}.")
    code = DRAW.replace("seen.push(", 'seen.push(el.querySelector(".figures-says").innerText); if (0) (')
    _, *said = page.evaluate(code, [state_of(explored), [None, 0], [[1, 2], [0, 1], [1, 8]]])
    assert said == ["At the start: Of None and 0.1.", "Of b and 0.3.", "Of b and 0.9."]


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_tables_of_other_libraries_are_drawn_as_those_of_pandas(library):
    module = pytest.importorskip(library)
    columns = T.drop(columns="day").to_dict("list")
    table = module.DataFrame(columns) if library == "polars" else module.table(columns)
    spec = explore(BARS.properties(data=table), says="Cars.").spec
    assert svg(spec) == svg(explore(BARS, says="Cars.").spec) and controls_of(spec) == []
