"""start.py with pip, JupyterLab and pytest replaced by fakes: what it decides, and what it says."""

import ast
import importlib.metadata
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import start

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ["requirements.txt", "requirements-test.txt", "constraints.txt", "pyproject.toml", "setup.py"]


@pytest.fixture
def project(tmp_path):
    """A folder with the files that decide what gets installed."""
    for name in INPUTS:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def fake(monkeypatch):
    """Runs no program: remembers each command, and answers with the exit codes in `fake.codes`, then with 0."""
    fake = SimpleNamespace(commands=[], codes=[], on_pip=lambda: None)

    def run(command, **options):
        fake.commands.append([str(word) for word in command])
        if command[1:3] == ["-m", "venv"]:
            python = start.python_in(Path(command[3]))
            python.parent.mkdir(parents=True)
            python.touch()
        if "pip" in command:
            fake.on_pip()
        return SimpleNamespace(returncode=fake.codes.pop(0) if fake.codes else 0, stdout="")

    monkeypatch.setattr(start.subprocess, "run", run)
    return fake


def pips(fake):
    return [command for command in fake.commands if "pip" in command]


def make_ready(project, *names):
    return start.ready(project, project / ".venv", *names)


# --- an old Python ---


def test_an_old_python_can_parse_start():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_version_is_checked_before_anything_new_is_imported():
    body = ast.parse((ROOT / "start.py").read_text(encoding="utf-8")).body
    check = next(i for i, node in enumerate(body) if isinstance(node, ast.If))
    imported = [alias.name for node in body[:check] if isinstance(node, ast.Import) for alias in node.names]
    assert imported == ["sys"]
    assert not any(isinstance(node, ast.ImportFrom) for node in body[:check])


def test_an_old_python_is_told_what_to_do():
    code = "import sys; sys.version_info = (3, 8, 0); exec(open('start.py', encoding='utf-8').read())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "need Python 3.11 or newer, and this is Python 3.8" in done.stderr


# --- the environment ---


@pytest.mark.parametrize("name", INPUTS)
def test_a_change_in_any_input_changes_the_fingerprint(project, name):
    before = start.fingerprint(project, start.TESTER)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert start.fingerprint(project, start.TESTER) != before


def test_line_ends_do_not_change_the_fingerprint(project):
    before = start.fingerprint(project, start.READER)
    path = project / "requirements.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert start.fingerprint(project, start.READER) == before


def test_another_python_changes_the_fingerprint(project, monkeypatch):
    before = start.fingerprint(project, start.READER)
    monkeypatch.setattr(start, "sys", SimpleNamespace(version_info=(3, 99, 0)))
    assert start.fingerprint(project, start.READER) != before


def test_a_second_start_runs_no_program(project, fake):
    make_ready(project, start.READER)
    assert len(pips(fake)) == 1
    fake.commands.clear()
    make_ready(project, start.READER)
    assert fake.commands == []


def test_a_changed_requirement_is_installed_into_the_same_environment(project, fake, capsys):
    make_ready(project, start.READER)
    (project / "constraints.txt").write_text("new==1\n", encoding="utf-8")
    fake.commands.clear()
    make_ready(project, start.READER)
    assert [command[2] for command in fake.commands] == ["pip"]
    assert capsys.readouterr().out.endswith("The list of packages has changed: bringing .venv up to date.\n")


def test_the_tests_add_their_packages_to_the_readers(project, fake):
    make_ready(project, start.READER)
    fake.commands.clear()
    make_ready(project, start.READER, start.TESTER)
    assert len(fake.commands) == 1
    assert fake.commands[0][-1].endswith("requirements-test.txt")


def test_the_benchmarks_add_the_rivals_to_what_the_tests_need(project, fake):
    shutil.copy(ROOT / start.BENCHER, project / start.BENCHER)
    make_ready(project, start.READER, start.TESTER)
    fake.commands.clear()
    make_ready(project, start.READER, start.TESTER, start.BENCHER)
    assert [command[-1] for command in fake.commands] == [str(project / start.BENCHER)]
    assert f"-r {start.TESTER}" in (project / start.BENCHER).read_text(encoding="utf-8").splitlines()


def test_a_failed_download_is_not_taken_for_an_installation(project, fake):
    fake.codes = [0, 1]
    with pytest.raises(start.Stop, match="PIP_INDEX_URL"):
        make_ready(project, start.READER)
    fake.commands.clear()
    make_ready(project, start.READER)
    assert [command[2] for command in fake.commands] == ["pip"]


def test_an_installation_that_was_cut_off_begins_again_from_nothing(project, fake, capsys):
    fake.on_pip = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        make_ready(project, start.READER)
    half = project / ".venv" / "half-a-package"
    half.touch()
    fake.on_pip = lambda: None
    make_ready(project, start.READER)
    assert not half.exists()
    assert "the last installation was cut off" in capsys.readouterr().out


