"""Opens a notebook in real JupyterLab, runs it, presses keys, and weighs what it took."""

import copy
import itertools
import json
import logging
import random
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import nbformat
import psutil

from helpers.questions.key import key
from helpers.questions.messages import FORM
from helpers.questions.questions import questions
from tests import browser as driver
from tests.pupils import simulated
from tests.test_judge import JUDGE, LONG
from tools import save_hook, site

from . import ways

PAGE = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
STEPS, PER_SECOND = 180, 60
WARM_UP = 8
HELPERS = f"from helpers import ask, codebook, credit, explore, figure, load\n{ways.IMPORTED}"


@dataclass
class Figures:
    """What was measured of one notebook, a list with an entry a round (latencies: a key press)."""

    latencies: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)
    to_draw: list[int] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    kernel: list[float] = field(default_factory=list)
    kernel_after: list[float] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)
    keeps_picture: list[bool] = field(default_factory=list)
    painted: list[int] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)

    def middle(self, name: str) -> float:
        """The median of a list of figures."""
        return statistics.median(getattr(self, name))

    @property
    def p95(self) -> float:
        """What 95 in 100 key presses stay under, in milliseconds."""
        return statistics.quantiles(self.latencies, n=20, method="inclusive")[-1]


class Scale(driver.Lab):
    """A page with a notebook that weighs what goes to its kernel and what comes back, in bytes."""

    out = back = 0

    def _listen(self, socket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", self._add_out)
            socket.on("framereceived", self._add_back)

    def _add_out(self, frame: bytes | str) -> None:
        self.out += weight(frame)

    def _add_back(self, frame: bytes | str) -> None:
        self.back += weight(frame)


def weight(frame: bytes | str) -> int:
    """The bytes of a frame."""
    return len(frame.encode() if isinstance(frame, str) else frame)


class Bench:
    """A server and a browser, and the notebooks that are opened in them.

    Args:
        opened: The browser.
        server: JupyterLab.
    """

    def __init__(self, opened, server: driver.Server):
        self.browser, self.server = opened, server
        self.busy: list[float] = []

    def measure(
        self,
        notebook: nbformat.NotebookNode,
        figures: Figures,
        *,
        cell: int = 1,
        presses: int = 0,
        there_and_back: bool = False,
        race: bool = False,
    ) -> None:
        """Runs a notebook in a new kernel and adds what it took to its figures.

        Args:
            notebook: A notebook.
            figures: Where the figures go.
            cell: The number of the cell with the picture, from 0.
            presses: How many keys to press on its slider.
            there_and_back: Whether each other key goes back, since not every step of the slider changes the picture.
            race: Whether to move the slider sixty times a second too.
        """
        path = self.server.root / "measured.ipynb"
        nbformat.write(notebook, path)
        self.busy.append(psutil.cpu_percent(interval=0.5))
        lab = Scale(self.browser, self.server, path.name)
        try:
            page = lab.page
            page.evaluate(PAGE)
            lab.cells()
            lab.show(cell)
            page.wait_for_timeout(500)
            before = lab.out + lab.back
            figures.first.append(page.evaluate("cell => bench.run(cell)", cell) / 1000)
            lab.show(cell)
            page.wait_for_timeout(1500)
            figures.to_draw.append(lab.out + lab.back - before)
            figures.kernel.append(self.kernel_mib())
            if presses:
                self._press(lab, figures, cell, presses, there_and_back)
            if race:
                self._race(lab, figures, cell)
            if presses:
                figures.kernel_after.append(self.kernel_mib())
            lab.do("docmanager:save")
            figures.saved.append(path.stat().st_size)
            saved = nbformat.read(path, as_version=4)
            figures.keeps_picture.append(
                any("image/png" in output.get("data", {}) for output in saved.cells[cell].outputs)
            )
        finally:
            lab.close()
            self._wait_for_the_kernels_end()

    def _press(self, lab: Scale, figures: Figures, cell: int, presses: int, there_and_back: bool) -> None:
        assert lab.page.evaluate("cell => bench.focus(cell)", cell), "the slider takes no focus"
        keys = itertools.cycle(("ArrowRight", "ArrowLeft") if there_and_back else ("ArrowRight",))
        for _ in range(WARM_UP):
            self._step(lab, cell, next(keys))
        lab.page.wait_for_timeout(700)
        out, back = getattr(lab, "out", 0), getattr(lab, "back", 0)
        for _ in range(presses):
            milliseconds = self._step(lab, cell, next(keys))
            assert milliseconds is not None, "a key press changed no picture"
            figures.latencies.append(milliseconds)
        lab.page.wait_for_timeout(700)
        # A kernel in the page has no socket.
        figures.sent.append((getattr(lab, "out", 0) - out) / presses)
        figures.received.append((getattr(lab, "back", 0) - back) / presses)

    def _step(self, lab: Scale, cell: int, key: str) -> float | None:
        lab.page.evaluate("cell => bench.arm(cell)", cell)
        lab.page.keyboard.press(key)
        milliseconds = lab.page.evaluate("() => bench.changed")
        # Not in step with the frames, so that a key goes down at any moment of one.
        lab.page.wait_for_timeout(random.uniform(50, 90))
        return milliseconds

    def _race(self, lab: Scale, figures: Figures, cell: int) -> None:
        lab.page.evaluate("cell => bench.focus(cell)", cell)
        lab.page.wait_for_timeout(300)
        result = lab.page.evaluate("([cell, steps, pace]) => bench.race(cell, steps, pace)", [cell, STEPS, PER_SECOND])
        figures.painted.append(result["pictures"])
        figures.pace.append((STEPS - 1) / result["seconds"])
        figures.reached.append(reached([f"k = {state}" for state in result["states"]], result["titles"]))

    def _kernels(self) -> list[psutil.Process]:
        children = psutil.Process(self.server.process.pid).children(recursive=True)
        return [child for child in children if "ipykernel_launcher" in " ".join(child.cmdline())]

    def kernel_mib(self) -> float:
        """What the only kernel keeps in memory, in MiB."""
        (kernel,) = self._kernels()
        return kernel.memory_info().rss / 2**20

    def _wait_for_the_kernels_end(self) -> None:
        end = time.monotonic() + driver.SECONDS
        while self._kernels() and time.monotonic() < end:
            time.sleep(0.2)


def reached(states: list[str], titles: list[str]) -> int:
    """How many states of a slider came to be seen in a title, in their order."""
    number = at = 0
    for title in titles:
        if title in states[at:]:
            at = states.index(title, at) + 1
            number += 1
    return number


def first_chart(notebook: nbformat.NotebookNode) -> int:
    """The number of a lesson's first cell that explores a chart."""
    cells = enumerate(notebook.cells)
    return next(number for number, cell in cells if cell.cell_type == "code" and "\nexplore(" in cell.source)


def cell_number(notebook: nbformat.NotebookNode, name: str) -> int:
    """The number of the cell with an id."""
    return next(number for number, cell in enumerate(notebook.cells) if cell.id == name)


def import_times(rounds: int) -> tuple[float, float]:
    """The seconds that a fresh interpreter needs for the libraries, and for the helpers on top.

    The two kinds run in turn, so that a slow moment of the machine hits both.
    """
    seconds_for(HELPERS)  # the first run writes the compiled files
    times = [(seconds_for(ways.IMPORTED), seconds_for(HELPERS)) for _ in range(rounds)]
    libraries, helpers = (statistics.median(column) for column in zip(*times, strict=True))
    return libraries, helpers


def seconds_for(code: str) -> float:
    """The seconds that a fresh interpreter needs for some code, its own start included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=driver.students_environment())
    return time.perf_counter() - start


def save_times(path: Path, rounds: int) -> tuple[float, float]:
    """The seconds that the save hook takes of a save in which no chart is new, and those of writing the file.

    Args:
        path: A lesson with its pictures.
        rounds: How often each is done.

    Returns:
        The median of the hook, and of nbformat, which writes the same notebook.
    """
    manager = SimpleNamespace(_get_os_path=lambda _: path, log=logging.getLogger())
    saved = nbformat.read(path, as_version=4)
    times = []
    for _ in range(rounds):
        model = {"type": "notebook", "content": copy.deepcopy(saved)}
        save_hook._pictures.clear()  # as in a server that has just started
        start = time.perf_counter()
        save_hook.keep_pictures(model, path.name, manager)
        between = time.perf_counter()
        nbformat.writes(saved)
        times.append((between - start, time.perf_counter() - between))
    hook, writing = (statistics.median(column) for column in zip(*times, strict=True))
    return hook, writing


def slowest_verdict(opened) -> float:
    """The milliseconds of the slowest verdict on what takes longest to read, in every question that asks a number.

    Args:
        opened: The browser.

    Returns:
        The slowest, each the shortest of three.
    """
    code = """([questions, texts, messages]) => {
        const time = (...given) => {
            const before = performance.now();
            judge(...given, messages);
            return performance.now() - before;
        };
        const shortest = (...given) => Math.min(time(...given), time(...given), time(...given));
        return Math.max(...texts.flatMap((text) => questions.map((question) => shortest(question, text))));
    }"""
    asked = json.loads(json.dumps([key(each) for each in questions().values() if each.kind == "number"]))
    page = opened.new_page()
    page.evaluate("code => { new Function(code)(); }", f"{JUDGE}\nObject.assign(globalThis, {{ judge }});")
    slowest = page.evaluate(code, [asked, LONG, FORM])
    page.close()
    return slowest


def class_page(opened, lesson: Path, rounds: int) -> float:
    """The milliseconds from the drop of thirty files on the class page to the next frame after what it makes of them.

    Args:
        opened: The browser.
        lesson: The lesson of the files' questions: its page is made with the class page.
        rounds: How often.

    Returns:
        The median.
    """
    code = """(files) => new Promise((drawn) => {
        const dataTransfer = new DataTransfer();
        files.forEach((text, n) => dataTransfer.items.add(new File([text], `${n}.json`)));
        const before = performance.now();
        const look = () => requestAnimationFrame(() => setTimeout(() => drawn(performance.now() - before)));
        new MutationObserver(look).observe(document.querySelector("#lessons"), { childList: true });
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
    })"""
    texts, times = [json.dumps(each) for each in simulated(0)[0].values()], []
    with TemporaryDirectory() as folder:
        (notebooks := Path(folder) / "notebooks").mkdir()
        shutil.copy(lesson, notebooks)
        site.build(Path(folder), notebooks)
        for _ in range(rounds):
            page = opened.new_page()
            page.goto((Path(folder) / "class.html").as_uri())
            times.append(page.evaluate(code, texts))
            page.close()
    return statistics.median(times)
