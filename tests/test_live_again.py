"""A page that is loaded again gets its live charts back, but only from the kernel process that drew them."""

import json

import nbformat
import pytest

from tools.stills import CHART, PICTURE, QUESTION, WIDGET_VIEW

from . import test_save_hook
from .test_save_hook import PATH, live, payload

drawing, jupyter = test_save_hook.drawing, test_save_hook.jupyter


def has_widget(outputs):
    return any(WIDGET_VIEW in output.get("data", {}) for output in outputs)


def test_the_file_holds_the_still_and_the_page_gets_its_live_chart_back(jupyter, drawing):
    jupyter.save(live())
    assert jupyter.read() == [live()]
    drawing.wait()
    assert jupyter.kinds() == ["picture", "chart"] and WIDGET_VIEW not in jupyter.file.read_text(encoding="utf-8")
    assert jupyter.read() == [live()]


def test_a_question_gets_its_form_back_while_it_is_the_same_question(jupyter):
    data = {WIDGET_VIEW: {"model_id": "w2"}, QUESTION: {"id": "a.1", "prompt": "Who?"}, "text/html": "<p>Who?</p>"}
    form = {"output_type": "display_data", "data": data, "metadata": {}}
    jupyter.save(form)
    on_disk = nbformat.read(jupyter.file, as_version=4)
    assert not has_widget(on_disk.cells[0].outputs) and jupyter.read() == [form]
    on_disk.cells[0].outputs[0].data[QUESTION] = {"id": "a.1", "prompt": "Who else?"}
    nbformat.write(on_disk, jupyter.file)
    assert not has_widget(jupyter.read())


@pytest.mark.parametrize("sessions", [[], [{"path": "other.ipynb", "kernel": {"id": "k1"}}]])
def test_without_a_session_of_its_own_the_still_is_read(jupyter, sessions):
    jupyter.save(live())
    jupyter.sessions = sessions
    assert not has_widget(jupyter.read())


def test_outputs_that_linger_after_a_restart_of_the_kernel_are_not_revived_even_by_another_save(jupyter):
    jupyter.save(live(widget="old"))
    jupyter.process = 200
    assert not has_widget(jupyter.read())
    jupyter.save(live(widget="old"))
    assert not has_widget(jupyter.read())
    jupyter.save(live(widget="new"))
    assert has_widget(jupyter.read())


def test_a_file_that_was_changed_meanwhile_is_read_as_it_is(jupyter):
    jupyter.save(live())
    on_disk = nbformat.read(jupyter.file, as_version=4)
    on_disk.cells[0].outputs[-1].data[CHART] = payload("Others")
    nbformat.write(on_disk, jupyter.file)
    assert not has_widget(jupyter.read())


def test_a_chart_that_was_taken_out_does_not_come_back(jupyter):
    jupyter.save(live())
    jupyter.save()
    assert jupyter.read() == []


def test_a_copy_of_the_notebook_holds_stills(jupyter, drawing):
    jupyter.save(live())
    jupyter.ask("copy", PATH, "copy.ipynb")
    drawing.wait()
    copied = json.loads((jupyter.file.parent / "copy.ipynb").read_bytes())["cells"][0]["outputs"]
    assert not has_widget(copied) and PICTURE in copied[0]["data"]


def test_reading_without_content_asks_for_nothing(jupyter):
    jupyter.save(live())
    assert jupyter.ask("get", PATH, content=False)["content"] is None
