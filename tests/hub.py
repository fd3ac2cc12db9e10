"""A real JupyterHub on loopback, from deploy/, and pupils who run a lesson there as a browser does, undrawn."""

import asyncio
import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from tools.stills import CHART

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300
# Thirty ask at once.
AsyncHTTPClient.configure(None, max_clients=1000)
# A file of settings for trying the hub out: names without a password, all with the rights of who starts it.
TRIAL = """
load_subconfig({config!r})
from deploy import spawner
c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = {spawner}
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.PupilSpawner.language = {language!r}
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.start_timeout = c.Spawner.http_timeout = {seconds}
c.Spawner.args += ["--ServerApp.allow_root=True"]
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.services += [{{"name": "test", "api_token": {token!r}}}]
may = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles += [{{"name": "test", "services": ["test"], "scopes": may}}]
"""
# Before a command: for it the project is mounted so that not even root can write there.
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
READ_ONLY = ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT, str(ROOT)]


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


class Hub:
    """A hub with its proxy, whose pupils have their homes in a folder, which needs a short path.

    Args:
        home: The folder.
        language: The edition.
        forks: Whether servers are forked; else they are started as JupyterHub does it by itself.
        read_only: Whether the whole project is a place that the hub and its pupils cannot write to.
    """

    def __init__(self, home: Path, language: str = "en", forks: bool = True, read_only: bool = False):
        self.home, self.log = home, home / "hub.log"
        ports, self._token = free_ports(3), secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{ports[0]}"
        given = {"config": str(ROOT / "deploy/jupyterhub_config.py"), "homes": f"{home}/{{username}}", "ports": ports}
        given |= {"token": self._token, "python": sys.executable, "language": language, "seconds": SECONDS}
        given["spawner"] = "spawner.TrialSpawner" if forks else "'simple'"
        # Where nothing is forked, what would fork takes no memory.
        more = "" if forks else "spawner.PupilSpawner._process.kill()\n"
        (home / "config.py").write_text(TRIAL.format(**given) + more, encoding="utf-8")
        own = {
            "PYTHONPATH": str(ROOT),
            "LESSONS_LANGUAGE": language,
            "JUPYTER_CONFIG_PATH": f"{ROOT}/jupyter/etc/jupyter",
        }
        with self.log.open("wb") as log:
            told = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT, "cwd": home}
            command = [*(READ_ONLY if read_only else ()), sys.executable, "-m", "jupyterhub", "-f", "config.py"]
            self.process = subprocess.Popen(command, env=os.environ | own, **told)

    async def ask(self, path: str, method: str = "GET", content: dict | None = None) -> dict:
        """What the hub or a pupil's server answers."""
        body = json.dumps(content or {}) if method in ("POST", "PUT", "PATCH") else None
        how = {"method": method, "body": body, "connect_timeout": SECONDS, "request_timeout": SECONDS}
        answer = await AsyncHTTPClient().fetch(HTTPRequest(self.url + path, headers=self._headers, **how))
        return json.loads(answer.body) if answer.body else {}

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self._token}"}

    async def ready(self) -> None:
        """Waits until it answers."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(Exception):
                await self.ask("/hub/api/")
                return
            await asyncio.sleep(0.2)
        raise RuntimeError(f"JupyterHub did not start:\n{self.log.read_text(encoding='utf-8', errors='replace')}")

    async def server(self, name: str) -> None:
        """Starts a pupil's server, and waits until she can use it."""
        with contextlib.suppress(Exception):
            await self.ask(f"/hub/api/users/{name}", "POST")
        await self.ask(f"/hub/api/users/{name}/server", "POST")
        async with asyncio.timeout(SECONDS):
            while not (await self.ask(f"/hub/api/users/{name}"))["servers"].get("", {}).get("ready"):
                await asyncio.sleep(0.3)

    async def end_server(self, name: str) -> None:
        """Ends a pupil's server, and waits for that."""
        await self.ask(f"/hub/api/users/{name}/server", "DELETE")
        async with asyncio.timeout(SECONDS):
            while (await self.ask(f"/hub/api/users/{name}"))["servers"]:
                await asyncio.sleep(0.1)

    def socket(self, path: str) -> Coroutine:
        """A socket to a kernel."""
        return websocket_connect(HTTPRequest(self.url.replace("http", "ws") + path, headers=self._headers))

    def processes(self) -> list[psutil.Process]:
        """The hub's and all that it has started."""
        hub = psutil.Process(self.process.pid)
        return [hub, *hub.children(recursive=True)]

    def processes_of(self, name: str) -> list[psutil.Process]:
        """A pupil's server and her kernels: what works in her home."""
        found = []
        for process in self.processes():
            # One that ends just now works nowhere.
            with contextlib.suppress(psutil.Error):
                found += [process] if Path(process.cwd()).is_relative_to(self.home / name) else []
        return found

    def stop(self) -> None:
        """Ends it and all that it has started."""
        left = self.processes()
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


