"""Each notebook follows the pattern of a lesson, and each saved picture is the picture of its chart."""

import ast
import json
import re
import symtable
from html import unescape
from statistics import median

import pytest

import start
from helpers import answer_key
from helpers.charts.controls import controls_of, states_of
from helpers.questions.questions import questions
from tests.chart_difference import title
from tests.saved_charts import LESSONS, NOTEBOOKS, as_read, of_kind, outputs, read, saved_charts, source
from tools.prose import bound_names
from tools.refresh import CHANCE_METADATA, KERNELSPEC, lesson_minutes
from tools.stills import CHART, PICTURE, WIDGET_VIEW, drawn_from, fingerprint
from tools.translate import LANGUAGE

MOST_LINES, MOST_LINES_IN_MEDIAN = 20, 6
LEAST_PICTURES, LEAST_MARKS = 5, 4
LEAST_QUESTIONS, LEAST_QUESTIONS_OF_THE_CAPSTONE = 4, 8
WITHOUT_A_CHART_OF_ONES_OWN = ("start.", "industry.")
# What somebody reads of a foreign language, and how long a lesson is; each picture takes a minute to look at.
WORDS_A_MINUTE, MOST_MINUTES = 90, 45
FEWEST_WORDS_LISTED, MOST_WORDS_LISTED = 6, 10
# How long a question takes in class, with reading, a wrong try and a look at what is said to it.
MINUTES_OF = {"choice": 2, "choices": 2, "order": 2, "number": 3, "chart": 5}

# The roles that a lesson has, once or more often, in the tags of its cells; the others are free.
ONCE = ("title", "unknown", "summary")
OFTEN = ("data-card", "part", "predict", "finding", "question", "work", "sources", "teacher", "picture", "preparation")
ROLES = {"markdown": {*ONCE, *OFTEN, "try", "words", "notebook"} - {"picture", "preparation"}}
ROLES["code"] = {"preparation", "picture", "question", "data-card", "work", "sources", "teacher"}
LEVELS = ("basic", "middle", "demanding")
# What a code cell of a role calls; of the other roles none does.
CALLS = {"picture": "explore", "question": "ask", "data-card": "codebook", "work": "my_work", "teacher": "answer_key"}


def role(cell: dict) -> str:
    """What a cell is for, by its tag; empty where it is plain text or shows a value."""
    return (cell["metadata"].get("tags") or [""])[0]


def payloads(notebook: dict) -> list[dict]:
    return [data[CHART] for _, _, data in outputs(notebook) if CHART in data]


def prose(notebook: dict) -> str:
    return as_read("\n\n".join(map(source, of_kind(notebook, "markdown"))))


def called(cell: dict) -> list[tuple[str, list]]:
    """The functions that a code cell calls by name, each with its arguments that are written out."""
    calls = [node for node in ast.walk(ast.parse(source(cell))) if isinstance(node, ast.Call)]
    named = [node for node in calls if isinstance(node.func, ast.Name)]
    return [(node.func.id, [each.value for each in node.args if isinstance(each, ast.Constant)]) for node in named]


def asked_in(notebook: dict) -> list[str]:
    """The questions that a notebook asks, in order."""
    return [given[0] for cell in of_kind(notebook, "code") for name, given in called(cell) if name == "ask"]


def subtitles(cell: dict) -> list[str]:
    """What a code cell gives as subtitles."""
    nodes = ast.walk(ast.parse(source(cell)))
    return [ast.unparse(node.value) for node in nodes if isinstance(node, ast.keyword) and node.arg == "subtitle"]


def marks_of(spec: dict) -> set[str]:
    """The kinds of mark in a chart and in its parts."""
    mark = spec.get("mark")
    own = {mark["type"] if isinstance(mark, dict) else mark} if mark else set()
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(key, [])]
    return own.union(*map(marks_of, [*parts, *([spec["spec"]] if "spec" in spec else [])]))


# The facts. Each gives what speaks against it: nothing where it holds.


