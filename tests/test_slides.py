"""A lesson as slides: what the command opens, and what a teacher sees and presses, from a folder without a network."""

import os

import pytest
from nbformat import from_dict, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests import browser as driver
from tests.saved_charts import read, saved_charts
from tools import ToolError, site, slides

NAME = "02_autos_and_evs"
# What of the present slide is to be seen.
SEEN = """() => {
    const seen = (each) => each.checkVisibility();
    const [slide, ...others] = [...document.querySelectorAll(".slide")].filter(seen);
    return {
        heading: others.length ? "several slides" : slide.querySelector("h1").textContent,
        text: [...slide.querySelectorAll(".step")].filter(seen).map((each) => each.innerText).join("\\n"),
        shown: slide.querySelector(".shown > *")?.id ?? "",
        kind: slide.className,
    };
}"""


def markdown(role, text):
    return new_markdown_cell(text, metadata={"tags": [role]} if role else {})


def code(role, source, *outputs, **more):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": [role]} if role else {}, **more)


def shows(html):
    return new_output("display_data", {"text/html": html, "text/plain": html})


CHART = saved_charts(NAME)[0].cell
# The output of an explored chart, from a lesson.
PICTURE = next(from_dict(cell["outputs"]) for cell in read(NAME)["cells"] if cell["id"] == CHART)
LONG = ("word " * 60).strip()
MADE_UP = [
    markdown("title", "# A question?\n\nBefore all.\n\n[Next](03_luosifen.ipynb)"),
    code("preparation", "import altair"),
    markdown("part", "## One\n\nLead."),
    code("picture", "explore()", *PICTURE, id="first"),
    markdown("finding", "**Finding.** It was so."),
    markdown("", "Lead to the second."),
    code("picture", "explore()", *PICTURE, id="second"),
    markdown("finding", "<details><summary><strong>Outcome</strong> (unfold)</summary>\n\nGuessed?\n\n</details>"),
    markdown("", "After it."),
    markdown("part", "## Two\n\nCan it be?"),
    code("", "True", new_output("execute_result", {"text/plain": "True"})),
    markdown("", f"It can.\n\n{LONG}\n\n{LONG}\n\n{LONG}"),
    markdown("part", "## Three"),
    code("", "card()", shows("<table><tr><td>1</td></tr></table>")),
    markdown("teacher", "<details><summary>More</summary>\n\nThe answers.\n\n</details>"),
    code("teacher", "key()", shows("<details><summary>More</summary>The key.</details>")),
]


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
    assert [(each["heading"], each["text"].strip(), each["shown"], each["kind"]) for each in found] == [
        ("A question?", "Before all.\n\nNext", "", "slide text-only first"),
        ("One", "Lead.", "first", "slide wide"),
        ("One", "Finding. It was so.", "first", "slide wide"),
        ("One", "Lead to the second.", "second", "slide wide"),
        ("One", "Outcome\n\nGuessed?\n\nAfter it.", "second", "slide wide"),
        ("Two", "Can it be?", "", "slide text-only"),
        ("Two", f"It can.\n\n{LONG}\n\n{LONG}", "", "slide text-only"),
        ("Two", LONG, "", "slide text-only"),
        ("Three", "", "", "slide alone"),
    ]
    # Neither code nor the teacher's page is shown.
    text = page.locator("main").inner_text() + "".join(each["text"] for each in found)
    assert not [words for words in ("import altair", "The answers.", "The key.") if words in text]
    assert page.locator("main .code, main .note").count() == 0


def test_every_way_forward_has_a_way_back(page):
    first = page.evaluate(SEEN)
    for keys in ("ArrowRight ArrowLeft", "ArrowDown ArrowUp", "Space Shift+Space", "PageDown PageUp", "End Home"):
        for key, is_back in zip(keys.split(), (False, True), strict=True):
            page.keyboard.press(key)
            assert (page.evaluate(SEEN) == first) is is_back
    page.get_by_role("button", name="Next").click()
    assert page.locator(".bar output").inner_text() == "2 / 9"
    page.get_by_role("button", name="Back").click()
    assert page.evaluate(SEEN) == first
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SEEN) == first


def test_arrows_move_a_slider_and_a_presenters_remote_moves_on(page):
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#first.alive")
    slider, says = page.locator("#first [type=range]"), page.locator("#first .figures-says")
    before, sentence = int(slider.input_value()), says.inner_text()
    slider.press("ArrowRight")
    assert int(slider.input_value()) == before + 1 and says.inner_text() != sentence
    assert page.evaluate(SEEN)["text"] == "Lead."
    page.keyboard.press("PageDown")
    # The picture stays as the class has left it, while the text goes on.
    assert page.evaluate(SEEN)["text"] == "Finding. It was so."
    assert int(slider.input_value()) == before + 1
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN)["text"] == "Lead to the second."


def test_a_place_is_kept_when_the_page_is_loaded_again_and_escape_leads_to_the_text(page):
    page.keyboard.press("End")
    place = page.evaluate(SEEN)
    page.reload()
    page.wait_for_selector(".slide:not([hidden])")
    assert page.evaluate(SEEN) == place
    page.keyboard.press("Escape")
    page.wait_for_selector("article h1")
    assert page.locator("article .code").count() and not page.locator(".slide").count()
    page.get_by_role("link", name="Slides").click()
    assert page.evaluate(SEEN)["heading"] == "A question?"


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
    for key in ("Home", "ArrowRight"):
        window.page.keyboard.press(key)
        window.ask("() => !document.querySelector('.slide:not([hidden]) figure:not(.alive)')")
        assert not window.barriers({"exclude": ["svg"]})


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
            site.slides_of(path.stem, folder).touch()

    monkeypatch.setattr(site, "build", build)
    monkeypatch.setattr(slides.webbrowser, "open", lambda url: opened.append(url) or True)
    return tmp_path / "site", notebooks, made, opened


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
    # What makes the pages is looked at, too.
    assert all(list(slides.ROOT.glob(pattern)) for pattern in slides.MADE_OF)


def test_a_name_that_means_two_lessons_is_one_sentence(built):
    folder, notebooks, made, _ = built
    with pytest.raises(ToolError, match="^'02' may mean 02_autos or 02_more: write more of the name.$"):
        slides.main("02", True, folder, notebooks)
    assert not made
