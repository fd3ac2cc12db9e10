"""Gives a page that is loaded again its live charts and forms back, as long as their kernel lives.

The file on disk holds stills (see `tools.save_hook`). What the page held instead is remembered in the server's memory
and handed out when the same notebook is read again and the kernel that drew it is still the same process.
"""

import inspect
from collections.abc import Callable
from typing import Any

from .stills import CHART, QUESTION, WIDGET_VIEW, is_live

# By path and cell: the cell's outputs as the page held them, and the kernels of that moment.
_remembered: dict[str, dict[str, tuple[list[dict], dict[str, int]]]] = {}
# The kernels at the moment when a widget was first seen: after a restart its outputs may linger, but it is gone.
_first_seen: dict[str, dict[str, int]] = {}
_kernels: Callable[[], dict[str, int]] = dict


def watch(server: Any) -> None:
    """Lets a server hand out live charts to a page that is loaded again.

    Args:
        server: A Jupyter server; one with a synchronous contents manager is left as it is.
    """
    global _kernels
    manager, get = server.contents_manager, server.contents_manager.get
    if not inspect.iscoroutinefunction(get):
        return

    async def get_live(path: str, *args: Any, **kwargs: Any) -> dict:
        model = await get(path, *args, **kwargs)
        if model.get("type") == "notebook" and model.get("content") and path.strip("/") in _remembered:
            for session in await server.session_manager.list_sessions():
                if session["path"].strip("/") == path.strip("/"):
                    revive(model["content"], path, session["kernel"]["id"])
        return model

    manager.get = get_live
    _kernels = lambda: processes(server.kernel_manager)  # noqa: E731  (a name of the module, set once)


def processes(kernel_manager: Any) -> dict[str, int]:
    """The process of each running kernel.

    Args:
        kernel_manager: The server's.

    Returns:
        Process ids by kernel id: a restarted kernel keeps its id and changes its process.
    """
    kernels = {name: kernel_manager.get_kernel(name) for name in kernel_manager.list_kernel_ids()}
    return {name: getattr(kernel.provisioner, "pid", None) for name, kernel in kernels.items()}


def remember(path: str, cells: list[dict]) -> None:
    """Notes what a page held in its cells with live charts, before they are saved as stills.

    Args:
        path: The notebook, as Jupyter says it.
        cells: The cells that hold live charts.
    """
    now = _kernels()
    kept = {}
    for cell in cells:
        widgets = [output["data"][WIDGET_VIEW]["model_id"] for output in cell["outputs"] if is_live(output)]
        seen = [_first_seen.setdefault(widget, now) for widget in widgets]
        kept[cell["id"]] = (cell["outputs"], seen[0])
    _remembered[path.strip("/")] = kept


def revive(notebook: dict, path: str, kernel: str) -> None:
    """Puts live charts back in place of their stills.

    Args:
        notebook: A notebook that was read from disk; changed in place.
        path: Where it was read, as Jupyter says it.
        kernel: The id of the kernel that the page is connected to.
    """
    process = _kernels().get(kernel)
    for cell in notebook["cells"]:
        outputs, kernels = _remembered[path.strip("/")].get(cell.get("id"), ([], {}))
        same_kernel = process is not None and kernels.get(kernel) == process
        if same_kernel and _payloads(cell.get("outputs", [])) == _payloads(outputs):
            cell["outputs"] = outputs


def _payloads(outputs: list[dict]) -> list[dict]:
    kinds = (CHART, QUESTION)
    return [output["data"][kind] for output in outputs for kind in kinds if kind in output.get("data", {})]
