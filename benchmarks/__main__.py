"""Measures everything in one run and one browser, and writes `results.md`: `python3 start.py bench`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import sync_playwright

from tests import browser as driver

from . import report, room, ways
from .measure import Bench, Figures, cell_number, first_chart, import_times, save_times, slowest_verdict

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "notebooks" / "02_autos_and_evs.ipynb"
CALENDAR = (ROOT / "notebooks" / "04_ecology.ipynb", "calendar-picture")
RESULTS = Path(__file__).with_name("results.md")
QUIET = 20
# The time to a first picture is one figure a run, and differs by a fifth from one to the next.
FIRST_PICTURES = 5


def measure_all(bench: Bench, rounds: int, presses: int, say=print) -> report.Measured:
    """Measures every notebook.

    Args:
        bench: Where the notebooks are opened.
        rounds: How often; the kinds of notebook take turns, so that a slow moment of the machine hits them all.
        presses: How many keys are pressed on a slider in a round.
        say: Gets a line about each notebook when it has been measured.

    Returns:
        All figures.
    """
    measured = report.Measured(presses=rounds * presses)
    bench.measure(ways.EXPLORE.notebook(), Figures())  # the first run makes the Vega bundle and the compiled files
    lesson, air = (nbformat.read(path, as_version=4) for path in (LESSON, CALENDAR[0]))
    cell, calendar = first_chart(lesson), cell_number(air, CALENDAR[1])
    bare = ways.bare(lesson, cell)
    for number in range(rounds):
        say(f"Round {number + 1} of {rounds}")
        for _ in range(FIRST_PICTURES):
            bench.measure(ways.IMPORTS, measured.imports)
            bench.measure(ways.EXPLORE.notebook(), measured.of(ways.EXPLORE))
            bench.measure(lesson, measured.lesson, cell=cell)
            bench.measure(bare, measured.bare_lesson, cell=cell)
        bench.measure(air, measured.calendar, cell=calendar, presses=presses, there_and_back=True)
        bench.measure(ways.ALONE.notebook(), measured.alone, presses=presses)
        for way, rows, charts in report.ROWS:
            start = time.monotonic()
            figures = measured.of(way, rows, charts)
            race = charts == 1 and rows <= 100
            bench.measure(way.notebook(rows, charts), figures, presses=presses, race=race)
            say(f"  {way.name}, rows {rows}, charts {charts}: {time.monotonic() - start:.0f} s")
    measured.libraries, measured.helpers = import_times(3 * rounds)
    measured.hook, measured.writing = save_times(CALENDAR[0], 3 * rounds)
    measured.verdict = slowest_verdict(bench.browser)
    measured.room, measured.plain_room = room.load_together(LESSON.stem, rounds)
    return measured


def main(arguments: list[str]) -> int:
    """Runs the benchmark, prints the table and writes it down.

    Args:
        arguments: The words of the command line.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="start.py bench --", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each notebook is measured (3)")
    parser.add_argument("--presses", type=int, default=24, help="keys pressed on a slider in a round (24)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the file to write (benchmarks/results.md)")
    options = parser.parse_args(arguments)
    busy = psutil.cpu_percent(interval=3)
    if busy > QUIET:
        print(f"Other programs take {busy:.0f} % of the processors: the figures will be worse than they could be.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, sync_playwright() as playwright:
        path = driver.find_browser(playwright)
        if path is None:
            print("There is no Chromium or Chrome on this computer, and the benchmarks need one.", file=sys.stderr)
            return 1
        folder = Path(scratch) / "notebooks"
        folder.mkdir()
        opened = driver.launch(playwright, path)
        server = driver.Server(Path(scratch) / "home", folder)
        try:
            bench = Bench(opened, server)
            measured = measure_all(bench, options.rounds, options.presses)
            text = report.write(measured, opened.version, bench.busy)
        finally:
            server.stop()
            opened.close()
    options.output.write_text(text, encoding="utf-8", newline="\n")
    print(text.encode(sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
