"""Slips: a cell that fails says one clear sentence and the reader's own line; the whole message is a click away."""

import builtins
import inspect
import linecache
import re
import sys
import traceback
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd

from .errors import ClearError, unknown

WHOLE = "The whole of Python's message"
IMPORTED = "Python does not know {name!r} yet: run the first code cell. This line belongs in it: {line}"
NEAR = "Python does not know {name!r}: did you mean {near!r}? If not, use Run > Run All Above Selected Cell first."
NOT_NEAR = "Python does not know {name!r}: use Run > Run All Above Selected Cell first. A text needs quotes."
IN_QUERY = "There is no column {name!r}. In a query, a text has quotes of its own: \"entity == 'china'\"."
NO_ROW = "There is no row {name!r}. A column stands in table[...], or behind a comma as in table.loc[:, ...]."
SIGN = "Python has no sign {sign} (U+{code:04X}): type {plain} instead, with the Chinese input off."
NO_SIGN = "Python has no sign {sign} (U+{code:04X}): take it out, or put it in quotes with its text."
ELSE = "Python stopped at this line."
# By "KindOfError: what Python says"; the first that is found there is told.
SENTENCES = {
    r"unterminated": "A quote is missing: a text begins and ends with the same quote, on one line.",
    r"never closed|incomplete input|EOF": "A bracket or a quote is opened and never closed: count them.",
    r"unmatched|closing parenthesis": "A bracket is closed that was not opened last: count them.",
    r"'=='|\"==\"|without a target|cannot assign": "One = gives a name to a value; to compare two values, write ==.",
    r"expected ':'": "The line needs a colon : at its end.",
    r"IndentationError|TabError": "Lines of one block begin at one place: after a colon, four spaces further in.",
    r"to float|for int|parse str|leading zeros|l literal": "Only digits and a point make a number: no comma, no 万.",
    r"SyntaxError": "Python cannot read this line: a comma, a quote, a bracket or a sign is missing or too much.",
    r"only concatenate": 'A text and a number cannot be added. To put a number into a text: f"In {{year}}".',
    r"not supported between|ufunc '\w*(less|great|equal)": "A text is compared with a number: only a text has quotes.",
    r"truth value of a|'r?(and|or)_'": "Between conditions on a table write & for and, | for or, with each one in ( ).",
    r"not callable|not subscriptable": "( ) runs a function, [ ] takes a part of a table: here is no such thing.",
    r"(\w+)\(\) missing .*: (.+)": "Between the brackets of {0}() this is missing: {1}.",
    r"(\w+)\(\) takes .* given": "Too much stands between the brackets of {0}(). A number has no comma: 186500.",
    r"IndexError": "There are not so many: the first has the number 0. Perhaps a filter leaves nothing.",
    r"ZeroDivisionError": "This divides by zero.",
    r"NoneType": "Here is None, which is nothing: the step before it gave nothing back.",
    r"TypeError": "This cannot be done with such values: look which one is a number, a text or a whole table.",
    r"[Ll]ength": "These are not equally long: a new column needs one value for each row.",
}
_PLAIN = dict(zip("“”‘’、。【】×÷−\u3000\xa0", [*"\"\"'',.[]*/-", "a space", "a space"], strict=True))
_IMPORTS = {"alt": "import altair as alt", "pd": "import pandas as pd"}


def install(shell) -> None:
    """Makes an IPython shell tell its errors so; where that fails, it shows them as IPython does.

    Args:
        shell: The shell, or None. Each error that it shows, of a cell or a display, goes through its `_showtraceback`.
    """
    if shell is None:
        return
    show = partial(type(shell)._showtraceback, shell)

    def show_slip(kind: type, error: BaseException, whole: list[str]) -> None:
        try:
            told = _told(error, shell)
        except Exception:
            return show(kind, error, whole)
        show(kind, error, told)
        plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(whole))
        html = f"<details><summary>{WHOLE}</summary><pre>{escape(plain)}</pre></details>"
        shell.display_pub.publish({"text/plain": plain, "text/html": html})

    shell._showtraceback = show_slip


