"""Drives real JupyterLab in a headless browser, with every address but loopback blocked and counted."""

import contextlib
import functools
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlsplit

from helpers.charts.controls import controls_of, states_of
from tests.saved_charts import plain
from tools import lab
from tools.browsers import chromium
from tools.chart_difference import title
from tools.stills import CHART, WIDGET_VIEW

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
HOSTS = {"127.0.0.1", "localhost"}
# Nothing takes that long on a machine of its own; beside other work all of it takes as many times longer.
SECONDS = 60 * max(2, os.getloadavg()[0] / os.cpu_count() if hasattr(os, "getloadavg") else 2)
# For what follows a key press at once.
SHORT = SECONDS / 12


def find_browser(playwright) -> str | None:
    """The Chromium or Chrome of this computer, or the one that Playwright has installed."""
    return chromium(playwright.chromium.executable_path)


def launch(playwright, path: str):
    """A headless browser that reaches no address but loopback."""
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    blocked = "--host-resolver-rules=MAP * ~NOTFOUND, " + ", ".join(f"EXCLUDE {host}" for host in sorted(HOSTS))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=path, args=[*quiet, blocked, *(["--no-sandbox"] if root else [])], timeout=SECONDS * 1000
    )


def students_environment() -> dict[str, str]:
    """This process's environment, without what a student's has not: there Python keeps its compiled files."""
    dropped = {"JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


class Server:
    """JupyterLab as start.py starts it, on a free port, with settings, trust and cache of its own.

    Args:
        home: An empty folder for all that Jupyter, Python and a user keep.
        root: The folder that it serves.
    """

    def __init__(self, home: Path, root: Path):
        self.home, self.root = home, root
        self.data = home / "data"
        # What start.py lays into the environment.
        shutil.copytree(ROOT / "jupyter", home / "prefix")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = lab.command(
            sys.executable,
            root,
            self.port,
            browser=False,
            more=[
                "--ServerApp.ip=127.0.0.1",
                "--ServerApp.port_retries=0",
                "--IdentityProvider.token=",
                f"--LabApp.app_settings_dir={home / 'prefix' / 'share/jupyter/lab/settings'}",
                f"--LabApp.user_settings_dir={home / 'user-settings'}",
                f"--LabApp.workspaces_dir={home / 'workspaces'}",
                "--LabApp.expose_app_in_browser=True",
            ],
        )
        self.log = home / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=root,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._wait()

    def _environment(self) -> dict[str, str]:
        own = {
            "HOME": self.home,
            "USERPROFILE": self.home,
            "LOCALAPPDATA": self.home,
            "XDG_CACHE_HOME": self.home / "cache",
            "JUPYTER_CONFIG_DIR": self.home / "config",
            "JUPYTER_CONFIG_PATH": self.home / "prefix/etc/jupyter",
            "JUPYTER_DATA_DIR": self.data,
            "JUPYTER_RUNTIME_DIR": self.home / "runtime",
            "IPYTHONDIR": self.home / "ipython",
            "PYTHONPATH": ROOT,
        }
        return students_environment() | {name: str(path) for name, path in own.items()}

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{self.url}/api", timeout=5).close()
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(encoding='utf-8', errors='replace')}")

    def stop(self) -> None:
        """Ends the server, and its kernels with it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Explored:
    """An explored chart in an open notebook.

    Args:
        lab: The page that it is on.
        cell: The number of its cell, from 0.
        place: Its place among the explored charts of the cell, from 0.
        payload: Its spec and sentences.
    """

    def __init__(self, lab: "Lab", cell: int, place: int, payload: dict):
        self.lab, self.cell, self.place, self.payload = lab, cell, place, payload
        self.spec = payload["spec"]
        self.controls = controls_of(self.spec)
        self.box = lab.page.locator(f'[data-cell="{cell}"] .figures-explored').nth(place)

    def __str__(self) -> str:
        return f"{self.lab.notebook}, cell {self.cell + 1}, chart {title(self.spec)!r}"

    def show(self) -> None:
        """Scrolls to the chart and waits until it is drawn, or says that it cannot be."""
        self.lab.show(self.cell)
        # Playwright's locators look into every element of the page, which takes ten times as long.
        self.node = self.lab.page.wait_for_function(BOX, arg=[self.cell, self.place]).as_element()
        words = self.node.evaluate(DRAWN, SECONDS * 1000)
        assert words is None, f"{self}: no picture, but {words!r}"

    def svg(self) -> str:
        """The picture, without the numbers that Vega gives its clip paths."""
        return plain(self.node.evaluate(MARKUP))

    def count(self) -> int:
        """How often the picture was drawn."""
        return self.node.evaluate(COUNT)

    def drawn_after(self, count: int) -> bool:
        """Whether the picture is drawn once more; waits for the drawing that a moved control has begun."""
        return self.node.evaluate(DRAWN_AFTER, [count, SHORT * 1000])

    def sentence(self) -> str:
        """The sentence under the picture."""
        return self.node.evaluate(SENTENCE)

    def true_sentence(self) -> str | None:
        """What the sentence should be in the present state of the controls, or None where it does not follow."""
        sentences = self.payload.get("sentences")
        if not sentences:
            return None
        now = [state_of(control, self.input(number)) for number, control in enumerate(self.controls)]
        return sentences[[list(state.values()) for state in states_of(self.controls)].index(now)]

    def says_the_truth(self) -> bool:
        """Whether the sentence is that of the present state, or else says that it is not."""
        true = self.true_sentence()
        return self.sentence() == (true or f"At the start: {self.payload['says']}")

    def has_focus(self, number: int) -> bool:
        """Whether the keys still go to a control."""
        return self.node.evaluate(HAS_FOCUS, number)

    def input(self, number: int):
        """What a keyboard reaches of a control: a slider's handle, a dropdown, the checked radio button, an input."""
        return input_of(self.node, self.controls[number].kind, number)


