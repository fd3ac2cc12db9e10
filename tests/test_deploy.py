"""A class on one server: a real JupyterHub, its collection read-only, and what deploy/ has besides."""

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml
from traitlets.config import Config

from tools import lessons
from tools.stills import WIDGET_VIEW

from . import browser as driver
from .hub import READ_ONLY, SECONDS, Hub, Pupil

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
LESSON = "02_autos_and_evs.ipynb"
VALUES = yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lessons_are_laid_into_a_new_folder_and_never_over_what_a_pupil_has_made_of_them(language, tmp_path):
    project, hers = tmp_path / "project", tmp_path / "amei" / "Liuzhou"
    folder = project / "notebooks" / ("" if language == "en" else language)
    folder.mkdir(parents=True)
    for name in ("00_start", "01_plan", "02_autos", "03_noodles"):
        (folder / f"{name}.ipynb").write_text(f"{name}, {language}, old", encoding="utf-8")
    lessons.lay(project, hers, language)
    assert len(list(hers.glob("*.ipynb"))) == 4
    assert (hers / "01_plan.ipynb").read_text() == f"01_plan, {language}, old"
    (hers / "01_plan.ipynb").write_text("mine")
    (hers / "03_noodles.ipynb").unlink()
    for name in ("Untitled.ipynb", "my_answers.json", "01_plan_fresh.ipynb"):
        (hers / name).write_text("mine too")
    for lesson in folder.iterdir():
        lesson.write_text(lesson.read_text().replace("old", "new"))
    lessons.lay(project, hers, language)
    written = {path: path.stat().st_mtime_ns for path in hers.iterdir()}
    lessons.lay(project, hers, language)
    assert written == {path: path.stat().st_mtime_ns for path in hers.iterdir()}
    now = {path.stem: path.read_text().split()[-1] for path in hers.iterdir() if path.is_file()}
    assert now == {"00_start": "new", "01_plan": "mine", "02_autos": "new", "03_noodles": "new"} | dict.fromkeys(
        ("Untitled", "my_answers", "01_plan_fresh"), "too"
    )


@pytest.fixture(scope="module")
def hub():
    """A hub whose own checkout nobody can write to."""
    if not (
        shutil.which("unshare") and subprocess.run([*READ_ONLY, "true"], stderr=subprocess.DEVNULL).returncode == 0
    ):
        pytest.skip("a hub, and a folder that is read-only for it, need Linux and the right to make a user namespace")
    # A short path: that of a socket may have 107 letters.
    with tempfile.TemporaryDirectory(prefix="hub", ignore_cleanup_errors=True) as home:
        hub = Hub(Path(home), "zh", read_only=True)
        yield hub
        hub.stop()


