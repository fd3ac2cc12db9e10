"""Turns the figures into a table, the reach that was set, and three sentences."""

import datetime
import os
import platform
import statistics
import textwrap
from dataclasses import dataclass, field
from importlib.metadata import version

from . import ways
from .measure import STEPS, Figures
from .room import CLIENTS, Class

GROWTH = ((100, 1), (1000, 1), (10_000, 1), (10, 4), (10, 12))
ROWS = [(way, 10, 1) for way in (ways.FLOOR, ways.EXPLORE, *ways.RIVALS)]
ROWS += [(way, *size) for size in GROWTH for way in (ways.EXPLORE, ways.OBSERVE)]
PACKAGES = ("jupyterlab", "ipywidgets", "anywidget", "altair", "vl-convert-python", "plotly", "bqplot")
TWO_FRAMES = 2 * 1000 / 60
# A rival that is ahead by less than this share is level.
LEVEL = 0.02

HOW = """
Each way draws the same ten bars under one slider from 1 to 100, in a notebook and a kernel of its own, in one run of
one browser; {presses} real key presses each. The clock runs in the page, from the key going down to the end of the
frame in which the bars' shapes (or a canvas's blue pixels) are others. Bytes are the frames on the kernel's websocket.
"÷ JupyterChart" compares with the row `observe` of the same size. JupyterLab takes the arrow keys from Vega's own
input: for the measurement it was told not to. The data are in pandas; the floor imports only ipywidgets; the helpers
are imported before pandas and Altair, as in the lessons, and load those with no search for garbage meanwhile.
*p*: the saved notebook keeps a picture.
"""

HEADER = (
    "driven by",
    "key to picture, median / p95 ms",
    "p95 ÷ floor",
    "p95 ÷ JupyterChart",
    f"60 a second: pictures of {STEPS}",
    "a step, bytes out / back",
    "to draw, kB",
    "÷ JupyterChart",
    "Run All to first picture, s",
    "kernel, MiB, drawn / after the steps",
    "÷ JupyterChart",
    "saved, kB",
)


@dataclass
class Measured:
    """All figures of a run.

    Args:
        presses: How many keys were pressed on each slider.
    """

    presses: int
    rows: dict = field(default_factory=dict)
    alone: Figures = field(default_factory=Figures)
    imports: Figures = field(default_factory=Figures)
    lesson: Figures = field(default_factory=Figures)
    bare_lesson: Figures = field(default_factory=Figures)
    calendar: Figures = field(default_factory=Figures)
    libraries: float = 0
    helpers: float = 0
    hook: float = 0
    writing: float = 0
    verdict: float = 0
    room: Class = field(default_factory=Class)
    plain_room: Class = field(default_factory=Class)

    def of(self, way: ways.Way, rows: int = 10, charts: int = 1) -> Figures:
        """The figures of a notebook, none at first."""
        return self.rows.setdefault((way, rows, charts), Figures())


