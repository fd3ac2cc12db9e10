"""Serves the pages, and what `lite` has built beside them, to this computer or to a room."""

import asyncio
import contextlib
import gzip
import io
import logging
import os
import re
import signal
import socket
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

import psutil
import segno
from tornado.web import Application, HTTPError, StaticFileHandler

from . import ToolError, lessons, messages, site
from .lab import choose_port

START = "index.html"
# In a path, what is nobody's business: a name that begins with a dot, or a sign that is in no name.
HIDDEN = re.compile(r"(?:^|[/\\])\.|\0")
# What is worth compressing, with its type: the system may have another one.
_TEXTS = {"html": "html", "css": "css", "csv": "csv", "js": "javascript", "mjs": "javascript", "txt": "plain"}
_SHRINKS = {f".{name}": f"text/{kind}; charset=utf-8" for name, kind in _TEXTS.items()}
_SHRINKS |= dict.fromkeys((".json", ".ipynb", ".map"), "application/json")
_SHRINKS |= {".svg": "image/svg+xml", ".wasm": "application/wasm"}
# The place on a start page that is not seen until it is filled here.
_PLACE = '<figure class="room" hidden>'


def addresses() -> list[str]:
    """The addresses of this computer in its networks; nothing is sent to find them.

    Returns:
        First the one by which it reaches other networks; last what it gave itself where nobody gives addresses.
    """
    down = {name for name, told in psutil.net_if_stats().items() if not told.isup}
    held = [each for name, all_held in psutil.net_if_addrs().items() if name not in down for each in all_held]
    found = [each.address for each in held if each.family == socket.AF_INET and not each.address.startswith("127.")]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with contextlib.suppress(OSError):
            # This looks up the way, and sends nothing: a datagram would be sent later.
            probe.connect(("192.0.2.1", 9))
        way_out = probe.getsockname()[0]
    return sorted(found, key=lambda each: (each != way_out, each.startswith("169.254.")))


class _Pages(StaticFileHandler):
    """Gives what is in a folder: what shrinks compressed, once; on a start page, the way there for a room."""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        if HIDDEN.search(self.path):
            raise HTTPError(404)
        found = super().validate_absolute_path(root, absolute_path)
        if found is None:
            # A folder was asked for without a stroke behind its name: the answer leads to that with it.
            return None
        path = Path(found)
        room = self.settings["room"] if path.name == START else []
        self.is_small = path.suffix in _SHRINKS and "gzip" in self.request.headers.get("Accept-Encoding", "")
        told = path.stat()
        known = (str(path), told.st_mtime_ns, told.st_size, self.is_small, room)
        self.mark = sha256(repr(known).encode()).hexdigest()
        if not self.is_small and not room:
            return str(path)
        file = self.settings["made"] / f"{self.mark}{path.suffix}"
        if not file.exists():
            content = path.read_bytes()
            if room:
                place = path.parent.relative_to(Path(root).resolve()).as_posix()
                ways = [urljoin(each, f"{place}/") for each in room]
                content = content.replace(_PLACE.encode(), _filled(ways), 1)
            lessons.put(file, gzip.compress(content) if self.is_small else content)
        return super().validate_absolute_path(str(file.parent), str(file))

    def get_content_type(self) -> str:
        return _SHRINKS.get(Path(self.absolute_path).suffix) or super().get_content_type()

    def compute_etag(self) -> str:
        return f'"{self.mark}"'

    def set_extra_headers(self, path: str) -> None:
        # A browser keeps the file, and asks whether there is another by now.
        more = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        for name, value in (more | ({"Content-Encoding": "gzip"} if self.is_small else {})).items():
            self.set_header(name, value)


def _filled(ways: list[str]) -> bytes:
    """The place of the room: a QR code, which leads to the first address of this start page, and each in words."""
    code = segno.make_qr(ways[0]).svg_inline(light="#fff", omitsize=True)
    links = "".join(f'<a href="{each}">{each}</a>' for each in ways)
    return f'{_PLACE.replace(" hidden", "")}<span aria-hidden="true">{code}</span><p>{links}</p>'.encode()


def _drawn(address: str) -> str:
    """A QR code for a terminal, light on dark whatever its colours are; on Windows it may not know such marks."""
    drawn = io.StringIO()
    segno.make_qr(address).terminal(drawn, border=2, compact=True)
    marked = "\033[97;40m\\g<0>\033[0m" if sys.stdout.isatty() and os.name != "nt" else "\\g<0>"
    return re.sub("(?m)^.+$", marked, drawn.getvalue())


async def _serve(folder: Path, port: int, room: list[str], edition: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        rule = (r"/(.*)", _Pages, {"path": str(folder), "default_filename": START})
        # Nobody has anything to send.
        Application([rule], room=room, made=Path(made)).listen(
            port, "0.0.0.0" if room else "127.0.0.1", max_body_size=1000
        )
        here = f"http://localhost:{port}/"
        if room:
            print(_drawn(room[0] + edition))
            print(messages.FOR_THE_ROOM.format(addresses=" ".join(each + edition for each in room)))
        if (folder / "lite" / START).exists():
            print(messages.SERVING_LITE.format(address=[*room, here][0] + "lite/"))
        print(messages.SERVING.format(address=here + edition), flush=True)
        await asyncio.Event().wait()


def main(
    port: int, room: bool, language: str = "en", folder: Path = site.SITE, notebooks: Path = site.NOTEBOOKS
) -> int:
    """Serves the pages until it is stopped.

    Args:
        port: The port to listen on, or the first to try.
        room: Whether to serve the networks of this computer, and not only itself.
        language: That of the start page that is named.
        folder: Where the pages are.
        notebooks: Where the notebooks are.

    Returns:
        The exit code.

    Raises:
        ToolError: This computer is in no network, or no port is free.
    """
    found = addresses() if room else []
    if room and not found:
        raise ToolError(messages.NO_NETWORK)
    site.renew(folder, notebooks)
    site.speak(language)
    port = choose_port(port)
    edition = f"{language}/" if (folder / language).is_dir() else ""
    # What a pupil mistypes is no news.
    logging.getLogger("tornado").setLevel(logging.ERROR)
    # Stopped by the system, it ends as by Ctrl-C: asyncio stops its main task in order, not wherever it happens to be.
    # A shell that starts it in the background has it ignore Ctrl-C, and so it would ignore this.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(folder, port, [f"http://{each}:{port}/" for each in found], edition))
    print(messages.SERVED, flush=True)
    return 0
