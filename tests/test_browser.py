"""The notebooks in real JupyterLab, in a headless browser: what a teacher and a student see and press."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from helpers.questions.key import key as key_of
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import in_order, question
from tools import refresh
from tools.lessons import lessons
from tools.stills import CHART, WIDGET_VIEW, charts_in, pictures_in

from . import browser as driver
from .saved_charts import plain

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "jupyter/share/jupyter/nbconvert/templates"
MADE_UP = "made_up.ipynb"
REAL = [path.name for path in lessons(ROOT / "notebooks")]
NOTEBOOKS = [MADE_UP, *REAL]

# Complaints of the page in its console that are not ours, each with its reason; one that no longer comes must go.
ALLOWED_COMPLAINTS: dict[str, str] = {}
# Findings of axe-core that are not ours to mend, each with its reason; one that no longer comes must go.
ALLOWED_BARRIERS: dict[str, str] = {}

ALLOWED_BARRIERS_OF_STILLS = {
    "image-alt": "JupyterLab shows a saved picture without its alternative text; the sentence stands under it.",
}

# Each would cut, insert, run, merge, undo or leave a cell, were it to reach JupyterLab.
KEYS = [
    *"xbacvddmyr1z",
    "Shift+Z",
    "Shift+M",
    "Delete",
    "Backspace",
    "ArrowUp",
    "ArrowDown",
    *"kjhflo",
    "Shift+L",
    *"ii00",
]
KEYS += ["Shift+ArrowDown", *(f"Control+{key}" for key in "axzb"), "Control+Enter", "Shift+Enter", "Alt+Enter"]
KEYS += ["Enter", "Escape"]
FEW_KEYS = [*"xbddmz", "Shift+Enter", "Enter", "Escape"]

SETUP = """
import altair as alt
import pandas as pd
from helpers import explore

years = pd.DataFrame([{"year": 2015 + n, "kind": kind, "made": (n * 7 + 3 * k) % 11 + 1 + k}
                      for n in range(8) for k, kind in enumerate("abc")])
bars = alt.Chart(years).mark_bar().encode(x="year:O", y="made:Q")
"""

CHARTS = {
    "range, select and checkbox": """
year = alt.param(name="year", value=2018, bind=alt.binding_range(min=2015, max=2022, step=1, name="Year"))
kind = alt.param(name="kind", value="a", bind=alt.binding_select(options=["a", "b", "c"], labels=["Ay", "Bee", "See"],
                                                                 name="Kind"))
strong = alt.param(name="strong", value=False, bind=alt.binding_checkbox(name="Strong"))
chart = bars.encode(
    opacity=alt.condition("datum.year == year", alt.value(1), alt.value(0.3)),
    color=alt.condition("strong", alt.value("#d55e00"), alt.value("#0072b2")),
).transform_filter("datum.kind == kind").add_params(year, kind, strong)
says = lambda year, kind, strong: f"In {year}, kind {kind} is {'strong' if strong else 'plain'}."
""",
    "a point selection with a select": """
pick = alt.selection_point(fields=["kind"], name="pick", value="b",
                           bind=alt.binding_select(options=[None, "a", "b", "c"], name="Pick"))
chart = alt.Chart(years).mark_point(size=90).encode(
    x="year:O", y="made:Q", color=alt.condition(pick, "kind:N", alt.value("lightgrey"))).add_params(pick)
says = lambda pick: f"The kind picked is {pick or 'any'}."
""",
    "a layered chart with a slider of fractions": """
limit = alt.param(name="limit", value=4.5, bind=alt.binding_range(min=0, max=9, step=0.5, name="Limit"))
rule = alt.Chart().mark_rule(color="#d55e00").transform_calculate(limit="limit").encode(y="limit:Q")
fixed = alt.Chart().mark_rule().encode(y=alt.datum(3))
chart = alt.layer(bars, rule, fixed, data=years).add_params(limit)
says = lambda limit: f"The limit stands at {limit}."
""",
    "charts side by side with radio buttons": """
only = alt.param(name="only", value="c", bind=alt.binding_radio(options=["a", "b", "c"], name="Only"))
narrow = bars.properties(width=200).transform_filter("datum.kind == only")
chart = alt.hconcat(narrow, narrow.mark_line()).add_params(only)
says = "Both pictures show one kind."
""",
    "a point selection with radio buttons": """
