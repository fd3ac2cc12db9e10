"""Each notebook follows the pattern of a lesson, and each saved picture is the picture of its chart."""

import ast
import base64
import json
import re
import struct
import zlib
from html import unescape
from statistics import median

import altair as alt
import numpy
import pytest

from helpers import (
    answer_key,
    theme,  # noqa: F401  (the charts have its look)
)
from helpers.charts.controls import states_of
from helpers.questions.questions import question, questions
from tests.saved_charts import NOTEBOOKS, saved_charts
from tools.chart_difference import title
from tools.lessons import lessons
from tools.refresh import CHANCE_METADATA, KERNELSPEC
from tools.stills import CHART, WIDGET_VIEW, png, still_outputs

LESSONS = [path.stem for path in lessons(NOTEBOOKS)]

# (notebook, fact): why the fact need not hold there. One that holds after all must come off the list.
EXCEPTIONS: dict[tuple[str, str], str] = {}

MOST_LINES, MOST_LINES_IN_MEDIAN = 20, 6
LEAST_PICTURES, LEAST_MARKS = 5, 4
LEAST_QUESTIONS, LEAST_QUESTIONS_OF_THE_CAPSTONE = 4, 8
WITHOUT_A_CHART_OF_ONES_OWN = ("start.", "industry.")
# How long a question takes in class, with reading, a wrong try and a look at what is said to it.
MINUTES_OF = {"choice": 2, "choices": 2, "order": 2, "number": 3, "chart": 5}

PARTS = {
    "a question as its title": r"\A# .+\?\s*$",
    "“You will be able to”": r"^\*\*You will be able to\*\*",
    "“What you need first”": r"^\*\*What you need first:\*\*",
    "“Minutes”": r"\*\*Minutes:\*\* \d+, and \d+ for the questions\.",
    "“Level”": r"\*\*Level:\*\* (?:basic|middle|demanding) \(.+\)\.",
    "the data card": r"^## The data card",
    "“What we do not know”": r"^## What we do not know",
    "“Summary”": r"^## Summary",
    "“Sources”": r"^## Sources",
    "a folded part “For teachers”": r"^<details><summary><strong>For teachers</strong></summary>",
}


def read(name: str) -> dict:
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def of_kind(notebook: dict, kind: str) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def outputs(notebook: dict) -> list[tuple[dict, dict]]:
    """Each output, with its cell."""
    return [(cell, output) for cell in notebook["cells"] for output in cell.get("outputs", [])]


def payloads(notebook: dict) -> list[dict]:
    return [output["data"][CHART] for _, output in outputs(notebook) if CHART in output.get("data", {})]


def prose(notebook: dict) -> str:
    """What a reader sees of the markdown."""
    text = "\n\n".join(source(cell) for cell in of_kind(notebook, "markdown"))
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


# The facts. Each gives what speaks against it: nothing where it holds.