def wait_for(coroutine):
    """Runs it in a thread of its own: in this one, a browser may have a loop that runs already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_two_pupils_run_a_lesson_at_once_and_keep_what_they_make(hub):
    wait_for(two_pupils(hub))


async def two_pupils(hub):
    await hub.ready()
    amei, bowen = pupils = [Pupil(hub, name, LESSON) for name in ("amei", "bowen")]
    await asyncio.gather(*(pupil.run() for pupil in pupils))
    assert [pupil.errors for pupil in pupils] == [[], []]
    assert "from helpers.zh import" in amei.cells[0]["source"]
    # A new chart gets its picture from a process of its own, from the read-only place as well.
    [cell] = amei.cells[-1:]
    cell["source"] = "import altair\nrow = altair.Data(values=[{'a': 1}])\n"
    cell["source"] += "explore(altair.Chart(row).mark_point().encode(x='a:Q'), says='One.')"
    [cell["outputs"]] = await amei.execute(cell["source"])
    await asyncio.gather(*(pupil.save() for pupil in pupils))
    saved = hub.home / "amei" / "Liuzhou" / LESSON
    end = time.monotonic() + SECONDS
    while (pictures := saved.read_text(encoding="utf-8").count('"image/png":')) < amei.charts:
        assert time.monotonic() < end, (pictures, amei.charts)
        await asyncio.sleep(0.2)
    assert WIDGET_VIEW not in saved.read_text(encoding="utf-8") and amei.charts == bowen.charts + 1 > 10
    # What is too much for her, or not hers to change, is an error in her own cell; a page that is loaded again finds
    # its widgets; two kernels do not draw the same numbers.
    await amei.execute("much = bytearray(3 * 10**9)")
    await amei.execute(f"open({str(ROOT / 'new.txt')!r}, 'w')")
    assert [error.partition(":")[0] for error in amei.errors] == ["MemoryError", "OSError"]
    assert "Read-only file system" in amei.errors[1]
    [[found]] = await amei.execute("import comm; print(*comm.get_comm_manager().targets)")
    assert {"jupyter.widget", "jupyter.widget.control"} <= set(found["text"].split())
    random = "import numpy; print(numpy.random.rand())"
    assert await amei.execute(random) != await bowen.execute(random)
    # A kernel that ends is started again.
    kernel = hub.processes_of("amei")[-1]
    kernel.kill()
    while (now := hub.processes_of("amei")[-1]) == kernel or len(hub.processes_of("amei")) < 3:
        assert time.monotonic() < end, now
        await asyncio.sleep(0.2)
    # Her next start writes over nothing of hers.
    await hub.end_server("amei")
    before = saved.read_bytes()
    await hub.server("amei")
    assert saved.read_bytes() == before != (ROOT / "notebooks/zh" / LESSON).read_bytes()


def test_a_pupil_logs_in_on_a_page_that_speaks_chinese_and_english(hub, chromium):
    wait_for(hub.ready())
    with contextlib.closing(driver.Window(chromium)) as window:
        window.page.goto(hub.url)
        for label in ("用户名 · Username", "密码 · Password"):
            window.page.get_by_label(label).fill("chen")
        window.page.get_by_role("button", name="登录").click()
        window.page.wait_for_url("**/user/chen/lab/**", timeout=SECONDS * 1000)
        assert window.refused == []


def test_a_container_begins_with_the_lessons_in_its_users_home(tmp_path):
    command = re.search(r'ENTRYPOINT \["python", "/opt/liuzhou/(.*)"\]', (DEPLOY / "Dockerfile").read_text("utf-8"))[1]
    words = [sys.executable, ROOT / command, sys.executable, "-c", "import os; print(os.getcwd())"]
    environment = os.environ | {"HOME": str(tmp_path), "LESSONS_LANGUAGE": "zh"}
    # It begins where they find no room, too.
    (tmp_path / "Liuzhou").touch()
    assert Path(subprocess.check_output(words, env=environment, text=True).strip()) == tmp_path
    (tmp_path / "Liuzhou").unlink()
    assert Path(subprocess.check_output(words, env=environment, text=True).strip()) == tmp_path
    laid, there = tmp_path / "Liuzhou" / LESSON, ROOT / "notebooks" / "zh" / LESSON
    assert laid.read_bytes() == there.read_bytes()
    assert VALUES["singleuser"]["defaultUrl"] == f"/lab/tree/Liuzhou/{lessons.lessons(there.parent)[0].name}"


def test_by_the_values_for_kubernetes_pupils_and_teacher_log_in_and_nobody_without_a_password():
    told = VALUES["hub"]["config"]
    names = {point.name: point for point in entry_points(group="jupyterhub.authenticators")}
    doorkeeper = names[told["JupyterHub"]["authenticator_class"]].load()(config=Config(told))
    passwords = told["SharedPasswordAuthenticator"]

    def may_enter(name, password):
        return bool(wait_for(doorkeeper.get_authenticated_user(None, {"username": name, "password": password})))

    assert may_enter("amei", passwords["user_password"]) and may_enter("teacher", passwords["admin_password"])
    assert not may_enter("teacher", passwords["user_password"]) and not may_enter("amei", "")