BOX = """([cell, place]) => document.querySelectorAll(`[data-cell="${cell}"] .figures-explored`)[place]"""

# Gives nothing once the picture is there, or what stands in its place.
DRAWN = """async (box, most) => {
    const picture = box.querySelector(".figures-picture");
    picture.scrollIntoView({ block: "nearest" });
    const end = performance.now() + most;
    const waits = () => !picture.dataset.drawn && !picture.innerText && performance.now() < end;
    while (waits()) await new Promise((done) => setTimeout(done, 10));
    return picture.dataset.drawn ? null : picture.innerText;
}"""
COUNT = """box => Number(box.querySelector(".figures-picture").dataset.drawn)"""
# A control that has moved tells so at once, and the picture is drawn a moment later.
DRAWN_AFTER = """async (box, [count, most]) => {
    const { dataset } = box.querySelector(".figures-picture");
    const end = performance.now() + most;
    while (Number(dataset.drawn) <= count && performance.now() < end) await new Promise((done) => setTimeout(done, 5));
    return Number(dataset.drawn) > count;
}"""
MARKUP = """box => box.querySelector("svg.marks").outerHTML"""
SENTENCE = """box => box.querySelector(".figures-says").innerText"""
HAS_FOCUS = """(box, number) =>
    box.querySelectorAll(".figures-controls > *")[number].contains(document.activeElement)"""

INPUTS = {
    "range": "[role=slider]",
    "select": "select",
    "radio": "input[type=radio]",
    "checkbox": "input[type=checkbox]",
    "text": "input[type=text]",
    "number": "input[type=number]",
}


CHECKED = """one => [...one.closest(".widget-radio-box").querySelectorAll("input")].findIndex(one => one.checked)"""


# The checked one of radio buttons.
INPUT = """([box, number, selector]) => {
    const found = [...box.querySelectorAll(".figures-controls > *")[number]?.querySelectorAll(selector) ?? []];
    return found.find((one) => one.type === "radio" && one.checked) ?? found[0];
}"""


def input_of(box, kind: str, number: int):
    """The input of the control with a number in a box of explored controls, an element."""
    return box.owner_frame().wait_for_function(INPUT, arg=[box, number, INPUTS[kind]]).as_element()


def state_of(control, element):
    """The value that a control shows."""
    if control.kind == "range":
        # A screen reader says these words.
        return control.options[control.labels.index(element.get_attribute("aria-valuetext"))]
    if control.kind == "select":
        return control.options[element.evaluate("one => one.selectedIndex")]
    if control.kind == "radio":
        return control.options[element.evaluate(CHECKED)]
    if control.kind == "checkbox":
        return element.is_checked()
    return element.input_value()


