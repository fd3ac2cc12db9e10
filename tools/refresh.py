"""Runs the notebooks and saves their outputs as they are committed."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

from . import ToolError, lessons, messages, prose, stills, translate

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What front ends note down about a cell without the author's doing.
CHANCE_METADATA = {"collapsed", "execution", "ExecuteTime", "scrolled"}


def find_notebooks(names: list[str], folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks that some names mean, in teaching order.

    Args:
        names: File names, with or without the ending, or beginnings of them such as "02"; none means all.
        folder: Where the notebooks are.

    Returns:
        Their paths.

    Raises:
        ToolError: If a name fits no notebook, or there is none.
    """
    every = {path.stem: path for path in lessons.lessons(folder)}
    if not every:
        raise ToolError(f"There is no notebook in {folder}.")
    chosen = {stem for name in names for stem in lessons.meant(name, every, several=True)} if names else set(every)
    return [path for stem, path in every.items() if stem in chosen]


def read(path: Path) -> nbformat.NotebookNode:
    """Reads a notebook; a cell without an id, or with another's, gets one that depends on its place alone.

    Args:
        path: The notebook's file.

    Returns:
        The notebook.
    """
    # nbformat would give random ids where they lack, so they are given before it looks.
    content, taken = json.loads(path.read_text(encoding="utf-8")), set()
    for number, cell in enumerate(content["cells"], start=1):
        cell["id"] = cell.get("id") or "cell"
        while cell["id"] in taken | {"cell"}:
            cell["id"] += f"-{number}"
        taken.add(cell["id"])
    content["nbformat_minor"] = max(5, content.get("nbformat_minor", 0))
    return nbformat.reads(json.dumps(content), as_version=4)


def execute(notebook: nbformat.NotebookNode, name: str, folder: Path, timeout: int = 300) -> None:
    """Runs every cell in a fresh kernel of this interpreter.

    Args:
        notebook: The notebook, whose outputs are replaced.
        name: What to call it in an error.
        folder: The working folder of the kernel.
        timeout: The seconds that one cell may take.

    Raises:
        ToolError: If a cell fails.
    """
    running = []
    client = NotebookClient(
        notebook,
        kernel_name=KERNELSPEC["name"],
        timeout=timeout,
        store_widget_state=False,
        # A busy machine may send what one cell prints in several pieces.
        coalesce_streams=True,
        # Below an error, what a kernel has to say goes to the terminal, across the progress.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: running.append(cell_index),
    )
    environment = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        client.execute(env=environment)
    except (CellControlSignal, CellTimeoutError, DeadKernelError) as error:
        raise ToolError(_failure(notebook, name, running[-1] if running else None, error)) from error


def lesson_minutes(notebook: Mapping) -> dict[str, Fraction]:
    """The minutes that the prose of a lesson tells, by the names that it binds them to.

    Args:
        notebook: The notebook.

    Returns:
        `minutes` and `question_minutes` of the lesson; `part0` and so on for the cells that begin a part. Nothing for
        a notebook that is no lesson.

    Example:
        >>> cells = [{"metadata": {"minutes": minutes}} for minutes in (2, 7)]
        >>> lesson_minutes({"metadata": {}, "cells": cells})
        {'part0': Fraction(2, 1), 'part1': Fraction(7, 1)}
    """
    lesson, metadata = notebook["metadata"].get("lesson", {}), [cell["metadata"] for cell in notebook["cells"]]
    told = {name: lesson[name] for name in ("minutes", "question_minutes") if name in lesson}
    timed = [each["minutes"] for each in metadata if "minutes" in each]
    told |= {f"part{number}": minutes for number, minutes in enumerate(timed)}
    return {name: Fraction(minutes) for name, minutes in told.items()}


def _execute_and_ask(notebook: nbformat.NotebookNode, path: Path) -> dict[str, dict[str, str]]:
    """Runs every cell; gives, by place and name, the numbers that the prose may be bound to."""
    prose_cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    names = sorted({name for source in prose_cells for name in prose.bound_names(source)})
    theme = notebook.metadata.get("lesson", {}).get("theme")
    facts = f"_facts({theme!r})" if theme else "{}"
    # It has names of its own, since the cells of a lesson may have taken any other.
    ask = nbformat.v4.new_code_cell(f"""
import json as _json
from helpers.data.facts import facts as _facts
from tools.prose import numbers as _numbers
_found = [_numbers({names}, each) for each in ({facts}, globals())]
print(_json.dumps([{{name: str(number) for name, number in each.items() if number is not None}} for each in _found]))
""")
    notebook.cells += [ask] if names else []
    execute(notebook, path.name, path.parent)
    notebook.cells = [cell for cell in notebook.cells if cell is not ask]
    in_facts, in_cells = json.loads(ask.outputs[-1].text) if names else ({}, {})
    in_metadata = {name: str(number) for name, number in lesson_minutes(notebook).items()}
    return {f"data/facts/{theme}.py": in_facts, "its cells": in_cells, "its metadata": in_metadata}


def _write_numbers(cell: nbformat.NotebookNode, name: str, known: dict[str, dict[str, str]]) -> None:
    """Writes each number of a cell as it is now: by place and name, it is known where it stands."""
    numbers = {}
    for bound in prose.bound_names(cell.source):
        found = {place: Fraction(each[bound]) for place, each in known.items() if bound in each}
        if not found:
            raise ToolError(f"{name}, cell {cell.id}: {bound!r} names no number of {', '.join(known)}.")
        (place, numbers[bound]), *others = found.items()
        for other, number in others:
            if number != numbers[bound]:
                both = f"{numbers[bound]} in {place} and {number} in {other}"
                raise ToolError(f"{name}, cell {cell.id}: {bound!r} is {both}: give one of them another name.")
    cell.source = prose.written(cell.source, numbers)