def _told(error: BaseException, shell) -> list[str]:
    """The sentence, the reader's own line with its mark, and the last line of Python's own words."""
    own = [each for each in traceback.extract_tb(error.__traceback__) if shell.compile.format_code_name(each.filename)]
    shown = traceback.StackSummary.from_list(own[-1:]).format() if own else traceback.format_exception_only(error)
    line = [each for each in "".join(shown).splitlines() if each.startswith("    ")] or [""]
    words = f"{type(error).__name__}: {error}".splitlines()[0]
    clear = error if isinstance(error, ClearError) else _nearest(error, shell.user_ns, re.findall(r"\w+", line[0]))
    found = (re.search(each, words) for each in SENTENCES)
    told = (text.format(*match.groups()) for text, match in zip(SENTENCES.values(), found, strict=False) if match)
    said, name = str(clear or next(told, ELSE)), re.search(r"'(.+?)'", str(clear))
    for each in linecache.getlines(own[-1].filename)[own[-1].lineno - 1 : own[-1].end_lineno] if own and name else []:
        if name[1] in each:
            # Of a long call, the line where the name stands.
            line = ["    " + each.rstrip(), " " * (4 + each.index(name[1])) + "^" * len(name[1])]
    return [said, "", *line, *(["", words[:300]] if error is not clear else [])]


def _nearest(error: BaseException, names: dict, line: list[str]) -> str | ClearError | None:
    """What is said of a sign or a name that is not there; the line is that of the cell, in words."""
    text, quoted = str(error), re.findall(r"'([^']*)'", str(error))
    match error:
        case SyntaxError():
            signs = [chr(int(each, 16)) for each in re.findall(r"U\+([0-9A-F]+)", text)]
            for sign in signs or re.findall("[“”‘’]", (error.text or "") * ("unterminated" in text)):
                plain = _PLAIN.get(sign) or unicodedata.normalize("NFKC", sign)
                return (SIGN if plain.isascii() else NO_SIGN).format(sign=sign, code=ord(sign), plain=plain)
        case NameError() if type(error).__name__ == "UndefinedVariableError" and "local" not in text:
            columns = _columns(error, names, line)[0]
            near = get_close_matches(quoted[0], columns, cutoff=0.5)
            return unknown("column", quoted[0], near) if near else IN_QUERY.format(name=quoted[0])
        case NameError() if quoted:
            near = _alike(quoted[0], [*names, *dir(builtins)])[:1]
            imports = _IMPORTS | {name: f"from helpers import {name}" for name in sys.modules[__package__].__all__}
            message = IMPORTED if quoted[0] in imports else NEAR if near else NOT_NEAR
            return message.format(name=quoted[0], near="".join(near), line=imports.get(quoted[0]))
        case KeyError():
            columns, in_rows = _columns(error, names, line)
            if in_rows:
                return NO_ROW.format(name=error.args[0])
            keys = columns or [key for word in line for key in getattr(names.get(word), "keys", list)()]
            asked = re.findall(r"'([^']*)'|found: (.*)", str(error.args[0]))
            asked = [each or other for each, other in asked if (each or other) not in keys]
            return unknown("column" if columns else "key", [*asked, error.args[0]][0], keys)
        case AttributeError() if error.obj is not None:
            kind = "column or method" if isinstance(error.obj, pd.DataFrame) else "name after the dot"
            return unknown(kind, error.name, _alike(error.name, dir(error.obj)))
        case TypeError() if found := re.search(r"(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword .*?'(\w+)'", text):
            places = [getattr(each, "__dict__", {}).get(found[1] or found[2]) for each in list(sys.modules.values())]
            functions = filter(callable, [getattr(each, found[2], None) for each in places] if found[1] else places)
            known = {name for each in functions for name in inspect.signature(each).parameters} - {"self"}
            return unknown("argument", found[3], _alike(found[3], known) or known)
        case ImportError() if quoted and error.name:
            module = sys.modules.get(error.name)
            known = vars(module) if module else {each.partition(".")[0] for each in sys.modules}
            return unknown("name" if module else "module", quoted[0], _alike(quoted[0], known))
        case FileNotFoundError():
            path = Path(str(error.filename))
            return unknown("file", path.name, [each.name for each in path.parent.glob("[!.]*")])
        case _ if found := re.search(r"has no parameter named '(\w+)'", text):
            return unknown("argument", found[1], _alike(found[1], re.findall(r"\w+", text.partition("names are:")[2])))
    return None


def _alike(name: str, known: Iterable[str]) -> list[str]:
    """The names that begin as one does and are near to it."""
    named = {each.lower(): each for each in known if each[:1].lower() == name[:1].lower()}
    return [named[each] for each in get_close_matches(name.lower(), named)]


def _columns(error: BaseException, names: dict, line: list[str]) -> tuple[list, bool]:
    """The columns of the table in which something was looked for, and whether it was looked for among its rows."""
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(error.__traceback__)]
    inside = [frame.get(name) for frame in reversed(frames) for name in ("self", "obj", "frame", "left")]
    tables = [list(each.columns) for each in [*inside, *map(names.get, line)] if isinstance(each, pd.DataFrame)]
    index = [list(each) for each in inside if isinstance(each, pd.Index)][:1]
    # One that pandas has made on the way has less of them.
    return max(tables, key=len, default=[]), bool(tables and index and index[0] not in tables)
