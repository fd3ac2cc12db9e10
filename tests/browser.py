"""Drives a headless browser, and real JupyterLab in it, with every address but loopback blocked and counted.

Nothing waits for ever: where something does not come, a sentence says what it was.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Error, expect
from playwright.sync_api import TimeoutError as TooLate

from helpers import language
from helpers.charts.controls import LISTS, controls_of
from tests.chart_difference import title
from tests.saved_charts import is_said, plain, sentence_in
from tools import lab
from tools.stills import CHART, WIDGET_VIEW

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
HOSTS = {"127.0.0.1", "localhost"}
# This computer by a name that a browser trusts no more than any other in a local network.
CLASSROOM = "classroom.test"
# Nothing takes that long on a machine of its own; beside other work all of it takes as many times longer.
SECONDS = 60 * max(2, os.getloadavg()[0] / os.cpu_count() if hasattr(os, "getloadavg") else 2)
# For what follows a key press at once.
SHORT = SECONDS / 12
expect.set_options(timeout=SHORT * 1000)


def launch(playwright, name: str):
    """A headless browser that reaches no address but loopback; None where this computer has none of that name."""
    options = {"timeout": SECONDS * 1000}
    if name == "Firefox":
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        # By WebDriver BiDi, as Firefox itself understands it; a proxy that is not there stands before all but loopback.
        options |= {"channel": "moz-firefox", "proxy": {"server": "http://127.0.0.1:9", "bypass": ",".join(HOSTS)}}
        return path and playwright.firefox.launch(executable_path=path, **options)
    blocked = ", ".join([f"MAP {CLASSROOM} 127.0.0.1", "MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in HOSTS)])
    options["args"] = ["--disable-gpu", f"--host-resolver-rules={blocked}"]
    # As Debian names it; else Chrome, Edge or its own Chromium, where Playwright knows them to be.
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser")))
    ways = [{"executable_path": path} for path in found] + [{"channel": each} for each in ("chrome", "msedge", None)]
    for way in ways:
        with contextlib.suppress(Error):
            return playwright.chromium.launch(**way, **options)
    return None


def students_environment() -> dict[str, str]:
    """This process's environment, without what a student's has not: there Python keeps its compiled files."""
    dropped = {"JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


class Server:
    """JupyterLab as start.py starts it, on a free port: it serves a root, and keeps all that it keeps in a home."""

    def __init__(self, home: Path, root: Path, language: str = ""):
        self.root = root
        # What start.py lays into the environment.
        shutil.copytree(ROOT / "jupyter", home / "prefix")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        more = ["--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
        more += [f"--LabApp.app_settings_dir={home}/prefix/share/jupyter/lab/settings/{language}"]
        more += [f"--{app}.expose_app_in_browser=True" for app in ("LabApp", "JupyterNotebookApp")]
        keeps = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "IPYTHONDIR")
        own = dict.fromkeys([*keeps, "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"], str(home))
        own |= {"JUPYTER_CONFIG_PATH": str(home / "prefix/etc/jupyter"), "PYTHONPATH": str(ROOT)}
        self.log = home / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                lab.command(sys.executable, root, port, browser=False, more=more),
                cwd=root,
                env=students_environment() | own,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{self.url}/api", timeout=5).close()
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(encoding='utf-8', errors='replace')}")

    def stop(self) -> None:
        """Ends the server, and its kernels with it."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.process.kill()


