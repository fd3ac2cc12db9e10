"""Translations: what the English edition says, message by message, and the same in Chinese.

The catalogues are gettext's (locale/zh/*.po), one a lesson and one for all the rest; Poedit and Weblate open them. The
notebook of a lesson is made anew from the English one: the same cells and code, other words.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

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
    return " ".join(prose.BOUND.sub(r"<!--\g<name>-->", text).split())


def translated(cell: dict, say: Callable[[str], str]) -> str:
    r"""The source of a cell in other words.

    Args:
        cell: A cell, as a notebook's JSON has it.
        say: What gives another text for a text.

    Returns:
        Markdown with each paragraph in other words, or the same code with other strings and comments.

    Raises:
        ValueError: A translation has not the fields of its text.

    Example:
        >>> translated({"cell_type": "markdown", "source": "# One" + 2 * chr(10) + "Two"}, str.upper)
        '# ONE\n\nTWO'
    """
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
    cells = [cell | {"source": translated(cell, say)} for cell in notebook["cells"]]
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
        before = []

        def note(text: str, cell=cell, before=before) -> str:
            role = " ".join(cell["metadata"].get("tags", []))
            said_before = [f"after: {' '.join(before[-1].split())[:_NEIGHBOUR]}"] if before else []
            found.add(text, locations=[(f"{path.name}#{cell['id']}", None)], auto_comments=[role, *said_before])
            before.append(text)
            return text

        translated(cell, note)
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

    def add(value: object, context: str, where: str) -> None:
        if isinstance(value, dict | list | tuple):
            for name, each in value.items() if isinstance(value, dict) else enumerate(value):
                add(each, context, f"{where}.{name}" if isinstance(value, dict) else where)
        elif isinstance(value, str) and (_LETTER.search(re.sub(r"\{[^{}]*\}", "", value)) or context == "message"):
            found.add(value, locations=[(where, None)], context=context)

    for module in (*language.MODULES, "tools.messages"):
        for name, value in language.messages_of(vars(import_module(module))).items():
            if module == "helpers.slips":
                value = {each: value[each] for each in ("words", "sentences") if each in value}
            add(value, "message", f"{module}.{name}")
    add(_of_start(), "message", "start.py")
    add(language.MONTHS + language.WEEKDAYS, "message", "helpers.language")
    for question in questions().values():
        answers = [question.answer] if question.kind == "chart" else []
        shown = [each for answer in answers for each in (answer if isinstance(answer, list) else [answer])]
        names = {name for each in shown + [each["answer"] for each in question.misconceptions] for name in _names(each)}
        add(sorted(names), "value", question.id)
    for path in sorted((ROOT / "data" / "questions").glob("*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            if (unit := question.get("unit")) not in rows_by_id("units"):
                add(unit, "question", f"{question['id']}.unit")
            for where, text in _texts(question, question["id"]):
                add(" ".join(text.split()), "question", where)
    terms = {row["licence"] for row in rows_by_id("sources").values()}
    add(sorted(each for each in terms if not each.startswith("facts only")), "value", "data/sources.csv")
    figures = [name for name, each in resources().items() if "locator" in str(each["schema"])]
    # Those with a slash are addresses.
    places = {row["locator"] for name in figures for row in rows_of(name) if "/" not in row["locator"]}
    add(sorted(places - {""}), "value", "data")
    for table, column in (("air_monthly_cities", "city"), ("air_hourly", "station")):
        add(sorted({row[column] for row in rows_of(table)}), "value", f"data/{table}.csv")
    return found


def _names(answer: object) -> set[str]:
    """What a chart shows numbers for, where that is a name and no year."""
    return {name for name in answer if isinstance(name, str)} if isinstance(answer, dict) else set()


def _of_start() -> list[str]:
    """What start.py says: what it hands to `_`, as it stands there or as a constant, and its docstring."""
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    found = [ast.get_docstring(tree, clean=False)]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("_"), args=[ast.Constant(text)]):
                found.append(text)
            case ast.Assign(targets=[ast.Name("SIZE" | "FAILED" | "FAILED_WHEELS")], value=text):
                found.append(ast.literal_eval(text))
    return found


def _texts(given: object, where: str, name: str = "") -> Iterator[tuple[str, str]]:
    """What a reader reads of a question's table, with where it stands."""
    if isinstance(given, dict):
        for each in given:
            yield from _texts(given[each], f"{where}.{each}", each)
    elif isinstance(given, list):
        for each in given:
            yield from _texts(each, where, name)
    elif name in _TEXTS:
        yield where, given


