"""Things broken on purpose, each in a copy of the project, and the test that must notice it."""

import csv
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import warm
from tools.stills import CHART, PICTURE, WIDGET_VIEW

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "wheels", "site", "build", "node_modules", "test-results")
SECONDS = 300

LESSON = "02_autos_and_evs"
NBVAL = f"notebooks/{LESSON}.ipynb"


class Copy:
    """A copy of the project, in which things can be broken.

    Args:
        root: An empty place for it.
        original: What to copy.
    """

    def __init__(self, root: Path, original: Path = ROOT):
        self.root = root
        shutil.copytree(original, root, ignore=NOT_COPIED)

    def swap(self, path: str, old: str, new: str) -> None:
        """Replaces a text that a file holds once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times: this mutation must be written anew"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8", newline="")

    def table(self, name: str, change: Callable[[list[dict]], None]) -> None:
        """Changes the rows of a table."""
        path = self.root / "data" / name
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        before = [dict(row) for row in rows]
        change(rows)
        assert rows != before, f"nothing changed in {name}"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def set(self, name: str, key: str, **values: str) -> None:
        """Changes the row of a table whose first cells are those of a key, such as "nev_output,liuzhou,2024"."""

        def change(rows: list[dict]) -> None:
            width = key.count(",") + 1
            found = [row for row in rows if list(row.values())[:width] == key.split(",")]
            assert len(found) == 1, f"{name} has {len(found)} rows of {key}: this mutation must be written anew"
            found[0].update(values)

        self.table(name, change)

    def cell(self, name: str, change: Callable[[dict], None]) -> None:
        """Changes a cell of the lesson."""
        path = self.root / NBVAL
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next((cell for cell in notebook["cells"] if cell["id"] == name), None)
        assert cell, f"{NBVAL} has no cell {name!r}: this mutation must be written anew"
        before = json.dumps(cell)
        change(cell)
        assert json.dumps(cell) != before, f"nothing changed in the cell {name!r}"
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="")

    def source(self, name: str, pattern: str, new: str) -> None:
        """Replaces the first text in a cell of the lesson that fits a pattern; its outputs stay."""

        def change(cell: dict) -> None:
            text, count = re.subn(pattern, lambda _: new, "".join(cell["source"]), count=1, flags=re.DOTALL)
            assert count, f"{pattern!r} is not in the cell {name!r}: this mutation must be written anew"
            cell["source"] = text.splitlines(keepends=True)

        self.cell(name, change)

    def spec(self, name: str, change: Callable[[dict], None]) -> None:
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


@dataclass(frozen=True)
class Mutation:
    """One thing that is broken.

    Args:
        name: What is broken.
        breaks: Breaks it in a copy.
        caught_by: The test that must fail.
        says: What it must say, so that it fails for this reason and no other.
    """

    name: str
    breaks: Callable[[Copy], None]
    caught_by: str
    says: tuple[str, ...]

    @property
    def needs_browser(self) -> bool:
        """Whether its test drives a browser."""
        return "test_browser" in self.caught_by


MUTATIONS: list[Mutation] = []


def caught_by(test: str, *says: str) -> Callable:
    """Makes a mutation of a function on a copy; its name is the function's."""

    def add(breaks: Callable[[Copy], None]) -> Callable[[Copy], None]:
        MUTATIONS.append(Mutation(breaks.__name__.replace("_", " "), breaks, test, says))
        return breaks

    return add


def of_lesson(test: str, more: str = "") -> str:
    return f"tests/{test}[{LESSON}{more}]"


# The data.


@caught_by(NBVAL, "764000.0 became 774000.0")
def a_value_that_is_drawn(copy):
    copy.set("autos.csv", "nev_output,liuzhou,2024", value="774000")


@caught_by(of_lesson("test_prose.py::test_every_figure_in_the_prose_is_bound_to_the_data"), "764,000 is stale")
def a_value_that_is_quoted(copy):
    copy.set("autos.csv", "nev_output,liuzhou,2024", value="774000")


GOLDEN = "tests/test_data.py::test_a_figure_of_the_article_is_as_it_was_typed"


@caught_by(f"{GOLDEN}[education_group_students 2021]", "('education_group_students', 'liuzhou', '2021', '245400'")
def a_value_of_the_article(copy):
    copy.set("education.csv", "education_group_students,liuzhou,2021", value="254400")


