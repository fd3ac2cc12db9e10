"""Runs the notebooks and saves their outputs as they are committed."""

import ast
import json
import os
import sys
import time
from fractions import Fraction
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

from . import ToolError, prose, stills
from .lessons import fitting, lessons, stem_of

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What front ends note down about a cell without the author's doing.
CHANCE_METADATA = {"collapsed", "execution", "ExecuteTime", "scrolled"}


class RefreshError(ToolError):
    """One sentence about why a notebook could not be refreshed."""


def find_notebooks(names: list[str], folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks that some names mean, in teaching order.

    Args:
        names: File names, with or without the ending, or beginnings of them such as "02"; none means all.
        folder: Where the notebooks are.

    Returns:
        Their paths.

    Raises:
        RefreshError: If a name fits no notebook.
    """
    every = lessons(folder)
    if not every:
        raise RefreshError(f"There is no notebook in {folder}.")
    stems = [path.stem for path in every]
    chosen = set()
    for name in names:
        meant = fitting(stem_of(name), stems)
        if not meant:
            raise RefreshError(f"No notebook is named {name!r}: there are {', '.join(stems)}.")
        chosen.update(meant)
    return [path for path in every if path.stem in chosen or not names]


def read(path: Path) -> nbformat.NotebookNode:
    """Reads a notebook; a cell without an id, or with another's, gets one that depends on its place alone.

    Args:
        path: The notebook's file.

    Returns:
        The notebook.
    """
    # nbformat would give random ids where they lack, so they are given before it looks.
    content = json.loads(path.read_text(encoding="utf-8"))
    taken = set()
    for number, cell in enumerate(content["cells"], start=1):
        if cell.get("id", "") in taken | {""}:
            own = {other.get("id") for other in content["cells"]} | taken
            cell["id"] = next(new for new in _ids(number) if new not in own)
        taken.add(cell["id"])
    content["nbformat_minor"] = max(5, content.get("nbformat_minor", 0))
    return nbformat.reads(json.dumps(content), as_version=4)


def _ids(number: int):
    yield f"cell-{number}"
    yield from (f"cell-{number}-{again}" for again in range(2, 1000))


def execute(notebook: nbformat.NotebookNode, name: str, folder: Path, timeout: int = 300) -> None:
    """Runs every cell in a fresh kernel of this interpreter.

    Args:
        notebook: The notebook, whose outputs are replaced.
        name: What to call it in an error.
        folder: The working folder of the kernel.
        timeout: The seconds that one cell may take.

    Raises:
        RefreshError: If a cell fails.
    """
    running = []
    client = NotebookClient(
        notebook,
        kernel_name=KERNELSPEC["name"],
        timeout=timeout,
        store_widget_state=False,
        # Below an error, what a kernel has to say goes to the terminal, across the progress.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: running.append(cell_index),
    )
    environment = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        client.execute(env=environment)
    except (CellControlSignal, CellTimeoutError, DeadKernelError) as error:
        raise RefreshError(_failure(notebook, name, running[-1] if running else None, error)) from error


def execute_with_numbers(notebook: nbformat.NotebookNode, name: str, folder: Path) -> dict[str, Fraction]:
    """Runs every cell, and asks the kernel at the end for the numbers that the prose is bound to.

    Args:
        notebook: The notebook, whose outputs are replaced.
        name: What to call it in an error.
        folder: The working folder of the kernel.

    Returns:
        The numbers by name, as `prose.written` takes them.

    Raises:
        RefreshError: If a cell fails.
    """
    cells = notebook.cells
    bound = [each for cell in cells if cell.cell_type == "markdown" for each in prose.bound_names(cell.source)]
    theme = notebook.metadata.get("lesson", {}).get("theme")
    names = f"facts({theme!r}) | globals()" if theme else "globals()"
    ask = nbformat.v4.new_code_cell(
        f"from helpers.data.facts import facts, numbers\nfound = numbers({sorted(set(bound))!r}, {names})\n"
        "print({name: str(number) for name, number in found.items() if number is not None})"
    )
    notebook.cells = [*cells, ask] if bound else cells
    try:
        execute(notebook, name, folder)
    finally:
        notebook.cells = cells
    said = "".join(output.get("text", "") for output in ask.outputs)
    found = {each: Fraction(number) for each, number in ast.literal_eval(said or "{}").items()}
    return found | lesson_minutes(notebook.metadata)


def lesson_minutes(metadata: dict) -> dict[str, Fraction]:
    """The minutes that the title of a lesson tells, by the names that it binds them to.

    Args:
        metadata: Those of the notebook.

    Returns:
        `minutes` and `question_minutes`; nothing for a notebook that is no lesson.
    """
    lesson = metadata.get("lesson", {})
    return {name: Fraction(lesson[name]) for name in ("minutes", "question_minutes") if name in lesson}


def drawn(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """The pictures in a notebook.

    Args:
        notebook: The notebook.

    Returns:
        PNGs as base64 text by the fingerprint of the specification that they were drawn from.
    """
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    pictures = ("".join(output.data[stills.PICTURE]) for output in outputs if stills.PICTURE in output.get("data", {}))
    return {stills.drawn_from(picture): picture for picture in pictures}


def _kept(cell: nbformat.NotebookNode, name: str, pictures: dict[str, str]) -> list[nbformat.NotebookNode]:
    """The outputs of a cell as they are saved; a chart that is as before keeps its picture."""
    kept = []
    for output in cell.outputs:
        if not stills.is_live(output):
            kept.append(output)
            continue
        spec = output.data[stills.CHART]["spec"] if stills.CHART in output.data else None
        try:
            picture = spec and (pictures.get(stills.fingerprint(spec)) or stills.png(spec))
        except ValueError as error:
            # The lines below the message point into Vega's own code.
            reason = " ".join(line for line in str(error).splitlines() if not line.lstrip().startswith("at "))
            raise RefreshError(f"{name}, cell {cell.id}: Vega cannot draw this chart: {reason}") from error
        kept.extend(nbformat.from_dict(stills.still_outputs(output, picture)))
    return kept


def _failure(notebook: nbformat.NotebookNode, name: str, index: int | None, error: Exception) -> str:
    """One sentence that names the notebook, the cell and the error."""
    reason = f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else str(error) or type(error).__name__
    reason = " ".join(reason.split())
    if index is None:
        return f"{name} failed before its first cell: {reason}"
    number = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells[: index + 1])
    lines = notebook.cells[index].source.strip().splitlines()
    return f"{name} failed in cell [{number}], which begins {lines[0]!r}: {reason}"


def clean(notebook: nbformat.NotebookNode) -> None:
    """Leaves in a notebook only what another machine would make as well, and what needs no kernel to be seen.

    Args:
        notebook: The notebook, changed in place.
    """
    lesson = {"lesson": notebook.metadata["lesson"]} if "lesson" in notebook.metadata else {}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, **lesson})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in CHANCE_METADATA})
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _without_widget(output)]


def _without_widget(output: nbformat.NotebookNode) -> bool:
    """Takes the widget view out of an output; says whether anything is left of it."""
    if "data" not in output:
        return True
    output.data.pop(stills.WIDGET_VIEW, None)
    output.metadata.pop(stills.WIDGET_VIEW, None)
    return bool(output.data)


def write(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Puts a notebook in its place in one step.

    Args:
        notebook: The notebook.
        path: Its file.

    Returns:
        Whether the file has changed.
    """
    nbformat.validate(notebook)
    # The format in which Jupyter itself saves, so that a save that changes nothing changes no line.
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    if path.exists() and path.read_bytes() == text.encode():
        return False
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(text.encode())
    os.replace(beside, path)
    return True


def refresh(path: Path) -> bool:
    """Runs a notebook and saves its outputs; on an error its file stays as it was.

    Args:
        path: The notebook's file.

    Returns:
        Whether the file has changed.

    Raises:
        RefreshError: If it cannot be read, a cell fails, or somebody saves it while it runs.
    """
    before = path.read_bytes()
    try:
        notebook = read(path)
    except (ValueError, KeyError, nbformat.ValidationError) as error:
        raise RefreshError(f"{path.name} is not a notebook that can be read: {error}") from error
    pictures = drawn(notebook)
    numbers = execute_with_numbers(notebook, path.name, path.parent)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = prose.written(cell.source, numbers)
        elif cell.outputs:
            cell.outputs = _kept(cell, path.name, pictures)
    clean(notebook)
    if path.read_bytes() != before:
        raise RefreshError(
            f"{path.name} was saved by another program meanwhile: it stays as that saved it, so try again."
        )
    return write(notebook, path)


def main(names: list[str], folder: Path = NOTEBOOKS) -> int:
    """Refreshes the named notebooks, or all, and says how each went.

    Args:
        names: What `find_notebooks` takes.
        folder: Where the notebooks are.

    Returns:
        The exit code: 1 if any notebook failed.
    """
    failed = False
    try:
        paths = find_notebooks(names, folder)
    except RefreshError as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(f"{path.stem} ... ", end="", flush=True)
        started = time.perf_counter()
        try:
            word = "changed" if refresh(path) else "unchanged"
        except RefreshError as error:
            failed, word = True, "FAILED"
            print(error, file=sys.stderr)
        print(f"{word}, {time.perf_counter() - started:.1f} s", flush=True)
    return int(failed)
