"""Things broken on purpose, each in a copy of the project, and the test that must notice it."""

import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import browser, warm
from tests.saved_charts import read, source
from tools.stills import CHART, PICTURE

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "wheels", "site", "build", "node_modules", "test-results")
SECONDS = 5 * browser.SECONDS

LESSON = "02_autos_and_evs"
NBVAL = f"notebooks/{LESSON}.ipynb"


class Copy:
    """A copy of the project in an empty place, in which things can be broken."""

    def __init__(self, root: Path, original: Path = ROOT):
        self.root = root
        shutil.copytree(original, root, ignore=NOT_COPIED)

    def swap(self, path: str, old: str, new: str) -> None:
        """Replaces a text that a file holds once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times: this mutation must be written anew"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8", newline="")

    def row(self, name: str, key: str, old: str, new: str) -> None:
        """Replaces a text in the row of a table that begins with a key, such as "nev_output,liuzhou,2024,"."""
        lines = (self.root / "data" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (row,) = [line for line in lines if line.startswith(key)]
        assert row.count(old) == 1, f"{row} holds {old!r} {row.count(old)} times: this mutation must be written anew"
        self.swap(f"data/{name}", row, row.replace(old, new))

    def cells(self) -> dict[str, dict]:
        """The cells of the lesson, by their ids."""
        return {cell["id"]: cell for cell in read(LESSON, self.root / "notebooks")["cells"]}

    def cell(self, name: str, change: Callable[[dict], object]) -> None:
        """Changes a cell of the lesson."""
        notebook = read(LESSON, self.root / "notebooks")
        (cell,) = [cell for cell in notebook["cells"] if cell["id"] == name]
        change(cell)
        assert cell != self.cells()[name], f"nothing changed in the cell {name!r}"
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        (self.root / NBVAL).write_text(text, encoding="utf-8", newline="")

    def source(self, name: str, pattern: str, new: str) -> None:
        """Replaces the first text in a cell of the lesson that fits a pattern; its outputs stay."""

        def change(cell: dict) -> None:
            text, count = re.subn(pattern, lambda _: new, source(cell), count=1, flags=re.DOTALL)
            assert count, f"{pattern!r} is not in the cell {name!r}: this mutation must be written anew"
            cell["source"] = text.splitlines(keepends=True)

        self.cell(name, change)

    def spec(self, name: str, change: Callable[[dict], object]) -> None:
        """Changes the saved chart of a cell, as if the lesson had been refreshed after a change of its code."""
        self.cell(name, lambda cell: [change(data[CHART]["spec"]) for data in charts(cell)])

    def run(self, *tests: str) -> tuple[int, str]:
        """Runs tests of the copy, up to the first that fails; gives pytest's exit code and all it said."""
        dropped = ("PYTEST", "COV_", "COVERAGE")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        environment |= {"PYTHONPATH": str(self.root), "PYTHONIOENCODING": "utf-8"}
        options = ["-x", "-q", "-rfEs", "--color=no", "-p", "no:cacheprovider", f"--rootdir={self.root}"]
        return warm.run(self.root, [*options, *tests], environment, SECONDS)


def charts(cell: dict) -> list[dict]:
    """The data of the outputs of a cell that hold a chart's payload."""
    return [output["data"] for output in cell["outputs"] if CHART in output.get("data", {})]


def picture(cell: dict) -> dict:
    """The output of a cell that is a chart's picture."""
    return next(output for output in cell["outputs"] if PICTURE in output.get("data", {}))


@dataclass
class Mutation:
    """One thing that is broken, the test that must fail, and what it must say: it is to fail for no other reason."""

    name: str
    caught_by: str
    says: tuple[str, ...]

    def by(self, act: Callable, *given, **more) -> None:
        """Says how: by what is done to a copy."""
        self.breaks = lambda copy: act(copy, *given, **more)

    @property
    def needs_browser(self) -> bool:
        """Whether its test drives a browser."""
        return any(f"test_{name}.py" in self.caught_by for name in ("browser", "judge", "slides"))


MUTATIONS: list[Mutation] = []


def mutation(name: str, test: str, *says: str) -> Mutation:
    """A mutation that a cell of nbval notices, or a test: "file: what its name begins with[case]"."""
    if told := re.fullmatch(r"(\w+): (\w+)(.*)", test):
        file, beginning, case = f"tests/test_{told[1]}.py", told[2], told[3]
        (whole,) = re.findall(rf"def (test_{beginning}\w*)", (ROOT / file).read_text(encoding="utf-8"))
        test = f"{file}::{whole}{case}"
    MUTATIONS.append(Mutation(name, test, says))
    return MUTATIONS[-1]


# Those that replace one text by another.
for each in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["mutation"]:
    (act,) = each.keys() & {"swap", "row", "source"}
    mutation(each["name"], each["test"], *each["says"]).by(getattr(Copy, act), *each[act])

# A notebook's code, with the outputs of before.


def type_a_sentence(copy):
    sentences = charts(copy.cells()["hidden-picture"])[0][CHART]["sentences"]
    copy.source("hidden-sentence", "    shown = .*", f"    return {sentences!r}[ways.index(by)]")


mutation("a sentence typed instead of computed", f"sentences: other_data[{LESSON}]", "hidden-picture stay the same").by(
    type_a_sentence
)

# A notebook as an author would have refreshed and committed it.

DRAWN = f"notebooks: a_saved_picture[{LESSON}-mini-picture]"
NOT_THAT = "the saved picture is not that of the chart"


def heed_no_control(spec):
    text = json.dumps(spec)
    assert "datum.year == first" in text, "this mutation must be written anew"
    spec.update(json.loads(text.replace("datum.year == first", "datum.year == 2009")))


def add_a_dead_option(spec):
    spec["params"][0]["bind"]["options"].append("2019-01")


def open_the_reveal(spec):
    next(param for param in spec["params"] if param["name"] == "reveal")["value"] = True


def change_a_value(spec):
    next(rows for rows in spec["datasets"].values() if len(rows) > 12)[12]["value"] += 500


def take_another_picture(copy):
    other = picture(copy.cells()["predict-picture"])["data"]
    copy.cell("mini-picture", lambda cell: picture(cell).update(data=other))


mutation(
    "a control that no filter heeds",
    f"every_state: every_control[{LESSON}-window-picture]",
    "the control 'Compare 2024 with' changes nothing",
).by(Copy.spec, "window-picture", heed_no_control)
mutation(
    "a control with a dead option",
    f"every_state: every_state[{LESSON}-counted-picture]",
    "nothing is drawn in [('2019-01',)]",
).by(Copy.spec, "counted-picture", add_a_dead_option)
mutation("a reveal that starts open", f"reveals: a_reveal[{LESSON}-predict-picture]", "True").by(
    Copy.spec, "predict-picture", open_the_reveal
)
mutation("a picture of another chart", DRAWN, NOT_THAT).by(take_another_picture)
mutation("a picture from before a value changed", DRAWN, NOT_THAT).by(Copy.spec, "mini-picture", change_a_value)
mutation("the text for those who cannot see", DRAWN, "'A picture.'").by(
    Copy.cell, "mini-picture", lambda cell: picture(cell)["metadata"].update(alt="A picture.")
)
