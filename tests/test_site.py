"""The pages without a kernel, opened from a folder in a headless browser that is refused every address."""

import codecs
import contextlib
import csv
import json
import re
import shutil
from dataclasses import asdict

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from helpers import language
from helpers.charts.controls import controls_of
from helpers.charts.messages import NAMES
from helpers.charts.specification import tooltips
from helpers.questions.messages import FORM
from helpers.questions.questions import questions
from tests import browser as driver
from tests import kinds
from tests.saved_charts import LESSONS, is_said, outputs, read, saved_charts, sentence_in, typed, values_to_try
from tests.test_editions import EDITION, latin
from tools import messages, site, translate
from tools.stills import QUESTION

HEAVIEST = 1_500_000
# A phone: how narrow and high it is, and how high what a thumb presses.
NARROWEST, PHONE, THUMB = 360, 740, 44
# What is pressed, and is lower than a thumb needs; a link in a sentence is as high as its line.
SMALL = """(least) => {
    const pressed = "button, summary, select, input:not([type=radio], [type=checkbox]), label:has(input), nav a";
    const low = (each) => each.checkVisibility() && each.getBoundingClientRect().height < least - 0.5;
    return [...document.querySelectorAll(pressed)].filter(low).map((each) => each.outerHTML.slice(0, 150));
}"""
# Titles that the button of their picture lies on.
ON_TITLES = """() => [...document.querySelectorAll(".live .figures-picture")].flatMap((picture) => {
    const button = picture.querySelector("summary svg").getBoundingClientRect();
    const lies = ({ left, right, top, bottom }) =>
        right > button.left && left < button.right && bottom > button.top && top < button.bottom;
    const titles = [...picture.querySelectorAll(".role-title text")];
    return titles.filter((text) => lies(text.getBoundingClientRect())).map((text) => text.textContent);
})"""
FITS = """() => [...document.querySelectorAll(".live .figures-picture")].every(
    (picture) => picture.scrollWidth <= picture.clientWidth
)"""

# One after the other, for a picture is drawn when it comes near.
DRAW_ALL = """() => {
    const next = document.querySelector(".figures-explored:not(.alive, .cannot)");
    next?.scrollIntoView();
    return !next;
}"""

# Code and tables of numbers are many and alike, so the first of each page stand for all.
UNFOLD = """() => {
    for (const kind of ["details:not(.code, .numbers)", ".code", ".numbers:not([hidden])"]) {
        const all = [...document.querySelectorAll(kind)];
        for (const each of kind.startsWith(".") ? all.slice(0, 2) : all) each.open = true;
    }
}"""

FOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = false; })"

# Sets the controls of a picture, waits until all that this begins is drawn, and gives what the reader then sees.
MOVE = """async ([id, choices, most]) => {
    const figure = document.getElementById(id);
    const picture = figure.querySelector(".live .figures-picture");
    const svg = () => picture.querySelector("svg.marks").outerHTML.replace(/(clip|gradient_)\\d+/g, "");
    const [before, count] = [svg(), Number(picture.dataset.drawn)];
    figure.querySelectorAll(".control").forEach((field, place) => {
        const choice = choices[place];
        const inputs = [...field.querySelectorAll("input, select, textarea")];
        const input = inputs[0].type === "radio" ? inputs[choice] : inputs[0];
        if (typeof choice === "boolean") input.checked = choice;
        else if (input.type === "radio") input.checked = true;
        else if (input.type === "select-one") input.selectedIndex = choice;
        else input.value = choice;
        input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const end = performance.now() + most;
    const waits = () => Number(picture.dataset.drawn) < count + choices.length && performance.now() < end;
    while (waits()) await new Promise((done) => setTimeout(done, 1));
    return [svg() !== before, figure.querySelector(".figures-says").textContent];
}"""


