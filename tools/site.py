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

import nbformat
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

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
from .lessons import edition, lessons, put
from .messages import CLASS, PAGES

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SITE = ROOT / "site"
PARTS = Path(__file__).resolve().parent / "pages"
# The file that opens a lesson's page as slides.
SLIDES = "{name}-slides.html"
# The folder of JupyterLite beside the pages, which lead to it where it is.
LITE = "lite"
# What a page is made of besides its notebook.
MADE_OF = ("helpers/**/*.*", "data/**/*.*", "tools/pages/*", "tools/*.py")

_KINDS = {"chart": stills.CHART, "question": stills.QUESTION, "work": stills.WORK}
# How JSON is written.
_SHORT = {"ensure_ascii": False, "separators": (",", ":")}
_HEAVIEST_COVER = 60_000
_NO_WORDS = {"axis": {"disable": True}, "legend": {"disable": True}, "background": None}
# What a still has no use for: it is one image to a screen reader, and nobody styles it.
_UNUSED = re.compile(r' (?:(?:aria-[a-z]+|role|class|pointer-events)="[^"]*"|opacity="1")')
# What the teacher's page says of a part, behind a comment with the name of the part's cell: <!-- of share -->
_OF_PART = re.compile(r"<!-- of ([\w-]+) -->(.*?)(?=<!-- of |\n\s*\n|\n</|\Z)", re.DOTALL)


@dataclass
class Section:
    """A part of a page under its heading, as the search sees it."""

    page: str
    id: str = ""
    title: str = ""
    text: str = ""


@dataclass
class Page:
    """A lesson as a page."""

    name: str
    question: str
    facts: str
    needs: str
    body: str
    pictures: list[dict]
    payloads: str
    cover: str
    sections: list[Section]
    theme: str
    parts: dict[str, Section]  # by question, the section in which it is asked


def build(folder: Path, notebooks: Path = NOTEBOOKS) -> None:
    """Writes a page for each notebook, and the page that leads to them, in each language that has an edition.

    Args:
        folder: Where to write, the other language in a folder of its own; other files in it stay.
        notebooks: Where the notebooks are.
    """
    has_other, has_lite = (notebooks / translate.LANGUAGE).is_dir(), (folder / LITE).is_dir()
    keys = []
    try:
        for code in (translate.LANGUAGE, language.ENGLISH):
            # Whatever the command line speaks.
            speak(code)
            keys.insert(0, classroom.keys())
        _build(folder, notebooks, has_other, keys, has_lite)
        if has_other:
            speak(translate.LANGUAGE)
            _build(folder / translate.LANGUAGE, notebooks / translate.LANGUAGE, True, keys[::-1], has_lite)
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
    """Writes the pages of one edition; the keys of the questions begin with those in its language."""
    folder.mkdir(parents=True, exist_ok=True)
    exporter = HTMLExporter(
        template_name=PARTS.name, extra_template_basedirs=[str(PARTS.parent)], exclude_anchor_links=True
    )
    exporter.environment.policies["json.dumps_kwargs"] = _SHORT
    pages = [_read(path, exporter) for path in lessons(notebooks)]
    helpers = [_part(name, ROOT / "helpers") for name in ("questions/ask.css", "charts/explore.css")]
    css = "".join([*helpers, _part("page.css"), _part("slides.css")])
    common = {"css": css, "fonts": runtime.fonts(), "early": _part("early.js"), "vega": _packed(drawing_code())}
    common |= {"messages": said(), "form_messages": FORM | WORK}
    common |= {"language": language.current, "has_other": has_other, "has_lite": has_lite}

    def write(name: str, template: str, **own) -> None:
        html = exporter.environment.get_template(template).render(common | own)
        put(folder / name, html.encode("utf-8"))
        print(f"{name}: {(folder / name).stat().st_size / 1e6:.2f} MB", flush=True)

    modules = {"explore": runtime.PICTURES, "ask": CODE, "work": WORK_CODE}
    forms = [runtime.renderer(name, module) for name, module in modules.items()]
    script = "\n".join((*forms, *map(_part, ("messages.js", "slides.js", "table.js", "page.js"))))
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        write(f"{page.name}.html", "lesson.html.j2", page=page, before=before, after=after, script=script)
        # A system that opens a file in its browser may drop what stands behind a #.
        opens = f'<meta http-equiv="refresh" content="0; url={page.name}.html#slides">\n'
        put(folder / SLIDES.format(name=page.name), opens.encode("utf-8"))
    script = "".join([runtime.SHARED, _part("questions/judge.js", ROOT / "helpers"), _part("class.js")])
    own = {"css": css + _part("class.css"), "said": CLASS, "data": classroom.data(pages, keys), "script": script}
    write(classroom.NAME, "class.html.j2", page={"name": "class"}, **own)
    texts = [asdict(section) for page in pages for section in page.sections]
    script = _part("messages.js") + _part("search.js")
    write("index.html", "contents.html.j2", pages=pages, texts=texts, script=script)


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