mark = alt.selection_point(fields=["kind"], name="mark", value="c",
                           bind=alt.binding_radio(options=["a", "b", "c"], labels=["Ay", "Bee", "See"], name="Mark"))
chart = alt.Chart(years).mark_point(size=90).encode(
    x="year:O", y="made:Q", color=alt.condition(mark, "kind:N", alt.value("lightgrey"))).add_params(mark)
says = lambda mark: f"The kind marked is {mark}."
""",
    "facets with a checkbox": """
points = alt.param(name="points", value=True, bind=alt.binding_checkbox(name="Large points"))
chart = alt.Chart(years).mark_point().encode(
    x="year:O", y="made:Q", size=alt.condition("points", alt.value(150), alt.value(20))
).properties(width=150).facet("kind:N").add_params(points)
says = lambda points: "Large points." if points else "Small points."
""",
    "a text and a number": """
name = alt.param(name="who", value="Liuzhou", bind=alt.binding(input="text", name="Who"))
top = alt.param(name="top", value=12, bind=alt.binding(input="number", name="Top"))
words = alt.Chart(alt.Data(values=[{}])).mark_text(size=20).encode(text=alt.value(alt.expr("who + ' ' + top")))
chart = words.add_params(name, top)
says = lambda who, top: f"It reads {who} {top}."
""",
    "inputs without a twin": """
ink = alt.param(name="ink", value="#0072b2", bind=alt.binding(input="color", name="Ink"))
day = alt.param(name="day", value="2020-07-01", bind=alt.binding(input="date", name="Day"))
chart = bars.encode(color=alt.value(alt.expr("ink"))).add_params(ink, day)
says = "The bars are blue."
""",
    "no control": """
