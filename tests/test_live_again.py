"""A page that is loaded again gets its live charts back, but only from the kernel process that drew them."""

import asyncio
import json
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from tools import live_again, save_hook
from tools.stills import CHART, QUESTION, WIDGET_VIEW

PATH = "lesson.ipynb"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def live(widget="w1", title="Cars"):
    data = {
        WIDGET_VIEW: {"model_id": widget, "version_major": 2, "version_minor": 0},
        CHART: {"spec": {"title": title}, "says": "Up."},
        "text/plain": "Up.",
        "image/png": DOT,
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}


class Server:
    """A server with one notebook, one session and one kernel, whose process can be restarted."""

    def __init__(self, folder):
        self.contents_manager = AsyncLargeFileManager(root_dir=str(folder))
        self.process = 100
        self.kernel_manager = SimpleNamespace(
            list_kernel_ids=lambda: ["k1"],
            get_kernel=lambda name: SimpleNamespace(provisioner=SimpleNamespace(pid=self.process)),
        )
        self.sessions = [{"path": PATH, "kernel": {"id": "k1"}}]
        self.session_manager = SimpleNamespace(list_sessions=self.list_sessions)
        save_hook._load_jupyter_server_extension(self)

    async def list_sessions(self):
        return self.sessions

    def save(self, *outputs):
        cell = {"id": "a", "cell_type": "code", "source": "", "metadata": {}, "execution_count": 1}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell | {"outputs": list(outputs)}]}
        asyncio.run(self.contents_manager.save({"type": "notebook", "content": notebook, "path": PATH}, PATH))

    def read(self):
        return asyncio.run(self.contents_manager.get(PATH))["content"]["cells"][0]["outputs"]


@pytest.fixture
def server(tmp_path, monkeypatch):
    for name in ("_remembered", "_first_seen"):
        monkeypatch.setattr(live_again, name, {})
    monkeypatch.setattr(live_again, "_kernels", dict)
    return Server(tmp_path)


def has_widget(outputs):
    return any(WIDGET_VIEW in output.get("data", {}) for output in outputs)


def test_the_file_on_disk_holds_the_still_and_the_page_gets_its_live_chart_back(server, tmp_path):
    server.save(live())
    on_disk = json.loads((tmp_path / PATH).read_text(encoding="utf-8"))["cells"][0]["outputs"]
    assert not has_widget(on_disk) and "image/png" in on_disk[0]["data"]
    assert server.read() == [live()]


def test_a_question_gets_its_form_back_while_it_is_the_same_question(server, tmp_path):
    data = {WIDGET_VIEW: {"model_id": "w2"}, QUESTION: {"id": "a.1", "prompt": "Who?"}, "text/html": "<p>Who?</p>"}
    form = {"output_type": "display_data", "data": data, "metadata": {}}
    server.save(form)
    on_disk = nbformat.read(tmp_path / PATH, as_version=4)
    assert not has_widget(on_disk.cells[0].outputs) and server.read() == [form]
    on_disk.cells[0].outputs[0].data[QUESTION] = {"id": "a.1", "prompt": "Who else?"}
    nbformat.write(on_disk, tmp_path / PATH)
    assert not has_widget(server.read())


def test_without_a_session_the_still_is_read(server):
    server.save(live())
    server.sessions = []
    assert not has_widget(server.read())


def test_another_notebooks_session_does_not_count(server):
    server.save(live())
    server.sessions = [{"path": "other.ipynb", "kernel": {"id": "k1"}}]
    assert not has_widget(server.read())


def test_after_a_restart_of_the_kernel_the_still_is_read(server):
    server.save(live())
    server.process = 200
    assert not has_widget(server.read())


def test_outputs_that_linger_after_a_restart_are_not_revived_by_another_save(server):
    server.save(live("old"))
    server.process = 200
    server.save(live("old"))
    assert not has_widget(server.read())
    server.save(live("new"))
    assert has_widget(server.read())


def test_a_file_that_was_changed_meanwhile_is_read_as_it_is(server, tmp_path):
    server.save(live())
    notebook = nbformat.read(tmp_path / PATH, as_version=4)
    notebook.cells[0].outputs[0].data[CHART] = {"spec": {"title": "Others"}, "says": "Down."}
    nbformat.write(notebook, tmp_path / PATH)
    assert not has_widget(server.read())


def test_a_chart_that_was_taken_out_does_not_come_back(server):
    server.save(live())
    server.save()
    assert server.read() == []


def test_a_copy_of_the_notebook_holds_stills(server, tmp_path):
    server.save(live())
    asyncio.run(server.contents_manager.copy(PATH, "copy.ipynb"))
    assert WIDGET_VIEW not in (tmp_path / "copy.ipynb").read_text(encoding="utf-8")


def test_reading_without_content_asks_for_nothing(server):
    server.save(live())
    assert asyncio.run(server.contents_manager.get(PATH, content=False))["content"] is None
