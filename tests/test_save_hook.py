"""The save hook: what a student saves keeps its pictures, no save waits for one or fails because of it."""

import asyncio
import base64
import contextlib
import copy
import inspect
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager

from tools import live_again, save_hook, stills
from tools.stills import CHART, PICTURE, WIDGET_VIEW, fingerprint

from . import addresses

ROOT = Path(__file__).resolve().parent.parent
PATH = "柳州.ipynb"


def payload(title="One"):
    return {"spec": addresses.BAR | {"title": title}, "says": f"{title}: the share rose."}


def live(title="One", widget="w1", **more):
    data = {WIDGET_VIEW: {"model_id": widget}, CHART: payload(title) | more, "text/plain": title}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def dot(spec):
    """In the place of a chart's picture: no more of a PNG than is looked at."""
    return base64.b64encode(bytes(24) + stills._DRAWN_FROM + fingerprint(spec).encode()).decode()


def notebook(*outputs):
    cell = {"id": "a", "cell_type": "code", "source": "explore(chart)", "execution_count": 1}
    cells = [cell | {"metadata": {"trusted": True}, "outputs": copy.deepcopy(list(outputs))}]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class Jupyter:
    """A server with one notebook, one session and one kernel, whose process can be restarted."""

    def __init__(self, folder, kind=AsyncLargeFileManager):
        self.contents_manager, self.file = kind(root_dir=str(folder)), folder / PATH
        self.process, self.sessions = 100, [{"path": PATH, "kernel": {"id": "k1"}}]
        kernel = lambda _: SimpleNamespace(provisioner=SimpleNamespace(pid=self.process))  # noqa: E731
        self.kernel_manager = SimpleNamespace(list_kernel_ids=lambda: ["k1"], get_kernel=kernel)
        self.session_manager = SimpleNamespace(list_sessions=self.list_sessions)
        save_hook._load_jupyter_server_extension(self)

    async def list_sessions(self):
        return self.sessions

    def ask(self, name, *args, **kwargs):
        answer = getattr(self.contents_manager, name)(*args, **kwargs)
        return asyncio.run(answer) if inspect.isawaitable(answer) else answer

    def save(self, *outputs, path=PATH):
        self.ask("save", {"type": "notebook", "content": notebook(*outputs), "path": path}, path)

    def read(self, path=PATH):
        return self.ask("get", path)["content"]["cells"][0]["outputs"]

    def told(self):
        """What JupyterLab looks at before it saves."""
        model = self.ask("get", PATH, content=False, require_hash=True)
        return model["hash"], model["last_modified"]

    def kinds(self):
        """What the outputs in the file hold."""
        outputs = json.loads(self.file.read_bytes())["cells"][0]["outputs"]
        return ["picture" if PICTURE in each["data"] else "chart" if CHART in each["data"] else "" for each in outputs]


@pytest.fixture
def drawing(monkeypatch, tmp_path_factory):
    """Draws a dot for each chart; while it is paused, it takes its time."""
    # There Jupyter keeps what it trusts.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    for module, name in ((save_hook, "_pictures"), (save_hook, "_drawings"), (live_again, "_remembered")):
        monkeypatch.setattr(module, name, {})
    monkeypatch.setattr(live_again, "_first_seen", {})
    monkeypatch.setattr(live_again, "_kernels", dict)
    may_draw, drawn = threading.Event(), []
    may_draw.set()

    def answers(specs):
        assert may_draw.wait(20)
        drawn.extend(spec["title"] for spec in specs)
        return [{"reason": "no"} if spec["title"] == "Bad" else {"picture": dot(spec)} for spec in specs]

    @contextlib.contextmanager
    def paused():
        may_draw.clear()
        yield
        may_draw.set()
        wait()

    def wait():
        save_hook._worker.submit(int).result(20)

    monkeypatch.setattr(save_hook, "_answers", answers)
    yield SimpleNamespace(paused=paused, drawn=drawn, wait=wait)
    may_draw.set()
    wait()


@pytest.fixture
def jupyter(tmp_path, drawing):
    return Jupyter(tmp_path)


# A save and what comes after it.


@pytest.mark.parametrize("kind", [AsyncLargeFileManager, LargeFileManager])
def test_a_save_does_not_wait_and_a_moment_later_the_file_has_every_picture_unnoticed(tmp_path, drawing, kind):
    jupyter = Jupyter(tmp_path, kind)
    with drawing.paused():
        jupyter.save(live(), live("Two"))
        assert jupyter.kinds() == ["chart", "chart"]
        told = jupyter.told()
    assert jupyter.kinds() == ["picture", "chart"] * 2 and jupyter.told() == told
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [PATH]
    assert jupyter.ask("get", PATH)["content"]["cells"][0]["metadata"]["trusted"]
    later = jupyter.file.read_bytes()
    jupyter.save(live(), live("Two"))
    assert jupyter.file.read_bytes() == later and jupyter.told()[0] == told[0] and drawing.drawn == ["One", "Two"]


