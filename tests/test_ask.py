"""A question in a notebook: what it shows and saves, and its form, which answers without asking the kernel."""

import altair as alt
import pytest

from helpers import explore, load
from helpers.charts import explore as charts
from helpers.charts.runtime import drawing_code
from helpers.errors import ClearError
from helpers.questions import ask as asking
from helpers.questions.ask import Form, ask
from helpers.questions.chart_key import chart_key
from helpers.questions.key import key
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import in_order, question
from tools.stills import CHART, QUESTION, WIDGET_VIEW


@pytest.fixture
def displayed(monkeypatch):
    """What would be shown in a notebook: a list of mime bundles."""
    shown = []
    for module in (asking, charts):
        monkeypatch.setattr(module, "display", lambda data, raw: shown.append(data))
    return shown


def chart():
    mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
    return alt.Chart(mine, title="New energy vehicles").mark_bar().encode(x="year:O", y="value:Q")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("autos.99",), "There is no question 'autos.99': did you mean"),
        (("autos.6",), 'is about your chart: write ask\\("autos.6", chart\\)'),
        (("autos.1", alt.Chart()), "needs no chart"),
        (("autos.6", "chart"), "A chart is asked for"),
        (("autos.6", alt.Chart()), "no marks yet"),
        (("autos.6", alt.Chart(load("autos")).mark_bar().encode(x="nowhere")), "There is no column 'nowhere'"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_sentence(arguments, words):
    with pytest.raises(ClearError, match=words):
        ask(*arguments)


def test_a_live_question_shows_a_form_and_carries_what_is_saved(displayed):
    asked = ask("autos.1")
    asked._ipython_display_()
    asked._ipython_display_()
    (one, again) = displayed
    assert one == again and one.keys() == {WIDGET_VIEW, QUESTION, "text/html", "text/plain"}
    assert one[QUESTION] == key(question("autos.1"))
    assert one["text/plain"].startswith("Question: In 2024")


@pytest.mark.parametrize("given", [chart, lambda: explore(chart(), says="Mine.")], ids=["a chart", "an explored one"])
def test_a_chart_is_shown_above_its_question_whose_form_knows_its_name_and_the_key(given, displayed):
    asked = ask("autos.6", given())
    asked._ipython_display_()
    picture, form = displayed
    assert CHART in picture and picture["text/plain"] in ("Your chart: New energy vehicles", "Mine.")
    assert form[QUESTION] == key(question("autos.6"))
    (drawn,) = (each for each in asked.explored._live.children if isinstance(each, charts.Picture))
    assert asked._form.question["picture"] == drawn.name != ""
    assert asked._form.question["shows"]["2021"] == {"low": "482000", "high": "482000"}


def test_what_keeps_keys_from_jupyterlab_is_the_same_for_pictures_and_questions():
    # Each of the two files travels by itself, so it cannot be shared without putting files together.
    code = [path.read_text(encoding="utf-8") for path in (asking._HERE / "ask.js", charts._HERE / "explore.js")]
    one, other = (each.partition("function keepKey")[2].partition("\n}\n")[0] for each in code)
    assert one == other != ""


# The form, in a page that has no kernel: its model gives its state and can do nothing else.

DRAW = """async ([code, question, messages]) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { default: { render } } = await import(url);
    document.body.replaceChildren();
    const model = { get: (name) => ({ question, messages })[name] };
    render({ model, el: document.body, signal: new AbortController().signal });
}"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def draw(page):
    """Draws the form of a question, as the run of a cell does, and gives a function that checks what is typed in it."""

    def draw(question_id, **more):
        form = Form(question=key(question(question_id)) | more)
        page.evaluate(DRAW, [form._esm, form.question, form.messages])

        def check(text=None):
            if text is not None:
                page.get_by_role("textbox").fill(text)
            page.locator("[type=submit]").click()
            feedback = page.locator(".figures-feedback:not(:empty)")
            feedback.wait_for()
            return feedback.get_attribute("data-verdict"), feedback.locator("p").all_inner_texts()

        return check

    return draw


def offer(page):
    button = page.locator(".figures-question > button")
    return button.inner_text() if button.is_visible() else None


def test_each_try_has_a_hint_and_after_two_the_answer_is_offered_and_shown(draw, page):
    asked = question("autos.1")
    check = draw(asked.id)
    hints = [FORM["hint"].format(hint=hint) for hint in asked.hints]
    assert check("1") == ("wrong", [FORM["not_yet"], hints[0]]) and offer(page) is None
    assert check("lots")[0] == check("5 yuan")[0] == "unclear" and offer(page) is None
    assert asked.working not in page.inner_text("body")
    assert check("1") == ("wrong", [FORM["not_yet"], hints[1]]) and offer(page) == FORM["show_answer"]
    page.get_by_text(FORM["show_answer"]).click()
    assert page.locator(".figures-answer p").all_inner_texts() == [asked.in_words, asked.working]
    assert check("1") == ("wrong", [FORM["not_yet"], hints[1]]) and offer(page) is None


def test_tries_outlast_a_run_of_the_cell_and_are_those_of_one_question(draw, page):
    check = draw("autos.1")
    check("1")
    check("1")
    assert draw("autos.2")("1")[0] == "wrong" and offer(page) is None
    assert draw("autos.1")("1")[0] == "wrong" and offer(page) == FORM["show_answer"]


def test_after_a_right_answer_the_working_is_offered(draw, page):
    assert draw("autos.1")("43.5万") == ("right", [key(question("autos.1"))["right"]])
    assert offer(page) == FORM["show_working"]


# Draws a picture as the run of a cell does: with explore.js, from a model and a host that give what they hold.
PICTURE = """async ([explore, drawing, state]) => {
    const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const { default: { render } } = await load(explore);
    const runtime = { exports: (await load(drawing)).default };
    const views = (globalThis.views ??= []);
    views.push(new AbortController());
    const el = document.body.appendChild(document.createElement("div"));
    const host = { getWidget: async () => runtime };
    await render({ model: { get: (name) => state[name] }, el, host, signal: views.at(-1).signal });
    return el.innerText;
}"""


def test_a_form_judges_the_newest_view_of_its_own_picture_and_says_where_there_is_none(draw, page):
    def picture(made):
        shown = explore(made, says="Mine.")._live.children[0]
        state = {name: getattr(shown, name) for name in shown.keys if not name.startswith("_")}
        page.evaluate(PICTURE, [shown._esm, drawing_code(), {**state, "name": "mine", "layout": None, "runtime": ""}])

    asked = question("autos.6")
    check = draw("autos.6", **chart_key(asked), picture="mine")
    assert check() == ("unclear", [ON_CHARTS["chart_not_there"]]) and offer(page) is None
    picture(chart().mark_point())
    assert check() == ("wrong", [asked.given["mark"]["say"]])
    picture(chart().encode(y=alt.Y("value:Q").stack(None)))
    hint = FORM["hint"].format(hint=asked.hints[1])
    assert check() == ("wrong", [ON_CHARTS["chart_several"].format(name="2021"), hint]) and offer(page)
    page.evaluate("() => views.pop().abort()")
    assert check()[1] == [asked.given["mark"]["say"]]
    page.evaluate("() => views.pop().abort()")
    assert check() == ("unclear", [ON_CHARTS["chart_not_there"]])
    assert draw("autos.6", **chart_key(asked), picture="another's")()[0] == "unclear"


def test_an_order_is_made_from_the_keyboard(draw, page):
    asked = question("start.1")
    check = draw(asked.id)
    first = asked.options[in_order(asked.answer, asked.falling)[0]]["text"]
    page.get_by_role("button", name=f"Move up: {first}", exact=True).focus()
    for _ in asked.options:
        page.keyboard.press("Enter")
    assert page.locator("li > span").first.inner_text() == first
    assert page.evaluate("() => document.activeElement.getAttribute('aria-disabled')") == "true"
    for place, item in enumerate(in_order(asked.answer, asked.falling)):
        row = page.locator(f'li[data-place="{item}"]')
        while row.evaluate("row => [...row.parentElement.children].indexOf(row)") > place:
            row.locator("button").first.press("Space")
    assert check() == ("right", [FORM["right"]])


# Notes what is said, as a screen reader hears it: when it comes to stand there.
HEARD = """() => {
    window.heard = [];
    const feedback = document.querySelector(".figures-feedback");
    const note = () => { if (feedback.innerText) heard.push(feedback.innerText); };
    new MutationObserver(note).observe(feedback, { childList: true });
}"""


def test_enter_is_answered_within_50_ms_also_with_the_same_words_but_not_while_chinese_is_composed(draw, page):
    page.clock.install()
    draw("autos.1")
    page.evaluate(HEARD)
    field = page.get_by_role("textbox", name=FORM["answer"])
    field.fill("lots")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    page.clock.run_for(100)
    assert page.evaluate("heard") == []
    for count in (1, 2):
        field.press("Enter")
        page.clock.run_for(50)
        assert page.evaluate("heard") == [FORM["no_number"].format(text="lots")] * count
