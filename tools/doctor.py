"""Looks whether the notebooks can run on this computer: `python -m tools.doctor`.

Each check gives a sentence about what is well, or raises `Trouble` with what to do.
"""

import contextlib
import http.server
import json
import platform
import sys
import tempfile
import threading
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import start

from .browsers import chromium

ROOT = Path(__file__).resolve().parent.parent
WORD = "柳州螺蛳粉"
FRESH_START = "delete the folder .venv, then run start.py"


class Trouble(Exception):
    """One sentence about what is not well, and what to do."""


@dataclass(frozen=True)
class Check:
    """One thing to look at.

    Without an essential one the notebooks do not work, or not as they should; any other is only noted.
    """

    name: str
    look: Callable[[], str]
    essential: bool = True


def versions() -> str:
    """Whether the packages of a reader are those that the project pins."""
    pins = start.pinned(ROOT / start.READER)
    found = [(name, pinned, _version(name)) for name, pinned in pins]
    others = [f"{name} is {here or 'missing'}, not {pinned}" for name, pinned, here in found if here != pinned]
    if others:
        raise Trouble(f"{'; '.join(others)}: {FRESH_START}.")
    return f"{platform.python_version()} with {', '.join(f'{name} {here}' for name, _, here in found)}, as pinned"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def writing() -> str:
    """Whether a student's work can be saved where it is."""
    for folder in (ROOT, ROOT / "notebooks"):
        try:
            _try_to_write(folder)
        except OSError as error:
            raise Trouble(f"{folder} cannot be written to: move the whole folder to a place of your own.") from error
    return f"notebooks can be saved in {ROOT / 'notebooks'}"


def caching() -> str:
    """Whether the drawing code for the browser can be made, and is kept."""
    from helpers.charts import runtime

    size = len(runtime.drawing_code()) / 1e6
    folder = runtime.cache_path().parent
    try:
        _try_to_write(folder)
    except OSError as error:
        raise Trouble(f"{folder} cannot be written to, so each first chart takes two seconds more.") from error
    return f"the drawing code ({size:.1f} MB) is kept in {folder}"


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"1")


def kernel() -> str:
    """Whether a kernel starts, and finds the project."""
    import nbformat

    from .refresh import RefreshError, execute

    cell = nbformat.v4.new_code_cell("import sys, helpers\nprint(sys.prefix)")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    try:
        execute(notebook, "a notebook of one cell", ROOT / "notebooks", timeout=60)
    except RefreshError as error:
        raise Trouble(f"{error}. To mend it, {FRESH_START}.") from error
    prefix = "".join(output.get("text", "") for output in cell.outputs).strip()
    if Path(prefix).resolve() != Path(sys.prefix).resolve():
        raise Trouble(f"the kernel belongs to another Python ({prefix}): {FRESH_START}.")
    return "a kernel starts and finds the helpers"


def drawing() -> str:
    """Whether a chart becomes a picture."""
    import altair as alt

    from helpers.charts import theme  # noqa: F401  (the chart has its look)

    from . import stills

    chart = alt.Chart(alt.InlineData(values=[{"a": 1, "b": 2}]), title=alt.Title("1", subtitle=WORD))
    try:
        width, height = stills.size(stills.png(chart.mark_bar().encode(x="a:Q", y="b:Q").to_dict()))
    except ValueError as error:
        raise Trouble(f"the test chart could not be drawn ({error}): {FRESH_START}.") from error
    return f"a test chart was drawn, {width} x {height}"


def fonts(word: str = WORD) -> str:
    """Whether Chinese in a picture has letters: without a font each becomes the same empty box, or nothing."""
    pictures = [_letter(each) for each in (" ", *word)]
    if len(set(pictures)) < len({" ", *word}):
        raise Trouble(
            "Chinese in pictures comes out as boxes: install a Chinese font, such as Noto Sans CJK "
            "(on Debian or Ubuntu 'sudo apt install fonts-noto-cjk'), then close JupyterLab and start again."
        )
    return "Chinese in pictures has letters"


def _letter(character: str) -> bytes:
    import vl_convert

    from helpers.charts.theme import city_figures

    family = city_figures()["config"]["title"]["subtitleFont"]
    text = f'<text x="5" y="40" font-size="36" font-family="{family}">{character}</text>'
    return vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">{text}</svg>')


