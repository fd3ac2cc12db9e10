"""An IPython extension of the project's kernels: who runs a cell before the first one is told so.

Without it an error is told by the helpers (`helpers.slips`) only once a cell has imported them.
"""

import contextlib
import importlib
import os
from pathlib import Path
from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Has the helpers loaded at the first error, should no cell have done so.

    Args:
        shell: The kernel's shell.
    """

    def show_first(*error: Any) -> None:
        del shell._showtraceback
        # The server tells a kernel its notebook; those of another language stand in a folder of its name.
        is_chinese = Path(os.environ.get("JPY_SESSION_NAME", "")).parent.name == "zh"
        with contextlib.suppress(Exception):
            importlib.import_module("helpers.zh" if is_chinese else "helpers")
        shell._showtraceback(*error)

    shell._showtraceback = show_first
