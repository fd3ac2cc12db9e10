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
        slides: 1 + others.length,
        heading: slide.querySelector("h1").textContent,
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
def page(chromium, folder):
    """The made-up lesson, opened by the file that the command opens."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    asked, complaints = [], []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((folder / "01_made_up-slides.html").as_uri())
    page.wait_for_selector(".slide")
    yield page
    assert all(url.startswith("file:") for url in asked)
    assert not complaints
    context.close()


def test_the_rule_makes_slides_of_what_is_for_the_class(page):
    found = [page.evaluate(SEEN)]
    while page.locator(".bar button").last.is_enabled():
        page.keyboard.press("ArrowRight")
        found.append(page.evaluate(SEEN))
    assert {each["slides"] for each in found} == {1}
    assert [(each["heading"], each["text"].strip(), each["shown"]) for each in found] == [
        ("A question?", "Before all.\n\nNext", ""),
        ("One", "Lead.", "first"),
        ("One", "Finding. It was so.", "first"),
        ("One", "Lead to the second.", "second"),
        ("One", "Outcome\n\nGuessed?\n\nAfter it.", "second"),
        ("Two", "Can it be?", ""),
        ("Two", f"It can.\n\n{LONG}\n\n{LONG}", ""),
        ("Two", LONG, ""),
        ("Three", "", ""),
    ]
    assert [each["kind"].split()[1] for each in found] == ["text-only"] + 4 * ["wide"] + 3 * ["text-only"] + ["alone"]
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
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == before + 1
    assert says.inner_text() != sentence
    assert page.evaluate(SEEN)["text"] == "Lead."
    page.keyboard.press("PageDown")
    # The picture stays as the class has left it, while the text goes on.
    assert page.evaluate(SEEN)["text"] == "Finding. It was so."
    assert int(slider.input_value()) == before + 1
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN)["text"] == "Lead to the second."


def test_a_place_is_kept_when_the_page_is_loaded_again_and_escape_leads_to_the_text(page):
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    place = page.evaluate(SEEN)
    page.reload()
    page.wait_for_selector(".slide:not([hidden])")
    assert page.evaluate(SEEN) == place
    page.keyboard.press("Escape")
    page.wait_for_selector("article h1")
    assert page.locator(".slide").count() == 0
    assert page.locator("article .code").count()
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


def test_no_barrier_on_a_slide(page):
    for key in ("Home", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_function("() => !document.querySelector('.slide:not([hidden]) figure:not(.alive)')")
        assert not driver.barriers(page, {"exclude": ["svg"]})


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


def test_the_pages_are_made_once_and_again_after_a_change(built):
    folder, notebooks, made, _ = built
    path = slides.ready("02_autos", folder, notebooks)
    assert path == folder / "02_autos-slides.html"
    slides.ready("02_autos", folder, notebooks)
    assert len(made) == 1
    later = path.stat().st_mtime + 10
    os.utime(notebooks / "02_autos.ipynb", (later, later))
    slides.ready("02_autos", folder, notebooks)
    assert len(made) == 2
    # What makes the pages is looked at, too.
    assert all(list(slides.ROOT.glob(pattern)) for pattern in slides.MADE_OF)


def test_the_browser_is_opened_unless_told_otherwise(built, capsys):
    folder, notebooks, _, opened = built
    for tells in (True, False):
        assert slides.main("02_autos", tells, folder, notebooks) == 0
        assert opened == [(folder / "02_autos-slides.html").as_uri()]
    assert f"Open {folder / '02_autos-slides.html'}.\nRight and left" in capsys.readouterr().out


def test_a_name_that_means_no_lesson_is_one_sentence(built):
    folder, notebooks, made, _ = built
    with pytest.raises(ToolError, match="^No notebook is named '09': there are 02_autos, 02_more.$"):
        slides.main("09", True, folder, notebooks)
    with pytest.raises(ToolError, match="^'02' may mean 02_autos or 02_more: write more of the name.$"):
        slides.main("02", True, folder, notebooks)
    assert not made
