"""A guess comes before its outcome: nothing above a reveal, nor its still, may give the outcome away."""

import re

import pytest

from helpers.charts.controls import states_of
from tests.saved_charts import as_read, read, saved_charts, source, spec_in, svg, words_in

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


def unfolded(text: str) -> str:
    """A text without its folded parts."""
    return re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)


def before(chart) -> str:
    """All that a reader sees above a chart: prose, questions, tables, sentences outside folded parts; no code."""
    cells, texts = read(chart.notebook)["cells"], []
    for cell in cells[: [cell["id"] for cell in cells].index(chart.cell)]:
        texts += [unfolded(as_read(source(cell)))] if cell["cell_type"] == "markdown" else []
        shown = ["".join(output.get("data", {}).get(mime, "")) for output in cell.get("outputs", []) for mime in READ]
        texts += [re.sub("<[^>]*>", " ", unfolded(text)) for text in shown]
    return "\n".join(texts)


READ = ("text/plain", "text/html")


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_a_reveal_is_closed_at_first_and_tells_an_outcome(chart):
    reveal = next(control for control in chart.controls if control.name == "reveal")
    assert (reveal.kind, reveal.value) == ("checkbox", False)
    assert outcome(chart), f"{chart}: the sentence says nothing more once it is revealed"


@pytest.mark.parametrize("chart", REVEALS, ids=str)
def test_neither_what_stands_above_nor_the_still_gives_the_outcome_away(chart):
    still = svg(chart.payload["spec"])
    assert not outcome(chart) & numbers(before(chart))
    assert not outcome(chart) & numbers(" ".join(words_in(still)))
    state = tuple(control.value if control.name != "reveal" else True for control in chart.controls)
    assert svg(spec_in(chart.payload["spec"], chart.controls, state)) != still
