"""A class that opens one lesson's page at the same moment, from `serve` and from Python's own server of files."""

import contextlib
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bs4 import BeautifulSoup

from tools import site

CLIENTS = 30
WAIT = 120
SERVE = ("-m", "tools", "serve", "--port")
RIVAL = ("-m", "http.server", "--bind", "127.0.0.1", "--directory", str(site.SITE))


@dataclass
class Class:
    """What a class took, an entry a round: seconds until the last client had everything, and bytes on the wire."""

    seconds: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)

    def middle(self, name: str) -> float:
        """The median of a list of figures."""
        return statistics.median(getattr(self, name))


def load_together(name: str, rounds: int) -> tuple[Class, Class]:
    """Lets the class load a lesson; the servers take turns, and each begins anew, with nothing compressed yet.

    Args:
        name: The lesson's name.
        rounds: How often.

    Returns:
        What it took from `serve`, and from the rival.
    """
    ours, rival = Class(), Class()
    site.renew(site.SITE)
    asked = _asked_for(f"{name}.html")
    for _ in range(rounds):
        for words, figures in ((SERVE, ours), (RIVAL, rival)):
            with serving(words) as port:
                seconds, loaded = load_at_once(port, asked)
            figures.seconds.append(seconds)
            figures.bytes.append(loaded)
    return ours, rival


def load_at_once(port: int, asked: list[str], clients: int = CLIENTS) -> tuple[float, int]:
    """Lets each client ask a server on this computer for the same paths.

    Returns:
        The seconds until the last has everything, and the bytes on the wire.
    """
    start = threading.Barrier(clients + 1)
    with ThreadPoolExecutor(clients) as pool:
        loads = [pool.submit(_load, port, asked, start) for _ in range(clients)]
        start.wait()
        begun = time.perf_counter()
        loaded = sum(load.result() for load in loads)
        return time.perf_counter() - begun, loaded


def _asked_for(page: str) -> list[str]:
    """A page, and whatever a browser fetches with it from the same folder: nothing, as long as it is one file."""
    soup = BeautifulSoup((site.SITE / page).read_text(encoding="utf-8"), "html.parser")
    found = [each["src"] for each in soup.select("[src]")] + [each["href"] for each in soup.select("link[href]")]
    return [page, *dict.fromkeys(each for each in found if not each.startswith("data:"))]


def _load(port: int, asked: list[str], start: threading.Barrier) -> int:
    start.wait()
    loaded = 0
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT)
    for path in asked:
        connection.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{path}: the server answered {answer.status}.")
        loaded += len(answer.read())
    connection.close()
    return loaded


@contextlib.contextmanager
def serving(words: tuple[str, ...]) -> Iterator[int]:
    """A server on a free port, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, *words, str(port)]
    with subprocess.Popen(command, cwd=site.ROOT, **quiet) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{' '.join(process.args)} did not start.")