def test_a_killed_pip_begins_again_from_nothing(project, fake):
    fake.codes = [0, -9]
    with pytest.raises(start.Stop, match="cut off"):
        make_ready(project, start.READER)
    assert start.why_remake(project, project / ".venv") == "the last installation was cut off"


def test_a_moved_folder_gets_a_new_environment(project, fake, tmp_path_factory):
    make_ready(project, start.READER)
    moved = tmp_path_factory.mktemp("elsewhere") / "moved"
    shutil.copytree(project, moved)
    assert start.why_remake(moved, moved / ".venv") == "the folder has moved"
    make_ready(moved, start.READER)
    assert start.why_remake(moved, moved / ".venv") == ""


def test_another_or_a_vanished_python_gets_a_new_environment(project, fake):
    make_ready(project, start.READER)
    venv = project / ".venv"
    record = start.Record(venv)
    record.write(identity=dict(record.data["identity"], python="3.99"))
    assert "made by Python 3.99" in start.why_remake(project, venv)
    record.write(identity=start.environment_identity(project), base=str(project / "no-such-python"))
    assert "is gone" in start.why_remake(project, venv)
    record.write(base=sys.base_prefix)
    start.python_in(venv).unlink()
    assert "is gone" in start.why_remake(project, venv)


def test_an_environment_made_by_hand_is_kept_when_its_python_fits(project, fake, monkeypatch):
    start.python_in(project / ".venv").parent.mkdir(parents=True)
    start.python_in(project / ".venv").touch()
    monkeypatch.setattr(start, "version_of", lambda python: start.environment_identity(project)["python"])
    make_ready(project, start.READER)
    assert [command[2] for command in fake.commands] == ["pip"]
    monkeypatch.setattr(start, "version_of", lambda python: "")
    (project / ".venv" / "liuzhou-in-figures.json").unlink()
    assert "does not run" in start.why_remake(project, project / ".venv")


def test_a_broken_record_counts_as_none(project, fake):
    make_ready(project, start.READER)
    record = project / ".venv" / "liuzhou-in-figures.json"
    for text in ("", "{", "[]", "null"):
        record.write_text(text, encoding="utf-8")
        assert not start.Record(project / ".venv").holds(project, start.READER)


def test_a_missing_venv_module_names_the_package(project, fake, monkeypatch):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(start.Stop, match=r"sudo apt install python3\.\d+-venv"):
        make_ready(project, start.READER)
    assert not (project / ".venv").exists()


def test_two_starts_at_once_do_not_disturb_each_other(project):
    wait = pytest.raises(start.Stop, match="wait until it has finished")
    with start.only_one(project), wait, start.only_one(project):
        pass
    with start.only_one(project):
        pass


def test_the_page_is_told_to_ask_no_host(project, fake):
    make_ready(project, start.READER)
    path = project / ".venv/share/jupyter/lab/settings/overrides.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_the_overridden_settings_exist_in_this_jupyterlab():
    schemas = Path(sys.prefix) / "share/jupyter/lab/schemas"
    if not schemas.exists():
        pytest.skip("JupyterLab is not installed in this environment")
    for plugin, settings in start.LAB_SETTINGS.items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert settings.keys() <= schema["properties"].keys()


# --- the folder of wheels ---


def put_wheels(project, *files):
    (project / "wheels").mkdir(exist_ok=True)
    for name, version in [pin for file in files for pin in start.pinned(project / file)]:
        (project / "wheels" / f"{name.replace('-', '_')}-{version}-py3-none-any.whl").touch()


def test_wheels_are_installed_without_an_index(project, fake, capsys):
    put_wheels(project, start.READER)
    make_ready(project, start.READER)
    (command,) = pips(fake)
    assert command[command.index("--no-index") + 1 :][:2] == ["--find-links", str(project / "wheels")]
    assert "without the network" in capsys.readouterr().out


def test_an_empty_folder_of_wheels_is_no_folder(project, fake):
    (project / "wheels").mkdir()
    make_ready(project, start.READER)
    assert "--no-index" not in pips(fake)[0]


def test_a_test_package_that_the_wheels_lack_is_named(project, fake):
    put_wheels(project, start.READER)
    make_ready(project, start.READER)
    with pytest.raises(start.Stop, match=r"lacks .*pytest.*pack --tests"):
        make_ready(project, start.READER, start.TESTER)
    put_wheels(project, start.TESTER)
    make_ready(project, start.READER, start.TESTER)


