"""The strings of a cell's code that a reader sees, found by their place and their looks, and the same code with others.

What is code stays: names, columns of a single small word, shorthands such as "year:O", formats, queries. Inside an
expression of Vega or a query, a quoted text is a string like any other.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator

# Arguments that are shown whatever they look like, and those that are code.
_SHOWN_ARGUMENTS = {"title", "subtitle", "labels", "says"}
_CODE_ARGUMENTS = {"format", "timeFormat", "type", "scheme", "shape", "color", "font", "input", "as_", "freq"}
_CODE_CALLS = {"load", "figure", "codebook", "ask", "answer_key", "my_work", "strftime", "to_datetime"}
_LETTER = re.compile(r"[^\W\d_]")
_CODE = re.compile(
    # A colour, a column with its kind, a name, a letter, a day or a number by its form, a shape, a call.
    r"#[0-9a-fA-F]{3,8}|[\w.()]*:[QNOTG]|[a-z_0-9]+(?:[.\-/:][a-z_0-9]+)*|[a-z]+[A-Z]\w*|[A-Z]|.*%-?[A-Za-z].*"
    r"|[,.~+]*\d*[a-z%]|M-?\.?\d[^ ]*[HVLAZ].*|\w+\(.*\)"
)
_EXPRESSION = re.compile(
    # Of Vega; of a query; a pattern.
    r"\bdatum\b|[=!<>]=|&&|\|\|| [*+?] | : |\w [-/] \w|^is[A-Z]\w*\("
    r"|^\w+\.str\.| in [\[@]| [<>] \d|\\d|\(\?[:=!<P]"
)
# A power of ten by which a number is made shorter: `/ 1e9`, in Vega and in Python.
_SCALE = re.compile(r" [*/] (?:1e\d+|10+(?:\.0)?)\b")
_LARGE = re.compile(r" / 1e\d")
_DATE = re.compile(r"%-?[aAbB]")
# What stands between the parts of a list, or of a text that is put together with +.
_BETWEEN = {", ", "; ", ": "}
# What stands for a field where the words around it are looked at.
_FIELD = "0"
_QUOTED = re.compile(r"(?<!\w)'([^']*)'")

Say = Callable[[str], str]


def translated(source: str, say: Say) -> str:
    """Code with what it shows, and its comments, in other words; all else is as it was, to the letter.

    Args:
        source: A cell's code.
        say: What gives another text for a text; the fields of an f-string stand in braces, as in the code.

    Returns:
        The same code with other strings.

    Raises:
        ValueError: A translation has not the fields of its text.

    Example:
        >>> print(translated('f"{year}: none"  # so', {"{year}: none": "{year}: 0", "so": "thus"}.get))
        f"{year}: 0"  # thus
    """
    code, at = source.encode(), _Places(source)
    changes = [(*at.span(node), _written(node, say)) for node in _shown(ast.parse(source))]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _LETTER.search(token.string):
            start = at.offset(token.start[0], len(token.line[: token.start[1]].encode()))
            changes.append((start, start + len(token.string.encode()), f"# {say(token.string.lstrip('# '))}"))
    for start, end, text in sorted(changes, reverse=True):
        code = code[:start] + text.encode() + code[end:]
    return code.decode()


class _Places:
    """Where the parts of a text lie in its bytes, which is how Python counts columns."""

    def __init__(self, source: str):
        self.starts = [0]
        for line in source.encode().splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def span(self, node: ast.expr) -> tuple[int, int]:
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)


def _shown(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The strings with words for a reader; what stands inside an f-string is a part of it."""
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            child.parent = parent
    inside = {each for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in ast.walk(node)} - {tree}
    for node in ast.walk(tree):
        outer = isinstance(node, ast.JoinedStr) and node.parent not in inside
        if (outer or node not in inside) and _is_shown(node):
            yield node