def write(measured: Measured, browser: str, busy: list[float]) -> str:
    """The whole text of the results.

    Args:
        measured: All figures.
        browser: The browser's version.
        busy: How much of the processors other programs took, in percent, just before each notebook.

    Returns:
        Markdown.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    others = f"Between the notebooks, other programs took {statistics.median(busy):.0f} % of the processors"
    others += f" (at most {max(busy):.0f} %)."
    return "\n".join(
        [
            "# Speed and weight, beside the usual ways",
            "",
            "Made by `python3 start.py bench`; do not edit.",
            "",
            *sentences(measured),
            "",
            *table(measured),
            "",
            *textwrap.wrap(HOW.format(presses=measured.presses).strip(), 118),
            "",
            "## What was to be reached",
            "",
            *reach(measured),
            "",
            "## Where",
            "",
            f"{datetime.date.today().isoformat()}, {os.cpu_count()} CPUs, {platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}, Chromium {browser}, {versions}. {others}",
            "",
        ]
    )


def table(measured: Measured) -> list[str]:
    """The lines of the table."""
    lines = [_line(HEADER), _line(["---"] + ["--:"] * (len(HEADER) - 1))]
    for way, rows, charts in ROWS:
        figures = measured.of(way, rows, charts)
        comparable = (ways.OBSERVE, rows, charts) in measured.rows and way is not ways.FLOOR
        chart = measured.of(ways.OBSERVE, rows, charts) if comparable else None
        lines.append(_line(_row(_name(way, rows, charts), figures, measured.of(ways.FLOOR), chart)))
    return lines


def _name(way: ways.Way, rows: int, charts: int) -> str:
    more = [f"{rows:,} rows"] * (rows != 10) + [f"{charts} charts"] * (charts != 1)
    return ", ".join([way.name, *more])


def _row(name: str, figures: Figures, floor: Figures, chart: Figures | None) -> list[str]:
    def beside(value: float, other: float | None) -> str:
        return "" if other is None else f"{value / other:.2f}"

    return [
        name,
        f"{figures.middle('latencies'):.0f} / {figures.p95:.0f}",
        beside(figures.p95, floor.p95),
        beside(figures.p95, chart and chart.p95),
        f"{figures.middle('painted'):.0f}" if figures.painted else "",
        f"{figures.middle('sent'):,.0f} / {figures.middle('received'):,.0f}",
        f"{figures.middle('to_draw') / 1000:,.0f}",
        beside(figures.middle("to_draw"), chart and chart.middle("to_draw")),
        f"{figures.middle('first'):.2f}",
        f"{figures.middle('kernel'):.0f} / {figures.middle('kernel_after'):.0f}",
        beside(figures.middle("kernel"), chart and chart.middle("kernel")),
        f"{figures.middle('saved') / 1000:,.1f}{' *p*' if all(figures.keeps_picture) else ''}",
    ]


def _line(cells) -> str:
    return f"| {' | '.join(cells)} |"


def reach(measured: Measured) -> list[str]:
    """A line for each figure that was to be reached: whether it was, and the number."""
    explore, chart, floor = (measured.of(way) for way in (ways.EXPLORE, ways.OBSERVE, ways.FLOOR))
    hundred = measured.of(ways.EXPLORE, 100)
    twelve = measured.of(ways.EXPLORE, 10, 12)
    more = (twelve.middle("to_draw") - explore.middle("to_draw")) / 11 / 1000
    imports, lesson, bare = measured.imports.middle("first"), measured.lesson, measured.bare_lesson.middle("first")
    out = explore.middle("sent") - measured.alone.middle("sent")
    back = explore.middle("received") - measured.alone.middle("received")
    first, lesson_first = explore.middle("first") / imports, lesson.middle("first") / bare
    dropped = STEPS - min(hundred.reached)
    checks = [
        (explore.p95 / floor.p95, 1.2, "p95 of a step ÷ the floor's: {:.2f}, at most {}"),
        (explore.p95 / chart.p95, 1 / 3, "p95 of a step ÷ JupyterChart's: {:.2f}, at most {:.2f}"),
        (
            dropped,
            0,
            f"states dropped of {STEPS}, at {hundred.middle('pace'):.0f} steps a second on 100 rows, in the worst of "
            f"{len(hundred.reached)} rounds: {{}}, at most {{}}",
        ),
        (
            lesson.middle("kernel"),
            150,
            "MiB of a kernel with the whole lesson on cars run: {:.0f}, at most {} "
            f"(the bare imports: {measured.imports.middle('kernel'):.0f})",
        ),
        (first, 1.4, "Run All to first picture ÷ the bare imports, one chart: {:.2f}, at most {}"),
        (
            lesson_first,
            1.4,
            "the lesson on cars, its first chart ÷ the bare imports in a notebook of as many cells: {:.2f}, at most {}",
        ),
        (
            measured.calendar.p95,
            TWO_FRAMES,
            "ms, p95 of a step of the threshold on the calendar of 1,157 days: {:.0f}, at most two frames ({:.0f}); "
            f"median {measured.calendar.middle('latencies'):.0f}",
        ),
        (more, 50, "kB for each further chart of twelve (no second bundle): {:.0f}, at most {}"),
        (out, 0, "bytes a step sends beyond the slider's own: {:.0f}, at most {}"),
        (measured.verdict, 50, "ms, the slowest verdict on a typed answer: {:.0f}, at most {}"),
        (
            measured.hook / measured.writing,
            1,
            "the save hook's time for the largest lesson ÷ that of writing its file: {:.2f}, at most {} "
            f"({1000 * measured.hook:.0f} ms to {1000 * measured.writing:.0f} ms)",
        ),
        (
            max(measured.room.seconds),
            10,
            f"s until {CLIENTS} clients who ask `serve` for the page on cars at once all have it, in the worst of "
            f"{len(measured.room.seconds)} rounds: {{:.2f}}, at most {{}}; the median is "
            f"{measured.room.middle('seconds') / measured.plain_room.middle('seconds'):.2f} of that of Python's own "
            f"server of files, with {measured.room.middle('bytes') / 1e6:.1f} MB where that sends "
            f"{measured.plain_room.middle('bytes') / 1e6:.1f} MB",
        ),
        (back, 0, "bytes a step brings back beyond the slider's own: {:.0f}, at most {}"),
    ]
    lines = [
        f"- {'reached' if value <= most else '**not reached**'}: {text.format(value, most)}"
        for value, most, text in checks
    ]
    lines.append(
        f"- for comparison: the lesson on cars took {lesson.middle('first'):.2f} s to its first picture and "
        f"{lesson.middle('to_draw') / 1000:,.0f} kB, the bare imports {imports:.2f} s in JupyterLab, {bare:.2f} s in a "
        f"notebook of as many cells as the lesson; importing the helpers takes "
        f"{measured.helpers / measured.libraries:.2f} times as long as the libraries under them "
        f"({measured.helpers:.2f} s to {measured.libraries:.2f} s)"
    )
    return lines


def sentences(measured: Measured) -> list[str]:
    """Three sentences on what the table says, a rival's wins among them."""
    explore, chart, floor = (measured.of(way) for way in (ways.EXPLORE, ways.OBSERVE, ways.FLOOR))
    hundred, lesson = measured.of(ways.EXPLORE, 100), measured.lesson
    our_twelve, their_twelve = (measured.of(way, 10, 12) for way in (ways.EXPLORE, ways.OBSERVE))
    drops = STEPS - min(hundred.reached)
    dropped = f"{drops} of {STEPS} states are" if drops else "no state is"
    frames = (
        f"{hundred.middle('painted'):.0f} pictures of {STEPS} are painted (the floor: {floor.middle('painted'):.0f})"
    )
    return [
        f"With `explore()`, 95 of 100 key presses change the picture within {explore.p95:.0f} ms: "
        f"{explore.p95 / floor.p95:.2f} times the floor's {floor.p95:.0f} ms and {explore.p95 / chart.p95:.2f} of "
        f"`JupyterChart`'s {chart.p95:.0f} ms; at sixty steps a second on 100 rows, {dropped} dropped on the way to "
        f"the chart and {frames}, since two steps may fall into one frame.",
        f"Twelve charts take {_megabytes(our_twelve)} MB on the kernel's socket where `JupyterChart` takes "
        f"{_megabytes(their_twelve)} MB, and leave {our_twelve.middle('kernel'):.0f} MiB in the kernel where it leaves "
        f"{their_twelve.middle('kernel'):.0f} MiB; the whole lesson on cars leaves {lesson.middle('kernel'):.0f} MiB.",
        wins(measured),
    ]


