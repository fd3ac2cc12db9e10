"""The save hook: what a student saves keeps its pictures, and a save never fails because of it."""

import asyncio
import copy
import json
import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from tools import save_hook
from tools.stills import CHART, PICTURE, QUESTION, WIDGET_VIEW

ROOT = Path(__file__).resolve().parent.parent
# One pixel, so that it has a size.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json",
    "data": {"values": [{"year": 2019, "share": 5.0}, {"year": 2020, "share": 5.7}]},
    "mark": "bar",
    "encoding": {"x": {"field": "year", "type": "ordinal"}, "y": {"field": "share", "type": "quantitative"}},
}


def payload(title="One", **more):
    return {"spec": SPEC | {"title": title}, "says": f"{title}: the share rose."} | more


def live(one, kind="display_data", **data):
    data = {WIDGET_VIEW: {"model_id": "abc"}, CHART: one, "text/plain": one["says"]} | data
    count = {"execution_count": 1} if kind == "execute_result" else {}
    return {"output_type": kind, "data": data, "metadata": {}} | count


def notebook(*outputs, **more):
    cell = nbformat.v4.new_code_cell("explore(chart)", execution_count=1)
    cell = json.loads(json.dumps(cell)) | {"outputs": list(outputs)}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return {"type": "notebook", "content": content} | more


@pytest.fixture
def drawn(monkeypatch):
    """Draws no chart: remembers what would be drawn, and gives a dot for each."""
    drawn = []

    def draw(payloads, log, seconds=0):
        drawn.extend(payloads)
        return [(one, DOT) for one in payloads]

    monkeypatch.setattr(save_hook, "draw", draw)
    return drawn


@pytest.fixture(autouse=True)
def nothing_is_hopeless(monkeypatch):
    monkeypatch.setattr(save_hook, "_hopeless", [])


@pytest.fixture
def manager(tmp_path):
    log = logging.getLogger("save hook")
    return SimpleNamespace(_get_os_path=lambda path: str(tmp_path / path), log=log)


def hook(model, manager, path="a.ipynb"):
    save_hook.keep_pictures(model=model, path=path, contents_manager=manager)
    return [output for cell in model["content"]["cells"] for output in cell.get("outputs", [])]


def put_on_disk(tmp_path, outputs, name="a.ipynb"):
    nbformat.write(nbformat.from_dict(notebook(*outputs)["content"]), tmp_path / name)


@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_a_live_chart_is_saved_as_its_still(kind, drawn, manager):
    picture, caption = hook(notebook(live(payload(), kind)), manager)
    assert picture["data"] == {PICTURE: DOT, CHART: payload(), "text/plain": "One: the share rose."}
    assert picture["metadata"]["alt"] == "One: the share rose."
    assert WIDGET_VIEW not in caption["data"]
    assert CHART not in caption["data"]
    assert drawn == [payload()]


def test_other_outputs_keep_their_place(drawn, manager):
    text = {"output_type": "stream", "name": "stdout", "text": "before"}
    other = {"output_type": "display_data", "data": {WIDGET_VIEW: {"model_id": "x"}}, "metadata": {}}
    outputs = hook(notebook(text, live(payload()), other), manager)
    assert (outputs[0], outputs[-1]) == (text, other)
    assert len(outputs) == 4


def test_the_form_of_a_question_is_saved_without_its_widget(drawn, manager):
    form = {WIDGET_VIEW: {"model_id": "abc"}, QUESTION: {"id": "a.1"}, "text/html": "<p>Who?</p>", "text/plain": "Who?"}
    form = {"output_type": "display_data", "data": form, "metadata": {}}
    picture, _, question = hook(notebook(live(payload()), form), manager)
    assert PICTURE in picture["data"]
    assert question["data"] == {QUESTION: {"id": "a.1"}, "text/html": "<p>Who?</p>", "text/plain": "Who?"}
    assert hook(notebook(form), manager) == [question]
    assert drawn == [payload()]


def test_an_unchanged_chart_takes_its_picture_from_the_file(drawn, manager, tmp_path):
    put_on_disk(tmp_path, hook(notebook(live(payload())), manager))
    drawn.clear()
    outputs = hook(notebook(live(payload())), manager)
    assert outputs[0]["data"][PICTURE] == DOT
    assert drawn == []


def test_numbers_that_the_browser_has_rewritten_are_the_same_chart(drawn, manager, tmp_path):
    put_on_disk(tmp_path, hook(notebook(live(payload())), manager))
    drawn.clear()
    text = json.dumps(payload())
    assert "5.0" in text
    hook(notebook(live(json.loads(text.replace("5.0", "5")))), manager)
    assert drawn == []


def test_only_a_changed_chart_is_drawn_and_only_once(drawn, manager, tmp_path):
    put_on_disk(tmp_path, hook(notebook(live(payload())), manager))
    drawn.clear()
    two = payload("Two")
    outputs = hook(notebook(live(payload()), live(two), live(two)), manager)
    assert drawn == [two]
    assert [output["data"].get(PICTURE) for output in outputs[::2]] == [DOT] * 3


def test_a_picture_that_a_live_chart_brings_is_used(drawn, manager):
    outputs = hook(notebook(live(payload(), **{PICTURE: DOT})), manager)
    assert outputs[0]["data"][PICTURE] == DOT
    assert drawn == []