@caught_by(
    f"{GOLDEN}[school_places_added 2016/2020]",
    "('school_places_added', 'liuzhou', '2016/2020', '100000', '10000', 'over'",
)
def a_hedge_from_over_to_exact(copy):
    copy.set("education.csv", "school_places_added,liuzhou,2016/2020", hedge="exact")


@caught_by(NBVAL, "figures, 6 carry a", "figures, 7 carry a")
def a_hedge_that_a_lesson_is_about(copy):
    copy.set("autos.csv", "nev_output,liuzhou,2019", hedge="exact")


@caught_by(f"{GOLDEN}[nev_output 2020]", "('nev_output', 'liuzhou', '2020', '187000', '1000'")
def the_step_of_a_figure(copy):
    copy.set("autos.csv", "nev_output,liuzhou,2020", step="100")


@caught_by(f"{GOLDEN}[industrial_output_above_scale 2025]", "('industrial_output_above_scale', 'liuzhou', '2025'")
def a_target_told_as_a_fact(copy):
    copy.set("industry.csv", "industrial_output_above_scale,liuzhou,2025", status="actual")


@caught_by(NBVAL, "yuan</td>")
def a_unit_in_the_codebook(copy):
    copy.set("indicators.csv", "nev_output", unit="yuan")


@caught_by(NBVAL, "Electric vehicles made")
def a_label(copy):
    copy.set("indicators.csv", "nev_output", label_en="Electric vehicles made")


@caught_by("tests/test_data.py::test_every_source_is_described_and_used", "article_2012")
def the_id_of_a_source(copy):
    copy.set("autos.csv", "nev_output,liuzhou,2020", source="article_2012")


@caught_by("tests/test_data.py::test_every_key_is_unique", "'nev_output', 'liuzhou', '2020', 'article_2021'")
def a_key_that_is_there_twice(copy):
    def change(rows):
        place = next(number for number, row in enumerate(rows) if row["indicator"] == "nev_output")
        twice = next(row for row in rows if (row["indicator"], row["period"]) == ("nev_output", "2020"))
        rows.insert(place, dict(twice))

    copy.table("autos.csv", change)


# A notebook's code, with the outputs of before.


@caught_by(NBVAL, "filter: 'datum.year <= shown' became 'datum.year < shown'")
def a_filter_in_a_cell(copy):
    copy.source("century-picture", "datum.year <= shown", "datum.year < shown")


@caught_by(NBVAL, "The chart 'Which year was the best?' has changed", "mark, type: 'bar' became 'line'")
def a_mark(copy):
    copy.source("growth-picture", r"mark_bar\(width=70\)", "mark_line()")


@caught_by(NBVAL, "became 'datum.measure == measured'")
def a_parameter_under_another_name_in_the_filter(copy):
    copy.source("growth-picture", '== measure"', '== measured"')


@caught_by(of_lesson("test_sentences.py::test_other_data_give_other_sentences"), "hidden-picture stay the same")
def a_sentence_typed_instead_of_computed(copy):
    typed = charts(lesson_cell(copy, "hidden-picture"))[0][CHART]["sentences"]
    copy.source("hidden-sentence", r"if implied:.*?\n\n", f"return {typed[1]!r} if implied else {typed[0]!r}\n\n")


def lesson_cell(copy: Copy, name: str) -> dict:
    notebook = json.loads((copy.root / NBVAL).read_text(encoding="utf-8"))
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


# A notebook as an author would have refreshed and committed it.


@caught_by(
    of_lesson("test_every_state.py::test_every_control_changes_the_picture", "-window-picture"),
    "the control 'Compare 2024 with' changes nothing",
)
def a_control_that_no_filter_heeds(copy):
    def change(spec):
        text = json.dumps(spec)
        assert "datum.year == first" in text, "this mutation must be written anew"
        spec.update(json.loads(text.replace("datum.year == first", "datum.year == 2009")))

    copy.spec("window-picture", change)


@caught_by(
    of_lesson("test_every_state.py::test_every_state_draws_marks", "-counted-picture"),
    "nothing is drawn in [('2019-01',)]",
)
def a_control_with_a_dead_option(copy):
    def change(spec):
        bind = spec["params"][0]["bind"]
        bind["options"].append("2019-01")
        bind["labels"].append("January 2019")

    copy.spec("counted-picture", change)


