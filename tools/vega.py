"""Makes Vega's part of the drawing code, helpers/charts/vega.js, for the Altair that is installed.

It lies in the project since a kernel should not make it: that takes a second, 90 MB and a library that JupyterLite
lacks. Where requirements.txt names another Altair or vl-convert, run `python -m tools.vega`.
"""

import re
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "helpers" / "charts" / "vega.js"


def made() -> str:
    """Vega, Vega-Lite and vegaEmbed in one script.

    Returns:
        JavaScript that sets `vegaEmbed`.

    Raises:
        RuntimeError: vl-convert's bundle does not end as it used to.
    """
    import altair
    import vl_convert

    version = ".".join(altair.VEGALITE_VERSION.lstrip("v").split(".")[:2])
    bundle = vl_convert.javascript_bundle("export default vegaEmbed;", vl_version=version)
    code, count = re.subn(r"export\s*\{\s*([\w$]+) as default\s*\};?\s*$", r"return \1;", bundle)
    if count != 1:
        raise RuntimeError("The bundle does not end with its default export.")
    return f"const vegaEmbed = (() => {{{code}}})();\n"


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8", newline="\n")
