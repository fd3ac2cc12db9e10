"""A class runs lesson 02 at once on a real JupyterHub on loopback: `python -m benchmarks.hub --pupils 30`."""

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
from pathlib import Path

import psutil

from tests.hub import Hub, Pupil

LESSON = "02_autos_and_evs.ipynb"


def pss_mib(processes: list[psutil.Process]) -> float:
    """What processes keep in memory, in MiB; what they share is divided among those who share it."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 2**20


def spread(values: list[float]) -> str:
    """Median and largest."""
    return f"{statistics.median(values):.1f} / {max(values):.1f}"


async def measure(home: Path, count: int, forks: bool) -> dict:
    """Has a class run the lesson; gives what it took."""
    used = psutil.virtual_memory().available
    hub = Hub(home, forks=forks)
    try:
        await hub.ready()
        await asyncio.sleep(10)
        pupils = [Pupil(hub, f"pupil{number}", LESSON) for number in range(count)]
        if not forks:
            for pupil in pupils:
                from tools import lessons

                lessons.lay(Path(__file__).parent.parent, home / pupil.name / "Liuzhou")
        ended = await asyncio.gather(*(pupil.run() for pupil in pupils), return_exceptions=True)
        failed = [repr(each) for each in ended if each]
        errors = failed + [error for pupil in pupils for error in pupil.errors]
        pupils = [pupil for pupil in pupils if pupil.end]
        await asyncio.gather(*(pupil.save() for pupil in pupils))
        await asyncio.sleep(5)
        hers = [pss_mib(hub.processes_of(pupil.name)) for pupil in pupils]
        everything = pss_mib(hub.processes())
        used = (used - psutil.virtual_memory().available) / 2**20
    finally:
        hub.stop()
    times = {name: [getattr(p, name) for p in pupils] for name in ("up", "kernel", "first", "end", "saved")}
    return times | {"each": hers, "all": everything, "used": used, "errors": errors}


def main(words: list[str]) -> int:
    """Prints a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--plain", action="store_true", help="servers as JupyterHub starts them by itself")
    said = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="hub", ignore_cleanup_errors=True) as home:
        found = asyncio.run(measure(Path(home), said.pupils, not said.plain))
        if found["errors"]:
            print(found["errors"][:5], (Path(home) / "hub.log").read_text()[-3000:])
    for name, value in found.items():
        print(name, spread(value) if isinstance(value, list) and name != "errors" else value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
