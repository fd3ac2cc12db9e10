"""Facts about facts: the named figures of a theme, and what a text means by their names."""

import pytest

from helpers.data import facts as module
from helpers.data.facts import facts, look_up
from helpers.data.tables import figure
from helpers.errors import ClearError
from tools.prose import numbers

OVER = figure("school_places_added", "2016/2020")
NAMES = {"made": figure("nev_output", 2020), "over": OVER, "days": 366, "told": [1, 2], "word": "x"}


def test_a_module_gives_what_it_names_once_and_nothing_private_or_callable(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    (tmp_path / "mine.py").write_text("from helpers import figure\n_one = 1\ntwo = _one + 1\n", encoding="utf-8")
    assert facts("mine") == {"two": 2} and facts("mine") is facts("mine")


@pytest.mark.parametrize("theme", sorted(path.stem for path in module.FOLDER.glob("*.py")))
def test_no_fact_is_a_text(theme):
    """It would be English in the Chinese edition: a figure says itself in either language."""
    assert not [name for name, each in facts(theme).items() if isinstance(each, str)]


def test_an_unknown_theme_is_named_with_the_nearest():
    with pytest.raises(ClearError, match="There is no theme with facts 'auto': did you mean 'autos'"):
        facts("auto")


def test_a_name_means_its_fact_and_an_end_that_of_its_bounds():
    named = {"made": NAMES["made"], "made.low": 186_500, "made.high": 188_000, "over.low": 100_000, "days": 366}
    assert {reference: look_up(reference, NAMES) for reference in named} == named


@pytest.mark.parametrize(
    "reference",
    ["mad", "made.middle", "made.open_low", "made.low.low", "days.low", "told.high", "over.high", ".low", ""],
)
def test_what_is_no_fact_and_no_end_is_refused_by_name(reference):
    name, _, end = reference.partition(".")
    with pytest.raises(ClearError, match=f"There is no fact '{name}': |The fact '{name}' has no end '{end}'"):
        look_up(reference, NAMES)


def test_numbers_are_those_of_figures_and_of_numbers_and_none_of_anything_else():
    found = numbers(["made", "made.low", "days", "told", "word", "nobody"], NAMES)
    assert found == {"made": 187_000, "made.low": 186_500, "days": 366, "told": None, "word": None, "nobody": None}
