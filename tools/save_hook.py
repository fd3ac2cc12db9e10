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

from helpers.stills import PAYLOAD

from . import live_again
from .live_again import WIDGET_VIEW, is_live

PROJECT = Path(__file__).resolve().parent.parent
PICTURE = "image/png"
SECONDS = 20
DRAW = [sys.executable, "-m", "helpers.stills"]

# Charts that could not be drawn: the server stands still while it draws, so it does not try them at every save.
_hopeless: list[dict] = []


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
        outputs = [each for cell in live for each in cell["outputs"] if is_live(each) and PAYLOAD in each["data"]]
        pictures = find_pictures(outputs, saved_outputs(contents_manager, path), contents_manager.log)
        kept = [[still for output in cell["outputs"] for still in stills(output, pictures)] for cell in live]
        shown = [{"id": cell.get("id"), "outputs": cell["outputs"]} for cell in live]
        for cell, outputs in zip(live, kept, strict=True):
            cell["outputs"] = outputs
        live_again.remember(path, shown)
    except Exception:
        contents_manager.log.warning("The charts in %s were saved without pictures.", path, exc_info=True)


def saved_outputs(contents_manager: Any, path: str) -> list[dict]:
    """The outputs with a payload and a picture in the file that a save is about to replace.

    Args:
        contents_manager: Jupyter's contents manager.
        path: The notebook, as Jupyter says it.

    Returns:
        The outputs; none if there is no such file, or it is no notebook.
    """
    import nbformat

    try:
        saved = nbformat.read(contents_manager._get_os_path(path.strip("/")), as_version=4)
    except Exception:
        # A first save, another kind of storage, or a file that somebody has broken: the pictures are drawn anew.
        return []
    outputs = (output for cell in saved.cells for output in cell.get("outputs", []))
    return [output for output in outputs if {PICTURE, PAYLOAD} <= output.get("data", {}).keys()]


def find_pictures(live: list[dict], saved: list[dict], log: Any) -> list[tuple[dict, str]]:
    """A picture for every live chart that has or can have one.

    Args:
        live: The live outputs.
        saved: Outputs with pictures from the file on disk.
        log: Where a chart that cannot be drawn is reported.

    Returns:
        Pairs of payload and PNG as base64 text.
    """
    known = [
        (output["data"][PAYLOAD], output["data"][PICTURE]) for output in [*saved, *live] if PICTURE in output["data"]
    ]
    new: list[dict] = []
    for payload in (output["data"][PAYLOAD] for output in live):
        if picture_of(payload, known) is None and payload not in new and payload not in _hopeless:
            new.append(payload)
    drawn = draw(new, log)
    _hopeless.extend(payload for payload in new if picture_of(payload, drawn) is None)
    return known + drawn


def picture_of(payload: dict, pictures: list[tuple[dict, str]]) -> str | None:
    """The picture of a chart, among pairs of payload and picture.

    Args:
        payload: The chart's payload.
        pictures: Pairs of payload and PNG as base64 text.

    Returns:
        The PNG, or None.
    """
    # Compared as values, not as text: on its way through the browser 1.0 has become 1.
    return next((picture for other, picture in pictures if other == payload), None)


def draw(payloads: list[dict], log: Any, seconds: float = SECONDS) -> list[tuple[dict, str]]:
    """Draws charts in a process of its own; each alone if all at once fails, so that one bad chart spoils no other.

    Args:
        payloads: The charts' payloads.
        log: Where a chart that cannot be drawn is reported.
        seconds: How long all of it may take.

    Returns:
        Pairs of payload and PNG as base64 text, for the charts that could be drawn.
    """
    if not payloads:
        return []
    end = time.monotonic() + seconds
    try:
        finished = subprocess.run(
            DRAW, input=json.dumps(payloads).encode(), capture_output=True, timeout=seconds, check=True, cwd=PROJECT
        )
        return list(zip(payloads, json.loads(finished.stdout), strict=True))
    except subprocess.TimeoutExpired:
        log.warning("%d charts were saved without a picture: drawing took over %d seconds.", len(payloads), seconds)
        return []
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        if len(payloads) > 1:
            return [pair for one in payloads for pair in draw([one], log, max(1.0, end - time.monotonic()))]
        lines = getattr(error, "stderr", b"").decode(errors="replace").strip().splitlines()
        log.warning("A chart was saved without a picture: %s", lines[-1] if lines else error)
        return []


def stills(output: dict, pictures: list[tuple[dict, str]]) -> list[dict]:
    """What is saved instead of an output.

    Args:
        output: Any output of a cell.
        pictures: Pairs of payload and PNG as base64 text.

    Returns:
        A live chart's still, or its sentence and payload where there is no picture; of a form all but the widget; any
        other output itself.
    """
    if not is_live(output):
        return [output]
    payload = output["data"].get(PAYLOAD)
    picture = picture_of(payload, pictures)
    if picture is None:
        data = {kind: value for kind, value in output["data"].items() if kind != WIDGET_VIEW}
        return [output | {"data": data}]
    from helpers.stills import still_outputs

    return still_outputs(payload, picture)