def test_what_another_program_changes_is_noticed_all_the_same(jupyter, drawing):
    jupyter.save(live())
    drawing.wait()
    told = jupyter.told()
    jupyter.file.write_text(jupyter.file.read_text(encoding="utf-8").replace("explore(", "draw("), encoding="utf-8")
    assert jupyter.told()[0] != told[0]
    jupyter.file.write_text("[]", encoding="utf-8")
    assert jupyter.told()[0] not in (None, told[0])


def test_an_untrusted_notebook_stays_untrusted(jupyter, drawing):
    content = notebook(live(), {"output_type": "display_data", "data": {"text/html": "<b>1</b>"}, "metadata": {}})
    content["cells"][0]["metadata"] = {}
    jupyter.ask("save", {"type": "notebook", "content": content, "path": PATH}, PATH)
    drawing.wait()
    assert jupyter.kinds()[0] == "picture"
    assert not jupyter.ask("get", PATH)["content"]["cells"][0]["metadata"]["trusted"]


def test_an_unchanged_chart_takes_its_picture_from_the_file_and_only_a_new_one_is_drawn_and_once(jupyter, drawing):
    jupyter.save(live())
    drawing.wait()
    save_hook._pictures.clear()
    drawing.drawn.clear()
    jupyter.save(live(), live("Two"), live("Two"))
    assert jupyter.kinds() == ["picture", "chart", "chart", "chart"]
    drawing.wait()
    assert jupyter.kinds() == ["picture", "chart"] * 3 and drawing.drawn == ["Two"]


def test_a_second_save_meanwhile_gets_the_pictures_of_both_and_one_that_has_begun_stays(jupyter, drawing):
    with drawing.paused():
        jupyter.save(live())
        jupyter.save(live(), live("Two"))
    assert jupyter.kinds() == ["picture", "chart"] * 2 and drawing.drawn == ["One", "Two"]
    with drawing.paused():
        jupyter.save(live("Three"))
        save_hook.keep_pictures({}, PATH, jupyter.contents_manager)
    assert jupyter.kinds() == ["chart"]


CHANGES = {
    "spoiled": lambda file: file.write_bytes(b"{") and None,
    "touched": lambda file: os.utime(file, (0, 0)),
    "deleted": lambda file: file.unlink(),
}


