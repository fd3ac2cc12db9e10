"""Starts the notebooks: python3 start.py [COMMAND]

lab        open the notebooks in JupyterLab (this is what no command means)
test       check everything; further words go to pytest
pack       fill the folder wheels, or one that you name, to install without a network (--tests: to test there, too)
doctor     check this computer, and say what to do
slides     open a lesson as slides, with live controls
reset      put a fresh copy of a lesson beside your own, and clear its answers
site       write the notebooks as pages that need neither Python nor a network
serve      serve these pages to this computer or to a room (--room)
bundle     pack these pages as one ZIP
refresh    run notebooks and save their outputs, in both languages
translate  say what the other language lacks
bench      measure speed and weight beside the usual ways (a quarter of an hour)

COMMAND --help tells more of lab, and of those from doctor on. --language zh: in Chinese (so it is on a Chinese system).
"""

# This file makes an environment in .venv, with the standard library alone, and hands over to what is installed there.
# An old Python must be able to parse it, Python 2 too, to be told what to do: no f-string, no `raise ... from ...`.

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "These notebooks need Python 3.11 or newer, and this is Python %d.%d. "
        "Install a newer one, then run start.py with it." % sys.version_info[:2]
    )

import argparse
import ast
import contextlib
import ctypes
import gettext
import hashlib
import importlib.util
import json
import locale
import os
import platform
import re
import shutil
import signal
import subprocess
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
# By this file start.py knows an environment that it made; as long as it is at work there, no list is named in it.
RECORD = VENV / "liuzhou-in-figures.json"
WHEELS = ROOT / "wheels"

READER, TESTER, BENCHER = "requirements.txt", "requirements-test.txt", "requirements-bench.txt"
# Each list holds the ones before it.
LISTS = (READER, TESTER, BENCHER)
SIZES = {READER: (120, 510), TESTER: (195, 760), BENCHER: (210, 830)}
SIZE = "about %d MB to download, %d MB on disk, one to eight minutes, less where some of it is here already"
# The commands of `python -m tools`, each with the list that it needs.
TOOLS = dict.fromkeys(["lab", "doctor", "slides", "reset", "site", "serve", "bundle", "refresh", "translate"], READER)
TOOLS["bench"] = BENCHER

# What translates the words of this file: nothing, as long as main adds nothing to it.
TRANSLATIONS = gettext.NullTranslations()
# Variables by which other packages would get into the environment, or its own out of it.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONSAFEPATH", "PYTHONSTARTUP", "PYTHONUSERBASE")
# Of all that pip's files and variables may say: where packages come from, and by which way.
FROM_WHERE = ["index-url", "pypi-url", "extra-index-url", "no-index", "find-links", "trusted-host", "proxy", "cert"]
FROM_WHERE += ["client-cert", "timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider"]

FAILED = (
    "The packages could not be downloaded or installed: read pip's last lines above. Without a network, start again "
    "later; behind a slow or blocked one, set PIP_INDEX_URL to a nearby mirror; or copy in a folder wheels that "
    "'start.py pack' made on another computer of this kind."
)
FAILED_WHEELS = (
    "Installing from the folder wheels failed: read pip's last lines above. Fill the folder again ('start.py pack', "
    "for the tests 'start.py pack --tests') on a computer with this system, Python %d.%d and a network, or delete it."
)


class Stop(Exception):
    """Ends start.py with one sentence that says what to do."""


# --- the environment: .venv, and what is installed in it ---


def python_in(venv):
    """The interpreter of an environment, on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(name):
    """A short text that changes with a list of packages, and with those that it holds."""
    names = LISTS[: LISTS.index(name) + 1] + ("constraints.txt",)
    # Line ends may differ between two copies of the same file, and that changes nothing.
    return hashlib.sha256(b"\0".join((ROOT / each).read_bytes().replace(b"\r\n", b"\n") for each in names)).hexdigest()


def this_python():
    """The version of this Python and the kind of machine, such as "3.12 x86_64"."""
    return "%d.%d %s" % (sys.version_info[0], sys.version_info[1], platform.machine())


def write_record(name):
    """Notes down which list of packages the environment holds: an empty name while it holds nothing whole."""
    known = {"list": name, "digest": name and digest(name), "folder": str(ROOT), "python": this_python()}
    RECORD.write_text(json.dumps(dict(known, base=sys.base_prefix)), encoding="utf-8")


def read_record():
    """What was noted down; nothing where there is no such file, or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return dict(json.loads(RECORD.read_text(encoding="utf-8")))
    return {}


