"""What a page is told of a notebook that it loads: its live charts again, and no change where only pictures came.

The file on disk holds stills (see `tools.save_hook`). What the page held instead is remembered in the server's memory
and handed out when the same notebook is read again and the kernel that drew it is still the same process.
"""

import inspect
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from .stills import LIVE, WIDGET_VIEW, drawn_from

# By path and cell: the cell's outputs as the page held them, and the kernels of that moment.
_remembered: dict[str, dict[str, tuple[list[dict], dict[str, int]]]] = {}
# The kernels at the moment when a widget was first seen: after a restart its outputs may linger, but it is gone.
_first_seen: dict[str, dict[str, int]] = {}
_kernels: Callable[[], dict[str, int]] = dict


def watch(server: Any) -> None:
    """Has a server tell its pages so.

    Args:
        server: A Jupyter server; one with a synchronous contents manager hands out no live charts.
    """
    global _kernels
    manager, get = server.contents_manager, server.contents_manager.get

    async def get_live(path: str, *args: Any, **kwargs: Any) -> dict:
        model = await get(path, *args, **kwargs)
        kept = _remembered.get(path.strip("/"))
        if kept and model.get("type") == "notebook" and model.get("content"):
            for session in await server.session_manager.list_sessions():
                if session["path"].strip("/") == path.strip("/"):
                    _revive(model["content"]["cells"], kept, session["kernel"]["id"])
        return model

    if inspect.iscoroutinefunction(get):
        manager.get = get_live
    # What keeps notebooks elsewhere than in files has no hash of them.
    if get_hash := getattr(manager, "_get_hash", None):
        manager._get_hash = lambda content: get_hash(_without_pictures(content))
    _kernels = partial(_processes, server.kernel_manager)


def remember(path: str, cells: list[dict]) -> None:
    """Notes what a page held in its cells with live charts, before they are saved as stills.

    Args:
        path: The notebook, without slashes around it.
        cells: Its cells with outputs.
    """
    now = _kernels()
    kept = {}
    for cell in cells:
        shown = [output.get("data", {}) for output in cell["outputs"]]
        widgets = [data[WIDGET_VIEW]["model_id"] for data in shown if WIDGET_VIEW in data and data.keys() & LIVE]
        if seen := [_first_seen.setdefault(widget, now) for widget in widgets]:
            kept[cell["id"]] = (cell["outputs"], seen[0])
    _remembered[path] = kept


def _without_pictures(content: bytes) -> bytes:
    """What JupyterLab sees the hash of, before it saves, to know what others have changed: pictures may come later."""
    try:
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            cell["outputs"] = [output for output in cell.get("outputs", []) if not drawn_from(output)]
        return json.dumps(notebook, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        # It is no notebook, or one of another format.
        return content


def _processes(kernel_manager: Any) -> dict[str, int]:
    """The process of each running kernel: a restarted kernel keeps its id and changes its process."""
    kernels = {name: kernel_manager.get_kernel(name) for name in kernel_manager.list_kernel_ids()}
    return {name: getattr(kernel.provisioner, "pid", None) for name, kernel in kernels.items()}


def _revive(cells: list[dict], kept: dict[str, tuple[list[dict], dict[str, int]]], kernel: str) -> None:
    """Puts live charts back in place of their stills, where the page's kernel is the one that drew them."""
    process = _kernels().get(kernel)
    for cell in cells:
        outputs, kernels = kept.get(cell.get("id"), ([], {}))
        same_kernel = process is not None and kernels.get(kernel) == process
        if same_kernel and _payloads(cell.get("outputs", [])) == _payloads(outputs):
            cell["outputs"] = outputs


def _payloads(outputs: list[dict]) -> list[dict]:
    return [output["data"][kind] for output in outputs for kind in LIVE if kind in output.get("data", {})]
