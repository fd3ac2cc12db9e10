"""Writes JupyterLab with a Python of its own into a folder: any server can give it out, and nothing is installed.

JupyterLite is the JupyterLab of that page, Pyodide its Python. What they are made of is pinned in lite.toml, and comes
from a folder, from the cache, or from the network, each file checked. Python gets all packages at once, from a lock
file in Pyodide's own form; the helpers and the data are one of them.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
import zipfile
from http.client import HTTPException
from pathlib import Path

from helpers import language
from helpers.data.files import collection

from . import ToolError, lessons, messages, site, translate

ROOT = Path(__file__).resolve().parent.parent
PARTS = Path(__file__).resolve().parent / "lite_parts"
NAME = collection()
PINS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# Its wheel is an extension of JupyterLite, and holds small wheels for Python.
_KERNEL_WHEEL = next(name for name in PINS["wheels"] if name.startswith("jupyterlite_pyodide_kernel-"))
# The kernel asks for it, and nothing here does: it is an empty package.
_UNUSED = "ssl"
# It would lend Python the page's files, where the browser allows that; extension.js does so everywhere.
_DISABLED = ["@jupyterlite/application-extension:service-worker-manager"]
# What it takes over from JupyterLab: no other extension that somebody has installed.
_EXTENSIONS = {"widgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}
_PYTHON = ["--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--abi", "none"]
_PYTHON += ["--platform", "pyemscripten_2024_0_wasm32", "--platform", "manylinux2014_x86_64"]


def cache() -> Path:
    """The folder that keeps what was downloaded.

    Returns:
        A folder of the user's own cache.

    Example:
        >>> cache().is_dir()
        True
    """
    from platformdirs import user_cache_path

    folder = user_cache_path(NAME) / "lite"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def parts(given: str | None = None) -> dict[str, Path]:
    """The files that Pyodide and its packages are made of, each as it is pinned.

    Args:
        given: A folder with some of the files, or the address of a mirror of Pyodide's release.

    Returns:
        Where each lies, by its name.

    Raises:
        ToolError: A file is another than the pinned one, or can be had nowhere.
    """
    folder = None if given is None or "://" in given else Path(given)
    if folder and not folder.is_dir():
        raise ToolError(messages.LITE_NO_FOLDER.format(folder=folder))
    address = PINS["release"] if given is None or folder else given
    kept, found, wheels = cache(), {}, set()
    for name, pin in (PINS["wheels"] | PINS["files"]).items():
        is_given = folder and (folder / name).is_file()
        found[name] = path = (folder if is_given else kept) / name
        # A download that was cut off is begun anew.
        if path.is_file() and _digest(path) == pin:
            continue
        if is_given:
            raise ToolError(messages.LITE_OTHER_FILE.format(file=path))
        if name in PINS["wheels"]:
            wheels.add(name)
        else:
            _download(f"{address.rstrip('/')}/{name}", path, pin)
    if wheels:
        _ask_pip(wheels, kept)
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _download(url: str, path: Path, pin: str) -> None:
    """Fetches one file, says how far it is, and lets it take its place when it is whole."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with urllib.request.urlopen(url, timeout=60) as response, beside.open("wb") as file:
            size = int(response.headers.get("Content-Length") or 0)
            while chunk := response.read(1 << 18):
                file.write(chunk)
                said = messages.LITE_LOADING.format(file=path.name, done=file.tell() / 1e6, all=size / 1e6)
                print(f"\r{said}", end="", flush=True)
        print()
    except (OSError, ValueError, HTTPException) as error:
        raise ToolError(messages.LITE_UNREACHED.format(url=url, error=error)) from error
    if _digest(beside) != pin:
        beside.unlink()
        raise ToolError(messages.LITE_OTHER_FILE.format(file=url))
    beside.replace(path)


