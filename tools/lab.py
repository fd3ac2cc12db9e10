"""Opens the notebooks in JupyterLab."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from . import ToolError, lessons, messages

# The page asks for no news (see the folder jupyter). Should a user's own settings ask for them, the server does not.
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
# The settings of a language stand here in a folder of its name.
SETTINGS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings"


def _first_page(root: Path, folder: Path) -> str:
    """The address in JupyterLab of the first lesson of a folder; that of the folder where there is none."""
    first = lessons.lessons(folder)[:1] or [folder]
    return f"/lab/tree/{first[0].relative_to(root).as_posix()}"


def _is_free(port: int) -> bool:
    """Whether a server could listen on this port of this computer."""
    try:
        # As the server does: on all systems but Windows, a port that was closed a moment ago is free.
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def choose_port(wanted: int) -> int:
    """The wanted port, or the next free one, said in words.

    Args:
        wanted: The first to try.

    Returns:
        A free port.

    Raises:
        ToolError: None of them is free.
    """
    for port in range(wanted, min(wanted + 50, 65536)):
        if _is_free(port):
            if port != wanted:
                print(messages.PORT_IN_USE.format(port=wanted, other=port), flush=True)
            return port
    raise ToolError(messages.NO_FREE_PORT.format(port=wanted))


def command(python: str, root: Path, port: int, browser: bool, more: list[str], language: str = "en") -> list[str]:
    """The command that starts JupyterLab on a folder.

    Args:
        python: The environment's interpreter.
        root: The folder.
        port: The port to listen on.
        browser: Whether to open a browser.
        more: Further options for JupyterLab, passed on as they are.
        language: Which edition to open, and what JupyterLab speaks.

    Returns:
        Its words.
    """
    edition = lessons.edition(root / "notebooks", language)
    words = [python, "-P", "-m", "jupyterlab", f"--ServerApp.root_dir={root}", f"--ServerApp.port={port}"]
    words += [f"--LabApp.default_url={_first_page(root, edition)}", *QUIET]
    if (settings := SETTINGS / language).is_dir():
        words.append(f"--LabApp.app_settings_dir={settings}")
    words += [] if browser else ["--no-browser"]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*words, *(["--allow-root"] if is_root else []), *more]


def main(root: Path, port: int, browser: bool, more: list[str], language: str = "en") -> int:
    """Becomes JupyterLab; Windows can only wait for it.

    Args:
        root: The project's folder.
        port: The port to listen on, or the first to try.
        browser: Whether to open a browser.
        more: Further options for JupyterLab.
        language: Which edition to open, and what JupyterLab speaks.

    Returns:
        JupyterLab's exit code.
    """
    lessons.keep_fresh(root)
    port = choose_port(port)
    print(messages.OPENING_LAB.format(port=port), flush=True)
    words = command(sys.executable, root, port, browser, more, language)
    os.chdir(root)
    if os.name != "nt":
        os.execv(words[0], words)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(words, check=False).returncode
