"""Work that comes back: what a pupil saves, on a page or in JupyterLab, and what the class page makes of it."""

import base64
import contextlib
import csv
import io
import json
import shutil

import pytest
from playwright.sync_api import expect

from helpers.questions.messages import WORK
from helpers.questions.questions import questions
from tests import browser as driver
from tests.kinds import GIVE, wrong_and_right
from tests.pupils import ASKED, NAMES, REMARKS, STATES, right, simulated, work
from tests.test_site import CLICK
from tools import site
from tools.messages import CLASS

LESSON = "07_check_the_claims"
# Hands texts over as files that are dropped on the page.
DROP = """(files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of files) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""
MISTAKES = "all => all.map((one) => [...one.querySelectorAll('b, span, bdi')].map((each) => each.textContent))"


@pytest.fixture
def window(chromium):
    with contextlib.closing(driver.Window(chromium, viewport={"width": 360, "height": 740})) as opened:
        yield opened
        assert not opened.refused and not opened.complaints


def drop(page, files: dict) -> None:
    sent = [(name, each if isinstance(each, str) else json.dumps(each)) for name, each in files.items()]
    page.evaluate(DROP, [[name, base64.b64encode(text.encode()).decode()] for name, text in sent])
    expect(page.locator("#told")).not_to_be_empty()


def plain(names) -> list[str]:
    """Names as they are shown: without what would turn their letters round."""
    return sorted(name.replace("\u202e", "") for name in names)


@pytest.mark.parametrize("seed", range(3))
def test_the_class_page_names_exactly_what_was_planted(seed, window, pages):
    files, states, caught = simulated(seed)
    page = window.page
    page.goto((pages / "class.html").as_uri())
    drop(page, files)
    many = {asked.id: {state: len(states[asked.id, state]) for state in STATES} for asked in ASKED}
    for asked, item in zip(ASKED, page.locator(".questions > li").all(), strict=True):
        sums = many[asked.id] | {"all": 30, "answered": 30 - many[asked.id]["open"]}
        assert item.locator(".counts").first.inner_text() == CLASS["class_counts"].format(**sums), asked.id
        found = {say: [int(count), sorted(who)] for count, say, *who in item.locator("details").evaluate_all(MISTAKES)}
        planted = {say: [len(who), plain(who)] for (name, say), who in caught.items() if name == asked.id}
        assert found == planted, asked.id
    worst = sorted(many, key=lambda name: (-many[name]["later"] - many[name]["never"], -many[name]["never"]))
    for name, text in zip(worst, page.locator(".repeat > li").all_inner_texts(), strict=False):
        assert text.startswith(f"Question {name.partition('.')[2]}, in “")
    links = page.locator(".repeat a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert all(link.startswith(f"{LESSON}.html#") for link in links)
    assert len(links) == sum(3 * many[name]["once"] <= 2 * (30 - many[name]["open"]) for name in worst[:3])
    # Each question was answered by half of the class.
    in_need = [
        name
        for name in NAMES
        if sum(name in states[asked.id, "never"] for asked in ASKED) > 1
        or 2 * sum(name in states[asked.id, state] for asked in ASKED for state in STATES[:2]) < len(ASKED)
    ]
    assert sorted(page.locator(".help bdi").all_inner_texts()) == plain(in_need) != []
    assert page.locator("#lessons img").count() == 0 and page.title().startswith(CLASS["class_title"])
    rows = csv_of(page)
    assert plain(rows) == plain(NAMES) and {"'@SUM(A1)", "'=1+1"} <= {row["Name"] for row in rows.values()}
    for name, row in ((name, rows[plain([name])[0]]) for name in NAMES):
        for state, column in zip(STATES, list(row)[2:6], strict=True):
            held = [asked.id for asked in ASKED if name in states[asked.id, state]]
            assert int(row[column]) == len(held) and column == CLASS[f"class_sum_{state}"]
            assert state == "later" or {row[each] for each in held} <= {CLASS[f"class_is_{state}"]}
    assert seed or not window.barriers({"include": ["body"]})


def csv_of(page) -> dict[str, dict]:
    """The rows of the mark book, by name."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=CLASS["class_csv"]).click()
    text = saved.value.path().read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return {row["Name"].removeprefix("'"): row for row in csv.DictReader(io.StringIO(text[1:]))}


