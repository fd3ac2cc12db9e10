"""Starts the notebooks: `python3 start.py`. See `python3 start.py --help` for the other commands.

Only the standard library is used, so this file runs before anything is installed. It must also *parse* on an older
Python 3, so that an old Python is told what to do: nothing newer than an f-string before that check, or after it.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "These notebooks need Python %d.%d or newer, and this is Python %d.%d. "
        "Install a newer one, then run start.py with it." % (OLDEST + sys.version_info[:2])
    )

import argparse  # noqa: E402
import contextlib  # noqa: E402
import hashlib  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import re  # noqa: E402
import shlex  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import subprocess  # noqa: E402
import tempfile  # noqa: E402
import tomllib  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WHEELS = ROOT / "wheels"
FIRST_NOTEBOOKS = ("00_start_here.ipynb", "02_autos_and_evs.ipynb")

READER = "requirements.txt"
TESTER = "requirements-test.txt"
BENCHER = "requirements-bench.txt"
SIZES = {
    READER: "about 120 MB to download, 510 MB on disk, one to five minutes",
    TESTER: "about 75 MB more to download, 250 MB on disk, one to three minutes",
    BENCHER: "about 15 MB more to download, 70 MB on disk, under a minute",
}
PACKED_BY = {READER: "pack", TESTER: "pack --tests"}

# The page asks these before the server does: both are told to keep quiet, since each would ask a host.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}
LAB_OPTIONS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


class Stop(Exception):
    """Ends start.py with one sentence that says what to do."""


# --- the environment: .venv, and what is installed in it ---


def python_in(venv):
    """The path of the interpreter of an environment, on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(root, requirements):
    """A short text that changes with anything that decides what gets installed.

    Args:
        root: The project's folder, a Path.
        requirements: The name of the requirements file.

    Returns:
        A hexadecimal digest.
    """
    digest = hashlib.sha256(repr((sys.version_info[:2], platform.machine())).encode())
    for name in sorted({READER, requirements, "constraints.txt", "pyproject.toml", "setup.py"}):
        # Line ends may differ between two copies of the same file, and that changes nothing.
        digest.update(name.encode() + b"\0" + (root / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def environment_identity(root):
    """What an environment cannot outlive: its folder and the version of its Python."""
    return {"folder": str(root), "python": "%d.%d" % sys.version_info[:2], "machine": platform.machine()}


class Record:
    """What start.py remembers of an environment, in a file inside it.

    `installing` is written down before pip starts and taken away when pip has ended by itself: an environment that
    still says so was cut off half-way, and may hold half a package.
    """

    def __init__(self, venv):
        self.path = venv / "liuzhou-in-figures.json"
        self.data = {"identity": None, "base": None, "installing": False, "installed": {}}
        with contextlib.suppress(OSError, ValueError, TypeError):
            self.data.update(json.loads(self.path.read_text(encoding="utf-8")))

    def write(self, **changes):
        """Changes the record, on disk in one step."""
        self.data.update(changes)
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self.data, indent=1), encoding="utf-8")
        os.replace(str(beside), str(self.path))

    def holds(self, root, requirements):
        """Whether these requirements, as they are now, were installed completely."""
        return not self.data["installing"] and self.data["installed"].get(requirements) == fingerprint(
            root, requirements
        )


def why_remake(root, venv):
    """Says why the environment in `venv` cannot be used, or nothing where it can."""
    record = Record(venv).data
    now = environment_identity(root)
    was = record["identity"] or now
    if record["installing"]:
        return "the last installation was cut off"
    if was["folder"] != now["folder"]:
        return "the folder has moved"
    if was != now:
        return "it was made by Python " + was["python"] + " and this is " + now["python"]
    if not python_in(venv).exists() or (record["base"] and not Path(record["base"]).exists()):
        return "the Python that it was made with is gone"
    if not record["identity"] and version_of(python_in(venv)) != now["python"]:
        return "its Python does not run, or is another version"
    return ""


