"""Slips: a cell that fails says one clear sentence and the reader's own line; the whole message is a click away."""

import inspect
import linecache
import re
import sys
import tomllib
import traceback
import unicodedata
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd

from . import language
from .charts.specification import fault_in_words
from .errors import ClearError, unknown

_PLAIN = dict(zip("“”‘’、。【】×÷−²³", [*"\"\"'',.[]*/-", "**2", "**3"], strict=True))
# Built-in names that a lesson may have use for.
_BUILTINS = """
abs all any dict enumerate float int len list max min print range reversed round set sorted str sum zip True False None
"""
_NUMBER_WITH_MORE = re.compile(r"\d\s*(?:[万亿年月日元个辆]|%\s*(?:$|[,)]))|\.\d+\.\d|\d \d{3}\b|[$¥]\s?\d")
_TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def install(shell) -> None:
    """Makes an IPython shell tell its errors so; where that fails, it shows them as IPython does.

    Args:
        shell: The shell. Each error that it shows, of a cell or a display, goes through its `_showtraceback`.
    """
    show = partial(type(shell)._showtraceback, shell)

    def show_slip(kind: type, error: BaseException, whole: list[str]) -> None:
        try:
            told, summary = _told(error, shell), _TEXTS["words"]["whole"]
        except Exception:
            return show(kind, error, whole)
        show(kind, error, told)
        plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(whole))
        html = f"<details><summary>{summary}</summary><pre>{escape(plain)}</pre></details>"
        shell.display_pub.publish({"text/plain": plain, "text/html": html})

    shell._showtraceback = show_slip


def _told(error: BaseException, shell) -> list[str]:
    """The sentence, the reader's own line with its mark, and the last line of Python's own words."""
    own = [each for each in traceback.extract_tb(error.__traceback__) if shell.compile.format_code_name(each.filename)]
    # The line of this cell; where it calls a function of another cell, that function's line, too.
    of_cell = [each for each in own if each.filename == own[0].filename][-1:]
    own = of_cell + [each for each in own[-1:] if each not in of_cell]
    shown = traceback.StackSummary.from_list(own).format() if own else _of_no_frame(error, shell)
    line = [each for each in "".join(shown).splitlines() if each.startswith("    ")]
    statement = linecache.getlines(own[-1].filename)[own[-1].lineno - 1 : own[-1].end_lineno] if own else []
    words = f"{type(error).__name__}: {error}".splitlines()[0]
    known = {name: each for name, each in shell.user_ns.items() if name not in shell.user_ns_hidden}
    clear = error if isinstance(error, ClearError) else None
    clear = clear or _nearest(error, known, re.findall(r"\w+", " ".join([*line, *statement]))) or fault_in_words(error)
    found = ((text, re.search(pattern, "\n".join([words, *line[:1]]))) for pattern, text in _TEXTS["sentences"].items())
    told = str(clear or next(text.format(*match.groups()) for text, match in found if match))
    for each in statement if clear else []:
        for name in re.findall(r"'(.+?)'", told)[:1]:
            if name in each:  # of a long call, the line where the name stands
                line = ["    " + each.rstrip(), " " * (4 + each.index(name)) + "^" * len(name)]
    return [told, *([""] if line else []), *line, *(["", words[:300]] if error is not clear else [])]


def _of_no_frame(error: BaseException, shell) -> list[str]:
    """The line that Python cannot read, or the last line of the cell, whose value cannot be shown."""
    if isinstance(error, SyntaxError):
        return traceback.format_exception_only(error)
    return ["    " + each.strip() for each in shell.user_ns.get("In", [""])[-1].strip().splitlines()[-1:]]