def each_cell_has_an_id_of_words(notebook: dict) -> list[str]:
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    wordless = [each for each in ids if not re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)*", each) or each.startswith("cell-")]
    chance = [each for each in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", each)]
    return wordless + chance + sorted({f"{each} twice" for each in ids if ids.count(each) > 1})


def nothing_needs_a_kernel_to_be_seen(notebook: dict) -> list[str]:
    views = [cell["id"] for cell, output in outputs(notebook) if WIDGET_VIEW in output.get("data", {})]
    pictures = [output.get("data", {}) for _, output in outputs(notebook) if CHART in output.get("data", {})]
    return [f"a widget view in {cell}" for cell in views] + [
        f"no picture of {title(data[CHART]['spec'])!r}" for data in pictures if "image/png" not in data
    ]


def no_cell_failed_or_complained(notebook: dict) -> list[str]:
    return [
        f"{cell['id']}: {output.get('ename') or ''.join(output['text'])[:80]}"
        for cell, output in outputs(notebook)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def the_file_holds_no_noise(notebook: dict) -> list[str]:
    noise = [f"{cell['id']}: {key}" for cell in notebook["cells"] for key in cell["metadata"] if key in CHANCE_METADATA]
    kept = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    noise += [f"the notebook's metadata: {notebook['metadata']}"] if notebook["metadata"] != kept else []
    counts = [cell["execution_count"] for cell in of_kind(notebook, "code") if source(cell).strip()]
    return noise + ([f"cells were run in the order {counts}"] if counts != [*range(1, len(counts) + 1)] else [])


def code_cells_are_short(notebook: dict) -> list[str]:
    lengths = {
        cell["id"]: sum(bool(line.strip()) for line in source(cell).splitlines()) for cell in of_kind(notebook, "code")
    }
    long = [f"{cell} has {length} lines" for cell, length in lengths.items() if length > MOST_LINES]
    middle = median(lengths.values())
    return long + ([f"the median is {middle:g} lines"] if middle > MOST_LINES_IN_MEDIAN else [])


def it_imports_the_helpers_before_the_libraries(notebook: dict) -> list[str]:
    """So that the browser makes ready to draw while the kernel loads pandas and Altair."""
    lines = source(first_code(notebook)).splitlines()
    first = next((line for line in lines if re.match(r"(from|import) (helpers|altair|pandas)", line)), "nothing")
    return [] if first.startswith("from helpers import") else [f"first stands {first!r}"]


def it_has_every_part(notebook: dict) -> list[str]:
    return [part for part, pattern in PARTS.items() if not re.search(pattern, prose(notebook), flags=re.MULTILINE)]


def its_data_card_is_made_from_the_codebook(notebook: dict) -> list[str]:
    cards = [cell for cell in of_kind(notebook, "code") if calls(cell, "codebook")]
    return [] if cards else ["no cell calls codebook(...)"]


def it_draws_enough_pictures_of_different_kinds(notebook: dict) -> list[str]:
    pictures, marks = payloads(notebook), {mark for each in payloads(notebook) for mark in marks_of(each["spec"])}
    few = [f"{len(pictures)} explored pictures"] if len(pictures) < LEAST_PICTURES else []
    return few + ([f"only these marks: {', '.join(sorted(marks))}"] if len(marks) < LEAST_MARKS else [])


def it_has_a_guess_and_a_reveal(notebook: dict) -> list[str]:
    names = [param["name"] for each in payloads(notebook) for param in each["spec"].get("params", [])]
    return [] if "reveal" in names else ["no chart has a parameter named reveal"]


def it_asks_enough_questions_and_one_about_a_chart(notebook: dict) -> list[str]:
    asked = [question(each) for each in asked_in(notebook)]
    is_capstone = any(each.id.startswith("claims.") for each in asked)
    few = len(asked) < (LEAST_QUESTIONS_OF_THE_CAPSTONE if is_capstone else LEAST_QUESTIONS)
    against = [f"only {len(asked)} questions"] if few else []
    if any(each.kind == "chart" or each.id.startswith(WITHOUT_A_CHART_OF_ONES_OWN) for each in asked):
        return against
    return [*against, "no question about a chart"]


def asked_in(notebook: dict) -> list[str]:
    """The questions that a notebook asks, in order."""
    return [
        node.args[0].value
        for cell in of_kind(notebook, "code")
        for node in ast.walk(ast.parse(source(cell)))
        if isinstance(node, ast.Call) and name_of(node) == "ask"
    ]


def its_last_cell_gives_the_answers_of_its_questions(notebook: dict) -> list[str]:
    teachers, last = notebook["cells"][-2:]
    if teachers["id"] != "teachers" or not calls(last, "answer_key"):
        return [f"it ends with {last['id']}"]
    keys = [node for node in ast.walk(ast.parse(source(last))) if isinstance(node, ast.Call)]
    given = [
        each.id for key in keys if name_of(key) == "answer_key" for each in answer_key(key.args[0].value).questions
    ]
    against = [] if given == asked_in(notebook) else [f"asked are {asked_in(notebook)}, answered {given}"]
    folded = "".join("".join(output["data"].get("text/html", "")) for output in last.get("outputs", []))
    return against + [f"{each} has no answer there" for each in given if question(each).working not in unescape(folded)]


def its_minutes_add_up(notebook: dict) -> list[str]:
    paragraph = re.search(r"^\*\*Minutes\.\*\* .*", prose(notebook), flags=re.MULTILINE)[0]
    parts = {words: [int(each) for each in numbers.split(", ")] for words, numbers in MINUTES.findall(paragraph)}
    of_questions = next(parts.pop(words) for words in list(parts) if words.startswith("Questions"))
    said = [int(each) for each in re.search(r"\*\*Minutes:\*\* (\d+), and (\d+) for", prose(notebook)).groups()]
    counted = [sum(map(sum, parts.values())), sum(of_questions)]
    against = [] if said == counted else [f"the title says {said}, the parts add up to {counted}"]
    expected = [MINUTES_OF[question(each).kind] for each in asked_in(notebook)]
    against += [] if of_questions == expected else [f"the questions take {expected}, not {of_questions}"]
    told = re.search(r"\(at the end of parts ([\d, ]+)( and of the summary)?\)", paragraph)
    places = told[1].split(", ") + ["Summary"] * bool(told[2])
    return against + ([] if places == places_of_questions(notebook) else [f"asked in {places_of_questions(notebook)}"])


# A heading, a colon, and its minutes: "Parts 1 to 3: 4, 11, 8", "Summary: 2".
MINUTES = re.compile(r"([A-Z][\w ]*): (\d+(?:, \d+)*)")


def places_of_questions(notebook: dict) -> list[str]:
    """The part in which each question is asked: its number, or its heading where it has none."""
    places, part = [], ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            heading = re.findall(r"^## (?:\d+(?= · )|.+$)", source(cell), flags=re.MULTILINE)
            part = heading[-1].removeprefix("## ") if heading else part
        elif calls(cell, "ask"):
            places.append(part)
    return places


def it_names_no_place_on_a_computer_and_loads_nothing(notebook: dict) -> list[str]:
    place = r"(?<![\w./:<])/[A-Za-z]\w*/\w[\w./-]*|\b[A-Z]:\\\w[^\s\"]*|file://\S+"
    network = r"http://\S+|https?://\S*(?:jsdelivr|unpkg|cdnjs|googleapis|\bcdn\.)\S*"
    texts = [prose(notebook), *(source(cell) for cell in of_kind(notebook, "code"))]
    texts += ["".join(output.get("data", {}).get("text/plain", "")) for _, output in outputs(notebook)]
    return [found for text in texts for found in re.findall(f"{place}|{network}", text)]


def prose_stands_before_each_picture(notebook: dict) -> list[str]:
    cells = notebook["cells"]
    return [
        cell["id"]
        for number, cell in enumerate(cells)
        if calls(cell, "explore")
        and "markdown" not in [before["cell_type"] for before in cells[max(0, number - 4) : number]]
    ]


def each_subtitle_is_made_by_credit(notebook: dict) -> list[str]:
    against, since_last_picture = [], 0
    for cell in of_kind(notebook, "code"):
        made = [isinstance(node, ast.Call) and name_of(node) == "credit" for node in subtitles(cell)]
        since_last_picture += len(made)
        if not all(made) or (calls(cell, "explore") and not since_last_picture):
            against.append(cell["id"])
        if calls(cell, "explore"):
            since_last_picture = 0
    return against


def calls(cell: dict, name: str) -> bool:
    """Whether a code cell calls a function."""
    return cell["cell_type"] == "code" and name in {
        name_of(node) for node in ast.walk(ast.parse(source(cell))) if isinstance(node, ast.Call)
    }


def name_of(call: ast.Call) -> str | None:
    return call.func.id if isinstance(call.func, ast.Name) else None


def subtitles(cell: dict) -> list[ast.expr]:
    """What a code cell gives as subtitles."""
    nodes = ast.walk(ast.parse(source(cell)))
    return [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg == "subtitle"]


def marks_of(spec: dict) -> set[str]:
    """The kinds of mark in a chart and in its parts."""
    mark = spec.get("mark")
    own = {mark["type"] if isinstance(mark, dict) else mark} if mark else set()
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    return own.union(*map(marks_of, [*parts, *([spec["spec"]] if "spec" in spec else [])]))


FACTS = {
    fact.__name__: fact
    for fact in (
        each_cell_has_an_id_of_words,
        nothing_needs_a_kernel_to_be_seen,
        no_cell_failed_or_complained,
        the_file_holds_no_noise,
        code_cells_are_short,
        it_imports_the_helpers_before_the_libraries,
        it_has_every_part,
        its_data_card_is_made_from_the_codebook,
        it_draws_enough_pictures_of_different_kinds,
        it_has_a_guess_and_a_reveal,
        it_asks_enough_questions_and_one_about_a_chart,
        its_last_cell_gives_the_answers_of_its_questions,
        its_minutes_add_up,
        it_names_no_place_on_a_computer_and_loads_nothing,
        prose_stands_before_each_picture,
        each_subtitle_is_made_by_credit,
    )
}


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_keeps_the_pattern(name, fact):
    against = FACTS[fact](read(name))
    if (name, fact) in EXCEPTIONS:
        assert against, f"{name}: {fact} holds, so take it off the list of exceptions"
    else:
        assert not against, f"{name}: {fact.replace('_', ' ')}, but: {'; '.join(against)}"


def test_each_exception_is_of_a_notebook_and_a_fact_that_exist():
    assert {name for name, _ in EXCEPTIONS} <= set(LESSONS)
    assert {fact for _, fact in EXCEPTIONS} <= set(FACTS)
    assert all(EXCEPTIONS.values())


def test_each_question_is_asked_exactly_once_and_those_of_a_theme_in_one_lesson():
    asked = {name: asked_in(read(name)) for name in LESSONS}
    assert sorted(each for found in asked.values() for each in found) == sorted(questions())
    for name, found in asked.items():
        assert found == sorted(found) and len({each.partition(".")[0] for each in found}) <= 1, name


def test_the_readme_says_the_minutes_of_each_lesson():
    readme = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"\(notebooks/(\w+)\.ipynb\).*\| (\d+ \+ \d+) \|$", readme, flags=re.MULTILINE))
    said = {name: re.search(r"\*\*Minutes:\*\* (\d+), and (\d+) for", prose(read(name))) for name in LESSONS}
    assert told == {name: " + ".join(minutes.groups()) for name, minutes in said.items()}


