"""Pupils' servers and kernels as forks of one process that has loaded everything: they start at once and share memory.

    hub                               loads nothing of this
    └─ nursery                        has loaded JupyterLab, pandas and Altair, and no secret of the hub
       └─ a pupil's server            belongs to her account from its first line on
          └─ her own nursery
             └─ her kernels

Who forks never reads what the fork is told, so no pupil's processes hold what another's were told. For Linux only.
"""

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import traceback
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from tools import lessons

COLLECTION = Path(__file__).resolve().parent.parent
_LARGEST = 2**18
# What servers and kernels load sooner or later. The helpers are not here: they look for their kernel when loaded.
_LOADED = ("jupyterhub.singleuser", "jupyterlab.labapp", "jupyter_server.serverapp", "jupyter_server.gateway.managers")
_LOADED += ("tools.save_hook", "ipykernel.kernelapp", "ipywidgets", "anywidget", "pandas", "altair")
_LOADED += ("ipykernel.debugger", "IPython.core.debugger", "pydoc", "tornado.platform.asyncio")


def children(requests: socket.socket) -> dict | None:
    """Forks a child for each request, until the other end is closed.

    Args:
        requests: Where they come from; the child answers with its process id, and with what tells of its end.

    Returns:
        In a child its request; in the process that forked them None.
    """
    # So nobody need wait for a child that ends.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while requests.recv(1, socket.MSG_PEEK):
        begun, begins = os.pipe()
        if os.fork() == 0:
            request = json.loads(requests.recv(_LARGEST))
            me = os.getpid()
            socket.send_fds(requests, [b"%d" % me], [os.pidfd_open(me)])
            requests.close()
            os.close(begun)
            os.close(begins)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return request
        os.close(begins)
        os.read(begun, 1)
        os.close(begun)
    return None


class Nursery:
    """The other end: asks for children.

    Args:
        requests: What `children` listens to.
    """

    def __init__(self, requests: socket.socket):
        self._requests = requests

    def fork(self, request: dict) -> tuple[int, int]:
        """Has a child forked.

        Args:
            request: What it is told.

        Returns:
            Its process id, and a file descriptor that can be read from once it has ended.

        Raises:
            RuntimeError: There is nobody who forks.
        """
        self._requests.send(json.dumps(request).encode())
        told, descriptors, *_ = socket.recv_fds(self._requests, 32, 1)
        if not descriptors:
            raise RuntimeError("The process that forks servers or kernels has ended.")
        return int(told), descriptors[0]


def nursery(environment: dict[str, str]) -> tuple[Nursery, subprocess.Popen]:
    """Starts a process that loads everything, then forks pupils' servers.

    Args:
        environment: Its variables.

    Returns:
        How to ask it, and the process.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    code = f"import sys; sys.path.append({str(COLLECTION)!r}); from deploy.forks import main; main({theirs.fileno()})"
    # One thread, since a fork copies no other; and the forks' threads share a heap, and give back what they let go.
    environment = environment | {"OPENBLAS_NUM_THREADS": "1"}
    environment |= {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "100000"}
    options = {"pass_fds": [theirs.fileno()], "stdin": subprocess.DEVNULL, "start_new_session": True}
    process = subprocess.Popen([sys.executable, "-P", "-Xfrozen_modules=off", "-c", code], env=environment, **options)
    theirs.close()
    return Nursery(ours), process


def main(descriptor: int) -> None:
    """Loads everything, forks; in a fork, becomes a pupil's server.

    Args:
        descriptor: The socket that requests come from.
    """
    for name in _LOADED:
        import_module(name)
    import altair
    import pandas

    # Altair reads its schema when the first chart is made.
    altair.Chart(pandas.DataFrame({"a": [1.0]})).mark_point().encode(x="a:Q").to_dict()
    gc.collect()
    # What is loaded stays: a search for garbage in it would copy its pages into each fork.
    gc.freeze()
    request = children(socket.socket(fileno=descriptor))
    if request:
        _server(request)


def _server(request: dict) -> None:
    """Becomes the server of a pupil, and the nursery of its kernels."""
    _become(request)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        kernel = children(theirs)
        return _kernel(kernel) if kernel else None
    theirs.close()
    ForkedKernel.nursery = Nursery(ours)
    group = KernelProvisionerFactory.GROUP_NAME
    KernelProvisionerFactory.provisioners["forked"] = EntryPoint("forked", f"{__name__}:ForkedKernel", group)
    os.environ[KernelProvisionerFactory.default_provisioner_name_env] = "forked"
    try:
        lessons.lay(COLLECTION, Path(request["lessons"]), request["language"])
    except OSError:
        # A full disk, say: she sees it in JupyterLab, too.
        traceback.print_exc()
    from jupyterhub.singleuser import main as singleuser

    sys.argv = request["argv"]
    singleuser()
    return None


def _kernel(request: dict) -> None:
    """Becomes a kernel."""
    import ipywidgets
    import numpy
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    # Else all kernels would draw the same numbers.
    numpy.random.seed()
    kernel = IPKernelApp.instance(parent_handle=os.getppid())
    kernel.initialize(request["argv"])
    # It was loaded when there was no kernel to tell.
    ipywidgets.register_comm_target()
    kernel.start()


def _become(request: dict) -> None:
    """Gives up the rights of the hub, and whatever a pupil's processes need not have."""
    os.setsid()
    for name, most in request["limits"].items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most, most if hard == resource.RLIM_INFINITY else min(most, hard)))
    if account := request.get("account"):
        os.initgroups(account["name"], account["group"])
        os.setgid(account["group"])
        os.setuid(account["user"])
    # What she makes is hers alone.
    os.umask(0o077)
    os.makedirs(request["folder"], exist_ok=True)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])


class ForkedKernel(LocalProvisioner):
    """Starts the kernels of this environment as forks, and any other as ever."""

    nursery: Nursery

    async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
        """Starts a kernel.

        Args:
            cmd: The words of its command.
            kwargs: Its environment and folder.

        Returns:
            How to reach it.
        """
        if cmd[0] != sys.executable or "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        words = cmd[cmd.index("ipykernel_launcher") + 1 :]
        request = {"argv": words, "env": kwargs["env"], "folder": kwargs.get("cwd") or os.getcwd()}
        self.process = _Process(*self.nursery.fork(request))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class _Process:
    """What a server does with the process of a kernel that is not its child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int):
        self.pid, self._descriptor = pid, descriptor

    def poll(self) -> int | None:
        return 0 if select.select([self._descriptor], [], [], 0)[0] else None

    def wait(self) -> int:
        select.select([self._descriptor], [], [])
        os.close(self._descriptor)
        return 0

    def send_signal(self, number: int) -> None:
        # To one that has ended nothing is sent, as with Popen.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
