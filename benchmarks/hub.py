"""A class runs lesson 02 at once on a real JupyterHub on loopback: `python -m benchmarks.hub`, with deploy/'s packages.

Pupils start their servers at the same moment, run all cells and save, each as soon as she can. They draw no pictures: a
pupil's browser is a computer of its own, and here thirty would take what the server needs. A picture counts as there
when its chart has come.
"""

import argparse
import asyncio
import contextlib
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import psutil

from tests.hub import ROOT, Hub, Pupil
from tools import lessons

from .lite import LESSON, visit_at_once

RESULTS = Path(__file__).with_name("hub.md")
WAYS = {"deploy/: servers and kernels are forks": True, "JupyterHub as it comes": False}
# Until what a server starts beside the lesson has come to rest.
REST = 10
HEAD = """# A class on one server

{pupils} pupils start their servers at the same moment, run all cells of lesson 02 and save: a real JupyterHub on
loopback, {cores} cores shared with the pupils' own programs, Python {python}. Times are seconds from a pupil's first
click, median / most. MiB are PSS: what processes share is divided among them. `python -m benchmarks.hub` writes this.

| way | her server | first picture | all cells | a save | MiB: server and kernel | MiB in all, with the hub | errors |
|---|---|---|---|---|---|---|---|
"""
IN_LITE = """
The same class in JupyterLite, whose Python runs on the pupils' own computers: `start.py serve` has given each of the
{pupils} all that a first visit asks for, {megabytes:.1f} MB, within {together:.1f} s. One pupil alone, on this
computer, has a Python that answers after {alone:.1f} s.
"""


def pss_mib(processes: list[psutil.Process]) -> float:
    """What processes keep in memory, in MiB; what they share is divided among those who share it."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 2**20


def spread(values: list[float], digits: int = 1) -> str:
    """Median and largest."""
    return f"{statistics.median(values):.{digits}f} / {max(values):.{digits}f}"


async def measure(home: Path, count: int, forks: bool) -> list[str]:
    """Has a class run the lesson; gives what it took, as the cells of a table."""
    hub = Hub(home, forks=forks)
    try:
        await hub.ready()
        await asyncio.sleep(REST)
        pupils = [Pupil(hub, f"pupil{number}", LESSON) for number in range(count)]
        for pupil in [] if forks else pupils:
            lessons.lay(ROOT, home / pupil.name / "Liuzhou")

        async def attend(pupil: Pupil) -> None:
            await pupil.run()
            await pupil.save()

        ended = await asyncio.gather(*map(attend, pupils), return_exceptions=True)
        errors = [*map(repr, filter(None, ended)), *(error for pupil in pupils for error in pupil.errors)]
        await asyncio.sleep(REST)
        each = [pss_mib(hub.processes_of(pupil.name)) for pupil in pupils]
        everything = pss_mib(hub.processes())
    finally:
        hub.stop()
    print(*errors[:5], sep="\n")
    times = [spread([getattr(pupil, name) for pupil in pupils]) for name in ("up", "first", "end", "saved")]
    return [*times, spread(each, 0), f"{everything:,.0f}", str(len(errors))]


def main(words: list[str]) -> int:
    """Measures each way, prints the table and writes it down.

    Args:
        words: Those of the command line.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=30, help="how many (30)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the file to write (benchmarks/hub.md)")
    said = parser.parse_args(words)
    text = HEAD.format(pupils=said.pupils, cores=os.cpu_count(), python=platform.python_version())
    for way, forks in WAYS.items():
        # A short path: that of a socket may have 107 letters.
        with tempfile.TemporaryDirectory(prefix="hub", ignore_cleanup_errors=True) as home:
            text += f"| {' | '.join([way, *asyncio.run(measure(Path(home), said.pupils, forks))])} |\n"
        said.output.write_text(text, encoding="utf-8", newline="\n")
    alone, together, megabytes = visit_at_once(said.pupils)
    text += IN_LITE.format(pupils=said.pupils, alone=alone, together=together, megabytes=megabytes)
    said.output.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
