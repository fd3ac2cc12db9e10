"""A question in a notebook: the form, its state, what is saved, and one sentence where something is wrong."""

import json
import re

import altair as alt
import pytest

import helpers
from helpers import asking, charts, explore, load
from helpers.errors import ClearError
from helpers.questions.ask import Form, answer_key, ask, payload
from helpers.questions.questions import question, questions
from tools.stills import CHART, QUESTION, WIDGET_VIEW


@pytest.fixture(autouse=True)
def no_tries(monkeypatch):
    monkeypatch.setattr(asking, "_tries", {})


@pytest.fixture
def displayed(monkeypatch):
    """What a question would show in a notebook: a list of mime bundles."""
    shown = []
    monkeypatch.setattr(asking, "display", lambda data, raw: shown.append(data))
    return shown


def chart():
    mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
    return alt.Chart(mine, title="vehicles").mark_bar().encode(x="year:O", y="value:Q")


def check(form, answer):
    form._act(form, {"act": "check", "answer": answer}, [])
    return form.feedback


def test_ask_is_a_function_however_often_it_is_imported():
    from helpers import ask as first
    from helpers import ask as second

    assert first is second is helpers.ask is ask


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("autos.99",), "There is no question 'autos.99': did you mean"),
        ((None,), "There is no question None"),
        (("autos.6",), 'is about your chart: write ask\\("autos.6", chart\\)'),
        (("autos.1", alt.Chart()), "needs no chart"),
        (("autos.6", "chart"), "A chart is asked for"),
        (("autos.6", alt.Chart()), "no marks yet"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_sentence(arguments, words):
    with pytest.raises(ClearError, match=words):
        ask(*arguments)


def test_a_live_question_shows_a_form_and_carries_what_is_saved(displayed, monkeypatch):
    monkeypatch.delenv("LIUZHOU_STILLS", raising=False)
    asked = ask("autos.1")
    asked._ipython_display_()
    asked._ipython_display_()
    (one, again) = displayed
    assert one == again
    assert one.keys() == {WIDGET_VIEW, QUESTION, "text/html", "text/plain"}
    assert one[QUESTION] == payload(question("autos.1"))
    assert one["text/plain"].startswith("Question: In 2021")


def test_a_still_question_has_no_widget(displayed, monkeypatch):
    monkeypatch.setenv("LIUZHOU_STILLS", "1")
    monkeypatch.setattr(asking, "Form", None)
    ask("autos.1")._ipython_display_()
    (one,) = displayed
    assert one.keys() == {QUESTION, "text/html", "text/plain"}


@pytest.mark.parametrize("given", [chart, lambda: explore(chart(), says="Mine.")], ids=["a chart", "an explored one"])
def test_a_chart_is_shown_above_its_question(given, displayed, monkeypatch):
    monkeypatch.setenv("LIUZHOU_STILLS", "1")
    monkeypatch.setattr(charts, "display", lambda data, metadata, raw: displayed.append(data))
    ask("autos.6", given())._ipython_display_()
    picture, sentence, asked = displayed
    assert CHART in picture and "image/png" in picture and QUESTION in asked
    assert sentence["text/plain"] in ("Bars: value, for each year.", "Mine.")


def test_the_page_does_not_hold_the_answer_before_it_is_offered():
    asked = ask("autos.1")
    form = Form(asked)
    for answer in ("1", "2", ""):
        state = json.dumps(form.get_state(), default=str)
        assert asked.question.in_words not in state and asked.question.working not in state
        check(form, answer)
    form._act(form, {"act": "show"}, [])
    assert form.shown == {"answer": asked.question.in_words, "working": asked.question.working}


def test_the_answer_is_offered_after_two_wrong_tries_and_not_before():
    form = Form(ask("autos.1"))
    for answer, offered in (("1", ""), ("lots", ""), ("5 yuan", ""), ("2", "Show the answer")):
        check(form, answer)
        assert form.offered == offered
    other = Form(ask("autos.2"))
    other._act(other, {"act": "show"}, [])
    assert other.shown == {}


def test_after_a_right_answer_the_working_is_offered():
    form = Form(ask("autos.1"))
    assert check(form, "18.7万")["verdict"] == "right"
    assert form.offered == "Show the working"
    assert form.answer == "18.7万"


def test_tries_are_counted_over_runs_of_the_cell_and_unclear_answers_are_none():
    for tries in (1, 2):
        asked = ask("autos.6", chart())
        assert check(Form(asked), None)["verdict"] == "wrong"
        assert asked.offers_answer is (tries == 2)
    assert not ask("autos.1").offers_answer


def test_the_same_words_said_again_are_a_change():
    form = Form(ask("autos.1"))
    seen = []
    form.observe(lambda change: seen.append(change["new"]["say"]), "feedback")
    check(form, "lots")
    check(form, "lots")
    assert len(seen) == 2 and seen[0] == seen[1]


@pytest.mark.parametrize("message", [{}, {"act": "sing"}, {"act": "check"}, {"act": "check", "answer": {"a": [1]}}])
def test_a_message_of_nonsense_is_no_error(message):
    form = Form(ask("autos.1"))
    form._act(form, message, [])
    assert form.feedback.get("verdict") in (None, "unclear")


def test_a_question_can_be_answered_without_a_page():
    assert ask("start.3").judge(2).verdict == "right"
    assert repr(ask("autos.1").judge("305,838")).startswith("You divided by the growth alone")


@pytest.mark.parametrize("theme", sorted({each.partition(".")[0] for each in questions()}))
def test_the_answers_of_a_theme_are_those_of_its_questions_in_one_fold(theme):
    key = answer_key(theme)
    assert [each.id for each in key.questions] == [each for each in questions() if each.startswith(f"{theme}.")]
    text = key._repr_html_()
    assert text.startswith("<details><summary><strong>For teachers") and text.endswith("</details>")
    assert text.count("<details") == text.count("</details>") == 1
    assert not re.search(r"<(?:script|style)|style=", text)


def test_answers_to_no_theme_are_one_clear_sentence():
    with pytest.raises(ClearError, match="There is no theme 'auto': did you mean 'autos'"):
        answer_key("auto")
    assert helpers.answer_key is answer_key


def test_the_form_is_drawn_by_code_of_its_own_file():
    code, style = (asking._HERE / name for name in ("ask.js", "ask.css"))
    assert "data-lm-suppress-shortcuts" in code.read_text(encoding="utf-8")
    assert not {"http://", "https://"} & set(code.read_text(encoding="utf-8").split())
    assert "focus-visible" in style.read_text(encoding="utf-8")


def test_what_keeps_keys_from_jupyterlab_is_the_same_for_pictures_and_questions():
    # Each of the two files travels by itself, so it cannot be shared without putting files together.
    code = [(asking._HERE / name).read_text(encoding="utf-8") for name in ("ask.js", "explore.js")]
    one, other = (each.partition("function keepKey")[2].partition("\n}\n")[0] for each in code)
    assert one == other != ""