def first_code(notebook: dict) -> dict:
    return of_kind(notebook, "code")[0]


def add_output(notebook: dict, **output) -> None:
    first_code(notebook)["outputs"].append(output)


def add_text(notebook: dict, text: str) -> None:
    of_kind(notebook, "markdown")[0]["source"].append(text)


def keep_only(notebook: dict, kept) -> None:
    """Takes away the outputs of all charts but some."""
    for _, output in outputs(notebook):
        if CHART in output.get("data", {}) and not kept(output["data"][CHART]):
            del output["data"][CHART]


def without_prose(notebook: dict) -> None:
    notebook["cells"] = of_kind(notebook, "code")


def without_its_questions(notebook: dict) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not calls(cell, "ask")]


def replaced(notebook: dict, old: str, new: str) -> None:
    """Puts other words in the place of some, wherever they stand."""
    for cell in notebook["cells"]:
        cell["source"] = [source(cell).replace(old, new)]


def typed_subtitle(notebook: dict) -> None:
    cell = next(cell for cell in of_kind(notebook, "code") if subtitles(cell))
    cell["source"] = [re.sub(r"subtitle=credit\(.*?\)", 'subtitle="Source: a newspaper"', source(cell))]


BREAKS = [
    ("each_cell_has_an_id_of_words", "twice", lambda it: it["cells"][1].update(id=it["cells"][0]["id"])),
    ("each_cell_has_an_id_of_words", "3fd2a01c", lambda it: it["cells"][1].update(id="3fd2a01c")),
    (
        "nothing_needs_a_kernel_to_be_seen",
        "a widget view in",
        lambda it: add_output(it, output_type="display_data", data={WIDGET_VIEW: {}}),
    ),
    (
        "no_cell_failed_or_complained",
        "NameError",
        lambda it: add_output(it, output_type="error", ename="NameError", evalue="", traceback=[]),
    ),
    (
        "no_cell_failed_or_complained",
        "FutureWarning",
        lambda it: add_output(it, output_type="stream", name="stderr", text=["FutureWarning"]),
    ),
    ("the_file_holds_no_noise", "ExecuteTime", lambda it: first_code(it)["metadata"].update(ExecuteTime={})),
    ("the_file_holds_no_noise", "order", lambda it: first_code(it).update(execution_count=7)),
    ("the_file_holds_no_noise", "metadata", lambda it: it["metadata"].update(widgets={})),
    ("code_cells_are_short", "21 lines", lambda it: first_code(it).update(source="\n".join(["1"] * 21))),
    (
        "code_cells_are_short",
        "the median is 7 lines",
        lambda it: [cell.update(source="\n".join(["1"] * 7)) for cell in of_kind(it, "code")],
    ),
    (
        "it_imports_the_helpers_before_the_libraries",
        "first stands 'import altair as alt'",
        lambda it: first_code(it).update(source="import altair as alt\nfrom helpers import explore"),
    ),
    ("it_has_every_part", "a question as its title", lambda it: it["cells"][0].update(source=["# Cars\n"])),
    (
        "its_data_card_is_made_from_the_codebook",
        "no cell calls",
        lambda it: [cell.update(source="1") for cell in of_kind(it, "code") if calls(cell, "codebook")],
    ),
    ("it_draws_enough_pictures_of_different_kinds", "0 explored pictures", lambda it: keep_only(it, lambda _: False)),
    (
        "it_has_a_guess_and_a_reveal",
        "no chart has a parameter",
        lambda it: keep_only(it, lambda each: '"reveal"' not in json.dumps(each)),
    ),
    ("it_asks_enough_questions_and_one_about_a_chart", "only 0 questions", without_its_questions),
    ("it_asks_enough_questions_and_one_about_a_chart", "no question about a chart", without_its_questions),
    (
        "its_last_cell_gives_the_answers_of_its_questions",
        "it ends with teachers",
        lambda it: it["cells"].pop(),
    ),
    ("its_last_cell_gives_the_answers_of_its_questions", "asked are []", without_its_questions),
    (
        "its_last_cell_gives_the_answers_of_its_questions",
        "has no answer there",
        lambda it: it["cells"][-1].update(outputs=[]),
    ),
    ("its_minutes_add_up", "the title says [5,", lambda it: replaced(it, "**Minutes:** 40", "**Minutes:** 5")),
    ("its_minutes_add_up", "the questions take", lambda it: replaced(it, "4: 2, 3, 2, 2", "4: 3, 2, 2, 2")),
    ("its_minutes_add_up", "asked in", lambda it: replaced(it, "end of parts 2, 3", "end of parts 2, 2")),
    (
        "it_names_no_place_on_a_computer_and_loads_nothing",
        "/home/somebody/autos.csv",
        lambda it: add_text(it, " Open /home/somebody/autos.csv."),
    ),
    (
        "it_names_no_place_on_a_computer_and_loads_nothing",
        r"C:\Users",
        lambda it: add_text(it, r" Open C:\Users\me\autos.csv."),
    ),
    (
        "it_names_no_place_on_a_computer_and_loads_nothing",
        "https://cdn.jsdelivr.net",
        lambda it: add_text(it, '<script src="https://cdn.jsdelivr.net/npm/vega"></script>'),
    ),
    ("prose_stands_before_each_picture", "-picture", without_prose),
    ("each_subtitle_is_made_by_credit", "", typed_subtitle),
]


