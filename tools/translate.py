"""Translations: what the English edition says, message by message, and the same in Chinese.

The catalogues are gettext's (locale/zh/*.po), one a lesson and one for all the rest; Poedit and Weblate open them. The
notebook of a lesson is made anew from the English one: the same cells and code, other words.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Container
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from babel.messages.catalog import Catalog as GettextCatalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po

from helpers import language
from helpers.data.files import resources, rows_by_id, rows_of
from helpers.questions.questions import questions

from . import lessons, messages, prose, strings

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh"
LOCALE = ROOT / "locale" / LANGUAGE
COMPILED = ROOT / "helpers" / f"{LANGUAGE}.mo"
# The catalogue of what is in no lesson: messages, questions, names in the data.
REST = "collection"

_LETTER = re.compile(r"[^\W\d_]")
_EMPTY_LINES = re.compile(r"(\n(?:[ \t]*\n)+)")
_ENGLISH = "from helpers import "
# What a reader reads of a question's table.
_TEXTS = {"prompt", "hints", "working", "text", "say", "items"}
_LESSON_TEXTS = ("needs", "topics")
# How a field is formatted, and by which power of ten: a matter of the language.
_FORM = re.compile(r"(?: [*/] 1(?:e\d+|0+(?:\.0)?))?(?:(?<=[\w)\]]):[^:'{}]*)?\}$")
_NEIGHBOUR = 60
_BEGAN = datetime(2026, 11, 30, tzinfo=UTC)


def key(text: str) -> str:
    """A text as a catalogue finds it: however its lines are broken, and whatever its bound numbers are today.

    Args:
        text: A text of a lesson.

    Returns:
        Its words in a line; of a bound number the name alone.

    Example:
        >>> key("Over 187,000<!--nev20-->" + chr(10) + "were made.")
        'Over <!--nev20--> were made.'
    """
    return re.sub(r"\s+", " ", prose.BOUND.sub(r"<!--\g<name>-->", text))


class Catalog(GettextCatalog):
    """A catalogue of gettext's that finds a text by its `key`."""

    def _key_for(self, id: str | tuple, context: str | None = None) -> str | tuple:
        return super()._key_for(key(id) if isinstance(id, str) else id, context)

    def say(self, text: str) -> str:
        """A text of a lesson in the other language.

        Args:
            text: The English text.

        Returns:
            Its translation; without one that is sure, the text itself.
        """
        message = self.get(text)
        return message.string if message and message.string and not message.fuzzy else text