def _nearest(error: BaseException, names: dict, line: list[str]) -> str | ClearError | None:
    """What is said of a sign or a name that is not there; the line is the reader's own, in words."""
    text, quoted, say = str(error), re.findall(r"'([^']*)'", str(error)), _TEXTS["words"]
    match error:
        case SyntaxError():
            signs = [chr(int(each, 16)) for each in re.findall(r"U\+([0-9A-F]+)", text)]
            for sign in signs or re.findall("[“”‘’]", (error.text or "") * ("unterminated" in text)):
                plain = _PLAIN.get(sign) or unicodedata.normalize("NFKC", sign).replace(" ", say["space"])
                return say["sign" if plain.isascii() else "no_sign"].format(sign=sign, code=ord(sign), plain=plain)
            code = re.sub(r"""'[^']*'|"[^"]*\"""", "''", error.text or "")
            return say["digits"] if _NUMBER_WITH_MORE.search(code) else None
        case NameError() if type(error).__name__ == "UndefinedVariableError" and "local" not in text:
            if quoted[0] in names:
                return say["name_in_query"].format(name=quoted[0])
            near = get_close_matches(quoted[0], _columns(error, names, line)[0], cutoff=0.5)
            return unknown("column", quoted[0], near) if near else say["in_query"].format(name=quoted[0])
        case NameError() if quoted:
            near = _alike(quoted[0], [*names, *_BUILTINS.split()])[:1]
            package = "helpers" if language.current == language.ENGLISH else f"helpers.{language.current}"
            of_helpers = {name: f"from {package} import {name}" for name in sys.modules["helpers"].__all__}
            line_of_import = (of_helpers | _TEXTS["imports"]).get(quoted[0], "")
            is_column = any(isinstance(names.get(each), pd.DataFrame) and quoted[0] in names[each] for each in line)
            key = "imported" if line_of_import else "is_column" if is_column else "near" if near else "not_near"
            return say[key].format(name=quoted[0], near="".join(near), line=line_of_import)
        case KeyError() if "key of type" not in text and not ("[index]" in text and "query" in line):
            if isinstance(error.args[0], tuple):
                return say["two_brackets"].format(names=", ".join(map(repr, error.args[0])))
            columns, in_rows = _columns(error, names, line)
            keys = columns or [key for word in line if isinstance(names.get(word), dict) for key in names[word]]
            asked = ["".join(each) for each in re.findall(r"'([^']*)'|found: (.*)", str(error.args[0]))]
            asked = [*(each for each in asked if each not in keys), *asked, error.args[0]][0]
            if in_rows or asked in keys:
                return say["no_row" if in_rows else "no_more"].format(name=asked)
            return unknown("column" if columns else "key", asked, keys)
        # Where a library looks for a name, the reader has another thing to mend.
        case AttributeError() if error.obj is not None and error.name in line and not text.startswith("Can only use"):
            if inspect.isroutine(error.obj):  # not a class, nor an object that can be called
                return say["brackets"].format(name=error.name, function=error.obj)
            if hasattr(getattr(error.obj, "str", None), error.name):
                return say["of_texts"].format(name=error.name)
            kind = "column or method" if isinstance(error.obj, pd.DataFrame) else "name after the dot"
            return unknown(kind, error.name, _alike(error.name, dir(error.obj)))
        case TypeError() if found := re.search(r"(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword .*?'(\w+)'", text):
            spaces = [names] if callable(names.get(found[1] or found[2])) else map(vars, list(sys.modules.values()))
            places = [each.get(found[1] or found[2]) for each in spaces]
            known = set()
            for function in [getattr(each, found[2], None) for each in places] if found[1] else places:
                with suppress(TypeError, ValueError):
                    known |= {*inspect.signature(function).parameters} - {"self"}
            return unknown("argument", found[3], known)
        case ImportError() if quoted and error.name:
            module = sys.modules.get(error.name)
            known = vars(module) if module else {each.partition(".")[0] for each in sys.modules}
            return unknown("name" if module else "module", quoted[0], _alike(quoted[0], known))
        case FileNotFoundError():
            path = Path(str(error.filename))
            return unknown("file", path.name, [each.name for each in path.parent.glob("[!.]*")])
    return None


def _alike(name: str, known) -> list[str]:
    """The names that begin as one does and are near to it."""
    named = {each.lower(): each for each in known if each[:1].lower() == name[:1].lower()}
    return [named[each] for each in get_close_matches(name.lower(), named)]


def _columns(error: BaseException, names: dict, line: list[str]) -> tuple[list, bool]:
    """The columns of the table in which something was looked for, and whether it was looked for among its rows."""
    inside = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)][::-1]
    if isinstance(error, KeyError) and not any(type(each).__module__.startswith("pandas") for each in inside):
        return [], False
    tables = [list(each.columns) for each in [*inside, *map(names.get, line)] if isinstance(each, pd.DataFrame)]
    index = [list(each) for each in inside if isinstance(each, pd.Index)][:1]
    # One that pandas has made on the way has less of them.
    return max(tables, key=len, default=[]), bool(tables and index and index[0] not in tables)
