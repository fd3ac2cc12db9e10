"""Writes the notebooks, as they are saved, as pages that need neither Python nor a network.

Each page is one file: prose, code, tables, each explored picture with its controls, and questions that are judged. The
pictures and forms are drawn by the same code as in JupyterLab, which judges answers too. Where no script runs, and in
print, a still stands in the place of a picture, and hints and answer unfold.
"""

import base64
import json
import re
import zlib
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from helpers import language
from helpers.charts import runtime
from helpers.charts.controls import controls_of, left_to_vega
from helpers.charts.messages import IN_BROWSER, NAMES
from helpers.data import messages as data_messages
from helpers.data.files import rows_by_id
from helpers.questions.form import CODE
from helpers.questions.messages import FORM, WORK
from helpers.questions.work import CODE as WORK_CODE

from . import classroom, messages, stills, translate
from .lessons import lessons, put
from .messages import CLASS, PAGES

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SITE = ROOT / "site"
PARTS = Path(__file__).resolve().parent / "pages"
# The folder of JupyterLite beside the pages, which lead to it where it is.
LITE = "lite"
# What a page is made of besides its notebook.
MADE_OF = ("helpers/**/*.*", "data/**/*.*", "tools/pages/*", "tools/*.py")

_FACE = """@font-face {{ font-family: "City Figures"; font-weight: {weight}; src: url(data:font/otf;base64,{font}); }}
"""
# The corner of a table heads nothing.
_EMPTY_HEAD = re.compile(r"<th[^>]*>\s*</th>")
_HEAVIEST_COVER = 60_000
_TEXT = re.compile("<text.*?</text>", re.DOTALL)
_NO_WORDS = dict.fromkeys(("axis", "axisX", "axisY", "axisQuantitative", "legend"), {"disable": True})
_NO_WORDS |= {"background": None}
# What a still has no use for: it is one image to a screen reader, and nobody styles it.
_UNUSED = re.compile(r' (?:(?:aria-[a-z]+|role|class|pointer-events)="[^"]*"|opacity="1")')
# What the teacher's page says of a part, behind a comment with the name of the part's cell: <!-- of share -->
_OF_PART = re.compile(r"<!-- of ([\w-]+) -->(.*?)(?=<!-- of |\n\s*\n|\n</|\Z)", re.DOTALL)


@dataclass
class Section:
    """A part of a page under its heading, as the search sees it."""

    page: str
    id: str
    title: str
    text: str = ""


@dataclass
class Page:
    """A lesson as a page."""

    name: str
    question: str
    facts: str
    needs: str
    body: str
    payloads: str
    cover: str
    sections: list[Section]
    theme: str
    parts: dict[str, str]  # by question, the id of the section in which it is asked


def build(folder: Path, notebooks: Path = NOTEBOOKS) -> None:
    """Writes a page for each notebook, and the page that leads to them, in each language that has an edition.

    Args:
        folder: Where to write, the other language in a folder of its own; other files in it stay.
        notebooks: Where the notebooks are.
    """
    other = notebooks / translate.LANGUAGE
    # Whatever the command line speaks.
    speak(language.ENGLISH)
    english, has_lite = classroom.keys(), (folder / LITE).is_dir()
    try:
        speak(translate.LANGUAGE)
        chinese = classroom.keys()
        speak(language.ENGLISH)
        _build(folder, notebooks, other.is_dir(), [english, chinese], has_lite)
        if other.is_dir():
            speak(translate.LANGUAGE)
            _build(folder / translate.LANGUAGE, other, True, [chinese, english], has_lite)
    finally:
        speak(language.ENGLISH)


def renew(folder: Path, notebooks: Path = NOTEBOOKS, page: Path | None = None) -> None:
    """Writes the pages where one is missing, or older than anything that it is made of.

    Args:
        folder: Where they are.
        notebooks: Where the notebooks are.
        page: The page that is looked at, or else the one that is written last.
    """
    other = translate.LANGUAGE if (notebooks / translate.LANGUAGE).is_dir() else ""
    page = page or folder / other / "index.html"
    parts = [part for pattern in MADE_OF for part in ROOT.glob(pattern) if part.suffix != ".pyc"]
    parts += [*notebooks.rglob("[0-9]*.ipynb"), *folder.glob(LITE)]
    changed = max(part.stat().st_mtime for part in parts)
    if not page.exists() or page.stat().st_mtime < changed:
        print(messages.WRITING_PAGES, flush=True)
        build(folder, notebooks)


