"""The notebooks in real JupyterLab, in a headless browser: what a teacher and a student see and press."""

import contextlib
import json
import re
import shutil
from base64 import b64encode
from itertools import islice
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from helpers.charts.controls import LISTS
from helpers.questions.key import key as key_of
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import questions
from tools import refresh, translate
from tools.lessons import lessons
from tools.stills import CHART, QUESTION, WIDGET_VIEW, charts_in, pictures_in

from . import browser as driver
from . import kinds
from .saved_charts import LESSONS, outputs, plain, read, source

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "jupyter/share/jupyter/nbconvert/templates"
MADE_UP, EMPTY = "made_up.ipynb", "empty.ipynb"
# One whole lesson elsewhere: by which browser, and at which address of the server.
ELSEWHERE = {"firefox": ("firefox", "lab/workspaces/{}/tree"), "notebook7": ("chromium", "notebooks")}
WHOLE = "02_autos_and_evs.ipynb"
OTHERS = [f"firefox-{WHOLE}", f"firefox-zh/{WHOLE}", f"notebook7-{WHOLE}"]
NOTEBOOKS = [MADE_UP, *(path.name for path in lessons(ROOT / "notebooks")), *OTHERS]

# Each would cut, insert, run, merge, undo or leave a cell, were it to reach JupyterLab.
KEYS = [*"xbacvddmyr1z", "Shift+Z", "Shift+M", "Delete", "Backspace", "ArrowUp", "ArrowDown", *"kjhflo", "Shift+L"]
KEYS += [*"ii00", "Shift+ArrowDown", *(f"Control+{key}" for key in "axzb"), "Control+Enter", "Shift+Enter"]
KEYS += ["Alt+Enter", "Enter", "Escape"]
FEW_KEYS = [*"xbddmz", "Shift+Enter", "Enter", "Escape"]

SETUP = """
import altair as alt
import pandas as pd
from helpers import explore

years = pd.DataFrame([{"year": 2015 + n, "kind": kind, "made": (n * 7 + 3 * k) % 11 + 1 + k}
                      for n in range(8) for k, kind in enumerate("abc")])
bars = alt.Chart(years).mark_bar().encode(x="year:O", y="made:Q")

def param(name, value, bind, **more):
    return alt.param(name=name, value=value, bind=bind(name=name.title(), **more))

def kinds(name, value, bind, **more):
    return alt.selection_point(name, fields=["kind"], value=value, bind=bind(name=name.title(), **more))
"""

