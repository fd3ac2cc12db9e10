"""JupyterHub for a class on one server: README.md in this folder says how to use it."""

import compileall
import os
import sys
from pathlib import Path

COLLECTION = Path(__file__).resolve().parent.parent
sys.path.append(str(COLLECTION))

from deploy import spawner  # noqa: E402  (only now is it found)

c = get_config()  # noqa: F821  (JupyterHub gives it)

# What a school may want to change.
LANGUAGE = os.environ.get("LESSONS_LANGUAGE", "en")
ADDRESS = "http://:8000"
PUPILS, TEACHERS = "pupils", "teachers"
MEMORY = "1G"
IDLE_SERVER, IDLE_KERNEL = 60 * 60, 20 * 60

# Who may log in, with the password of the account on this computer: the members of two groups.
c.JupyterHub.bind_url = ADDRESS
c.JupyterHub.template_paths = [str(COLLECTION / "deploy" / "templates")]
c.LocalAuthenticator.allowed_groups = {PUPILS, TEACHERS}
c.LocalAuthenticator.admin_groups = {TEACHERS}
# The proxy by itself lets ten requests through at a time, and the others fail after 20 seconds.
proxy = """from tornado.httpclient import AsyncHTTPClient
AsyncHTTPClient.configure(None, max_clients=1000, defaults={"connect_timeout": 60})
from configurable_http_proxy.cli import main
main()"""
c.ConfigurableHTTPProxy.command = [sys.executable, "-P", "-c", proxy]
c.JupyterHub.concurrent_spawn_limit = 60

# Pupils cannot write compiled files into the collection, so each kernel would compile it anew; read them they can.
umask = os.umask(0o022)
for folder in ("helpers", "tools", "data"):
    compileall.compile_dir(COLLECTION / folder, quiet=2)
os.umask(umask)

# A server a pupil, which opens the first lesson of her own folder. Each of her processes has these limits.
c.JupyterHub.spawner_class = spawner.PupilSpawner
spawner.PupilSpawner.nursery()
c.PupilSpawner.language = LANGUAGE
c.Spawner.mem_limit = MEMORY
# In her home; the lessons are laid there.
c.Spawner.notebook_dir = "~/Liuzhou"
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.args = [
    # Sockets in her own home: thirty kernels with five ports each would take each other's.
    "--KernelManager.transport=ipc",
    f"--MappingKernelManager.cull_idle_timeout={IDLE_KERNEL}",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    # No lesson asks for it, and it takes memory of each pupil.
    "--LanguageServerManager.autodetect=False",
]
if LANGUAGE != "en":
    c.Spawner.args.append(f"--LabApp.app_settings_dir={sys.prefix}/share/jupyter/lab/settings/{LANGUAGE}")

# Who has gone home needs no server; what she wrote is saved.
culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE_SERVER}"]
c.JupyterHub.services = [{"name": "idle-culler", "command": culler}]
may = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "idle-culler", "services": ["idle-culler"], "scopes": may}]
