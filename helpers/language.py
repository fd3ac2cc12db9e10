"""The language in which the helpers speak: English, unless a notebook begins with `from helpers.zh import …`.

What they say in English stands in the modules of messages, and in data/questions; what they say in another language in
a catalogue beside this file (zh.mo), which `python -m tools translate` makes of locale/zh.
"""

import copy
import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

ENGLISH = "en"
MODULES = ("helpers.errors", "helpers.slips")
MODULES += tuple(f"helpers.{room}.messages" for room in ("data", "charts", "questions"))

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
MONTHS += ("October", "November", "December")
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

current = ENGLISH


def use(language: str) -> None:
    """Makes the helpers of this process speak a language.

    Args:
        language: "en", or another one that has a catalogue.

    Raises:
        FileNotFoundError: It has none.
    """
    global current
    _catalogue(language)
    current = language
    for name in MODULES:
        put_into_language(import_module(name))


def put_into_language(module: ModuleType) -> None:
    """Puts the messages of a module into the language that is in use.

    Args:
        module: A module whose constants are messages.
    """
    # Kept in the module: the command line puts the tools' own messages into a language without importing the helpers.
    english = vars(module).setdefault("_in_english", copy.deepcopy(messages_of(vars(module))))
    for constant, value in english.items():
        if isinstance(value, dict):
            # Others may hold the same dict.
            vars(module)[constant].update(_in(value))
        else:
            setattr(module, constant, _in(value))


@contextmanager
def in_english() -> Iterator[None]:
    """Lets code see the names in the data in English, as facts and questions have them."""
    global current
    before, current = current, ENGLISH
    try:
        yield
    finally:
        current = before


def messages_of(names: Mapping[str, object]) -> dict[str, object]:
    """The constants of a module that hold messages.

    Args:
        names: What stands in the module.

    Returns:
        Texts, and tuples and dicts of them, by name.

    Example:
        >>> messages_of({"HELLO": "Hello", "number": 1})
        {'HELLO': 'Hello'}
    """
    kinds = str | tuple | dict
    return {name: each for name, each in names.items() if name.strip("_").isupper() and isinstance(each, kinds)}


def said(text: str, context: str = "message") -> str:
    """A text in the language that is in use.

    Args:
        text: The English text, not empty.
        context: What it is: a "message", a text of a "question" or a "value" of the data.

    Returns:
        Its translation; where there is none, the text itself.

    Example:
        >>> said("Check")
        'Check'
    """
    return _catalogue(current).pgettext(context, text)


def in_language(row: Mapping[str, str], column: str) -> str:
    """What a row says in the language that is in use: data/ has the languages side by side.

    Args:
        row: A row of a CSV.
        column: A column such as "label", of which there is a label_en and a label_zh.

    Returns:
        The text; that of the English edition where the other has no own.

    Example:
        >>> in_language({"label_en": "bags", "label_zh": "袋"}, "label")
        'bags'
    """
    return row.get(f"{column}_{current}") or row.get(f"{column}_{ENGLISH}") or row[column]


def _in(value: object) -> object:
    if isinstance(value, dict):
        return {name: _in(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_in, value))
    return said(value) if isinstance(value, str) else value


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    with (Path(__file__).resolve().parent / f"{language}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