def count_addresses(context, refused: list[str]) -> None:
    """Notes down every address beyond this computer that a page asks for; the browser has been told to refuse it."""

    def count(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HOSTS:
            refused.append(url)

    context.on("request", lambda request: count(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: count(socket.url)))


class Lab:
    """A page with JupyterLab and one notebook in it.

    Args:
        browser: The browser.
        server: The server.
        notebook: The notebook's path from the server's root.
    """

    def __init__(self, browser, server: Server, notebook: str):
        self.server = server
        self.refused: list[str] = []
        self.complaints: list[str] = []
        self.sent: list[bytes | str] = []
        self.received: list[int] = []
        self.context = browser.new_context(viewport={"width": 1400, "height": 1000})
        self.context.set_default_timeout(SECONDS * 1000)
        count_addresses(self.context, self.refused)
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("websocket", self._listen)
        self.open(notebook)

    def _listen(self, socket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", lambda frame: self.sent.append(frame))
            socket.on("framereceived", self._receive)

    def _receive(self, frame: bytes | str) -> None:
        self.received.append(len(frame))

    def open(self, notebook: str) -> None:
        """Opens a notebook, as from its address, and waits for its kernel."""
        self.page.goto(f"{self.server.url}/lab/workspaces/{os.urandom(4).hex()}/tree/{quote(notebook)}")
        self._wait_for(notebook)

    def turn_to(self, notebook: str) -> None:
        """Closes the notebook, its kernel and unsaved changes, and opens one on the same page; counts begin anew."""
        self.end_kernel()
        self.page.evaluate("() => panel.dispose()")
        for counted in (self.refused, self.complaints, self.sent, self.received):
            counted.clear()
        self.page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', { path }); }", notebook)
        self._wait_for(notebook)

    def _wait_for(self, notebook: str) -> None:
        self.notebook = notebook
        self.page.wait_for_function(
            """path => {
                const { context, sessionContext } = window.jupyterapp?.shell.currentWidget ?? {};
                return context?.path === path && sessionContext?.session?.kernel?.status === "idle";
            }""",
            arg=notebook,
        )
        self.page.evaluate("() => { window.panel = jupyterapp.shell.currentWidget; }")
        self.page.wait_for_function("() => panel.content.widgets.length > 0")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()

    def do(self, command: str) -> None:
        """Carries out a command of JupyterLab, and waits until it is done."""
        self.page.evaluate(
            """command => {
                window.done = "";
                const end = (how) => { window.done = how; };
                jupyterapp.commands.execute(command).then(() => end("done"), (error) => end(String(error)));
            }""",
            command,
        )
        self.page.wait_for_function("() => window.done", timeout=3 * SECONDS * 1000)
        assert self.page.evaluate("() => window.done") == "done"

    def run(self) -> None:
        """Runs every cell from top to bottom."""
        self.do("notebook:run-all-cells")

    def cells(self) -> list[dict]:
        """The notebook's cells as they are now, with their outputs."""
        # As one text: Playwright takes ten times as long to hand over thousands of values.
        text = self.page.evaluate(
            """() => {
                const notebook = panel.content;
                notebook.widgets.forEach((cell, number) => { cell.node.dataset.cell = number; });
                return JSON.stringify(notebook.model.toJSON().cells);
            }"""
        )
        return json.loads(text)

    def show(self, cell: int) -> None:
        """Scrolls to a cell, which JupyterLab draws only when it comes near."""
        self.page.evaluate(
            """async (number) => {
                const notebook = panel.content;
                notebook.activeCellIndex = number;
                await notebook.scrollToItem(number, "start");
            }""",
            cell,
        )
        self.page.wait_for_function("number => panel.content.widgets[number].node.isConnected", arg=cell)

    def explored(self) -> list[Explored]:
        """The explored charts that were displayed live, from top to bottom."""
        found = []
        for number, cell in enumerate(self.cells()):
            live = [output["data"] for output in cell.get("outputs", []) if WIDGET_VIEW in output.get("data", {})]
            live = [data[CHART] for data in live if CHART in data]
            found += [Explored(self, number, place, payload) for place, payload in enumerate(live)]
        return found

    def settled(self, ask, before, seconds: float = SHORT):
        """What `ask` gives once it differs from before, or the same thing again when the time is over."""
        end = time.monotonic() + seconds
        while (now := ask()) == before and time.monotonic() < end:
            self.page.wait_for_timeout(30)
        return now

    def saved(self) -> list[dict]:
        """The cells in the notebook's file."""
        return json.loads((self.server.root / self.notebook).read_text(encoding="utf-8"))["cells"]

    def barriers(self, *within: str) -> list[str]:
        """What axe-core finds in parts of the page: the rule, what it asks, and the markup that breaks it."""
        return barriers(self.page, {"include": [[part] for part in within]})

    def end_kernel(self) -> None:
        """Shuts the kernel down."""
        self.page.evaluate("() => panel.sessionContext.shutdown()")

    def close(self) -> None:
        """Ends the kernel and closes the page."""
        with contextlib.suppress(Exception):
            self.end_kernel()
        self.context.close()


def sent_message(frame: bytes) -> tuple[str, dict, dict]:
    """Channel, header and content of a message to a kernel, in the format v1.kernel.websocket.jupyter.org."""
    count = struct.unpack_from("<Q", frame)[0]
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    parts = [frame[begin:end] for begin, end in zip(offsets, offsets[1:], strict=False)]
    return parts[0].decode(), json.loads(parts[1]), json.loads(parts[4])


@contextlib.contextmanager
def photographed(page, name: str):
    """Keeps a screenshot where something fails."""
    try:
        yield
    except Exception:
        photograph(page, name)
        raise


def photograph(page, name: str) -> None:
    """Keeps a screenshot in the folder test-results, and says where."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{re.sub(r'[^0-9A-Za-z_.-]+', '-', name)}.png"
    try:
        page.screenshot(path=path)
    except Exception as error:
        print(f"No screenshot could be taken: {error}")
    else:
        print(f"Screenshot: {path}")


def barriers(page, parts: dict, **options) -> list[str]:
    """What axe-core finds in parts of a page: the rule, what it asks, and the markup that breaks it."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(axe_source())
    how = {"resultTypes": ["violations"]} | options
    found = page.evaluate("([parts, how]) => axe.run(parts, how)", [parts, how])["violations"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:300]}" for rule in found for node in rule["nodes"]]


@functools.cache
def axe_source() -> str:
    """The source of axe-core. Its package is not imported: it would read this file in the computer's own encoding."""
    import importlib.util

    folder = importlib.util.find_spec("axe_playwright_python").submodule_search_locations[0]
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")