@pytest.mark.parametrize(("fact", "words", "spoil"), BREAKS, ids=[f"{fact}-{words}" for fact, words, _ in BREAKS])
def test_a_lesson_that_breaks_a_fact_is_noticed(fact, words, spoil):
    notebook = next(read(name) for name in LESSONS if not any(each(read(name)) for each in FACTS.values()))
    spoil(notebook)
    assert [each for each in FACTS[fact](notebook) if words in each], "nobody noticed"


def test_every_fact_is_broken_once():
    assert {fact for fact, _, _ in BREAKS} == set(FACTS)


# The pictures. Drawn twice with the same fonts, a chart is the same to the pixel. With other fonts its letters differ,
# and with their widths the place of all that stands beside them; the height stays, since it goes by the size of type.
# So where the title, or all below it, is the same to the pixel, the fonts are the same and the rest must be, too.
# Elsewhere only what does not depend on letters is compared: the coloured ink of the marks (letters, grids and axes are
# grey), how much of each colour stands in each row, and, moved sideways as a whole, in each column. Tried with four
# fonts and ten charts, rows differ by up to 2.3 % of the ink, and columns by up to 27 % (a legend on top, coloured
# words); another state of a chart by more in one of the two, unless grey alone changes.

SAME_PIXEL = 16
SAME_ROWS, SAME_COLUMNS = 0.03, 0.3
TITLE_HEIGHT = 44