def _read(path: Path, exporter: HTMLExporter) -> Page:
    """A saved notebook as a page."""
    print(f"{path.stem} ...", flush=True)
    notebook = nbformat.read(path, as_version=4)
    pictures = prepare(notebook)
    body, _ = exporter.from_notebook_node(notebook, {"messages": PAGES, "kinds": _KINDS})
    body = re.sub(r'href="(?:\./)?(\w+)\.ipynb', r'href="\1.html', body)
    found = sections(path.stem, body)
    lesson = notebook.metadata.get("lesson", {})
    message = PAGES["lesson_facts" if lesson else "lesson"]
    return Page(
        name=path.stem,
        question=found[0].title,
        facts=message.format(number=path.stem.partition("_")[0], **lesson | {"level": PAGES.get(lesson.get("level"))}),
        needs=lesson.get("needs", ""),
        body=body,
        pictures=pictures,
        payloads=_packed(json.dumps({picture["id"]: picture["payload"] for picture in pictures}, **_SHORT)),
        cover=_cover(pictures, path.stem),
        sections=found,
        theme=lesson.get("theme", ""),
        parts=_parts(notebook, found),
    )


def _parts(notebook, parts: list[Section]) -> dict[str, Section]:
    """By question, the section in which it is asked."""
    found, at, named = {}, parts[0], {part.id: part for part in parts}
    for cell in notebook.cells:
        at = named.get(cell.id, at)
        asked = [output.get("data", {}).get(stills.QUESTION) for output in cell.get("outputs", [])]
        found |= {question["id"]: at for question in asked if question}
    return found


def _cover(pictures: list[dict], name: str) -> str:
    """The picture of a lesson that has most without its words, is not too heavy and reveals nothing.

    Nobody could read the words at the size of a stamp; whoever cannot see the picture hears them.
    """
    drawn = [_bare(each["payload"], name) for each in pictures if not each["reveals"]]
    return max((each for each in drawn if len(each) < _HEAVIEST_COVER), key=len, default="")


def _bare(payload: dict, name: str) -> str:
    spec = json.loads(json.dumps(payload["spec"]), object_hook=_wordless)
    bare = spec | {"config": spec.get("config", {}) | _NO_WORDS}
    return re.sub("(?s)<text.*?</text>", "", still(bare, name, payload["says"]))


def _wordless(part: dict) -> dict:
    return {key: value for key, value in part.items() if key not in ("title", "axis", "legend", "header")}


def prepare(notebook) -> list[dict]:
    """Makes the cells of a notebook ready for the template.

    What is said of a part becomes a span; the comments that bind numbers to the data go; code without an output joins
    the next; of a picture's outputs one is left; a value that only echoes in words stays with its code.

    Args:
        notebook: The notebook, changed in place.

    Returns:
        All that the template needs for each explored picture, in order.
    """
    cells, pictures = [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _OF_PART.sub(r'<span data-of="\1">\2</span>', cell.source)
            cell.source = re.sub(r"<!--.*?-->", "", cell.source, flags=re.DOTALL)
        elif cell.cell_type == "code":
            if cells and cells[-1].cell_type == "code" and not cells[-1].outputs:
                cell.source = f"{cells.pop().source}\n\n\n{cell.source}"
            held = [(output, output.get("data", {})) for output in cell.outputs]
            cell.metadata.echoes = [data["text/plain"] for _, data in held if data.keys() == {"text/plain"}]
            cell.outputs = [output for output, data in held if data.keys() not in ({"text/plain"}, {stills.PICTURE})]
            charts = [data[stills.CHART] for _, data in held if stills.CHART in data]
            for number, payload in enumerate(charts):
                pictures.append(_picture(f"{cell.id}-{number}" if number else cell.id, payload))
        cells.append(cell)
    notebook.cells = cells
    return pictures


def _picture(name: str, payload: dict) -> dict:
    """All that the template needs for an explored picture."""
    spec = stills.sized(payload["spec"])
    controls = controls_of(spec)
    wires = [each.wire(str(place)) for place, each in enumerate(controls)]
    return {
        "id": name,
        "still": still(spec, name, payload["says"]),
        "reveals": any(control.signal == "reveal" for control in controls),
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
    code, _, exported = runtime.drawing_code(in_page).rpartition("\nexport default ")
    return f'(()=>{{"use strict";{code}\nglobalThis.figuresDraw = {exported}}})();'


def _packed(text: str) -> str:
    """A text as a page keeps it for its scripts: page.js unpacks it. It takes a quarter of the room."""
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
    found = [Section(page)]
    for text in soup.find_all(string=True):
        heading = text.find_parent(["h1", "h2"])
        if heading and heading.get("id", found[-1].id) != found[-1].id:
            found.append(Section(page, heading["id"]))
        name = "title" if heading else "text"
        setattr(found[-1], name, getattr(found[-1], name) + text)
    for section in found:
        section.title, section.text = (" ".join(words.split()) for words in (section.title, section.text))
    return found


def _part(name: str, folder: Path = PARTS) -> str:
    return (folder / name).read_text(encoding="utf-8")


def main(folder: Path, code: str = language.ENGLISH) -> int:
    """Writes the pages and says where they are.

    Args:
        folder: Where to write them.
        code: The language of the pages to open first.

    Returns:
        The exit code.
    """
    build(folder)
    speak(code)
    print(messages.PAGES_READY.format(index=edition(folder, code) / "index.html"))
    return 0