chart = bars
says = "Each bar is a year."
""",
}
BROKEN = """
twice = alt.param(name="twice", value=1, bind=alt.binding_range(min=0, max=2, step=1, name="Twice"))
chart = bars.transform_filter("datum.made > nothing_of_this_name").add_params(twice)
says = "It cannot be drawn."
"""
GONE = """
import helpers.charts.runtime
from types import SimpleNamespace
helpers.charts.runtime.runtime = lambda: SimpleNamespace(model_id="0" * 32)
"""


def made_up(*charts: str, title: str = "") -> nbformat.NotebookNode:
    """A notebook with a cell for each chart."""
    cells = [
        nbformat.v4.new_markdown_cell(f"# A made-up notebook\n\n{title}"),
        nbformat.v4.new_code_cell(SETUP.strip()),
    ]
    cells += [nbformat.v4.new_code_cell(f"{chart.strip()}\nexplore(chart, says=says)") for chart in charts]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": refresh.KERNELSPEC})
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
    return notebook


def titled(name: str) -> str:
    return f"{CHARTS[name]}chart = chart.properties(title={name!r})"


only_the_made_up = pytest.mark.parametrize("unrun", [MADE_UP], indirect=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab on a copy of the notebooks, with the made-up ones beside them."""
    home = tmp_path_factory.mktemp("jupyter")
    root = home / "notebooks"
    if (ROOT / "notebooks").is_dir():
        shutil.copytree(ROOT / "notebooks", root, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    root.mkdir(exist_ok=True)
    nbformat.write(made_up(*map(titled, CHARTS)), root / MADE_UP)
    running = driver.Server(home, root)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def lab(chromium, server):
    """A page with JupyterLab, on which one notebook is opened after the other."""
    opened = driver.Lab(chromium, server, MADE_UP)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """A made-up notebook as it is committed: run, with stills."""
    path = tmp_path_factory.mktemp("refreshed") / MADE_UP
    nbformat.write(made_up(*map(titled, CHARTS)), path)
    refresh.refresh(path)
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module", params=NOTEBOOKS)
def unrun(request, lab, server):
    """A notebook as it is committed, opened where nobody has run or trusted it yet."""
    if request.param == MADE_UP:
        nbformat.write(request.getfixturevalue("refreshed"), server.root / MADE_UP)
    with driver.photographed(lab.page, request.param):
        lab.turn_to(request.param)
    return lab


@pytest.fixture(scope="module")
def lesson(unrun):
    """The same notebook once every cell has been run; its tests go on from one another."""
    with driver.photographed(unrun.page, unrun.notebook):
        unrun.run()
    unrun.received_by_run = sum(unrun.received)
    return unrun


@pytest.fixture(autouse=True)
def screenshot(request):
    """Keeps a screenshot of every open page where a test fails."""
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed and "chromium" in request.fixturenames:
        pages = [page for context in request.getfixturevalue("chromium").contexts for page in context.pages]
        for number, page in enumerate(pages):
            driver.photograph(page, f"{request.node.name}-{number}")


def move(explored: driver.Explored, number: int) -> str | None:
    """Moves a control from the keyboard until its picture changes; says what a student would find wrong."""
    control = explored.controls[number]
    label = f"{explored}, control {control.label!r}"
    page, before = explored.lab.page, explored.svg()
    for key in keys_for(control, explored.input(number)):
        count, state = explored.count(), driver.state_of(control, explored.input(number))
        explored.input(number).focus()
        page.keyboard.press(key)
        if not explored.has_focus(number):
            return f"{label}: {key} leads out of it"
        moved = driver.state_of(control, explored.input(number)) != state
        if moved and (not explored.drawn_after(count) or explored.svg() != before):
            break
    if explored.svg() == before:
        return f"{label}: its keys do not change the picture"
    if not explored.lab.settled(explored.says_the_truth, False):
        return f"{label}: the sentence is {explored.sentence()!r}, but should be {explored.true_sentence()!r}"
    return None


def keys_for(control, element) -> list[str]:
    """Keys that move a control off its present value, the likeliest first."""
    if control.kind == "range":
        up = element.get_attribute("aria-valuetext") != control.labels[-1]
        return [*["ArrowRight" if up else "ArrowLeft"] * 12, "Home", "End"]
    if control.kind == "select":
        last = element.evaluate("one => one.selectedIndex === one.options.length - 1")
        return ["ArrowUp" if last else "ArrowDown"] * (len(control.options) - 1)
    return {
        "radio": ["ArrowDown"] * len(control.options),
        "checkbox": ["Space"],
        "text": ["n", "Enter"],
        "number": ["ArrowUp", "Enter"],
    }[control.kind]


def test_an_untrusted_notebook_shows_its_pictures_before_it_is_run(unrun):
    trusted = "() => [...panel.content.model.cells].some(cell => cell.trusted && cell.outputs?.length)"
    assert not unrun.page.evaluate(trusted)
    cells = shows_its_stills(unrun)
    excuse(unrun.barriers(*map(outputs_of, cells)), ALLOWED_BARRIERS_OF_STILLS, unrun)


def test_a_notebook_runs_from_top_to_bottom(lesson):
    wrong = [
        f"cell {number}: {output['ename']}: {output['evalue']}"
        for number, cell in enumerate(lesson.cells(), start=1)
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert not wrong, f"{lesson.notebook}: {wrong}"
    not_run = [number for number, cell in enumerate(lesson.cells(), start=1) if not_yet_run(cell)]
    assert not not_run, f"{lesson.notebook}: cells {not_run} were not run"


def not_yet_run(cell: dict) -> bool:
    return cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) and cell["execution_count"] is None


def test_every_picture_is_drawn(lesson):
    charts = lesson.explored()
    assert len(charts) == len(CHARTS) or lesson.notebook != MADE_UP
    for explored in charts:
        explored.show()
        size = explored.node.query_selector(".figures-picture svg.marks").bounding_box()
        assert size["width"] > 100 and size["height"] > 20, f"{explored}: the picture is {size}"
        assert explored.sentence(), f"{explored}: there is no sentence under the picture"


def test_every_control_moves_its_picture_from_the_keyboard(lesson):
    wrong = []
    for explored in lesson.explored():
        explored.show()
        wrong += [move(explored, number) for number in range(len(explored.controls))]
    wrong = [words for words in wrong if words]
    assert not wrong, "\n".join(wrong)


def test_no_key_on_a_control_changes_the_notebook(lesson):
    before, tried = shape(lesson), set()
    for explored in lesson.explored():
        # The made-up notebook has controls of every kind in charts of every kind; a lesson, the same ones again.
        again = tried if lesson.notebook != MADE_UP else set()
        if {control.kind for control in explored.controls} <= again:
            continue
        explored.show()
        for number, control in enumerate(explored.controls):
            if control.kind in again:
                continue
            label = f"{explored}, control {control.label!r}"
            keys = FEW_KEYS if lesson.notebook != MADE_UP or control.kind in tried else KEYS
            tried.add(control.kind)
            for key in keys:
                explored.input(number).focus()
                lesson.page.keyboard.press(key)
                assert lesson.page.evaluate(HARM) == f"{len(before)} cells", (
                    f"{label}: a key changed or ran a cell, or left the control: {key}"
                )
            lesson.page.wait_for_timeout(100)
            assert shape(lesson) == before, f"{label}: a key changed or ran a cell"


# A key that reaches JupyterLab makes or cuts a cell, goes into one, or opens a dialog.
HARM = """() => panel.content.mode === "edit" ? "inside a cell"
    : document.querySelector(".jp-Dialog") ? "a dialog" : `${panel.content.widgets.length} cells`"""


def shape(lab: driver.Lab) -> list[tuple]:
    """What a key must not change: the cells, their order, and when they were run."""
    return [(cell["id"], cell["cell_type"], cell["source"], cell.get("execution_count")) for cell in lab.cells()]


def test_controls_and_pictures_have_names_and_axe_finds_no_barrier(lesson):
    charts = lesson.explored()
    for explored in charts:
        explored.show()
        for number, control in enumerate(explored.controls):
            reached = explored.input(number).evaluate(NAME)
            expected = control.label if control.kind != "radio" else control.labels
            assert reached and reached in expected, f"{explored}, control {control.label!r}: it is called {reached!r}"
            if control.kind == "radio":
                group = explored.box.get_by_role("radiogroup", name=control.label, exact=True)
                assert group.get_by_role("radio").count() == len(control.options), f"{explored}: {control.label!r}"
        picture = explored.node.query_selector(".figures-picture")
        assert picture.get_attribute("aria-label") == explored.sentence(), f"{explored}: the picture has no name"
    excuse(lesson.barriers(*(outputs_of(explored.cell) for explored in charts)), ALLOWED_BARRIERS, lesson)


def outputs_of(cell: int) -> str:
    """Where the outputs of a cell are."""
    return f'[data-cell="{cell}"] .jp-Cell-outputWrapper'


def excuse(found: list[str], allowed: dict[str, str], lab: driver.Lab) -> None:
    """Fails for what is found and not allowed, and, in the made-up notebook, for what is allowed and not found."""
    new = [words for words in found if not any(text in words for text in allowed)]
    assert not new, f"{lab.notebook}:\n" + "\n".join(new)
    stale = [text for text in allowed if not any(text in words for words in found)]
    assert MADE_UP not in lab.notebook or not stale, f"no longer found, so take it off the list: {stale}"


NAME = """one => (one.getAttribute("aria-label") || [...one.labels].map(label => label.textContent).join(" ")).trim()"""


@only_the_made_up
def test_the_drawing_code_travels_once_a_notebook(lesson):
    charts = lesson.explored()
    for explored in charts:
        explored.show()
    assert len(charts) >= 8
    assert len([size for size in lesson.received if size > 500_000]) == 1
    assert lesson.received_by_run < 1_300_000


@only_the_made_up
def test_a_step_of_a_slider_sends_the_kernel_its_own_message_only(lesson):
    explored = lesson.explored()[0]
    explored.show()
    lesson.sent.clear()
    assert move(explored, 0) is None
    lesson.page.wait_for_timeout(500)
    messages = [driver.sent_message(frame) for frame in lesson.sent]
    assert messages, "the slider told the kernel nothing"
    assert {(channel, header["msg_type"]) for channel, header, _ in messages} == {("shell", "comm_msg")}
    assert {tuple(content["data"]["state"]) for _, _, content in messages} == {("index",)}
    assert len({content["comm_id"] for _, _, content in messages}) == 1
    assert sum(map(len, lesson.sent)) < 1000 * len(messages)


@only_the_made_up
def test_a_number_typed_beside_a_slider_moves_it_to_the_nearest_of_its_states(lesson):
    years, limits = lesson.explored()[0], lesson.explored()[2]
    for explored, typed, state in (
        (years, "2,020", 2020),
        (years, "1", 2015),
        (limits, " 3.26 ", 3.5),
        (limits, "x", 3.5),
    ):
        explored.show()
        explored.box.locator(".widget-readout").first.fill(typed)
        lesson.page.keyboard.press("Enter")
        assert lesson.settled(lambda e=explored: driver.state_of(e.controls[0], e.input(0)), None) == state
        assert lesson.settled(explored.says_the_truth, False)


@only_the_made_up
def test_arrows_lead_round_radio_buttons_where_a_browser_itself_does_nothing(lesson):
    explored = next(each for each in lesson.explored() if each.controls and each.controls[0].kind == "radio")
    explored.show()
    (control,) = explored.controls
    for key, step in [("ArrowDown", 1)] * 3 + [("ArrowUp", -1)] * 3:
        place = control.options.index(driver.state_of(control, explored.input(0)))
        # No browser acts on a key that nobody has pressed.
        explored.input(0).dispatch_event("keydown", {"key": key})
        assert driver.state_of(control, explored.input(0)) == control.options[(place + step) % 3]


@only_the_made_up
def test_ctrl_s_on_a_control_saves(lesson):
    for explored in lesson.explored()[:4]:
        explored.show()
        lesson.page.evaluate("() => { panel.context.model.dirty = true; }")
        explored.input(0).focus()
        lesson.page.keyboard.press("Control+s")
        lesson.page.wait_for_function("() => !panel.context.model.dirty")
        assert lesson.page.locator(".jp-Dialog").count() == 0


@only_the_made_up
def test_a_second_view_shows_the_present_state_and_moves_along(lesson):
    for explored in lesson.explored()[:2]:
        explored.show()
        assert move(explored, 0) is None
        lesson.do("notebook:create-output-view")
        view = lesson.page.locator(".jp-LinkedOutputView").last
        view.locator(".figures-picture[data-drawn]").wait_for()
        compare_views(explored, view.element_handle())
        lesson.page.evaluate(
            "() => { jupyterapp.shell.currentWidget.close(); jupyterapp.shell.activateById(panel.id); }"
        )


def compare_views(explored: driver.Explored, view) -> None:
    """A second view shows what the first one shows, and each follows the other; its keys are as safe."""

    def second() -> str:
        return plain(view.evaluate(driver.MARKUP))

    lab, before = explored.lab, explored.svg()
    assert second() == before, f"{explored}: the second view shows another state"
    assert view.evaluate(driver.SENTENCE) == explored.sentence()
    cells = shape(lab)
    there = driver.input_of(view, explored.controls[0].kind, 0)
    for key in [*keys_for(explored.controls[0], there)[:1], "x", "d", "d"]:
        there.focus()
        lab.page.keyboard.press(key)
    assert lab.settled(explored.svg, before) != before, f"{explored}: the first view does not follow the second"
    assert lab.settled(second, before) == explored.svg()
    assert shape(lab) == cells


@only_the_made_up
def test_after_a_reload_a_live_chart_shows_the_present_state(lesson):
    explored = lesson.explored()[0]
    explored.show()
    assert move(explored, 0) is None
    picture, sentence = explored.svg(), explored.sentence()
    lesson.do("docmanager:save")
    assert not [cell for cell in lesson.saved() for output in cell.get("outputs", []) if WIDGET_VIEW in str(output)]
    lesson.open(lesson.notebook)
    explored = lesson.explored()[0]
    explored.show()
    assert explored.svg() == picture
    assert explored.sentence() == sentence
    assert explored.says_the_truth()
    assert move(explored, 0) is None


@only_the_made_up
def test_an_input_without_a_twin_is_said_to_be_drawn_by_vega(lesson):
    explored = next(one for one in lesson.explored() if "twin" in str(one))
    explored.show()
    assert not explored.controls
    assert explored.sentence().startswith(
        "At the start: The bars are blue. The input “Ink” under the picture is drawn by"
    )
    before, cells = explored.svg(), shape(lesson)
    explored.box.locator(".vega-bind input[type=color]").fill("#d55e00")
    assert lesson.settled(explored.svg, before) != before
    day = explored.box.locator(".vega-bind input").last
    for key in ["x", "b", "d", "d", "Enter"]:
        day.focus()
        lesson.page.keyboard.press(key)
    assert shape(lesson) == cells


def test_a_student_saves_and_finds_the_pictures_again_without_a_kernel(lesson):
    lesson.do("docmanager:save")
    payloads = [explored.payload for explored in lesson.explored()]
    data = [output["data"] for cell in lesson.saved() for output in cell.get("outputs", []) if "data" in output]
    assert not [kinds.keys() for kinds in data if WIDGET_VIEW in kinds and CHART in kinds]
    assert [kinds[CHART] for kinds in data if CHART in kinds] == payloads
    # New pictures are in the file a moment later, and the next save finds nothing changed.
    charts = charts_in(lesson.saved()).keys()
    assert lesson.settled(lambda: pictures_in(lesson.saved()).keys() == charts, False)
    lesson.do("docmanager:save")
    assert lesson.page.locator(".jp-Dialog").count() == 0
    assert pictures_in(lesson.saved()).keys() == charts
    # In a lesson they look as when it was opened first.
    if lesson.notebook == MADE_UP:
        lesson.turn_to(lesson.notebook)
        shows_its_stills(lesson)


# The widths of a cell's saved pictures, once there are as many as it keeps (or there is something else), and its words.
STILLS = """async ([number, count]) => {
    const { node } = panel.content.widgets[number];
    const pictures = () => [...node.querySelectorAll(".jp-RenderedImage img")];
    const end = performance.now() + 5000;
    while (pictures().length < count && performance.now() < end) await new Promise((done) => setTimeout(done, 10));
    const widths = pictures().map((one) => one.decode().then(() => one.naturalWidth));
    return [[...(await Promise.all(widths)), ...Array(count).fill(0)], node.innerText];
}"""


def shows_its_stills(lab: driver.Lab) -> list[int]:
    """Every chart that the notebook keeps shows its picture and its sentence; the cells that they stand in."""
    cells, payloads = [], []
    for number, cell in enumerate(lab.cells()):
        kept = [output["data"][CHART] for output in cell.get("outputs", []) if CHART in output.get("data", {})]
        if not kept:
            continue
        lab.show(number)
        widths, text = lab.page.evaluate(STILLS, [number, len(kept)])
        for place, payload in enumerate(kept):
            label = f"{lab.notebook}, cell {number + 1}"
            assert widths[place] > 100, f"{label}: no picture"
            assert payload["says"] in text, f"{label}: no sentence"
            assert "odel not found" not in text, label
        cells.append(number)
        payloads += kept
    assert len(payloads) == len(CHARTS) or MADE_UP not in lab.notebook
    return cells


def test_nothing_asked_the_network_and_nothing_complained(lesson):
    assert lesson.refused == []
    excuse(lesson.complaints, ALLOWED_COMPLAINTS, lesson)


# From here on: no notebook of its own.


@pytest.fixture(scope="module")
def odd(lab, server):
    """A notebook with a chart that Vega cannot draw, a good one, and one that the shared drawing code never reaches."""
    first = CHARTS["range, select and checkbox"]
    nbformat.write(made_up(BROKEN, CHARTS["no control"], GONE + first), server.root / "odd.ipynb")
    with driver.photographed(lab.page, "odd"):
        lab.turn_to("odd.ipynb")
        lab.run()
    return lab


def test_a_chart_that_vega_cannot_draw_says_so_in_words_and_harms_no_other(odd):
    broken, whole, _ = odd.explored()
    words = broken.box.get_by_text("This chart cannot be drawn: ")
    words.wait_for()
    assert "nothing_of_this_name" in words.inner_text()
    whole.show()


def test_where_the_shared_drawing_code_never_arrives_a_chart_brings_its_own(odd):
    explored = odd.explored()[-1]
    explored.show()
    assert [move(explored, number) for number in range(len(explored.controls))] == [None] * 3


# Questions: one of each kind, answered from the keyboard alone.

FORMS = ["autos.1", "start.3", "start.4", "start.1", "autos.6", "autos.6"]
RIGHT_NUMBER, COUNTED_AND_PROMISED, COUNTED = "43.5万", 4, 5
ASKING = """
import altair as alt
from helpers import ask, load

mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
chart = alt.Chart(mine, title="Vehicles").mark_bar().encode(x="year:O", y="value:Q")
mended = chart.properties(data=mine.query("status == 'actual'"))
"""


@pytest.fixture(scope="module")
def forms(lab, server):
    """A notebook with a question of each kind, and one about a chart twice: as it was, and mended."""
    notebook = made_up()
    charts = {COUNTED_AND_PROMISED: ", chart", COUNTED: ", mended"}
    calls = [f'ask("{name}"{charts.get(n, "")})' for n, name in enumerate(FORMS)]
    notebook.cells[1:] = [nbformat.v4.new_code_cell(code) for code in [ASKING.strip(), *calls]]
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, server.root / "questions.ipynb")
    with driver.photographed(lab.page, "questions"):
        lab.turn_to("questions.ipynb")
        lab.run()
    return lab


