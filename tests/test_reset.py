"""A fresh copy of a lesson, and that it takes away nothing of what a student has written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import conftest
from helpers.questions import form
from tools import ToolError, lessons, refresh
from tools import __main__ as tools

ROOT = Path(__file__).resolve().parent.parent
CLEAN = {"kernelspec": refresh.KERNELSPEC, "language_info": {"name": "python"}}
SAVED = CLEAN | {"language_info": {"name": "python", "version": "3.12.3"}}
OWN = ["Untitled.ipynb", "02_autos-Copy1.ipynb", "02_autos_fresh.ipynb", "02_autos_fresh_12.ipynb", "柳州.ipynb"]


def notebook(text, metadata=CLEAN):
    cells = [{"cell_type": "markdown", "id": "words", "metadata": {}, "source": text}]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project from a ZIP file, without git, with three lessons."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "notebooks").mkdir()
    for name in ("02_autos", "02_autos_more", "03_noodles"):
        lesson(tmp_path, name).write_bytes(notebook(f"# {name}"))
    return tmp_path


def lesson(project, name="03_noodles"):
    return project / "notebooks" / f"{name}.ipynb"


def fresh(project, name):
    """The text of the copy that stands beside a lesson afterwards; it is taken away, so that the next has its name."""
    lessons.reset(project, name)
    (copy,) = (project / "notebooks").glob("*_fresh.ipynb")
    text = copy.read_bytes()
    copy.unlink()
    return text


def kept(project):
    return {path.name: path.read_bytes() for path in (project / lessons.KEPT).iterdir()}


def test_every_committed_notebook_is_a_lesson_and_what_a_student_makes_is_neither_checked_nor_refreshed(project):
    names = [path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb") if "_fresh" not in path.name]
    assert [path.name for path in lessons.lessons(ROOT / "notebooks")] == sorted(names)
    for folder in ("notebooks", "notebooks/zh"):
        assert conftest.pytest_ignore_collect(ROOT / folder / "02_autos.ipynb") is None
        assert all(conftest.pytest_ignore_collect(ROOT / folder / name) for name in OWN)
    assert conftest.pytest_ignore_collect(ROOT / "tests") is None
    shutil.copy(ROOT / "pyproject.toml", project)
    for name in OWN:
        assert not lessons.is_lesson(Path(name))
        (project / "notebooks" / name).write_bytes(notebook("mine"))
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "--no-cache", "."]
    shown = subprocess.check_output(command, cwd=project, encoding="utf-8").splitlines()
    found = [path.name for path in refresh.find_notebooks([], project / "notebooks")]
    assert found == ["02_autos.ipynb", "02_autos_more.ipynb", "03_noodles.ipynb"]
    assert sorted(Path(line).name for line in shown) == [*found, "pyproject.toml"]


def test_a_fresh_copy_stands_beside_the_students_own_and_beside_older_copies(project, monkeypatch, capsys):
    monkeypatch.setattr(tools, "ROOT", project)
    # The program git is not needed.
    monkeypatch.setenv("PATH", "")
    before = lesson(project).read_bytes()
    lessons.keep_fresh(project)
    mine = notebook("my answer: 42", SAVED)
    lesson(project).write_bytes(mine)
    assert tools.main(["reset", "03"]) == tools.main(["reset", "3"]) == 0
    copies = [lesson(project, f"03_noodles{copy}").read_bytes() for copy in ("", "_fresh", "_fresh_2")]
    assert copies == [mine, before, before]
    said = "A fresh copy: notebooks/03_noodles_fresh.ipynb. Your own notebook stays as it is.\n"
    assert capsys.readouterr().out.startswith(said)


def test_the_answers_to_its_questions_are_cleared_and_a_copy_of_all_is_kept(project, monkeypatch, capsys):
    monkeypatch.setattr(tools, "ROOT", project)
    monkeypatch.chdir(project / "notebooks")
    lesson(project).write_bytes(notebook("# Noodles", CLEAN | {"lesson": {"theme": "noodles"}}))
    assert form.FILE.name == lessons.ANSWERS
    tools.main(["reset", "03"])
    assert "02_autos.ipynb" in kept(project)
    for copy, given in (("", "1"), ("_2", "42")):
        for name in ("noodles.1", "noodles_2.1"):
            assert form._keep(name, [{"answer": given, "verdict": "wrong"}]) == ""
        before = form.FILE.read_bytes()
        assert tools.main(["reset", "03"]) == 0
        assert (project / "notebooks" / f"my_answers_before{copy}.json").read_bytes() == before
        assert [len(form.all_answers()[0].get(name, [])) for name in ("noodles.1", "noodles_2.1")] == [0, 1]
    # A file that is broken is left to the next answer, which sets it aside.
    form.FILE.write_bytes(b"{")
    assert tools.main(["reset", "03"]) == 0 and form.FILE.read_bytes() == b"{"
    assert capsys.readouterr().out.count("a copy of all answers is kept in notebooks/my_answers_before") == 2


def test_each_edition_has_its_own_fresh_text_and_answers(project, monkeypatch, capsys):
    monkeypatch.setattr(tools, "ROOT", project)
    chinese = project / "notebooks" / "zh"
    chinese.mkdir()
    before = notebook("# 螺蛳粉", CLEAN | {"lesson": {"theme": "noodles"}})
    (chinese / "03_noodles.ipynb").write_bytes(before)
    lessons.keep_fresh(project)
    assert (project / lessons.KEPT / "zh" / "03_noodles.ipynb").read_bytes() == before
    mine, answers = notebook("我的答案", SAVED), b'{"noodles.1": [{"answer": "1", "verdict": "wrong"}]}'
    (chinese / "03_noodles.ipynb").write_bytes(mine)
    for folder in (chinese, chinese.parent):
        (folder / lessons.ANSWERS).write_bytes(answers)
    assert tools.main(["reset", "03", "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("新的副本：notebooks/zh/03_noodles_fresh.ipynb。") and "zh/my_answers_before.json" in said
    assert [(chinese / f"03_noodles{copy}.ipynb").read_bytes() for copy in ("", "_fresh")] == [mine, before]
    assert (chinese / lessons.ANSWERS).read_text() == "{}\n"
    assert (chinese.parent / lessons.ANSWERS).read_bytes() == answers
    # What nobody has translated yet is no lesson of this edition.
    assert tools.main(["reset", "02_autos", "--language", "zh"]) == 1
    assert tools.main(["reset", "03"]) == 0
    assert lesson(project, "03_noodles_fresh").read_bytes() == lesson(project).read_bytes()


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
def test_with_git_the_text_is_the_committed_one(project):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    # As long as the repository does not hold the project, the kept text is used.
    before = lesson(project).read_bytes()
    assert fresh(project, "03") == before
    shutil.rmtree(project / lessons.KEPT)
    for words in (["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *words], cwd=project, check=True)
    lesson(project).write_bytes(notebook("changed without JupyterLab"))
    assert fresh(project, "03") == before != kept(project)["03_noodles.ipynb"]
    lesson(project).unlink()
    assert fresh(project, "03_noodles.ipynb") == before


def test_what_a_student_has_saved_is_never_taken_for_fresh(project):
    lesson(project).write_bytes(notebook("my answer", SAVED))
    lessons.keep_fresh(project)
    before = kept(project)
    assert sorted(before) == ["02_autos.ipynb", "02_autos_more.ipynb"]
    with pytest.raises(ToolError, match=r"No fresh text of 03_noodles.ipynb is at hand: download"):
        lessons.reset(project, "03")
    # What was kept once stays.
    lesson(project, "02_autos_more").write_bytes(notebook("changed, and refreshed"))
    lesson(project, "02_autos").write_bytes(b"{")
    lessons.keep_fresh(project)
    assert kept(project) == before


def test_a_name_means_one_lesson(project):
    for name in ("../03", "02_autos"):
        assert b"# 0" in fresh(project, name)
    for name, said in (
        ("09", "No lesson is named '09': there are 02_autos, 02_autos_more, 03_noodles."),
        *(("02", "'02' may mean 02_autos, 02_autos_more"), ("", "No lesson is named ''")),
    ):
        with pytest.raises(ToolError, match=said):
            lessons.reset(project, name)
