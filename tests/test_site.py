"""The pages without a kernel, opened from a folder in a headless browser that is refused every address."""

import codecs
import csv
import io
import json
import re
from html import unescape

import pytest
from playwright.sync_api import expect

from helpers.charts.controls import states_of
from helpers.questions.questions import in_order, question
from tests import browser as driver
from tests.saved_charts import NOTEBOOKS, saved_charts
from tests.test_judge import middle, typed
from tools import site
from tools.lessons import lessons
from tools.stills import CHART, QUESTION

NAMES = [path.stem for path in lessons(NOTEBOOKS)]
HEAVIEST = 1_600_000
NARROWEST = 360
WIDEST_ON_A_PHONE = 440
LEAST_SCALE = 0.6

DRAW_ALL = """async () => {
    for (const figure of document.querySelectorAll(".figures-explored")) {
        figure.scrollIntoView();
        while (!figure.matches(".alive, .cannot")) await new Promise((done) => setTimeout(done, 10));
    }
}"""

# Code and tables of numbers are many and alike, so the first of each page stand for all.
UNFOLD = """() => {
    for (const kind of ["details:not(.code, .numbers)", ".code", ".numbers:not([hidden])"]) {
        const all = [...document.querySelectorAll(kind)];
        for (const each of kind.startsWith(".") ? all.slice(0, 2) : all) each.open = true;
    }
}"""
DARK = "() => { document.documentElement.dataset.mode = 'dark'; }"

# Sets a control and gives what the reader then sees, once the picture has changed or no longer will.
MOVE = """async ([id, number, choice]) => {
    const figure = document.getElementById(id);
    const field = figure.querySelectorAll(".control")[number];
    const inputs = [...field.querySelectorAll("input, select")];
    const svg = () => figure.querySelector(".live svg.marks").outerHTML.replace(/(clip|gradient_)\\d+/g, "");
    const before = svg();
    let [input] = inputs;
    if (input.type === "radio") (input = inputs[choice]).checked = true;
    else if (input.type === "checkbox") input.checked = choice;
    else if (input.type === "select-one") input.selectedIndex = choice;
    else input.value = choice;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const end = performance.now() + 250;
    while (svg() === before && performance.now() < end) await new Promise((done) => setTimeout(done, 5));
    return { changed: svg() !== before, says: figure.querySelector(".figures-says").textContent };
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages, as `start.py site` writes them."""
    made = tmp_path_factory.mktemp("site")
    site.build(made)
    return made


class Opened:
    """A page that was opened from the folder, with every picture drawn.

    Args:
        chromium: The browser.
        path: The page's file.
        options: Of the browser's context.
    """

    def __init__(self, chromium, path, **options):
        self.asked, self.complaints = [], []
        self.context = chromium.new_context(viewport={"width": 1000, "height": 800}, **options)
        self.page = self.context.new_page()
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        self.page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            self.page.evaluate(DRAW_ALL)

    def barriers(self, *rules: str) -> list[str]:
        """What axe-core finds, by all rules or the named ones: the rule and the markup that breaks it."""
        self.page.evaluate(UNFOLD)
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(driver.axe_source())
        # The marks inside a picture are looked at in JupyterLab, by test_browser; the rows of a table are all alike.
        chosen = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
        found = self.page.evaluate("how => axe.run({exclude: ['svg', '.numbers tbody']}, how)", chosen)
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.fixture(scope="module", params=NAMES)
def lesson(request, chromium, folder):
    """A lesson's page; its tests go on from one another."""
    opened = Opened(chromium, folder / f"{request.param}.html")
    opened.name = request.param
    opened.charts = [chart for chart in saved_charts() if chart.notebook == request.param]
    yield opened
    opened.context.close()


@pytest.fixture
def contents(chromium, folder):
    opened = Opened(chromium, folder / "index.html")
    yield opened
    opened.context.close()


def test_every_picture_comes_to_life_and_nothing_is_asked_of_anyone(lesson):
    figures = lesson.page.locator(".figures-explored")
    assert figures.evaluate_all("all => all.map((each) => each.id)") == [chart.cell for chart in lesson.charts]
    assert lesson.page.locator(".alive").count() == len(lesson.charts)
    assert lesson.asked == [lesson.page.url]
    assert not lesson.complaints


def test_no_table_gives_away_what_a_guess_is_about(lesson):
    for chart in lesson.charts:
        figure = lesson.page.locator(f"[id='{chart.cell}']")
        reveals = [number for number, control in enumerate(chart.controls) if control.name == "reveal"]
        assert figure.locator(".numbers").is_visible() is not bool(reveals)
        for number in reveals:
            lesson.page.evaluate(MOVE, [chart.cell, number, True])
            assert figure.locator(".numbers").is_visible()
            lesson.page.evaluate(MOVE, [chart.cell, number, False])
            assert not figure.locator(".numbers").is_visible()


