"""What all charts of a notebook share, sent to its browser ahead of the first.

The browser makes ready while the kernel still loads pandas and Altair: so nothing here may import those.
"""

import os
from functools import cache

import anywidget
import ipywidgets
import traitlets
from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from . import bundle


class Runtime(anywidget.AnyWidget):
    """Carries the Vega bundle to the browser."""

    _esm = traitlets.Unicode().tag(sync=True)


@cache
def runtime() -> Runtime:
    """The drawing code, which the pictures ask for by its model.

    Returns:
        The same widget at each call; the first sends it.

    Raises:
        RuntimeError: The bundle could not be made.

    Example:
        >>> runtime() is runtime()
        True
    """
    return Runtime(_esm=bundle.javascript())


@cache
def slider_style() -> ipywidgets.SliderStyle:
    """The style of all sliders: labels as wide as their words.

    Returns:
        The same widget at each call. The first sends it, upon which JupyterLab loads the code of its controls.

    Example:
        >>> slider_style().description_width
        'initial'
    """
    return ipywidgets.SliderStyle(description_width="initial")


def send(shell: InteractiveShell | None) -> None:
    """Sends all of it, where there is a browser to send it to.

    Args:
        shell: What runs the code, as IPython tells; only a kernel's has a browser.

    Example:
        >>> send(None)
    """
    if hasattr(shell, "kernel") and not os.environ.get("LIUZHOU_STILLS"):
        runtime()
        slider_style()


send(get_ipython())