def form(lab: driver.Lab, number: int):
    """The form of a question, scrolled to."""
    lab.cells()
    lab.show(number + 2)
    found = lab.page.locator(f'[data-cell="{number + 2}"] .figures-question')
    found.wait_for()
    return found


def press(lab: driver.Lab, element, *keys: str) -> None:
    element.focus()
    for key in keys:
        lab.page.keyboard.press(key)


def answered(box) -> str:
    """What is said, the hint apart."""
    box.locator(".figures-feedback:not(:empty)").wait_for()
    return box.locator(".figures-feedback p").first.inner_text()


def typed(lab: driver.Lab, box, text: str) -> str:
    """What is said to a number that is typed."""
    press(lab, box.get_by_role("textbox", name="Your answer:"), "ControlOrMeta+a")
    lab.page.keyboard.insert_text(text)
    lab.page.keyboard.press("Enter")
    return answered(box)


def test_each_kind_of_question_is_answered_from_the_keyboard(forms):
    box, asked = form(forms, 0), question(FORMS[0])
    assert typed(forms, box, "lots") == FORM["no_number"].format(text="lots")
    assert typed(forms, box, asked.known_mistakes[0][0]) == asked.known_mistakes[0][1]
    assert asked.working not in box.inner_text()
    assert typed(forms, box, RIGHT_NUMBER) == key_of(asked)["right"]
    press(forms, box.locator("> button"), "Enter")
    box.locator(".figures-answer:not(:empty)").wait_for()
    assert asked.working in " ".join(box.locator(".figures-answer").inner_text().split())

    one, radios = form(forms, 1), form(forms, 1).get_by_role("radio")
    press(forms, radios.first, "Space", "Enter")
    assert answered(one) == question(FORMS[1]).options[0]["say"]
    press(forms, radios.first, "ArrowDown", "ArrowDown", "Enter")
    assert answered(one) == FORM["right"]

    many = form(forms, 2)
    for place, option in enumerate(question(FORMS[2]).options):
        press(forms, many.get_by_role("checkbox").nth(place), *["Space"] * option["right"])
    press(forms, many.get_by_role("button", name="Check"), "Enter")
    assert answered(many) == FORM["right"]

    order, asked = form(forms, 3), question(FORMS[3])
    for place, item in enumerate(in_order(asked.answer, asked.falling)):
        while order.locator("li").nth(place).get_attribute("data-place") != str(item):
            press(forms, order.locator(f'li[data-place="{item}"] button').first, "Space")
    press(forms, order.get_by_role("button", name="Check"), "Enter")
    assert answered(order) == FORM["right"]