def version_of(python):
    """The version that an interpreter answers with, such as "3.11", or nothing where it does not run."""
    ask = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(ask, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def make_environment(root, venv):
    """Makes `.venv` where there is none that works, and says why.

    Raises:
        Stop: Where it cannot be made, with what to do.
    """
    if venv.exists():
        reason = why_remake(root, venv)
        if not reason:
            return
        if Path(sys.prefix).resolve() == venv.resolve():
            raise Stop(
                "The folder .venv must be made again (%s): run start.py with another Python than its own." % reason
            )
        say("Making .venv again: %s." % reason)
        remove(venv)
    else:
        say("Making an environment of its own in .venv: nothing else on this computer is changed.")
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = "%d.%d" % sys.version_info[:2]
        raise Stop(
            "This Python has no %s module: on Debian or Ubuntu run 'sudo apt install python%s-venv', elsewhere "
            "install Python from its own site, then start again." % (missing[0], version)
        )
    record = Record(venv)
    venv.mkdir()
    record.write(installing=True)
    if subprocess.run([sys.executable, "-m", "venv", str(venv)], check=False).returncode:
        raise Stop("Python could not make the folder .venv: read the lines above, delete .venv and start again.")
    record.write(installing=False, identity=environment_identity(root), base=sys.base_prefix)


def remove(folder):
    """Deletes a folder.

    Raises:
        Stop: Where a file in it is in use, as Windows has it while JupyterLab runs.
    """
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise Stop(
            "Cannot delete %s: close JupyterLab and every terminal that uses it, then start again." % folder
        ) from error


def wheels_folder(root):
    """The folder of packages beside start.py, where somebody has put one."""
    folder = root / "wheels"
    return folder if any(folder.glob("*.whl")) else None


def pip_install(venv, root, requirements, wheels):
    """The command that installs a requirements file, from a folder of wheels if there is one."""
    # --no-index reaches the build backend of the editable install too.
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    quiet = ["--disable-pip-version-check", "--no-input"]
    return [str(python_in(venv)), "-m", "pip", "install", *quiet, *source, "-r", str(root / requirements)]


def pinned(path):
    """The packages that a requirements file pins itself, as pairs of name and version."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.strip().split("==")) for line in lines if re.match(r"[A-Za-z0-9][\w.-]*==", line)]


def lacking(folder, pins):
    """Those pins that have no wheel in a folder."""
    have = {tuple(wheel.name.split("-")[:2]) for wheel in folder.glob("*.whl")}
    have = {(normal(name), version) for name, version in have}
    return [name for name, version in pins if (normal(name), version) not in have]


def check_wheels(root, requirements):
    """Looks into the folder of wheels, if there is one, before any time is spent.

    Raises:
        Stop: Where it lacks a package that a requirements file names.
    """
    wheels = wheels_folder(root)
    missing = lacking(wheels, pinned(root / requirements)) if wheels else []
    if missing:
        pack_it = ""
        if requirements in PACKED_BY:
            pack_it = "run 'start.py %s' where there is a network, or " % PACKED_BY[requirements]
        raise Stop(
            "The folder wheels lacks %s: %sdelete the folder to download instead." % (" and ".join(missing), pack_it)
        )


def normal(name):
    """A package's name the way an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def install(root, venv, requirements):
    """Installs a requirements file into the environment unless it is there already.

    Args:
        root: The project's folder.
        venv: The environment's folder.
        requirements: The file's name.

    Raises:
        Stop: Where pip failed, with what to do.
    """
    record = Record(venv)
    if record.holds(root, requirements):
        return
    wheels = wheels_folder(root)
    if wheels:
        say("Installing from the folder wheels, without the network: one to three minutes.")
    elif requirements in record.data["installed"]:
        say("The list of packages has changed: bringing .venv up to date.")
    else:
        say("Installing the packages, once: %s." % SIZES[requirements])
    record.write(installing=True)
    code = subprocess.run(pip_install(venv, root, requirements, wheels), cwd=str(root), check=False).returncode
    if code < 0:
        # Killed: pip had no time to take back what it was doing, and the mark stays.
        raise Stop("The installation was cut off: start again.")
    record.write(installing=False)
    if code:
        raise Stop(failed_install(wheels))
    write_lab_settings(venv)
    record.write(installed=dict(record.data["installed"], **{requirements: fingerprint(root, requirements)}))


def failed_install(wheels):
    """What to do after pip has failed."""
    if wheels:
        return (
            "Installing from the folder wheels failed: was it packed on a computer with this system and Python %d.%d? "
            "Pack it again there, or delete it to download instead." % sys.version_info[:2]
        )
    return (
        "The packages could not be downloaded or installed: read pip's last lines above. Without a network, start "
        "again later; behind a slow or blocked one, set PIP_INDEX_URL to a nearby mirror; or copy in a folder wheels "
        "that 'start.py pack' made on another computer of this kind."
    )


def write_lab_settings(venv):
    """Tells JupyterLab's page, in this environment only, to ask no host for news, updates or extensions."""
    folder = venv / "share" / "jupyter" / "lab" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overrides.json").write_text(json.dumps(LAB_SETTINGS, indent=2) + "\n", encoding="utf-8")


@contextlib.contextmanager
def only_one(root):
    """Holds a lock while the environment is made, so that a second start waits its turn in words.

    Raises:
        Stop: Where another start.py is at work in this folder.
    """
    with open(root / ".venv.lock", "w", encoding="utf-8") as lock:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise Stop("Another start.py is installing in this folder: wait until it has finished.") from error
        except OSError:
            # Some network drives know no locks: better unlocked than not at all.
            pass
        yield


def ready(root, venv, *requirements):
    """Makes the environment and installs what is asked for, unless all of it is there.

    Args:
        root: The project's folder.
        venv: The environment's folder.
        requirements: The names of the requirements files.

    Returns:
        The path of the environment's interpreter.

    Raises:
        Stop: Where that cannot be done, with what to do.
    """
    usable = venv.exists() and not why_remake(root, venv)
    wanted = [name for name in requirements if not (usable and Record(venv).holds(root, name))]
    if wanted or not usable:
        with only_one(root):
            for name in wanted:
                check_wheels(root, name)
            make_environment(root, venv)
            for name in wanted:
                install(root, venv, name)
    return python_in(venv)


# --- the commands ---


def first_page(root):
    """The address in JupyterLab of the notebook to begin with."""
    for name in FIRST_NOTEBOOKS:
        if (root / "notebooks" / name).exists():
            return "/lab/tree/notebooks/" + name
    return "/lab/tree/notebooks"


def is_free(port):
    """Whether a server could listen on this port of this computer."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            # As the server does: a port that was closed a moment ago is free. Windows means another thing by it.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_port(wanted, tries=50):
    """The wanted port, or the next free one, said in words.

    Raises:
        Stop: Where none of the next ports is free.
    """
    for port in range(wanted, min(wanted + tries, 65536)):
        if is_free(port):
            if port != wanted:
                say("Port %d is in use: using %d instead." % (wanted, port))
            return port
    raise Stop("No port from %d on is free: name another with --port." % wanted)


def lab_command(python, root, port, browser, more):
    """The command that starts JupyterLab on this folder.

    Args:
        python: The environment's interpreter.
        root: The project's folder.
        port: The port to listen on.
        browser: Whether to open a browser.
        more: Further options for JupyterLab, passed on as they are.

    Returns:
        A list of arguments.
    """
    command = [str(python), "-m", "jupyterlab", "--ServerApp.root_dir=" + str(root), "--ServerApp.port=%d" % port]
    command += ["--LabApp.default_url=" + first_page(root), *LAB_OPTIONS]
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command + list(more)


def lab(options):
    """Opens the notebooks in JupyterLab."""
    python = ready(ROOT, VENV, READER)
    keep_fresh(ROOT)
    port = choose_port(options.port)
    say("Opening JupyterLab at http://localhost:%d - to stop it, press Ctrl-C twice here." % port)
    return hand_over(lab_command(python, ROOT, port, not options.no_browser, options.more))


def hand_over(command):
    """Becomes another program, so that stopping start.py stops it too; Windows can only wait for it."""
    sys.stdout.flush()
    if os.name != "nt":
        os.chdir(str(ROOT))
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(command, cwd=str(ROOT), check=False).returncode


def test(options):
    """Checks the style, then runs every test; further arguments go to pytest."""
    python = ready(ROOT, VENV, READER, TESTER)
    environment = dict(os.environ, LIUZHOU_STILLS="1")
    results = [run(command, environment) for command in test_commands(python, options.more)]
    return next((code for code in results if code), 0)


def test_commands(python, more):
    """What `test` runs, in order; pytest comes last so that its closing line does."""
    ruff = [str(python), "-m", "ruff"]
    # conftest.py says in which order, and which of them stay together.
    pytest = [str(python), "-m", "pytest", "--dist", "loadscope", "--no-loadscope-reorder", *workers(python), *more]
    return [[*ruff, "format", "--check", "."], [*ruff, "check", "."], pytest]


def workers(python):
    """Two workers for pytest, without any network but loopback where the system can take it away."""
    if not can_take_the_network_away():
        return ["-n", "2"]
    command = ["unshare", "--map-root-user", "--net", str(python), str(ROOT / "tests" / "without_network.py")]
    return ["--tx", "2*popen//python=" + " ".join(shlex.quote(word) for word in command)]


def can_take_the_network_away():
    """Whether this is a Linux on which a user may start a program without a network."""
    if not sys.platform.startswith("linux") or not shutil.which("unshare"):
        return False
    tried = subprocess.run(["unshare", "--map-root-user", "--net", "true"], stderr=subprocess.DEVNULL, check=False)
    return tried.returncode == 0


def bench(options):
    """Measures speed and weight beside the usual ways and writes the table; further arguments go to the benchmarks."""
    python = ready(ROOT, VENV, READER, TESTER, BENCHER)
    return run([str(python), "-m", "benchmarks", *options.more])


def refresh(options):
    """Runs the notebooks, or the named ones, and saves their outputs."""
    python = ready(ROOT, VENV, READER)
    keep_fresh(ROOT)
    return run([str(python), "-m", "tools.refresh", *options.names, *options.more])


def site(options):
    """Writes the notebooks, as they are saved, as pages that need neither Python nor a network."""
    python = ready(ROOT, VENV, READER)
    folder = Path(options.folder).absolute() if options.folder else ROOT / "site"
    return run([str(python), "-m", "tools.site", str(folder)])


def slides(options):
    """Opens a lesson as slides, in the browser and without a kernel."""
    python = ready(ROOT, VENV, READER)
    return run([str(python), "-m", "tools.slides", options.name, *(["--no-browser"] if options.no_browser else [])])


def keep_fresh(root):
    """Keeps a copy of each lesson before a student changes it; a folder that cannot be written to is no hindrance."""
    from tools import lessons

    with contextlib.suppress(OSError):
        lessons.keep_fresh(root)


def reset(options):
    """Puts a fresh copy of a lesson beside the student's own."""
    from tools import lessons

    keep_fresh(ROOT)
    try:
        path = lessons.fresh_copy(ROOT, options.name)
    except lessons.LessonError as error:
        raise Stop(error) from error
    say("A fresh copy: notebooks/%s. Your own notebook stays as it is." % path.name)
    return 0


def doctor(options):
    """Checks this computer, and says of each thing that it is well or what to do."""
    reason = why_remake(ROOT, VENV) if VENV.exists() else "it is not there yet"
    if not reason and not Record(VENV).holds(ROOT, READER):
        reason = "it lacks packages, or has other versions of them"
    if reason:
        raise Stop("The environment .venv is not ready (%s): run 'start.py' once to install it, then this." % reason)
    return run([str(python_in(VENV)), "-m", "tools.doctor"])


def pack(options):
    """Downloads the packages into a folder, to install from without a network."""
    folder = Path(options.folder).absolute() if options.folder else WHEELS
    with only_one(ROOT):
        make_environment(ROOT, VENV)
    folder.mkdir(parents=True, exist_ok=True)
    files = [READER, TESTER] if options.tests else [READER]
    say("Downloading the packages for this system into %s: %s." % (folder, SIZES[files[0]]))
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "wanted.txt"
        wanted.write_text("\n".join(to_download(ROOT, files)) + "\n", encoding="utf-8")
        code = run(pip_download(VENV, ROOT, folder, wanted))
    if code:
        raise Stop(failed_install(None))
    size = sum(wheel.stat().st_size for wheel in folder.glob("*.whl")) / 1e6
    say("%s holds %.0f MB. Copy it beside start.py as 'wheels' on another computer of this kind." % (folder, size))
    return 0


def to_download(root, files):
    """The pinned packages of some requirements files, and what builds the editable install."""
    pins = ["==".join(pin) for name in files for pin in pinned(root / name)]
    return pins + tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]


