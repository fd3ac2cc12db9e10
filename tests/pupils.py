"""Thirty simulated pupils, each with a file of work; who was planted where is known without the class page.

Answers are made from the questions alone: right ones, and those that fall into a known mistake.
"""

import json
import random
from collections import defaultdict

from helpers.questions.messages import FORM, ON_CHARTS, REVERSED
from helpers.questions.questions import Question, closed, questions
from tests.test_judge import middle, typed

THEME = "claims"
ASKED = [each for each in questions().values() if each.theme == THEME]
NAMES = ["<img src=x onerror=document.title='hacked'>", "=1+1", "@SUM(A1)", 'LI "Tom", jr.', "\u202egnaW", "王丽"]
NAMES += [f"Pupil {n:02}" for n in range(len(NAMES), 30)]
STATES = ("once", "later", "never", "open")


def right(asked: Question) -> object:
    """The right answer, as a form keeps it."""
    if asked.kind == "number":
        return typed(middle(asked.accepted))
    if asked.kind == "order":
        return asked.in_order(asked.answer)
    return [place for place, option in enumerate(asked.options) if option["right"]]


def mistakes(asked: Question) -> list[tuple[object, str]]:
    """Answers that fall into the known mistakes of a question, each with what is said to it; of a chart only that."""
    wrong = [(place, each) for place, each in enumerate(asked.options) if not each.get("right", True)]
    if asked.kind == "choice":
        return [([place], each["say"]) for place, each in wrong]
    if asked.kind == "choices":
        quoted = [(place, each["text"].translate({0x201C: "‘", 0x201D: "’"}), each["say"]) for place, each in wrong]
        return [([place], FORM["chosen_wrongly"].format(choice=text, say=say)) for place, text, say in quoted]
    if asked.kind == "order":
        return [(right(asked)[::-1], REVERSED)]
    if asked.kind == "chart":
        return [(None, each["say"]) for each in asked.misconceptions]
    return [(typed(middle(closed(each["answer"])), 7), each["say"]) for each in asked.misconceptions]


def given(asked: Question, verdict: str, answer: object, say: str = "") -> dict:
    """An answer as a form keeps it: of a chart, what was said to it."""
    return {"verdict": verdict, "say": [say]} if asked.kind == "chart" else {"answer": answer, "verdict": verdict}


def work(**changed) -> dict:
    """A file of work: one right answer, unless something else is said."""
    answers = {"claims.2": [given(questions()["claims.2"], "right", right(questions()["claims.2"]))]}
    own = {"format": 1, "collection": "liuzhou-in-figures", "lesson": THEME, "edition": "en", "name": "LI Na"}
    return own | {"date": "2026-11-30T08:00:00Z", "answers": answers} | changed


def simulated(seed: int) -> tuple[dict, dict, dict]:
    """Thirty files by name; by question and state, and by question and what is said to a mistake, who is there."""
    dice, files, states, caught = random.Random(seed), {}, defaultdict(set), defaultdict(set)
    for n, name in enumerate(NAMES):
        answers = {}
        for asked in ASKED:
            state = dice.choices(STATES, [8 - n // 6, 4, 3, 1])[0]
            known = mistakes(asked)
            planted = dice.sample(known, k=dice.randint(1, min(2, len(known)))) if state in ("later", "never") else []
            tries = [given(asked, "wrong", *each) for each in planted]
            if asked.kind == "number" and dice.random() < 0.3:
                # What is only asked about is no try.
                tries.insert(0, given(asked, "unclear", "lots"))
            if state in ("once", "later"):
                # What is tried after the right answer counts no more.
                after = [given(asked, "wrong", *known[0])] * dice.randint(0, 1)
                answer = None if asked.kind == "chart" else right(asked)
                tries += [given(asked, "right", answer, ON_CHARTS["chart_right"]), *after]
            states[asked.id, state].add(name)
            for _, say in planted:
                caught[asked.id, say].add(name)
            if tries:
                answers[asked.id] = tries
        files[f"{THEME}-{n}.json"] = work(name=name, answers=answers)
    return files, states, caught


RIGHT = work()["answers"]["claims.2"]
WRONG_KIND = {"claims.1": [{"answer": 5}, {"answer": [9], "verdict": "right"}, "claims", {}], "claims.2": 7}
CHANGED = {"claims.2": [{"answer": "7", "verdict": "right"}], "claims.7": [{"say": "Well done", "verdict": "right"}]}
# Files with something wrong, each with what is to be said of it.
REMARKS = {
    "cut.json": (json.dumps(work())[:-40], "broken", {}),
    "list.json": ([1, 2], "foreign", {}),
    "other.json": (work(collection="Nanning"), "other_collection", {"collection": "Nanning"}),
    "new.json": (work(format=2), "other_format", {}),
    "lesson.json": (work(lesson="__proto__"), "no_lesson", {"lesson": "__proto__"}),
    "answers.json": (work(answers=[1]), "no_answers", {}),
    "huge.json": (work(name="x" * 600_000), "huge", {"size": "0.6"}),
    "ids.json": (work(name="A", answers={"autos.1": RIGHT, "claims.2": RIGHT}), "unknown", {"ids": "autos.1"}),
    "kinds.json": (work(name="B", answers=WRONG_KIND), "odd", {"ids": "claims.1, claims.2"}),
    "changed.json": (work(name="C", answers=CHANGED), "differs", {"ids": "claims.2, claims.7"}),
    "nameless.json": (work(name=["a"]), "nameless", {}),
    "nothing.json": (work(name="D", answers={}), "empty", {}),
    "one.json": (work(name="E"), "", {}),
    "same.json": (work(name="E", date="?"), "same", {"other": "one.json"}),
    "twice.json": (work(name="E", answers={"claims.2": RIGHT * 2}), "namesake", {"other": "one.json", "name": "E (2)"}),
}