def test_a_broken_file_on_disk_is_no_hindrance(drawn, manager, tmp_path):
    (tmp_path / "a.ipynb").write_text("{", encoding="utf-8")
    assert PICTURE in hook(notebook(live(payload())), manager)[0]["data"]


def test_a_chart_that_cannot_be_drawn_keeps_its_text_and_is_not_tried_again(manager, monkeypatch):
    tried = []
    monkeypatch.setattr(save_hook, "draw", lambda payloads, log: tried.extend(payloads) or [])
    for _ in range(2):
        (output,) = hook(notebook(live(payload())), manager)
        assert output["data"] == {CHART: payload(), "text/plain": "One: the share rose."}
    assert tried == [payload()]


@pytest.mark.parametrize("broken", ["draw", "saved_outputs", "stills"])
def test_any_error_saves_the_notebook_as_it_came(broken, drawn, manager, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(save_hook, broken, fail)
    model = notebook(live(payload()), live(payload("Two")))
    before = copy.deepcopy(model)
    hook(model, manager)
    assert model == before
    assert "without pictures" in caplog.text


def test_the_second_of_two_charts_failing_leaves_the_first_as_it_came(drawn, manager, monkeypatch):
    real = save_hook.stills

    def fail_later(output, pictures):
        if output["data"][CHART]["says"].startswith("Two"):
            raise RuntimeError("on purpose")
        return real(output, pictures)

    monkeypatch.setattr(save_hook, "stills", fail_later)
    model = notebook(live(payload()), live(payload("Two")))
    before = copy.deepcopy(model)
    hook(model, manager)
    assert model == before


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "content": "text", "format": "text"},
        {"type": "directory"},
        {"type": "notebook"},
        {},
        notebook(live(payload())) | {"type": "file"},
        {"type": "notebook", "content": notebook(live(payload()))["content"] | {"nbformat": 3}},
        {"type": "notebook", "content": {"nbformat": 4}},
        {"type": "notebook", "content": {"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "x"}]}},
    ],
)
def test_whatever_is_no_notebook_with_live_charts_is_left_alone(model, drawn, manager):
    before = copy.deepcopy(model)
    save_hook.keep_pictures(model=model, path="a.ipynb", contents_manager=manager)
    assert model == before
    assert drawn == []


# --- drawing in a process of its own ---


def test_a_chart_is_drawn_in_a_process_of_its_own():
    bad = payload("Bad")
    bad["spec"] = bad["spec"] | {"mark": {"type": "no such mark"}}
    good = payload()
    log = SimpleNamespace(warnings=[], warning=lambda *words: log.warnings.append(words))
    ((drawn, picture),) = save_hook.draw([bad, good], log)
    assert drawn == good
    assert picture.startswith("iVBORw0KGgo")
    assert len(log.warnings) == 1


@pytest.mark.parametrize(
    "code", ["import time; time.sleep(60)", "print('no JSON')", "print('[]')", "exit('Vega says no')"]
)
def test_a_drawing_process_that_hangs_or_fails_gives_no_picture_and_a_warning(code, monkeypatch):
    monkeypatch.setattr(save_hook, "DRAW", [sys.executable, "-c", code])
    log = SimpleNamespace(warnings=[], warning=lambda text, *words: log.warnings.append(text % words))
    assert save_hook.draw([payload()], log, seconds=1) == []
    (warning,) = log.warnings
    assert "without a picture" in warning
    if "Vega" in code:
        assert "Vega says no" in warning


def test_the_server_stays_small():
    code = """if True:
        import json, sys
        from types import SimpleNamespace
        from tools import save_hook
        model = json.load(sys.stdin)
        save_hook.keep_pictures(model=model, path="a.ipynb", contents_manager=SimpleNamespace(log=None))
        kinds = [sorted(output["data"]) for output in model["content"]["cells"][0]["outputs"]]
        heavy = [name for name in ("pandas", "altair", "vl_convert", "ipywidgets") if name in sys.modules]
        print(json.dumps([len(kinds), save_hook.PICTURE in kinds[0], heavy]))
    """
    model = json.dumps(notebook(live(payload(), **{PICTURE: DOT})))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=model, capture_output=True, text=True)
    assert json.loads(done.stdout) == [2, True, []], done.stderr


# --- in Jupyter's own contents manager ---


NO_KERNELS = SimpleNamespace(list_kernel_ids=list)


def test_a_save_in_jupyter_keeps_the_pictures(tmp_path, drawn):
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

    contents = AsyncLargeFileManager(root_dir=str(tmp_path))
    (point,) = save_hook._jupyter_server_extension_points()
    assert point == {"module": "tools.save_hook"}
    save_hook._load_jupyter_server_extension(SimpleNamespace(contents_manager=contents, kernel_manager=NO_KERNELS))

    for _ in range(2):
        model = notebook(live(payload()), path="柳州.ipynb", format="json")
        asyncio.run(contents.save(model, "柳州.ipynb"))
    saved = nbformat.read(tmp_path / "柳州.ipynb", as_version=4)
    assert saved.cells[0].outputs[0].data[PICTURE] == DOT
    assert saved.cells[0].outputs[0].data[CHART] == payload()
    assert WIDGET_VIEW not in (tmp_path / "柳州.ipynb").read_text(encoding="utf-8")
    assert len(drawn) == 1