class Pupil:
    """One who starts her server, runs a lesson from top to bottom and saves it; seconds count from her first click.

    Args:
        hub: Where.
        name: Hers.
        lesson: The notebook's name.
    """

    def __init__(self, hub: Hub, name: str, lesson: str):
        self.hub, self.name, self.lesson = hub, name, lesson
        self.errors: list[str] = []
        self.up = self.first = self.end = self.saved = 0.0
        self._at = f"/user/{name}/api"

    async def run(self) -> None:
        """Everything up to the end of the last cell."""
        self._start = time.monotonic()
        await self.hub.server(self.name)
        self.up = time.monotonic() - self._start
        self.notebook = (await self.hub.ask(f"{self._at}/contents/{self.lesson}"))["content"]
        about = {"path": self.lesson, "name": self.lesson, "type": "notebook", "kernel": {"name": "python3"}}
        self.kernel_id = (await self.hub.ask(f"{self._at}/sessions", "POST", about))["kernel"]["id"]
        self._channels = await self.hub.socket(f"{self._at}/kernels/{self.kernel_id}/channels")
        self.cells = [cell for cell in self.notebook["cells"] if cell["cell_type"] == "code"]
        ran = await self.execute(*(cell["source"] for cell in self.cells))
        for cell, outputs in zip(self.cells, ran, strict=True):
            cell |= {"outputs": outputs, "execution_count": 1}
        self.end = time.monotonic() - self._start

    async def execute(self, *codes: str) -> list[list[dict]]:
        """What some code displays and prints, one after the other as Run All does it; its errors are noted."""
        messages = [_execute(code) for code in codes]
        found = {message["header"]["msg_id"]: [] for message in messages}
        for message in messages:
            self._channels.write_message(json.dumps(message))
        waiting = set(found)
        while waiting:
            message = json.loads(await asyncio.wait_for(self._channels.read_message(), SECONDS))
            about, kind, content = message["parent_header"].get("msg_id"), message["msg_type"], message["content"]
            if about not in waiting:
                continue
            if kind in ("display_data", "execute_result", "stream"):
                content.pop("transient", None)
                found[about].append({"output_type": kind, **content})
                if CHART in content.get("data", {}):
                    self.first = self.first or time.monotonic() - self._start
            elif kind == "error":
                self.errors.append(f"{content['ename']}: {content['evalue']}")
            elif kind == "status" and content["execution_state"] == "idle":
                waiting.remove(about)
        return list(found.values())

    @property
    def charts(self) -> int:
        """How many explored charts her cells show."""
        return sum(CHART in each.get("data", {}) for cell in self.cells for each in cell["outputs"])

    async def save(self) -> None:
        """Sends what JupyterLab sends when she presses Ctrl+S."""
        start = time.monotonic()
        model = {"type": "notebook", "format": "json", "content": self.notebook}
        await self.hub.ask(f"{self._at}/contents/{self.lesson}", "PUT", model)
        self.saved = time.monotonic() - start


def _execute(code: str) -> dict:
    header = {"msg_id": uuid4().hex, "msg_type": "execute_request", "session": "test", "username": "", "version": "5.3"}
    header["date"] = datetime.now(UTC).isoformat()
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": []}
    return message | {"content": content | {"stop_on_error": True}}
