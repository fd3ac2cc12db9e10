"""The doctor: what is well is said so, and what is not gets one sentence about what to do."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from unittest.mock import Mock

import pytest

from tools import ToolError, doctor, messages, translate

ROOT = Path(__file__).resolve().parent.parent
OF_PAGES = tuple(f"tools.messages.{name}" for name in ("PAGES", "CLASS", "LITE."))


def trouble(look, *given):
    with pytest.raises(ToolError) as raised:
        look(*given)
    return str(raised.value)


def fail(error):
    return Mock(side_effect=error, __name__="look")


def test_packages_that_are_missing_or_others_are_named_and_pythonpath_as_their_cause(monkeypatch, tmp_path):
    assert doctor.packages().startswith(f"Python {sys.version.split()[0]}, and ")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    pins = f"altair==5.0.0\nno-such-thing==1\npandas=={version('pandas')}\n"
    (tmp_path / "requirements.txt").write_text(pins, encoding="utf-8")
    assert "Missing, or not as pinned: altair, no-such-thing. To fix it, delete the" in trouble(doctor.packages)
    (tmp_path / "altair-4.2.2.dist-info").mkdir()
    (tmp_path / "altair-4.2.2.dist-info/METADATA").write_text("Name: altair\nVersion: 4.2.2\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert f"PYTHONPATH brings altair 4.2.2 from {tmp_path}: unset PYTHONPATH" in trouble(doctor.packages)


@pytest.mark.parametrize(
    ("look", "well", "closed"),
    [
        (doctor.home, "Jupyter can write in ", "so JupyterLab cannot start: let the variable HOME name a folder"),
        (doctor.saving, "notebooks can be saved in ", "the lessons work, but what you change cannot be saved there"),
    ],
)
def test_a_folder_that_cannot_be_written_to_is_named(look, well, closed, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    for folder in (tmp_path / "folder", tmp_path / "file" / "folder"):
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
        monkeypatch.setattr(doctor, "ROOT", folder)
        assert closed in trouble(look) if folder.parent.is_file() else look().startswith(well)


def test_a_kernel_of_another_python_and_jupyterlab_that_has_not_been_told_are_noticed(tmp_path, monkeypatch):
    assert doctor.kernel() == messages.KERNEL
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert "The kernel belongs to another Python" in trouble(doctor.kernel)
    assert "loses the pictures of a notebook that you save" in trouble(doctor.jupyterlab)
    shutil.copytree(ROOT / "jupyter", tmp_path, dirs_exist_ok=True)
    assert doctor.jupyterlab() == messages.TOLD


def test_chinese_without_a_font_is_noticed():
    if sys.platform == "linux" and os.environ.get("CI"):
        assert doctor.pictures() == messages.PICTURES
    # No font has letters at these private places: what is drawn is what a computer without a font draws.
    assert trouble(doctor.pictures, "\ue000\ue001") == messages.NO_CHINESE


def test_loopback_is_reached_whatever_the_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert (doctor.loopback(), trouble(doctor.proxy)) == (messages.LOOPBACK, messages.PROXY)
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert doctor.proxy() == messages.NO_PROXY
    monkeypatch.setattr(doctor.socket, "create_connection", fail(OSError("refused")))
    assert "cannot be reached (refused): a firewall" in trouble(doctor.loopback)


def test_only_what_is_needed_makes_the_doctor_fail(capsys, monkeypatch):
    def report(code, *checks):
        assert doctor.main(*checks) == code
        return capsys.readouterr().out.splitlines()

    look, broken = fail(ToolError("Look here.")), fail(RuntimeError("two\nlines"))
    well = Mock(return_value="works", __name__="well")
    first, second, third, last = report(0, (well,), (look, broken))
    assert (first, second) == ("ok    well:       works", "note  look:       Look here.")
    assert third.startswith("note  look:       RuntimeError: two lines. To fix it, delete the folder .venv")
    assert last == "All that is needed is well."
    first, second, *_, last = report(1, (look, well))
    assert (first, second) == ("fix   look:       Look here.", "ok    well:       works")
    assert last.startswith("1 to fix")
    # What comes after wrong packages would only stumble over them.
    monkeypatch.setattr(doctor, "packages", look)
    assert len(report(1, (look, well), (well,))) == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["note  loopback:   柳 café ?", "ok    saving:     柳", "All that is needed is well."]),
     ("zh", ["注意  本机连接:   柳 café ?", "正常  保存:       柳", "检查完毕，一切正常。"])],
)  # fmt: skip
def test_the_report_is_printed_in_each_language_on_a_chinese_windows(language, said):
    code = f"""
import sys
from unittest.mock import Mock
from tools import ToolError, doctor, __main__ as tools
looks = [Mock(side_effect=[ToolError("\\u67f3 caf\\u00e9 \\u00b2")], __name__="loopback")]
looks += [Mock(return_value="\\u67f3", __name__="saving")]
doctor.main.__defaults__ = ((), tuple(looks))
sys.exit(tools.main(["--language", {language!r}, "doctor"]))
"""
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True)
    assert (done.returncode, done.stderr, done.stdout.decode("gbk").splitlines()) == (0, b"", said)


def test_every_check_has_a_name_and_every_word_of_the_tools_is_known_to_a_chinese_windows():
    assert list(messages.CHECKS) == [look.__name__ for look in (*doctor.NEEDED, *doctor.NOTED)]
    text = (ROOT / "tools/messages.py").read_text(encoding="utf-8")
    assert text[text.index("# Of the commands") :].encode("gbk")
    for each in translate.catalogue(translate.REST):
        # The words of pages are in no console.
        places = [place for place, _ in each.locations if not place.startswith(OF_PAGES)]
        assert not any(place.startswith(("start", "tools")) for place in places) or each.string.encode("gbk")