def loopback() -> str:
    """Whether a browser on this computer can reach a server on it."""
    server = http.server.HTTPServer(("127.0.0.1", 0), _Hello)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_port}/"
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10).close()
    except OSError as error:
        raise Trouble(
            f"{address} cannot be reached ({error}): a firewall or the file hosts keeps this computer from itself."
        ) from error
    finally:
        server.shutdown()
        server.server_close()
    return "a server on this computer can be reached from it"


class _Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: D102, N802
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):  # noqa: D102
        pass


def proxy() -> str:
    """Whether a proxy would get in the way of loopback."""
    set_up = {kind: address for kind, address in urllib.request.getproxies().items() if kind in ("http", "https")}
    if set_up and not urllib.request.proxy_bypass("localhost"):
        raise Trouble(
            "a proxy is set for all addresses, this computer's own too: if the page of JupyterLab stays empty, "
            "except localhost and 127.0.0.1 from it (NO_PROXY=localhost,127.0.0.1)."
        )
    return "none stands between the browser and this computer"


def browser() -> str:
    """Whether there is a browser to open the notebooks in."""
    found = chromium()
    if found:
        return found
    try:
        return f"{webbrowser.get().name} (the tests need Chromium, Chrome or Edge)"
    except webbrowser.Error as error:
        raise Trouble("none was found: install one, or open the address that JupyterLab prints elsewhere.") from error


def saving() -> str:
    """Whether JupyterLab keeps the pictures of a notebook that a student saves."""
    path = Path(sys.prefix) / "etc/jupyter/jupyter_server_config.d/liuzhou_in_figures.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads(path.read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"]["tools.save_hook"]:
            return "a notebook that you save keeps its pictures"
    raise Trouble(f"a notebook that you save will lose its pictures: {FRESH_START}.")


def quiet() -> str:
    """Whether JupyterLab's page has been told to ask no host for news or updates."""
    path = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        settings = json.loads(path.read_text(encoding="utf-8"))
        if start.LAB_SETTINGS.items() <= settings.items():
            return "is not needed, and JupyterLab asks for no news or updates"
    raise Trouble(f"is not needed, but JupyterLab would ask for news and updates: {FRESH_START}.")


CHECKS = (
    Check("Python", versions),
    Check("Saving", writing),
    Check("Kernel", kernel),
    Check("Charts", drawing),
    Check("Cache", caching, essential=False),
    Check("Chinese", fonts),
    Check("Loopback", loopback),
    Check("Proxy", proxy, essential=False),
    Check("Browser", browser, essential=False),
    Check("Pictures", saving),
    Check("Network", quiet, essential=False),
)


def examine(check: Check) -> tuple[str, str]:
    """Carries out a check, whatever it may run into.

    Args:
        check: The check.

    Returns:
        "ok", "mend" or "note", and one sentence.
    """
    try:
        return "ok", check.look()
    except Trouble as trouble:
        said = str(trouble)
    except Exception as error:
        said = f"{type(error).__name__}: {error}. To mend it, {FRESH_START}."
    return "mend" if check.essential else "note", " ".join(said.split())


def main(checks: tuple[Check, ...] = CHECKS) -> int:
    """Prints a line for each check.

    Args:
        checks: What to look at.

    Returns:
        The exit code: 0 where all that is essential is well.
    """
    asked: list[str] = []
    _listen(asked)
    bad = 0
    for check in checks:
        mark, said = examine(check)
        bad += mark == "mend"
        print(f"{mark:<4}  {check.name + ':':<9} {said}", flush=True)
    if asked:
        print(f"note  A check asked for another computer: {', '.join(sorted(set(asked)))}.")
    else:
        print("ok    None of these checks asked for any other computer.")
    print(f"{bad} to mend: do what the lines say that begin with 'mend'." if bad else "All that is needed is well.")
    return int(bad > 0)


def _listen(asked: list[str]) -> None:
    """Notes down each address beyond this computer that this process looks up or connects to."""

    def hear(event: str, arguments: tuple) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            address = arguments[1] if event == "socket.connect" else arguments[0]
            host = address[0] if isinstance(address, tuple) else address if event != "socket.connect" else None
            host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
            if host and host not in ("localhost", "::1", "0.0.0.0") and not host.startswith("127."):
                asked.append(host)

    sys.addaudithook(hear)


if __name__ == "__main__":
    # A folder's name may hold what the console's encoding lacks.
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