def why_anew():
    """Says why the environment must be made, or made again; nothing where it can be used."""
    known = read_record()
    if not VENV.exists():
        return _("it is not there yet")
    if known.get("list") not in LISTS:
        return _("the last installation did not finish")
    if known.get("folder") != str(ROOT):
        return _("the folder has moved")
    if not python_in(VENV).exists() or not Path(known.get("base", "")).exists():
        return _("the Python that it was made with is gone")
    if known.get("python") != this_python():
        return _("it was made by Python %s, and this is %s") % (known.get("python"), this_python())
    return "" if known.get("digest") == digest(known["list"]) else _("the list of packages has changed")


def holds(wanted):
    """Whether the environment can be used, and a list of packages is installed in it."""
    return not why_anew() and LISTS.index(read_record()["list"]) >= LISTS.index(wanted)


def ready(wanted):
    """Gives the environment's interpreter; before, makes the environment and installs a list, unless it is there."""
    if not holds(wanted):
        with only_one():
            make_environment()
            install(wanted)
    return python_in(VENV)


@contextlib.contextmanager
def only_one():
    """Holds a lock while the environment is made, so that a second start waits its turn in words."""
    taken = False
    with open(str(ROOT / ".venv.lock"), "w") as lock:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network drives know no locks: better unlocked than not at all.
            taken = isinstance(error, (BlockingIOError, PermissionError))
        if taken:
            raise Stop(_("Another start.py is installing in this folder: wait until it has finished."))
        yield


def make_environment():
    """Makes `.venv`, where there is none that can be used, and says why."""
    reason = why_anew()
    if not reason:
        return
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        said = _(
            "This Python has no %s module: on Debian or Ubuntu run 'sudo apt install python%d.%d-venv', elsewhere "
            "install Python from its own site, then start again."
        )
        raise Stop(said % ((missing[0],) + sys.version_info[:2]))
    if VENV.exists():
        delete_environment(reason)
        say(_("Making .venv again: %s.") % reason)
    else:
        say(_("Making an environment of its own in .venv: nothing else on this computer is changed."))
    VENV.mkdir()
    write_record("")
    if run([sys.executable, "-I", "-m", "venv", VENV]):
        raise Stop(_("Python could not make the folder .venv: read the lines above, then start again."))


def delete_environment(reason):
    """Deletes `.venv`, if start.py made it, and does not run in it."""
    if not RECORD.exists():
        raise Stop(_("The folder .venv was not made by start.py: delete it or give it another name, then start again."))
    if Path(sys.prefix).resolve() == VENV:
        raise Stop(_("To make .venv again (%s), run start.py with another Python than its own.") % reason)
    shutil.rmtree(str(VENV), ignore_errors=True)
    if VENV.exists():
        raise Stop(_("Cannot delete .venv: close JupyterLab and every terminal that uses it, then start again."))


