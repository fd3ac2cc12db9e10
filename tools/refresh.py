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
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

from . import ToolError, lessons, messages, prose, stills, translate

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What front ends note down about a cell without the author's doing.
CHANCE_METADATA = {"collapsed", "execution", "ExecuteTime", "scrolled"}
_SECONDS_A_CELL = 300


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
    chosen = {stem for name in names or every for stem in lessons.meant(name, every, several=True)}
    return [path for stem, path in every.items() if stem in chosen]


def _read(path: Path) -> nbformat.NotebookNode:
    """A notebook; a cell without an id, or with another's, gets one that depends on its place alone."""
    try:
        # nbformat would give random ids where they lack, so they are given before it looks.
        content, taken = json.loads(path.read_text(encoding="utf-8")), set()
        for number, cell in enumerate(content["cells"], start=1):
            cell["id"] = cell.get("id") or "cell"
            while cell["id"] in taken | {"cell"}:
                cell["id"] += f"-{number}"
            taken.add(cell["id"])
        content["nbformat_minor"] = max(5, content.get("nbformat_minor", 0))
        return nbformat.reads(json.dumps(content), as_version=4)
    except (ValueError, KeyError, nbformat.ValidationError) as error:
        raise ToolError(f"{path.name} is not a notebook that can be read: {error}") from error


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
    lesson = notebook["metadata"].get("lesson", {})
    told = {name: lesson[name] for name in ("minutes", "question_minutes") if name in lesson}
    timed = [cell["metadata"]["minutes"] for cell in notebook["cells"] if "minutes" in cell["metadata"]]
    told |= {f"part{number}": minutes for number, minutes in enumerate(timed)}
    return {name: Fraction(minutes) for name, minutes in told.items()}


def execute(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Runs every cell in a fresh kernel of this interpreter, in the notebook's folder.

    Args:
        notebook: The notebook, whose outputs are replaced.
        path: Its file, or what it is called in an error.

    Raises:
        ToolError: If a cell fails.
    """
    client = NotebookClient(
        notebook,
        kernel_name=KERNELSPEC["name"],
        timeout=_SECONDS_A_CELL,
        # A busy machine may send what one cell prints in several pieces.
        coalesce_streams=True,
        # Below an error, what a kernel has to say goes to the terminal, across the progress.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    with client.setup_kernel(env=os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}):
        for index, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
            except (CellControlSignal, DeadKernelError) as error:
                reason = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error)
                where = f"cell [{client.code_cells_executed}], which begins {cell.source.strip().splitlines()[0]!r}"
                raise ToolError(f"{path.name} failed in {where}: {' '.join(reason.split())}") from error


def _execute_and_ask(notebook: nbformat.NotebookNode, path: Path) -> dict[str, dict[str, Fraction]]:
    """Runs every cell; gives, by place and name, the numbers that the prose may be bound to."""
    names = prose.bound_names("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown"))
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
    execute(notebook, path)
    notebook.cells = [cell for cell in notebook.cells if cell is not ask]
    found = json.loads(ask.outputs[-1].text) if names else ({}, {})
    in_facts, in_cells = ({name: Fraction(text) for name, text in each.items()} for each in found)
    return {f"data/facts/{theme}.py": in_facts, "its cells": in_cells, "its metadata": lesson_minutes(notebook)}


def _write_numbers(cell: nbformat.NotebookNode, name: str, known: dict[str, dict[str, Fraction]]) -> None:
    """Writes each number of a cell as it is now: by place and name, it is known where it stands."""
    numbers = {}
    for bound in prose.bound_names(cell.source):
        found = {place: each[bound] for place, each in known.items() if bound in each}
        if not found:
            raise ToolError(f"{name}, cell {cell.id}: {bound!r} names no number of {', '.join(known)}.")
        if len(set(found.values())) > 1:
            all_of_them = " and ".join(f"{number} in {place}" for place, number in found.items())
            raise ToolError(f"{name}, cell {cell.id}: {bound!r} is {all_of_them}: give one of them another name.")
        numbers[bound] = next(iter(found.values()))
    cell.source = prose.written(cell.source, numbers)


def _put_stills(cell: nbformat.NotebookNode, name: str, pictures: dict[str, str]) -> None:
    """Puts stills in place of all that needs a kernel to be seen; a chart that is as before keeps its picture."""
    for chart, spec in stills.charts_in([cell]).items():
        try:
            pictures[chart] = pictures.get(chart) or stills.png(spec)
        except ValueError as error:
            # The lines below the message point into Vega's own code.
            reason = " ".join(line for line in str(error).splitlines() if not line.lstrip().startswith("at "))
            raise ToolError(f"{name}, cell {cell.id}: Vega cannot draw this chart: {reason}") from error
    outputs = nbformat.from_dict(stills.saved(cell.outputs, pictures))
    for output in outputs:
        for part in ("data", "metadata"):
            output.get(part, {}).pop(stills.WIDGET_VIEW, None)
    cell.outputs = [output for output in outputs if output.get("data", True)]


def _clean(notebook: nbformat.NotebookNode) -> None:
    """Leaves in a notebook's metadata only what another machine would write as well."""
    lesson = {"lesson": notebook.metadata["lesson"]} if "lesson" in notebook.metadata else {}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, **lesson})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in CHANCE_METADATA})


