"""A lesson as slides: what the command opens, and what a teacher sees and presses, from a folder without a network."""

import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests import browser as driver
from tests.saved_charts import NOTEBOOKS, saved_charts
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


def picture():
    """The output of an explored chart, from a lesson."""
    chart = next(chart for chart in saved_charts() if chart.notebook == NAME)
    cell = next(cell for cell in nbformat.read(NOTEBOOKS / f"{NAME}.ipynb", 4).cells if cell.id == chart.cell)
    return cell.outputs


def shows(html):
    return [new_output("display_data", {"text/html": html, "text/plain": html})]


def role(name):
    return {"tags": [name]}


MADE_UP = [
    new_markdown_cell("# A question?\n\nBefore all.\n\n[Next](03_luosifen.ipynb)", metadata=role("title")),
    new_code_cell("import altair", metadata=role("preparation")),
    new_markdown_cell("## One\n\nLead.", metadata=role("part")),
    new_code_cell("explore()", outputs=picture(), id="first", metadata=role("picture")),
    new_markdown_cell("**Finding.** It was so.", metadata=role("finding")),
    new_markdown_cell("Lead to the second."),
    new_code_cell("explore()", outputs=picture(), id="second", metadata=role("picture")),
    new_markdown_cell(
        "<details><summary><strong>Outcome</strong> (unfold)</summary>\n\nGuessed?\n\n</details>",
        metadata=role("finding"),
    ),
    new_markdown_cell("After it."),
    new_markdown_cell("## Two\n\nCan it be?", metadata=role("part")),
    new_code_cell("True", outputs=[new_output("execute_result", {"text/plain": "True"})]),
    new_markdown_cell("It can.\n\n" + "\n\n".join("word " * 60 for _ in range(3))),
    new_markdown_cell("## Three", metadata=role("part")),
    new_code_cell("card()", outputs=shows("<table><tr><td>1</td></tr></table>")),
    new_markdown_cell("<details><summary>More</summary>\n\nThe answers.\n\n</details>", metadata=role("teacher")),
    new_code_cell(
        "key()", outputs=shows("<details><summary>More</summary>The key.</details>"), metadata=role("teacher")
    ),
]
LONG = ("word " * 60).strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of a made-up lesson."""
    home = tmp_path_factory.mktemp("slides")
    (home / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=MADE_UP), home / "notebooks" / "01_made_up.ipynb")
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


def walk(page, key="ArrowRight"):
    """What is seen on each slide, to the last."""
    found = [page.evaluate(SEEN)]
    while page.locator(".bar button").last.is_enabled():
        page.keyboard.press(key)
        found.append(page.evaluate(SEEN))
    return found


# --- the cut ---


def test_the_rule_makes_slides(page):
    found = walk(page)
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


def test_neither_code_nor_the_teachers_page_is_shown(page):
    text = page.locator("main").inner_text() + "".join(each["text"] for each in walk(page))
    assert "import altair" not in text
    assert "The answers." not in text and "The key." not in text
    assert page.locator("main .code, main .note").count() == 0


# --- moving about ---


def test_every_way_forward_has_a_way_back(page):
    first = page.evaluate(SEEN)
    for forward, back in (
        ("ArrowRight", "ArrowLeft"),
        ("ArrowDown", "ArrowUp"),
        (" ", "Shift+ "),
        ("PageDown", "PageUp"),
        ("End", "Home"),
    ):
        page.keyboard.press(forward)
        assert page.evaluate(SEEN) != first
        page.keyboard.press(back)
        assert page.evaluate(SEEN) == first
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


def test_a_picture_and_its_text_are_seen_whole_on_any_screen(page):
    page.keyboard.press("ArrowRight")
    for width, height in ((1280, 720), (1024, 768), (1920, 1080), (800, 600)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_selector("#first.alive")
        page.wait_for_timeout(100)
        box = page.locator("#first .live svg.marks").bounding_box()
        assert box["y"] + box["height"] <= page.locator(".bar").bounding_box()["y"]
        assert box["x"] + box["width"] <= width
        assert box["width"] * box["height"] > 0.1 * width * height
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_no_barrier_on_a_slide(page):
    page.evaluate(driver.axe_source())
    for key in ("Home", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_function("() => !document.querySelector('.slide:not([hidden]) figure:not(.alive)')")
        found = page.evaluate("() => axe.run({exclude: ['svg']}, {resultTypes: ['violations']})")["violations"]
        assert not [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


# --- the command ---


@pytest.fixture
def built(monkeypatch, tmp_path):
    """Two lessons, and a site that remembers when it is written."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("02_autos", "02_more"):
        (notebooks / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    times = []

    def build(folder, _):
        times.append(folder)
        folder.mkdir(exist_ok=True)
        for path in notebooks.glob("*.ipynb"):
            site.slides_of(path.stem, folder).touch()

    monkeypatch.setattr(site, "build", build)
    return tmp_path, notebooks, times


def test_the_pages_are_made_once_and_again_after_a_change(built):
    home, notebooks, times = built
    path = slides.ready("02_autos", home / "site", notebooks)
    assert path == home / "site" / "02_autos-slides.html"
    slides.ready("02_autos", home / "site", notebooks)
    assert len(times) == 1
    later = path.stat().st_mtime + 10
    os.utime(notebooks / "02_autos.ipynb", (later, later))
    slides.ready("02_autos", home / "site", notebooks)
    assert len(times) == 2


def test_what_makes_the_pages_is_looked_at_too():
    for pattern in slides.MADE_OF:
        assert list(slides.ROOT.glob(pattern)), pattern


def test_the_browser_is_opened_unless_told_otherwise(built, monkeypatch, capsys):
    home, notebooks, _ = built
    opened = []
    monkeypatch.setattr(slides.webbrowser, "open", lambda url: opened.append(url) or True)
    assert slides.main("02_autos", True, home / "site", notebooks) == 0
    assert opened == [(home / "site" / "02_autos-slides.html").as_uri()]
    assert slides.main("02_autos", False, home / "site", notebooks) == 0
    assert len(opened) == 1
    assert f"Open {home / 'site' / '02_autos-slides.html'}.\nRight and left" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("09", "No notebook is named '09': there are 02_autos, 02_more."),
        ("02", "'02' may mean 02_autos or 02_more: write more of the name."),
    ],
)
def test_a_name_that_means_no_lesson_is_one_sentence(name, said, built):
    home, notebooks, times = built
    with pytest.raises(ToolError) as raised:
        slides.main(name, True, home / "site", notebooks)
    assert str(raised.value) == said
    assert not times
