"""Which notebooks are lessons, and a fresh copy of one beside the student's own; standard library only."""

import contextlib
import json
import os
import re
import subprocess
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from . import ToolError, messages

KEPT = ".fresh"
# As in helpers/questions/form.py.
ANSWERS = "my_answers.json"
# A student's own notebooks stand beside the lessons: Untitled.ipynb, 02_autos_and_evs-Copy1.ipynb, a fresh copy.
_LESSON = re.compile(r"\d\d_\w+(?<!_fresh)(?<!_fresh_\d)(?<!_fresh_\d\d)\.ipynb", re.ASCII)


def is_lesson(path: Path) -> bool:
    """Whether a notebook is a lesson by its name, and not a student's own.

    Args:
        path: The notebook's file.

    Returns:
        True for a lesson.

    Example:
        >>> [is_lesson(Path(name)) for name in ("02_autos.ipynb", "02_autos_fresh_2.ipynb", "02_autos-Copy1.ipynb")]
        [True, False, False]
    """
    return _LESSON.fullmatch(path.name) is not None


def lessons(folder: Path) -> list[Path]:
    """The lessons in a folder.

    Args:
        folder: Where the notebooks are.

    Returns:
        Their paths, in teaching order.
    """
    return sorted(path for path in folder.glob("*.ipynb") if is_lesson(path))


def edition(folder: Path, language: str) -> Path:
    """Where the lessons of a language are.

    Args:
        folder: Where the English ones are.
        language: "en", or the name of a folder in it.

    Returns:
        That folder; the English one where there is no other.
    """
    return other if (other := folder / language).is_dir() else folder


def meant(typed: str, names: Iterable[str], several: bool = False) -> list[str]:
    """What somebody means: the lesson whose name is typed in full, or else each that begins so.

    Args:
        typed: A name with or without a folder and the ending, its beginning, or only its number.
        names: The names of all lessons, without the ending.
        several: Whether more than one may be meant.

    Returns:
        Those that fit, in their order.

    Raises:
        ToolError: None fits, or several do and must not.

    Example:
        >>> meant("2", ["02_autos", "03_noodles"]), meant("02_autos.ipynb", ["02_autos", "02_autos_more"])
        (['02_autos'], ['02_autos'])
    """
    names, stem = list(names), Path(typed).name.removesuffix(".ipynb")
    stem = f"0{stem}" if re.fullmatch(r"\d", stem) else stem
    found = [each for each in names if each == stem] or [each for each in names if stem and each.startswith(stem)]
    if not found:
        raise ToolError(messages.NO_LESSON.format(name=typed, names=", ".join(names) or "none"))
    if len(found) > 1 and not several:
        raise ToolError(messages.SEVERAL_LESSONS.format(name=typed, names=", ".join(found)))
    return found


def keep_fresh(root: Path) -> None:
    """Keeps a copy of each lesson that nobody has saved yet: what `reset` gives where there is no git.

    Args:
        root: The project's folder; where nothing can be written there, nothing is kept.
    """
    folder = root / "notebooks"
    for path in filter(is_lesson, (*folder.glob("*.ipynb"), *folder.glob("[a-z][a-z]/*.ipynb"))):
        kept = root / KEPT / path.relative_to(folder)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            content = path.read_bytes()
            # When JupyterLab saves a lesson, it notes down the version of Python; `refresh` does not.
            if not kept.exists() and json.loads(content)["metadata"].get("language_info") == {"name": "python"}:
                put(kept, content)


def reset(root: Path, name: str, language: str = "en") -> int:
    """Puts a fresh copy of a lesson beside the student's own, clears its answers, and says so.

    Args:
        root: The project's folder.
        name: The lesson's name, or the start of one, such as "02".
        language: That of its edition.

    Returns:
        The exit code.

    Raises:
        ToolError: There is no such lesson, or nothing to copy from.
    """
    keep_fresh(root)
    folder = edition(root / "notebooks", language)
    kept = root / KEPT / folder.relative_to(root / "notebooks")
    # Those too that a student has deleted.
    names = sorted({path.stem for path in (*lessons(kept), *lessons(folder))})
    lesson = folder / f"{meant(name, names)[0]}.ipynb"
    content = _fresh(lesson, kept / lesson.name)
    copy = _beside(lesson, "fresh", content)
    print(messages.FRESH_COPY.format(file=copy.relative_to(root).as_posix()), flush=True)
    theme = json.loads(content)["metadata"].get("lesson", {}).get("theme")
    if aside := _clear_answers(folder / ANSWERS, theme):
        print(messages.ANSWERS_CLEARED.format(file=aside.relative_to(root).as_posix()), flush=True)
    return 0


def _clear_answers(file: Path, theme: str) -> Path | None:
    """Takes the answers to a theme's questions out of the file that keeps them; gives a copy of it as it was."""
    try:
        answers = json.loads(file.read_text(encoding="utf-8-sig"))
        left = {name: each for name, each in answers.items() if name.partition(".")[0] != theme}
    except (OSError, ValueError, AttributeError):
        # There is none, or it is broken: then the next answer sets it aside.
        return None
    if len(left) == len(answers):
        return None
    aside = _beside(file, "before", file.read_bytes())
    put(file, (json.dumps(left, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return aside


def _beside(file: Path, word: str, content: bytes) -> Path:
    """Writes a file under the first free name: that of the other with a word, and from the second on a number."""
    for number in count(1):
        new = file.with_stem(f"{file.stem}_{word}" + (f"_{number}" if number > 1 else ""))
        with contextlib.suppress(FileExistsError), new.open("xb") as opened:
            opened.write(content)
            return new


def _fresh(lesson: Path, kept: Path) -> bytes:
    """A lesson as git holds it; as it was kept where there is no git, no repository or no such lesson in it."""
    words = ["git", "show", f"HEAD:./{lesson.name}"]
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        return subprocess.run(words, cwd=lesson.parent, capture_output=True, check=True).stdout
    if not kept.exists():
        raise ToolError(messages.NO_FRESH_TEXT.format(file=lesson.name))
    return kept.read_bytes()


def put(path: Path, content: bytes) -> None:
    """Writes a file in one step, so that one that was cut off is never taken for whole; its folder is made if need be.

    Args:
        path: The file.
        content: What it is to hold.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    os.replace(beside, path)


def lay(root: Path, folder: Path, language: str = "en") -> None:
    """Lays the lessons of a language into a student's own folder, and never over her own work.

    A lesson that she has not changed since it was laid is brought up to date; one that is missing comes back.

    Args:
        root: The project's folder, which need not be hers.
        folder: Hers; it is made where there is none.
        language: That of the edition.
    """
    for lesson in lessons(edition(root / "notebooks", language)):
        hers, kept, new = folder / lesson.name, folder / KEPT / lesson.name, lesson.read_bytes()
        if not hers.exists() or (kept.exists() and new != kept.read_bytes() == hers.read_bytes()):
            put(hers, new)
            put(kept, new)