def each_cell_has_an_id_of_words(notebook):
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    wordless = [each for each in ids if not re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)*", each) or each.startswith("cell-")]
    chance = [each for each in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", each)]
    return wordless + chance + sorted({f"{each} twice" for each in ids if ids.count(each) > 1})


def nothing_needs_a_kernel_to_be_seen(notebook):
    # That each chart has its picture is looked at below.
    return [f"a widget view in {cell['id']}" for cell, _, data in outputs(notebook) if WIDGET_VIEW in data]


def no_cell_failed_or_complained(notebook):
    return [
        f"{cell['id']}: {output.get('ename') or ''.join(output['text'])[:80]}"
        for cell, output, _ in outputs(notebook)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def the_file_holds_no_noise(notebook):
    noise = [f"{cell['id']}: {key}" for cell in notebook["cells"] for key in cell["metadata"] if key in CHANCE_METADATA]
    kept = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, "lesson": notebook["metadata"].get("lesson")}
    noise += [f"the notebook's metadata: {notebook['metadata']}"] if notebook["metadata"] != kept else []
    counts = [cell["execution_count"] for cell in of_kind(notebook, "code") if source(cell).strip()]
    return noise + ([f"cells were run in the order {counts}"] if counts != [*range(1, len(counts) + 1)] else [])


def code_cells_are_short(notebook):
    code = of_kind(notebook, "code")
    lengths = {cell["id"]: sum(bool(line.strip()) for line in source(cell).splitlines()) for cell in code}
    long = [f"{cell} has {length} lines" for cell, length in lengths.items() if length > MOST_LINES]
    middle = median(lengths.values())
    return long + ([f"the median is {middle:g} lines"] if middle > MOST_LINES_IN_MEDIAN else [])


def each_cell_has_at_most_one_known_role_and_no_role_is_missing(notebook):
    tags = [(cell, cell["metadata"].get("tags", [])) for cell in notebook["cells"]]
    odd = [f"{cell['id']}: {each}" for cell, each in tags if each[1:] or not ROLES[cell["cell_type"]].issuperset(each)]
    roles, in_prose = [role(cell) for cell, _ in tags], [role(cell) for cell in of_kind(notebook, "markdown")]
    odd += [f"no cell is a {each}" for each in OFTEN if each not in roles]
    return odd + [f"{in_prose.count(each)} cells are a {each}" for each in ONCE if in_prose.count(each) != 1]


def tables_of(table):
    """A table of symbols, and those of the functions in it."""
    yield table
    for child in table.get_children():
        yield from tables_of(child)


def names_of(cell):
    """The names that a code cell takes from cells before it, and those that it makes."""
    taken, made, later = set(), set(), set()
    for statement in ast.parse(source(cell)).body:
        own = symtable.symtable(ast.unparse(statement), "", "exec")
        symbols = [(each, table is own) for table in tables_of(own) for each in table.get_symbols()]
        used = {each.get_name() for each, here in symbols if each.is_referenced() and (here or each.is_global())}
        # What a function uses is there when it is called.
        (later if isinstance(statement, ast.FunctionDef) else taken).update(used - made)
        made |= {each.get_name() for each, here in symbols if here and (each.is_assigned() or each.is_imported())}
    return taken | (later - made), made


def each_cell_can_be_run_again_after_all_others(notebook):
    cells = of_kind(notebook, "code")
    names, against = [names_of(cell) for cell in cells], []
    for place, (taken, _) in enumerate(names):
        for name in sorted(taken):
            makers = [number for number, (_, made) in enumerate(names) if name in made]
            if makers and makers[0] < place <= makers[-1]:
                against.append(f"{cells[place]['id']} takes {name}, which {cells[makers[-1]]['id']} makes anew")
    return against


def each_code_cell_does_what_its_role_says(notebook):
    against = [
        f"{cell['id']} calls {word}"
        for cell in of_kind(notebook, "code")
        for role_of_word, word in CALLS.items()
        if (word in dict(called(cell))) != (role(cell) == role_of_word)
    ]
    shown = [cell["id"] for cell, _, data in outputs(notebook) if role(cell) == "preparation" and CHART in data]
    return against + [f"{cell} shows a picture" for cell in shown]


def its_metadata_say_what_its_title_says(notebook):
    lesson, said = notebook["metadata"]["lesson"], " ".join(prose(notebook).split())
    titles = [source(cell).splitlines()[0] for cell in notebook["cells"] if role(cell) == "title"]
    level = f"{lesson['level']} ({lesson['topics']})"
    against = {
        "its title is no question": not re.match(r"# .+\?$", titles[0]),
        f"the level {level} is not said": lesson["level"] not in LEVELS or level not in said,
        f"what is needed is not said: {lesson['needs']}": lesson["needs"][1:] not in said,
    }
    return [words for words, broken in against.items() if broken]


def it_has_enough_to_look_at_to_guess_and_to_answer(notebook):
    pictures, asked = payloads(notebook), [questions()[each] for each in asked_in(notebook)]
    marks = set().union(*(marks_of(each["spec"]) for each in pictures))
    names = [control.name for each in pictures for control in controls_of(each["spec"])]
    is_capstone = any(each.id.startswith("claims.") for each in asked)
    least = LEAST_QUESTIONS_OF_THE_CAPSTONE if is_capstone else LEAST_QUESTIONS
    drawn = any(each.kind == "chart" or each.id.startswith(WITHOUT_A_CHART_OF_ONES_OWN) for each in asked)
    against = {
        f"{len(pictures)} explored pictures": len(pictures) < LEAST_PICTURES,
        f"only these marks: {', '.join(sorted(marks))}": len(marks) < LEAST_MARKS,
        "no chart has a control named reveal": "reveal" not in names,
        f"only {len(asked)} questions": len(asked) < least,
        "no question about a chart": not drawn,
    }
    return [words for words, broken in against.items() if broken]


def its_last_cell_gives_the_answers_of_its_questions(notebook):
    teachers, last = notebook["cells"][-2:]
    if role(teachers) != "teacher" or role(last) != "teacher":
        return [f"it ends with {last['id']}"]
    themes = [given[0] for name, given in called(last) if name == "answer_key"]
    given = [each.id for theme in themes for each in answer_key(theme)]
    against = [] if given == asked_in(notebook) else [f"asked are {asked_in(notebook)}, answered {given}"]
    folded = unescape("".join("".join(output["data"].get("text/html", "")) for output in last["outputs"]))
    return against + [f"{each} has no answer there" for each in given if questions()[each].working not in folded]


def its_work_is_that_of_its_questions_and_stands_behind_them(notebook):
    calls = [(name, given) for cell in of_kind(notebook, "code") for name, given in called(cell)]
    places = [place for place, (name, _) in enumerate(calls) if name == "my_work"]
    early = [given for place in places for name, given in calls[place:] if name == "ask"]
    themes = [calls[place][1] for place in places]
    wrong = [] if themes == [[notebook["metadata"]["lesson"]["theme"]]] else [f"it shows the work of {themes}"]
    return wrong + [f"{given[0]} is asked behind it" for given in early]


def its_minutes_add_up(notebook):
    lesson, parts = notebook["metadata"]["lesson"], of_kind(notebook, "markdown")
    timed = {cell["id"]: cell["metadata"]["minutes"] for cell in parts if "minutes" in cell["metadata"]}
    against = [f"{cell['id']} has no minutes" for cell in parts if role(cell) == "part" and cell["id"] not in timed]
    if sum(timed.values()) != lesson["minutes"]:
        against.append(f"the title says {lesson['minutes']} minutes, the parts add up to {sum(timed.values())}")
    expected = sum(MINUTES_OF[questions()[each].kind] for each in asked_in(notebook))
    if expected != lesson["question_minutes"]:
        against.append(f"the questions take {expected} minutes, not {lesson['question_minutes']}")
    return against


def its_teachers_read_the_minutes_that_its_parts_have(notebook):
    told, minutes = bound_names(source(notebook["cells"][-2])), lesson_minutes(notebook)
    return [f"{name} stands {told.count(name)} times" for name in minutes.keys() - {"minutes"} if told.count(name) != 1]


def exactly_what_only_prepares_is_folded(notebook):
    folded = [cell for cell in notebook["cells"] if cell["metadata"].get("jupyter", {}).get("source_hidden") is True]
    in_sight = [cell for cell in notebook["cells"] if role(cell) == "preparation" and cell not in folded]
    wrongly = [f"{cell['id']} is folded" for cell in folded if role(cell) != "preparation"]
    return wrongly + [f"{cell['id']} is in sight" for cell in in_sight]


def its_words_stand_in_a_list_directly_after_its_data_card(notebook):
    kinds = [(cell["cell_type"], role(cell)) for cell in notebook["cells"]]
    if kinds.count(("markdown", "words")) != 1:
        return [f"{kinds.count(('markdown', 'words'))} cells list its words"]
    place = kinds.index(("markdown", "words"))
    lines = [line.strip() for line in source(notebook["cells"][place]).splitlines()]
    rows = [[each.strip() for each in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    against = [f"{row} is no word | 中文 | meaning" for row in rows if len(row) != 3 or not all(row)]
    against += [f"{row} has no Chinese" for row in rows if not re.search("[\u4e00-\u9fff]", "".join(row[1:2]))]
    if kinds[place - 1] != ("code", "data-card"):
        against.append("its words do not stand directly after its data card")
    if not FEWEST_WORDS_LISTED <= len(rows) <= MOST_WORDS_LISTED:
        against.append(f"it lists {len(rows)} words")
    return against


def minutes_of(cell):
    """What it takes to read a cell of text or to look at a picture."""
    if cell["cell_type"] == "code":
        return int(role(cell) == "picture")
    seen = re.sub(r"\]\([^)]*\)|</?\w[^>]*>|[`*_#|]", "", as_read(source(cell)))
    words = [word for word in seen.split() if re.search(r"\w", word)]
    return 0 if role(cell) in ("teacher", "sources") else len(words) / WORDS_A_MINUTE


def each_part_can_be_read_in_its_minutes(notebook):
    cells, length = notebook["cells"], notebook["metadata"]["lesson"]["minutes"]
    # A cell with minutes begins a part; what stands before the first counts to that.
    begins = [at for at, cell in enumerate(cells) if "minutes" in cell["metadata"]]
    against = [f"{length} minutes are more than {MOST_MINUTES}"] * (length > MOST_MINUTES)
    for begin, end, head in zip([0, *begins[1:]], [*begins[1:], len(cells)], begins, strict=True):
        needed, given = sum(map(minutes_of, cells[begin:end])), cells[head]["metadata"]["minutes"]
        against += [f"{cells[head]['id']} takes {needed:.2f} minutes, not {given}"] * (needed > given)
    return against


def it_names_no_place_on_a_computer_and_loads_nothing(notebook):
    place = r"(?<![\w./:<])/[A-Za-z]\w*/\w[\w./-]*|\b[A-Z]:\\\w[^\s\"]*|file://\S+"
    network = r"http://\S+|https?://\S*(?:jsdelivr|unpkg|cdnjs|googleapis|\bcdn\.)\S*"
    texts = [prose(notebook), *map(source, of_kind(notebook, "code"))]
    texts += ["".join(data.get("text/plain", "")) for _, _, data in outputs(notebook)]
    return [found for text in texts for found in re.findall(f"{place}|{network}", text)]


def prose_stands_before_each_picture_and_its_finding_after_it(notebook):
    cells = notebook["cells"]
    places = [place for place, cell in enumerate(cells) if role(cell) == "picture"]
    bare = [at for at in places if "markdown" not in [each["cell_type"] for each in cells[max(0, at - 4) : at]]]
    unsaid = [at for at in places if "finding" not in map(role, cells[at + 1 : at + 3])]
    return [f"no prose before {cells[at]['id']}" for at in bare] + [f"no finding of {cells[at]['id']}" for at in unsaid]


def each_subtitle_is_made_by_credit(notebook):
    against, since_last_picture = [], 0
    for cell in of_kind(notebook, "code"):
        made = [words.startswith("credit(") for words in subtitles(cell)]
        since_last_picture += len(made)
        if not all(made) or (role(cell) == "picture" and not since_last_picture):
            against.append(cell["id"])
        since_last_picture *= role(cell) != "picture"
    return against


def tooltips(part) -> list:
    """What the marks of a chart tell on hovering: fields, or True where it would be all that is drawn."""
    if isinstance(part, list):
        return [told for each in part for told in tooltips(each)]
    if not isinstance(part, dict):
        return []
    own = part.get("tooltip") or []
    inner = [each for key, each in part.items() if key not in ("datasets", "tooltip")]
    return (own if isinstance(own, list) else [own]) + tooltips(inner)


def can_be_read(told, rows) -> bool:
    """Whether a tooltip tells no column that only the chart knows, and a number with no more digits than are meant."""
    if not isinstance(told, dict) or told.get("type") != "quantitative":
        return isinstance(told, dict)
    stored = [row[told["field"]] for row in rows if told["field"] in row]
    is_short = bool(stored) and all(value == round(value, 3) for value in stored if isinstance(value, float))
    return ("title" in told or bool(stored)) and ("format" in told or is_short)


def what_a_tooltip_tells_can_be_read(notebook):
    specs = [each["spec"] for each in payloads(notebook)]
    rows = {id(spec): [row for rows in spec.get("datasets", {}).values() for row in rows] for spec in specs}
    bare = [(spec, told) for spec in specs for told in tooltips(spec) if not can_be_read(told, rows[id(spec)])]
    return [f"{title(spec)}: {told}" for spec, told in bare]


# How they are broken.


def first(notebook, name="", kind="code"):
    return next(cell for cell in of_kind(notebook, kind) if name in ("", role(cell)))


def add_output(notebook, **output):
    first(notebook)["outputs"].append({"output_type": "display_data", **output})


def add_text(notebook, text):
    first(notebook, kind="markdown")["source"].append(text)


def words_at(notebook):
    return [role(cell) for cell in notebook["cells"]].index("words")


def list_words(notebook, *rows):
    notebook["cells"][words_at(notebook)]["source"] = "\n".join(["| word | 中文 | meaning |", "|---|---|---|", *rows])


def without_charts(notebook, word=""):
    """Takes away the charts in whose payload a word stands."""
    for _, _, data in outputs(notebook):
        if CHART in data and word in json.dumps(data[CHART]):
            del data[CHART]


def without_role(notebook, name):
    for cell in notebook["cells"]:
        if role(cell) == name:
            cell["metadata"] = {}


def without_cells(notebook, kind):
    notebook["cells"] = [cell for cell in notebook["cells"] if kind not in (cell["cell_type"], role(cell))]


def typed_subtitle(notebook):
    cell = next(cell for cell in of_kind(notebook, "code") if subtitles(cell))
    cell["source"] = re.sub(r"subtitle=credit\(.*?\)", 'subtitle="Source: a newspaper"', source(cell))


def of_lines(cells, count):
    for cell in cells:
        cell["source"] = "\n".join(["1"] * count)


DEPTH = {"field": "depth", "type": "quantitative", "title": "depth"}
CDN = '<script src="https://cdn.jsdelivr.net/npm/vega"></script>'
# Each fact, with ways to break it by what is then said against a lesson.
FACTS = {
    each_cell_has_an_id_of_words: {
        "twice": lambda it: it["cells"][1].update(id=it["cells"][0]["id"]),
        "3fd2a01c": lambda it: it["cells"][1].update(id="3fd2a01c"),
        "Cell": lambda it: it["cells"][1].update(id="Cell"),
    },
    nothing_needs_a_kernel_to_be_seen: {"a widget view in": lambda it: add_output(it, data={WIDGET_VIEW: {}})},
    no_cell_failed_or_complained: {
        "NameError": lambda it: add_output(it, output_type="error", ename="NameError"),
        "FutureWarning": lambda it: add_output(it, output_type="stream", name="stderr", text=["FutureWarning"]),
    },
    the_file_holds_no_noise: {
        "ExecuteTime": lambda it: first(it)["metadata"].update(ExecuteTime={}),
        "order": lambda it: first(it).update(execution_count=7),
        "metadata": lambda it: it["metadata"].update(widgets={}),
    },
    code_cells_are_short: {
        "21 lines": lambda it: of_lines([first(it)], 21),
        "the median is 7 lines": lambda it: of_lines(of_kind(it, "code"), 7),
    },
    each_cell_has_at_most_one_known_role_and_no_role_is_missing: {
        "['find']": lambda it: it["cells"][0]["metadata"].update(tags=["find"]),
        "['title', 'part']": lambda it: it["cells"][0]["metadata"].update(tags=["title", "part"]),
        "no cell is a finding": lambda it: without_role(it, "finding"),
        "0 cells are a title": lambda it: without_role(it, "title"),
    },
    each_cell_can_be_run_again_after_all_others: {
        "takes load, which new-cell makes anew": lambda it: it["cells"].append(
            first(it) | {"id": "new-cell", "source": ["load = 1"]}
        ),
    },
    each_code_cell_does_what_its_role_says: {
        "calls codebook": lambda it: without_role(it, "data-card"),
        "shows a picture": lambda it: first(it, "picture")["metadata"].update(tags=["preparation"]),
    },
    its_metadata_say_what_its_title_says: {
        "no question": lambda it: it["cells"][0].update(source=["# Cars\n"]),
        "hard (percentages)": lambda it: it["metadata"]["lesson"].update(level="hard"),
        "Knowing Greek.": lambda it: it["metadata"]["lesson"].update(needs="Knowing Greek."),
    },
    it_has_enough_to_look_at_to_guess_and_to_answer: {
        "0 explored pictures": without_charts,
        "only these marks: ": without_charts,
        "no chart has a control": lambda it: without_charts(it, '"reveal"'),
        "only 0 questions": lambda it: without_cells(it, "question"),
        "no question about a chart": lambda it: without_cells(it, "question"),
    },
    its_last_cell_gives_the_answers_of_its_questions: {
        "it ends with": lambda it: it["cells"].pop(),
        "asked are []": lambda it: without_cells(it, "question"),
        "has no answer there": lambda it: it["cells"][-1].update(outputs=[]),
    },
    its_work_is_that_of_its_questions_and_stands_behind_them: {
        "it shows the work of []": lambda it: without_cells(it, "work"),
        "it shows the work of [['noodles']]": lambda it: first(it, "work").update(source='my_work("noodles")'),
        "is asked behind it": lambda it: it["cells"].append(first(it, "question")),
    },
    its_minutes_add_up: {
        "the title says 5 minutes": lambda it: it["metadata"]["lesson"].update(minutes=5),
        "the questions take": lambda it: it["metadata"]["lesson"].update(question_minutes=5),
        "has no minutes": lambda it: first(it, "part", "markdown")["metadata"].pop("minutes"),
    },
    its_teachers_read_the_minutes_that_its_parts_have: {
        "part0 stands 0 times": lambda it: it["cells"][-2].update(source="**Minutes.** Title: 5. Part 1: 3."),
    },
    exactly_what_only_prepares_is_folded: {
        "setup is in sight": lambda it: first(it, "preparation")["metadata"].pop("jupyter"),
        "-picture is folded": lambda it: first(it, "picture")["metadata"].update(jupyter={"source_hidden": True}),
    },
    its_words_stand_in_a_list_directly_after_its_data_card: {
        "0 cells list its words": lambda it: without_cells(it, "words"),
        "do not stand directly after": lambda it: it["cells"].append(it["cells"].pop(words_at(it))),
        "has no Chinese": lambda it: list_words(it, "| ice | water | Frozen. |"),
        "is no word | 中文 | meaning": lambda it: list_words(it, "| 冰 | 水 |"),
        "it lists 1 words": lambda it: list_words(it, "| ice | 冰 | Frozen water. |"),
        "it lists 11 words": lambda it: list_words(it, *["| ice | 冰 | Frozen water. |"] * 11),
    },
    each_part_can_be_read_in_its_minutes: {
        "title takes ": lambda it: it["cells"][0]["source"].append(" one, two" * 90),
        "46 minutes are more than 45": lambda it: it["metadata"]["lesson"].update(minutes=46),
    },
    it_names_no_place_on_a_computer_and_loads_nothing: {
        "/home/somebody/autos.csv": lambda it: add_text(it, " Open /home/somebody/autos.csv."),
        r"C:\Users": lambda it: add_text(it, r" Open C:\Users\me\autos.csv."),
        "https://cdn.jsdelivr.net": lambda it: add_text(it, CDN),
    },
    prose_stands_before_each_picture_and_its_finding_after_it: {
        "no prose before": lambda it: without_cells(it, "markdown"),
        "no finding of": lambda it: first(it, "finding", "markdown")["metadata"].clear(),
    },
    each_subtitle_is_made_by_credit: {"picture": typed_subtitle},
    what_a_tooltip_tells_can_be_read: {
        ": True": lambda it: payloads(it)[0]["spec"].update(mark={"type": "bar", "tooltip": True}),
        "depth": lambda it: payloads(it)[0]["spec"].update(encoding={"tooltip": [DEPTH]}),
    },
}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_keeps_the_pattern(name, fact):
    against = fact(read(name))
    assert not against, f"{name}: {fact.__name__.replace('_', ' ')}, but: {'; '.join(against)}"


@pytest.mark.parametrize(("fact", "words"), [(fact, words) for fact, breaks in FACTS.items() for words in breaks])
def test_a_lesson_that_breaks_a_fact_is_noticed(fact, words):
    notebook = read("02_autos_and_evs")
    assert not fact(notebook)
    FACTS[fact][words](notebook)
    assert [each for each in fact(notebook) if words in each], "nobody noticed"


def test_each_question_is_asked_exactly_once_and_those_of_a_theme_in_one_lesson():
    asked = {name: asked_in(read(name)) for name in LESSONS}
    assert sorted(each for found in asked.values() for each in found) == sorted(questions())
    for name, found in asked.items():
        assert found == sorted(found) and len({each.partition(".")[0] for each in found}) <= 1, name


READMES = {"README.md": "notebooks", "README.zh-CN.md": f"notebooks/{LANGUAGE}"}


@pytest.mark.parametrize("file", READMES)
def test_a_readme_says_the_minutes_of_each_lesson_and_leads_to_what_is_there(file):
    root = NOTEBOOKS.parent
    readme = (root / file).read_text(encoding="utf-8")
    told = dict(re.findall(rf"\({READMES[file]}/(\w+)\.ipynb\).*\| (\d+ \+ \d+) \|$", readme, flags=re.MULTILINE))
    lessons_of = {name: read(name)["metadata"]["lesson"] for name in LESSONS}
    assert told == {name: f"{each['minutes']} + {each['question_minutes']}" for name, each in lessons_of.items()}
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in link]
    assert [link for link in links if not (root / link).exists()] == []
    assert {*READMES} - {file} <= {*links}


def test_the_readmes_tell_the_same_commands_and_start_knows_each():
    texts = [(NOTEBOOKS.parent / file).read_text(encoding="utf-8") for file in READMES]
    command = r"(?am)(?:^|`)((?:python3|pip|pytest|jupyter|apt|--language) [\w .-]*[\w.])"
    typed = [set(re.findall(command, text)) for text in texts]
    assert typed[0] == typed[1]
    commands = {line.split()[2] for line in typed[0] if re.match(r"python3 start\.py [a-z]", line)}
    assert commands == {*start.TOOLS, "test", "pack"} - {"lab"}
    # The same files, code and sizes.
    for each in (r"`[\w./<>-]+\.(?:csv|toml|py|json|po|mo)`", r"`[a-z]\w*\([^`]*\)`", r"\d+(?= MB)"):
        found = [set(re.findall(each, text)) for text in texts]
        assert found[0] == found[1] and found[0], each
    assert f" {start.SIZES[start.READER][1]} MB" in texts[0]


# The pictures.


@pytest.mark.parametrize("chart", saved_charts(), ids=str)
def test_a_saved_picture_is_that_of_its_chart_and_carries_its_sentence_for_those_who_cannot_see_it(chart):
    found = outputs(read(chart.notebook))
    place = next(n for n, (_, _, data) in enumerate(found) if data.get(CHART) == chart.payload)
    (cell, picture, shown), (same_cell, _, data) = found[place - 1 : place + 1]
    says, sentences = chart.payload["says"], chart.payload.get("sentences")
    assert cell is same_cell and set(shown) == {PICTURE}
    assert picture["metadata"][PICTURE]["alt"] == picture["metadata"]["alt"] == "".join(data["text/plain"]) == says
    assert unescape("".join(data["text/html"])) == f"<p>{says}</p>"
    if sentences:
        first_state = {control.name: control.value for control in chart.controls}
        assert says == sentences[states_of(chart.controls).index(first_state)]
    # Not by its pixels, which a font or a processor decides: a picture says from which specification it was drawn.
    assert drawn_from(picture) == fingerprint(chart.payload["spec"]), (
        f"{chart}, {title(chart.payload['spec'])!r}: the saved picture is not that of the chart. "
        "`python3 start.py refresh` draws it anew."
    )