def pixels(picture: str) -> numpy.ndarray:
    """Height × width × RGB of a PNG as base64 text, of the kind that `png` makes: 8 bits, RGBA, each row by itself."""
    content, position, packed = base64.b64decode(picture), 8, b""
    while position < len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        chunk = content[position + 8 : position + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
            assert tuple(chunk[8:]) == (8, 6, 0, 0, 0), "not a PNG of the kind that `png` makes"
        packed += chunk if kind == b"IDAT" else b""
        position += length + 12
    rows = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, 4 * width + 1)
    assert set(rows[:, 0]) <= {0, 1}, "not a PNG of the kind that `png` makes"
    values = rows[:, 1:].reshape(height, width, 4)
    # Filter 1: each pixel is stored as its difference to the one on its left.
    differences = numpy.cumsum(values, axis=1, dtype=numpy.uint8)
    return numpy.where((rows[:, 0] == 1)[:, None, None], differences, values)[:, :, :3].astype(int)


def unlike(saved: str, fresh: str) -> str | None:
    """In what a saved picture differs from a fresh one of the same chart, or None."""
    if saved == fresh:
        return None
    one, other = pixels(saved), pixels(fresh)
    if one.shape == other.shape and near(one, other):
        return None
    if same_fonts(one, other):
        if one.shape != other.shape:
            return "it has another size"
        return f"{(abs(one - other).max(axis=2) > SAME_PIXEL).mean():.2%} of its pixels differ"
    if one.shape[0] != other.shape[0]:
        return "it has another height"
    rows, columns = apart(ink(one), ink(other))
    if rows > SAME_ROWS or columns > SAME_COLUMNS:
        return f"{max(rows, columns):.0%} of its colour stands elsewhere"
    return None