def _megabytes(figures: Figures) -> str:
    return f"{figures.middle('to_draw') / 1e6:.2f}"


CONTESTS = {
    "median latency": ("{:.0f} to {:.0f} ms", lambda figures: figures.middle("latencies")),
    "p95 latency": ("{:.0f} to {:.0f} ms", lambda figures: figures.p95),
    "pictures at sixty steps a second": ("{:.0f} to {:.0f}", lambda figures: -figures.middle("painted")),
    "bytes sent a step": ("{:.0f} to {:.0f}", lambda figures: figures.middle("sent")),
    "bytes back a step": ("{:.0f} to {:.0f}", lambda figures: figures.middle("received")),
    "bytes to draw one chart": ("{:.0f} to {:.0f} kB", lambda figures: figures.middle("to_draw") / 1000),
    "first picture": ("{:.2f} to {:.2f} s", lambda figures: figures.middle("first")),
    "kernel memory": ("{:.0f} to {:.0f} MiB", lambda figures: figures.middle("kernel")),
    "size of the saved notebook": ("{:.1f} to {:.1f} kB", lambda figures: figures.middle("saved") / 1000),
}


def wins(measured: Measured) -> str:
    """The sentence on the contests in which a rival is ahead, each with the best rival."""
    ours = measured.of(ways.EXPLORE)
    ahead = []
    for contest, (form, figure) in CONTESTS.items():
        best = min(ways.RIVALS, key=lambda way, figure=figure: figure(measured.of(way)))
        mine, theirs = figure(ours), figure(measured.of(best))
        if mine - theirs > LEVEL * abs(mine):
            ahead.append(f"{contest} ({best.name}: {form.format(abs(theirs), abs(mine))})")
    for rows, charts in GROWTH:
        mine, theirs = (measured.of(way, rows, charts).p95 for way in (ways.EXPLORE, ways.OBSERVE))
        if mine - theirs > LEVEL * mine:
            size = f"{rows:,} rows" if charts == 1 else f"{charts} charts"
            ahead.append(f"p95 latency with {size} ({ways.OBSERVE.name}: {theirs:.0f} to {mine:.0f} ms)")
    if not ahead:
        return "No rival is ahead of `explore()` in any column."
    return f"A rival is ahead of `explore()` in {len(ahead)} contests: {'; '.join(ahead)}."
