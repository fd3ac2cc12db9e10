"""Runs pytest in copies of the project, each in a process of its own that has the libraries in memory already."""

import multiprocessing
import os
import sys
from pathlib import Path

# To import them takes four seconds, in which nothing is tested.
LIBRARIES = ["altair", "hypothesis", "jupyter_client", "nbformat", "nbval.plugin", "pandas", "playwright.sync_api"]

# Where a system cannot fork, each process imports them anew.
_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
if _FORKS:
    _CONTEXT.set_forkserver_preload(LIBRARIES)


def run(root: Path, arguments: list[str], environment: dict[str, str], seconds: float) -> tuple[int, str]:
    """Runs pytest in a copy of the project; gives the exit code, and all that it and its children have said.

    Raises:
        TimeoutError: It took longer.
    """
    said = root / ".said"
    process = _CONTEXT.Process(target=_pytest, args=(root, arguments, environment, said))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        raise TimeoutError(f"{arguments} took more than {seconds} s:\n{said.read_text(encoding='utf-8')}")
    return process.exitcode, said.read_text(encoding="utf-8", errors="replace")


def _pytest(root: Path, arguments: list[str], environment: dict[str, str], said: Path) -> None:
    import pytest

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    own = str(Path(__file__).resolve().parent.parent)
    sys.path[:] = [str(root), *(path for path in sys.path if path and path != own)]
    with said.open("wb") as file, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(int(pytest.main(arguments)))