def same_fonts(one: numpy.ndarray, other: numpy.ndarray) -> bool:
    """Whether the title of two pictures, or all below it, is the same to the pixel."""
    width = min(one.shape[1], other.shape[1])
    title_agrees = near(one[:TITLE_HEIGHT, :width], other[:TITLE_HEIGHT, :width])
    return title_agrees or (one.shape == other.shape and near(one[TITLE_HEIGHT:], other[TITLE_HEIGHT:]))


def near(one: numpy.ndarray, other: numpy.ndarray) -> bool:
    return bool(abs(one - other).max() <= SAME_PIXEL)


def ink(picture: numpy.ndarray) -> numpy.ndarray:
    """How colourful each pixel is, in a layer for each of nine groups of hues."""
    colourful = picture.max(axis=2) - picture.min(axis=2)
    hue = 3 * picture.argmax(axis=2) + picture.argmin(axis=2)
    return numpy.stack([colourful * (hue == each) for each in range(9)])


def apart(one: numpy.ndarray, other: numpy.ndarray) -> tuple[float, float]:
    """How much of the ink differs row by row, and column by column once one picture is moved sideways to fit."""
    most = max(one.sum(), other.sum(), 1)
    wide = max(one.shape[2], other.shape[2])
    first, second = (numpy.pad(each.sum(axis=1), ((0, 0), (0, wide - each.shape[2]))) for each in (one, other))
    shifts = range(-wide // 8, wide // 8)
    columns = min(abs(first - numpy.roll(second, shift, axis=1)).sum() for shift in shifts)
    return abs(one.sum(axis=2) - other.sum(axis=2)).sum() / most, columns / most


CHARTS = saved_charts()


def shown(chart) -> list[dict]:
    """The saved outputs of a chart: its picture, and the sentence under it."""
    cell = next(cell for cell in read(chart.notebook)["cells"] if cell["id"] == chart.cell)
    place = next(n for n, output in enumerate(cell["outputs"]) if output.get("data", {}).get(CHART) == chart.payload)
    return cell["outputs"][place : place + 2]


def still(chart) -> str:
    """The saved picture of a chart."""
    return "".join(shown(chart)[0]["data"]["image/png"]).replace("\n", "")


@pytest.mark.parametrize("chart", CHARTS, ids=str)
def test_a_saved_picture_carries_the_sentence_of_its_state_for_those_who_cannot_see_it(chart):
    picture, sentence = shown(chart)
    fresh_picture, fresh_sentence = still_outputs(chart.payload, still(chart))
    assert picture["metadata"] == fresh_picture["metadata"]
    assert "".join(picture["data"]["text/plain"]) == chart.payload["says"]
    assert "".join(sentence["data"]["text/html"]) == fresh_sentence["data"]["text/html"]


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart.payload.get("sentences")], ids=str)
def test_a_sentence_that_follows_the_controls_is_at_first_that_of_the_first_state(chart):
    first = {control.name: control.value for control in chart.controls}
    assert chart.payload["says"] == chart.payload["sentences"][states_of(chart.controls).index(first)]