def test_every_control_changes_its_picture_and_the_sentence_follows(lesson):
    for chart in lesson.charts:
        for number, control in enumerate(chart.controls):
            changed = _changes(lesson, chart, number, None, None) or any(
                _changes(lesson, chart, number, other, value)
                for other, beside in enumerate(chart.controls)
                for value in _few(beside)
                if other != number
            )
            assert changed, f"{chart}: the control {control.label!r} changes nothing"


def _changes(lesson, chart, number, other, value) -> bool:
    """Whether a control changes its picture, perhaps once another one was moved; all is put back afterwards."""
    first = [control.value for control in chart.controls]
    now = list(first)
    if other is not None:
        now[other] = value
        _move(lesson, chart, other, now)
    changed = False
    for moved in _few(chart.controls[number]):
        now[number] = moved
        changed = _move(lesson, chart, number, now)
        if changed:
            break
    now[number] = first[number]
    changed = _move(lesson, chart, number, now) or changed
    if other is not None:
        _move(lesson, chart, other, first)
    return changed


def _few(control) -> list:
    states = control.states
    chosen = [states[-1], states[0], states[len(states) // 2]] if control.kind == "range" else states
    return [value for value in dict.fromkeys(chosen) if value != control.value]


def _move(lesson, chart, number, now) -> bool:
    """Whether the picture changed when a control was brought into a state."""
    control = chart.controls[number]
    choice = control.options.index(now[number]) if control.options else now[number]
    seen = lesson.page.evaluate(MOVE, [chart.cell, number, choice])
    sentences = chart.payload.get("sentences")
    if sentences:
        states = [list(state.values()) for state in states_of(chart.controls)]
        assert seen["says"] == sentences[states.index(now)]
    return seen["changed"]


def test_the_keyboard_moves_a_slider(lesson):
    slider = lesson.page.locator("input[type=range]").first
    before = slider.input_value()
    slider.press("ArrowRight")
    shown = lesson.page.locator(".control.range output").first.inner_text()
    assert float(slider.input_value()) > float(before)
    assert float(shown.replace(",", "")) == float(slider.input_value())


# Questions.


def asked_in(name):
    """The questions of a lesson, as its notebook asks them."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return [question(data[QUESTION]["id"]) for data in outputs if QUESTION in data]


def wrong_and_right(asked):
    """An answer of each kind, as a form sends it."""
    if asked.kind == "number":
        return "1.2345", typed(middle(asked.accepted))
    if asked.kind == "order":
        right = in_order(asked.answer, asked.falling)
        return right[::-1], right
    right = [place for place, option in enumerate(asked.options) if option["right"]]
    return [next(place for place, option in enumerate(asked.options) if not option["right"])], right


# At once: a real click waits until the page has scrolled smoothly.
CLICK = "each => each.click()"


def give(box, asked, answer):
    """Brings a form to an answer and checks it."""
    # A locator would look through the whole page each time.
    form = box.element_handle()
    if asked.kind == "number":
        form.query_selector("input").fill(answer)
    elif asked.kind == "order":
        for at, place in enumerate(answer):
            up = form.query_selector(f'li[data-place="{place}"] button')
            while form.query_selector_all("li")[at].get_attribute("data-place") != str(place):
                up.evaluate(CLICK)
    else:
        for place, option in enumerate(form.query_selector_all("fieldset input")):
            if option.is_checked() is not (place in answer):
                option.evaluate(CLICK)
    form.query_selector("[type=submit]").evaluate(CLICK)


def test_each_question_is_judged(lesson):
    boxes = lesson.page.locator(".question").all()
    for box, asked in zip(boxes, asked_in(lesson.name), strict=True):
        if asked.kind == "chart":
            expect(box.locator(".needs")).to_contain_text("takes Python")
            assert box.locator("summary").last.is_visible()
            continue
        wrong, right = wrong_and_right(asked)
        offer = box.locator(".figures-question > button")
        for tries, answer in enumerate((wrong, wrong, right)):
            assert not (offer.is_visible() and tries < 2)
            give(box, asked, answer)
            verdict = "right" if answer == right else "wrong"
            expect(box.locator(f'.figures-feedback[data-verdict="{verdict}"]')).not_to_be_empty()
            if tries == 1:
                expect(offer).to_have_text("Show the answer")
        assert not box.locator("details").first.is_visible()
        offer.evaluate(CLICK)
        expect(box.locator(".figures-answer")).to_contain_text(asked.working)


def test_no_barrier_on_a_lesson(lesson):
    found = lesson.barriers()
    lesson.page.evaluate(DARK)
    found += lesson.barriers("color-contrast")
    assert not found


def test_the_numbers_are_saved_so_that_a_chinese_excel_opens_them(lesson):
    if not lesson.page.locator(".numbers .save").count():
        lesson.barriers()
    button = lesson.page.locator(".numbers:not([hidden]) .save").first
    with lesson.page.expect_download() as download:
        button.click()
    saved = download.value.path().read_bytes()
    assert saved.startswith(codecs.BOM_UTF8)
    rows = list(csv.reader(io.StringIO(saved.decode("utf-8-sig"), newline="")))
    table = lesson.page.locator(".numbers:not([hidden]) table").first
    assert rows == table.evaluate("all => [...all.rows].map((row) => [...row.cells].map((cell) => cell.textContent))")


def test_the_numbers_are_sorted_by_a_click(lesson):
    table = lesson.page.locator(".numbers:not([hidden]) table").first
    column = "all => [...all.tBodies[0].rows].map((row) => row.cells[0].textContent)"
    before = table.evaluate(column)
    head = table.locator("th button").first
    head.click()
    head.click()
    assert table.locator("th").first.get_attribute("aria-sort") == "descending"
    assert sorted(table.evaluate(column)) == sorted(before)


def test_no_reader_sees_a_marker(lesson, folder):
    text = (folder / f"{lesson.name}.html").read_text(encoding="utf-8")
    body = text.partition('<script type="text/plain" id="vega">')[0]
    assert "<!--" not in body.partition("<body")[2]
    assert "<!--=" not in lesson.page.inner_text("body")
    assert ".ipynb" not in "".join(re.findall('href="[^"]*"', body))


def test_a_phone_needs_no_sideways_scrolling_and_can_read_the_pictures(lesson):
    lesson.page.set_viewport_size({"width": NARROWEST, "height": 700})
    # Each is drawn anew for the room that there is now.
    lesson.page.wait_for_function(
        "most => [...document.querySelectorAll('.figures-explored')].every(({dataset}) => dataset.width <= most)",
        arg=WIDEST_ON_A_PHONE,
    )
    assert lesson.page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST
    scales = lesson.page.locator(".live svg.marks").evaluate_all(
        "all => all.map((svg) => svg.getBoundingClientRect().width / svg.getAttribute('width'))"
    )
    assert len(scales) == len(lesson.charts)
    assert min(scales) > LEAST_SCALE


def test_print_has_the_stills(lesson):
    lesson.page.emulate_media(media="print")
    assert lesson.page.locator(".still").first.is_visible()
    assert not lesson.page.locator(".live:visible, .figures-controls:visible, .code:visible").count()
    # A handout asks: prompt and options, neither a form nor what unfolds.
    questions = lesson.page.locator(".question")
    assert questions.locator(".folded > p:first-child:visible").count() == questions.count() > 0
    assert not questions.locator(".figures-question:visible, details:visible, .needs:visible").count()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_light_enough_for_a_phone(name, folder):
    assert (folder / f"{name}.html").stat().st_size < HEAVIEST


def test_without_scripts_the_stills_stand_there(chromium, folder):
    opened = Opened(chromium, folder / f"{NAMES[0]}.html", java_script_enabled=False)
    charts = [chart for chart in saved_charts() if chart.notebook == NAMES[0]]
    assert opened.page.locator(".still svg:visible").count() == len(charts)
    assert opened.page.locator(".still-says").all_inner_texts() == [chart.payload["says"] for chart in charts]
    assert not opened.page.locator(".figures-controls:visible, .mode:visible").count()
    assert opened.page.locator(".question summary:visible").count() > opened.page.locator(".question").count()
    opened.context.close()


@pytest.mark.parametrize(
    ("right", "wrong"), [('id="form-messages">{', 'id="form-messages">{{'), ("const FIELDS =", "const FIELD =")]
)
def test_where_a_form_cannot_be_drawn_hints_and_answer_unfold(right, wrong, chromium, folder, tmp_path):
    text = (folder / f"{NAMES[0]}.html").read_text(encoding="utf-8")
    assert text.count(right) == 1
    broken = tmp_path / "broken.html"
    broken.write_text(text.replace(right, wrong), encoding="utf-8")
    opened = Opened(chromium, broken)
    box = opened.page.locator(".question").first
    expect(box.locator("summary").last).to_be_visible()
    assert opened.page.locator(".alive").count() > 0
    opened.context.close()


def test_a_question_is_answered_from_the_keyboard(chromium, folder):
    opened = Opened(chromium, folder / f"{NAMES[0]}.html")
    page, (order, number, choice, *_) = opened.page, opened.page.locator(".question").all()
    order.locator("button").nth(1).focus()
    page.keyboard.press("Enter")
    assert order.locator("li").first.get_attribute("data-place") == "1"
    number.locator("input").focus()
    page.keyboard.type("lots")
    page.keyboard.press("Enter")
    expect(number.locator(".figures-feedback")).to_contain_text("I cannot find a number in “lots”")
    choice.locator("input").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(choice.locator(".figures-feedback")).to_have_text("Right.")
    opened.context.close()


def test_keys_in_a_question_turn_no_slide(chromium, folder):
    opened = Opened(chromium, folder / f"{NAMES[0]}.html")
    page, at = opened.page, opened.page.locator(".bar output")
    page.evaluate("() => { location.hash = '#slides'; }")
    page.wait_for_selector(".bar")
    for part, keys in (
        ("ol button", ["ArrowDown", "ArrowRight", " "]),
        ("input[type=text]", ["1", " ", "Home", "ArrowLeft", "Enter"]),
    ):
        while not page.locator(f".slide .question {part}:visible").count():
            page.keyboard.press("PageDown")
        page.locator(f".slide .question {part}:visible").first.focus()
        before = at.inner_text()
        for key in keys:
            page.keyboard.press(key)
            assert at.inner_text() == before
    expect(page.locator(".figures-feedback:visible")).not_to_be_empty()
    page.keyboard.press("PageDown")
    assert at.inner_text() != before
    opened.context.close()


def test_where_the_drawing_fails_the_still_stays(chromium, folder, tmp_path):
    text = (folder / f"{NAMES[0]}.html").read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(text.replace('id="vega">', 'id="vega">throw new Error("no");', 1), encoding="utf-8")
    opened = Opened(chromium, broken)
    assert opened.page.locator(".still:visible").count() == opened.page.locator(".cannot").count() > 0
    assert not opened.page.locator(".figures-controls:visible").count()
    opened.context.close()


# Turns every slide of the page and gives what cannot be read, and all that was seen of the text.
TURN = """async () => {
    const seen = (each) => each.checkVisibility();
    const found = [], text = new Set();
    document.querySelectorAll("details").forEach((each) => { each.open = false; });
    location.hash = "#slides";
    while (!document.querySelector(".bar")) await new Promise((done) => setTimeout(done, 5));
    const next = [...document.querySelectorAll(".bar button")].at(-1);
    const over = (part, size = "Height") => part[`scroll${size}`] > part[`client${size}`] + 1;
    const lacks = (slide) => {
        const words = slide.querySelector(".text"), shown = slide.querySelector(".shown");
        if (over(words)) return "the text";
        if (shown?.querySelector("figure") && over(shown)) return "the picture";
        return shown && over(shown, "Width") ? "the width" : "";
    };
    for (;;) {
        const slide = [...document.querySelectorAll(".slide")].find(seen);
        // A picture is drawn anew a moment after its room has changed.
        const end = performance.now() + 2000;
        do await new Promise((done) => setTimeout(done, 20)); while (lacks(slide) && performance.now() < end);
        if (lacks(slide)) found.push(`${document.querySelector(".bar output").textContent}: ${lacks(slide)}`);
        [...slide.querySelectorAll(".step > *, .shown > *")].filter(seen).forEach((each) => text.add(each));
        if (next.disabled) break;
        next.click();
    }
    const all = [...document.querySelectorAll(".slide .step > *, .slide .shown > *")];
    const pictures = all.filter((each) => each.matches("figure.alive")).length;
    return { found, lost: all.filter((each) => !text.has(each)).length, pictures };
}"""


def test_as_slides_nothing_is_cut_off_and_nothing_is_left_out(lesson):
    lesson.page.set_viewport_size({"width": 1280, "height": 720})
    turned = lesson.page.evaluate(TURN)
    assert turned == {"found": [], "lost": 0, "pictures": len(lesson.charts)}


def test_the_search_leads_to_the_section(contents):
    page = contents.page
    page.fill("#words", "万 zeros")
    link = page.locator(".results a").first
    title = link.inner_text()
    assert page.locator(".found").inner_text() != "Nothing found."
    link.click()
    assert page.locator("h2:target").inner_text() == title
    assert {url.partition(":")[0] for url in contents.asked} == {"file"}


def test_the_search_says_where_nothing_is_found(contents):
    contents.page.fill("#words", "a qzx")
    assert contents.page.locator(".found").inner_text() == "Nothing found."
    assert not contents.page.locator(".lessons").is_visible()


def test_no_barrier_on_the_contents(contents):
    found = contents.barriers()
    contents.page.fill("#words", "hedge")
    found += contents.barriers()
    contents.page.evaluate(DARK)
    assert not found + contents.barriers("color-contrast")


def test_the_contents_fit_a_phone_and_name_every_lesson(contents):
    contents.page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert contents.page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST
    links = contents.page.locator(".lessons a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert links == [f"{name}.html" for name in NAMES]
    facts = re.compile(r"\d+ minutes, and \d+ for the questions · (basic|middle|demanding) \(")
    assert all(facts.search(text) for text in contents.page.locator(".lessons li").all_inner_texts())


def test_light_and_dark_are_remembered(contents):
    button = contents.page.locator(".mode")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    contents.page.reload()
    assert contents.page.locator("html").get_attribute("data-mode") == "dark"


def test_code_without_an_output_joins_the_next():
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    shown = [new_output("display_data", {"text/html": "<p>1</p>", "text/plain": "1"})]
    notebook = new_notebook(
        cells=[
            new_code_cell("a = 1"),
            new_code_cell("a", outputs=shown),
            new_code_cell("b", outputs=[new_output("execute_result", {"text/plain": "2"})]),
            new_markdown_cell("3<!--three--> things"),
            new_code_cell("c"),
        ]
    )
    site.prepare(notebook)
    assert [cell.source for cell in notebook.cells] == ["a = 1\n\n\na", "b", "3 things", "c"]
    assert notebook.cells[1].metadata.echoes == ["2"]


def test_the_search_does_not_know_what_is_folded():
    body = "<h1>Why?</h1><p>S<em>ee</em>n</p><details>Folded</details><h2 id='so'>So</h2><pre>code</pre>then<br>there"
    found = [(section.id, section.title, section.text) for section in site.sections("p", body)]
    assert found == [("", "Why?", "Seen"), ("so", "So", "then there")]


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_for_teachers_are_folded_on_a_page_and_unknown_to_the_search(name, folder):
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    (key,) = [output["data"]["text/html"] for output in cells[-1]["outputs"]]
    page = unescape((folder / f"{name}.html").read_text(encoding="utf-8"))
    before, _, after = page.partition(unescape("".join(key)))
    assert after and before.count("<details") == before.count("</details>")
    assert "For teachers" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_still_keeps_the_numbers_that_it_shows():
    spec = saved_charts()[0].payload["spec"] | {"title": {"text": "It is 3.14159"}}
    assert ">It is 3.14159<" in site.still(spec, "pi", "A title.")


# As one text: Playwright takes long to hand over thousands of values.
UNPACK = """([code, packed]) => {
    const { unpacked, unfolded } = new Function(`${code}\\nreturn { unpacked, unfolded };`)();
    return JSON.stringify(JSON.parse(packed).map(([tables, sentences]) => [unpacked(tables), unfolded(sentences)]));
}"""


def test_a_page_unpacks_what_was_packed(chromium):
    page = chromium.new_page()
    code = (site.PARTS / "page.js").read_text(encoding="utf-8")
    charts, given, packed = saved_charts(), [], []
    for chart in charts:
        spec, sentences = chart.payload["spec"], chart.payload.get("sentences", [])
        given.append([spec.get("datasets", {}), sentences])
        packed.append([site.packed(spec).get("datasets", {}), site.folded(sentences)])
    unpacked = json.loads(page.evaluate(UNPACK, [code, json.dumps(packed)]))
    for chart, now, before in zip(charts, unpacked, given, strict=True):
        assert now == before, chart
    page.close()


def test_looks_are_said_once_only_where_each_mark_has_its_own():
    marks = '<g><path d="M1" fill="red" stroke="a"/><path d="M2" fill="red"/><path d="M3" fill="blue"/></g>'
    found = site.ALIKE.sub(site.with_common_looks, marks)
    assert found == '<g fill="red"><path d="M1" stroke="a"/><path d="M2"/><path d="M3" fill="blue"/></g>'


def test_every_payload_of_a_notebook_is_on_its_page(folder):
    for name, (path) in zip(NAMES, lessons(NOTEBOOKS), strict=True):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        count = sum(CHART in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
        assert (folder / f"{name}.html").read_text(encoding="utf-8").count("<figure ") == count
