"""Looks whether the notebooks can run on this computer: each check gives a sentence, or raises one with what to do."""

import os
import re
import socket
import sys
import tempfile
import unicodedata
import urllib.request
from importlib.metadata import Distribution
from pathlib import Path

from . import ToolError, messages

ROOT = Path(__file__).resolve().parent.parent
WORD = "柳州螺蛳粉"
LETTER = '<svg xmlns="http://www.w3.org/2000/svg"><text y="40" style="font:36px {font}">{letter}</text></svg>'


def packages() -> str:
    """Whether the packages of a reader are those that the project pins, and which are others."""
    pins = re.findall(r"(?m)^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    paths = [Path(entry).resolve() for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    found = {name: next(Distribution.discover(name=name), None) for name, _ in pins}
    others = [name for name, pin in pins if not found[name] or found[name].version != pin]
    for name in filter(found.get, others):
        folder = Path(found[name].locate_file("")).resolve()
        if folder in paths:
            raise ToolError(messages.FROM_PYTHONPATH.format(package=name, found=found[name].version, folder=folder))
    if others:
        raise ToolError(messages.OTHER_PACKAGES.format(names=", ".join(others), remedy=messages.REMEDY))
    return messages.PACKAGES.format(python=sys.version.split()[0], count=len(pins))


def home() -> str:
    """Whether Jupyter can write where it must before a kernel starts."""
    from jupyter_core.paths import jupyter_runtime_dir

    return _written(Path(jupyter_runtime_dir()), messages.HOME, messages.HOME_CLOSED)


def saving() -> str:
    """Whether a student's work can be saved where it is."""
    return _written(ROOT / "notebooks", messages.SAVING, messages.SAVING_CLOSED)


def _written(folder: Path, well: str, closed: str) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
    except OSError as error:
        raise ToolError(closed.format(folder=folder)) from error
    return well.format(folder=folder)


def kernel() -> str:
    """Whether a kernel starts, belongs to this environment, and finds the helpers."""
    import nbformat

    from .refresh import execute

    cell = nbformat.v4.new_code_cell("import sys, helpers\nprint(sys.prefix)")
    execute(nbformat.v4.new_notebook(cells=[cell]), ROOT / "notebooks" / "a notebook of one cell")
    prefix = "".join(output.get("text", "") for output in cell.outputs).strip()
    if Path(prefix).resolve() != Path(sys.prefix).resolve():
        raise ToolError(messages.KERNEL_ELSEWHERE.format(prefix=prefix, remedy=messages.REMEDY))
    return messages.KERNEL


def pictures(word: str = WORD) -> str:
    """Whether pictures are drawn, and Chinese in them has letters: else each is the same empty box, or nothing."""
    import vl_convert

    from helpers.charts.theme import city_figures

    font = city_figures()["config"]["font"]
    drawn = {vl_convert.svg_to_png(LETTER.format(font=font, letter=each)) for each in (" ", *word)}
    if len(drawn) < len({" ", *word}):
        raise ToolError(messages.NO_CHINESE)
    return messages.PICTURES


def loopback() -> str:
    """Whether a browser on this computer can reach a server on it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        try:
            socket.create_connection(("localhost", port), timeout=10).close()
        except OSError as error:
            raise ToolError(messages.NO_LOOPBACK.format(port=port, error=error)) from error
    return messages.LOOPBACK


def proxy() -> str:
    """Whether a proxy would get in the way of loopback."""
    if {"http", "https"} & urllib.request.getproxies().keys() and not urllib.request.proxy_bypass("localhost"):
        raise ToolError(messages.PROXY)
    return messages.NO_PROXY


def jupyterlab() -> str:
    """Whether JupyterLab keeps the pictures of a notebook that a student saves, and asks no other computer for news."""
    laid = ROOT / "jupyter"
    if not all((sys.prefix / each.relative_to(laid)).exists() for each in laid.rglob("*.json")):
        raise ToolError(messages.NOT_TOLD.format(remedy=messages.REMEDY))
    return messages.TOLD


# What the notebooks need, then what is only noted.
NEEDED = (packages, home, kernel, pictures, loopback, jupyterlab)
NOTED = (saving, proxy)


def _padded(text: str, width: int) -> str:
    """A text with blanks behind it, as wide as others: a Chinese character has the width of two letters."""
    return text + " " * (width - sum(1 + (unicodedata.east_asian_width(each) == "W") for each in text))


def main(needed: tuple = NEEDED, noted: tuple = NOTED) -> int:
    """Prints a line for each check; gives 0 where all that is needed is well."""
    bad = 0
    for look in needed + noted:
        try:
            mark, said = "ok", look()
        except Exception as error:
            mark, said = "fix" if look in needed else "note", str(error)
            if not isinstance(error, ToolError):
                said = messages.BROKEN_CHECK.format(kind=type(error).__name__, error=said, remedy=messages.REMEDY)
        bad += mark == "fix"
        name = messages.CHECKS.get(look.__name__, look.__name__)
        print(_padded(messages.MARKS[mark], 5), _padded(f"{name}:", 11), " ".join(said.split()), flush=True)
        # Whatever comes after would stumble over the same.
        if bad and look is packages:
            break
    print(messages.TO_FIX.format(count=bad) if bad else messages.ALL_WELL)
    return int(bad > 0)