def catalogue(name: str) -> Catalog:
    """What is translated so far.

    Args:
        name: A lesson's name, or "collection" for all the rest.

    Returns:
        The catalogue; an empty one where there is no file yet.
    """
    path = LOCALE / f"{name}.po"
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merged(old: Catalog, new: Catalog) -> Catalog:
    """The messages of one catalogue with the translations of another.

    Args:
        old: What is translated so far.
        new: What is to be translated.

    Returns:
        The new messages. One that says another text than before keeps the translation of the nearest, and is fuzzy;
        other numbers and other line breaks change nothing.
    """
    known = {(key(message.id), message.context): message for message in old if message.id}
    renamed = Catalog(locale=LANGUAGE)
    taken = set()
    for message in new:
        # A percent sign is one here.
        message.flags.discard("python-format")
        if message.id and (same := known.get((key(message.id), message.context))):
            renamed.add(
                message.id, same.string, flags=same.flags, context=message.context, user_comments=same.user_comments
            )
            taken.add((key(same.id), same.context))
    for name, message in known.items():
        if name not in taken:
            renamed.add(message.id, message.string, flags=message.flags, context=message.context)
    renamed.update(new)
    renamed.obsolete.clear()
    return renamed


def missing(of: Catalog) -> list[str]:
    """The messages of a catalogue that are not translated, or only as something near them was.

    Args:
        of: The catalogue.

    Returns:
        A sentence for each.
    """
    lacks = [message for message in of if message.id and (message.fuzzy or not message.string)]
    said = {True: messages.FUZZY, False: messages.NOT_TRANSLATED}
    return [said[message.fuzzy].format(where=_where(message), text=message.id) for message in lacks]


def _where(message) -> str:
    return ", ".join(place for place, _ in message.locations)


def sayer(of: Catalog) -> Callable[[str], str]:
    """What gives the translation of a text.

    Args:
        of: The catalogue of a lesson.

    Returns:
        A function of a text; without a translation it gives the text itself.
    """
    known = {key(message.id): message.string for message in of if message.id and message.string and not message.fuzzy}
    return lambda text: known.get(key(text)) or text


def faults(of: Catalog) -> list[str]:
    """The translations of a catalogue that have other bound numbers, or other fields in braces, than their texts.

    Args:
        of: The catalogue.

    Returns:
        A sentence for each.
    """
    found = []
    for message in of:
        if message.id and message.string and _fixed(message.id) != _fixed(message.string):
            parts = ", ".join(sorted(_fixed(message.id) ^ _fixed(message.string)))
            found.append(messages.OTHER_FIELDS.format(where=_where(message), text=message.id, fields=parts))
    return found


def _fixed(text: str) -> set[str]:
    fields = {_FORM.sub("}", each) for each in re.findall(r"\{[^{}]*\}", text)}
    return {*prose.bound_names(text), *fields, *re.findall("`[^`]+`", text)}


def write(of: Catalog, name: str) -> None:
    """Writes a catalogue, as Poedit would.

    Args:
        of: The catalogue.
        name: A lesson's name, or "collection".
    """
    LOCALE.mkdir(parents=True, exist_ok=True)
    of.header_comment, of.project, of.fuzzy = f"# {name}", "Liuzhou in figures", False
    # So that nothing changes where nothing is said otherwise.
    of.creation_date = of.revision_date = _BEGAN
    file = BytesIO()
    write_po(file, of, width=0, sort_output=False, include_lineno=False)
    lessons.put(LOCALE / f"{name}.po", file.getvalue())


def compile_rest(of: Catalog) -> None:
    """Writes what the helpers read: the catalogue of all that is in no lesson, in gettext's short form."""
    file = BytesIO()
    write_mo(file, of)
    lessons.put(COMPILED, file.getvalue())


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
        now = merged(catalogue(name), new)
        write(now, name)
        if name == REST:
            compile_rest(now)
        undone = missing(now)
        print(messages.TRANSLATED.format(name=name, done=len(now) - len(undone), all=len(now)))
        lacks += undone + faults(now)
    print(*lacks, sep="\n", file=sys.stderr)
    return int(bool(lacks))