CHARTS = {
    "range, select and checkbox": """
year = param("year", 2018, alt.binding_range, min=2015, max=2022, step=1)
kind = param("kind", "a", alt.binding_select, options=["a", "b", "c"], labels=["Ay", "Bee", "See"])
strong = param("strong", False, alt.binding_checkbox)
chart = bars.encode(
    opacity=alt.condition("datum.year == year", alt.value(1), alt.value(0.3)),
    color=alt.condition("strong", alt.value("#d55e00"), alt.value("#0072b2")),
).transform_filter("datum.kind == kind").add_params(year, kind, strong)
says = lambda year, kind, strong: f"In {year}, kind {kind} is {'strong' if strong else 'plain'}."
""",
    "point selections with a select and with radio buttons": """
pick = kinds("pick", "b", alt.binding_select, options=[None, "a", "b", "c"])
mark = kinds("mark", "c", alt.binding_radio, options=["a", "b", "c"], labels=["Ay", "Bee", "See"])
chart = bars.mark_point(size=90).encode(
    color=alt.condition(pick, "kind:N", alt.value("lightgrey")),
    opacity=alt.condition(mark, alt.value(1), alt.value(0.3)),
).add_params(pick, mark)
says = lambda pick, mark: f"The kind picked is {pick or 'any'}, and the kind marked is {mark}."
""",
    "a layered chart with a slider of fractions": """
limit = param("limit", 4.5, alt.binding_range, min=0, max=9, step=0.5)
rule = alt.Chart().mark_rule(color="#d55e00").transform_calculate(limit="limit").encode(y="limit:Q")
fixed = alt.Chart().mark_rule().encode(y=alt.datum(3))
chart = alt.layer(bars, rule, fixed, data=years).add_params(limit)
says = lambda limit: f"The limit stands at {limit}."
""",
    "charts side by side with radio buttons": """
only = param("only", "c", alt.binding_radio, options=["a", "b", "c"])
narrow = bars.properties(width=200).transform_filter("datum.kind == only")
chart = alt.hconcat(narrow, narrow.mark_line()).add_params(only)
says = "Both pictures show one kind."
""",
    "facets with a checkbox": """
large = param("large", True, alt.binding_checkbox)
points = bars.mark_point().encode(size=alt.condition("large", alt.value(150), alt.value(20)))
chart = points.properties(width=150).facet("kind:N").add_params(large)
says = lambda large: "Large points." if large else "Small points."
""",
    "a text and a number": """
who, top = param("who", "Liuzhou", alt.binding, input="text"), param("top", 12, alt.binding, input="number")
words = alt.Chart(alt.Data(values=[{}])).mark_text(size=20).encode(text=alt.value(alt.expr("who + ' ' + top")))
chart = words.add_params(who, top)
says = lambda who, top: f"It reads {who} {top}."
""",
    "inputs without a twin": """
ink, day = param("ink", "#0072b2", alt.binding, input="color"), param("day", "2020-07-01", alt.binding, input="date")
chart = bars.encode(color=alt.value(alt.expr("ink"))).add_params(ink, day)
says = "The bars are blue."
""",
    "a range that can be played": """
year = param("year", 2018, alt.binding_range, min=2015, max=2022, step=1)
chart, play = bars.transform_filter("datum.year <= year").add_params(year), "year"
says = lambda year: f"The years to {year}."
""",
    "draw it yourself": """
drawn = param("drawn", [2, 2, 2], alt.binding, input="draw")
told = param("reveal", False, alt.binding_checkbox)
mine = alt.Chart(pd.DataFrame({"year": [2020, 2021, 2022], "i": [0, 1, 2], "came": [4, 6, 9]}))
mine = mine.transform_calculate(height="drawn[datum.i]", off="abs(drawn[datum.i] - datum.came)")
mine = mine.transform_joinaggregate(most="max(off)").encode(x="year:O", y=alt.Y("height:Q").scale(domain=[0, 10]))
points = mine.mark_point(size=90).properties(name="drawn")
worst = mine.transform_filter("reveal && datum.off == datum.most").transform_calculate(worst="datum.year")
chart = (points + worst.mark_rule().encode(y2="came:Q")).add_params(drawn, told)
says = lambda drawn, reveal: "Most off in {worst}, by {most}." if reveal else "As at first." if drawn else "Drawn."
""",
    "the guesses of a class": """
guesses = param("guesses", [], alt.binding, input="guesses")
each = alt.Chart(pd.DataFrame({"one": [1]})).transform_calculate(guess="guesses").transform_flatten(["guess"])
heap = each.transform_calculate(low="5 * floor(datum.guess / 5)", high="datum.low + 5")
heap = heap.mark_bar().encode(x="low:Q", x2="high:Q", y="count()")
middle = each.transform_aggregate(count="count()", middle="median(guess)").mark_rule().encode(x="middle:Q")
fixed = alt.Chart().mark_rule().encode(x=alt.datum(40))
chart = (heap + middle + fixed).add_params(guesses)
says = lambda guesses: "Guesses: {count}. The middle: {middle}." if guesses is None else "Nobody has guessed."
""",
    "no control": """
chart = bars
says = "Each bar is a year."
""",
}
BROKEN = """
chart = bars.transform_filter("datum.made > 2 ? nothing_of_this_name : true")
says = "It cannot be drawn."
"""
GONE = """
import helpers.charts.runtime
from types import SimpleNamespace
helpers.charts.runtime.runtime = lambda: SimpleNamespace(model_id="0" * 32)
"""


def notebook_of(*codes: str) -> nbformat.NotebookNode:
    """A notebook with a cell for each code."""
    cells = [new_code_cell(code.strip(), id=f"cell-{number}") for number, code in enumerate(codes)]
    cells.insert(0, new_markdown_cell("# A made-up notebook", id="title"))
    return new_notebook(cells=cells, metadata={"kernelspec": refresh.KERNELSPEC})


def made_up(*charts: str) -> nbformat.NotebookNode:
    """A notebook with a cell for each chart."""
    cells = (f"play = None\n{chart.strip()}\nexplore(chart, says=says, play=play)" for chart in charts)
    return notebook_of(SETUP, *cells)


