"""Things broken on purpose, each in a copy of the project, and the test that must notice it."""

import json
import os
import re
import shutil
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
    """A mutation that a cell of nbval notices, or a test that is told as "file: fact"."""
    file, _, fact = test.partition(": ")
    MUTATIONS.append(Mutation(name, f"tests/test_{file}.py::test_{fact}" if fact else test, says))
    return MUTATIONS[-1]


# The data.

GOLDEN = "data: a_figure_is_as_it_was_typed"
PROSE = f"prose: every_figure_in_the_prose_is_bound_to_the_data[{LESSON}]"
CARS, OF_2020 = "autos.csv", "nev_output,liuzhou,2020,"

mutation("a value that is drawn", NBVAL, "650000.0 became 660000.0").by(
    Copy.row, CARS, "nev_output,liuzhou,2022,", "650000", "660000"
)
mutation("a value that is quoted", PROSE, "764,000 is stale").by(
    Copy.row, CARS, "nev_output,liuzhou,2024,", "764000", "774000"
)
mutation("a value of the article", f"{GOLDEN}[education_group_students 2021]", "!= {'value': '245400'}").by(
    Copy.row, "education.csv", "education_group_students,liuzhou,2021,", "245400", "254400"
)
mutation("a hedge from over to exact", f"{GOLDEN}[school_places_added 2016/2020]", "!= {'hedge': 'over'}").by(
    Copy.row, "education.csv", "school_places_added,liuzhou,2016/2020,", "over", "exact"
)
mutation("a hedge that a lesson is about", NBVAL, "- east, …): 6. Targets", "+ east, …): 7. Targets").by(
    Copy.row, CARS, "nev_output,liuzhou,2019,", "over", "exact"
)
mutation("the step of a figure", f"{GOLDEN}[nev_output 2020]", "!= {'step': '1000'}").by(
    Copy.row, CARS, OF_2020, ",1000,", ",100,"
)
mutation("a target told as a fact", f"{GOLDEN}[industrial_output_above_scale 2025]", "!= {'status': 'target'}").by(
    Copy.row, "industry.csv", "industrial_output_above_scale,liuzhou,2025,", "target", "actual"
)
mutation("a unit in the codebook", NBVAL, "yuan</td>").by(
    Copy.row, "indicators.csv", "nev_output,", ",vehicle,", ",yuan,"
)
mutation("a label", NBVAL, "Electric vehicles made").by(
    Copy.row, "indicators.csv", "nev_output,", "New energy vehicles made", "Electric vehicles made"
)
mutation("the id of a source", "data: every_source_is_described_and_used", "article_2012").by(
    Copy.row, CARS, OF_2020, "article_2021", "article_2012"
)
mutation("a key that is there twice", "data: the_package_is_valid_and_holds_every_file", "the same as in the row").by(
    Copy.row, CARS, OF_2020, "\n", "\nnev_output,liuzhou,2020,187000,1000,exact,actual,article_2021,industry 3,\n"
)

# A notebook's code, with the outputs of before.


def type_a_sentence(copy):
    sentences = charts(copy.cells()["hidden-picture"])[0][CHART]["sentences"]
    copy.source("hidden-sentence", "    years, .*", f"    return {sentences!r}[['nothing yet', *ways].index(by)]")


mutation("a filter in a cell", NBVAL, "filter: 'datum.year <= shown' became 'datum.year < shown'").by(
    Copy.source, "century-picture", "datum.year <= shown", "datum.year < shown"
)
mutation("a mark", NBVAL, "The chart 'Which year was the best?' has changed", "mark, type: 'bar' became 'line'").by(
    Copy.source, "growth-picture", r"mark_bar\(width=70\)", "mark_line()"
)
mutation("a parameter under another name in the filter", NBVAL, "became 'datum.measure == measured'").by(
    Copy.source, "growth-picture", '== measure"', '== measured"'
)
SENTENCES = f"sentences: other_data_give_other_sentences[{LESSON}]"
mutation("a sentence typed instead of computed", SENTENCES, "hidden-picture stay the same").by(type_a_sentence)

# A notebook as an author would have refreshed and committed it.

TYPED = f"notebooks: a_lesson_keeps_the_pattern[{LESSON}-each_subtitle_is_made_by_credit]"
PICTURE_OF = "notebooks: a_saved_picture_is_that_of_its_chart_and_carries_its_sentence_for_those_who_cannot_see_it"
DRAWN = f"{PICTURE_OF}[{LESSON}-mini-picture]"
NOT_THAT = "the saved picture is not that of the chart"
CONTROL = f"every_state: every_control_changes_the_picture[{LESSON}-window-picture]"
STATES = f"every_state: every_state_draws_marks_and_no_label_shows_a_missing_value[{LESSON}-counted-picture]"
CLOSED = f"reveals: a_reveal_is_closed_at_first_and_tells_an_outcome[{LESSON}-predict-picture]"
OUTCOME = f"reveals: neither_what_stands_above_nor_the_still_gives_the_outcome_away[{LESSON}-predict-picture]"


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


