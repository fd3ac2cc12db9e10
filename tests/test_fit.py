"""Facts about how a chart fits its cell, in a browser: its width, its words, its colours in the dark."""

import altair as alt
import pytest

from helpers.charts import explore as explored
from helpers.charts import messages, runtime
from helpers.charts.specification import specification
from tests.test_fits import CODE as FINDS
from tools import site

ROOMS = (1100, 640, 330)
NAMES = ["Liuzhou", "Guilin", "A city that has a very long name", "Nanning"]
ROWS = alt.Data(
    values=[
        {"name": name, "n": 10 * place + 7, "m": place, "kind": "ab"[place % 2]} for place, name in enumerate(NAMES)
    ]
)
TITLE = alt.Title(
    "What did each of these cities make in the year that we look at?", subtitle="Thousand. Source: made up."
)

_BARS = alt.Chart(ROWS).mark_bar().encode(alt.X("n:Q"), alt.Y("name:N"), color="kind:N")
_COLUMNS = alt.Chart(ROWS, title=TITLE).mark_bar().encode(alt.X("name:N"), alt.Y("n:Q").title(""))
_SMALL = alt.Chart(ROWS, width=250, height=100).mark_bar().encode(alt.X("n:Q"), alt.Y("kind:N"))
CHARTS = {
    "single": _BARS.properties(title=TITLE),
    "columns": _COLUMNS,
    "layered": (
        _BARS + _BARS.mark_text(align="right").encode(text="n:Q", x=alt.value(590), color=alt.value("black"))
    ).properties(title=TITLE),
    "two legends": _BARS.encode(
        opacity=alt.Opacity("name:N"), color=alt.Color("kind:N").scale(range=["#0072b2", "#d55e00"])
    ).configure_legend(orient="top"),
    "beside": (_SMALL | _SMALL.properties(title=TITLE)).properties(title=TITLE),
    "below": (_SMALL & _SMALL.properties(width=600)).properties(title=TITLE),
    "faceted": _SMALL.properties(width=180).facet("name:N", columns=3).properties(title=TITLE),
    "repeated": _SMALL.encode(alt.X(alt.repeat("column"), type="quantitative")).repeat(column=["n", "m"]),
    "steps": _COLUMNS.properties(width=alt.Step(150)),
    "container": _BARS.properties(width="container", title=TITLE),
    "too wide": _BARS.properties(width=2000, title=TITLE, background="#ffeecc").configure(font="monospace"),
}

DRAW = """async ([spec, room, messages]) => {
  document.body.replaceChildren();
  const cell = document.body.appendChild(document.createElement("div"));
  cell.className = "figures-explored";
  cell.style.width = `${room}px`;
  const el = cell.appendChild(document.createElement("div"));
  const none = { sentences: [], controls: [], left_to_vega: [], name: "", runtime: "" };
  const state = { ...none, spec, says: "So it is.", messages };
  const model = { get: (name) => state[name], on() {} };
  const host = { getWidget: async () => ({ exports: figuresDraw }) };
  await explore.render({ model, el, host, signal: new AbortController().signal });
  return cell.innerText;
}"""
# What is wrong with how the picture stands in its cell, and with its words.
FAULTS = """() => {
  const [cell, svg] = [".figures-explored", "svg.marks"].map((name) => document.querySelector(name));
  const [room, width] = [cell, svg].map((each) => each.getBoundingClientRect().right);
  return [...(width > room + 1 ? [`${width} in ${room}`] : []), ...fits.findings(svg, "")];
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """A page that draws explored charts."""
    page = chromium.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.add_style_tag(path=explored._HERE / "explore.css")
    page.add_script_tag(content=site.drawing_code(in_page=False))
    page.add_script_tag(
        content=runtime.renderer("explore", runtime.PICTURES).replace("const explore", "globalThis.explore")
    )
    page.evaluate(FINDS)
    yield page
    page.close()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_as_wide_as_its_cell_at_most_and_its_words_are_whole(page, name):
    spec = specification(CHARTS[name])
    for room in ROOMS:
        assert "So it is." in page.evaluate(DRAW, [spec, room, messages.IN_BROWSER])
        assert page.evaluate(FAULTS) == [], f"{room} px"


def test_no_line_of_chinese_begins_with_what_closes_or_ends_with_what_opens(page):
    subtitle = "来源：环境空气质量标准（GB 3095-2012），转载；“Open EV Charts”（Simon Krauter）；另有2个"
    spec = specification(_SMALL.properties(title=alt.Title("哪一年最好？", subtitle=subtitle)))
    for room in range(160, 400, 8):
        page.evaluate(DRAW, [spec, room, messages.IN_BROWSER])
        lines = page.locator(".role-title-subtitle tspan").all_text_contents()
        assert "".join(lines).replace(" ", "") == subtitle.replace(" ", "")
        assert [line for line in lines if line[0] in "，。；：！？、）》”" or line[-1] in "（《“"] == [], f"{room} px"
