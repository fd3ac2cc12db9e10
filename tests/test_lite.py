"""JupyterLab inside the page: built once, then used in a headless browser that is refused every other host.

The English lesson is used on this computer's own address, the Chinese one as in a classroom: plain http by a name, where
browsers allow no service worker and keep nothing for a visit without the server.
"""

import functools
import http.server
import json
import os
import threading
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from helpers.questions.messages import FORM
from helpers.questions.questions import questions
from tests import browser as driver
from tests.saved_charts import read
from tests.test_judge import middle, typed
from tools import ToolError, lite, messages
from tools.stills import CHART

ENGLISH, CHINESE = "02_autos_and_evs.ipynb", "zh/02_autos_and_evs.ipynb"
ASKED = "autos.1"
FILE = "my_answers.json"

READY = """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestCommInfo({})
    .then(() => document.querySelector(".figures-loading").hidden)"""
FILE_OF_PAGE = "path => jupyterapp.serviceManager.contents.get(path, { content: true }).then((file) => file.content)"
NAMES = "path => jupyterapp.serviceManager.contents.get(path).then((folder) => folder.content.map((each) => each.path))"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_):
        pass


class Lite(driver.Lab):
    """A page with JupyterLite and one notebook in it."""

    def open(self, notebook: str) -> None:
        self.page.goto(f"{self.server}/notebooks/index.html?path={quote(notebook, safe='/')}")
        self._wait_for(notebook)
        assert self.ask(READY)

    def file(self, path: str):
        """What a file of the page holds."""
        content = self.ask(FILE_OF_PAGE, path)
        return json.loads(content) if isinstance(content, str) else content


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """JupyterLite as its command builds it."""
    try:
        found = lite.parts()
    except ToolError as error:
        words = f"JupyterLite cannot be built here. {error}"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    folder = tmp_path_factory.mktemp("site") / "lite"
    lite.build(folder, found)
    return folder


@pytest.fixture
def server(built):
    handler = functools.partial(Quiet, directory=built)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield serving
        serving.shutdown()


def test_a_lesson_runs_and_a_second_visit_does_without_the_server(server, chromium):
    lab = used(chromium, "localhost", server, ENGLISH)
    assert lab.page.evaluate("isSecureContext")
    # What the browser keeps, it keeps after the kernel is ready.
    assert lab.until(lambda: lab.ask("() => caches.open('liuzhou-in-figures').then((all) => all.match('files/x')) || 1"))
    fresh_copies(lab)
    server.shutdown()
    server.server_close()
    lab.page.reload()
    lab._wait_for(ENGLISH)
    assert lab.ask(READY)
    lab.do("notebook:run-cell")
    lab.close()


def test_a_lesson_runs_where_the_browser_trusts_no_address(server, chromium):
    lab = used(chromium, driver.CLASSROOM, server, CHINESE)
    assert not lab.page.evaluate("isSecureContext")
    lab.close()


def used(chromium, host, server, notebook):
    """Opens a lesson, runs it, looks at its pictures, moves one, answers a question, and comes back to the answer."""
    lab = Lite(chromium, f"http://{host}:{server.server_address[1]}", notebook)
    lab.run()
    wrong = [output for cell in lab.cells() for output in cell.get("outputs", []) if output["output_type"] == "error"]
    assert wrong == []
    explored = lab.explored()
    saved = [data[CHART] for cell in read(notebook)["cells"] for data in outputs_of(cell) if CHART in data]
    assert [each.payload for each in explored] == saved
    for each in explored:
        each.show()
    moved = next(each for each in explored if each.controls and each.controls[0].kind == "range")
    moved.show()
    before, count = moved.sentence(), moved.count()
    moved.input(0).press("ArrowRight")
    assert moved.drawn_after(count) and moved.says_the_truth() and moved.sentence() != before
    answer(lab)
    assert [each["verdict"] for each in lab.file(folder_of(notebook) + FILE)[ASKED]] == ["right"]
    assert lab.refused == []
    return lab


def outputs_of(cell):
    return [output["data"] for output in cell.get("outputs", []) if "data" in output]


def folder_of(notebook):
    return notebook.rpartition("/")[0] + "/" * ("/" in notebook)


def answer(lab):
    asked = questions()[ASKED]
    cell = next(n for n, each in enumerate(lab.cells()) if f'ask("{ASKED}")' in each["source"])
    lab.show(cell)
    form = lab.page.locator(f'[data-cell="{cell}"] .figures-question')
    form.locator("input").fill(typed(middle(asked.answer)))
    form.locator("button[type=submit]").click()
    expect(form.locator(".figures-feedback")).to_have_attribute("data-verdict", "right")