class Opened(driver.Window):
    """A page that was opened from the folder, with every picture drawn."""

    def __init__(self, chromium, path, **options):
        super().__init__(chromium, viewport={"width": 1000, "height": 800}, **options)
        self.page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            self.ask(DRAW_ALL)

    def all_barriers(self) -> list[str]:
        """What axe-core finds in the page, folded parts and its dark look included."""
        self.page.evaluate(UNFOLD)
        # The marks inside a picture are looked at in JupyterLab, by test_browser; the rows of a table are all alike.
        parts = {"exclude": ["svg", ".numbers tbody"]}
        found = self.barriers(parts)
        self.page.evaluate("() => { document.documentElement.dataset.mode = 'dark'; }")
        return found + self.barriers(parts, runOnly=["color-contrast"])


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, pages):
    """A lesson's page; its tests go on from one another."""
    browser, _, name = request.param.rpartition("-")
    browser = request.getfixturevalue(browser or "chromium")
    with contextlib.closing(Opened(browser, pages / f"{name}.html")) as opened:
        opened.name, opened.charts = name, saved_charts(name)
        yield opened


in_firefox_too = pytest.mark.parametrize("lesson", [*LESSONS, *map("firefox-{}".format, LESSONS)], indirect=True)


@pytest.fixture
def open_page(chromium, pages, tmp_path):
    """Opens the first lesson, perhaps with a text in it replaced."""
    with contextlib.ExitStack() as opened:

        def open_one(right="", wrong="", **options):
            text = (pages / f"{LESSONS[0]}.html").read_text(encoding="utf-8")
            assert not right or text.count(right) == 1
            (tmp_path / "page.html").write_text(text.replace(right, wrong) if right else text, encoding="utf-8")
            return opened.enter_context(contextlib.closing(Opened(chromium, tmp_path / "page.html", **options))).page

        yield open_one


@pytest.fixture
def contents(chromium, pages):
    with contextlib.closing(Opened(chromium, pages / "index.html")) as opened:
        yield opened


READ_OUT = """kind => [...document.querySelectorAll(`svg.marks [aria-roledescription$=" mark"][aria-label]${kind}`)]
    .filter(mark => !mark.closest("[aria-hidden=true]")).map(mark => mark.ariaLabel)"""


@in_firefox_too
def test_every_picture_comes_to_life_and_nothing_is_asked_of_anyone(lesson):
    figures = lesson.page.locator(".figures-explored.alive")
    assert figures.evaluate_all("all => all.map((each) => each.id)") == [chart.cell for chart in lesson.charts]
    assert lesson.page.locator(".figures-explored").count() == len(lesson.charts)
    said = lesson.page.locator(".figures-says").all_inner_texts()
    for chart, sentence in zip(lesson.charts, said, strict=True):
        follows = chart.payload.get("sentences") or not chart.controls
        assert sentence == chart.payload["says"] if follows else sentence.endswith(chart.payload["says"])
    assert lesson.page.locator(".figures-says[aria-live=polite]").count() == len(lesson.charts)
    assert not [words for words in lesson.page.evaluate(READ_OUT, "") if re.search(r"\.\d{4,}", words)]
    titles = {each.get("title", each["field"]) for chart in lesson.charts for each in tooltips(chart.payload["spec"])}
    read_out = lesson.page.evaluate(READ_OUT, ":not([aria-roledescription='text mark'])")
    assert {part.partition(": ")[0] for words in read_out for part in words.split("; ")} <= titles
    # Firefox does not speak of a file that it opens.
    assert {*lesson.asked} <= {lesson.page.url}
    assert not lesson.complaints


def first_state(chart) -> dict:
    return {control.name: control.value for control in chart.controls}