def test_what_is_wrong_with_a_file_is_told_in_a_sentence_and_the_others_count(window, pages):
    page = window.page
    page.goto((pages / "class.html").as_uri())
    drop(page, {name: content for name, (content, *_) in REMARKS.items()})
    told = [f"{name}: {CLASS[f'class_{said}'].format(**fields)}" for name, (_, said, fields) in REMARKS.items() if said]
    assert sorted(page.locator(".remarks > li").all_inner_texts()) == sorted(told)
    # Seven cannot be read, and one is the same as another; what is wrong is judged so, whatever its verdict says.
    counts = CLASS["class_counts"].format(answered=5, all=7, once=4, later=0, never=1)
    assert page.locator(".questions > li").nth(1).locator(".counts").inner_text() == counts
    for _ in range(7):
        page.locator(".pupils button").first.press("Enter")
        expect(page.locator("#told")).to_be_focused()
    assert page.locator("h2").count() == 0


def saved_by(page, name: str) -> tuple[str, dict]:
    """What is saved under a name, with that of the file."""
    page.locator(".figures-work input").fill(name)
    with page.expect_download() as saved:
        page.locator(".figures-work input").press("Enter")
    return saved.value.suggested_filename, json.loads(saved.value.path().read_text(encoding="utf-8"))


@pytest.mark.parametrize("edition", ["", "zh"])
def test_a_page_saves_what_was_answered_and_the_class_page_takes_it(edition, window, pages):
    page, forms = window.page, [each for each in ASKED if each.kind != "chart"]
    page.goto((pages / edition / f"{LESSON}.html").as_uri())
    for asked, box in zip(forms, page.locator(".question.asked").all(), strict=True):
        for answer in wrong_and_right(asked):
            box.evaluate(GIVE, [asked.kind, answer])
    states = page.locator(".figures-work li").evaluate_all("all => all.map((each) => each.dataset.state)")
    assert states == ["open" if each.kind == "chart" else "later" for each in ASKED]
    page.locator(".figures-work button").evaluate(CLICK)
    expect(page.locator(".figures-work input")).to_be_focused()
    name, kept = saved_by(page, " 王丽 / WANG  Li. ")
    assert (name, kept["name"]) == ("claims-王丽_WANG_Li.json", "王丽 / WANG Li.")
    assert kept["edition"] == (edition or "en")
    assert {name: len(each) for name, each in kept["answers"].items()} == {each.id: 2 for each in forms}
    assert edition or not window.barriers({"include": [".figures-work"]})
    page.goto((pages / "class.html").as_uri())
    page.locator("#files").set_input_files({"name": name, "mimeType": "", "buffer": json.dumps(kept).encode()})
    marks = page.locator(".pupils td:not(:has(button))").all_inner_texts()[1:]
    assert [mark.strip() for mark in marks] == ["○" if each.kind == "chart" else "◐ 2" for each in ASKED]
    assert page.locator(".remarks").count() == 0


def test_in_jupyterlab_my_work_follows_the_forms_and_stays(chromium, tmp_path):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(site.NOTEBOOKS / f"{LESSON}.ipynb", tmp_path / "notebooks")
    with contextlib.ExitStack() as opened:
        server = driver.Server(tmp_path, tmp_path / "notebooks")
        opened.callback(server.stop)
        lab = opened.enter_context(contextlib.closing(driver.Lab(chromium, server, f"{LESSON}.ipynb")))
        lab.run()
        ids = [cell["id"] for cell in lab.cells()]
        lab.show(ids.index("ask-claims-2"))
        field = lab.page.locator(f"[data-cell='{ids.index('ask-claims-2')}'] .figures-question input")
        field.fill(right(questions()["claims.2"]))
        field.press("Enter")
        for _ in range(2):
            lab.show(ids.index("work"))
            expect(lab.page.locator(".figures-work .figures-state").nth(1)).to_have_text(WORK["work_once"])
            assert saved_by(lab.page, "LI Na")[1] | {"date": ""} == work(date="")
            # Once more on a new page, whose answers are those that the kernel keeps.
            lab.do("docmanager:save")
            lab.open(lab.notebook)
            lab.cells()
        assert not lab.refused