def _ask_pip(wheels: set[str], folder: Path) -> None:
    """Has pip download wheels from where the user's pip takes packages, as start.py asks it."""
    sys.path.append(str(ROOT))
    import start

    lines = [f"{'=='.join(name.split('-')[:2])} --hash=sha256:{PINS['wheels'][name]}\n" for name in sorted(wheels)]
    with tempfile.TemporaryDirectory() as home:
        wanted = Path(home) / "wanted.txt"
        wanted.write_text("".join(lines), encoding="utf-8")
        words = ["download", "--no-deps", "--only-binary=:all:", "--require-hashes", *_PYTHON]
        if start.pip([*words, "-d", folder, "-r", wanted], sys.executable):
            raise ToolError(messages.LITE_NO_WHEELS)


def _packages(folder: Path, found: dict[str, Path]) -> dict[str, Path]:
    """Lays all packages into a folder; gives each by the name that the kernel calls it."""
    for name, path in found.items():
        if name == _KERNEL_WHEEL:
            with zipfile.ZipFile(path) as wheel:
                for each in wheel.namelist():
                    # What it has in place of widgetsnbextension is never asked for.
                    if re.search(r"/static/pypi/(?!widgetsnb).*\.whl$", each):
                        (folder / each.rpartition("/")[2]).write_bytes(wheel.read(each))
        elif "manylinux" in name:
            with zipfile.ZipFile(path) as wheel, zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as ours:
                for each in wheel.namelist():
                    if not each.endswith((".so", ".c", ".pyi")):
                        ours.writestr(each, wheel.read(each))
        else:
            shutil.copyfile(path, folder / name)
    wheels = {re.sub("[_.]", "-", path.name.split("-")[0].lower()): path for path in folder.glob("*.whl")}
    wheels["pyodide_kernel"] = wheels.pop("pyodide-kernel")
    return wheels | {_UNUSED: _wheel(folder, _UNUSED, {}), NAME: _our_wheel(folder)}


def _our_wheel(folder: Path) -> Path:
    """The helpers with the facts and the data in them, as pyproject.toml has them, and what tells a slip in words."""
    folders = {"helpers": ROOT / "helpers", "helpers/_collection": ROOT / "data"}
    files = {f"{to}/{path.relative_to(of).as_posix()}": path for to, of in folders.items() for path in of.rglob("*")}
    files |= {f"tools/{name}": ROOT / "tools" / name for name in ("__init__.py", "kernel.py", "page_kernel.py")}
    kept = {name: path.read_bytes() for name, path in files.items() if path.is_file() and path.suffix != ".pyc"}
    return _wheel(folder, NAME.replace("-", "_"), kept)


def _wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """A wheel whose version changes with its content: no browser takes an old one for a new one."""
    digest = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:12]
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0+{digest}\n"
    path = folder / f"{name}-0+{digest}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for each, content in {**files, f"{name}-0+{digest}.dist-info/METADATA": about}.items():
            # Of one date, so that the same content is the same file.
            wheel.writestr(zipfile.ZipInfo(each), content, zipfile.ZIP_DEFLATED)
    return path


