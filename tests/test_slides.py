"""A lesson as slides: what the command opens, and what a teacher sees and presses, from a folder without a network."""

import errno
import os
import re

import pytest
from nbformat import from_dict, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests import browser as driver
from tests.saved_charts import LESSONS, read, saved_charts
from tools import ToolError, site, slides, stills
from tools.stills import CHART

NAME = "02_autos_and_evs"
# What of the present slide is to be seen.
SEEN = """() => {
    const seen = (each) => each.checkVisibility();
    const [slide, ...others] = [...document.querySelectorAll(".slide")].filter(seen);
    const blocks = [...slide.querySelectorAll(".step > *")].filter(seen);
    return {
        heading: others.length ? "several slides" : slide.querySelector("h1").textContent,
        text: blocks.map((each) => (each.matches(".question") ? "?" : each.innerText)).join("\\n\\n"),
        shown: slide.querySelector(".shown > *")?.id ?? "",
        count: document.querySelector(".bar output").textContent,
    };
}"""


def markdown(role, text, **more):
    return new_markdown_cell(text, metadata={"tags": [role]} if role else {}, **more)


def code(role, source, *outputs, **more):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": [role]} if role else {}, **more)


def shows(html):
    return new_output("display_data", {"text/html": html, "text/plain": html})


def outputs_of(cell_id):
    return next(from_dict(cell["outputs"]) for cell in read(NAME)["cells"] if cell["id"] == cell_id)