def _translated(cell: dict, say: Callable[[str], str]) -> str:
    """The source of a cell in other words: each paragraph of Markdown, or the strings and comments of code."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        return strings.translated(source, say).replace(_ENGLISH, f"from helpers.{LANGUAGE} import ", 1)
    blocks = _EMPTY_LINES.split(source)
    return "".join(say(each) if _LETTER.search(re.sub("<[^>]*>", "", each)) else each for each in blocks)


def edition(notebook: dict, say: Callable[[str], str]) -> dict:
    """A lesson in other words.

    Args:
        notebook: The English lesson, as JSON.
        say: What gives another text for a text.

    Returns:
        The lesson with the same cells and ids, without outputs.

    Raises:
        ValueError: A translation has not the fields, or the bound numbers, of its text.
    """
    lesson = notebook["metadata"].get("lesson", {})
    lesson = lesson | {name: say(lesson[name]) for name in _LESSON_TEXTS if name in lesson}
    cells = [cell | {"source": _translated(cell, say)} for cell in notebook["cells"]]
    cells = [cell | ({"outputs": [], "execution_count": None} if "outputs" in cell else {}) for cell in cells]
    return notebook | {"metadata": notebook["metadata"] | {"lesson": lesson}, "cells": cells}


def of_lesson(path: Path) -> Catalog:
    """Every message of an English lesson, each with the cells that say it and what stands before it there.

    Args:
        path: The notebook's file.

    Returns:
        A catalogue without translations.
    """
    notebook, found = json.loads(path.read_text(encoding="utf-8")), Catalog(locale=LANGUAGE)
    for cell in notebook["cells"]:
        said = [""]
        _translated(cell, lambda text, said=said: said.append(text) or text)
        for before, text in pairwise(said):
            role = " ".join(cell["metadata"].get("tags", []))
            after = [f"after: {' '.join(before.split())[:_NEIGHBOUR]}"] if before else []
            found.add(text, locations=[(f"{path.name}#{cell['id']}", None)], auto_comments=[role, *after])
    for name in _LESSON_TEXTS:
        if text := notebook["metadata"].get("lesson", {}).get(name):
            found.add(text, locations=[(path.name, None)], auto_comments=[name])
    return found


def of_rest() -> Catalog:
    """Every message that is in no lesson: those of helpers and tools, the questions, and names in the data.

    Returns:
        A catalogue without translations; its contexts are those of `helpers.language.said`.
    """
    found = Catalog(locale=LANGUAGE)

    def add(value: object, context: str, where: str, only: Container[str] = ()) -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                add(each, context, f"{where}.{name}", only)
        elif isinstance(value, list | tuple):
            for each in value:
                add(each, context, where, only)
        elif isinstance(value, str):
            has_words = context == "message" or _LETTER.search(re.sub(r"\{[^{}]*\}", "", value))
            if has_words and (not only or where.rpartition(".")[2] in only):
                found.add(" ".join(value.split()) if only else value, locations=[(where, None)], context=context)

    for module in (*language.MODULES, "tools.messages"):
        for name, value in language.messages_of(vars(import_module(module))).items():
            if module == "helpers.slips":
                value = {each: value[each] for each in ("words", "sentences") if each in value}
            add(value, "message", f"{module}.{name}")
    add(_of_start(), "message", "start.py")
    add(language.MONTHS + language.WEEKDAYS, "message", "helpers.language")
    for question in questions().values():
        answers = [question.told.get("answer"), *(each["answer"] for each in question.misconceptions)]
        add(sorted(_names(answers)), "value", question.id)
    for path in sorted((ROOT / "data" / "questions").glob("*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            if (unit := question.get("unit")) not in rows_by_id("units"):
                add(unit, "question", f"{question['id']}.unit")
            add(question, "question", question["id"], _TEXTS)
    terms = {row["licence"] for row in rows_by_id("sources").values()}
    add(sorted(each for each in terms if not each.startswith("facts only")), "value", "data/sources.csv")
    # Those with a slash are addresses.
    places = {row.get("locator", "") for name in resources() for row in rows_of(name)}
    add(sorted(each for each in places if "/" not in each), "value", "data")
    for table, column in (("air_monthly_cities", "city"), ("air_hourly", "station")):
        add(sorted({row[column] for row in rows_of(table)}), "value", f"data/{table}.csv")
    return found


def _names(answer: object) -> set[str]:
    """What charts show numbers for, where that is a name and no year."""
    if isinstance(answer, list):
        return {name for each in answer for name in _names(each)}
    return {name for name in answer if isinstance(name, str)} if isinstance(answer, dict) else set()


def _of_start() -> list[str]:
    """What start.py says: what it hands to `_`, as it stands there or as a constant, and its docstring."""
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    found = [ast.get_docstring(tree, clean=False)]
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name("_"), [ast.Constant(text)]):
                found.append(text)
            case ast.Assign([ast.Name("SIZE" | "FAILED" | "FAILED_WHEELS")], ast.Constant(text)):
                found.append(text)
    return found


def catalogue(name: str) -> Catalog:
    """What is translated so far.

    Args:
        name: A lesson's name, or "collection" for all the rest.

    Returns:
        The catalogue; an empty one where there is no file yet.
    """
    path, found = LOCALE / f"{name}.po", Catalog(locale=LANGUAGE)
    if path.exists():
        with path.open("rb") as file:
            PoFileParser(found).parse(file)
    return found


def faults(of: Catalog) -> list[str]:
    """The messages of a catalogue that are not translated, or only as something near them was, or with other fields.

    Args:
        of: The catalogue.

    Returns:
        A sentence for each; one has other fields, too, where its bound numbers or names in backticks are others.
    """
    found = []
    for message in filter(lambda each: each.id, of):
        parts = _fixed(message.id) ^ _fixed(message.string or message.id)
        if message.fuzzy:
            said = messages.FUZZY
        elif parts:
            said = messages.OTHER_FIELDS
        elif not message.string:
            said = messages.NOT_TRANSLATED
        else:
            continue
        where = ", ".join(place for place, _ in message.locations)
        found.append(said.format(where=where, text=message.id, fields=", ".join(sorted(parts))))
    return found


def _fixed(text: str) -> set[str]:
    fields = {_FORM.sub("}", each) for each in re.findall(r"\{[^{}]*\}", text)}
    return {*prose.bound_names(text), *fields, *re.findall("`[^`]+`", text)}


def _write(of: Catalog, name: str) -> None:
    """Writes a catalogue, as Poedit would; that of the rest also in gettext's short form, which the helpers read."""
    LOCALE.mkdir(parents=True, exist_ok=True)
    of.header_comment, of.project, of.fuzzy = f"# {name}", "Liuzhou in figures", False
    # So that nothing changes where nothing is said otherwise.
    of.creation_date = of.revision_date = _BEGAN
    text, compiled = BytesIO(), BytesIO()
    write_po(text, of, width=0, ignore_obsolete=True, include_lineno=False)
    lessons.put(LOCALE / f"{name}.po", text.getvalue())
    if name == REST:
        write_mo(compiled, of)
        lessons.put(COMPILED, compiled.getvalue())


def main(names: list[str]) -> int:
    """Brings the catalogues up to date with the English edition, and says what is not translated.

    Args:
        names: Lessons, as `refresh` takes them; none means all, and all the rest.

    Returns:
        The exit code: 1 where something is missing, fuzzy or has other fields.
    """
    from .refresh import find_notebooks

    found = {path.stem: of_lesson(path) for path in find_notebooks(names)}
    found |= {} if names else {REST: of_rest()}
    lacks = []
    for name, new in found.items():
        now = catalogue(name)
        now.update(new)
        _write(now, name)
        undone = faults(now)
        print(messages.TRANSLATED.format(name=name, done=len(now) - len(undone), all=len(now)))
        lacks += undone
    print(*lacks, sep="\n", file=sys.stderr)
    return int(bool(lacks))
