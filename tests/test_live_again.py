"""A page that is loaded again gets its live charts back, but only from the kernel process that drew them."""

import nbformat
import pytest

from tools.stills import CHART, QUESTION, WIDGET_VIEW

from . import test_save_hook
from .test_save_hook import live, payload

drawing, jupyter = test_save_hook.drawing, test_save_hook.jupyter


def has_widget(outputs):
    return any(WIDGET_VIEW in output.get("data", {}) for output in outputs)


def change_file(jupyter, kind, content):
    """Another program writes something else of a kind into the last output of the file."""
    on_disk = nbformat.read(jupyter.file, as_version=4)
    on_disk.cells[0].outputs[-1].data[kind] = content
    nbformat.write(on_disk, jupyter.file)


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
    assert WIDGET_VIEW not in jupyter.file.read_text(encoding="utf-8") and jupyter.read() == [form]
    change_file(jupyter, QUESTION, {"id": "a.1", "prompt": "Who else?"})
    assert not has_widget(jupyter.read())


OTHERWISE = {
    "no session": lambda jupyter: jupyter.sessions.clear(),
    "another notebook's session": lambda jupyter: jupyter.sessions[0].update(path="other.ipynb"),
    "another chart in the file": lambda jupyter: change_file(jupyter, CHART, payload("Others")),
    "no chart any more": lambda jupyter: jupyter.save(),
}


@pytest.mark.parametrize("happens", OTHERWISE.values(), ids=OTHERWISE)
def test_otherwise_what_is_in_the_file_is_read(jupyter, happens):
    jupyter.save(live())
    happens(jupyter)
    assert not has_widget(jupyter.read())


def test_outputs_that_linger_after_a_restart_of_the_kernel_are_not_revived_even_by_another_save(jupyter):
    jupyter.save(live(widget="old"))
    jupyter.process = 200
    assert not has_widget(jupyter.read())
    jupyter.save(live(widget="old"))
    assert not has_widget(jupyter.read())
    jupyter.save(live(widget="new"))
    assert has_widget(jupyter.read())
