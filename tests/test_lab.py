"""The tools' command line, and how JupyterLab is opened: a sentence instead of a traceback, whatever is in the way."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from tools import ToolError, lab, lessons
from tools import __main__ as tools

ROOT = Path(__file__).resolve().parent.parent


def test_jupyterlab_is_quiet_and_options_are_passed_on(tmp_path, monkeypatch):
    for user, port, browser, more in ((1000, 8890, False, ["--debug"]), (0, 8888, True, [])):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        words = lab.command("python", tmp_path, port, browser, more)
        assert words[:4] == ["python", "-P", "-m", "jupyterlab"] and words[len(words) - len(more) :] == more
        quiet = "--LabApp.news_url=None --LabApp.extension_manager=readonly --LabApp.default_url=/lab/tree/notebooks"
        assert {*quiet.split(), f"--ServerApp.port={port}", f"--ServerApp.root_dir={tmp_path}"} <= set(words)
        assert any(word.endswith(".NeverCheckForUpdate") for word in words)
        assert ("--no-browser" in words, "--allow-root" in words) == (not browser, user == 0)


def test_an_edition_is_opened_in_its_language_and_the_english_one_where_there_is_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "SETTINGS", tmp_path / "settings")
    (lab.SETTINGS / "zh").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_a.ipynb").touch()

    def options(language):
        words = lab.command("python", tmp_path, 8888, True, [], language)
        return dict(word.split("=", 1) for word in words if word.startswith("--LabApp.") and "/" in word)

    first, chinese = "/lab/tree/notebooks/00_a.ipynb", {"--LabApp.app_settings_dir": str(lab.SETTINGS / "zh")}
    assert options("en") == {"--LabApp.default_url": first}
    assert options("zh") == {"--LabApp.default_url": first} | chinese
    (tmp_path / "notebooks" / "zh").mkdir()
    (tmp_path / "notebooks" / "zh" / "00_b.ipynb").touch()
    assert options("en") == {"--LabApp.default_url": first}
    assert options("zh") == {"--LabApp.default_url": "/lab/tree/notebooks/zh/00_b.ipynb"} | chinese


@pytest.mark.skipif(os.name == "nt", reason="Windows waits for JupyterLab instead of becoming it")
def test_the_first_lesson_is_opened_after_each_was_kept_fresh(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    for name in ("02_b", "00_a", "Untitled"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text('{"metadata": {"language_info": {"name": "python"}}}')

    monkeypatch.setattr(lab.os, "execv", become := Mock(side_effect=SystemExit))
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit):
        tools.main(["lab", "--no-browser", "--", "--debug"])
    words = become.call_args.args[1]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_a.ipynb" in words and words[-1] == "--debug"
    assert sorted(path.name for path in (tmp_path / lessons.KEPT).iterdir()) == ["00_a.ipynb", "02_b.ipynb"]
    assert Path.cwd() == tmp_path


def test_a_port_in_use_gives_way_to_the_next_and_says_so(capsys, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = lab.choose_port(port)
    assert chosen > port
    assert f"Port {port} is in use: using {chosen} instead." in capsys.readouterr().out
    monkeypatch.setattr(lab, "_is_free", lambda port: False)
    with pytest.raises(ToolError, match="--port"):
        lab.choose_port(8888)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ToolError("Do this."), "Do this.\n"),
        (KeyboardInterrupt(), "Stopped.\n"),
        (PermissionError(errno.EACCES, "Permission denied", "/away"), "/away cannot be written: this folder is not"),
        (OSError(errno.EROFS, "Read-only file system", "/away"), "/away cannot be written: this folder is not yours"),
        (OSError(errno.ENOSPC, "No space left", "/full"), "The system said: [Errno 28] No space left"),
    ],
)
def test_an_error_is_one_sentence(error, said, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "reset", Mock(side_effect=error))
    assert tools.main(["reset", "02"]) == 1
    message = capsys.readouterr().err
    assert message.startswith(said) and message.count("\n") == 1


UNCLEAR = {"foo": "invalid choice: 'foo' (choose from", "slides": "the following arguments are required: NAME"}
UNCLEAR |= {f"lab --port {n}": f"a port is a whole number from 1 to 65535, and this is '{n}'" for n in ("-1", "0", "x")}


@pytest.mark.parametrize(("words", "said"), UNCLEAR.items())
def test_what_cannot_be_meant_is_said(words, said, capsys):
    with pytest.raises(SystemExit):
        tools.main(words.split())
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--language zh reset 99", "reset 99 --language=zh"])
def test_the_tools_speak_the_language_that_is_asked_for_and_the_next_time_english_again(words, capsys):
    for line, said in ((words, "没有名叫'99'的课"), ("reset 99", "No lesson is named '99'")):
        assert tools.main(line.split()) == 1
        assert capsys.readouterr().err.startswith(said)
    with pytest.raises(SystemExit):
        tools.main(["--language", "fr", "doctor"])


def test_what_cannot_be_meant_is_said_in_chinese_too(capsys):
    for language, said in (("zh", "还缺少：NAME"), ("en", UNCLEAR["slides"])):
        with pytest.raises(SystemExit):
            tools.main(["--language", language, "slides"])
        assert said in capsys.readouterr().err


def test_the_tools_work_from_any_folder_and_need_the_notebooks(tmp_path, monkeypatch, capsys):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "tools", "refresh", "99"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No lesson is named '99': there are 00_start_here, ")
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    assert tools.main(["refresh", "99"]) == 1
    assert f"{tmp_path} has none" in capsys.readouterr().err
