"""A Jupyter server extension: what a student saves keeps its pictures and its questions.

A live chart is a widget, and a saved widget is an empty place once its kernel is gone. So just before a notebook is
saved, each live chart in it is replaced by its still, and each form by its question; the page in the browser stays
live, and a page that is loaded again while the kernel lives gets its live charts back (see `tools.live_again`).

It is loaded in the server's process, so it imports nothing heavy: pictures are drawn in a process of their own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from . import live_again
from .stills import CHART, PICTURE, drawn_from, fingerprint, is_live, still_outputs

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 20
DRAW = [sys.executable, "-m", "tools.stills"]

# The fingerprints of charts that could not be drawn: the server stands still while it draws, so it tries them once.
_hopeless: set[str] = set()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tools.save_hook"}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(keep_pictures)
    live_again.watch(server)


def keep_pictures(model: dict, path: str, contents_manager: Any, **_: Any) -> None:
    """Replaces the live charts of a notebook that is about to be saved by their stills.

    Whatever goes wrong, the notebook is saved as it came.

    Args:
        model: What Jupyter is about to save; its notebook is changed in place.
        path: Where it goes, as Jupyter says it.
        contents_manager: What saves it.
    """
    try:
        notebook = model.get("content")
        if model.get("type") != "notebook" or not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
            return
        live = [cell for cell in notebook["cells"] if any(map(is_live, cell.get("outputs", [])))]
        if not live:
            return
        specs = [each["data"][CHART]["spec"] for cell in live for each in cell["outputs"] if is_chart(each)]
        pictures = find_pictures(specs, saved_pictures(contents_manager, path), contents_manager.log)
        kept = [[still for output in cell["outputs"] for still in stills(output, pictures)] for cell in live]
        shown = [{"id": cell.get("id"), "outputs": cell["outputs"]} for cell in live]
        for cell, outputs in zip(live, kept, strict=True):
            cell["outputs"] = outputs
        live_again.remember(path, shown)
    except Exception:
        contents_manager.log.warning("The charts in %s were saved without pictures.", path, exc_info=True)


def is_chart(output: dict) -> bool:
    """Whether an output is a live chart."""
    return is_live(output) and CHART in output["data"]


def saved_pictures(contents_manager: Any, path: str) -> dict[str, str]:
    """The pictures in the file that a save is about to replace.

    Args:
        contents_manager: Jupyter's contents manager.
        path: The notebook, as Jupyter says it.

    Returns:
        PNGs as base64 text by the fingerprint of what they were drawn from; none if there is no such file.
    """
    import nbformat

    try:
        saved = nbformat.read(contents_manager._get_os_path(path.strip("/")), as_version=4)
    except Exception:
        # A first save, another kind of storage, or a file that somebody has broken: the pictures are drawn anew.
        return {}
    outputs = (output for cell in saved.cells for output in cell.get("outputs", []))
    pictures = ("".join(output["data"][PICTURE]) for output in outputs if PICTURE in output.get("data", {}))
    return {drawn_from(picture): picture for picture in pictures if drawn_from(picture)}


def find_pictures(specs: list[dict], known: dict[str, str], log: Any) -> dict[str, str]:
    """A picture for every chart that has or can have one.

    Args:
        specs: The specifications of the charts.
        known: Pictures by the fingerprint of what they were drawn from.
        log: Where a chart that cannot be drawn is reported.

    Returns:
        The same with the pictures that were drawn now.
    """
    wanted = {fingerprint(spec): spec for spec in specs}
    new = {name: spec for name, spec in wanted.items() if name not in known and name not in _hopeless}
    drawn = draw(list(new.values()), log)
    _hopeless.update(new.keys() - drawn.keys())
    return known | drawn


def draw(specs: list[dict], log: Any, seconds: float = SECONDS) -> dict[str, str]:
    """Draws charts in a process of its own; each alone if all at once fails, so that one bad chart spoils no other.

    Args:
        specs: The specifications of the charts.
        log: Where a chart that cannot be drawn is reported.
        seconds: How long all of it may take.

    Returns:
        PNGs as base64 text by the fingerprint of what they were drawn from, for the charts that could be drawn.
    """
    if not specs:
        return {}
    end = time.monotonic() + seconds
    try:
        finished = subprocess.run(
            DRAW, input=json.dumps(specs).encode(), capture_output=True, timeout=seconds, check=True, cwd=PROJECT
        )
        return dict(zip(map(fingerprint, specs), json.loads(finished.stdout), strict=True))
    except subprocess.TimeoutExpired:
        log.warning("%d charts were saved without a picture: drawing took over %d seconds.", len(specs), seconds)
        return {}
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        if len(specs) > 1:
            apart = [draw([one], log, max(1.0, end - time.monotonic())) for one in specs]
            return {name: picture for pictures in apart for name, picture in pictures.items()}
        lines = getattr(error, "stderr", b"").decode(errors="replace").strip().splitlines()
        log.warning("A chart was saved without a picture: %s", lines[-1] if lines else error)
        return {}


def stills(output: dict, pictures: dict[str, str]) -> list[dict]:
    """What is saved instead of an output.

    Args:
        output: Any output of a cell.
        pictures: PNGs as base64 text by the fingerprint of what they were drawn from.

    Returns:
        For a live chart or form what can be seen without a kernel; any other output itself.
    """
    if not is_live(output):
        return [output]
    return still_outputs(output, pictures.get(fingerprint(output["data"][CHART]["spec"])) if is_chart(output) else None)
