"""A question in a notebook: what it shows and saves, its form, which answers without the kernel, and what is kept."""

import json
import os

import altair as alt
import pytest

from helpers import explore, load
from helpers.charts import explore as charts
from helpers.charts.runtime import PICTURES, drawing_code
from helpers.errors import ClearError
from helpers.questions import ask as asking
from helpers.questions import form as kept
from helpers.questions import messages
from helpers.questions.ask import ask
from helpers.questions.form import Form
from helpers.questions.key import key
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import questions
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


CANNOT_BE_ASKED = {
    "There is no question 'autos.99': did you mean": ("autos.99",),
    'is about your chart: write ask\\("autos.6", chart\\)': ("autos.6",),
    "needs no chart": ("autos.1", alt.Chart()),
    "A chart is asked for": ("autos.6", "chart"),
    "no marks yet": ("autos.6", alt.Chart()),
}


@pytest.mark.parametrize("words", CANNOT_BE_ASKED)
def test_what_cannot_be_asked_is_one_clear_sentence(words):
    with pytest.raises(ClearError, match=words):
        ask(*CANNOT_BE_ASKED[words])


def test_a_live_question_shows_a_form_and_carries_what_is_saved(displayed):
    asked = ask("autos.1")
    asked._ipython_display_()
    asked._ipython_display_()
    (one, again) = displayed
    assert one == again and one.keys() == {WIDGET_VIEW, QUESTION, "text/html", "text/plain"}
    assert one[QUESTION] == key(questions()["autos.1"])
    assert one["text/plain"].startswith("Question: In 2024")


@pytest.mark.parametrize("given", [chart, lambda: explore(chart(), says="Mine.")], ids=["a chart", "an explored one"])
def test_a_chart_is_shown_above_its_question_whose_form_knows_its_name_and_the_key(given, displayed):
    asked = ask("autos.6", given())
    asked._ipython_display_()
    picture, form = displayed
    assert CHART in picture and picture["text/plain"] in ("Your chart: New energy vehicles", "Mine.")
    assert form[QUESTION] == key(questions()["autos.6"])
    (drawn,) = (each for each in asked.explored._live.children if isinstance(each, charts.Picture))
    assert asked._form.question["picture"] == drawn.name != ""
    assert {"name": "2021", "low": 482_000, "high": 482_000} in asked._form.question["shows"]


