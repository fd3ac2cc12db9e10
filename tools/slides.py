"""Opens a lesson as slides, in a browser and without a kernel: `python -m tools.slides 02`."""

import argparse
import sys
import webbrowser
from pathlib import Path

from . import site
from .refresh import RefreshError, find_notebooks

ROOT = site.ROOT
SITE = ROOT / "site"
# What a page is made of besides its notebook.
MADE_OF = ("helpers/**/*.*", "data/**/*.*", "tools/pages/*", "tools/*.py")


class SlidesError(Exception):
    """One sentence about why there are no slides."""


def ready(name: str, folder: Path, notebooks: Path) -> Path:
    """The slides of a lesson, made anew where a notebook or what makes the pages has changed.

    Args:
        name: The lesson's name, or the start of one, such as "02".
        folder: Where the pages are.
        notebooks: Where the notebooks are.

    Returns:
        The file to open.

    Raises:
        SlidesError: The name means no lesson, or several.
    """
    try:
        found = find_notebooks([name], notebooks)
    except RefreshError as error:
        raise SlidesError(error) from error
    if len(found) > 1:
        raise SlidesError(f"{name!r} may mean {' or '.join(path.stem for path in found)}: write more of the name.")
    path = site.slides_of(found[0].stem, folder)
    if is_stale(path, notebooks):
        print("Writing the pages of all lessons, once: about half a minute.", flush=True)
        site.build(folder, notebooks)
    return path


def is_stale(path: Path, notebooks: Path) -> bool:
    """Whether a page has to be made, or made again.

    Args:
        path: The page's file.
        notebooks: Where the notebooks are.

    Returns:
        True if it is missing, or older than anything that it is made of.
    """
    parts = [part for pattern in MADE_OF for part in ROOT.glob(pattern)]
    changed = max(part.stat().st_mtime for part in [*parts, *notebooks.glob("*.ipynb")])
    return not path.exists() or path.stat().st_mtime < changed


def main(arguments: list[str] | None = None, folder: Path = SITE, notebooks: Path = site.NOTEBOOKS) -> int:
    """Opens the slides and says how to move on.

    Args:
        arguments: The command line; the process's own if left out.
        folder: Where the pages are.
        notebooks: Where the notebooks are.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="slides", description="Open a lesson as slides.")
    parser.add_argument("name", metavar="NAME", help="the lesson's name or the start of one, such as 02")
    parser.add_argument("--no-browser", action="store_true", help="only make them and say where they are")
    options = parser.parse_args(arguments)
    try:
        path = ready(options.name, folder, notebooks)
    except SlidesError as error:
        print(error, file=sys.stderr)
        return 1
    opened = not options.no_browser and webbrowser.open(path.as_uri())
    print(f"{'Opened' if opened else 'Open'} {path}. Right and left, the space bar or a presenter's remote turn the")
    print("slides, Tab goes to the controls, Escape ends. They need neither a kernel nor a network.", flush=True)
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A folder's name may hold what the console's encoding lacks.
        stream.reconfigure(errors="replace")
    sys.exit(main())
