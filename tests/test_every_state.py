"""Takes every explored chart of every notebook through the states of its controls."""

import os
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from helpers.charts.controls import states_of
from tests.chart_difference import title
from tests.saved_charts import marks_in, saved_charts, spec_in, states_to_try, svg, words_in

CHARTS = saved_charts()
MISSING = re.compile(r"\b(undefined|NaN|null|Infinity)\b")

pytestmark = pytest.mark.parametrize("chart", CHARTS, ids=str)


@pytest.fixture(scope="module")
def artist(tmp_path_factory):
    """A process that draws with the fonts that come with Vega's converter: to look through a system's takes longest."""
    fonts = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    fonts.write_text(f"<?xml version='1.0'?><fontconfig><dir>{fonts.parent}</dir></fontconfig>", encoding="utf-8")
    setting = ("FONTCONFIG_FILE", str(fonts))
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=os.putenv, initargs=setting) as process:
        yield process


@pytest.fixture(scope="module")
def pictures(artist):
    """The pictures of a chart by state, drawn once for all tests of this file."""
    drawn = {}

    def of(chart):
        if str(chart) not in drawn:
            states = states_to_try(chart.controls)
            spec = without_subtitle(chart.payload["spec"])
            specs = [spec_in(spec, chart.controls, state) for state in states]
            drawn[str(chart)] = dict(zip(states, artist.map(svg, specs, chunksize=20), strict=True))
        return drawn[str(chart)]

    return of


def without_subtitle(spec: dict) -> dict:
    """A chart without its lines of credit, the same in each state: to lay out Chinese takes half of the time."""
    words = spec.get("title")
    if not isinstance(words, dict) or "expr" in str(words.get("subtitle")):
        return spec
    return spec | {"title": {key: value for key, value in words.items() if key != "subtitle"}}


def test_every_state_draws_marks_and_no_label_shows_a_missing_value(chart, pictures):
    name = f"{chart}, {title(chart.payload['spec'])!r}"
    empty = [state for state, picture in pictures(chart).items() if not marks_in(picture)]
    assert not empty, f"{name}: nothing is drawn in {empty[:5]}"
    # The subtitle is not drawn.
    assert not MISSING.search(str(chart.payload["spec"].get("title")))
    for state, picture in pictures(chart).items():
        wrong = [word for word in words_in(picture) if MISSING.search(word)]
        assert not wrong, f"{name}: in {state} a label says {wrong[0]!r}"


def test_every_control_changes_the_picture(chart, pictures, artist):
    drawn = pictures(chart)
    for index, control in enumerate(chart.controls):
        seen = {}
        for state, picture in drawn.items():
            seen.setdefault(state[:index] + state[index + 1 :], set()).add(picture)
        assert any(len(different) > 1 for different in seen.values()), (
            f"{chart}, {title(chart.payload['spec'])!r}: the control {control.label!r} changes nothing"
        )
    # A state drawn again is the same picture: else no control could be seen to change nothing.
    state, picture = next(iter(drawn.items()))
    spec = spec_in(without_subtitle(chart.payload["spec"]), chart.controls, state)
    assert artist.submit(svg, spec).result() == picture


def test_each_sentence_that_follows_has_one_for_every_state(chart):
    if sentences := chart.payload.get("sentences"):
        assert len(sentences) == len(states_of(chart.controls))
        assert not [each for each in sentences if re.search(r"\b(None|nan|inf|undefined)\b", each)]


def test_the_chart_has_a_title_and_a_subtitle_with_a_source(chart):
    assert title(chart.payload["spec"]) != "untitled"
    assert "Source" in str(chart.payload["spec"]), f"{chart}: the subtitle names no source"