def few(control) -> list:
    """Some other values than the first."""
    states = values_to_try(control, thin=False)
    chosen = [states[-1], states[0], states[len(states) // 2]] if control.kind == "range" else states
    return [value for value in dict.fromkeys(chosen) if value != control.value]


def move(lesson, chart, state) -> bool:
    """Brings the controls of a chart into a state; whether its picture changed."""
    values = [(each, state[each.name]) for each in chart.controls]
    choices = [each.options.index(value) if each.options else typed(each, value) for each, value in values]
    changed, says = lesson.page.evaluate(MOVE, [chart.cell, choices, driver.SHORT * 1000])
    if sentences := chart.payload.get("sentences"):
        assert is_said(sentence_in(chart.controls, sentences, state), says)
    return changed


def changes_from(state, lesson, chart, control) -> bool:
    """Whether a control changes its picture while the others stay as they are."""
    move(lesson, chart, state)
    return any(move(lesson, chart, state | {control.name: value}) for value in few(control))


def test_pages_lead_to_jupyterlite_where_it_is_beside_them(pages, tmp_path):
    notebooks, folder = tmp_path / "notebooks", tmp_path / "site"
    for path in ("02_autos_and_evs.ipynb", "zh/02_autos_and_evs.ipynb"):
        (notebooks / path).parent.mkdir(exist_ok=True)
        shutil.copy(site.NOTEBOOKS / path, notebooks / path)
    (folder / site.LITE).mkdir(parents=True)
    site.build(folder, notebooks)
    ways = {"zh/index.html": "../lite/tree/index.html?path=zh"}
    ways |= {"02_autos_and_evs.html": "lite/notebooks/index.html?path=02_autos_and_evs.ipynb"}
    for name, way in ways.items():
        assert f'<p class="lite"><a href="{way}">' in (folder / name).read_text(encoding="utf-8")
        assert '<p class="lite">' not in (pages / name).read_text(encoding="utf-8")


def test_no_table_gives_away_what_a_guess_is_about(lesson):
    for chart in lesson.charts:
        numbers, first = lesson.page.locator(f"[id='{chart.cell}'] .numbers"), first_state(chart)
        assert numbers.is_visible() is ("reveal" not in first)
        for shown in (True, False) if "reveal" in first else ():
            move(lesson, chart, first | {"reveal": shown})
            assert numbers.is_visible() is shown


@in_firefox_too
def test_every_control_changes_its_picture_and_the_sentence_follows(lesson):
    for chart in lesson.charts:
        first = first_state(chart)
        for control in chart.controls:
            others = [other for other in chart.controls if other != control]
            states = [first, *(first | {other.name: value} for other in others for value in few(other))]
            changes = (changes_from(state, lesson, chart, control) for state in states)
            assert any(changes), f"{chart}: the control {control.label!r} changes nothing"
        move(lesson, chart, first)


@in_firefox_too
def test_the_keyboard_moves_a_slider_and_so_do_its_buttons(lesson):
    control = next(each for chart in lesson.charts for each in chart.controls if each.kind == "range")
    slider, output = (lesson.page.locator(f".control.range {kind}").first for kind in ("input", "output"))
    down, up = (lesson.page.locator(f"[aria-label$=': a step {words}']").first for words in ("down", "up"))
    slider.press("Home")
    for move, place in ((up, 1), (down, 0), (down, 0), (up, 1)):
        move.evaluate(CLICK)
        assert slider.get_attribute("aria-valuetext") == output.inner_text() == control.labels[place]
        assert [each.get_attribute("aria-disabled") for each in (down, up)] == [str(not place).lower(), "false"]
    slider.press("ArrowRight")
    assert output.inner_text() == control.labels[2]


# At once: a real click waits until the page has scrolled smoothly.
CLICK = "each => each.click()"


@in_firefox_too
def test_each_question_is_judged(lesson):
    ids = [data[QUESTION]["id"] for _, _, data in outputs(read(lesson.name)) if QUESTION in data]
    for box, asked in zip(lesson.page.locator(".question").all(), map(questions().__getitem__, ids), strict=True):
        if asked.kind == "chart":
            expect(box.locator(".needs")).to_contain_text("takes Python")
            assert box.locator("summary").last.is_visible()
            continue
        kinds.is_judged(box, asked)
        assert not box.locator("details").first.is_visible()
        box.locator(".figures-question > button").evaluate(CLICK)
        expect(box.locator(".figures-answer")).to_contain_text(asked.working)


def test_no_barrier_on_a_lesson(lesson):
    assert not lesson.all_barriers()


# The first table with a column of numbers alone, and that column: a lesson may begin with a picture of words.
NUMBERS = """() => [...document.querySelectorAll(".numbers:not([hidden])")].map((fold, place) => {
    const rows = [...fold.querySelectorAll("tbody tr")];
    const column = [...rows[0]?.cells ?? []].findIndex((_, n) => rows.every(({ cells }) => cells[n]?.className));
    return [place, column];
}).find(([, column]) => column >= 0)"""


def test_the_numbers_are_saved_so_that_a_chinese_excel_opens_them_and_sorted_by_a_click(lesson):
    tables = lesson.page.locator(".numbers:not([hidden])")
    tables.evaluate_all("all => all.forEach((each) => { each.open = true; })")
    place, column = lesson.ask(NUMBERS)
    numbers = tables.nth(place)
    with lesson.page.expect_download() as download:
        numbers.locator(".save").first.click()
    saved = download.value.path().read_bytes()
    assert saved.startswith(codecs.BOM_UTF8)
    table = numbers.locator("table").first
    shown = "all => [...all.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replaceAll(',', '')))"
    whole = list(csv.reader(saved.decode("utf-8-sig").splitlines()))
    # A file's rows go their own way: each says where it is from, and on which terms.
    assert whole[0][-2:] == ["Sources", "Licence"]
    assert all(re.match("Sources?: .", row[-2]) and row[-1].endswith("CC BY 4.0.") for row in whole[1:])
    assert whole[1][-2:] == numbers.locator(".credit").all_inner_texts()
    rows = [[cell.replace(",", "") for cell in row[:-2]] for row in whole]
    assert rows == table.evaluate(shown)
    for direction, way in (("ascending", 1), ("descending", -1)):
        table.locator("th button").nth(column).click()
        assert table.locator("th").nth(column).get_attribute("aria-sort") == direction
        now = table.evaluate(shown)[1:]
        assert sorted(now) == sorted(rows[1:])
        sizes = [float(row[column]) for row in now if row[column]]
        assert sizes == sorted(sizes)[::way]


def test_a_page_is_light_enough_for_a_phone_has_no_marker_and_folds_the_answers_for_teachers(lesson, pages):
    path = pages / f"{lesson.name}.html"
    assert path.stat().st_size < HEAVIEST
    text = path.read_text(encoding="utf-8").partition('id="payloads"')[0].partition("<body")[2]
    assert "<!--" not in text and "<!--" not in lesson.page.inner_text("body")
    body, (_, _, data) = BeautifulSoup(text, "html.parser"), outputs(read(lesson.name))[-1]
    assert not [link["href"] for link in body("a", href=True) if ".ipynb" in link["href"]]
    key = BeautifulSoup("".join(data["text/html"]), "html.parser")
    (fold,) = [each for each in body("details") if each.get_text() == key.get_text()]
    assert not fold.has_attr("open") and not fold.find_parent("details")
    assert "For teachers" not in (pages / "index.html").read_text(encoding="utf-8")


def test_a_phone_needs_no_sideways_scrolling_and_no_picture_is_scaled_down(lesson):
    lesson.page.set_viewport_size({"width": NARROWEST, "height": 700})
    # Each becomes narrower a moment after its room has.
    lesson.ask(FITS)
    assert lesson.page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST
    assert lesson.page.evaluate(ON_TITLES) == []
    scales = lesson.page.locator(".live svg.marks").evaluate_all(
        "all => all.map((svg) => svg.getBoundingClientRect().width / svg.getAttribute('width'))"
    )
    assert len(scales) == len(lesson.charts) and all(scale == pytest.approx(1) for scale in scales)


def test_on_a_phone_the_first_picture_is_near_and_what_is_pressed_is_as_large_as_a_thumb(lesson):
    lesson.page.set_viewport_size({"width": NARROWEST, "height": PHONE})
    lesson.page.evaluate(FOLD)
    tops = "figure => figure.getBoundingClientRect().top + scrollY"
    assert lesson.page.locator(".figures-explored").first.evaluate(tops) < 2 * PHONE
    small = lesson.page.evaluate(SMALL, THUMB)
    assert not small
    about, folded = (
        lesson.page.locator(".unfold"),
        lesson.page.locator("[data-role=title] ul, [data-role=data-card] table"),
    )
    assert not folded.and_(lesson.page.locator(":visible")).count()
    about.click()
    assert about.get_attribute("aria-expanded") == "true"
    assert folded.and_(lesson.page.locator(":visible")).count() == folded.count() > 0
    about.click()


def test_print_has_the_stills(lesson):
    lesson.page.emulate_media(media="print")
    assert lesson.page.locator(".still").first.is_visible()
    assert not lesson.page.locator(".live:visible, .figures-controls:visible, .code:visible").count()
    # A handout asks: prompt and options, neither a form nor what unfolds.
    questions = lesson.page.locator(".question")
    assert questions.locator(".folded > p:first-child:visible").count() == questions.count() > 0
    assert not lesson.page.locator("[data-role=question] > p:visible").count()
    assert not questions.locator(".figures-question:visible, details:visible, .needs:visible").count()


# Columns break as pages do, and can be measured: on which page each block begins and ends, and how far down.
PAPER = """([width, height]) => {
    const style = document.createElement("style");
    const columns = `columns: ${width}px; column-gap: 0; column-fill: auto`;
    style.textContent = `main { width: ${width}px; height: ${height}px; ${columns}; }`;
    document.head.append(style);
    const main = document.querySelector("main").getBoundingClientRect();
    const place = ({ left, bottom }) => [Math.floor((left - main.left + 1) / width), (bottom - main.top) / height];
    const blocks = [...document.querySelectorAll("article .cell > *")].filter((each) => each.checkVisibility());
    const found = blocks.map((each) => ({
        whole: each.matches("figure, .question"),
        figure: each.matches("figure"),
        leads: each.matches("h1, h2, h3"),
        asks: each.matches("figure:has(+ .question)"),
        guess: each.matches(":is([data-role=predict], [data-role=try]):not(:has(+ [data-role=question])) > *"),
        words: each.innerText.slice(0, 60),
        places: [...each.getClientRects()].map(place),
    }));
    style.remove();
    return found;
}"""
# What A4 and Letter leave between their margins, in pixels.
PAPERS = [(680, 1001), (703, 934)]


@pytest.mark.parametrize("name", [*LESSONS, *map("zh/{}".format, LESSONS)])
def test_paper_tears_no_picture_question_or_guess_and_no_page_is_half_empty(name, pages, chromium):
    with contextlib.closing(driver.Window(chromium)) as window:
        window.page.goto((pages / f"{name}.html").as_uri())
        window.page.emulate_media(media="print")
        window.page.evaluate(FOLD)
        for blocks in [window.page.evaluate(PAPER, paper) for paper in PAPERS]:
            feet = {}
            for page, foot in (place for block in blocks for place in block["places"]):
                feet[page] = max(feet.get(page, 0), foot)
            for block, after in zip(blocks, [*blocks[1:], blocks[-1]], strict=True):
                begins, ends = block["places"][0][0], block["places"][-1][0]
                assert not block["whole"] or begins == ends, block
                is_kept = block["leads"] or block["guess"] and after["figure"] or block["asks"]
                assert not is_kept or ends == after["places"][0][0], block
            assert min(foot for page, foot in feet.items() if page != max(feet)) > 0.5, feet
            assert feet[max(feet)] > 0.08, feet


def test_without_scripts_the_stills_stand_there(open_page):
    page, charts = open_page(java_script_enabled=False), saved_charts(LESSONS[0])
    assert page.locator(".still svg:visible").count() == len(charts)
    assert page.locator(".still-says").all_inner_texts() == [chart.payload["says"] for chart in charts]
    assert not page.locator(".figures-controls:visible, .mode:visible").count()
    assert page.locator(".question summary:visible").count() > page.locator(".question").count()


@pytest.mark.parametrize("lacks", ["DecompressionStream", "structuredClone"])
def test_an_old_browser_shows_the_stills_and_what_unfolds(lacks, pages, chromium):
    with contextlib.closing(driver.Window(chromium)) as window:
        window.context.add_init_script(f"delete window.{lacks}")
        window.page.goto((pages / f"{LESSONS[0]}.html").as_uri())
        assert window.page.locator(".still svg:visible").count() == len(saved_charts(LESSONS[0]))
        assert window.page.locator(".question summary:visible").count() > window.page.locator(".question").count()
        assert window.complaints == []


@pytest.mark.parametrize(
    ("right", "wrong"), [('id="form-messages">{', 'id="form-messages">{{'), ("const FIELDS =", "const FIELD =")]
)
def test_where_a_form_cannot_be_drawn_hints_and_answer_unfold(right, wrong, open_page):
    page = open_page(right, wrong)
    expect(page.locator(".question").first.locator("summary").last).to_be_visible()
    assert page.locator(".alive").count() > 0


def test_where_the_drawing_fails_the_still_stays(open_page):
    page = open_page('id="vega">', 'id="vega">throw new Error("no");')
    assert page.locator(".still:visible").count() == page.locator(".cannot").count() > 0
    assert not page.locator(".figures-controls:visible").count()


def test_a_question_is_answered_from_the_keyboard_and_its_keys_turn_no_slide(open_page):
    page = open_page()
    choice, at = page.locator(".question").nth(2), page.locator(".bar output")
    choice.locator("input").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(choice.locator(".figures-feedback")).to_have_text("Right.")
    page.evaluate("() => { location.hash = '#slides'; }")
    page.wait_for_selector(".bar")
    # They begin where the reader was, at the third question.
    page.keyboard.press("Home")
    order, number = ("ArrowDown", "ArrowRight", " "), ("1", " ", "Home", "ArrowLeft", "Enter")
    for part, keys in (("ol button", order), ("input[type=text]", number)):
        asked = page.locator(f".slide .question {part}:visible").first
        for _ in range(page.locator(".step").count()):
            if not asked.is_visible():
                page.keyboard.press("PageDown")
        asked.focus()
        before = at.inner_text()
        for key in keys:
            page.keyboard.press(key)
            assert at.inner_text() == before
    expect(page.locator(".figures-feedback:visible")).not_to_be_empty()
    page.keyboard.press("PageDown")
    assert at.inner_text() != before


def test_answers_stay_through_a_reload_and_in_slides_until_they_are_cleared_and_where_nothing_is_stored(open_page):
    page = open_page()
    field = page.locator(".figures-question input[type=text]").first
    said = page.locator(".figures-feedback:not(:empty)")
    for _ in range(2):
        field.fill("1")
        field.press("Enter")
        expect(said).to_contain_text(FORM["not_yet"])
    for slides in (0, 1):
        if slides:
            page.locator(".slideshow").click()
        expect(page.locator(".bar output")).to_have_count(slides)
        page.reload()
        assert page.evaluate("() => localStorage.length") == 1, page.url
        expect(said).to_contain_text(FORM["not_yet"])
        assert field.input_value() == "1" and page.get_by_text(FORM["show_answer"]).count() == 1
    page.get_by_text(FORM["clear"]).and_(page.locator(":not([hidden])")).evaluate("button => button.click()")
    page.reload()
    assert field.input_value() == "" and said.count() == 0
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });")
    page.goto(page.url.partition("#")[0])
    field.fill("1")
    field.press("Enter")
    expect(said).to_contain_text(FORM["not_yet"])
    expect(page.locator(".figures-kept p:not(:empty)")).to_have_text(messages.PAGES["not_kept"])


