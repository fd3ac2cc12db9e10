"""Opens a lesson as slides, in a browser and without a kernel."""

import webbrowser
from pathlib import Path

from . import ToolError, messages, site
from .refresh import find_notebooks


def ready(name: str, folder: Path, notebooks: Path) -> Path:
    """The slides of a lesson, made anew where a notebook or what makes the pages has changed.

    Args:
        name: The lesson's name, or the start of one, such as "02".
        folder: Where the pages are.
        notebooks: Where the notebooks are.

    Returns:
        The file to open.

    Raises:
        ToolError: The name means no lesson, or several.
    """
    found = find_notebooks([name], notebooks)
    if len(found) > 1:
        raise ToolError(messages.SEVERAL_SLIDES.format(name=name, names=", ".join(path.stem for path in found)))
    path = site.slides_of(found[0].stem, folder)
    site.renew(folder, notebooks, path)
    return path


def main(
    name: str, browser: bool = True, folder: Path = site.SITE, notebooks: Path = site.NOTEBOOKS, language: str = "en"
) -> int:
    """Opens the slides and says how to move on.

    Args:
        name: The lesson's name, or the start of one.
        browser: Whether to open a browser.
        folder: Where the pages are.
        notebooks: Where the notebooks are.
        language: That of the slides.

    Returns:
        The exit code.
    """
    path = ready(name, folder, notebooks)
    site.speak(language)
    if (other := folder / language / path.name).exists():
        path = other
    opened = browser and webbrowser.open(path.as_uri())
    print((messages.SLIDES_OPENED if opened else messages.SLIDES_READY).format(path=path))
    print(messages.SLIDES_KEYS, flush=True)
    return 0