mutation("a control that no filter heeds", CONTROL, "the control 'Compare 2024 with' changes nothing").by(
    Copy.spec, "window-picture", heed_no_control
)
mutation("a control with a dead option", STATES, "nothing is drawn in [('2019-01',)]").by(
    Copy.spec, "counted-picture", add_a_dead_option
)
mutation("a number in prose", PROSE, "188,000 is stale").by(Copy.source, "growth", "187,000", "188,000")
mutation("a reveal that starts open", CLOSED, "True").by(Copy.spec, "predict-picture", open_the_reveal)
mutation("a finding above its reveal", OUTCOME, "{'53'}").by(
    Copy.source, "predict", r"\Z", "\n\nBy 2025 it was 53 of a hundred."
)
mutation("a picture of another chart", DRAWN, NOT_THAT).by(take_another_picture)
mutation("a picture from before a value changed", DRAWN, NOT_THAT).by(Copy.spec, "mini-picture", change_a_value)
mutation("the text for those who cannot see", DRAWN, "'A picture.'").by(
    Copy.cell, "mini-picture", lambda cell: picture(cell)["metadata"].update(alt="A picture.")
)
mutation("a source typed instead of made", TYPED, "mini-picture").by(
    Copy.source, "mini-picture", r"subtitle=credit\(months\)", 'subtitle="vehicles · Source: a newspaper"'
)
mutation(
    "the unit of a question",
    "questions: a_key_holds_the_exact_range_whose_ends_are_shown_and_mean_something[autos.1]",
    "yuan",
).by(Copy.swap, "data/questions/autos.toml", 'unit = "vehicle"\ndigits = 3', 'unit = "yuan"\ndigits = 3')

# The helpers and the tools.

BOUNDS, CONTROLS = "helpers/data/bounds.py", "helpers/charts/controls.py"
SAME_CARD = "cards: credit_and_card_are_the_same_however_the_rows_of_an_indicator_stand[autos]"

mutation(
    "a sign in the arithmetic of bounds", "bounds: arithmetic_keeps_an_open_end_open_and_a_closed_end_closed", "Bounds("
).by(Copy.swap, BOUNDS, "return self + -other", "return self + other")
mutation(
    "the bounds of a fraction",
    "bounds: one_thirteenth_allows_all_that_is_nearer_to_it_than_to_its_neighbours",
    "Fraction(1, 14)",
).by(Copy.swap, BOUNDS, "1 / (n + Fraction(1, 2))", "1 / (n + Fraction(1))")
mutation(
    "a nearly that may be reached", "bounds: a_hedge_allows_what_the_design_says", "{'nearly': Bounds(low=None"
).by(Copy.swap, BOUNDS, 'open_high=hedge != "at_most"', 'open_high=hedge == "under"')
mutation(
    "a million told in digits",
    "words: a_number_reads_as_it_is_printed_and_a_large_one_with_its_magnitude",
    "'1,000,000'",
).by(Copy.swap, "helpers/data/words.py", "if abs(number) >= size", "if abs(number) > size")
mutation(
    "a table that all readers share",
    "tables: hedges_are_ordered_and_a_changed_copy_does_not_touch_what_the_next_reader_gets",
    "values are different",
).by(Copy.swap, "helpers/data/tables.py", "return _load(table).copy()", "return _load(table)")
mutation("the order of two publishers with as many rows", SAME_CARD, "At index 0 diff").by(
    Copy.swap, "helpers/data/cards.py", "[name for name in _KEY if name in rows]", '["source"]'
)
mutation("the last step of a slider", "controls: float_steps_sum_without_rounding_errors_and_stay_inside", "assert").by(
    Copy.swap, CONTROLS, "range(int((high - low) / step) + 1)", "range(int((high - low) / step))"
)
mutation(
    "a file whose name begins with data",
    "charts: addresses_are_refused_where_vega_would_load_them_and_only_there[data/files]",
    "Failed: data: None",
).by(Copy.swap, "helpers/charts/checks.py", 'startswith("data:")', 'startswith("data")')
mutation(
    "a number that a slider of tenths does not have",
    "charts: what_reaches_vega_is_one_of_the_states_to_the_digit",
    "assert",
).by(Copy.swap, CONTROLS, "low + n * step for n", "float(low) + n * float(step) for n")
mutation(
    "a form that is saved with its widget",
    "stills: a_form_is_saved_without_its_widget_and_everything_else_as_it_is",
    "Left contains 1 more item",
).by(Copy.swap, "tools/stills.py", "bool(kinds & {CHART, QUESTION})", "CHART in kinds")
mutation(
    "a number of the prose that is cut, not rounded",
    "refresh: bound_numbers_are_written_from_facts_cells_and_metadata",
    "0.67<!--share-->",
).by(Copy.swap, "tools/prose.py", "+ Fraction(1, 2))", ")")

# In the browser.

MADE_UP = "made_up.ipynb"

mutation(
    "the wire between control and chart",
    f"browser: every_control_moves_its_picture_from_the_keyboard[{MADE_UP}]",
    "its keys do not change the picture",
).by(Copy.swap, "helpers/charts/explore.js", "wire.control.on(`change:$", "wire.control.on(`changed:$")
mutation("the guard of the keys", f"browser: no_key_on_a_control_changes_the_notebook[{MADE_UP}]", "'Year': ").by(
    Copy.swap, "helpers/shared.js", "!saves", "false"
)
mutation("an end that is not in its range", "judge: what_is_right_is_told_from_what_is_wrong", "index 0").by(
    Copy.swap, "helpers/questions/judge.js", "less(from, end) : !less(end, from)", "less(from, end) : less(from, end)"
)
mutation("a finding that slides leave folded", "slides: the_rule_makes_slides_of_what_is_for_the_class", "Outcome").by(
    Copy.swap, "tools/pages/slides.js", 'block.dataset.role === "finding"', 'block.dataset.role === "found"'
)