def refresh(path: Path) -> bool:
    """Runs a notebook and saves its outputs and the numbers of its prose; on an error its file stays as it was.

    A lesson in the other language is made anew from the English one, unless somebody has changed it since.

    Args:
        path: The notebook's file.

    Returns:
        Whether the file has changed.

    Raises:
        ToolError: If it cannot be read, a cell fails, a number is not known, somebody saves it while it runs, or a
            cell of the other language differs from what was last written here, or its translation cannot be used.
    """
    before = _content(path)
    notebook = _read(path) if path.exists() else nbformat.v4.new_notebook()
    pictures, is_translated = stills.pictures_in(notebook.cells), path.parent.name == translate.LANGUAGE
    if is_translated:
        notebook = _translated(path, notebook)
    known = _execute_and_ask(notebook, path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            _write_numbers(cell, path.name, known)
        elif cell.cell_type == "code":
            _put_stills(cell, path.name, pictures)
    _clean(notebook)
    if is_translated:
        notebook.metadata.lesson["written"] = _digest(notebook)
    nbformat.validate(notebook)
    # The format in which Jupyter itself saves, so that a save that changes nothing changes no line.
    content = (nbformat.v4.writes(notebook) + "\n").encode()
    if _content(path) != before:
        raise ToolError(f"{path.name} was saved by another program meanwhile: it stays as that saved it. Try again.")
    if content != before:
        lessons.put(path, content)
    return content != before


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _translated(path: Path, old: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A lesson made anew in the other language, unless somebody has changed the one that stands there."""
    if old.cells and old.metadata.get("lesson", {}).get("written") != _digest(old):
        raise ToolError(messages.CHANGED_BY_HAND.format(file=f"{translate.LANGUAGE}/{path.name}"))
    english = json.loads((path.parent.parent / path.name).read_text(encoding="utf-8"))
    try:
        made = translate.edition(english, translate.catalogue(path.stem).say)
    except ValueError as error:
        raise ToolError(f"{path.name}: {error}") from error
    path.parent.mkdir(exist_ok=True)
    return nbformat.reads(json.dumps(made), as_version=4)


def _digest(notebook: nbformat.NotebookNode) -> str:
    """A short text that changes with what stands in the cells of a notebook."""
    return hashlib.sha256(json.dumps([cell.source for cell in notebook.cells]).encode()).hexdigest()[:16]


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
            changed = [refresh(path)]
            if translate.catalogue(path.stem):
                changed.append(refresh(path.parent / translate.LANGUAGE / path.name))
            word = "changed" if any(changed) else "unchanged"
        except ToolError as error:
            failed, word = True, "FAILED"
            print(error, file=sys.stderr)
        print(f"{word}, {time.perf_counter() - started:.1f} s", flush=True)
    return int(failed)