def test_the_search_leads_to_the_section_or_says_that_nothing_is_found(contents):
    page = contents.page
    page.fill("#words", "hedge qzx")
    assert page.locator(".found").inner_text() == "Nothing found."
    assert not page.locator(".lessons").is_visible()
    page.fill("#words", "万 zeros")
    link = page.locator(".results a").first
    title, count = link.inner_text(), page.locator(".results a").count()
    assert page.locator(".found").inner_text() == messages.PAGES["found_many"].format(count=count)
    link.click()
    assert page.locator("h2:target").inner_text() == title
    assert {url.partition(":")[0] for url in contents.asked} == {"file"}


def test_no_barrier_on_the_contents(contents):
    assert not contents.barriers({"include": ["body"]})
    contents.page.fill("#words", "hedge")
    assert not contents.all_barriers()


def test_the_contents_fit_a_phone_name_every_lesson_and_remember_light_and_dark(contents):
    page = contents.page
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST
    links = page.locator(".lessons a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert links == [f"{name}.html" for name in LESSONS]
    # At the size of a stamp no word can be read: a picture has none, and says what it shows.
    for name, cover in zip(LESSONS, page.locator(".cover svg").all(), strict=True):
        shown = [chart.payload["says"] for chart in saved_charts(name)]
        assert cover.get_attribute("aria-label") in shown
        assert cover.locator("path, rect, line").count() and not cover.locator("text").count()
    facts = "{minutes} minutes, and {question_minutes} for the questions · {level} ({topics})"
    for name, text in zip(LESSONS, page.locator(".lessons li").all_inner_texts(), strict=True):
        assert facts.format(**read(name)["metadata"]["lesson"]) in text
    page.locator(".mode").click()
    assert page.locator(".mode").get_attribute("aria-pressed") == "true"
    page.reload()
    # A browser writes down what a page keeps a moment later.
    assert contents.until(lambda: page.locator("html").get_attribute("data-mode") == "dark", act=page.reload)


def test_code_without_an_output_joins_the_next():
    shown = [new_output("display_data", {"text/html": "<p>1</p>", "text/plain": "1"})]
    echo = [new_output("execute_result", {"text/plain": "2"})]
    cells = [new_code_cell("a = 1"), new_code_cell("a", outputs=shown), new_code_cell("b", outputs=echo)]
    notebook = new_notebook(cells=[*cells, new_markdown_cell("3<!--three--> things"), new_code_cell("c")])
    site.prepare(notebook)
    assert [cell.source for cell in notebook.cells] == ["a = 1\n\n\na", "b", "3 things", "c"]
    assert notebook.cells[1].metadata.echoes == ["2"]


def test_the_search_does_not_know_what_is_folded():
    body = "<h1>Why?</h1><p>S<em>ee</em>n</p><details>Folded</details><h2 id='so'>So</h2><pre>code</pre>then<br>there"
    found = [(section.id, section.title, section.text) for section in site.sections("p", body)]
    assert found == [("", "Why?", "Seen"), ("so", "So", "then there")]


def test_a_still_keeps_the_numbers_that_it_shows():
    spec = saved_charts()[0].payload["spec"] | {"title": {"text": "It is 3.14159"}}
    assert ">It is 3.14159<" in site.still(spec, "pi", "A title.")


# The tables of some charts, as the page would show them.
TABLES = """([code, messages, charts]) => {
    const filled = (message, fields) => message.replace(/\\{(\\w+)\\}/g, (_, name) => fields[name]);
    const { tablesOf } = new Function("messages", "filled", `${code}\\nreturn { tablesOf };`)(messages, filled);
    const written = ({ rows, columns }) => rows.map((row) => columns.map(({ field, write }) => write(row[field])));
    const tables = (payload) => tablesOf({ payload }).map((each) => {
        const all = (key) => each.columns.map((column) => column[key]);
        return { names: all("name"), fields: all("field"), rows: written(each) };
    });
    return JSON.stringify(JSON.parse(charts).map(tables));
}"""


@pytest.fixture(scope="module")
def tables_of(chromium):
    """What the pages make of charts: for each its tables, with the names of their columns and their rows as text."""
    page, code = chromium.new_page(), (site.PARTS / "table.js").read_text(encoding="utf-8")

    def tables_of(*specs):
        charts = [{"spec": spec, "controls": [asdict(each) for each in controls_of(spec)]} for spec in specs]
        return json.loads(page.evaluate(TABLES, [code, site.said(), json.dumps(charts)]))

    yield tables_of
    page.close()


def made(rows, encoding, mark="bar", **more):
    """A chart of one table, with its unit and its source under its title."""
    title = {"text": "How much?", "subtitle": ["tonnes; blue: yours · Source: The", "paper"]}
    return {"data": {"name": "d"}, "datasets": {"d": rows}, "title": title, "mark": mark, "encoding": encoding} | more


def field(name, kind="quantitative", **more):
    return {"field": name, "type": kind} | more


YEAR = field("year", axis={"format": "d"})
ROWS = [{"year": 2020, "low": 1.23456789, "high": 2, "n": 1, "sure": True, "source": "a_b", "of_it": "at_least"}]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"y": field("low")}, [["year", "tonnes"], ["2020", "1.235"]]),
        ({"y": field("low", axis={"format": ",.0f"})}, [["year", "tonnes"], ["2020", "1"]]),
        ({"y": field("low", title="weight")}, [["year", "weight"], ["2020", "1.235"]]),
        ({"y": field("n"), "y2": {"field": "high"}}, [["year", "tonnes: from", "tonnes: to"], ["2020", "1", "2"]]),
        ({"y": field("n", axis=None), "color": field("of_it", "nominal")}, [["year", "of it"], ["2020", "at least"]]),
        ({"y": field("n", axis={"labelExpr": "datum.value / 1e1"})}, [["year", "tonnes"], ["2020", "0.1"]]),
        ({"text": field("low", format=".1f")}, [["year", "lower end"], ["2020", "1.2"]]),
        ({"tooltip": [field("low", format=".2f", title="mass")]}, [["mass"], ["1.23"]]),
        ({"opacity": field("sure", "nominal"), "detail": field("source", "nominal")}, [["year"], ["2020"]]),
    ],
)
def test_a_table_has_the_names_units_and_digits_that_the_chart_says(more, found, tables_of):
    (((table,),)) = tables_of(made(ROWS, {"x": YEAR} | more))
    assert [table["names"], *table["rows"]] == found