def speak(code: str) -> None:
    """Puts the pages, the helpers and what the tools say into a language.

    Args:
        code: "en" or "zh".
    """
    language.use(code)
    language.put_into_language(messages)


def _build(folder: Path, notebooks: Path, has_other: bool, keys: list[dict], has_lite: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    exporter = _exporter()
    paths = lessons(notebooks)
    names = {path.stem for path in paths}
    pages = []
    for path in paths:
        print(f"{path.stem} ...", flush=True)
        pages.append(_read(path, names, exporter))
    faces = (_FACE.format(weight=weight, font=font) for weight, font in runtime.fonts().items())
    helpers = [_part(name, ROOT / "helpers") for name in ("questions/ask.css", "charts/explore.css")]
    css = "".join([*faces, *helpers, _part("page.css"), _part("slides.css")])
    common = {"css": css, "early": _part("early.js"), "form_messages": _json(FORM | WORK)}
    common |= {"messages": said(), "language": language.current, "has_other": has_other, "has_lite": has_lite}
    vega = packed(drawing_code())
    modules = {"explore": runtime.PICTURES, "ask": CODE, "work": WORK_CODE}
    forms = [runtime.renderer(name, module) for name, module in modules.items()]
    script = "\n".join((*forms, *map(_part, ("messages.js", "slides.js", "table.js", "page.js"))))
    template = exporter.environment.get_template("lesson.html.j2")
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        html = template.render(page=page, before=before, after=after, vega=vega, script=script, **common)
        _write(folder / f"{page.name}.html", html)
        # A system that opens a file in its browser may drop what stands behind a #.
        _write(slides_of(page.name, folder), f'<meta http-equiv="refresh" content="0; url={page.name}.html#slides">\n')
    template = exporter.environment.get_template("class.html.j2")
    known, own = _json(classroom.data(pages, keys)), common | {"css": css + _part("class.css")}
    code = "".join([runtime.SHARED, _part("questions/judge.js", ROOT / "helpers"), _part("class.js")])
    _write(
        folder / classroom.NAME,
        template.render(page={"name": "class"}, data=known, script=code, said=CLASS, **own),
    )
    texts = _json([asdict(section) for page in pages for section in page.sections])
    template = exporter.environment.get_template("contents.html.j2")
    _write(
        folder / "index.html",
        template.render(pages=pages, texts=texts, script=_part("messages.js") + _part("search.js"), **common),
    )


def said() -> dict:
    """What page.js and table.js say, in the language that is in use.

    Returns:
        The messages of the pages and of their pictures; what a reader calls columns and codes; how a subtitle begins to
        name its sources, and the licence of each publisher that states one.
    """
    sources = [row for row in rows_by_id("sources").values() if not row["licence"].startswith("facts only")]
    words = [message.partition("{")[0] for message in (data_messages.SOURCE, data_messages.SOURCES)]
    terms = {language.in_language(row, "publisher"): language.said(row["licence"], "value") for row in sources}
    return PAGES | {"drawing": IN_BROWSER, "names": NAMES, "source_words": words, "terms": terms}


def slides_of(name: str, folder: Path) -> Path:
    """The file that opens a lesson's page as slides.

    Args:
        name: The lesson's name.
        folder: Where the pages are.

    Returns:
        Its path.
    """
    return folder / f"{name}-slides.html"


def _read(path: Path, names: set[str], exporter) -> Page:
    """A saved notebook as a page; links may lead to those of the names."""
    import nbformat

    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    prepare(notebook)
    body, _ = exporter.from_notebook_node(notebook, {"messages": PAGES})
    body = _with_ids(_EMPTY_HEAD.sub("<td></td>", _linked(body, names)))
    head, *rest = sections(path.stem, body)
    lesson = notebook.metadata.get("lesson", {})
    message = PAGES["lesson_facts" if lesson else "lesson"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output.metadata.picture for output in outputs if "picture" in output.get("metadata", {})]
    explored = exporter.environment.get_template("explored.html.j2").module.explored
    for picture in pictures:
        # Not by way of the exporter: it reads all HTML once more, and would spoil an SVG.
        body = body.replace(f'<div data-picture="{picture["id"]}"></div>', str(explored(picture, PAGES)), 1)
    return Page(
        name=path.stem,
        question=head.title,
        facts=message.format(number=path.stem.partition("_")[0], **lesson | {"level": PAGES.get(lesson.get("level"))}),
        needs=lesson.get("needs", ""),
        body=body.replace("</h1>", f'</h1><p class="note">{PAGES["note"]}</p>', 1),
        payloads=packed(_json({picture["id"]: picture["payload"] for picture in pictures})),
        cover=_cover(pictures, path.stem),
        sections=[head, *rest],
        theme=lesson.get("theme", ""),
        parts=_parts(notebook, {section.id for section in rest}),
    )


def _parts(notebook, ids: set[str]) -> dict[str, str]:
    """By question, the section in which it is asked."""
    found, at = {}, ""
    for cell in notebook.cells:
        at = cell.id if cell.id in ids else at
        kept = [output.get("metadata", {}).get("question") for output in cell.get("outputs", [])]
        found |= {question.id: at for question in kept if question}
    return found


def _cover(pictures: list[dict], name: str) -> str:
    """The picture of a lesson that is richest without its words, is not too heavy and reveals nothing.

    Nobody could read the words at the size of a stamp; whoever cannot see the picture hears them.
    """
    drawn = [_bare(each, name) for each in pictures if not each["reveals"]]
    return max((each for each in drawn if len(each) < _HEAVIEST_COVER), key=_richness, default="")


def _richness(svg: str) -> float:
    """How many marks a picture has, but for those of no size; a narrow one leaves most of its place empty."""
    width, height = (float(re.search(rf' {side}="([\d.]+)"', svg)[1]) for side in ("width", "height"))
    return len(re.findall(' d="M(?!0,0h0v0)', svg)) * min(1, width / height)


def _bare(picture: dict, name: str) -> str:
    spec = picture["spec"]
    bare = _wordless(spec) | {"config": spec.get("config", {}) | _NO_WORDS}
    return _TEXT.sub("", still(bare, name, f"{stills.title(spec)} {picture['says']}"))


def _wordless(part: object) -> object:
    if isinstance(part, list):
        return [_wordless(each) for each in part]
    if not isinstance(part, dict):
        return part
    names = part.keys() - {"title", "axis", "legend", "header"}
    return {key: part[key] if key == "datasets" else _wordless(part[key]) for key in part if key in names}


def prepare(notebook) -> None:
    """Makes the cells of a notebook ready for the template.

    What is said of a part becomes a span; the comments that bind numbers to the data go; code without an output joins
    the next; of a picture's outputs one is left, with all that the template needs; a value that only echoes in words
    stays with its code.

    Args:
        notebook: The notebook, changed in place.
    """
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _OF_PART.sub(r'<span data-of="\1">\2</span>', cell.source)
            cell.source = re.sub(r"<!--.*?-->", "", cell.source, flags=re.DOTALL)
        elif cell.cell_type == "code":
            if cells and cells[-1].cell_type == "code" and not cells[-1].outputs:
                cell.source = f"{cells.pop().source}\n\n\n{cell.source}"
            _prepare_outputs(cell)
        cells.append(cell)
    notebook.cells = cells


def _prepare_outputs(cell) -> None:
    kept, echoes = [], cell.metadata.setdefault("echoes", [])
    for place, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if stills.CHART in data:
            output.metadata.picture = _picture(f"{cell.id}-{place}" if kept else cell.id, data[stills.CHART])
            kept.append(output)
        elif stills.QUESTION in data:
            key = data[stills.QUESTION]
            output.metadata.question = {"id": key["id"], "kind": key["kind"], "key": _json(key)}
            kept.append(output)
        elif stills.WORK in data:
            output.metadata.work = _json(data[stills.WORK])
            kept.append(output)
        elif set(data) == {"text/plain"}:
            echoes.append(data["text/plain"])
        elif set(data) != {stills.PICTURE}:
            kept.append(output)
    cell.outputs = kept


def _picture(name: str, payload: dict) -> dict:
    """All that the template needs for an explored picture."""
    spec = stills.sized(payload["spec"])
    controls = controls_of(spec)
    wires = [each.wire(str(place)) for place, each in enumerate(controls)]
    return {
        "id": name,
        "spec": spec,
        "says": payload["says"],
        "still": still(spec, name, payload["says"]),
        "reveals": any(control.signal == "reveal" for control in controls),
        "controls": wires,
        "payload": payload | {"spec": spec, "controls": wires, "left": left_to_vega(spec)},
    }


def still(spec: dict, name: str, says: str) -> str:
    """A chart as it is at first, as an SVG that can stand in a page.

    It takes a fifth of the room of a PNG, is sharp in print and has the size of the live picture.

    Args:
        spec: A Vega-Lite specification.
        name: What no other picture of the page is called.
        says: A sentence that is true of the picture.

    Returns:
        An svg element.
    """
    svg = re.sub(r'(id="|url\(#)', rf"\1picture-{name}-", _UNUSED.sub("", stills.svg(spec)))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(says)}" ', 1)