def test_wheels_without_the_rivals_ask_for_no_pack_that_cannot_hold_them(project, fake):
    shutil.copy(ROOT / start.BENCHER, project / start.BENCHER)
    put_wheels(project, start.READER)
    with pytest.raises(start.Stop, match=r"lacks .*plotly.*: delete the folder"):
        start.check_wheels(project, start.BENCHER)


def test_a_wheel_of_another_version_does_not_count(project):
    put_wheels(project, start.READER)
    next((project / "wheels").glob("pandas-*")).rename(project / "wheels" / "pandas-0.1-py3-none-any.whl")
    assert start.lacking(project / "wheels", start.pinned(project / start.READER)) == ["pandas"]


def test_the_pack_holds_what_builds_the_editable_install():
    wanted = start.to_download(ROOT, [start.READER])
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert set(backend) <= set(wanted)
    assert not any(line.startswith("-") for line in wanted)


# --- JupyterLab ---


def test_the_lab_command_is_quiet_and_passes_options_on(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    command = start.lab_command(Path("python"), tmp_path, 8890, False, ["--debug"])
    assert command[1:3] == ["-m", "jupyterlab"]
    assert {"--LabApp.news_url=None", "--LabApp.extension_manager=readonly", "--ServerApp.port=8890"} <= set(command)
    assert any(word.endswith(".NeverCheckForUpdate") for word in command)
    assert "--no-browser" in command
    assert "--allow-root" not in command
    assert command[-1] == "--debug"


def test_only_root_allows_root(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    command = start.lab_command(Path("python"), tmp_path, 8888, True, [])
    assert "--allow-root" in command
    assert "--no-browser" not in command


def test_each_lesson_is_kept_fresh_before_a_student_can_change_it(monkeypatch):
    done = []
    monkeypatch.setattr(start, "ready", lambda *_: Path("python"))
    monkeypatch.setattr(start, "keep_fresh", lambda root: done.append("kept"))
    monkeypatch.setattr(start, "hand_over", lambda command: done.append("lab"))
    monkeypatch.setattr(start, "run", lambda command: done.append("refresh"))
    start.main(["--no-browser"])
    start.main(["refresh"])
    assert done == ["kept", "lab", "kept", "refresh"]


def test_the_first_notebook_is_the_first_there_is(tmp_path):
    (tmp_path / "notebooks").mkdir()
    assert start.first_page(tmp_path) == "/lab/tree/notebooks"
    (tmp_path / "notebooks" / "02_autos_and_evs.ipynb").touch()
    assert start.first_page(tmp_path).endswith("/02_autos_and_evs.ipynb")
    (tmp_path / "notebooks" / "00_start_here.ipynb").touch()
    assert start.first_page(tmp_path).endswith("/00_start_here.ipynb")


def test_a_port_in_use_gives_way_to_the_next_and_says_so(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = start.choose_port(port)
    assert chosen > port
    assert f"Port {port} is in use: using {chosen} instead." in capsys.readouterr().out


def test_no_free_port_asks_for_another(monkeypatch):
    monkeypatch.setattr(start, "is_free", lambda port: False)
    with pytest.raises(start.Stop, match="--port"):
        start.choose_port(8888)


# --- the command line ---


@pytest.mark.parametrize(
    ("words", "command", "more"),
    [
        ([], "lab", []),
        (["--no-browser"], "lab", []),
        (["lab", "--port", "9000", "--", "--debug"], "lab", ["--debug"]),
        (["--", "--debug"], "lab", ["--debug"]),
        (["test"], "test", []),
        (["test", "-x", "-k", "data"], "test", ["-x", "-k", "data"]),
        (["test", "--", "tests/test_data.py"], "test", ["tests/test_data.py"]),
        (["bench", "--", "--rounds", "1"], "bench", ["--rounds", "1"]),
        (["refresh", "02", "03"], "refresh", []),
        (["site"], "site", []),
        (["site", "stick"], "site", []),
        (["slides", "02"], "slides", []),
        (["reset", "02"], "reset", []),
        (["doctor"], "doctor", []),
        (["pack", "--tests", "stick"], "pack", []),
    ],
)
def test_the_command_line_is_read(words, command, more):
    options = start.read_arguments(words)
    assert (options.command, options.more) == (command, more)


def test_help_names_every_command_on_any_console():
    done = subprocess.run(
        [sys.executable, "start.py", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert all(re.search(rf"^ +{name} ", done.stdout, re.M) for name in start.COMMANDS)


def test_a_name_that_the_console_lacks_does_not_crash_a_message():
    code = "import start; start.COMMANDS['lab'] = lambda o: start.say('\\u67f3\\u5dde'); sys.exit(start.main([]) or 0)"
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", "import sys; " + code], cwd=ROOT, env=environment, capture_output=True)
    assert (done.returncode, done.stdout.strip()) == (0, b"??")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (start.Stop("Do this."), "Do this.\n"),
        (PermissionError(13, "Permission denied", "/away"), "No permission to write /away: move"),
        (OSError(28, "No space left on device", "/full"), "No space left on device (/full): make room"),
        (KeyboardInterrupt(), "Stopped.\n"),
    ],
)
def test_an_error_is_one_sentence(error, said, monkeypatch, capsys):
    def fail(options):
        raise error

    monkeypatch.setitem(start.COMMANDS, "lab", fail)
    assert start.main([]) == 1
    message = capsys.readouterr().err
    assert message.startswith(said)
    assert message.count("\n") == 1


def test_everything_is_tested_in_one_pytest_run_that_comes_last():
    *style, tests = start.test_commands(Path("python"), ["-x"])
    assert [command[2:4] for command in style] == [["ruff", "format"], ["ruff", "check"]]
    assert tests[1:4] == ["-m", "pytest", "--dist"]
    assert tests[-1] == "-x"


def test_the_workers_of_the_tests_have_no_network_where_it_can_be_taken_away(monkeypatch):
    monkeypatch.setattr(start, "can_take_the_network_away", lambda: True)
    option, value = start.workers(Path("/a folder/python"))
    assert (option, value[:16]) == ("--tx", "2*popen//python=")
    assert shlex.split(value[16:])[:4] == ["unshare", "--map-root-user", "--net", "/a folder/python"]
    monkeypatch.setattr(start, "can_take_the_network_away", lambda: False)
    assert start.workers(Path("python")) == ["-n", "2"]


@pytest.mark.parametrize(("codes", "expected"), [([0, 0, 0], 0), ([0, 0, 5], 5), ([1, 0, 0], 1), ([0, 1, 2], 1)])
def test_the_exit_code_is_that_of_the_first_failure(codes, expected, monkeypatch):
    ran = []
    monkeypatch.setattr(start, "ready", lambda *_: Path("python"))
    monkeypatch.setattr(start, "run", lambda command, environment: ran.append(environment) or codes.pop(0))
    assert start.test(start.read_arguments(["test"])) == expected
    assert [environment["LIUZHOU_STILLS"] for environment in ran] == ["1"] * 3


def test_the_benchmarks_run_with_the_rivals_installed(monkeypatch):
    ran = []
    monkeypatch.setattr(start, "ready", lambda root, venv, *files: ran.append(files) or Path("python"))
    monkeypatch.setattr(start, "run", lambda command: ran.append(command) or 3)
    assert start.main(["bench", "--", "--rounds", "1"]) == 3
    assert ran == [(start.READER, start.TESTER, start.BENCHER), ["python", "-m", "benchmarks", "--rounds", "1"]]


# --- the files that say what is installed ---


def test_every_requirement_is_pinned_as_the_constraints_pin_it():
    constraints = {start.normal(name): version for name, version in start.pinned(ROOT / "constraints.txt")}
    # The rivals are for the benchmarks alone, so their own file pins them.
    rivals = {start.normal(name): version for name, version in start.pinned(ROOT / start.BENCHER)}
    assert not rivals.keys() & constraints.keys()
    for file in (start.READER, start.TESTER):
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
        pins = start.pinned(ROOT / file)
        assert len(pins) == len(wanted)
        for name, version in pins:
            assert constraints[start.normal(name)] == version


def test_the_project_asks_for_what_a_reader_gets():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == [name for name, _ in start.pinned(ROOT / start.READER)]


def test_no_file_of_requirements_names_a_host_or_leaves_ascii():
    for file in (start.READER, start.TESTER, start.BENCHER, "constraints.txt"):
        text = (ROOT / file).read_bytes().decode("ascii")
        assert "://" not in text
        assert "index" not in text
        assert "find-links" not in text


def test_the_constraints_name_every_package_of_this_environment():
    try:
        importlib.metadata.distribution("liuzhou-in-figures")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the project is not installed in this environment")
    files = [ROOT / "constraints.txt", ROOT / start.BENCHER]
    constraints = {start.normal(name) for file in files for name, _ in start.pinned(file)}
    here = [sysconfig.get_path("purelib")]
    installed = {start.normal(found.name) for found in importlib.metadata.distributions(path=here)}
    assert installed - constraints <= {"pip", "setuptools", "wheel", "liuzhou-in-figures"}


def test_an_editable_install_enables_the_save_hook():
    try:
        importlib.metadata.distribution("liuzhou-in-figures")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the project is not installed in this environment")
    path = Path(sys.prefix) / "etc/jupyter/jupyter_server_config.d/liuzhou_in_figures.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    assert settings["ServerApp"]["jpserver_extensions"] == {"tools.save_hook": True}
