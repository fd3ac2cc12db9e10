"""JupyterLab inside the page: built once, then used in a headless browser that is refused every other host.

The English lesson is used on this computer's own address, the Chinese one as in a classroom: by plain http and a name,
where browsers allow no service worker and keep nothing for a visit without the server.
"""

import functools
import hashlib
import http.server
import json
import os
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from helpers.questions.questions import questions
from tests import browser as driver
from tests.saved_charts import outputs, read, source
from tests.test_judge import middle, typed
from tools import ToolError, lite, site
from tools.stills import CHART

ENGLISH, CHINESE = "02_autos_and_evs", "zh/02_autos_and_evs"
ASKED, FILE = "autos.1", "my_answers.json"

# The note at the lower edge has gone.
READY = """() => document.querySelector(".figures-loading[data-ready]")?.hidden"""
CONTENT = "path => jupyterapp.serviceManager.contents.get(path, { content: true }).then(({ content }) => [content])"
QUIET = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
IS_KEPT = (
    "name => caches.open('liuzhou-in-figures').then((all) => all.match(name, { ignoreSearch: true })).then(Boolean)"
)
EXECUTE = "code => panel.sessionContext.session.kernel.requestExecute({ code }).done.then(() => true)"
OLD = "static/pyodide-0.1/old-0-py3-none-any.whl"
KEEP_OLD = "name => caches.open('liuzhou-in-figures').then((all) => all.put(name, new Response('')))"


class Lite(driver.Lab):
    """A page with JupyterLite and one notebook in it; its server is an address."""

    def open(self, notebook: str) -> None:
        self.page.goto(f"{self.server}/notebooks/index.html?path={quote(notebook)}")
        self._wait_for(notebook)

    def content(self, path: str):
        """What stands in a file of the page."""
        return self.ask(CONTENT, path)[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    try:
        found = lite.parts()
    except ToolError as error:
        words = f"JupyterLite cannot be built here. {error}"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    folder = tmp_path_factory.mktemp("site") / site.LITE
    lite.build(folder, found)
    return folder


@pytest.fixture
def server(built):
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QUIET, directory=built))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield serving
    stop(serving)


def stop(serving):
    serving.shutdown()
    serving.server_close()


def test_a_lesson_works_on_this_computer_and_the_next_visit_does_without_the_server(server, chromium):
    lab = used(chromium, "localhost", server, ENGLISH)
    assert lab.page.evaluate("isSecureContext")
    lab.do("docmanager:save")
    assert lab.until(lambda: lab.page.evaluate(IS_KEPT, f"{lab.server}/files/{ENGLISH}.ipynb"), seconds=driver.SECONDS)
    # Of the Python that is kept, none is of another version.
    lab.page.evaluate(KEEP_OLD, OLD)
    lab.page.reload()
    lab._wait_for(f"{ENGLISH}.ipynb")
    lab.ask(READY)
    assert lab.until(lambda: not lab.page.evaluate(IS_KEPT, OLD), seconds=driver.SECONDS)
    assert lab.page.evaluate(IS_KEPT, f"{lab.server}/files/{ENGLISH}.ipynb")
    mine = lab.content(f"{ENGLISH}.ipynb")
    lab.do("liuzhou-in-figures:fresh")
    assert [*map(source, lab.content(f"{ENGLISH}_fresh.ipynb")["cells"])] == [*map(source, read(ENGLISH)["cells"])]
    assert lab.content(f"{ENGLISH}.ipynb") == mine
    stop(server)
    lab.page.goto(lab.page.url)
    lab._wait_for(f"{ENGLISH}.ipynb")
    lab.ask(READY)
    assert json.loads(lab.content(FILE))[ASKED]
    lab.close()


def test_a_lesson_works_where_a_browser_trusts_no_address(server, chromium):
    lab = used(chromium, driver.CLASSROOM, server, CHINESE)
    assert not lab.page.evaluate("isSecureContext")
    assert "文件" in lab.page.locator(".lm-MenuBar").inner_text()
    lab.close()


def used(chromium, host, server, lesson):
    """Opens a lesson, runs it, looks at its pictures, moves one, and answers a question."""
    lab = Lite(chromium, f"http://{host}:{server.server_address[1]}", f"{lesson}.ipynb")
    assert lab.ask(READY)
    lab.run()
    cells = lab.cells()
    assert [each for cell in cells for each in cell.get("outputs", []) if each["output_type"] == "error"] == []
    explored = lab.explored()
    saved = [data[CHART] for _, _, data in outputs(read(lesson)) if CHART in data]
    assert [each.payload for each in explored] == saved
    for each in explored:
        each.show()
    moved = next(each for each in explored if each.payload.get("sentences") and each.controls[0].kind == "range")
    moved.show()
    before, count = moved.sentence(), moved.count()
    moved.input(0).press("ArrowRight")
    assert moved.drawn_after(count) and moved.says_the_truth() and moved.sentence() != before
    cell = next(number for number, each in enumerate(cells) if f'ask("{ASKED}")' in each["source"])
    lab.show(cell)
    form = lab.page.locator(f'[data-cell="{cell}"] .figures-question')
    form.locator("input").fill(typed(middle(questions()[ASKED].accepted)))
    form.locator("button[type=submit]").click()
    expect(form.locator(".figures-feedback")).to_have_attribute("data-verdict", "right")
    kept = (Path(lesson).parent / FILE).as_posix()
    assert lab.until(lambda: "right" in str(lab.ask(f"path => ({CONTENT})(path).catch(() => [''])", kept)))
    # What Python deletes is gone from the page, too.
    there = "path => jupyterapp.serviceManager.contents.get(path).then(() => true, () => false)"
    mine = (Path(lesson).parent / "mine.txt").as_posix()
    for code, is_there in (("open('mine.txt', 'w').write('1')", True), ("import os; os.remove('mine.txt')", False)):
        lab.page.evaluate(EXECUTE, code)
        assert lab.until(lambda is_there=is_there: lab.page.evaluate(there, mine) is is_there), code
    assert lab.refused == []
    return lab


def test_no_file_is_taken_that_is_another_than_the_pinned_one(tmp_path, monkeypatch):
    monkeypatch.setattr(lite, "cache", lambda: tmp_path / "cache")
    given, right = tmp_path / "given", hashlib.sha256(b"core").hexdigest()
    given.mkdir()
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(lite, "PINS", {"files": {"core.js": right}, "wheels": {}, "release": "http://127.0.0.1:9/"})
    with pytest.raises(ToolError, match="http://127.0.0.1:9/core.js cannot be had .* --from"):
        lite.parts()
    with pytest.raises(ToolError, match="There is no folder"):
        lite.parts(str(tmp_path / "none"))
    (given / "core.js").write_bytes(b"cord")
    with pytest.raises(ToolError, match="is not the file that tools/lite.toml names"):
        lite.parts(str(given))
    (given / "core.js").write_bytes(b"core")
    assert lite.parts(str(given)) == {"core.js": given / "core.js"}
    # From a mirror it is checked, kept, and not asked for again.
    assert lite.parts(given.as_uri()) == lite.parts() == {"core.js": tmp_path / "cache/core.js"}


def test_no_folder_is_written_over_that_holds_something_else(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ToolError, match="holds other files"):
        lite.build(tmp_path, {})