def pip_download(venv, root, folder, wanted):
    """The command that downloads wheels into a folder."""
    pip = [str(python_in(venv)), "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
    return [*pip, "--only-binary=:all:", "-d", str(folder), "-c", str(root / "constraints.txt"), "-r", str(wanted)]


# --- the command line ---


def say(sentence):
    """Prints a line at once, before the next program prints its own."""
    print(sentence, flush=True)


def warn(sentence):
    """Prints a line where errors go."""
    print(sentence, file=sys.stderr, flush=True)


def run(command, environment=None):
    """Runs a program in the project's folder and gives its exit code."""
    return subprocess.run(command, cwd=str(ROOT), env=environment, check=False).returncode


def parser():
    """The command line: `lab` is meant where no command is named."""
    top = argparse.ArgumentParser(
        prog="start.py", description="Liuzhou in figures: notebooks that read, question and draw a city's figures."
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    add = commands.add_parser("lab", help="open the notebooks in JupyterLab (this is what no command means)")
    add.add_argument("--port", type=int, default=8888, help="the port to listen on (8888)")
    add.add_argument("--no-browser", action="store_true", help="only print the address")
    add.epilog = "Options of JupyterLab itself go after --."
    add = commands.add_parser("test", help="check everything; further arguments go to pytest")
    add = commands.add_parser("bench", help="measure speed and weight beside the usual ways (a quarter of an hour)")
    add.epilog = "Options of the benchmarks themselves go after --."
    add = commands.add_parser("refresh", help="run notebooks and save their outputs")
    add.add_argument("names", nargs="*", metavar="NAME", help="a notebook's name or the start of one (all)")
    add = commands.add_parser("site", help="write the notebooks as pages that need neither Python nor a network")
    add.add_argument("folder", nargs="?", help="the folder (site, beside start.py)")
    add = commands.add_parser("slides", help="open a lesson as slides, with live controls")
    add.add_argument("name", metavar="NAME", help="the lesson's name or the start of one, such as 02")
    add.add_argument("--no-browser", action="store_true", help="only make them and say where they are")
    add = commands.add_parser("reset", help="put a fresh copy of a lesson beside your own")
    add.add_argument("name", metavar="NAME", help="the lesson's name or the start of one, such as 02")
    commands.add_parser("doctor", help="check this computer, and say what to do")
    add = commands.add_parser("pack", help="download the packages into a folder, to install without a network")
    add.add_argument("folder", nargs="?", help="the folder (wheels, beside start.py)")
    add.add_argument("--tests", action="store_true", help="with what the tests need")
    return top


def read_arguments(arguments):
    """Turns the command line into options; `more` holds what is passed on to another program.

    Args:
        arguments: The words after start.py.

    Returns:
        The options, with a `command` and a list `more`.
    """
    arguments = list(arguments)
    more = []
    if arguments[:1] == ["test"]:
        arguments, more = arguments[:1], arguments[1:]
        if more[:1] == ["--"]:
            more = more[1:]
        if more in (["-h"], ["--help"]):
            arguments, more = ["test", "--help"], []
    elif "--" in arguments:
        cut = arguments.index("--")
        arguments, more = arguments[:cut], arguments[cut + 1 :]
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments.insert(0, "lab")
    options = parser().parse_args(arguments)
    options.more = more
    return options


COMMANDS = {
    "lab": lab,
    "test": test,
    "bench": bench,
    "refresh": refresh,
    "site": site,
    "slides": slides,
    "reset": reset,
    "doctor": doctor,
    "pack": pack,
}


def main(arguments):
    """Runs a command and gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A folder's name may hold what the console's encoding lacks.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")
    options = read_arguments(arguments)
    try:
        return COMMANDS[options.command](options)
    except Stop as stop:
        warn(stop)
    except PermissionError as error:
        warn(
            "No permission to write %s: move the whole folder to a place of your own, then start again."
            % error.filename
        )
    except OSError as error:
        warn("%s (%s): make room or mend that path, then start again." % (error.strerror, error.filename))
    except KeyboardInterrupt:
        warn("Stopped.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
