"""The strings of a cell's code that a reader sees, found by their place and their looks, and the same code with others.

What is code stays: names, columns of a single small word, shorthands such as "year:O", formats, queries. Inside an
expression of Vega or a query, a quoted text is a string like any other.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from itertools import accumulate

_LETTER = re.compile(r"[^\W\d_]")
_FORM = re.compile(
    # A colour, a column with its kind, a name, a letter, a day or a number by its form, a shape, a call.
    r"#[0-9a-fA-F]{3,8}|[\w.()]*:[QNOTG]|[a-z_0-9]\w*(?:[.\-/:]\w+)*|[A-Z]|(?:%-?[dmYH]|\W)+"
    r"|[,.~+\d]*[a-z%]|M-?\.?\d[^ ]*[HVLAZ].*|\w+\(.*\)"
)
_EXPRESSION = re.compile(
    # Of Vega; of a query; a pattern.
    r"\bdatum\b|[=!<>]=|&&|\|\|| [*+?] | : |\w [-/] \w|^\w+\.str\.| in [\[@]| [<>] \d|\\d"
)
# A power of ten by which a number is made shorter: `/ 1e9`, in Vega and in Python.
_SCALE = re.compile(r" [*/] (?:1e\d+|10+(?:\.0)?)\b")
_LARGE = re.compile(r" / 1e\d")
# What stands between the parts of a list, or of a text that is put together with +.
_BETWEEN = {", ", "; ", ": "}
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
    # Python counts columns in bytes.
    starts = [0, *accumulate(map(len, source.encode().splitlines(keepends=True)))]
    changes = [
        (starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset, _written(node))
        for node in _retold(ast.parse(source), say)
    ]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _LETTER.search(token.string):
            start = starts[token.start[0] - 1] + len(token.line[: token.start[1]].encode())
            changes.append((start, start + len(token.string.encode()), f"# {say(token.string.lstrip('# '))}"))
    code = source.encode()
    for start, end, text in sorted(changes, reverse=True):
        code = code[:start] + text.encode() + code[end:]
    return code.decode()


def _retold(tree: ast.AST, say: Say) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Puts other words into the strings of a piece of code, and gives those that have another text now."""
    for node in _strings(tree):
        if isinstance(node, ast.JoinedStr):
            if _is_shown(node):
                node.values = _told(node, say).values
                yield node
            continue
        text = node.value
        if _is_shown(node):
            node.value = say(text)
        else:
            node.value = _QUOTED.sub(lambda found: f"'{say(found[1])}'" if _is_text(found[1]) else found[0], text)
        if node.value != text:
            yield node


def _strings(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The strings of a piece of code but its docstrings; what stands inside an f-string is a part of it."""
    nodes = [tree]
    for node in nodes:
        match node:
            case ast.JoinedStr() | ast.Constant(str()):
                yield node
            case ast.Expr(ast.Constant()):
                pass
            case _:
                for child in ast.iter_child_nodes(node):
                    child.parent = node
                    nodes.append(child)


def _is_shown(node: ast.Constant | ast.JoinedStr) -> bool:
    if isinstance(node, ast.JoinedStr):
        # Each field looks like a number.
        return _is_text("".join(each.value if isinstance(each, ast.Constant) else "0" for each in node.values))
    text = node.value
    return text in _BETWEEN or _is_text(text) or bool(_LETTER.search(text) and _stands_to_be_shown(node))


def _is_text(text: str) -> bool:
    """Whether a string looks like words, not like a name or a form of code; what begins or ends with a blank does."""
    if _LARGE.search(text):
        return True
    is_code = _FORM.fullmatch(text) or _EXPRESSION.search(text)
    return bool(_LETTER.search(re.sub(r"\{[^{}]*\}", "", text))) and not is_code


def _stands_to_be_shown(node: ast.Constant) -> bool:
    match node.parent:
        case ast.keyword("title" | "subtitle") | ast.List(parent=ast.keyword("labels")) | ast.IfExp():
            return True
        case ast.Call(ast.Attribute(attr="title" | "Title") | ast.Name("credit")):
            return True
        case ast.keyword("name", parent=ast.Call(ast.Attribute(attr=called))):
            return called.startswith("binding")
        case ast.List(parts) | ast.Tuple(parts) | ast.Dict(values=parts) if node in parts:
            # A single word beside texts is one of them.
            strings = (each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str))
            return any(map(_is_text, strings))
    return False


def _told(node: ast.JoinedStr, say: Say) -> ast.JoinedStr:
    """An f-string in other words, those inside its fields, too."""
    text = _body(node)
    other = say(text)
    try:
        told = ast.parse(_in_quotes(other, "f"), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{other!r} is not an f-string: {error.msg}") from error
    if fields(told) != fields(node):
        raise ValueError(f"{other!r} has not the fields of {text!r}")
    for part in _fields(told):
        part.value.parent = part
        list(_retold(part.value, say))
    return told


def _written(node: ast.Constant | ast.JoinedStr) -> str:
    return _in_quotes(node.value) if isinstance(node, ast.Constant) else _in_quotes(_body(node), "f")


def _in_quotes(text: str, prefix: str = "") -> str:
    text = text.replace("\\", "\\\\")
    # What begins with a line break is several lines for a reader to change.
    if text.startswith("\n"):
        return f'{prefix}"""{text}"""'
    quote = '"' if '"' not in text else "'''"
    return prefix + quote + text.replace("\n", "\\n") + quote


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
    return sorted(_SCALE.sub("", ast.unparse(part.value)) for part in _fields(node))


def _fields(node: ast.JoinedStr) -> list[ast.FormattedValue]:
    return [part for part in node.values if isinstance(part, ast.FormattedValue)]