def test_a_question_about_a_chart_shows_the_chart_and_judges_it(forms):
    (_, added), *_ = question(FORMS[COUNTED]).misconceptions
    for number, expected in ((COUNTED_AND_PROMISED, added), (COUNTED, ON_CHARTS["chart_right"])):
        box = form(forms, number)
        forms.page.locator(f'[data-cell="{number + 2}"] .figures-picture[data-drawn]').wait_for()
        press(forms, box.get_by_role("button", name="Check my chart"), "Enter")
        assert answered(box) == expected


def test_no_key_in_a_question_changes_the_notebook(forms):
    before = shape(forms)
    elements = [form(forms, 0).get_by_role("textbox"), form(forms, 1).get_by_role("radio").first]
    elements += [form(forms, 2).get_by_role("checkbox").first, form(forms, 3).get_by_role("button").first]
    elements += [form(forms, 4).get_by_role("button", name="Check my chart")]
    for number, element in enumerate(elements):
        form(forms, number)
        for key in KEYS if number == 0 else FEW_KEYS:
            press(forms, element, key)
            assert forms.page.evaluate(HARM) == f"{len(before)} cells", f"{FORMS[number]}: {key}"
    forms.page.wait_for_timeout(100)
    assert shape(forms) == before


def test_after_a_restart_of_the_kernel_a_form_still_judges(forms):
    forms.page.evaluate("() => panel.sessionContext.restartKernel()")
    assert typed(forms, form(forms, 0), RIGHT_NUMBER) == key_of(question(FORMS[0]))["right"]
    press(forms, form(forms, COUNTED).get_by_role("button", name="Check my chart"), "Enter")
    assert answered(form(forms, COUNTED)) == ON_CHARTS["chart_right"]