def install(wanted):
    """Installs a list of packages, what JupyterLab is told (the folder jupyter), and the way to helpers and tools."""
    before, wheels = read_record(), any(WHEELS.glob("*.whl"))
    how = _("from the folder wheels, without the network, one to three minutes") if wheels else _(SIZE) % SIZES[wanted]
    say(_("Installing the packages, once: %s.") % how)
    write_record("")
    code = pip(["install"] + (["--no-index", "--find-links", WHEELS] if wheels else []) + ["-r", ROOT / wanted])
    if code > 0:
        # pip that ends by itself has put back what it had begun to change.
        RECORD.write_text(json.dumps(before), encoding="utf-8")
    if code:
        failed = _(FAILED_WHEELS) % sys.version_info[:2] if wheels else _(FAILED)
        raise Stop(failed if code > 0 else _("The installation was cut off: start again."))
    shutil.copytree(str(ROOT / "jupyter"), str(VENV), dirs_exist_ok=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    # Python executes this line whenever it starts; it is ASCII, whatever the folder is called.
    (packages / "liuzhou-in-figures.pth").write_text("import sys; sys.path.append(%s)\n" % ascii(str(ROOT)))
    write_record(wanted)


def pip(words):
    """Runs the environment's pip, which sees of its files and variables only where packages come from."""
    environment = clean_environment()
    pips = {name: environment.pop(name) for name in list(environment) if name.startswith("PIP_")}
    allowed = ["PIP_" + option.upper().replace("-", "_") for option in FROM_WHERE]
    # A `user`, `global` or `site` that is set in a file would be taken for an option of `pip config` itself.
    asked = dict(environment, PIP_USER="0", PIP_GLOBAL="0", PIP_SITE="0")
    asked.update((name, value) for name, value in pips.items() if name in allowed + ["PIP_CONFIG_FILE"])
    command = [str(python_in(VENV)), "-I", "-m", "pip"]
    listed = subprocess.run(command + ["config", "list"], env=asked, stdout=subprocess.PIPE, check=False).stdout
    for section in ("global", "install", ":env:"):
        found = re.findall(r"(?m)^%s\.([\w-]+)=(.*?)\r?$" % section, listed.decode("utf-8", "replace"))
        environment.update((allowed[FROM_WHERE.index(k)], ast.literal_eval(v)) for k, v in found if k in FROM_WHERE)
    environment.update(PIP_CONFIG_FILE=os.devnull, PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return run(command + words, environment)


def clean_environment():
    """This process's variables without those that would mislead the environment's Python."""
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


# --- the commands ---


def pack(words):
    """Downloads the packages into a folder, to install from without a network."""
    wanted, names = BENCHER if "--tests" in words else READER, [word for word in words if word != "--tests"]
    if len(names) > 1 or any(name.startswith("-") for name in names):
        raise Stop(_("pack takes one folder, and --tests: start.py --help says more."))
    folder = Path(names[0] if names else WHEELS).absolute()
    with only_one():
        make_environment()
        say(_("Downloading the packages for this system into %s: %s.") % (folder, _(SIZE) % SIZES[wanted]))
        what = ["--only-binary=:all:", "-d", folder, "-c", ROOT / "constraints.txt", "-r", ROOT / wanted]
        if pip(["download"] + what):
            raise Stop(_(FAILED))
    held = sum(wheel.stat().st_size for wheel in folder.glob("*.whl")) / 1e6
    say(_("%s holds %.0f MB. Copy it beside start.py as 'wheels' on another computer of this kind.") % (folder, held))
    return 0


def test(words):
    """Checks the style, then runs every test; further words go to pytest."""
    python = [ready(TESTER), "-m"]
    os.chdir(str(ROOT))
    codes = [run(python + ["ruff"] + check + ["."]) for check in (["format", "--check"], ["check"])]
    # conftest.py says in which order, and which of them stay together.
    codes.append(run(python + ["pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"] + words))
    return next((code for code in codes if code), 0)


def tools(words, spoken):
    """Becomes `python -m tools`, so that stopping start.py stops it too; Windows can only wait for it."""
    command = [str(ready(TOOLS[words[0]])), "-P", "-m", "tools", "--language", spoken] + words
    if os.name != "nt":
        os.execve(command[0], command, clean_environment())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return run(command)


def run(command, environment=None):
    """Runs a program and gives its exit code."""
    return subprocess.run(command, env=environment or clean_environment(), check=False).returncode


def language(words):
    """The language that is asked for, or else the system's, and the words without it; after -- they are for others."""
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if os.name == "nt":
        system = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--language", choices=("en", "zh"), default="zh" if system.startswith("zh") else "en")
    asked, others = parser.parse_known_args(words)
    return asked.language, others


def _(text):
    """A text of start.py in the language in use."""
    return TRANSLATIONS.pgettext("message", text)


def say(sentence, stream=None):
    """Prints a line at once, before another program prints its own."""
    stream = stream or sys.stdout
    stream.write("%s\n" % sentence)
    stream.flush()


def main(words):
    """Runs a command and gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A folder's name may hold what the console's encoding lacks.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")
    spoken, words = language(words)
    if spoken == "zh":
        with contextlib.suppress(OSError), (ROOT / "helpers" / "zh.mo").open("rb") as file:
            TRANSLATIONS.add_fallback(gettext.GNUTranslations(file))
    help_wanted = bool({"-h", "--help"} & set(words))
    if not words or words[0].startswith("-") and not help_wanted:
        words = ["lab"] + words
    try:
        if words[0] in TOOLS:
            return tools(words, spoken)
        if help_wanted:
            say(_(__doc__).rstrip())
            return 0
        if words[0] in ("test", "pack"):
            return (test if words[0] == "test" else pack)(words[1:])
        said = _("There is no command %r: there are test, pack, %s.") % (words[0], ", ".join(TOOLS))
    except Stop as stop:
        said = stop
    except OSError as error:
        said = _("%s cannot be used (%s): make room, or move the whole folder to a place of your own, then try again.")
        said = said % (error.filename, error.strerror)
    except KeyboardInterrupt:
        said = _("Stopped.")
    say(said, sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