@pytest.mark.parametrize("chart", CHARTS, ids=str)
def test_a_saved_picture_is_that_of_its_chart(chart):
    difference = unlike(still(chart), png(chart.payload["spec"]))
    assert not difference, (
        f"{chart}, {title(chart.payload['spec'])!r}: the saved picture is not that of the chart: {difference}. "
        "`python3 start.py refresh` draws it anew."
    )


def a_picture(made: tuple = (30, 80, 55), words: str = "How many were made?", font: str = "DejaVu Sans") -> str:
    rows = [{"who": who, "made": number} for who, number in zip(("Wuling", "Baojun", "others"), made, strict=True)]
    bars = alt.Chart(alt.Data(values=rows), title=words, height=200).mark_bar().encode(x="made:Q", y="who:N")
    spec = bars.encode(color=alt.Color("who:N")).to_dict()
    spec["config"]["font"] = font
    return png(spec)


@pytest.mark.parametrize("font", ["DejaVu Sans", "DejaVu Serif", "Liberation Sans Narrow"])
def test_a_picture_is_known_again_in_another_type(font):
    assert unlike(a_picture(), a_picture(font=font)) is None


@pytest.mark.parametrize(
    "change",
    [{"made": (30, 80, 56)}, {"made": (30, 80, 0)}, {"words": "How many are made?"}],
    ids=["a value", "a missing bar", "a title"],
)
def test_a_picture_of_something_else_is_not_taken_for_it(change):
    assert unlike(a_picture(), a_picture(**change))


@pytest.mark.parametrize("made", [(30, 80, 65), (30, 80, 0), (80, 55, 30)])
def test_a_picture_of_something_else_is_not_taken_for_it_in_another_type_either(made):
    assert unlike(a_picture(), a_picture(made=made, font="DejaVu Serif"))
