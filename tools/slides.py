"""Opens a lesson as slides, or the class page, in a browser and without a kernel."""

import errno
import webbrowser
from pathlib import Path

from platformdirs import user_cache_path

from helpers.data.files import collection

from . import classroom, lessons, messages, site


def ready(name: str | None, folder: Path, notebooks: Path) -> Path:
    """The slides of a lesson, or the class page; all pages are made anew where something has changed.

    Args:
        name: The lesson's name, or the start of one, such as "02"; None means the class page.
        folder: Where the pages are; if they must be made and this cannot be written to, the user's cache.
        notebooks: Where the notebooks are.

    Returns:
        The file to open.

    Raises:
        ToolError: The name means no lesson, or several.
    """
    file = classroom.NAME
    if name is not None:
        [lesson] = lessons.meant(name, (path.stem for path in lessons.lessons(notebooks)))
        file = site.SLIDES.format(name=lesson)
    try:
        site.renew(folder, notebooks, folder / file)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        # The project is in a place that is not the reader's to change.
        folder = user_cache_path(collection()) / "site"
        site.renew(folder, notebooks, folder / file)
    return folder / file


def main(
    name: str | None,
    browser: bool = True,
    folder: Path = site.SITE,
    notebooks: Path = site.NOTEBOOKS,
    language: str = "en",
) -> int:
    """Opens the slides, or the class page, if it can, and says where they are and what to do there.

    Args:
        name: The lesson's name, or the start of one; None means the class page.
        browser: Whether to open a browser.
        folder: Where the pages are.
        notebooks: Where the notebooks are.
        language: That of the page, where it has an edition in it.

    Returns:
        The exit code.
    """
    path = ready(name, folder, notebooks)
    site.speak(language)
    if (other := path.parent / language / path.name).exists():
        path = other
    told = messages.PAGE_OPENED if browser and webbrowser.open(path.as_uri()) else messages.PAGE_READY
    print(told.format(path=path))
    print(messages.CLASS_READY if name is None else messages.SLIDES_KEYS, flush=True)
    return 0