def _is_shown(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        words = "".join(each.value if isinstance(each, ast.Constant) else _FIELD for each in node.values)
        return _is_text(words.replace(_FIELD, "")) and not _EXPRESSION.search(words)
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    if node.value in _BETWEEN and (getattr(node.parent, "attr", "") == "join" or isinstance(node.parent, ast.BinOp)):
        return True
    if not _LETTER.search(node.value):
        return False
    if _LARGE.search(node.value):
        return True
    if _EXPRESSION.search(node.value):
        return any(_is_text(each) or _DATE.search(each) for each in _QUOTED.findall(node.value))
    if _DATE.search(node.value):
        return True
    return not _stands_as_code(node) and (_is_text(node.value) or _stands_to_be_shown(node))


def _is_text(text: str) -> bool:
    """Whether a string looks like words, not like a name or a form of code; what begins or ends with a blank does."""
    return bool(_LETTER.search(re.sub(r"\{[^{}]*\}", "", text))) and not _CODE.fullmatch(text)


def _stands_as_code(node: ast.Constant) -> bool:
    place = node.parent
    if isinstance(place, ast.List | ast.Tuple):
        place = place.parent
    match place:
        case ast.Call(func=function):
            return _name(function) in _CODE_CALLS
        case ast.keyword(arg=argument):
            return argument in _CODE_ARGUMENTS
    return isinstance(place, ast.Expr)


def _stands_to_be_shown(node: ast.Constant) -> bool:
    match node.parent:
        case ast.keyword(arg="name", parent=ast.Call(func=function)):
            return _name(function).startswith("binding")
        case ast.keyword(arg=argument):
            return argument in _SHOWN_ARGUMENTS
        case ast.Call(func=function, args=arguments):
            place = next((number for number, each in enumerate(arguments) if each is node), None)
            return (_name(function), place) in {("Title", 0), ("title", 0), ("credit", 1)}
        case ast.List(elts=parts, parent=ast.keyword(arg="labels")):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts) if node in parts:
            # A single word beside texts is one of them.
            strings = (each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str))
            return any(map(_is_text, strings))
        case ast.IfExp(test=test):
            return node is not test
    return False


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _written(node: ast.Constant | ast.JoinedStr, say: Say) -> str:
    """A string as Python, in other words."""
    if isinstance(node, ast.JoinedStr):
        return _f_string(node, say)
    if _EXPRESSION.search(node.value) and not _LARGE.search(node.value):

        def inner(found: re.Match) -> str:
            return f"'{say(found[1])}'" if _is_text(found[1]) or _DATE.search(found[1]) else found[0]

        return _quoted(_QUOTED.sub(inner, node.value))
    return _quoted(say(node.value))


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    # What begins with a line break is several lines for a reader to change.
    return f'"""{text}"""' if text.startswith("\n") else '"' + text.replace("\n", "\\n") + '"'


def _f_string(node: ast.JoinedStr, say: Say) -> str:
    text = _body(node)
    other = say(text)
    try:
        told = ast.parse(_in_quotes(other), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{other!r} is not an f-string: {error.msg}") from error
    if fields(told) != fields(node):
        raise ValueError(f"{other!r} has not the fields of {text!r}")
    _translate_fields(told, say)
    return _in_quotes(_body(told))


def _in_quotes(text: str) -> str:
    quote = '"' if '"' not in text else "'''"
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return f"f{quote}{text}{quote}"


def _body(node: ast.JoinedStr) -> str:
    """What stands between the quotes of an f-string, with its fields in braces as `ast` writes them."""
    texts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            texts.append(part.value.replace("{", "{{").replace("}", "}}"))
            continue
        form = f":{_body(part.format_spec)}" if part.format_spec else ""
        turned = f"!{chr(part.conversion)}" if part.conversion > 0 else ""
        value = ast.unparse(part.value)
        texts.append("{" + f"{' ' if value.startswith('{') else ''}{value}{turned}{form}" + "}")
    return "".join(texts)


def fields(node: ast.JoinedStr) -> list[str]:
    """The fields of an f-string, in the order of their text; how they are formatted is a matter of the language.

    So is a power of ten: `{yuan / 1e9}` billion are `{yuan / 1e8}` 亿.

    Args:
        node: Its syntax tree.

    Returns:
        Each as `ast` writes it.

    Example:
        >>> fields(ast.parse('f"In {year}, {how:,}."', mode="eval").body)
        ['how', 'year']
    """
    parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
    return sorted(_SCALE.sub("", part) for part in parts)


def _translate_fields(node: ast.JoinedStr, say: Say) -> None:
    """Puts other words into the strings inside the fields of an f-string."""
    for part in [part for part in node.values if isinstance(part, ast.FormattedValue)]:
        part.parent = node
        for found in list(_shown(part)):
            if isinstance(found, ast.Constant):
                found.value = say(found.value)
            else:
                _translate_fields(found, say)
                found.values = ast.parse(_f_string(found, say), mode="eval").body.values