@pytest.mark.parametrize("late", [False, True], ids=["while it is drawn", "while it is written"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_file_that_is_no_longer_what_was_saved_is_left_alone_and_the_next_save_has_the_picture(
    jupyter, drawing, monkeypatch, change, late
):
    other = jupyter.file.with_name("other")
    with drawing.paused():
        jupyter.save(live())
        other.write_bytes(jupyter.file.read_bytes())
        change(other)
        if late:
            monkeypatch.setattr(save_hook, "saved", lambda *given: change(jupyter.file) or stills.saved(*given))
        else:
            change(jupyter.file)
    assert jupyter.file.exists() == other.exists()
    assert not other.exists() or jupyter.file.read_bytes() == other.read_bytes()
    assert not list(jupyter.file.parent.glob(".*.pictures"))
    monkeypatch.setattr(save_hook, "saved", stills.saved)
    jupyter.save(live())
    assert jupyter.kinds() == ["picture", "chart"] and drawing.drawn == ["One"]


def test_a_notebook_that_is_renamed_meanwhile_gets_its_picture_under_its_new_name(jupyter, drawing):
    with drawing.paused():
        jupyter.save(live())
        jupyter.file = jupyter.file.rename(jupyter.file.with_name("new name.ipynb"))
    assert jupyter.kinds() == ["picture", "chart"] and not (jupyter.file.parent / PATH).exists()


def test_a_link_to_a_notebook_stays_a_link(jupyter, drawing, tmp_path):
    jupyter.file = tmp_path / "elsewhere.ipynb"
    jupyter.file.write_text(json.dumps(notebook()), encoding="utf-8")
    (tmp_path / PATH).symlink_to(jupyter.file)
    jupyter.save(live())
    drawing.wait()
    assert (tmp_path / PATH).is_symlink() and jupyter.kinds() == ["picture", "chart"]


def test_a_chart_that_cannot_be_drawn_keeps_its_text_and_is_tried_once(jupyter, drawing, caplog):
    for _ in range(2):
        jupyter.save(live("Bad"))
        before = jupyter.file.stat().st_ino, jupyter.file.read_bytes()
        drawing.wait()
        assert (jupyter.file.stat().st_ino, jupyter.file.read_bytes()) == before
    assert jupyter.kinds() == ["chart"] and drawing.drawn == ["Bad"]
    assert caplog.text.count("A chart was saved without a picture. no") == 1


def test_where_the_storage_is_no_file_the_next_save_has_the_pictures_and_not_all_are_remembered(drawing, monkeypatch):
    monkeypatch.setattr(save_hook, "_MOST_PICTURES", 2)
    for count in (3, 5):
        model = {"type": "notebook", "content": notebook(*map(live, "abc"))}
        save_hook.keep_pictures(model, PATH, SimpleNamespace(log=None))
        assert len(model["content"]["cells"][0]["outputs"]) == count
        drawing.wait()


# Whatever goes wrong.


@pytest.mark.parametrize("broken", ["charts_in", "saved", "_remember", "live_again"])
def test_any_error_saves_the_notebook_as_it_came(jupyter, monkeypatch, caplog, broken):
    model = {"type": "notebook", "content": notebook(live(), live("Two"))}
    before = copy.deepcopy(model)
    monkeypatch.setattr(save_hook, broken, None)
    save_hook.keep_pictures(model, PATH, jupyter.contents_manager)
    assert model == before and "without pictures" in caplog.text


OTHERS = [("file", notebook(live())), ("directory", None), ("notebook", None), ("notebook", {"nbformat": 4})]
OTHERS += [("notebook", notebook(live()) | {"nbformat": 3})]
OTHERS += [("notebook", notebook() | {"cells": [{"cell_type": "markdown", "source": "x"}]})]


@pytest.mark.parametrize(("kind", "content"), OTHERS)
def test_whatever_is_no_notebook_with_charts_is_left_alone(kind, content, jupyter, drawing):
    model = {"type": kind, "content": content}
    before = copy.deepcopy(model)
    save_hook.keep_pictures(model, PATH, jupyter.contents_manager)
    drawing.wait()
    assert model == before and drawing.drawn == []


# Drawing in a process of its own.


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(save_hook, "_pictures", {})
    return Mock()


DRAWS = """
import json, os, sys, time
for spec in json.load(sys.stdin.buffer):
    if spec == "bad":
        {end}
        sys.exit()
    print(json.dumps({{"picture": spec}}), flush=True)
"""


@pytest.mark.parametrize("end", ["time.sleep(60)", "os.abort()", "print('half a line', end='', flush=True)"])
def test_a_chart_that_ends_the_process_or_takes_too_long_is_passed_over(log, monkeypatch, end):
    monkeypatch.setattr(save_hook, "_DRAW", [sys.executable, "-c", DRAWS.format(end=end)])
    monkeypatch.setattr(save_hook, "_SECONDS", 2)
    monkeypatch.setattr(save_hook, "_SECONDS_A_CHART", 0)
    save_hook._draw({"1": "one", "2": "bad", "3": "three"}, log)
    assert save_hook._pictures == {"1": "one", "2": None, "3": "three"}
    log.warning.assert_called_once()
    assert "took too long, or ended" in log.warning.call_args.args[1]


def test_without_a_drawing_process_nothing_is_drawn_and_it_is_said(log, monkeypatch):
    monkeypatch.setattr(save_hook, "_DRAW", ["no such program"])
    save_hook._draw({"1": "one"}, log)
    assert save_hook._pictures == {"1": None}
    log.warning.assert_called_once()


# The server.

SERVER = """if True:
    import asyncio, json, logging, sys
    from types import SimpleNamespace
    from tools import save_hook
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
    manager, kernels = AsyncLargeFileManager(), SimpleNamespace(list_kernel_ids=list)
    save_hook._load_jupyter_server_extension(SimpleNamespace(contents_manager=manager, kernel_manager=kernels))
    asyncio.run(manager.save(json.load(sys.stdin), "a.ipynb"))
    print(*{"pandas", "altair", "vl_convert", "ipywidgets", "helpers"} & set(sys.modules))
"""


def test_a_server_that_stops_meanwhile_has_the_pictures_in_the_file_stays_small_and_loads_nothing(tmp_path):
    """Whatever somebody has crafted: charts that would load something stand among two that do not."""
    with addresses.host(tmp_path) as (address, asked):
        charts = [*addresses.charts_that_load(address).values(), *addresses.charts_that_compute(address)]
        content = notebook(live(), *(live(spec=spec) for spec in charts), live("Two"))
        told = {"input": json.dumps({"type": "notebook", "content": content}), "cwd": tmp_path, "text": True}
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        assert subprocess.check_output([sys.executable, "-c", SERVER], env=environment, **told).split() == []
        assert asked() == []
    assert len(stills.pictures_in(json.loads((tmp_path / "a.ipynb").read_bytes())["cells"])) == 2


def test_cells_that_did_not_run_keep_what_the_file_shows_of_them_until_all_is_cleared(jupyter):
    first, second, other = (copy.deepcopy(notebook(live(title))["cells"][0]) for title in ("One", "Two", "Three"))
    cells = [first, second | {"id": "b"}, other | {"id": "c"}]

    def save(*cells):
        content = notebook() | {"cells": copy.deepcopy(list(cells))}
        jupyter.ask("save", {"type": "notebook", "content": content, "path": PATH}, PATH)
        save_hook._worker.submit(int).result(20)
        return [len(cell["outputs"]) for cell in json.loads(jupyter.file.read_bytes())["cells"]]

    assert save(*cells) == [2, 2, 2]
    # JupyterLab's Run All has emptied every cell, and the first one failed.
    error = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
    empty = [each | {"outputs": [], "execution_count": None} for each in cells]
    assert save(cells[0] | {"outputs": [error]}, empty[1], empty[2] | {"source": "changed"}) == [1, 2, 0]
    ran = empty[1] | {"execution_count": 2}
    assert save(empty[0], ran, empty[2]) == [1, 0, 0]
    assert save(*cells) == [2, 2, 2] and save(*empty) == [0, 0, 0]
