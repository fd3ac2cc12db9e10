"""Opens a lesson as slides, or the class page, in a browser and without a kernel."""

import errno
import webbrowser
from pathlib import Path

from platformdirs import user_cache_path

from helpers.data.files import collection

from . import classroom, lessons, messages, site


def ready(name: str, folder: Path, notebooks: Path) -> Path:
    """The slides of a lesson, made anew where a notebook or what makes the pages has changed.

    Args:
        name: The lesson's name, or the start of one, such as "02".
        folder: Where the pages are; if they must be made and this cannot be written to, the user's cache.
        notebooks: Where the notebooks are.

    Returns:
        The file to open.

    Raises:
        ToolError: The name means no lesson, or several.
    """
    [lesson] = lessons.meant(name, (path.stem for path in lessons.lessons(notebooks)))
    return _fresh(folder / site.SLIDES.format(name=lesson), notebooks)


def _fresh(path: Path, notebooks: Path = site.NOTEBOOKS) -> Path:
    """A page, made anew with all others where something has changed."""
    try:
        site.renew(path.parent, notebooks, path)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        # The project is in a place that is not the reader's to change.
        path = user_cache_path(collection()) / "site" / path.name
        site.renew(path.parent, notebooks, path)
    return path


def _open(path: Path, browser: bool, language: str) -> None:
    """Opens a page in an edition, if it can, and says where it is."""
    site.speak(language)
    if (other := path.parent / language / path.name).exists():
        path = other
    told = messages.PAGE_OPENED if browser and webbrowser.open(path.as_uri()) else messages.PAGE_READY
    print(told.format(path=path))


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
    _open(ready(name, folder, notebooks), browser, language)
    print(messages.SLIDES_KEYS, flush=True)
    return 0


def open_class(browser: bool = True, language: str = "en", folder: Path = site.SITE) -> int:
    """Opens the class page, made anew with the other pages where something has changed.

    Args:
        browser: Whether to open a browser.
        language: That of the page.
        folder: Where the pages are.

    Returns:
        The exit code.
    """
    _open(_fresh(folder / classroom.NAME), browser, language)
    print(messages.CLASS_READY, flush=True)
    return 0
