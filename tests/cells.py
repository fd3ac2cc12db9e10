"""Each notebook's cells tell what is saved, in the place where this runs: see test_places.py.

They run in this process, without a kernel. Where a run is not about the place, nbval runs them as Jupyter does.
"""

import contextlib
import functools
import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from tests.saved_charts import LESSONS, NOTEBOOKS, of_kind, read, source
from tools.stills import CHART, PICTURE


class Run(NamedTuple):
    """What a notebook gave: the data of each output of each code cell, by the cell's id; and its names at the end."""

    shown: dict[str, list[dict]]
    names: dict[str, object]


@functools.cache
def run(name: str, folder: Path = NOTEBOOKS) -> Run:
    """Runs the cells of a notebook, once for all tests of a process.

    Raises:
        AssertionError: A cell failed; its id and the error.
    """
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()  # what is captured is what the one instance displays
    shown = {}
    with contextlib.chdir(folder):
        for cell in of_kind(read(name, folder), "code"):
            with capture_output() as captured:
                shell.display_trap.hook = sys.displayhook  # the value of a last line is captured, too
                result = shell.run_cell(source(cell), store_history=False)
            assert result.success, f"{name}, cell {cell['id']}: {result.error_before_exec or result.error_in_exec}"
            words = [{"text/plain": captured.stdout}] if captured.stdout else []
            shown[cell["id"]] = [*words, *(output.data for output in captured.outputs if output.data)]
    return Run(shown, dict(shell.user_ns))


def told(outputs: list[dict]) -> list:
    """What the outputs of a cell tell, whether live or saved: the charts, or else the words."""
    charts = [json.loads(json.dumps(data[CHART])) for data in outputs if CHART in data]
    words = [data for data in outputs if set(data) != {PICTURE}]
    return charts or ["".join(data.get("text/html") or data.get("text/plain", "")).strip() for data in words]


@pytest.mark.parametrize("name", LESSONS)
def test_a_notebooks_cells_tell_what_is_saved(name):
    for cell in of_kind(read(name), "code"):
        saved = [output.get("data", {"text/plain": output.get("text", "")}) for output in cell["outputs"]]
        assert told(run(name).shown[cell["id"]]) == told(saved), f"{name}, cell {cell['id']}"
