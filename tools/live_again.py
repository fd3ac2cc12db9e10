"""What a page is told of a notebook that it loads: its live charts again, and no change where only pictures came.

The file on disk holds stills (see `tools.save_hook`). What the page held instead is remembered in the server's memory
and handed out when the same notebook is read again and the kernel that drew it is still the same process.
"""

import hashlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .stills import CHART, QUESTION, WIDGET_VIEW, WORK, is_live, pictures_in

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
        if model.get("type") == "notebook" and model.get("content") and path.strip("/") in _remembered:
            for session in await server.session_manager.list_sessions():
                if session["path"].strip("/") == path.strip("/"):
                    _revive(model["content"], path, session["kernel"]["id"])
        return _told(model, manager)

    def get_saved(*args: Any, **kwargs: Any) -> dict:
        return _told(get(*args, **kwargs), manager)

    manager.get = get_live if inspect.iscoroutinefunction(get) else get_saved
    _kernels = lambda: _processes(server.kernel_manager)  # noqa: E731  (a name of the module, set once)


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


def _told(model: dict, manager: Any) -> dict:
    """A model whose hash leaves pictures out: by it JupyterLab sees, before it saves, what others have changed."""
    if model.get("type") == "notebook" and model.get("hash"):
        try:
            notebook = json.loads(Path(manager._get_os_path(model["path"])).read_bytes())
            for cell in notebook["cells"]:
                cell["outputs"] = [each for each in cell.get("outputs", []) if not pictures_in([{"outputs": [each]}])]
            content = json.dumps(notebook, sort_keys=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # It is in no file, or of another format.
            return model
        model["hash"] = hashlib.new(model["hash_algorithm"], content.encode()).hexdigest()
    return model


def _processes(kernel_manager: Any) -> dict[str, int]:
    """The process of each running kernel: a restarted kernel keeps its id and changes its process."""
    kernels = {name: kernel_manager.get_kernel(name) for name in kernel_manager.list_kernel_ids()}
    return {name: getattr(kernel.provisioner, "pid", None) for name, kernel in kernels.items()}


def _revive(notebook: dict, path: str, kernel: str) -> None:
    """Puts live charts back in place of their stills, where the page's kernel is the one that drew them."""
    process = _kernels().get(kernel)
    for cell in notebook["cells"]:
        outputs, kernels = _remembered[path.strip("/")].get(cell.get("id"), ([], {}))
        same_kernel = process is not None and kernels.get(kernel) == process
        if same_kernel and _payloads(cell.get("outputs", [])) == _payloads(outputs):
            cell["outputs"] = outputs


def _payloads(outputs: list[dict]) -> list[dict]:
    kinds = (CHART, QUESTION, WORK)
    return [output["data"][kind] for output in outputs for kind in kinds if kind in output.get("data", {})]
