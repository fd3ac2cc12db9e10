"""The drawing code: Vega as one JavaScript module, which a notebook sends to its browser once.

Vega itself lies in vega.js, as `tools.vega` makes it, the font in fonts; the other files are ours. It is sent while the
kernel still loads its libraries: nothing here imports pandas or Altair.
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
_RENDER = "export default { render };"

# What the JavaScript of pictures and that of forms have in common, and what draws a picture, as one module.
SHARED = (_HERE.parent / "shared.js").read_text(encoding="utf-8")
_FILES = ("fit.js", "lists.js", "draw.js", "play.js", "explore.js")
PICTURES = SHARED + "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _FILES)


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


def send_ahead() -> None:
    """Sends what all charts of a notebook share to its browser; outside a kernel there is none to send it to."""
    if hasattr(get_ipython(), "kernel"):
        runtime()
        ipywidgets.SliderStyle()  # upon which JupyterLab loads the code of its controls


def fonts() -> dict[str, str]:
    """The font of the pictures, which they are measured with before they are drawn.

    Returns:
        The fonts as base64 text, by weight.

    Example:
        >>> list(fonts())
        ['normal', 'bold']
    """
    files = {"normal": "Regular.otf", "bold": "Bold.otf"}
    return {weight: base64.b64encode((_HERE / "fonts" / name).read_bytes()).decode() for weight, name in files.items()}


def drawing_code(in_page: bool = False) -> str:
    """The JavaScript module that draws charts.

    Args:
        in_page: Whether it goes into a page, which has the font and the pictures' own code already.

    Returns:
        An ES module of about 1.3 MB; its default export is an anywidget. It gives `embed`, which draws a chart, and
        `render`, which draws an explored one and moves it.

    Example:
        >>> drawing_code().rstrip().endswith("export default { embed, initialize, warmUp };")
        True
    """
    vega, ours = ((_HERE / name).read_text(encoding="utf-8") for name in ("vega.js", "runtime.js"))
    pictures = "const pictures = {};" if in_page else renderer("pictures", PICTURES)
    return "\n".join([f"const FONTS = {json.dumps({} if in_page else fonts())};", vega, pictures, ours])


def renderer(name: str, code: str) -> str:
    """A module of a widget as an object inside another script, so that its names are its own.

    Args:
        name: What the object is called.
        code: A module that exports `render`.

    Returns:
        A statement.

    Raises:
        RuntimeError: The module does not end with that export.

    Example:
        >>> print(renderer("one", "export default { render };"))
        const one = (() => {
        return { render };
        })();
    """
    if not code.rstrip().endswith(_RENDER):
        raise RuntimeError(f"{name}.js does not end with {_RENDER}")
    return f"const {name} = (() => {{\n{code.rstrip().removesuffix(_RENDER)}return {{ render }};\n}})();"
