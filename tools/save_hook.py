"""A Jupyter server extension: what a student saves keeps its pictures and its questions.

A live chart is a widget, and a saved widget is an empty place once its kernel is gone. So just before a notebook is
saved, each live chart in it is replaced by its still, and each form by its question; the page in the browser stays
live, and a page that is loaded again while the kernel lives gets its live charts back (see `tools.live_again`).

The server never waits for a picture: what is not drawn yet is saved without one, drawn in a process of its own, and
put into the file a moment later. All this is loaded in the server's process, so it imports nothing heavy.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from . import live_again
from .stills import charts_in, pictures_in, saved

_PROJECT = Path(__file__).resolve().parent.parent
_DRAW = [sys.executable, "-m", "tools.stills"]
_SECONDS, _SECONDS_A_CHART = 20, 5
_MOST_PICTURES = 500

# PNGs as base64 text by the fingerprint of what they were drawn from; None for a chart that could not be drawn.
_pictures: dict[str, str | None] = {}
# What is being drawn for a notebook that was saved without all its pictures, by its path.
_drawings: dict[str, Future] = {}
# Held while a file is replaced, and while a save makes known that it comes.
_replacing = Lock()
# One process draws at a time. A server that stops waits for it, so what was saved last has its pictures too.
_worker = ThreadPoolExecutor(1, "pictures")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tools.save_hook"}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(keep_pictures)
    server.contents_manager.register_post_save_hook(_add_pictures)
    live_again.watch(server)


def keep_pictures(model: dict, path: str, contents_manager: Any, **_: Any) -> None:
    """Replaces the live charts of a notebook that is about to be saved by their stills, and has new ones drawn.

    Whatever goes wrong, the notebook is saved as it came.

    Args:
        model: What Jupyter is about to save; its notebook is changed in place.
        path: Where it goes, as Jupyter says it.
        contents_manager: What saves it.
    """
    path = path.strip("/")
    with _replacing:
        _drawings.pop(path, None)
    try:
        notebook = model.get("content")
        if model.get("type") != "notebook" or not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
            return
        before = cache(lambda: _saved_cells(contents_manager, path))
        not_run = [cell for cell in notebook["cells"] if cell.get("outputs") == [] and not cell.get("execution_count")]
        if not_run and any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"]):
            _give_back(not_run, before())
        cells = [cell for cell in notebook["cells"] if cell.get("outputs")]
        charts = charts_in(cells)
        if charts.keys() - _pictures.keys():
            _remember(pictures_in(before()))
        kept = [saved(cell["outputs"], _pictures) for cell in cells]
        live_again.remember(path, cells)
        for cell, outputs in zip(cells, kept, strict=True):
            cell["outputs"] = outputs
        if charts.keys() - _pictures.keys():
            _drawings[path] = _worker.submit(_draw, charts, contents_manager.log)
    except Exception:
        contents_manager.log.warning("The charts in %s were saved without pictures.", path, exc_info=True)


def _add_pictures(model: dict, os_path: str, contents_manager: Any, **_: Any) -> None:
    """Has the pictures that are being drawn put into the file that has just been saved."""
    if drawing := _drawings.get(model["path"]):
        with contextlib.suppress(OSError, RuntimeError):
            file = Path(os_path).resolve()
            _worker.submit(_add, drawing, model["path"], file, _state(file), contents_manager)


def _saved_cells(contents_manager: Any, path: str) -> list[dict]:
    """The cells of the file that a save is about to replace: read where the notebook lacks what the file may have."""
    # It is the first save, or somebody has broken the file, or the storage is no file: the pictures are drawn anew.
    with contextlib.suppress(Exception):
        return json.loads(Path(contents_manager._get_os_path(path)).read_bytes())["cells"]
    return []


def _give_back(cells: list[dict], before: list[dict]) -> None:
    """What has not run keeps what the file shows of it: Run All empties every cell, and stops at one that fails."""
    in_file = {cell.get("id"): cell for cell in before}
    for cell in cells:
        same = in_file.get(cell.get("id"), {})
        if "".join(same.get("source", [])) == "".join(cell["source"]):
            cell["outputs"] = same.get("outputs", [])


def _draw(charts: dict[str, dict], log: Any) -> None:
    """Draws what is not drawn yet, in a process of its own, and in another one where a chart has ended that."""
    left = [name for name in charts if name not in _pictures]
    while left:
        answers = _answers([charts[name] for name in left])
        if len(answers) < len(left):
            answers.append({"reason": "It took too long, or ended the process that drew it."})
        for name, answer in zip(left, answers, strict=False):
            _remember({name: answer.get("picture")})
            if "reason" in answer:
                log.warning("A chart was saved without a picture. %s", answer["reason"])
        left = left[len(answers) :]


def _answers(specs: list[dict]) -> list[dict]:
    """What the drawing process says of each chart, up to the one that has ended it."""
    # In a session of its own, it is not ended by the Ctrl+C that ends the server.
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "cwd": _PROJECT, "start_new_session": True}
    seconds = _SECONDS + _SECONDS_A_CHART * len(specs)
    try:
        said = subprocess.run(_DRAW, input=json.dumps(specs).encode(), timeout=seconds, check=False, **options).stdout
    except (subprocess.TimeoutExpired, OSError) as error:
        said = getattr(error, "stdout", None) or b""
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


def _remember(pictures: dict[str, str | None]) -> None:
    _pictures.update(pictures)
    while len(_pictures) > _MOST_PICTURES:
        del _pictures[next(iter(_pictures))]


def _add(drawing: Future, path: str, file: Path, state: tuple, contents_manager: Any) -> None:
    """Puts pictures into a file, unless it is no longer what was saved.

    The new file is as old as the first, so that the next save finds nothing changed.
    """
    from nbformat import from_dict, v4

    beside = file.with_name(f".{file.name}.pictures")
    try:
        # JupyterLab gives a new notebook its name just after it has saved it.
        file = next(each for each in (file, *file.parent.glob("*.ipynb")) if each.exists() and _state(each) == state)
        text = file.read_text(encoding="utf-8")
        before, notebook = v4.reads(text), v4.reads(text)
        for cell in notebook.cells:
            if cell.get("outputs"):
                cell.outputs = from_dict(saved(cell.outputs, _pictures))
        if notebook == before:
            return
        beside.write_bytes((v4.writes(notebook) + "\n").encode("utf-8"))
        shutil.copystat(file, beside)
        # Jupyter trusts what it has signed. A notary keeps to the thread that made it.
        with type(contents_manager.notary)(parent=contents_manager) as notary:
            if notary.check_signature(before):
                notary.sign(notebook)
        with _replacing:
            if _drawings.get(path) is drawing and _state(file) == state:
                os.replace(beside, file)
    except Exception as error:
        # The file is gone, is being written, or cannot be replaced: the next save has the pictures at hand.
        contents_manager.log.info("The new pictures of %s wait for its next save: %r", path, error)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _state(file: Path) -> tuple:
    """What differs between two states of a file."""
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