def _put_stills(cell: nbformat.NotebookNode, name: str, pictures: dict[str, str]) -> None:
    """Puts stills in place of what is live; a chart that is as before keeps its picture."""
    for chart, spec in stills.charts_in([cell]).items():
        try:
            pictures[chart] = pictures.get(chart) or stills.png(spec)
        except ValueError as error:
            # The lines below the message point into Vega's own code.
            reason = " ".join(line for line in str(error).splitlines() if not line.lstrip().startswith("at "))
            raise ToolError(f"{name}, cell {cell.id}: Vega cannot draw this chart: {reason}") from error
    cell.outputs = nbformat.from_dict(stills.saved(cell.outputs, pictures))


def _failure(notebook: nbformat.NotebookNode, name: str, index: int | None, error: Exception) -> str:
    """One sentence that names the notebook, the cell and the error."""
    reason = f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else str(error) or type(error).__name__
    reason = " ".join(reason.split())
    if index is None:
        return f"{name} failed before its first cell: {reason}"
    number = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells[: index + 1])
    lines = notebook.cells[index].source.strip().splitlines()
    return f"{name} failed in cell [{number}], which begins {lines[0]!r}: {reason}"


def _clean(notebook: nbformat.NotebookNode) -> None:
    """Leaves in a notebook only what another machine would make as well, and what needs no kernel to be seen."""
    lesson = {"lesson": notebook.metadata["lesson"]} if "lesson" in notebook.metadata else {}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, **lesson})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in CHANCE_METADATA})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(stills.WIDGET_VIEW, None)
            output.get("metadata", {}).pop(stills.WIDGET_VIEW, None)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("data", True)]


def _write(notebook: nbformat.NotebookNode, path: Path, before: bytes) -> bool:
    """Puts a notebook in its place in one step; says whether the file has changed."""
    nbformat.validate(notebook)
    # The format in which Jupyter itself saves, so that a save that changes nothing changes no line.
    content = (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()
    if (path.read_bytes() if path.exists() else b"") != before:
        raise ToolError(f"{path.name} was saved by another program meanwhile: it stays as that saved it. Try again.")
    if content != before:
        lessons.put(path, content)
    return content != before


def refresh(path: Path) -> bool:
    """Runs a notebook and saves its outputs and the numbers of its prose; on an error its file stays as it was.

    Args:
        path: The notebook's file.

    Returns:
        Whether the file has changed.

    Raises:
        ToolError: If it cannot be read, a cell fails, a number is not known, or somebody saves it while it runs.
    """
    before = path.read_bytes()
    notebook = _readable(path)
    return _run_and_write(notebook, path, before, stills.pictures_in(notebook.cells))


def refresh_edition(path: Path) -> bool:
    """Makes a lesson anew in the other language, runs it and saves it, unless somebody has changed it since.

    Args:
        path: The English lesson's file.

    Returns:
        Whether the file of the other edition has changed.

    Raises:
        ToolError: A cell differs from what was last written here, a translation cannot be used, or as `refresh`.
    """
    other, before, pictures = path.parent / translate.LANGUAGE / path.name, b"", {}
    other.parent.mkdir(exist_ok=True)
    if other.exists():
        before, old = other.read_bytes(), _readable(other)
        if old.metadata.get("lesson", {}).get("written") != _digest(old):
            raise ToolError(messages.CHANGED_BY_HAND.format(file=f"{translate.LANGUAGE}/{path.name}"))
        pictures = stills.pictures_in(old.cells)
    english = json.loads(path.read_text(encoding="utf-8"))
    try:
        made = translate.edition(english, translate.catalogue(path.stem).say)
    except ValueError as error:
        raise ToolError(f"{path.name}: {error}") from error
    notebook = nbformat.reads(json.dumps(made), as_version=4)
    return _run_and_write(notebook, other, before, pictures)


def _readable(path: Path) -> nbformat.NotebookNode:
    try:
        return read(path)
    except (ValueError, KeyError, nbformat.ValidationError) as error:
        raise ToolError(f"{path.name} is not a notebook that can be read: {error}") from error


def _digest(notebook: nbformat.NotebookNode) -> str:
    """A short text that changes with what stands in the cells of a notebook."""
    return hashlib.sha256(json.dumps([cell.source for cell in notebook.cells]).encode()).hexdigest()[:16]


def _run_and_write(notebook: nbformat.NotebookNode, path: Path, before: bytes, pictures: dict[str, str]) -> bool:
    known = _execute_and_ask(notebook, path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            _write_numbers(cell, path.name, known)
        elif cell.cell_type == "code":
            _put_stills(cell, path.name, pictures)
    _clean(notebook)
    if path.parent.name == translate.LANGUAGE:
        notebook.metadata.lesson["written"] = _digest(notebook)
    return _write(notebook, path, before)


def main(names: list[str], folder: Path = NOTEBOOKS) -> int:
    """Refreshes the named notebooks, or all, and says how each went.

    Args:
        names: What `find_notebooks` takes.
        folder: Where the notebooks are.

    Returns:
        The exit code: 1 if any notebook failed.

    Raises:
        ToolError: If a name fits no notebook.
    """
    lessons.keep_fresh(folder.parent)
    failed = False
    for path in find_notebooks(names, folder):
        print(f"{path.stem} ... ", end="", flush=True)
        started = time.perf_counter()
        try:
            changed = refresh(path)
            if translate.catalogue(path.stem):
                changed = refresh_edition(path) or changed
            word = "changed" if changed else "unchanged"
        except ToolError as error:
            failed, word = True, "FAILED"
            print(error, file=sys.stderr)
        print(f"{word}, {time.perf_counter() - started:.1f} s", flush=True)
    return int(failed)
