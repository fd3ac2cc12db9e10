"""Packs the pages, and what `lite` has built beside them, as one ZIP."""

import os
import zipfile
from pathlib import Path

from helpers.data.files import collection

from . import messages, site, translate
from .serve import HIDDEN

NAME = collection()
LICENCES = ("LICENSE", "LICENSE-DATA", "helpers/charts/vega-licences.txt")


def main(file: Path, language: str = "en", folder: Path = site.SITE, notebooks: Path = site.NOTEBOOKS) -> int:
    """Writes the ZIP: all that `serve` would give, and how to use it. The same pages give the same bytes.

    Args:
        file: The ZIP.
        language: That of what is said.
        folder: Where the pages are.
        notebooks: Where the notebooks are.

    Returns:
        The exit code.
    """
    site.renew(folder, notebooks)
    how = ""
    for each in (site.language.ENGLISH, translate.LANGUAGE):
        site.speak(each)
        how += messages.HOW_TO_USE
    site.speak(language)
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    held = {path.relative_to(folder).as_posix(): path for path in paths}
    held = {name: path for name, path in held.items() if not HIDDEN.search(name)}
    held |= {Path(name).name: site.ROOT / name for name in LICENCES}
    beside = file.with_name(f"{file.name}.new")
    try:
        with zipfile.ZipFile(beside, "w") as packed:
            # With a mark and Windows' line ends: its old editor, too, shows the Chinese half.
            _add(packed, "README.txt", how.replace("\n", "\r\n").encode("utf-8-sig"))
            for name in sorted(held):
                _add(packed, name, held[name].read_bytes())
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    print(messages.BUNDLED.format(file=file, size=file.stat().st_size / 1e6))
    return 0


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    # Without a date of its own, and as on Linux: so the same everywhere.
    told = zipfile.ZipInfo(f"{NAME}/{name}")
    told.create_system, told.external_attr = 3, 0o644 << 16
    packed.writestr(told, content, zipfile.ZIP_DEFLATED, 9)