def drawing_code(in_page: bool = True) -> str:
    """The Vega bundle as a script that can lie in a page: a module could be imported from an address only.

    Args:
        in_page: Whether the page has the font in its style sheet, and the pictures' own code.

    Returns:
        A script that sets `figuresDraw`.
    """
    module = runtime.drawing_code(in_page)
    code, count = re.subn(r"\nexport default (.+;)\s*$", r"\nglobalThis.figuresDraw = \1", module)
    if count != 1:
        raise RuntimeError("The drawing code does not end with its default export.")
    return f'(()=>{{"use strict";{code}}})();'


def packed(text: str) -> str:
    """A text as a page keeps it for its scripts: page.js unpacks it. It takes a quarter of the room.

    Args:
        text: Any text.

    Returns:
        The text as UTF-8, compressed, in Base64.

    Example:
        >>> zlib.decompress(base64.b64decode(packed("2014年"))).decode("utf-8")
        '2014年'
    """
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def sections(page: str, body: str) -> list[Section]:
    """The sections of a page and their words; what is folded, code and pictures are left out.

    Args:
        page: The page's name.
        body: Its HTML.

    Returns:
        What stands before the first heading of the second level, then a section for each such heading.

    Example:
        >>> [(each.id, each.title, each.text) for each in sections("p", "<h1>Why?</h1><p>So</p><h2 id='b'>B</h2>then")]
        [('', 'Why?', 'So'), ('b', 'B', 'then')]
    """
    soup = BeautifulSoup(body, "html.parser")
    for skipped in soup(["details", "svg", "script", "style", "pre", "button", "output"]):
        skipped.decompose()
    for block in soup(["p", "li", "td", "th", "br"]):
        block.insert_before(" ")
    found = [Section(page, "", "")]
    for text in soup.find_all(string=True):
        heading = text.find_parent(["h1", "h2"])
        if heading and heading.name == "h2" and heading["id"] != found[-1].id:
            found.append(Section(page, heading["id"], ""))
        name = "title" if heading else "text"
        setattr(found[-1], name, getattr(found[-1], name) + text)
    for section in found:
        section.title, section.text = (" ".join(words.split()) for words in (section.title, section.text))
    return found


