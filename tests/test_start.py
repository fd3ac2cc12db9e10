"""start.py: what it decides and says, with pip and pytest replaced by fakes; its reading of pip's settings is real."""

import ast
import gettext
import io
import json
import locale
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import distributions, entry_points
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

import start
from tools import __main__ as tools

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")
INPUTS = [*start.LISTS, "constraints.txt"]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """An English system, whatever this one is, and what start.py says untranslated until it is told."""
    system("en_GB.UTF-8", monkeypatch)
    monkeypatch.setattr(start, "TRANSLATIONS", gettext.NullTranslations())


def system(name, monkeypatch, **more):
    """Lets start.py believe that the system has a locale, on Windows too."""
    for each in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(each, raising=False)
    for each, value in ({"LANG": name} | more).items():
        monkeypatch.setenv(each, value)
    number = next((number for number, each in locale.windows_locale.items() if each == name.partition(".")[0]), 0)
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(start, "ctypes", SimpleNamespace(windll=SimpleNamespace(kernel32=kernel)))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder, named as in Liuzhou, with the files that decide what gets installed; start.py believes to be in it."""
    folder = tmp_path / "柳州's"
    shutil.copytree(ROOT / "jupyter", folder / "jupyter")
    for name in INPUTS:
        shutil.copy(ROOT / name, folder)
    for name in ("VENV", "RECORD", "WHEELS", "ROOT"):
        monkeypatch.setattr(start, name, folder / getattr(start, name).relative_to(ROOT))
    return folder


@pytest.fixture
def fake(monkeypatch):
    """Runs no program: remembers each, and answers with the codes in `fake.codes`, then with 0."""
    fake = SimpleNamespace(commands=[], codes=[], interrupted=False)

    def run(command, **options):
        words = [str(word) for word in command]
        if words[-2:] == ["config", "list"]:
            return SimpleNamespace(stdout=b"")
        fake.commands.append(words)
        if words[2:4] == ["-m", "venv"]:
            start.python_in(Path(words[4])).parent.mkdir(parents=True)
            start.python_in(Path(words[4])).touch()
            Path(sysconfig.get_path("purelib", "venv", {"base": words[4]})).mkdir(parents=True)
        if "pip" in words and fake.interrupted:
            raise KeyboardInterrupt
        return SimpleNamespace(returncode=fake.codes.pop(0) if fake.codes else 0)

    monkeypatch.setattr(start.subprocess, "run", run)
    return fake


def kinds(fake):
    """Which programs were run since the last look."""
    found = [next(word for word in command if word in ("venv", "pip", "ruff", "pytest")) for command in fake.commands]
    fake.commands.clear()
    return found


def stopped(look, *given):
    with pytest.raises(start.Stop) as raised:
        look(*given)
    return str(raised.value)


def test_an_old_python_can_parse_start_and_is_told_what_to_do():
    """Python 2 too: so nothing that came with Python 3, as far as a tree shows."""
    new = (ast.JoinedStr, ast.Starred, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef, ast.Match)
    tree = ast.parse(SOURCE)
    for node in ast.walk(tree):
        assert not isinstance(node, new), ast.unparse(node)
        assert not any(getattr(node, part, None) for part in ("cause", "returns", "annotation")), ast.unparse(node)
        assert not isinstance(node, ast.arguments) or not node.kwonlyargs + node.posonlyargs
        assert not isinstance(node, ast.Call) or ast.unparse(node.func) != "print"
    assert SOURCE.isascii()
    assert ast.unparse(tree.body[1]) == "import sys" and isinstance(tree.body[2], ast.If)
    code = "import sys; sys.version_info = (2, 7, 18); exec(open('start.py').read())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    said = "These notebooks need Python 3.11 or newer, and this is Python 2.7. Install a newer one, then run start.py"
    assert (done.returncode, done.stderr) == (1, f"{said} with it.\n")


def test_what_is_installed_once_is_there_with_what_the_helpers_and_jupyterlab_need(project, fake, capsys, monkeypatch):
    with start.only_one():
        assert "wait until it has finished" in stopped(start.ready, start.READER)
    start.ready(start.READER)
    assert kinds(fake) == ["venv", "pip"]
    assert "about 120 MB to download" in capsys.readouterr().out
    line = next(start.VENV.rglob("*.pth")).read_text(encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [])
        exec(line)
        assert sys.path == [str(project)]
    for path in (project / "jupyter").rglob("*.json"):
        assert (start.VENV / path.relative_to(project / "jupyter")).read_bytes() == path.read_bytes()
    start.ready(start.READER)
    assert kinds(fake) == []
    start.ready(start.BENCHER)
    assert fake.commands[0][-1] == str(project / start.BENCHER)
    assert kinds(fake) == ["pip"]
    start.ready(start.TESTER)
    assert kinds(fake) == []


@pytest.mark.parametrize("name", INPUTS)
def test_a_changed_list_makes_the_environment_anew(name, project, fake):
    start.ready(start.TESTER)
    path = project / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert start.why_anew() == ""
    path.write_bytes(path.read_bytes() + b"# changed\r\n")
    assert start.why_anew() == ("" if name == start.BENCHER else "the list of packages has changed")


def test_an_installation_that_was_cut_off_begins_again_and_a_failed_download_takes_nothing_away(project, fake, capsys):
    fake.codes = [0, -9]
    assert stopped(start.ready, start.READER) == "The installation was cut off: start again."
    half = start.VENV / "half-a-package"
    half.touch()
    fake.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        start.ready(start.READER)
    assert not half.exists() and not start.holds(start.READER)
    assert "Making .venv again: the last installation did not finish." in capsys.readouterr().out
    fake.interrupted, fake.codes = False, [0, 1]
    assert "PIP_INDEX_URL" in stopped(start.ready, start.READER) and not start.holds(start.READER)
    start.ready(start.READER)
    fake.codes = [1]
    assert "PIP_INDEX_URL" in stopped(start.ready, start.TESTER)
    assert start.holds(start.READER) and not start.holds(start.TESTER)
    fake.codes = [-9]
    assert "cut off" in stopped(start.ready, start.TESTER) and not start.holds(start.READER)


def test_why_an_environment_is_made_anew_is_said(project, fake):
    def change(**fields):
        start.RECORD.write_text(json.dumps(start.read_record() | fields), encoding="utf-8")

    start.ready(start.READER)
    change(python="3.99 abacus")
    assert "it was made by Python 3.99 abacus, and this is 3." in start.why_anew()
    change(base=str(project / "no-such-python"))
    assert "is gone" in start.why_anew()
    change(base=sys.base_prefix)
    start.python_in(start.VENV).unlink()
    assert "is gone" in start.why_anew()
    change(folder="/elsewhere")
    assert start.why_anew() == "the folder has moved"
    for text in ("", "{", "[]", "null", "{}"):
        start.RECORD.write_text(text, encoding="utf-8")
        assert start.why_anew() == "the last installation did not finish"
    start.ready(start.READER)
    assert start.why_anew() == ""


def test_what_start_did_not_make_or_runs_in_stays_and_a_missing_module_is_named(project, fake, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
        assert f"sudo apt install python3.{sys.version_info[1]}-venv" in stopped(start.ready, start.READER)
    start.VENV.mkdir()
    (start.VENV / "mine").touch()
    assert "was not made by start.py" in stopped(start.ready, start.READER)
    start.RECORD.touch()
    monkeypatch.setattr(sys, "prefix", str(start.VENV))
    assert "run start.py with another Python than its own" in stopped(start.ready, start.READER)
    assert (start.VENV / "mine").exists()


def test_jupyterlab_knows_what_it_is_told_and_the_language_in_which_it_is_to_speak():
    schemas, settings = (Path(folder) / "share/jupyter/lab" for folder in (sys.prefix, ROOT / "jupyter"))
    told, in_chinese = (
        json.loads((settings / "settings" / language / "overrides.d/city_figures.json").read_text(encoding="utf-8"))
        for language in ("", "zh")
    )
    for plugin, settings in in_chinese.items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / "schemas" / package / f"{name}.json").read_text(encoding="utf-8"))
        assert settings.keys() <= schema["properties"].keys()
    assert in_chinese == told | {"@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"}}
    assert "zh_CN" in entry_points(group="jupyterlab.languagepack").names


def test_pip_sees_where_packages_come_from_and_nothing_else(monkeypatch, tmp_path):
    """The settings are read by the real pip, with all that has been seen to break an installation."""
    files = tmp_path / "pip.conf"
    mirrors = "\n  https://one.invalid/simple\n  https://two.invalid/simple"
    text = f"[global]\nuser = yes\ntarget = /away\nindex-url = https://mirror.invalid\nextra-index-url ={mirrors}\n"
    text += "[install]\nprefix = /away\nno-deps = yes\ntrusted-host = mirror.invalid\n"
    files.write_text(text, encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    broken = dict.fromkeys(("USER", "NO_DEPS", "DRY_RUN", "REQUIRE_HASHES"), "1") | {"TARGET": "/away", "ROOT": "/away"}
    for name, value in (broken | {"CONFIG_FILE": str(files), "PROXY": "proxy.invalid:1"}).items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("PYTHONPATH", "/away")
    monkeypatch.setattr(start, "python_in", lambda venv: Path(sys.executable))
    monkeypatch.setattr(start, "run", run := Mock())
    start.pip(["install"])
    told = {"INDEX_URL": "https://mirror.invalid", "EXTRA_INDEX_URL": mirrors.replace("\n  ", "\n")}
    told |= {"TRUSTED_HOST": "mirror.invalid", "PROXY": "proxy.invalid:1", "CONFIG_FILE": os.devnull}
    seen = {name.removeprefix("PIP_"): value for name, value in run.call_args.args[1].items()}
    assert told.items() <= seen.items() and not seen.keys() & {*broken, "PREFIX", "PYTHONPATH"}


def test_no_program_is_misled(monkeypatch):
    misleading = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONSTARTUP", "PYTHONUSERBASE"}
    for name in misleading:
        monkeypatch.setenv(name, "/away")
    code = f"import os, sys; sys.exit(len(os.environ.keys() & {misleading}))"
    assert start.run([sys.executable, "-c", code]) == 0
    if os.name == "nt":
        return
    monkeypatch.setattr(start, "ready", Path)
    monkeypatch.setattr(start.os, "execve", execve := Mock())
    start.main(["bench", "--", "--rounds", "1"])
    (_, words, environment), _ = execve.call_args
    assert words == [start.BENCHER, "-P", "-m", "tools", "--language", "en", "bench", "--", "--rounds", "1"]
    assert not environment.keys() & misleading


def test_wheels_are_installed_without_an_index(project, fake, capsys):
    (project / "wheels").mkdir()
    start.ready(start.READER)
    assert "--no-index" not in fake.commands[-1]
    (project / "wheels" / "a-1-py3-none-any.whl").touch()
    fake.codes = [1]
    assert "start.py pack --tests" in stopped(start.ready, start.TESTER)
    assert fake.commands[-1][-5:-2] == ["--no-index", "--find-links", str(project / "wheels")]
    assert "without the network" in capsys.readouterr().out


def test_pack_fills_the_folder_with_what_a_list_pins(project, fake):
    assert start.main(["pack"]) == start.main(["pack", "stick", "--tests"]) == 0
    first, second = (command[4:] for command in fake.commands if "pip" in command)
    assert first[:4] == ["download", "--only-binary=:all:", "-d", str(project / "wheels")]
    assert first[-1] == str(project / start.READER)
    assert (second[3], second[-1]) == (str(Path("stick").absolute()), str(project / start.BENCHER))
    assert start.main(["pack", "--test"]) == start.main(["pack", "a", "b"]) == 1


def test_a_command_goes_where_it_belongs_and_start_knows_what_the_tools_know(monkeypatch, capsys):
    called = []
    for name in ("tools", "test", "pack"):
        monkeypatch.setattr(start, name, lambda words, *_, name=name: called.append(" ".join([name, *words])) or 0)
    goes = {"": "tools lab", "--port 9000 -- --debug": "tools lab --port 9000 -- --debug"}
    goes |= {line: f"tools {line}" for line in ("slides 02", "site --help")}
    goes |= {line: line for line in ("test -x tests/test_data.py", "pack stick")}
    for line, where in goes.items():
        assert start.main(line.split()) == 0 and called.pop() == where and not called
    commands = next(action for action in tools.command_line()._actions if action.dest == "command")
    assert set(start.TOOLS) == set(commands.choices)
    for words in (["--help"], ["test", "-h"]):
        assert start.main(words) == 0
        said = capsys.readouterr().out
        assert all(f"\n{word:<11}" in said for word in [*start.TOOLS, "test", "pack"])
    assert start.main(["lba"]) == 1
    assert capsys.readouterr().err == f"There is no command 'lba': there are test, pack, {', '.join(start.TOOLS)}.\n"


def test_the_language_is_that_which_is_asked_for_or_else_the_systems(monkeypatch):
    monkeypatch.setattr(start, "ready", Path)
    # On Windows, start.py waits for the tools; elsewhere it becomes them.
    monkeypatch.setattr(start.os, "execve", become := Mock())
    monkeypatch.setattr(start, "run", wait := Mock())

    def spoken(line):
        start.main(line.split())
        command = wait.call_args.args[0] if os.name == "nt" else become.call_args.args[1]
        return " ".join(command[4:])

    assert spoken("slides 02") == "--language en slides 02"
    for line in ("--language zh slides 02", "slides --language=zh 02", "slides 02 --language zh"):
        assert spoken(line) == "--language zh slides 02"
    assert spoken("--language zh") == "--language zh lab"
    # What is for JupyterLab is not read.
    assert spoken("lab -- --language zh") == "--language en lab -- --language zh"
    for name, more, code in (
        *(("zh_CN.UTF-8", {}, "zh"), ("zh_CN.GBK", {}, "zh"), ("C", {}, "en"), ("de_DE.UTF-8", {}, "en")),
        *([("zh_CN.UTF-8", {"LC_ALL": "C.UTF-8"}, "en"), ("C", {"LC_MESSAGES": "zh_CN"}, "zh")] * (os.name != "nt")),
    ):
        system(name, monkeypatch, **more)
        assert spoken("") == f"--language {code} lab", name
        assert spoken("doctor --language en") == "--language en doctor"
    with pytest.raises(SystemExit):
        start.main(["--language", "fr"])


def test_start_speaks_chinese_on_any_console(monkeypatch):
    system("zh_CN.UTF-8", monkeypatch)
    said = {}
    for encoding in ("gbk", "utf-8", "ascii"):
        for stream in ("stdout", "stderr"):
            monkeypatch.setattr(sys, stream, io.TextIOWrapper(io.BytesIO(), encoding))
        assert (start.main(["--help"]), start.main(["lba"])) == (0, 1)
        said[encoding] = [each.buffer.getvalue().decode(encoding) for each in (sys.stdout, sys.stderr)]
    assert said["gbk"] == said["utf-8"] and "?" not in "".join(said["gbk"])
    text, error = said["gbk"]
    assert text.startswith("打开笔记本：python3 start.py [命令]\n") and error.startswith("没有命令'lba'：")
    assert all(f"\n{word:<11}" in text for word in [*start.TOOLS, "test", "pack"])


def test_an_error_is_one_sentence_on_any_console(monkeypatch):
    for error, said in (
        (start.Stop("柳州"), b"??"),
        (PermissionError(13, "Permission denied", "/away"), b"/away cannot be used (Permission denied): make room, or"),
        (KeyboardInterrupt(), b"Stopped."),
    ):
        monkeypatch.setattr(start, "ready", Mock(side_effect=error))
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), "ascii"))
        assert start.main([]) == 1
        message = sys.stderr.buffer.getvalue()
        assert message.startswith(said) and message.count(b"\n") == 1


def test_the_style_is_checked_before_one_run_of_pytest(fake, monkeypatch):
    monkeypatch.setattr(start, "ready", Path)
    monkeypatch.chdir(ROOT)
    for codes, expected in (([0, 0, 0], 0), ([0, 0, 5], 5), ([1, 0, 0], 1), ([0, 1, 2], 1)):
        fake.codes = codes
        assert start.main(["test", "-x"]) == expected
        assert fake.commands[-1][1:5] == ["-m", "pytest", "-n", "2"] and fake.commands[-1][-1] == "-x"
        assert kinds(fake) == ["ruff", "ruff", "pytest"]


def pins(name):
    """What a file pins: every line that names a package does, and none a path, which pip would take from anywhere."""
    lines = [line for line in (ROOT / name).read_text(encoding="ascii").splitlines() if line[:1] != "#"]
    lines = [line for line in lines if not re.fullmatch(r"-[rc] [\w-]+\.txt", line)]
    assert all(re.fullmatch(r"\w[\w.-]*==[\w.]+", line) for line in lines)
    return {package.lower(): version for package, version in (line.split("==") for line in lines)}


def test_every_requirement_is_pinned_as_the_constraints_pin_it_and_the_package_asks_for_what_a_reader_gets():
    constraints, rivals = pins("constraints.txt"), pins(start.BENCHER)
    assert (pins(start.READER) | pins(start.TESTER)).items() <= constraints.items()
    # The rivals are for the benchmarks alone, so their own file pins them.
    assert not rivals.keys() & constraints.keys()
    here = Path(sysconfig.get_path("purelib"))
    if (here / "liuzhou-in-figures.pth").exists():
        installed = {re.sub("[_.]", "-", found.name.lower()) for found in distributions(path=[str(here)])}
        assert installed <= constraints.keys() | rivals.keys() | {"pip"}
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(package["project"]["dependencies"]) == pins(start.READER).keys() - {"nbval", "pytest"}
    assert package["build-system"]["requires"] == [f"setuptools=={pins(start.TESTER)['setuptools']}"]
