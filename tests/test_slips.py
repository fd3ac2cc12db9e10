"""Facts about slips: what a notebook says when a cell fails."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import helpers
from helpers import slips

BEFORE = """
import altair as alt
import pandas as pd
from helpers import figure, load
cars, places = load("autos"), {"city": 1}
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


AND_THEN = "use Run > Run All Above Selected Cell first."
SLIPS = {
    # A column, wherever it is named.
    'cars["yaer"]': "There is no column 'yaer': did you mean 'year'?",
    'cars[["label", "valeu"]]': "There is no column 'valeu': did you mean 'value'",
    'load("autos")[["yaer"]]': "There is no column 'yaer': did you mean 'year'?",
    "cars.yaer": "There is no column or method 'yaer': did you mean 'year'",
    'cars.query("yaer == 2020")': "There is no column 'yaer': did you mean 'year'?",
    'cars.assign(half=lambda rows: rows["valeu"] / 2)': "There is no column 'valeu': did you mean 'value'",
    'cars.loc["year"]': "There is no row 'year'. A column stands in table[...], or behind a comma",
    "cars.loc[5000]": "There is no row 5000.",
    'cars.groupby("year")["valeu"].sum()': "There is no column 'valeu': did you mean 'value'",
    'cars.drop(columns="yaer")': "There is no column 'yaer': did you mean 'year'?",
    'places["ctiy"]': "There is no key 'ctiy': did you mean 'city'?",
    # A method, a function, an argument, a module, a file.
    'cars.sort_values("year", asending=False)': "There is no argument 'asending': did you mean 'ascending'?",
    'alt.x("year")': "There is no name after the dot 'x': did you mean 'X'",
    'figure("nev_output", year=2020)': "There is no argument 'year': there are entity, indicator, period, source.",
    'alt.Chart(cars).mark_bar(colour="red")': "There is no argument 'colour': did you mean 'color'",
    'alt.Chart(cars).encode(colour="year")': "There is no argument 'colour': did you mean 'color'",
    'alt.X("year:O", titel="Year")\nalt.Chart(cars).mark_bar().encode(alt.X("year:O", titel="Year")).to_dict()': (
        "There is no argument 'titel': did you mean 'title'?"
    ),
    "max([1], ky=len)": "max() has no argument 'ky'.",
    'cars.query("year > 2020 & label = 3")': "This query cannot be read: to compare, write ==; and a text has quotes",
    "import pandsa": "There is no module 'pandsa': did you mean 'pandas'",
    "from helpers import lod": "There is no name 'lod': did you mean 'load'",
    'open("no/such.csv", encoding="utf-8")': "There is no file 'such.csv'",
    'load("auto")': "There is no table 'auto': did you mean 'autos'?",
    # Names.
    "crs": "Python does not know 'crs': did you mean 'cars'? If not, " + AND_THEN,
    "months": "Python does not know 'months': " + AND_THEN,
    "explore(cars)": "Python does not know 'explore' yet: run the first code cell. This line belongs in it",
    # = and ==, Chinese punctuation, quotes, brackets, commas, colons, blocks.
    'cars[cars["year"] = 2020]': "One = gives a name to a value; to compare two values, write ==.",
    'cars.query("entity == liuzhou")': "There is no column 'liuzhou'. In a query, a text has quotes of its own",
    'cars.query("year == @yaer")': "Python does not know 'yaer': " + AND_THEN,
    "load（'autos')": "Python has no sign （ (U+FF08): type ( instead, with the Chinese input off.",
    'load("autos”)': 'Python has no sign ” (U+201D): type " instead',
    "3 × 4": "Python has no sign × (U+00D7): type * instead",
    "add(1,\u30002)": "Python has no sign \u3000 (U+3000): type a space instead",
    "3 → 4": "Python has no sign → (U+2192): take it out",
    'load("autos)': "A quote is missing: a text begins and ends with the same quote",
    "add(1, (2)": "A bracket or a quote is opened and never closed",
    "add(1, 2))": "A bracket is closed that was not opened last: count them.",
    "add(1, 2]": "A bracket is closed that was not opened last: count them.",
    'print "cars"': "A function is run with brackets, as in print(5).",
    "add(1 2)": "Python cannot read this line: a comma, a quote, a bracket or a sign is missing",
    "for year in [1, 2]\n    print(year)": "The line needs a colon : at its end.",
    "  x = 1\n y = 2": "Lines that belong together begin at the same place; this one does not.",
    "x = 1\n  y = 2": "Lines that belong together begin at the same place; this one does not.",
    "for year in [1, 2]:\nprint(year)": "After a line that ends in a colon, the next line begins four spaces",
    "add(1, 000)\n2020y": "A number has digits and a point only",
    # Texts and numbers.
    '"In " + 2020': "A text and a number cannot be added.",
    '2020 + "a"': "This cannot be done with such values: look which one is a number, a text",
    'cars[cars["label"] > 3]': "A text is compared with a number: only a text has quotes.",
    'cars[cars["year"] == 2019 & cars["value"] > 5]': "A whole column is not True or False: between conditions",
    'float("18.7万")': "Only digits and a point make a number, without a comma, a unit or 万.",
    'pd.to_numeric(cars["label"])': "Only digits and a point make a number",
    'cars("year")': "( ) runs a function, and here is none before it",
    'load["autos"]': "[ ] takes a part of a table or a list, and here is none before it",
    "add()": "Between the brackets of add() this is missing: 'first'.",
    "add(186,500,1)": "Too much stands between the brackets of add(). A number has no comma: 186500.",
    "[1, 2][2]": "There are not so many: the first has the number 0.",
    'cars.query("year == 1800").iloc[0]': "There are not so many: the first has the number 0.",
    "1 / 0": "This divides by zero.",
    "nothing().value": "Here is None, which is nothing",
    'cars["mine"] = [1, 2]': "These are not equally long",
    "raise KeyboardInterrupt": "You stopped this cell.",
    "raise RuntimeError('x')": "Python stopped here.",
    "x = 18.7万": "A number has digits and one point only: 18.7万 is written 187_000.",
}


def test_each_sentence_is_told_of_some_slip_and_each_name_of_the_helpers_has_its_import():
    texts = slips._TEXTS
    begun = [re.split("{", text)[0][:20] for text in texts["sentences"].values() if text[0] != "{"]
    assert not [each for each in begun if not any(said.startswith(each) for said in SLIPS.values())]
    assert {name for name, line in texts["imports"].items() if "helpers" in line} == set(helpers.__all__)


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


def test_a_kernel_of_the_project_tells_an_error_before_a_cell_has_loaded_the_helpers():
    root = Path(__file__).resolve().parent.parent
    config = json.loads((root / "jupyter/etc/ipython/ipython_kernel_config.json").read_text(encoding="utf-8"))
    (extension,) = config["InteractiveShellApp"]["extensions"]
    command = [sys.executable, "-c", FIRST % extension]
    said = subprocess.check_output(command, cwd=root, encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    assert said.startswith("Python does not know 'load' yet: run the first code cell.")
    assert "\nPython does not know 'carz': use Run > Run All Above Selected Cell first." in said
