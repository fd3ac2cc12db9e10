"""A guess comes before its outcome: nothing above a reveal, nor its still, may give the outcome away."""

import json
import re

import pytest

from helpers.charts.controls import states_of
from tests.saved_charts import NOTEBOOKS, saved_charts, spec_in, svg, words_in

REVEALS = [chart for chart in saved_charts() if any(control.name == "reveal" for control in chart.controls)]


def numbers(text: str) -> set[str]:
    """The numbers in a text, without thousands separators."""
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", text.replace(",", "")))


def outcome(chart) -> set[str]:
    """Numbers that every revealed sentence has and no hidden one."""
    said = list(zip(states_of(chart.controls), chart.payload["sentences"], strict=True))
    hidden = [numbers(text) for state, text in said if not state["reveal"]]
    shown = [numbers(text) for state, text in said if state["reveal"]]
    return set.intersection(*shown) - set.intersection(*hidden)


def before(chart) -> str:
    """All that a reader sees above a chart: prose, questions, tables, sentences outside folded parts; no code."""
    texts = []
    for cell in json.loads((NOTEBOOKS / f"{chart.notebook}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["id"] == chart.cell:
            return "\n".join(texts)
        if cell["cell_type"] == "markdown":
            prose = re.sub(r"<!--.*?-->", "", "".join(cell["source"]), flags=re.DOTALL)
            texts.append(unfolded(prose))
        for output in cell.get("outputs", []):
            for mime in ("text/plain", "text/html"):
                texts.append(re.sub("<[^>]*>", " ", unfolded("".join(output.get("data", {}).get(mime, "")))))
    raise AssertionError(f"{chart}: its cell is not in the notebook")


def unfolded(text: str) -> str:
    """A text without its folded parts."""
    return re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("notebook", sorted({chart.notebook for chart in saved_charts()} - {"00_start_here"}))
def test_each_lesson_has_a_guess_before_a_reveal(notebook):
    assert notebook in {chart.notebook for chart in REVEALS}


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_a_reveal_is_closed_at_first(chart):
    reveal = next(control for control in chart.controls if control.name == "reveal")
    assert reveal.kind == "checkbox"
    assert reveal.value is False


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_the_revealed_sentences_tell_an_outcome(chart):
    assert outcome(chart), f"{chart}: the sentence says nothing more once it is revealed"


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_nothing_above_gives_the_outcome_away(chart):
    assert not outcome(chart) & numbers(before(chart))


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_the_still_does_not_give_the_outcome_away(chart):
    controls = chart.controls
    still = svg(chart.payload["spec"])
    assert not outcome(chart) & numbers(" ".join(words_in(still)))
    state = tuple(control.value if control.name != "reveal" else True for control in controls)
    assert svg(spec_in(chart.payload["spec"], controls, state)) != still
