"""A fresh copy of a lesson, and that no command loses what a student has written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import start
from tools import lessons, refresh

ROOT = Path(__file__).resolve().parent.parent
CLEAN = {"kernelspec": refresh.KERNELSPEC, "language_info": {"name": "python"}}
SAVED = CLEAN | {"language_info": {"name": "python", "version": "3.12.3"}}


def notebook(text, metadata=CLEAN, source="1 + 1"):
    cells = [
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": text},
        {"cell_type": "code", "id": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None},
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project from a ZIP file, without git, with two lessons."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "notebooks").mkdir()
    for name in ("02_autos.ipynb", "02_autos_more.ipynb", "03_noodles.ipynb"):
        (tmp_path / "notebooks" / name).write_bytes(notebook(f"# {name}"))
    return tmp_path


def lesson(project, name="03_noodles"):
    return project / "notebooks" / f"{name}.ipynb"


def commit(project):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "core.autocrlf=false"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *words], cwd=project, check=True)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- what is a lesson ---


def test_every_committed_notebook_is_a_lesson():
    names = [path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb") if "_fresh" not in path.name]
    assert [path.name for path in lessons.lessons(ROOT / "notebooks")] == sorted(names)


OWN = ["Untitled.ipynb", "02_autos-Copy1.ipynb", "02_autos_fresh.ipynb", "02_autos_fresh_12.ipynb", "柳州.ipynb"]


@pytest.mark.parametrize("name", OWN)
def test_what_a_student_makes_is_no_lesson_and_no_test(name):
    import conftest

    assert not lessons.is_lesson(Path(name))
    assert conftest.pytest_ignore_collect(ROOT / "notebooks" / name)
    assert conftest.pytest_ignore_collect(ROOT / "notebooks" / "02_autos.ipynb") is None
    assert conftest.pytest_ignore_collect(ROOT / "tests") is None


def test_the_style_of_what_a_student_makes_is_not_checked(project):
    shutil.copy(ROOT / "pyproject.toml", project)
    for name in OWN:
        (project / "notebooks" / name).write_bytes(notebook("mine"))
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "--no-cache", "."]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", check=True)
    assert {Path(line).name for line in done.stdout.splitlines()} == {
        "pyproject.toml",
        "02_autos.ipynb",
        "02_autos_more.ipynb",
        "03_noodles.ipynb",
    }


# --- the fresh copy ---


def test_a_fresh_copy_stands_beside_the_students_own(project, monkeypatch, capsys):
    monkeypatch.setattr(start, "ROOT", project)
    before = notebook("# 03_noodles.ipynb")
    start.keep_fresh(project)
    mine = notebook("my answer: 42", SAVED)
    lesson(project).write_bytes(mine)
    assert start.main(["reset", "03"]) == 0
    assert lesson(project).read_bytes() == mine
    assert lesson(project, "03_noodles_fresh").read_bytes() == before
    assert capsys.readouterr().out == (
        "A fresh copy: notebooks/03_noodles_fresh.ipynb. Your own notebook stays as it is.\n"
    )


def test_a_fresh_copy_is_never_overwritten_either(project):
    for name in ("03_noodles_fresh", "03_noodles_fresh_2"):
        lesson(project, name).write_bytes(b"mine")
    assert lessons.fresh_copy(project, "03").name == "03_noodles_fresh_3.ipynb"
    assert lesson(project, "03_noodles_fresh").read_bytes() == lesson(project, "03_noodles_fresh_2").read_bytes()
    assert lesson(project, "03_noodles_fresh").read_bytes() == b"mine"


def test_with_git_the_text_is_the_committed_one(project):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    commit(project)
    before = lesson(project).read_bytes()
    lesson(project).write_bytes(notebook("changed without JupyterLab"))
    lessons.keep_fresh(project)
    assert lessons.fresh_copy(project, "03").read_bytes() == before
    lesson(project).unlink()
    assert lessons.fresh_copy(project, "03_noodles.ipynb").read_bytes() == before


def test_in_a_repository_that_does_not_hold_the_project_the_kept_text_is_used(project):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    assert lessons.fresh_copy(project, "03").read_bytes() == lesson(project).read_bytes()


def test_without_git_the_program_it_works_too(project, monkeypatch):
    def no_git(*_, **__):
        raise FileNotFoundError("git")

    monkeypatch.setattr(lessons.subprocess, "run", no_git)
    assert lessons.fresh_copy(project, "03").name == "03_noodles_fresh.ipynb"


def test_what_a_student_has_saved_is_never_taken_for_fresh(project):
    lesson(project).write_bytes(notebook("my answer", SAVED))
    lessons.keep_fresh(project)
    assert sorted(files(project / lessons.KEPT)) == ["02_autos.ipynb", "02_autos_more.ipynb"]
    with pytest.raises(lessons.LessonError, match="No fresh text of 03_noodles.ipynb is at hand: download"):
        lessons.fresh_copy(project, "03")


def test_what_was_kept_once_stays(project):
    lessons.keep_fresh(project)
    kept = files(project / lessons.KEPT)
    lesson(project).write_bytes(notebook("changed, and refreshed"))
    lesson(project, "02_autos").write_bytes(b"{")
    lessons.keep_fresh(project)
    assert files(project / lessons.KEPT) == kept


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("09", "No lesson is named '09': there are 02_autos, 02_autos_more, 03_noodles."),
        ("02", "More than one lesson begins with '02'"),
        ("", "No lesson is named ''"),
        ("3", None),
        ("../03", None),
        ("02_autos", None),
    ],
)
def test_a_name_means_one_lesson(project, name, said):
    if said is None:
        assert lessons.fresh_copy(project, name).parent == project / "notebooks"
    else:
        with pytest.raises(lessons.LessonError, match=said):
            lessons.fresh_copy(project, name)


# --- no command loses what a student has written ---


def test_refresh_keeps_changed_cells_and_new_ones(project):
    mine = json.loads(notebook("my answer: 42, 螺蛳粉", SAVED, "x = 41\nx + 1  # my guess"))
    mine["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {}, "source": "a note"})
    lesson(project).write_text(json.dumps(mine), encoding="utf-8")
    assert refresh.main(["03"], project / "notebooks") == 0
    after = json.loads(lesson(project).read_bytes())
    assert [(cell["id"], "".join(cell["source"])) for cell in after["cells"]] == [
        (cell["id"], cell["source"]) for cell in mine["cells"]
    ]
    assert after["cells"][1]["outputs"][0]["data"]["text/plain"] == ["42"]


def test_what_is_saved_while_refresh_runs_is_kept(project, monkeypatch, capsys):
    mine = notebook("typed while it ran", SAVED)
    monkeypatch.setattr(refresh, "execute", lambda *_, **__: lesson(project).write_bytes(mine))
    assert refresh.main(["03"], project / "notebooks") == 1
    assert lesson(project).read_bytes() == mine
    assert "03_noodles.ipynb was saved by another program meanwhile" in capsys.readouterr().err


def test_refresh_leaves_a_students_own_notebooks_alone(project):
    for name in ("Untitled", "03_noodles_fresh", "03_noodles-Copy1"):
        lesson(project, name).write_bytes(notebook("mine", SAVED))
    assert [path.stem for path in refresh.find_notebooks([], project / "notebooks")] == [
        "02_autos",
        "02_autos_more",
        "03_noodles",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["lab", "--no-browser"],
        ["test"],
        ["bench"],
        ["refresh"],
        ["site"],
        ["slides", "03"],
        ["pack"],
        ["reset", "02_autos"],
        ["doctor"],
    ],
)
def test_no_command_of_start_itself_touches_a_notebook(words, project, monkeypatch):
    """What it runs is faked here: JupyterLab saves what a student tells it to, and refresh is tested above."""
    lesson(project).write_bytes(notebook("my answer", SAVED))
    lesson(project, "03_noodles_fresh").write_bytes(notebook("my answer", SAVED))
    before = files(project / "notebooks")
    for name in ("requirements.txt", "requirements-test.txt", "constraints.txt", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, project / name)
    monkeypatch.setattr(start, "ROOT", project)
    monkeypatch.setattr(start, "VENV", project / ".venv")
    monkeypatch.setattr(start, "WHEELS", project / "wheels")
    monkeypatch.setattr(start, "ready", lambda *_: Path("python"))
    monkeypatch.setattr(start, "make_environment", lambda *_: None)
    monkeypatch.setattr(start, "hand_over", lambda command: 0)
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1, stdout=b""))
    start.main(words)
    after = files(project / "notebooks")
    assert before.items() <= after.items()
    assert len(after) - len(before) == (words[0] == "reset")