def test_answers_stay_through_a_reload_a_restart_and_a_run_and_can_be_cleared(forms):
    def said() -> list[str]:
        # The last two are the same question.
        numbers = {*range(len(FORMS))} - {COUNTED_AND_PROMISED}
        # What is said again to a chart says that it was said before.
        return [answered(form(forms, number)).removeprefix(FORM["last_time"].format(say="")) for number in numbers]

    def kept() -> dict:
        return json.loads((forms.server.root / "my_answers.json").read_text(encoding="utf-8"))

    # What was given without a kernel is kept as soon as the cell runs again.
    before = said()
    forms.run()
    assert forms.settled(lambda: kept().get(FORMS[0], [{}])[-1].get("answer"), None) == RIGHT_NUMBER
    assert said() == before
    forms.do("docmanager:save")
    forms.open(forms.notebook)
    assert said() == before
    forms.turn_to(forms.notebook)
    forms.page.evaluate("() => { globalThis.figuresAnswers = undefined; }")
    forms.run()
    assert said() == before and form(forms, 0).get_by_role("textbox").input_value() == RIGHT_NUMBER
    all_kept = kept()
    press(forms, form(forms, 0).get_by_role("button", name=FORM["clear"]), "Enter")
    assert forms.settled(kept, all_kept).keys() == all_kept.keys() - {FORMS[0]} == set(FORMS[1:])


