"""Makes the kernel of JupyterLite ready, inside the page: `worker.js` calls it there."""

import json
from typing import Any

from .kernel import load_ipython_extension


def make_ready(shell: Any) -> None:
    """Has slips told in words, and lets no None be lost on the way to the page.

    Pyodide makes None undefined, and that is left out of a message: an axis that is None would be drawn.

    Args:
        shell: The kernel's shell.
    """
    from js import JSON
    from pyodide_kernel import comm, display

    load_ipython_extension(shell)
    publish_msg, publish = comm.Comm.publish_msg, display.LiteDisplayPublisher.publish

    def told(self, kind, data=None, *more, **named):
        publish_msg(self, kind, JSON.parse(json.dumps(data or {})), *more, **named)

    def displayed(self, data, *more, **named):
        kept = {name: each if isinstance(each, str) else JSON.parse(json.dumps(each)) for name, each in data.items()}
        publish(self, kept, *more, **named)

    comm.Comm.publish_msg, display.LiteDisplayPublisher.publish = told, displayed