WRONG, RIGHT = {"answer": "1", "verdict": "wrong"}, {"answer": "43.5万", "verdict": "right"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where the kernel works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answered(question_id, *answers):
    """The form of a question to which a pupil has given these answers, too."""
    form = Form(key(questions()[question_id]))
    form.answers = [*form.answers, *answers]
    return form


def test_answers_are_there_when_the_cell_runs_again_and_a_run_alone_writes_nothing(folder):
    assert answered("autos.1").kept == len(os.listdir(folder)) == 0
    answered("autos.1", WRONG)
    assert answered("autos.1", RIGHT).kept == 2 and answered("autos.2", WRONG).kept == 1
    assert (os.listdir(folder), Form(key(questions()["autos.1"])).answers) == (["my_answers.json"], [WRONG, RIGHT])
    text = kept.FILE.read_text(encoding="utf-8")
    assert "43.5万" in text and json.loads(text) == {"autos.1": [WRONG, RIGHT], "autos.2": [WRONG]}
    # A pupil clears them; and half of an emoji, or the mark that an editor of Windows adds, is no harm.
    answered("autos.2").answers = []
    assert answered("autos.1", {"answer": "\ud83d", "verdict": "unclear"}).trouble == ""
    kept.FILE.write_text(kept.FILE.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert [len(answered(name).answers) for name in ("autos.1", "autos.2")] == [3, 0]


@pytest.mark.parametrize("broken", [b"{", b"[1]", b'{"autos.1": 1}', b'{"autos.1": [1]}', b"\xb9\xfa", b"[" * 10**5])
def test_a_broken_file_is_set_aside_and_said(broken, folder):
    for number in (1, 2):
        kept.FILE.write_bytes(broken)
        assert "cannot be read" in answered("autos.1").trouble and kept.FILE.read_bytes() == broken
        form = answered("autos.1", RIGHT)
        assert f"is now called my_answers_broken_{number}.json" in form.trouble and form.kept == 1
        assert (folder / f"my_answers_broken_{number}.json").read_bytes() == broken


def test_where_nothing_can_be_written_one_sentence_says_so(folder):
    (folder / "my_answers.json.new").mkdir()
    form = answered("autos.1", WRONG)
    assert (form.trouble, form.kept) == (messages.ANSWERS_NOT_KEPT.format(file="my_answers.json"), 0)


# The form, in a page that has no kernel: its model holds its state, and notes what it would save.

DRAW = """async ([code, state]) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { default: { render } } = await import(url);
    document.body.replaceChildren();
    const set = (name, value) => { state[name] = value; };
    const acts = {};
    const save_changes = () => {
        window.saved = state.answers;
        if (!state.has_kernel) return;
        state.kept = saved.length;
        acts["change:kept"]();
    };
    const model = { get: (name) => state[name], set, save_changes, on: (event, act) => { acts[event] = act; } };
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

    def draw(question_id, *answers, has_kernel=False, **more):
        form = Form(key(questions()[question_id]) | more)
        state = {"question": form.question, "messages": form.messages, "trouble": "", "answers": answers}
        page.evaluate(DRAW, [form._esm, state | {"kept": len(answers), "has_kernel": has_kernel}])

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
    asked = questions()["autos.1"]
    check = draw(asked.id)
    hints = [FORM["hint"].format(hint=hint) for hint in asked.hints]
    assert check("1") == ("wrong", [FORM["not_yet"], hints[0]]) and offer(page) is None
    assert check("lots")[0] == check("5 yuan")[0] == "unclear" and offer(page) is None
    assert asked.working not in page.inner_text("body")
    assert check("1") == ("wrong", [FORM["not_yet"], hints[1]]) and offer(page) == FORM["show_answer"]
    page.get_by_text(FORM["show_answer"]).click()
    assert page.locator(".figures-answer p").all_inner_texts() == [asked.in_words, asked.working]
    assert check("1") == ("wrong", [FORM["not_yet"], hints[1]]) and offer(page) is None
    check = draw("autos.4")
    assert check(questions()["autos.4"].in_words)[0] == "right" and offer(page) == FORM["show_working"]


def test_answers_given_without_a_kernel_outlast_a_run_of_the_cell_and_are_those_of_one_question(draw, page):
    check = draw("autos.1")
    said = [check("1"), check("1")]
    assert draw("autos.2")("1")[0] == "wrong" and offer(page) is None
    draw("autos.1")
    assert page.evaluate("saved") == [WRONG, WRONG] and offer(page) == FORM["show_answer"]
    assert page.locator(".figures-feedback p").all_inner_texts() == said[1][1]
    # What the file has counts where it has more; where it has less than was kept in it, somebody has cleared it.
    draw("autos.1", WRONG, WRONG, RIGHT)
    assert page.get_by_role("textbox").input_value() == "43.5万" and offer(page) == FORM["show_working"]
    draw("autos.1", WRONG)
    assert offer(page) is None
    draw("autos.4", has_kernel=True)("1")
    draw("autos.4")
    assert page.get_by_role("textbox").input_value() == ""


GIVEN = [("autos.5", "44.7 points", ""), ("start.3", [1], []), ("start.4", [0, 2], [])]
GIVEN.append(("start.1", [2, 0, 1, 3], [0, 1, 2, 3]))


@pytest.mark.parametrize(("name", "given", "nothing"), GIVEN)
def test_an_answer_comes_back_into_its_field_with_what_was_said_and_can_be_cleared(name, given, nothing, draw, page):
    check, feedback = draw(name, {"answer": given, "verdict": "wrong"}), page.locator(".figures-feedback p")
    said = feedback.first.inner_text()
    assert check()[1][0] == said and page.evaluate("saved")[1]["answer"] == given
    clear = page.get_by_text(FORM["clear"])
    clear.click()
    assert page.evaluate("saved") == [] and feedback.count() == 0 and not clear.is_visible() and offer(page) is None
    assert page.evaluate("document.activeElement.form !== null")
    check()
    assert page.evaluate("saved.map(({ answer }) => answer)") == [nothing] * bool(nothing)
    # Whatever somebody writes into the file.
    for odd in (None, {}, "x", [99], 5):
        page.evaluate("() => { delete globalThis.figuresAnswers; }")
        draw(name, *[{"answer": odd, "verdict": "wrong"}] * 2)
        assert offer(page) == FORM["show_answer"]


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
        page.evaluate(PICTURE, [PICTURES, drawing_code(), {**state, "name": "mine", "layout": None, "runtime": ""}])

    asked = questions()["autos.6"]
    check = draw(asked.id, **key(asked, live=True), picture="mine")
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
    # Of a chart, what was said is kept.
    said = FORM["last_time"].format(say=check()[1][0])
    check = draw(asked.id, **key(asked, live=True), picture="another's")
    assert page.locator(".figures-feedback:not([data-verdict]) p").all_inner_texts() == [said] and offer(page)
    assert check()[0] == "unclear"


def test_an_item_of_an_order_is_moved_on_from_the_keyboard_until_it_is_the_first(draw, page):
    draw("start.1")
    last = questions()["start.1"].options[-1]["text"]
    page.get_by_role("button", name=f"Move up: {last}", exact=True).focus()
    for moves in range(4):
        assert page.locator("li > span").nth(3 - moves).inner_text() == last
        assert page.evaluate("document.activeElement.getAttribute('aria-disabled')") == str(moves == 3).lower()
        page.keyboard.press("Enter")


# Notes what is said, as a screen reader hears it: when it comes to stand there.
HEARD = """() => {
    const feedback = document.querySelector(".figures-feedback");
    const note = () => { if (feedback.innerText) heard.push(feedback.innerText); };
    window.heard = [];
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