@caught_by(of_lesson("test_prose.py::test_every_figure_in_the_prose_is_bound_to_the_data"), "188,000 is stale")
def a_number_in_prose(copy):
    copy.source("growth", "187,000", "188,000")


@caught_by(of_lesson("test_reveals.py::test_a_reveal_is_closed_at_first", "-predict-picture"), "assert True is False")
def a_reveal_that_starts_open(copy):
    def change(spec):
        next(param for param in spec["params"] if param["name"] == "reveal")["value"] = True

    copy.spec("predict-picture", change)


@caught_by(of_lesson("test_reveals.py::test_nothing_above_gives_the_outcome_away", "-predict-picture"), "{'53'}")
def a_finding_above_its_reveal(copy):
    copy.source("predict", r"\Z", "\n\nBy 2025 it was 53 of a hundred.")


PATTERN = "test_notebooks.py::test_a_lesson_keeps_the_pattern"


@caught_by(
    of_lesson("test_notebooks.py::test_a_saved_picture_is_that_of_its_chart", "-mini-picture"),
    "the saved picture is not that of the chart",
)
def a_picture_of_another_chart(copy):
    other = picture(lesson_cell(copy, "predict-picture"))["data"]
    copy.cell("mini-picture", lambda cell: picture(cell).update(data=other))


@caught_by(
    of_lesson("test_notebooks.py::test_a_saved_picture_is_that_of_its_chart", "-mini-picture"),
    "the saved picture is not that of the chart",
)
def a_picture_from_before_a_value_changed(copy):
    def change(spec):
        rows = next(rows for rows in spec["datasets"].values() if len(rows) > 12)
        rows[12]["value"] += 500

    copy.spec("mini-picture", change)


@caught_by(
    of_lesson(
        "test_notebooks.py::test_a_saved_picture_carries_the_sentence_of_its_state_for_those_who_cannot_see_it",
        "-mini-picture",
    ),
    "'A picture.'",
)
def the_text_for_those_who_cannot_see(copy):
    copy.cell("mini-picture", lambda cell: picture(cell)["metadata"].update(alt="A picture."))


@caught_by(of_lesson(PATTERN, "-nothing_needs_a_kernel_to_be_seen"), "a widget view in mini-picture")
def a_widget_view_left_in_the_file(copy):
    copy.cell("mini-picture", lambda cell: charts(cell)[0].update({WIDGET_VIEW: {"model_id": "0" * 32}}))


@caught_by(of_lesson(PATTERN, "-each_subtitle_is_made_by_credit"), "mini-picture")
def a_source_typed_instead_of_made(copy):
    copy.source("mini-picture", r"subtitle=credit\(months\)", 'subtitle="vehicles · Source: a newspaper"')


# The helpers.


@caught_by("tests/test_bounds.py::test_arithmetic_keeps_an_open_end_open_and_a_closed_end_closed", "Bounds(")
def a_sign_in_the_arithmetic_of_bounds(copy):
    copy.swap("helpers/data/bounds.py", "return self + -other", "return self + other")


@caught_by(
    "tests/test_bounds.py::test_one_thirteenth_allows_all_that_is_nearer_to_it_than_to_its_neighbours",
    "Fraction(1, 14)",
)
def the_bounds_of_a_fraction(copy):
    copy.swap("helpers/data/bounds.py", "1 / (n + Fraction(1, 2))", "1 / (n + Fraction(1))")


@caught_by("tests/test_controls.py::test_a_range_becomes_a_control_with_its_ends_and_its_steps", "2022")
def the_last_step_of_a_slider(copy):
    copy.swap("helpers/charts/controls.py", "for n in range(_steps(self) + 1)", "for n in range(_steps(self))")


# In the browser.


@caught_by(
    "tests/test_browser.py::test_every_control_moves_its_picture_from_the_keyboard[made_up.ipynb]",
    "its keys do not change the picture",
)
def the_wire_between_control_and_chart(copy):
    copy.swap(
        "helpers/charts/explore.js", "wire.control.on(`change:${wire.trait}`", "wire.control.on(`changed:${wire.trait}`"
    )


@caught_by("tests/test_browser.py::test_no_key_on_a_control_changes_the_notebook[made_up.ipynb]", "control 'Year': ")
def the_guard_of_the_keys(copy):
    copy.swap(
        "helpers/charts/explore.js", '"data-lm-suppress-shortcuts", !saves', '"data-lm-suppress-shortcuts", false'
    )
