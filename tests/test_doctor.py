"""The doctor: what is well is said so, and what is not gets one sentence about what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import start
from tools import browsers, doctor
from tools.doctor import Check, Trouble

ROOT = Path(__file__).resolve().parent.parent


def trouble(look, *given):
    with pytest.raises(Trouble) as raised:
        look(*given)
    said = str(raised.value)
    assert "\n" not in said
    assert said.endswith(".")
    return said


def fail(error):
    def look():
        raise error

    return look


# --- the checks, each where all is well and where something is not ---


def test_this_environment_has_the_pinned_versions(monkeypatch):
    assert doctor.versions().startswith(sys.version.split()[0])
    monkeypatch.setattr(doctor, "_version", {"altair": "5.0.0"}.get)
    said = trouble(doctor.versions)
    assert "altair is 5.0.0, not 6." in said
    assert "pandas is missing, not " in said
    assert "delete the folder .venv, then run start.py" in said


def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch, tmp_path):
    assert "can be saved" in doctor.writing()
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert f"{tmp_path / 'notebooks'} cannot be written to: move" in trouble(doctor.writing)


def test_a_cache_that_cannot_be_kept_is_named(monkeypatch, tmp_path):
    from helpers import bundle

    monkeypatch.setattr(bundle, "javascript", lambda: "x" * 900_000)
    monkeypatch.setattr(bundle, "cache_path", lambda: tmp_path / "vega.js")
    assert doctor.caching() == f"the drawing code (0.9 MB) is kept in {tmp_path}"
    monkeypatch.setattr(bundle, "cache_path", lambda: tmp_path / "none" / "vega.js")
    assert "cannot be written to, so each first chart takes" in trouble(doctor.caching)


def test_a_kernel_starts():
    assert doctor.kernel() == "a kernel starts and finds the helpers"


def test_a_kernel_of_another_python_and_one_that_fails_are_told_apart(monkeypatch):
    from tools import refresh

    def other(notebook, *_, **__):
        notebook.cells[0].outputs = [{"output_type": "stream", "name": "stdout", "text": "/elsewhere\n"}]

    monkeypatch.setattr(refresh, "execute", other)
    assert "belongs to another Python (/elsewhere)" in trouble(doctor.kernel)
    monkeypatch.setattr(refresh, "execute", lambda *_, **__: fail(refresh.RefreshError("It died"))())
    assert trouble(doctor.kernel).startswith("It died. To mend it, ")


def test_a_chart_is_drawn(monkeypatch):
    from tools import stills

    assert doctor.drawing().startswith("a test chart was drawn, ")
    monkeypatch.setattr(stills, "png", lambda spec: fail(ValueError("no ink"))())
    assert "could not be drawn (no ink)" in trouble(doctor.drawing)


def test_chinese_without_a_font_is_noticed():
    if sys.platform == "linux" and os.environ.get("CI"):
        assert doctor.fonts() == "Chinese in pictures has letters"
    # No font has letters at these private places: what is drawn is what a computer without a font draws.
    assert "install a Chinese font" in trouble(doctor.fonts, "\ue000\ue001")


def test_loopback_is_reached_whatever_the_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert "can be reached" in doctor.loopback()
    assert "NO_PROXY=localhost,127.0.0.1" in trouble(doctor.proxy)
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert "none stands between" in doctor.proxy()


def test_a_computer_that_does_not_reach_itself_is_told_why(monkeypatch):
    class Closed:
        def open(self, *_, **__):
            raise OSError("refused")

    monkeypatch.setattr(doctor.urllib.request, "build_opener", lambda *_: Closed())
    assert "cannot be reached (refused): a firewall" in trouble(doctor.loopback)


def test_any_browser_will_do(monkeypatch):
    monkeypatch.setattr(doctor, "chromium", lambda: "/usr/bin/chromium")
    assert doctor.browser() == "/usr/bin/chromium"
    monkeypatch.setattr(doctor, "chromium", lambda: None)
    monkeypatch.setattr(doctor.webbrowser, "get", fail(doctor.webbrowser.Error("none")))
    assert "install one, or open the address" in trouble(doctor.browser)


def test_a_chromium_is_found_on_the_path_or_in_its_place(monkeypatch, tmp_path):
    (tmp_path / "msedge.exe").touch()
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers, "PLACES", ())
    assert browsers.chromium() is None
    assert browsers.chromium(str(tmp_path / "none"), str(tmp_path / "msedge.exe")) == str(tmp_path / "msedge.exe")


def test_an_environment_of_start_keeps_pictures_and_asks_no_host(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert "will lose its pictures" in trouble(doctor.saving)
    assert "would ask for news" in trouble(doctor.quiet)
    path = tmp_path / "etc/jupyter/jupyter_server_config.d/liuzhou_in_figures.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((ROOT / "jupyter/liuzhou_in_figures.json").read_bytes())
    start.write_lab_settings(tmp_path)
    settings = tmp_path / "share/jupyter/lab/settings/overrides.json"
    told = settings.read_text(encoding="utf-8")
    settings.write_text(told.replace("false", "true"), encoding="utf-8")
    assert "would ask for news" in trouble(doctor.quiet)
    settings.write_text(told, encoding="utf-8")
    assert "keeps its pictures" in doctor.saving()
    assert "is not needed" in doctor.quiet()


# --- the report ---


def test_only_what_is_essential_makes_the_doctor_fail(capsys):
    well, noted = Check("One", lambda: "works"), Check("Two", fail(Trouble("Look here.")), essential=False)
    assert doctor.main((well, noted)) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "ok    One:      works"
    assert said[1] == "note  Two:      Look here."
    assert said[-1] == "All that is needed is well."
    assert doctor.main((well, Check("Two", fail(Trouble("Mend it."))))) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "mend  Two:      Mend it."
    assert said[-1].startswith("1 to mend")


def test_a_check_that_breaks_is_one_line(capsys):
    assert doctor.main((Check("One", fail(RuntimeError("two\nlines"))),)) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "mend  One:      RuntimeError: two lines. To mend it, delete the folder .venv, then run start.py."
    )


def test_a_check_that_asks_for_another_computer_is_told(capsys):
    import contextlib
    import socket

    def ask():
        for host in ("localhost", "somewhere.invalid"):
            with contextlib.suppress(OSError):
                socket.getaddrinfo(host, 80)
        with socket.socket() as reached:
            reached.settimeout(0.01)
            for address in (("127.0.0.1", 9), ("192.0.2.1", 9)):
                with contextlib.suppress(OSError):
                    reached.connect(address)
        return "asked"

    doctor.main((Check("One", ask),))
    assert "asked for another computer: 192.0.2.1, somewhere.invalid." in capsys.readouterr().out


def test_the_report_is_printed_on_a_chinese_windows():
    checks = "(doctor.Check('\\u67f3', lambda: 'caf\\u00e9 \\u00b2', True),)"
    code = (
        "import runpy, sys; from tools import doctor; doctor.CHECKS = doctor.main.__defaults__ = "
        f"{checks}; sys.stdout.reconfigure(errors='replace'); sys.exit(doctor.main({checks}))"
    )
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("gbk").startswith("ok    柳")


def test_the_doctors_own_words_fit_a_chinese_console():
    text = (ROOT / "tools/doctor.py").read_text(encoding="utf-8")
    assert text.encode("gbk").decode("gbk") == text


# --- the command ---


def test_the_doctor_asks_for_an_installation_first(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "run", lambda command: pytest.fail("nothing should run"))
    assert start.main(["doctor"]) == 1
    assert "is not ready (it is not there yet): run 'start.py' once" in capsys.readouterr().err
    start.python_in(tmp_path / ".venv").parent.mkdir(parents=True)
    start.python_in(tmp_path / ".venv").touch()
    monkeypatch.setattr(start, "why_remake", lambda root, venv: "")
    assert start.main(["doctor"]) == 1
    assert "it lacks packages" in capsys.readouterr().err


def test_the_doctors_verdict_is_the_exit_code(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "why_remake", lambda root, venv: "")
    monkeypatch.setattr(start.Record, "holds", lambda *_: True)
    monkeypatch.setattr(start, "run", lambda command: ran.append(command) or 1)
    assert start.main(["doctor"]) == 1
    assert ran == [[str(start.python_in(tmp_path)), "-m", "tools.doctor"]]
