"""JupyterHub's local spawners, which here have a nursery fork the servers (see forks.py)."""

import asyncio
import os
import pwd
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner
from jupyterhub.utils import random_port
from traitlets import Integer, Unicode

from .forks import Nursery, nursery

_KEPT = ("LANG", "LC_ALL", "PATH", "PYTHONPATH", "JUPYTER_CONFIG_PATH", "JUPYTER_PATH")


class PupilSpawner(LocalProcessSpawner):
    """Has servers forked. Each pupil has an account of this computer, and so has no way to the work of another one."""

    language = Unicode("en", config=True, help="The edition: en or zh.")
    cpu_seconds = Integer(3600, config=True, help="How long each process may compute; an endless loop ends then.")
    processes = Integer(500, config=True, help="How many processes and threads an account may have.")

    _nursery = _process = None
    # One after the other, while the hub goes on with its work.
    _asking = ThreadPoolExecutor(1, "nursery")
    # The system calls a port free until its server listens.
    _ports: deque = deque(maxlen=500)

    async def start(self) -> tuple[str, int]:
        """Has a server forked.

        Returns:
            Where it will listen.
        """
        while (port := random_port()) in self._ports:
            pass
        self._ports.append(port)
        self.port = port
        environment = self.get_env()
        account = self.account()
        # Of what is its own: a process that asks for more gets a MemoryError, which a pupil can read.
        limits = {"RLIMIT_DATA": self.mem_limit, "RLIMIT_CPU": self.cpu_seconds}
        limits["RLIMIT_NPROC"] = self.processes if account else None
        request = {"argv": [*self.cmd, *self.get_args()], "env": environment, "folder": environment["HOME"]}
        request |= {"account": account, "limits": {name: most for name, most in limits.items() if most}}
        folder = Path(environment["HOME"], self.notebook_dir.removeprefix("~/"))
        request |= {"lessons": str(folder), "language": self.language}
        ask = lambda: self.nursery().fork(request)  # noqa: E731  (said in one place)
        self.pid, ends = await asyncio.get_running_loop().run_in_executor(self._asking, ask)
        os.close(ends)
        return self.ip or "127.0.0.1", port

    @staticmethod
    def nursery() -> Nursery:
        """What forks the servers, for the whole hub; it needs some seconds to get ready."""
        if not PupilSpawner._process or PupilSpawner._process.poll() is not None:
            known = {name: os.environ[name] for name in _KEPT if name in os.environ}
            PupilSpawner._nursery, PupilSpawner._process = nursery(known)
        return PupilSpawner._nursery

    def account(self) -> dict | None:
        """Whose rights a server has."""
        found = pwd.getpwnam(self.user.name)
        return {"name": found.pw_name, "user": found.pw_uid, "group": found.pw_gid}


class TrialSpawner(PupilSpawner, SimpleLocalProcessSpawner):
    """All have the rights of whoever started the hub: to try it out, or among people who trust each other."""

    def account(self) -> None:
        """Nobody's but ours."""
