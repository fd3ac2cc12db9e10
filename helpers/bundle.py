"""The Vega bundle: what a browser needs to draw a chart without a network.

Making it costs a second and 90 MB, so it is made once for each version, in a process of its own, and kept in the
user's cache folder.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

_OURS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

_MAKE = """
import sys, vl_convert
sys.stdout.reconfigure(encoding="utf-8", newline="")
sys.stdout.write(vl_convert.javascript_bundle(sys.argv[1], vl_version=sys.argv[2]))
"""


def javascript() -> str:
    """The JavaScript module that gives `embed`, from the cache or made anew.

    Returns:
        An ES module of about 0.9 MB; its default export is an anywidget, and gives vegaEmbed as `embed`.

    Raises:
        RuntimeError: The bundle could not be made.
    """
    path = cache_path()
    text = _kept(path)
    if text is None:
        text = _make()
        _keep(text, path)
    return text


def vega_lite_version() -> str:
    """The version of Vega-Lite that Altair writes, as vl-convert names it.

    Returns:
        Such as "6.4".
    """
    from altair import VEGALITE_VERSION

    return ".".join(VEGALITE_VERSION.lstrip("v").split(".")[:2])


def cache_path() -> Path:
    """Where the bundle is kept: a file for each version of the libraries.

    The name is Altair's version and not Vega-Lite's, which to ask for takes as long as to load Altair.

    Returns:
        A file in the user's cache folder, which may not be there yet.

    Example:
        >>> cache_path().suffix
        '.js'
    """
    name = f"vega-altair-{version('altair')}-{version('vl-convert-python')}.js"
    return user_cache_path("liuzhou-in-figures", appauthor=False) / name


def _make() -> str:
    made = subprocess.run([sys.executable, "-c", _MAKE, _OURS, vega_lite_version()], capture_output=True, check=False)
    if made.returncode:
        raise RuntimeError(f"The Vega bundle could not be made: {made.stderr.decode('utf-8', 'replace').strip()}")
    return made.stdout.decode("utf-8")


def _seal(text: str) -> str:
    """The last line of a kept bundle: by it a file that was cut short, or made for something else, is known."""
    return f"\n// {hashlib.sha256((_OURS + text).encode()).hexdigest()}"


def _kept(path: Path) -> str | None:
    """The bundle in the cache, or None where there is no whole one."""
    try:
        text, line, seal = path.read_bytes().decode("utf-8").rpartition("\n// ")
    except (OSError, UnicodeDecodeError):
        return None
    return text if line + seal == _seal(text) else None


def _keep(text: str, path: Path) -> None:
    """Write beside and move into place; without a writable cache, the next kernel makes it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as file:
            file.write(text + _seal(text))
    except OSError:
        return
    try:
        os.replace(file.name, path)
    except OSError:
        Path(file.name).unlink(missing_ok=True)
