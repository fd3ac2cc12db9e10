"""Facts about slips: what a notebook says when a cell fails."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import slips

BEFORE = """
import altair as alt
import pandas as pd
from helpers import figure, load, my_work
cars, places, picked, chosen = load("autos"), {"city": 1}, {"a": 1}, 5
choice = alt.param(name="choice", value=2020)
def add(first, second=0):
    return first + second
def nothing():
    pass
"""


@pytest.fixture(scope="module")
def shell():
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()  # what is captured is what the one instance displays
    slips.install(shell)
    assert shell.run_cell(BEFORE).success
    yield shell
    InteractiveShell.clear_instance()


def told(shell, code):
    """The lines that a failing cell shows, what else it displays, and the error."""
    with capture_output() as shown:
        result = shell.run_cell(code)
    assert not result.success
    return shown.stdout.rstrip("\n").split("\n"), shown.outputs, result.error_before_exec or result.error_in_exec


SLIPS = tomllib.loads(Path(__file__).with_name("slips.toml").read_text(encoding="utf-8"))


def test_each_sentence_is_told_of_some_slip():
    begun = [re.split("{", text)[0][:20] for text in slips._TEXTS["sentences"].values() if text[0] != "{"]
    assert not [each for each in begun if not any(said.startswith(each) for said in SLIPS.values())]


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("code", SLIPS)
def test_a_slip_is_told_in_one_sentence_with_its_line_and_the_last_of_pythons_words(shell, code):
    lines, (whole,), error = told(shell, code)
    assert lines[0].startswith(SLIPS[code])
    of_helpers = type(error).__name__ == "ClearError"
    assert of_helpers or lines[-1].startswith(f"{type(error).__name__}: ")
    assert any(line.strip() and line.strip() in "\n".join(lines[1:]) for line in code.split("\n"))
    assert len(lines) < 9
    assert f"{type(error).__name__}" in whole.data["text/plain"] and "\x1b" not in whole.data["text/plain"]
    assert re.fullmatch(r"(?s)<details><summary>.*</summary><pre>.*</pre></details>", whole.data["text/html"])


def test_the_line_is_that_of_the_reader_wherever_it_failed_and_has_a_mark(shell):
    lines, _, _ = told(shell, 'x = 1\ntop = cars["yaer"].max() + 1\n')
    assert lines[2:4] == ['    top = cars["yaer"].max() + 1', "                ^^^^"]
    lines, _, _ = told(shell, "x = 1\ny = (2 + 3\nprint(x)")
    assert lines[2:4] == ["    y = (2 + 3", "        ^"]
    lines, _, _ = told(shell, "add(\n    1,\n    cars.yaer,\n)")
    assert lines[2:4] == ["        cars.yaer,", "             ^^^^"]


def test_an_error_of_a_display_is_told_too_and_one_that_cannot_be_told_is_shown_as_ipython_does(shell, monkeypatch):
    with capture_output() as shown:
        shell.run_cell("class Odd:\n    def _repr_html_(self):\n        return cars['yaer']\nOdd()")
    assert "There is no column 'yaer': did you mean 'year'?" in shown.stdout and len(shown.outputs) == 1
    monkeypatch.setattr(slips, "_told", lambda *_: 1 / 0)
    lines, outputs, _ = told(shell, "crs")
    assert not outputs and "Traceback" in "\n".join(lines) and "NameError" in lines[-1]


FIRST = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.extension_manager.load_extension(%r)
shell.run_cell("cars = load('autos')")
shell.run_cell("carz")
"""


@pytest.mark.parametrize(
    ("notebook", "first", "next_one"),
    [
        (
            "notebooks/02.ipynb",
            "Python does not know 'load' yet: run the first code cell.",
            "Python does not know 'carz'",
        ),
        ("notebooks/zh/02.ipynb", "Python还不认识'load'", "Python不认识'carz'"),
    ],
)
def test_a_kernel_of_the_project_tells_an_error_before_a_cell_has_loaded_the_helpers(notebook, first, next_one):
    root = Path(__file__).resolve().parent.parent
    config = json.loads((root / "jupyter/etc/ipython/ipython_kernel_config.json").read_text(encoding="utf-8"))
    (extension,) = config["InteractiveShellApp"]["extensions"]
    command = [sys.executable, "-c", FIRST % extension]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "JPY_SESSION_NAME": notebook}
    said = subprocess.check_output(command, cwd=root, encoding="utf-8", env=environment)
    assert said.startswith(first) and f"\n{next_one}" in said
    assert f"from helpers{'.zh' * ('zh' in notebook)} import load" in said