def test_a_control_names_the_column_that_it_chooses_by_and_a_calculation_spoils_no_name(tables_of):
    rows = [{"year": 2020, "way": "a", "tonnes": 1}, {"year": 2020, "way": "b", "tonnes": 2}]
    bind = {"input": "radio", "options": ["a", "b"], "labels": ["by hand", "by machine"], "name": "Made:"}
    steps = [{"filter": "datum.way == way"}, {"calculate": "datum.tonnes / 2", "as": "half"}]
    params = [{"name": "way", "value": "a", "bind": bind}]
    (((table,),)) = tables_of(made(rows, {"x": YEAR, "y": field("half")}, transform=steps, params=params))
    assert table["names"] == ["Made", "year", "tonnes"]
    assert table["rows"] == [["by hand", "2020", "1"], ["by machine", "2020", "2"]]


@pytest.fixture(params=[language.ENGLISH, translate.LANGUAGE])
def spoken(request):
    """The pages speak a language meanwhile."""
    site.speak(request.param)
    yield request.param
    site.speak(language.ENGLISH)


def test_no_column_of_a_table_is_named_for_a_program_and_no_chinese_table_has_an_english_word(spoken, tables_of):
    is_chinese, seen = spoken == translate.LANGUAGE, set()
    charts = saved_charts(folder=EDITION if is_chinese else EDITION.parent)
    for chart, tables in zip(charts, tables_of(*(chart.payload["spec"] for chart in charts)), strict=True):
        for table in tables:
            plain = {re.sub("_(label|en)$", "", field) for field in table["fields"]}
            own = {field.replace("_", " ") for field in plain - NAMES.keys()} & {*table["names"]}
            assert not [name for name in own if f'"title": "{name}"' not in json.dumps(chart.payload["spec"])], chart
            assert len({*table["names"]}) == len(table["names"]), chart
            cells = {cell for row in table["rows"] for cell in row}
            assert not [cell for cell in cells if re.fullmatch(r"-?\d+\.\d{5,}|\w+_\w+|999|nan", cell)], chart
            seen |= {*table["names"]} | cells
            assert not is_chinese or not {word for text in [*table["names"], *cells] for word in latin(text)}, chart
    assert {*NAMES.values()} <= seen
