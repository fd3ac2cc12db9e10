"""The drawing code: Vega as one JavaScript module, which a notebook sends to its browser once.

Vega itself lies in vega.js, as `tools.vega` makes it; what is ours stands in runtime.js. It is sent while the kernel
still loads its libraries: nothing here imports pandas or Altair.
"""

from functools import cache
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from IPython import get_ipython


class Runtime(anywidget.AnyWidget):
    """Carries the drawing code to the browser."""

    _esm = traitlets.Unicode().tag(sync=True)


@cache
def runtime() -> Runtime:
    """The drawing code as a widget, which the pictures ask for by its model.

    Returns:
        The same widget at each call; the first sends it.

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
    """The JavaScript module that draws charts.

    Returns:
        An ES module of about 0.9 MB; its default export is an anywidget, and gives `embed`, which draws a chart.

    Example:
        >>> drawing_code().rstrip().endswith("export default { embed, initialize, warmUp };")
        True
    """
    return "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("vega.js", "runtime.js"))