# The output of an explored chart, and of a question, from a lesson.
PICTURE, QUESTION = outputs_of(saved_charts(NAME)[0].cell), outputs_of("ask-autos-2")
WORDS = "Some words that are read in a class " * 5
MADE_UP = [
    markdown("title", "# A question?\n\nBefore all.\n\n- You learn it.\n\n[Next](03_luosifen.ipynb)"),
    code("preparation", "import altair"),
    markdown("data-card", "## Card\n\nA row is a car."),
    markdown("try", "*Which card?*"),
    code("data-card", "card()", shows("<table><tr><td>1</td></tr></table>")),
    markdown("part", f"## One\n\nLead, which is short. Then {WORDS.strip()}. It ends.\n\nSecond.", id="one"),
    markdown("predict", "*Which?*"),
    code("picture", "explore()", *PICTURE, id="first"),
    markdown("finding", f"**Finding.** It was so. But {WORDS.strip()}. **Keep this in your mind.**"),
    markdown("", "Lead to the second."),
    code("picture", "explore()", *PICTURE, id="second"),
    markdown("finding", "<details><summary><strong>Outcome</strong> (unfold)</summary>\n\nGuessed?\n\n</details>"),
    markdown("question", "**Check yourself.** Press *Check*."),
    code("question", "ask()", *QUESTION),
    markdown("", "After it."),
    markdown("part", "## Two\n\nCan it be?\n\n`True` is a word of code.", id="two"),
    code("", "True", new_output("execute_result", {"text/plain": "True"})),
    markdown("", "It can, says the cell."),
    markdown("notebook", "Run the cell above."),
    markdown("try", "Let `x` be 1."),
    markdown("summary", "## Summary\n\n1. First. And more.\n2. Second."),
    code("", "card()", shows("<table><tr><td>1</td></tr></table>")),
    markdown("sources", "\n\n".join(["## Sources", *["A source."] * 40])),
    markdown(
        "teacher",
        "<details><summary>More</summary>\n\nAll.\n\n**Ask.** <!-- of one -->Who? <!-- of two -->Why?\n\n</details>",
    ),
    code("teacher", "key()", shows("<details><summary>More</summary>The key.</details>")),
]
# What was found, and a number that is asked for.
ASKED = "Guessed?\n\n?"
MADE_UP[5].metadata["minutes"] = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of a made-up lesson."""
    home = tmp_path_factory.mktemp("slides")
    (home / "notebooks").mkdir()
    write(new_notebook(cells=MADE_UP), home / "notebooks" / "01_made_up.ipynb")
    site.build(home / "site", home / "notebooks")
    return home / "site"


@pytest.fixture
def window(chromium, folder):
    """The made-up lesson, opened by the file that the command opens."""
    window = driver.Window(chromium, viewport={"width": 1280, "height": 720})
    window.page.goto((folder / "01_made_up-slides.html").as_uri())
    window.page.wait_for_selector(".slide")
    yield window
    assert {url[:5] for url in window.asked} == {"file:"} and not window.complaints
    window.close()


@pytest.fixture
def page(window):
    return window.page


def test_the_rule_makes_slides_of_what_is_for_the_class(page):
    found = [page.evaluate(SEEN)]
    for _ in range(page.locator(".step").count() - 1):
        page.keyboard.press("ArrowRight")
        found.append(page.evaluate(SEEN))
    assert page.locator(".bar button").last.is_disabled()
    assert [(each["count"], each["heading"], each["text"].strip(), each["shown"]) for each in found] == [
        ("1 / 4", "A question?", "Lead, which is short.\n\nWhich?", "first"),
        ("1 / 4", "A question?", "Finding. It was so. Keep this in your mind.", "first"),
        ("2 / 4", "One", "Lead to the second.", "second"),
        ("2 / 4", "One", ASKED, "second"),
        ("3 / 4", "Two", "Can it be?", ""),
        ("4 / 4", "Summary", "First. And more.\nSecond.", ""),
    ]
    # What is for the teacher, and what speaks of code, is in no slide.
    text = "".join(each["text"] for each in found)
    assert not [words for words in ("altair", "Card", "All.", "Who", "cell", "code", "key") if words in text]


def test_n_shows_the_teacher_what_the_slide_leaves_out_and_what_is_said_of_its_part(page):
    notes = page.locator(".notes")
    assert not notes.is_visible()
    page.keyboard.press("n")
    about, first, *rest = notes.inner_text().split("\n\n")
    assert about == "Minutes for this part: 7." and [first, *rest] == [
        "You learn it.", f"Then {WORDS.strip()}. It ends.", "Second.", "All.", "Ask. Who?",
    ]  # fmt: skip
    for _ in range(3):
        page.keyboard.press("PageDown")
    # Those to a question have its answer.
    assert page.evaluate(SEEN)["text"] == ASKED and notes.locator("details[open]").count() > 1
    assert "After it." in notes.inner_text() and "Why?" not in notes.inner_text()
    page.keyboard.press("PageDown")
    assert notes.inner_text().split("\n\n") == ["It can, says the cell.", "Ask. Why?"]
    page.keyboard.press("n")
    assert not notes.is_visible()


def test_b_makes_the_screen_black_and_the_next_key_only_brings_the_light_back(page):
    before, black = page.evaluate(SEEN), page.locator(".black")
    for on, off in (("b", "b"), (".", "PageDown"), ("b", "Escape")):
        page.keyboard.press(on)
        box = black.bounding_box()
        assert (box["width"], box["height"]) == (1280, 720)
        page.keyboard.press(off)
        assert not black.is_visible() and page.evaluate(SEEN) == before


def test_every_way_forward_has_a_way_back(page):
    first = page.evaluate(SEEN)
    for keys in ("ArrowRight ArrowLeft", "ArrowDown ArrowUp", "Space Shift+Space", "PageDown PageUp", "End Home"):
        for key, is_back in zip(keys.split(), (False, True), strict=True):
            page.keyboard.press(key)
            assert (page.evaluate(SEEN) == first) is is_back
    page.get_by_role("button", name="Next").click()
    assert page.locator(".bar output").inner_text() == "1 / 4"
    page.get_by_role("button", name="Back").click()
    assert page.evaluate(SEEN) == first
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SEEN) == first


def test_arrows_move_a_slider_and_a_presenters_remote_moves_on(page):
    page.wait_for_selector("#first.alive")
    slider, says = page.locator("#first [type=range]"), page.locator("#first .figures-says")
    before, sentence = int(slider.input_value()), says.inner_text()
    slider.press("ArrowRight")
    assert int(slider.input_value()) == before + 1 and says.inner_text() != sentence
    assert "Which?" in page.evaluate(SEEN)["text"]
    page.keyboard.press("PageDown")
    # The picture stays as the class has left it, while the text goes on.
    assert "It was so." in page.evaluate(SEEN)["text"]
    assert int(slider.input_value()) == before + 1
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN)["text"] == "Lead to the second."


# Playwright's own click scrolls the page first, for what stands in its fixed head.
PRESS = "link => link.click()"
# How far below the window's top a part of the page begins.
TOP = "(part) => document.querySelector(part).getBoundingClientRect().top"


def test_page_and_slides_are_one_with_one_place_and_what_was_moved_typed_and_answered(page):
    page.keyboard.press("Escape")
    page.wait_for_selector("#first.alive")
    field, slider = page.locator(".question input[type=text]"), page.locator("#second [type=range]")
    field.fill("12")
    page.locator("#second").scroll_into_view_if_needed()
    page.wait_for_selector("#second.alive")
    slider.press("ArrowRight")
    moved = slider.input_value()
    page.evaluate(f"scrollBy({{ top: ({TOP})('#second') - 100, behavior: 'instant' }})")
    before = page.evaluate("scrollY")
    page.locator(".slideshow").evaluate(PRESS)
    assert page.evaluate(SEEN)["shown"] == "second" and slider.input_value() == moved
    page.keyboard.press("Escape")
    assert abs(page.evaluate("scrollY") - before) < 2
    page.locator(".slideshow").evaluate(PRESS)
    while page.evaluate(SEEN)["text"] != ASKED:
        page.keyboard.press("PageDown")
    assert field.input_value() == "12"
    field.press("Enter")
    page.locator(".slide .figures-feedback:not(:empty)").wait_for()
    slider.press("ArrowRight")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    # On the page all is as it was on the slides, at the question that was seen last.
    assert not page.locator(".slide").count() and field.input_value() == "12"
    assert page.locator("article .question .figures-feedback:not(:empty)").count() == 1
    assert int(slider.input_value()) == int(moved) + 1
    assert 0 <= page.evaluate(TOP, "article .question") < 360
    page.locator(".slideshow").evaluate(PRESS)
    assert page.evaluate(SEEN)["text"] == ASKED


def test_a_place_is_kept_when_the_page_is_loaded_again_and_escape_leads_to_it(page):
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    place = page.evaluate(SEEN)
    page.reload()
    page.wait_for_selector(".slide:not([hidden])")
    assert page.evaluate(SEEN) == place
    page.keyboard.press("Escape")
    assert page.locator("article .code").count() and not page.locator(".slide").count()
    assert 0 <= page.evaluate(TOP, "[data-cell=two] p") < 720


# Whether a picture is drawn, and ends above the bar: it is fitted a moment after its room has changed.
FITS = """() => {
    const bottom = document.querySelector("#first.alive .live svg.marks")?.getBoundingClientRect().bottom;
    return bottom <= document.querySelector(".bar").getBoundingClientRect().top;
}"""


def test_a_picture_and_its_text_are_seen_whole_on_any_screen(page):
    page.keyboard.press("ArrowRight")
    for width, height in ((1280, 720), (1024, 768), (1920, 1080), (800, 600)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FITS)
        box = page.locator("#first .live svg.marks").bounding_box()
        assert box["x"] + box["width"] <= width
        assert box["width"] * box["height"] > 0.1 * width * height
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_no_barrier_on_a_slide(window):
    for key in ("Home", "ArrowRight", "n"):
        window.page.keyboard.press(key)
        window.ask("() => !document.querySelector('.slide:not([hidden]) figure:not(.alive)')")
        assert not window.barriers({"exclude": ["svg"]})


MOST_PRESSES, MOST_WORDS, LEAST_TYPE, LEAST_LETTERS = 25, 40, 28, 18
# Turns every slide of the page and gives what speaks against each.
TURN = """async ([words, type, letters, most]) => {
    const seen = (each) => each.checkVisibility();
    const wait = (time) => new Promise((done) => setTimeout(done, time));
    const over = (part, size = "Height") => part[`scroll${size}`] > part[`client${size}`] + 1;
    const textOf = (step) =>
        [...step?.children ?? []].filter((each) => !each.matches(".question")).map((each) => each.innerText).join(" ");
    const sizeOf = (node) => parseFloat(getComputedStyle(node.parentElement).fontSize);
    const textsOf = (part) => {
        const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) found.push(walk.currentNode);
        return found.filter((node) => node.data.trim() && seen(node.parentElement));
    };
    const against = (slide) => {
        const step = [...slide.querySelectorAll(".step")].find(seen), shown = slide.querySelector(".shown");
        const said = textOf(step).split(/\\s+/).filter(Boolean).length;
        const parts = [slide.querySelector("h1"), step].filter(Boolean);
        const small = parts.flatMap(textsOf).filter((node) => sizeOf(node) < type - 0.1);
        const svg = shown?.querySelector(".live:not(.waiting) svg.marks");
        const figure = shown?.querySelector("figure");
        const scale = svg ? svg.getBoundingClientRect().width / svg.width.baseVal.value : 0;
        const least = shown?.scrollHeight - figure?.getBoundingClientRect().height < 40 ? letters / 1.5 : letters;
        const tiny = svg ? textsOf(svg).filter((node) => sizeOf(node) * scale < least - 0.1) : [];
        // What cannot be drawn as narrow or as low as its slide is a matter of the picture.
        const isWide = svg && svg.width.baseVal.value > svg.parentElement.clientWidth;
        return [
            over(slide.querySelector(".text")) && "text is cut", shown && over(shown) && "the picture is cut",
            shown && over(shown, "Width") && "the picture is too wide", figure && !svg && "no picture",
            shown && said > words && `${said} words`,
            !said && !step?.querySelector(".question") && "no words", slide.querySelector("code, pre") && "code",
            small.length && `small: ${small[0].data}`, !isWide && tiny.length && `tiny: ${tiny[0].data}`,
        ].filter(Boolean);
    };
    const found = [], texts = [], questions = [], pictures = new Set();
    for (const _ of document.querySelectorAll(".step")) {
        const slide = [...document.querySelectorAll(".slide")].find(seen), end = performance.now() + most;
        // A picture is drawn anew a moment after its room has changed.
        if (slide.querySelector("figure")) await wait(350);
        while (against(slide).length && performance.now() < end) await wait(20);
        against(slide).forEach((each) => found.push(`${document.querySelector(".bar output").textContent}: ${each}`));
        const step = [...slide.querySelectorAll(".step")].find(seen);
        const question = step?.querySelector(".question > script");
        const shown = slide.querySelector(".shown figure")?.id ?? "";
        if (question) questions.push([JSON.parse(question.textContent).id, shown]);
        texts.push(slide.querySelector("h1").textContent, textOf(step));
        if (shown) pictures.add(shown);
        [...document.querySelectorAll(".bar button")].at(-1).click();
    }
    return { found, texts, questions, pictures: [...pictures], count: document.querySelectorAll(".step").length };
}"""
# What speaks of code: no such word is on a slide. There are fuel cells, too.
OF_CODE = re.compile(
    r"(?<!fuel )\bcells?\b|\bcode\b|\bPython\b|\bnotebook\b|\brun (?:it|the|all|each)\b", re.IGNORECASE
)


def asked_in(name):
    """Each question that slides ask, with the picture before it in its part, unless the class was asked without one."""
    found, picture, is_asked = [], "", False
    for cell in read(name)["cells"]:
        role = (cell["metadata"].get("tags") or [""])[0]
        begins = cell["cell_type"] == "markdown" and re.match("##? ", "".join(cell["source"]))
        if begins or (role == "finding" and is_asked):
            picture = ""
        is_asked = role in ("predict", "try") or (is_asked and role not in ("picture", "finding"))
        for data in (output.get("data", {}) for output in cell.get("outputs", [])):
            if role == "picture" and CHART in data:
                picture = cell["id"]
            key = data.get(stills.QUESTION)
            if key and key["kind"] != "chart":
                found.append([key["id"], picture])
    return found


@pytest.mark.parametrize("name", LESSONS)
def test_the_slides_of_a_lesson_can_be_read_from_the_back_and_speak_of_no_code(name, chromium, pages):
    window = driver.Window(chromium, viewport={"width": 1280, "height": 720})
    window.page.goto((pages / f"{name}.html").as_uri() + "#slides")
    window.page.wait_for_selector(".slide:not([hidden])")
    turned = window.ask(TURN, [MOST_WORDS, LEAST_TYPE, LEAST_LETTERS, driver.SHORT * 1000])
    window.close()
    assert turned["found"] == [] and turned["count"] - 1 <= MOST_PRESSES
    assert [text for text in turned["texts"] if OF_CODE.search(text)] == []
    pictures = [cell["id"] for cell in read(name)["cells"] if cell["metadata"].get("tags") == ["picture"]]
    assert turned["pictures"] == pictures and sorted(turned["questions"]) == sorted(asked_in(name))


@pytest.mark.parametrize("name", LESSONS)
def test_the_teachers_text_says_of_most_parts_what_the_notes_show_there(name):
    cells = [(cell["id"], cell["metadata"].get("tags"), "".join(cell["source"])) for cell in read(name)["cells"]]
    parts = [id for id, _, source in cells if re.match("##? ", source)]
    told = [
        each for _, tags, source in cells if tags == ["teacher"] for each in re.findall("<!-- of (.+?) -->", source)
    ]
    numbered = [id for id, tags, source in cells if id in parts and tags == ["part"]]
    assert set(told) <= set(parts) and len(set(told) & set(numbered)) > len(numbered) / 2


@pytest.fixture
def built(monkeypatch, tmp_path):
    """What the command does with the pages of two lessons: which it has made, and which it has opened."""
    notebooks, made, opened = tmp_path / "notebooks", [], []
    notebooks.mkdir()
    for name in ("02_autos", "02_more"):
        (notebooks / f"{name}.ipynb").write_text("{}", encoding="utf-8")

    def build(folder, _):
        made.append(folder)
        folder.mkdir(exist_ok=True)
        for path in notebooks.glob("*.ipynb"):
            (folder / site.SLIDES.format(name=path.stem)).touch()

    monkeypatch.setattr(site, "build", build)
    monkeypatch.setattr(slides.webbrowser, "open", lambda url: opened.append(url) or True)
    yield tmp_path / "site", notebooks, made, opened
    site.speak("en")


def test_the_pages_are_made_once_and_again_after_a_change_and_opened_unless_told_otherwise(built, capsys):
    folder, notebooks, made, opened = built
    path = folder / "02_autos-slides.html"
    for tells in (True, False):
        assert slides.main("02_autos", tells, folder, notebooks) == 0
        assert opened == [path.as_uri()] and len(made) == 1
    assert f"Open {path}.\nRight and left" in capsys.readouterr().out
    later = path.stat().st_mtime + 10
    os.utime(notebooks / "02_autos.ipynb", (later, later))
    assert slides.ready("02_autos", folder, notebooks) == path and len(made) == 2
    # They lead to JupyterLite once it is beside them.
    (folder / site.LITE).mkdir()
    os.utime(folder / site.LITE, (later + 10, later + 10))
    os.utime(path, (later, later))
    assert slides.ready("02_autos", folder, notebooks) == path and len(made) == 3
    # What makes the pages is looked at, too.
    assert all(list(site.ROOT.glob(pattern)) for pattern in site.MADE_OF)


def test_the_slides_of_the_language_that_is_asked_for_are_opened_or_else_the_english_ones(built, capsys):
    folder, notebooks, _, opened = built
    (folder / "zh").mkdir(parents=True)
    chinese = folder / "zh" / "02_autos-slides.html"
    for name, path in (("02_autos", chinese), ("02_more", folder / "02_more-slides.html")):
        path.touch()
        assert slides.main(name, True, folder, notebooks, language="zh") == 0
        assert opened.pop() == path.as_uri()
        assert f"已打开{path}。\n左右方向键" in capsys.readouterr().out
    assert slides.main(None, True, folder, notebooks) == 0
    assert opened.pop() == (folder / "class.html").as_uri() and "My work" in capsys.readouterr().out


def test_a_name_that_means_two_lessons_is_one_sentence(built):
    folder, notebooks, made, _ = built
    with pytest.raises(ToolError, match="^'02' may mean 02_autos, 02_more: write more of the name.$"):
        slides.main("02", True, folder, notebooks)
    assert not made


def test_slides_of_a_collection_that_is_read_only_are_made_in_the_readers_own_folder(tmp_path, monkeypatch):
    def build(folder, _):
        if folder == tmp_path / "site":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(folder))
        folder.mkdir(parents=True)

    monkeypatch.setattr(slides, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(slides.site, "build", build)
    path = slides.ready("02", tmp_path / "site", site.NOTEBOOKS)
    assert path == tmp_path / "liuzhou-in-figures" / "site" / "02_autos_and_evs-slides.html" and path.parent.exists()
