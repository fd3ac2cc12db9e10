"""What JupyterLab inside the page takes: bytes over the wire, seconds to a kernel that answers, a slider's step."""

import asyncio
import gzip
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from playwright.sync_api import sync_playwright

from tests import browser as driver
from tests.test_lite import READY, Lite
from tools import lite, serve, site
from tools.lab import choose_port

from . import room
from .measure import PAGE, Bench, Figures, first_chart

LESSON = "02_autos_and_evs.ipynb"


def measure(opened, lesson: Path, presses: int) -> tuple[float, Figures]:
    """Opens a lesson as the first page of a browser, given out as `start.py serve` does.

    Args:
        opened: The browser.
        lesson: The lesson on cars.
        presses: How many keys to press on its first slider.

    Returns:
        The megabytes over the wire, and among the figures the seconds until Python answers and the latencies.
    """
    figures, cell = Figures(), first_chart(nbformat.read(lesson, as_version=4))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder, port = Path(scratch), choose_port(8888)
        lite.build(folder / "lite", lite.parts())
        threading.Thread(target=asyncio.run, args=(serve._serve(folder, port, [], ""),), daemon=True).start()
        time.sleep(1)
        start = time.perf_counter()
        lab = Lite(opened, f"http://localhost:{port}/lite", lesson.name)
        lab.ask(READY)
        figures.first.append(time.perf_counter() - start)
        weight = sum(_weight(folder / path) for path in _asked_for(lab, folder))
        lab.run()
        lab.page.evaluate(PAGE)
        lab.cells()
        lab.show(cell)
        Bench(opened, None)._press(lab, figures, cell, presses, False)
        lab.close()
    return weight / 1e6, figures


def visit_at_once(clients: int) -> tuple[float, float, float]:
    """Has a class open the lesson on cars in JupyterLite for the first time, from `start.py serve`.

    Args:
        clients: How many pupils.

    Returns:
        The seconds in which the first of them, alone, has a Python that answers; the seconds until the last has
        everything that such a visit asks for; the megabytes of one of them.
    """
    lite.main(site.SITE / site.LITE)
    with room.serving(room.SERVE) as port, sync_playwright() as playwright:
        browser = driver.launch(playwright, "Chromium")
        start = time.perf_counter()
        lab = Lite(browser, f"http://localhost:{port}/{site.LITE}", LESSON)
        lab.ask(READY)
        alone = time.perf_counter() - start
        asked = _asked_for(lab, site.SITE)
        lab.close()
        seconds, loaded = room.load_at_once(port, asked, clients)
    return alone, seconds, loaded / clients / 1e6


def _asked_for(lab: Lite, folder: Path) -> list[str]:
    """The files of a folder that a page has asked for, each once."""
    paths = {urlsplit(url).path.lstrip("/") for url in lab.asked if url.startswith("http")}
    return sorted(path for path in paths if (folder / path).is_file())


def _weight(path: Path) -> int:
    content = path.read_bytes()
    return len(gzip.compress(content) if path.suffix in serve._SHRINKS else content)