def build(folder: Path, found: dict[str, Path], notebooks: Path = ROOT / "notebooks") -> None:
    """Writes JupyterLite with Python, the packages and the notebooks of both languages.

    Args:
        folder: Where to write; an older one goes when all is written.
        found: What `parts` gave.
        notebooks: Where the notebooks are.

    Raises:
        ToolError: The folder holds something else, or JupyterLite could not be built.
    """
    if folder.exists() and not (folder / "jupyter-lite.json").exists() and any(folder.iterdir()):
        raise ToolError(messages.LITE_OTHER_FOLDER.format(folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".lite-") as scratch:
        # The names in it are those that jupyter_lite_config.json has.
        home, static = Path(scratch), f"static/pyodide-{PINS['info']['version']}"
        for path in (*lessons.lessons(notebooks), *lessons.lessons(notebooks / translate.LANGUAGE)):
            copy = home / "contents" / path.relative_to(notebooks)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        for name in ("jupyter_lite_config.json", "overrides.json"):
            shutil.copyfile(PARTS / name, home / name)
        shutil.copyfile(found[_KERNEL_WHEEL], home / "kernel.whl")
        for name, place in _EXTENSIONS.items():
            shutil.copytree(Path(sys.prefix) / "share/jupyter/labextensions" / place, home / name)
        settings = _lay_python(home / "python", found, f"./{static}/")
        _lay_extension(home / "extension", home / "python", static)
        page = {"appName": messages.PAGES["collection"], "exposeAppInBrowser": True, "disabledExtensions": _DISABLED}
        page |= {"litePluginSettings": {KERNEL: settings}}
        _write(home / "jupyter-lite.json", {"jupyter-lite-schema-version": 0, "jupyter-config-data": page})
        words = [sys.executable, "-P", "-m", "jupyterlite_core", "build"]
        done = subprocess.run(words, cwd=home, capture_output=True, text=True, encoding="utf-8", errors="replace")
        if done.returncode:
            raise ToolError(messages.LITE_BROKEN.format(said=(done.stdout + done.stderr).strip()[-2000:]))
        (home / "python").rename(home / "made" / static)
        shutil.copyfile(PARTS / "service-worker.js", home / "made/service-worker.js")
        if folder.exists():
            folder.rename(home / "old")
        (home / "made").rename(folder)


def _lay_python(folder: Path, found: dict[str, Path], address: str) -> dict:
    """Pyodide and all packages with a lock file like Pyodide's own; gives the settings of the kernel."""
    folder.mkdir()
    shutil.copyfile(PARTS / "worker.js", folder / "worker.js")
    same = {"install_dir": "site", "package_type": "package", "imports": [], "depends": [], "unvendored_tests": False}
    packages, listed = _packages(folder, found), {}
    for name, path in packages.items():
        own = {"name": name, "version": path.name.split("-")[1], "file_name": path.name, "sha256": _digest(path)}
        listed[name.replace("_", "-")] = own | same
    beside = _write(folder / "lock.new", {"info": PINS["info"], "packages": listed})
    lock = beside.replace(folder / f"lock-{_digest(beside)[:12]}.json")
    options = {"packages": list(packages), "lockFileURL": address + lock.name}
    return {"pyodideUrl": f"{address}worker.js", "disablePyPIFallback": True, "loadPyodideOptions": options}


def _lay_extension(folder: Path, python: Path, static: str) -> None:
    """Our extension of JupyterLite, with its words in both languages, and what to keep for a visit without a server."""
    words = {}
    for code in (language.ENGLISH, translate.LANGUAGE):
        site.speak(code)
        words[code] = dict(messages.LITE)
    site.speak(language.ENGLISH)
    files = {f"{static}/{path.name}": path.stat().st_size for path in sorted(python.iterdir())}
    known = {"MESSAGES": words, "FILES": list(files), "BYTES": sum(files.values())}
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    code = (PARTS / "extension.js").read_text(encoding="utf-8")
    (folder / "static").mkdir(parents=True)
    (folder / "static/remoteEntry.js").write_text(f"(() => {{\n{constants}{code}}})();\n", encoding="utf-8")
    shutil.copyfile(PARTS / "package.json", folder / "package.json")


def _write(path: Path, value: dict) -> Path:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def main(folder: Path, given: str | None = None, code: str = language.ENGLISH) -> int:
    """Builds it and says what it needs.

    Args:
        folder: Where to write it.
        given: What `parts` takes.
        code: The language of the sentences.

    Returns:
        The exit code.
    """
    found = parts(given)
    print(messages.LITE_BUILDING, flush=True)
    build(folder, found)
    if folder.name == site.LITE:
        site.renew(folder.parent)
    site.speak(code)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(messages.LITE_READY.format(folder=folder, size=size / 1e6))
    return 0