def test_axe_finds_no_barrier_in_a_question(forms):
    for number in range(len(FORMS)):
        form(forms, number)
    assert not forms.barriers(*(outputs_of(number + 2) for number in range(len(FORMS))))


def test_a_saved_question_stands_without_a_kernel_with_its_answer_folded_in(forms):
    forms.do("docmanager:save")
    forms.turn_to(forms.notebook)
    forms.cells()
    for number, name in enumerate(FORMS[:5]):
        asked = question(name)
        forms.show(number + 2)
        cell = forms.page.locator(f'[data-cell="{number + 2}"] .jp-OutputArea')
        folded = cell.locator("details").last
        folded.wait_for()
        text = " ".join(cell.inner_text().split())
        assert asked.prompt in text and "odel not found" not in text and asked.working not in text
        press(forms, folded.locator("summary"), "Enter")
        assert asked.working in " ".join(folded.inner_text().split())
    assert forms.refused == [] and forms.complaints == []


class Page(HTMLParser):
    """Collects a page's pictures, with their alternative texts, and its words."""

    def __init__(self, html: str):
        super().__init__()
        self.pictures: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        source = dict(attrs).get("src") or ""
        if tag == "img" and source.startswith("data:image/png"):
            self.pictures.append(dict(attrs).get("alt"))

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_as_html_a_notebook_shows_its_pictures_and_sentences(name, request):
    made = name == MADE_UP
    notebook = request.getfixturevalue("refreshed") if made else nbformat.read(ROOT / "notebooks" / name, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    says = [output["data"][CHART]["says"] for output in outputs if CHART in output["data"]]
    # The first is what the project tells nbconvert: its own leaves out the words that stand for a picture.
    for template in ("city_figures", "classic") if made else ("city_figures",):
        exporter = HTMLExporter(template_name=template, extra_template_basedirs=[str(TEMPLATES)])
        page = Page(exporter.from_notebook_node(notebook)[0])
        assert [text for text in page.pictures if text in says] == says, f"{name} as {template}"
        assert not [sentence for sentence in says if sentence not in page.words], f"{name} as {template}"


def test_an_address_beyond_this_computer_is_refused_and_counted(chromium):
    context = chromium.new_context()
    asked: list[str] = []
    driver.count_addresses(context, asked)
    page = context.new_page()
    beyond = ["http://192.0.2.1/", "https://example.org/vega.js"]
    for url in beyond:
        answer = page.evaluate(
            "url => fetch(url, {mode: 'no-cors'}).then(() => 'reached', error => String(error))", url
        )
        assert answer == "TypeError: Failed to fetch"
    assert asked == beyond
    context.close()
