"""The drawing code: Vega as one JavaScript module, which a notebook sends to its browser once.

Vega itself lies in vega.js, as `tools.vega` makes it; what is ours stands in runtime.js, the font in fonts. It is
sent while the kernel
still loads its libraries: nothing here imports pandas or Altair.
"""

import base64
import json
from functools import cache
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from IPython import get_ipython

_HERE = Path(__file__).resolve().parent
FONTS = _HERE / "fonts"


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


def fonts() -> dict[str, str]:
    """The font of the pictures, which they are measured with before they are drawn.

    Returns:
        The fonts as base64 text, by weight.

    Example:
        >>> list(fonts())
        ['normal', 'bold']
    """
    files = {"normal": "Regular.otf", "bold": "Bold.otf"}
    return {weight: base64.b64encode((FONTS / name).read_bytes()).decode() for weight, name in files.items()}


def drawing_code(with_fonts: bool = True) -> str:
    """The JavaScript module that draws charts.

    Args:
        with_fonts: Whether it brings the font, where the page does not.

    Returns:
        An ES module of about 1.3 MB; its default export is an anywidget, and gives `embed`, which draws a chart.

    Example:
        >>> drawing_code().rstrip().endswith("export default { embed, initialize, warmUp };")
        True
    """
    code = [(_HERE / name).read_text(encoding="utf-8") for name in ("vega.js", "runtime.js")]
    return "".join([f"const FONTS = {json.dumps(fonts() if with_fonts else {})};\n", *code])
