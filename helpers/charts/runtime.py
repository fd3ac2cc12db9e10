"""The drawing code: Vega as one JavaScript module, which a notebook sends to its browser once.

Making the module costs a second and 90 MB, so it is made once for each version, in a process of its own, and kept in
the user's cache folder. It is sent while the kernel still loads its libraries: nothing here imports pandas or Altair.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from IPython import get_ipython
from platformdirs import user_cache_path

from . import messages

_OURS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_MAKE = """
import sys, vl_convert
sys.stdout.reconfigure(encoding="utf-8", newline="")
sys.stdout.write(vl_convert.javascript_bundle(sys.argv[1], vl_version=sys.argv[2]))
"""


class Runtime(anywidget.AnyWidget):
    """Carries the drawing code to the browser."""

    _esm = traitlets.Unicode().tag(sync=True)


@cache
def runtime() -> Runtime:
    """The drawing code as a widget, which the pictures ask for by its model.

    Returns:
        The same widget at each call; the first sends it.

    Raises:
        RuntimeError: The drawing code could not be made.

    Example:
        >>> runtime() is runtime()
        True
    """
    return Runtime(_esm=drawing_code())


@cache
def slider_style() -> ipywidgets.SliderStyle:
    """The style of all sliders: labels as wide as their words.

    Returns:
        The same widget at each call. The first sends it, upon which JupyterLab loads the code of its controls.
    """
    return ipywidgets.SliderStyle(description_width="initial")


def send_ahead() -> None:
    """Sends what all charts of a notebook share to its browser; outside a kernel there is none to send it to."""
    if hasattr(get_ipython(), "kernel"):
        runtime()
        slider_style()


def drawing_code() -> str:
    """The JavaScript module that gives `embed`, from the cache or made anew.

    Returns:
        An ES module of about 0.9 MB; its default export is an anywidget, and gives `embed`, which draws a chart.

    Raises:
        RuntimeError: It could not be made.
    """
    path = cache_path()
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text, line, seal = path.read_bytes().decode("utf-8").rpartition("\n// ")
        if line + seal == _seal(text):
            return text
    made = subprocess.run([sys.executable, "-c", _MAKE, _OURS, vega_lite_version()], capture_output=True, check=False)
    if made.returncode:
        raise RuntimeError(messages.NO_DRAWING_CODE.format(reason=made.stderr.decode("utf-8", "replace").strip()))
    text = made.stdout.decode("utf-8")
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
    """Where the drawing code is kept: a file for each version of the libraries.

    The name is Altair's version and not Vega-Lite's, which to ask for takes as long as to load Altair.

    Returns:
        A file in the user's cache folder, which may not be there yet.

    Example:
        >>> cache_path().suffix
        '.js'
    """
    name = f"vega-altair-{version('altair')}-{version('vl-convert-python')}.js"
    return user_cache_path("city-figures", appauthor=False) / name


def _seal(text: str) -> str:
    """The last line of a kept file: by it one that was cut short, or made for something else, is known."""
    return f"\n// {hashlib.sha256((_OURS + text).encode()).hexdigest()}"


def _keep(text: str, path: Path) -> None:
    """Writes beside and moves into place; without a writable cache, the next kernel makes it again."""
    beside = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes((text + _seal(text)).encode("utf-8"))
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