def _linked(html: str, names: set[str]) -> str:
    """Links to a notebook lead to its page."""

    def link(match: re.Match) -> str:
        return f'href="{match[1]}.html' if match[1] in names else match[0]

    return re.sub(r'href="(?:\./)?(\w+)\.ipynb', link, html)


def _with_ids(html: str) -> str:
    """Each heading of the second level gets the id of its cell, which is the same in each language."""
    cell = ""

    def heading(match: re.Match) -> str:
        nonlocal cell
        cell = match[1] or cell
        return match[0] if match[1] else f'<h2 id="{cell}">'

    return re.sub(r'data-cell="([\w-]+)"|<h2>', heading, html)


def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name=PARTS.name, extra_template_basedirs=[str(PARTS.parent)], exclude_anchor_links=True
    )


def _part(name: str, folder: Path = PARTS) -> str:
    return (folder / name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")


def _write(path: Path, html: str) -> None:
    put(path, html.encode("utf-8"))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB", flush=True)


def main(folder: Path, code: str = language.ENGLISH) -> int:
    """Writes the pages and says where they are.

    Args:
        folder: Where to write them.
        code: The language of the pages to open first.

    Returns:
        The exit code.
    """
    build(folder)
    first = folder / code if (folder / code).is_dir() else folder
    speak(code)
    print(messages.PAGES_READY.format(index=first / "index.html"))
    return 0