only_the_made_up = pytest.mark.parametrize("unrun", [MADE_UP], indirect=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab on a copy of the notebooks, with the made-up ones beside them."""
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    nbformat.write(notebook_of(), home / "notebooks" / MADE_UP)
    running = driver.Server(home, home / "notebooks")
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
    charts = [f"{code}chart = chart.properties(title={name!r})" for name, code in CHARTS.items()]
    nbformat.write(made_up(*charts), path)
    refresh.refresh(path)
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module", params=NOTEBOOKS)
def unrun(request, server):
    """A notebook as it is committed, opened where nobody has run or trusted it yet."""
    place, _, notebook = request.param.rpartition("-")
    if place:
        browser, at = ELSEWHERE[place]
        nbformat.write(notebook_of(), server.root / EMPTY)
        # A browser before this one may have run it and saved it, and with that made it trusted.
        shutil.copy(ROOT / "notebooks" / notebook, server.root / notebook)
        with contextlib.closing(driver.Lab(request.getfixturevalue(browser), server, EMPTY, at)) as elsewhere:
            elsewhere.usual = {*elsewhere.complaints}
            elsewhere.open(notebook)
            yield elsewhere
        return
    if notebook == MADE_UP:
        nbformat.write(request.getfixturevalue("refreshed"), server.root / MADE_UP)
    lab = request.getfixturevalue("lab")
    lab.turn_to(notebook)
    yield lab


@pytest.fixture(scope="module")
def lesson(unrun):
    """The same notebook once every cell has been run; its tests go on from one another."""
    unrun.run()
    unrun.received_by_run = sum(unrun.received)
    return unrun


def drawn(lab: driver.Lab):
    """The explored charts, each once it is drawn."""
    for explored in lab.explored():
        explored.show()
        yield explored


def move(explored: driver.Explored, number: int) -> None:
    """Moves a control from the keyboard until its picture changes, and the sentence with it."""
    control, before = explored.controls[number], explored.svg()
    label = f"{explored}, control {control.label!r}"
    for key in keys_for(control, explored.input(number)):
        count, state = explored.count(), explored.state(number)
        explored.input(number).press(key)
        assert explored.has_focus(number), f"{label}: {key} leads out of it"
        moved = explored.state(number) != state
        if moved and (not explored.drawn_after(count) or explored.svg() != before):
            break
    assert explored.svg() != before, f"{label}: its keys do not change the picture"
    true = explored.lab.until(explored.says_the_truth)
    assert true, f"{label}: the sentence is {explored.sentence()!r}, but should be {explored.true_sentence()!r}"


def keys_for(control, element) -> list[str]:
    """Keys that move a control off its present value, the likeliest first."""
    if control.kind == "range":
        up = element.get_attribute("aria-valuetext") != control.labels[-1]
        return [*["ArrowRight" if up else "ArrowLeft"] * 12, "Home", "End"]
    if control.kind == "select":
        last = element.evaluate("one => one.selectedIndex === one.options.length - 1")
        return ["ArrowUp" if last else "ArrowDown"] * (len(control.options) - 1)
    radio = ["ArrowDown"] * len(control.options)
    if control.kind in LISTS:
        return ["9", "Enter"]
    return {"radio": radio, "checkbox": ["Space"], "text": ["n", "Enter"], "number": ["ArrowUp", "Enter"]}[control.kind]


def barriers(lab: driver.Lab, cells) -> list[str]:
    """What axe-core finds in the outputs of cells."""
    return lab.barriers({"include": [[f'[data-cell="{cell}"] .jp-Cell-outputWrapper'] for cell in cells]})


def test_an_untrusted_notebook_shows_its_pictures_before_it_is_run(unrun):
    trusted = "() => [...panel.content.model.cells].some(cell => cell.trusted && cell.outputs?.length)"
    assert not unrun.page.evaluate(trusted)
    found = barriers(unrun, shows_its_stills(unrun))
    # JupyterLab shows a saved picture without its alternative text; the sentence stands under it.
    assert found and not [words for words in found if not words.startswith("image-alt")]


def test_a_notebook_runs_from_top_to_bottom(lesson):
    code = [(number, cell) for number, cell in enumerate(lesson.cells(), start=1) if "outputs" in cell]
    outputs = [(number, output) for number, cell in code for output in cell["outputs"]]
    wrong = [f"cell {number}: {each['evalue']}" for number, each in outputs if each["output_type"] == "error"]
    wrong += [f"cell {number} was not run" for number, cell in code if cell["source"] and not cell["execution_count"]]
    assert not wrong, f"{lesson.notebook}: {wrong}"


def test_every_picture_is_drawn_it_and_its_controls_have_names_and_axe_finds_no_barrier(lesson):
    cells = []
    for explored in drawn(lesson):
        cells.append(explored.cell)
        picture = explored.node.query_selector(".figures-picture")
        size = picture.query_selector("svg.marks").bounding_box()
        assert size["width"] > 100 and size["height"] > 20, f"{explored}: the picture is {size}"
        assert picture.get_attribute("aria-label") == explored.sentence() != "", f"{explored}: the picture has no name"
        for number, control in enumerate(explored.controls):
            reached = explored.input(number).evaluate(NAME)
            expected = control.label if control.kind != "radio" else control.labels
            assert reached and reached in expected, f"{explored}, control {control.label!r}: it is called {reached!r}"
            if control.kind == "radio":
                group = explored.box.get_by_role("radiogroup", name=control.label, exact=True)
                assert group.get_by_role("radio").count() == len(control.options), f"{explored}: {control.label!r}"
    assert len(cells) == len(CHARTS) or lesson.notebook != MADE_UP
    assert not barriers(lesson, cells)


NAME = """one => (one.getAttribute("aria-label") || [...one.labels].map(label => label.textContent).join(" ")).trim()"""


@only_the_made_up
def test_a_living_picture_is_dark_in_the_dark_theme_and_light_again_in_the_light_one(lesson):
    svg = next(drawn(lesson)).node.query_selector("svg.marks")

    def light() -> float:
        return lesson.page.evaluate(LIGHT, b64encode(svg.screenshot()).decode())

    lesson.ask(CHANGE, "JupyterLab Dark")
    assert lesson.until(lambda: light() < 80)
    lesson.ask(CHANGE, "JupyterLab Light")
    assert lesson.until(lambda: light() > 175)


CHANGE = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme }).then(() => true)"
# How light an image is on average, from 0 to 255.
LIGHT = """async (png) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
    await image.decode();
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    return data.reduce((sum, value, place) => sum + (place % 4 < 3 ? value : 0), 0) / (data.length * 0.75);
}"""


def test_every_control_moves_its_picture_from_the_keyboard(lesson):
    before = shape(lesson)
    for explored in drawn(lesson):
        for number in range(len(explored.controls)):
            move(explored, number)
    assert shape(lesson) == before


@only_the_made_up
def test_no_key_on_a_control_changes_the_notebook(lesson):
    before, tried = shape(lesson), set()
    for explored in drawn(lesson):
        for number, control in enumerate(explored.controls):
            label = f"{explored}, control {control.label!r}"
            for key in FEW_KEYS if control.kind in tried else KEYS:
                explored.input(number).press(key)
                harm = lesson.page.evaluate(HARM)
                assert harm == f"{len(before)} cells", f"{label}: a key changed, ran or entered a cell: {key}"
            tried.add(control.kind)
            lesson.page.wait_for_timeout(100)
            assert shape(lesson) == before, f"{label}: a key changed or ran a cell"


# A key that reaches JupyterLab makes or cuts a cell, goes into one, or opens a dialog.
HARM = """() => panel.content.mode === "edit" ? "inside a cell"
    : document.querySelector(".jp-Dialog") ? "a dialog" : `${panel.content.widgets.length} cells`"""


def shape(lab: driver.Lab) -> list[tuple]:
    """What a key must not change: the cells, their order, and when they were run."""
    return [(cell["id"], cell["cell_type"], cell["source"], cell.get("execution_count")) for cell in lab.cells()]


@only_the_made_up
def test_the_drawing_code_travels_once_a_notebook(lesson):
    assert len(list(drawn(lesson))) >= 8
    assert len([size for size in lesson.received if size > 500_000]) == 1
    assert lesson.received_by_run < 2_000_000


@only_the_made_up
@pytest.mark.parametrize("way", ["by key", "by Play"])
def test_a_step_of_a_slider_sends_the_kernel_its_own_message_only(lesson, way):
    explored = next(drawn(lesson)) if way == "by key" else of_kind(lesson, "a range that can be played")
    lesson.sent.clear()
    if way == "by key":
        move(explored, 0)
    else:
        explored.box.get_by_role("button", name="Play: Year").press("Enter")
        explored.box.get_by_role("button", name="Stop: Year").press("Enter")
    lesson.page.wait_for_timeout(500)
    assert lesson.sent, "the slider told the kernel nothing"
    for channel, (header, _, _, content) in map(deserialize_msg_from_ws_v1, lesson.sent):
        assert (channel, json.loads(header)["msg_type"]) == ("shell", "comm_msg")
        assert list(json.loads(content)["data"]["state"]) == ["index"]
    assert sum(map(len, lesson.sent)) < 1000 * len(lesson.sent)


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
        assert lesson.until(lambda e=explored, s=state: e.state(0) == s and e.says_the_truth())


@only_the_made_up
def test_arrows_lead_round_radio_buttons_where_a_browser_itself_does_nothing(lesson):
    explored = next(each for each in lesson.explored() if each.controls and each.controls[0].kind == "radio")
    explored.show()
    options = explored.controls[0].options
    for key, step in [("ArrowDown", 1)] * 3 + [("ArrowUp", -1)] * 3:
        place = options.index(explored.state(0))
        # No browser acts on a key that nobody has pressed.
        explored.input(0).dispatch_event("keydown", {"key": key})
        assert explored.state(0) == options[(place + step) % 3]


@only_the_made_up
def test_ctrl_s_on_a_control_saves(lesson):
    lesson.page.evaluate(COUNT_SAVES)
    for saves, explored in enumerate(islice(drawn(lesson), 4), start=1):
        lesson.page.evaluate("() => { panel.context.model.dirty = true; }")
        explored.input(0).press("Control+s")
        lesson.ask("saves => saved === saves", saves)
        assert not lesson.page.evaluate("() => panel.context.model.dirty")
        assert lesson.page.locator(".jp-Dialog").count() == 0


# A save ends with its checkpoint, after the notebook is no longer dirty: until then JupyterLab begins no other.
COUNT_SAVES = """() => {
    window.saved = 0;
    const count = (_, { id, result }) => { if (id === "docmanager:save") result.then(() => { saved += 1; }); };
    jupyterapp.commands.commandExecuted.connect(count);
}"""


def of_kind(lesson, name: str) -> driver.Explored:
    """The chart of a name, scrolled to."""
    explored = lesson.explored()[list(CHARTS).index(name)]
    explored.show()
    return explored


@only_the_made_up
def test_a_range_is_played_a_line_is_drawn_and_guesses_are_typed_and_jupyterlab_takes_no_key(lesson):
    before = shape(lesson)
    kinds.is_drawn(lesson, of_kind(lesson, "draw it yourself").box)
    kinds.are_guessed(lesson, of_kind(lesson, "the guesses of a class").box)
    played = of_kind(lesson, "a range that can be played").box
    kinds.is_played(lesson, played)
    drawn_points = of_kind(lesson, "draw it yourself").box.locator(".drawn_marks > *")
    for element in (played.get_by_role("button", name="Play: Year"), drawn_points.first):
        # First what takes two keys: between them the notebook must not take the focus.
        for key in [key for key in dict.fromkeys(["Shift+M", *KEYS]) if key != "Enter"]:
            element.press(key)
            assert lesson.page.evaluate(HARM) == f"{len(before)} cells", f"{element}: {key}"
    lesson.page.wait_for_timeout(100)
    assert shape(lesson) == before


@pytest.mark.parametrize("place", [0, 1])
@only_the_made_up
def test_a_second_view_shows_the_present_state_each_follows_the_other_and_its_keys_are_as_safe(lesson, place):
    explored = lesson.explored()[place]
    explored.show()
    move(explored, 0)
    lesson.do("notebook:create-output-view")
    lesson.page.locator(".jp-LinkedOutputView .figures-picture[data-drawn]").wait_for()
    view = lesson.page.locator(".jp-LinkedOutputView").element_handle()
    before, cells, there = explored.svg(), shape(lesson), explored.input(0, within=view)
    assert plain(view.evaluate(driver.MARKUP)) == before, "the second view shows another state"
    assert view.evaluate(driver.SENTENCE) == explored.sentence()
    for key in [*keys_for(explored.controls[0], there)[:1], "x", "d", "d"]:
        there.press(key)
    assert lesson.until(lambda: explored.svg() != before), "the first view does not follow the second"
    assert lesson.until(lambda: plain(view.evaluate(driver.MARKUP)) == explored.svg())
    assert shape(lesson) == cells
    lesson.page.evaluate("() => { jupyterapp.shell.currentWidget.close(); jupyterapp.shell.activateById(panel.id); }")


@pytest.mark.parametrize("unrun", OTHERS, indirect=True)
def test_each_question_of_a_lesson_is_judged(lesson):
    found = [(number, data) for number, cell in enumerate(lesson.cells()) for *_, data in outputs({"cells": [cell]})]
    asked = [(number, data[QUESTION]["id"]) for number, data in found if QUESTION in data and WIDGET_VIEW in data]
    assert asked
    for number, name in asked:
        kinds.is_judged(shown(lesson, number, ".figures-question"), questions()[name])


def seen(explored) -> tuple:
    """What a reader sees of a chart: its marks, in any order, for what comes back later is drawn last."""
    marks = sorted(re.findall("<(?:path|text) [^>]*>[^<]*", explored.svg()))
    return explored.sentence(), kinds.heights(explored.box) or marks


def move_each(lesson) -> None:
    """Moves the first control of each chart, where that is no list."""
    for explored in drawn(lesson):
        if explored.controls and explored.controls[0].kind not in LISTS:
            move(explored, 0)


@pytest.mark.parametrize("unrun", [MADE_UP, "04_ecology.ipynb", *OTHERS], indirect=True)
def test_after_a_reload_each_live_chart_shows_the_present_state_and_moves(lesson):
    if lesson.notebook == MADE_UP:
        of_kind(lesson, "draw it yourself").box.locator("input[type=text]").fill("3 5 7")
    move_each(lesson)
    before = [seen(explored) for explored in drawn(lesson)]
    lesson.do("docmanager:save")
    assert not [cell for cell in lesson.saved() for output in cell.get("outputs", []) if WIDGET_VIEW in str(output)]
    lesson.open(lesson.notebook)
    for explored, was in zip(drawn(lesson), before, strict=True):
        assert lesson.until(lambda: seen(explored) == was), f"{explored}: not what was there before"  # noqa: B023
    move_each(lesson)


@only_the_made_up
def test_an_input_without_a_twin_is_said_to_be_drawn_by_vega(lesson):
    explored = next(one for one in lesson.explored() if "twin" in str(one))
    explored.show()
    assert not explored.controls
    said = "At the start: The bars are blue. The input “Ink” under the picture is drawn by"
    assert explored.sentence().startswith(said)
    before, cells = explored.svg(), shape(lesson)
    explored.box.locator(".vega-bind input[type=color]").fill("#d55e00")
    assert lesson.until(lambda: explored.svg() != before)
    for key in ["x", "b", "d", "d", "Enter"]:
        explored.box.locator(".vega-bind input").last.press(key)
    assert shape(lesson) == cells


def test_a_student_saves_and_finds_the_pictures_again_without_a_kernel(lesson):
    lesson.do("docmanager:save")
    payloads = [explored.payload for explored in lesson.explored()]
    data = [output["data"] for cell in lesson.saved() for output in cell.get("outputs", []) if "data" in output]
    assert not [kinds.keys() for kinds in data if WIDGET_VIEW in kinds and CHART in kinds]
    assert [kinds[CHART] for kinds in data if CHART in kinds] == payloads
    # New pictures are in the file a moment later, and the next save finds nothing changed.
    charts = charts_in(lesson.saved()).keys()
    assert lesson.until(lambda: pictures_in(lesson.saved()).keys() == charts)
    lesson.do("docmanager:save")
    assert lesson.page.locator(".jp-Dialog").count() == 0
    assert pictures_in(lesson.saved()).keys() == charts
    # In a lesson they look as when it was opened first.
    if lesson.notebook == MADE_UP:
        lesson.turn_to(lesson.notebook)
        shows_its_stills(lesson)


# The widths of a cell's saved pictures, once there are as many as it keeps, and its words.
STILLS = """([number, says]) => {
    const { node } = panel.content.widgets[number];
    const pictures = [...node.querySelectorAll(".jp-RenderedImage img")];
    const isTold = says.every((each) => node.innerText.includes(each));
    if (!isTold || pictures.length < says.length) return false;
    const widths = pictures.map((one) => one.decode().then(() => one.naturalWidth));
    return Promise.all(widths).then((all) => [all, node.innerText]);
}"""


def shows_its_stills(lab: driver.Lab) -> list[int]:
    """Every chart that the notebook keeps shows its picture and its sentence; the cells that they stand in."""
    kept = {}
    for number, cell in enumerate(lab.cells()):
        data = [output.get("data", {}) for output in cell.get("outputs", [])]
        if says := [each[CHART]["says"] for each in data if CHART in each]:
            lab.show(number)
            label = f"{lab.notebook}, cell {number + 1}"
            widths, text = lab.ask(STILLS, [number, says], driver.SHORT)
            assert min(widths) > 100, f"{label}: no picture"
            assert "odel not found" not in text, label
            kept[number] = says
    assert sum(map(len, kept.values())) == len(CHARTS) or lab.notebook != MADE_UP
    return list(kept)


def test_nothing_asked_the_network_and_nothing_complained(lesson):
    assert lesson.refused == [] and {*lesson.complaints} <= lesson.usual


# From here on: no notebook of its own.


@pytest.fixture(scope="module")
def odd(lab, server):
    """A notebook with a chart that Vega cannot draw, a good one, and one that the shared drawing code never reaches."""
    first = CHARTS["range, select and checkbox"]
    nbformat.write(made_up(BROKEN, CHARTS["no control"], GONE + first), server.root / "odd.ipynb")
    lab.turn_to("odd.ipynb")
    lab.run()
    return lab


def test_a_chart_that_vega_cannot_draw_says_so_in_words_and_harms_no_other(odd):
    broken, whole, _ = odd.explored()
    expect(broken.box).to_contain_text("This chart cannot be drawn: ")
    expect(broken.box).to_contain_text("nothing_of_this_name")
    whole.show()


def test_where_the_shared_drawing_code_never_arrives_a_chart_brings_its_own(odd):
    explored = odd.explored()[-1]
    explored.show()
    for number in range(3):
        move(explored, number)


# Questions: one of each kind, answered from the keyboard alone.

FORMS = ["autos.1", "start.3", "start.4", "start.1", "education.2", "autos.6"]
RIGHT_NUMBER, OF_OTHER_THINGS, COUNTED = "43.5万", 4, 5
ASKING = """
import altair as alt
from helpers import ask, load

mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
mine = mine.query("status == 'actual'")
chart = alt.Chart(mine, title="Vehicles").mark_bar().encode(x="year:O", y="value:Q")
"""


@pytest.fixture(scope="module")
def forms(lab, server):
    """A notebook with a question of each kind, and two about one chart, which is right for the second."""
    calls = [f'ask("{name}"{", chart" * (n in (OF_OTHER_THINGS, COUNTED))})' for n, name in enumerate(FORMS)]
    nbformat.write(notebook_of(ASKING, *calls), server.root / "questions.ipynb")
    lab.turn_to("questions.ipynb")
    lab.run()
    return lab


def shown(lab: driver.Lab, cell: int, part: str):
    """A part of what a cell shows, scrolled to."""
    lab.cells()
    lab.show(cell)
    found = lab.page.locator(f'[data-cell="{cell}"] {part}')
    found.wait_for()
    return found


def form(lab: driver.Lab, number: int):
    """The form of a question, scrolled to."""
    return shown(lab, number + 2, ".figures-question")


def press(element, *keys: str) -> None:
    """Presses keys, each wherever the one before has led to."""
    element.focus()
    for key in keys:
        element.page.keyboard.press(key)


def is_told(box, words: str) -> None:
    """What was answered is told these words, the hint apart."""
    expect(box.locator(".figures-feedback p").first).to_have_text(words)


def type_number(box, text: str) -> None:
    press(box.get_by_role("textbox", name="Your answer:"), "ControlOrMeta+a")
    box.page.keyboard.insert_text(text)
    box.page.keyboard.press("Enter")


def test_each_kind_of_question_is_answered_from_the_keyboard(forms):
    box, asked = form(forms, 0), questions()[FORMS[0]]
    mistake, words = asked.known_mistakes[0]
    told = {"lots": FORM["no_number"].format(text="lots"), mistake: words, RIGHT_NUMBER: key_of(asked)["right"]}
    for text, words in told.items():
        expect(box).not_to_contain_text(asked.working)
        type_number(box, text)
        is_told(box, words)
    press(box.locator("> button"), "Enter")
    expect(box.locator(".figures-answer")).to_contain_text(asked.working)

    one, radios = form(forms, 1), form(forms, 1).get_by_role("radio")
    press(radios.first, "Space", "Enter")
    is_told(one, questions()[FORMS[1]].options[0]["say"])
    press(radios.first, "ArrowDown", "ArrowDown", "Enter")
    is_told(one, FORM["right"])

    many = form(forms, 2)
    for place, option in enumerate(questions()[FORMS[2]].options):
        press(many.get_by_role("checkbox").nth(place), *["Space"] * option["right"])
    press(many.get_by_role("button", name="Check"), "Enter")
    is_told(many, FORM["right"])

    order, asked = form(forms, 3), questions()[FORMS[3]]
    for place, item in enumerate(asked.in_order(asked.answer)):
        now = order.locator("li").evaluate_all("all => all.map((each) => each.dataset.place)")
        press(order.locator(f'li[data-place="{item}"] button').first, *["Space"] * (now.index(str(item)) - place))
    press(order.get_by_role("button", name="Check"), "Enter")
    is_told(order, FORM["right"])


def test_a_question_about_a_chart_shows_the_chart_and_judges_it(forms):
    for number, verdict in ((OF_OTHER_THINGS, "wrong"), (COUNTED, "right")):
        shown(forms, number + 2, ".figures-picture[data-drawn]")
        press(form(forms, number).get_by_role("button", name="Check my chart"), "Enter")
        expect(form(forms, number).locator(".figures-feedback")).to_have_attribute("data-verdict", verdict)
    is_told(form(forms, COUNTED), ON_CHARTS["chart_right"])


def test_no_key_in_a_question_changes_the_notebook(forms):
    before = shape(forms)
    elements = [form(forms, 0).get_by_role("textbox"), form(forms, 1).get_by_role("radio").first]
    elements += [form(forms, 2).get_by_role("checkbox").first, form(forms, 3).get_by_role("button").first]
    elements += [form(forms, 4).get_by_role("button", name="Check my chart")]
    for number, element in enumerate(elements):
        form(forms, number)
        for key in KEYS if number == 0 else FEW_KEYS:
            press(element, key)
            assert forms.page.evaluate(HARM) == f"{len(before)} cells", f"{FORMS[number]}: {key}"
    forms.page.wait_for_timeout(100)
    assert shape(forms) == before


def test_after_a_restart_of_the_kernel_a_form_still_judges(forms):
    forms.ask("() => panel.sessionContext.restartKernel().then(() => true)")
    for number in (0, COUNTED):
        form(forms, number).locator(".figures-feedback").evaluate("one => one.replaceChildren()")
    type_number(form(forms, 0), RIGHT_NUMBER)
    is_told(form(forms, 0), key_of(questions()[FORMS[0]])["right"])
    press(form(forms, COUNTED).get_by_role("button", name="Check my chart"), "Enter")
    is_told(form(forms, COUNTED), ON_CHARTS["chart_right"])


def test_answers_stay_through_a_reload_a_restart_and_a_run_and_can_be_cleared(forms):
    def said() -> list[str]:
        told = [form(forms, n).locator(".figures-feedback p").first.inner_text() for n in range(len(FORMS))]
        # What is said again to a chart says that it was said before.
        return [words.removeprefix(FORM["last_time"].format(say="")) for words in told]

    def kept() -> dict:
        return json.loads((forms.server.root / "my_answers.json").read_text(encoding="utf-8"))

    # What was given without a kernel is kept as soon as the cell runs again.
    before = said()
    forms.run()
    assert forms.until(lambda: kept().get(FORMS[0], [{}])[-1].get("answer") == RIGHT_NUMBER)
    assert said() == before
    forms.do("docmanager:save")
    forms.open(forms.notebook)
    assert said() == before
    forms.turn_to(forms.notebook)
    forms.page.evaluate("() => { globalThis.figuresAnswers = undefined; }")
    forms.run()
    assert said() == before and form(forms, 0).get_by_role("textbox").input_value() == RIGHT_NUMBER
    assert kept().keys() == set(FORMS)
    press(form(forms, 0).get_by_role("button", name=FORM["clear"]), "Enter")
    assert forms.until(lambda: kept().keys() == set(FORMS[1:]))


def test_axe_finds_no_barrier_in_a_question(forms):
    for number in range(len(FORMS)):
        form(forms, number)
    assert not barriers(forms, range(2, len(FORMS) + 2))


def test_a_saved_question_stands_without_a_kernel_with_its_answer_folded_in(forms):
    forms.do("docmanager:save")
    forms.turn_to(forms.notebook)
    for number, name in enumerate(FORMS[:5]):
        asked, cell = questions()[name], shown(forms, number + 2, ".jp-OutputArea")
        folded = cell.locator("details").last
        folded.wait_for()
        text = " ".join(cell.inner_text().split())
        assert asked.prompt in text and "odel not found" not in text and asked.working not in text
        press(folded.locator("summary"), "Enter")
        expect(folded).to_contain_text(asked.working)
    assert forms.refused == forms.complaints == []


# The Chinese edition, where it may differ: in what JupyterLab calls its menus, and in what is typed.

CHINESE, EDITION = "05_education", ROOT / "notebooks" / translate.LANGUAGE


@pytest.fixture(scope="module")
def chinese(chromium, tmp_path_factory):
    """A Chinese lesson, run in a JupyterLab that speaks Chinese."""
    home = tmp_path_factory.mktemp("chinese")
    shutil.copytree(EDITION, home / EDITION.name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    running = driver.Server(home, home, translate.LANGUAGE)
    opened = driver.Lab(chromium, running, f"{EDITION.name}/{CHINESE}.ipynb")
    opened.run()
    yield opened
    opened.close()
    running.stop()


def test_the_menus_of_a_chinese_jupyterlab_are_called_as_the_chinese_texts_call_them(chinese):
    texts = [source(cell) for name in LESSONS for cell in read(name, EDITION)["cells"]]
    texts += [each.string for each in translate.catalogue(translate.REST) if each.id]
    named = {found for text in texts for found in re.findall(r"([一-龥]{2})\*? > \*?([一-龥 ]+)", text)}
    assert len(named) >= 4
    for menu, entry in sorted(named):
        chinese.page.get_by_role("menuitem", name=menu, exact=True).click()
        entries = chinese.page.locator(".lm-Menu-itemLabel").all_inner_texts()
        chinese.page.keyboard.press("Escape")
        assert entry in [each.rstrip("…") for each in entries], f"{menu} > {entry}"


def test_in_chinese_a_chart_is_moved_and_what_is_typed_is_judged(chinese):
    for explored in drawn(chinese):
        for number in range(min(1, len(explored.controls))):
            move(explored, number)
    keys = [data[QUESTION] for _, _, data in outputs(read(CHINESE, EDITION)) if QUESTION in data]
    asked = next(key for key in keys if key["id"] == "education.3")
    place = next(n for n, cell in enumerate(chinese.cells()) if cell["source"].startswith('ask("education.3"'))
    chinese.show(place)
    box = chinese.page.locator(f'[data-cell="{place}"] .figures-question')
    told = {"百分之一百二十九": asked["misconceptions"][0]["say"], "约25个百分点": asked["misconceptions"][1]["say"]}
    for text, words in {"很多": "在“很多”里找不到数", **told, "大约６４.８％": asked["right"]}.items():
        box.get_by_role("textbox", name="你的答案：").fill(text)
        box.get_by_role("textbox").press("Enter")
        expect(box.locator(".figures-feedback p").first).to_contain_text(words)
    assert chinese.refused == chinese.complaints == []


# By its id it stays with the tests of the same notebook: see `together` in conftest.py.
@pytest.mark.parametrize("template", ["classic", "city_figures"], ids="made_up-{}".format)
def test_as_html_a_notebook_shows_its_pictures_and_sentences(template, refreshed):
    exporter = HTMLExporter(template_name=template, extra_template_basedirs=[str(TEMPLATES)])
    page = BeautifulSoup(exporter.from_notebook_node(refreshed)[0], "html.parser")
    outputs = [output for cell in refreshed.cells for output in cell.get("outputs", [])]
    says = [output["data"][CHART]["says"] for output in outputs if CHART in output.get("data", {})]
    alternatives = [each.get("alt") for each in page.find_all("img", src=re.compile("^data:image/png"))]
    assert len(says) == len(CHARTS) and alternatives == says
    assert not [sentence for sentence in says if sentence not in page.get_text()]


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_an_address_beyond_this_computer_is_refused_and_counted(browser, request):
    window = driver.Window(request.getfixturevalue(browser))
    beyond = ["http://192.0.2.1/", "https://example.org/vega.js"]
    for url in beyond:
        fetched = "url => fetch(url, {mode: 'no-cors'}).then(() => 'reached', error => String(error))"
        assert re.match("TypeError: (Failed to fetch|NetworkError)", window.ask(fetched, url))
    assert window.refused == beyond
    window.close()


def test_what_never_comes_ends_in_words_and_a_screenshot(chromium, monkeypatch, tmp_path):
    monkeypatch.setattr(driver, "RESULTS", tmp_path)
    window = driver.Window(chromium)
    with pytest.raises(AssertionError, match=r"after 0\.2 s nothing had come from .*\nScreenshot: "):
        window.ask("() => new Promise(() => {})", seconds=0.2)
    assert list(tmp_path.glob("*.png"))
    window.close()