class Window:
    """A window of a browser with one page, and what that has asked for and complained of."""

    def __init__(self, browser, **options):
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page = self.context.new_page()
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def refused(self) -> list[str]:
        """The addresses beyond this computer that the page has asked for; the browser has been told to refuse them."""
        parts = [(url, urlsplit(url)) for url in self.asked]
        return [
            url
            for url, part in parts
            if re.match("https?$|wss?$", part.scheme) and part.hostname not in HOSTS | {CLASSROOM}
        ]

    def handle(self, script: str, given=None, seconds: float = SECONDS):
        """What a function of the page gives, once it gives something: a promise is awaited, nothing asks again.

        Unlike Playwright's `evaluate`, which waits as long as a promise takes.
        """
        try:
            return self.page.wait_for_function(script, arg=given, timeout=seconds * 1000)
        except TooLate:
            words = f"{self.page.url}: after {seconds:g} s nothing had come from {script}"
            raise AssertionError(f"{words}\n{self.photograph()}") from None

    def ask(self, script: str, given=None, seconds: float = SECONDS):
        """The same as a value of Python.

        Raises `AssertionError` where a promise gives nothing: a script says that it has to wait before it promises.
        """
        value = self.handle(script, given, seconds).json_value()
        assert value, f"{self.page.url}: a promise came to {value!r} in {script}"
        return value

    def until(self, holds, act=lambda: None, seconds: float = SHORT) -> bool:
        """Whether something holds, at once or within a time in which something is done for it over and over."""
        end = time.monotonic() + seconds
        while not (now := holds()) and time.monotonic() < end:
            act()
            self.page.wait_for_timeout(10)
        return now

    def barriers(self, parts: dict, **options) -> list[str]:
        """What axe-core finds in parts of the page: the rule, what it asks, and the markup that breaks it."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            # Its package is not imported: it would read this file in the computer's own encoding.
            source = distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")
            self.page.evaluate(Path(source).read_text(encoding="utf-8"))
        how = {"resultTypes": ["violations"]} | options
        found = self.ask("([parts, how]) => axe.run(parts, how)", [parts, how])["violations"]
        return [f"{rule['id']}: {rule['help']}: {node['html'][:300]}" for rule in found for node in rule["nodes"]]

    def photograph(self) -> str:
        """Keeps a screenshot in the folder test-results; says where, or why there is none."""
        path = RESULTS / time.strftime("%Y-%m-%d-%H-%M-%S.png")
        try:
            self.page.screenshot(path=path)
        except Error as error:
            return f"No screenshot could be taken: {error}"
        return f"Screenshot: {path}"

    def close(self) -> None:
        """Closes it."""
        self.context.close()


class Explored:
    """An explored chart in an open notebook: by the number of its cell, and its place among the charts of that."""

    def __init__(self, lab: "Lab", cell: int, place: int, payload: dict):
        self.lab, self.cell, self.place, self.payload = lab, cell, place, payload
        # A Chinese control reads its numbers out in Chinese.
        language.use("zh" if lab.notebook.startswith("zh/") else language.ENGLISH)
        self.controls = controls_of(payload["spec"])
        language.use(language.ENGLISH)
        self.box = lab.page.locator(f'[data-cell="{cell}"] .figures-explored').nth(place)

    def __str__(self) -> str:
        return f"{self.lab.notebook}, cell {self.cell + 1}, chart {title(self.payload['spec'])!r}"

    def show(self) -> None:
        """Scrolls to the chart and waits until it is drawn, or says that it cannot be."""
        self.lab.show(self.cell)
        # Playwright's locators look into every element of the page, which takes ten times as long.
        self.node = self.lab.handle(BOX, [self.cell, self.place]).as_element()
        words = self.lab.ask(DRAWN, self.node)
        assert words == "drawn", f"{self}: no picture, but {words!r}"

    def svg(self) -> str:
        """The picture, without the numbers that Vega gives its clip paths."""
        return plain(self.node.evaluate(MARKUP))

    def count(self) -> int:
        """How often the picture was drawn."""
        return self.node.evaluate(COUNT)

    def drawn_after(self, count: int) -> bool:
        """Whether the picture is drawn once more: a moved control tells so at once, and this follows a moment later."""
        return self.lab.until(lambda: self.count() > count)

    def sentence(self) -> str:
        """The sentence under the picture."""
        return self.node.evaluate(SENTENCE)

    def true_sentence(self) -> str:
        """What the sentence should be in the present state of the controls, or that it tells of the first."""
        sentences = self.payload.get("sentences")
        if not sentences:
            return f"At the start: {self.payload['says']}"
        now = {control.name: self.state(number) for number, control in enumerate(self.controls)}
        return sentence_in(self.controls, sentences, now)

    def says_the_truth(self) -> bool:
        """Whether the sentence is that."""
        return is_said(self.true_sentence(), self.sentence())

    def has_focus(self, number: int) -> bool:
        """Whether the keys still go to a control."""
        return self.node.evaluate(HAS_FOCUS, number)

    def input(self, number: int, within=None):
        """What a keyboard reaches of a control: a slider's handle, a dropdown, the checked radio button, an input.

        Of the chart, or of a second view of it.
        """
        given = [within or self.node, number, INPUTS[self.controls[number].kind]]
        return self.lab.handle(INPUT, given).as_element()

    def state(self, number: int):
        """The value that a control shows."""
        control, element = self.controls[number], self.input(number)
        if control.kind == "range":
            # A screen reader says these words, which the handle has a moment after it is there.
            self.lab.until(lambda: element.get_attribute("aria-valuetext") in control.labels)
            return control.options[control.labels.index(element.get_attribute("aria-valuetext"))]
        if control.options:
            return control.options[element.evaluate(CHOSEN)]
        if control.kind in LISTS:
            return control.value if element.input_value() == control.text else None
        return element.is_checked() if control.kind == "checkbox" else element.input_value()


BOX = """([cell, place]) => document.querySelectorAll(`[data-cell="${cell}"] .figures-explored`)[place]"""
# Once the picture is there, or else what stands in its place.
DRAWN = """(box) => {
    const picture = box.querySelector(".figures-picture");
    if (!picture) return "";
    picture.scrollIntoView({ block: "nearest" });
    return picture.dataset.drawn ? "drawn" : picture.innerText;
}"""
COUNT = """box => Number(box.querySelector(".figures-picture").dataset.drawn)"""
MARKUP = """box => box.querySelector("svg.marks").outerHTML"""
SENTENCE = """box => box.querySelector(".figures-says").innerText"""
HAS_FOCUS = """(box, number) =>
    box.querySelectorAll(".figures-controls > *")[number].contains(document.activeElement)"""

INPUTS = {"range": "[role=slider]", "select": "select"}
INPUTS |= {kind: f"input[type={kind}]" for kind in ("radio", "checkbox", "text", "number")}
INPUTS |= {"draw": "input[type=text]", "guesses": "textarea"}
# The checked one of radio buttons.
INPUT = """([box, number, selector]) => {
    const found = [...box.querySelectorAll(".figures-controls > *")[number]?.querySelectorAll(selector) ?? []];
    return found.find((one) => one.type === "radio" && one.checked) ?? found[0];
}"""
# The place of what is chosen in a dropdown or among radio buttons.
CHOSEN = """one => one.selectedIndex ??
    [...one.closest(".widget-radio-box").querySelectorAll("input")].findIndex((each) => each.checked)"""


class Lab(Window):
    """A page with JupyterLab, or Notebook 7, and one notebook in it, named by its path from the server's root."""

    def __init__(self, browser, server: Server, notebook: str, at: str = "lab/workspaces/{}/tree"):
        super().__init__(browser, viewport={"width": 1400, "height": 1000})
        self.server, self.at = server, at
        # What a front end complains of with an empty notebook already.
        self.usual: set[str] = set()
        self.sent: list[bytes | str] = []
        self.received: list[int] = []
        self.page.on("websocket", self._listen)
        self.open(notebook)

    def _listen(self, socket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", lambda frame: self.sent.append(frame))
            socket.on("framereceived", lambda frame: self.received.append(len(frame)))

    def open(self, notebook: str) -> None:
        """Opens a notebook, as from its address, and waits for its kernel."""
        self.page.goto(f"{self.server.url}/{self.at.format(os.urandom(4).hex())}/{quote(notebook)}")
        self._wait_for(notebook)

    def turn_to(self, notebook: str) -> None:
        """Closes the notebook, its kernel and unsaved changes, and opens one on the same page; counts begin anew."""
        self.end_kernel()
        self.page.evaluate("() => panel.dispose()")
        for counted in (self.asked, self.complaints, self.sent, self.received):
            counted.clear()
        self.page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', { path }); }", notebook)
        self._wait_for(notebook)

    def _wait_for(self, notebook: str) -> None:
        self.notebook = notebook
        self.ask(OPENED, notebook)
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()

    def do(self, command: str) -> None:
        """Carries out a command of JupyterLab, and waits until it is done."""
        self.ask("name => jupyterapp.commands.execute(name).then(() => true)", command, 3 * SECONDS)

    def run(self) -> None:
        """Runs every cell from top to bottom."""
        self.do("notebook:run-all-cells")

    def cells(self) -> list[dict]:
        """The notebook's cells as they are now, with their outputs."""
        # As one text: Playwright takes ten times as long to hand over thousands of values.
        return json.loads(self.page.evaluate(CELLS))

    def show(self, cell: int) -> None:
        """Scrolls to a cell, which JupyterLab draws only when it comes near."""
        is_shown = self.until(lambda: self.handle(SCROLL, cell).json_value())
        assert is_shown, f"{self.notebook}: cell {cell + 1} is not shown"

    def explored(self) -> list[Explored]:
        """The explored charts that were displayed live, from top to bottom."""
        found = []
        for number, cell in enumerate(self.cells()):
            live = [output["data"] for output in cell.get("outputs", []) if WIDGET_VIEW in output.get("data", {})]
            live = [data[CHART] for data in live if CHART in data]
            found += [Explored(self, number, place, payload) for place, payload in enumerate(live)]
        return found

    def saved(self) -> list[dict]:
        """The cells in the notebook's file."""
        return json.loads((self.server.root / self.notebook).read_text(encoding="utf-8"))["cells"]

    def end_kernel(self) -> None:
        """Shuts the kernel down."""
        self.ask("() => panel.sessionContext.shutdown().then(() => true)")

    def close(self) -> None:
        """Ends the kernel and closes the page."""
        with contextlib.suppress(Exception):
            self.end_kernel()
        super().close()


# The notebook is there, its kernel waits, and from now on the page knows it as `panel`.
OPENED = """path => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const waits = panel?.context?.path === path && panel.sessionContext?.session?.kernel?.status === "idle";
    return waits && panel.content.widgets.length && (window.panel = panel, true);
}"""
CELLS = """() => {
    panel.content.widgets.forEach((cell, number) => { cell.node.dataset.cell = number; });
    return JSON.stringify(panel.content.model.toJSON().cells);
}"""
SCROLL = """async (number) => {
    panel.content.activeCellIndex = number;
    await panel.content.scrollToItem(number, "start");
    return panel.content.widgets[number].node.isConnected;
}"""
