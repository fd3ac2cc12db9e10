"""Each notebook follows the pattern of a lesson, and each saved picture is the picture of its chart."""

import ast
import json
import re
from html import unescape
from statistics import median

import pytest

from helpers import answer_key
from helpers.charts.controls import states_of
from helpers.questions.questions import question, questions
from tests.saved_charts import NOTEBOOKS, saved_charts
from tools.chart_difference import title
from tools.lessons import lessons
from tools.refresh import CHANCE_METADATA, KERNELSPEC
from tools.stills import CHART, PICTURE, WIDGET_VIEW, drawn_from, fingerprint

LESSONS = [path.stem for path in lessons(NOTEBOOKS)]

# (notebook, fact): why the fact need not hold there. One that holds after all must come off the list.
EXCEPTIONS: dict[tuple[str, str], str] = {}

MOST_LINES, MOST_LINES_IN_MEDIAN = 20, 6
LEAST_PICTURES, LEAST_MARKS = 5, 4
LEAST_QUESTIONS, LEAST_QUESTIONS_OF_THE_CAPSTONE = 4, 8
WITHOUT_A_CHART_OF_ONES_OWN = ("start.", "industry.")
# How long a question takes in class, with reading, a wrong try and a look at what is said to it.
MINUTES_OF = {"choice": 2, "choices": 2, "order": 2, "number": 3, "chart": 5}

# The roles that a lesson has, once or more often, in the tags of its cells; the others are free.
ONCE = ("title", "unknown", "summary")
OFTEN = ("data-card", "part", "predict", "finding", "question", "sources", "teacher", "picture", "preparation")
ROLES = {"markdown": {*ONCE, *OFTEN, "try"} - {"picture", "preparation"}}
ROLES["code"] = {"preparation", "picture", "question", "data-card", "sources", "teacher"}
LEVELS = ("basic", "middle", "demanding")
# What a code cell of a role calls; of the other roles none does.
CALLS = {"picture": "explore", "question": "ask", "data-card": "codebook", "teacher": "answer_key"}


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
    bare = [
        cell["id"]
        for cell in of_kind(notebook, "code")
        for before, output in zip([{}, *cell["outputs"]], cell["outputs"], strict=False)
        if CHART in output.get("data", {}) and PICTURE not in before.get("data", {})
    ]
    return [f"a widget view in {cell}" for cell in views] + [f"no picture in {cell}" for cell in bare]


def no_cell_failed_or_complained(notebook: dict) -> list[str]:
    return [
        f"{cell['id']}: {output.get('ename') or ''.join(output['text'])[:80]}"
        for cell, output in outputs(notebook)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def the_file_holds_no_noise(notebook: dict) -> list[str]:
    noise = [f"{cell['id']}: {key}" for cell in notebook["cells"] for key in cell["metadata"] if key in CHANCE_METADATA]
    kept = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, "lesson": notebook["metadata"].get("lesson")}
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


def role(cell: dict) -> str:
    """What a cell is for, by its tag; empty where it is plain text or shows a value."""
    tags = cell["metadata"].get("tags", [])
    return tags[0] if tags else ""


def each_cell_has_at_most_one_role_that_is_known(notebook: dict) -> list[str]:
    return [
        f"{cell['id']}: {tags}"
        for cell in notebook["cells"]
        if (tags := cell["metadata"].get("tags", [])) and (len(tags) > 1 or tags[0] not in ROLES[cell["cell_type"]])
    ]


def it_has_every_part(notebook: dict) -> list[str]:
    roles = [role(cell) for cell in notebook["cells"]]
    prose_roles = [role(cell) for cell in of_kind(notebook, "markdown")]
    against = [f"no cell is a {each}" for each in OFTEN if each not in roles]
    return against + [f"{prose_roles.count(each)} cells are a {each}" for each in ONCE if prose_roles.count(each) != 1]


def each_code_cell_does_what_its_role_says(notebook: dict) -> list[str]:
    expected = {word: role for role, word in CALLS.items()}
    against = [
        f"{cell['id']} calls {word}"
        for cell in of_kind(notebook, "code")
        for word, role_of_word in expected.items()
        if calls(cell, word) != (role(cell) == role_of_word)
    ]
    looked_at = [cell for cell in of_kind(notebook, "code") if role(cell) == "preparation" and cell["outputs"]]
    return against + [f"{cell['id']} shows a picture" for cell in looked_at if CHART in str(cell["outputs"])]


def its_metadata_say_what_its_title_says(notebook: dict) -> list[str]:
    lesson, said = notebook["metadata"]["lesson"], " ".join(prose(notebook).split())
    title_cell = next(cell for cell in notebook["cells"] if role(cell) == "title")
    against = [] if re.match(r"# .+\?$", source(title_cell).splitlines()[0]) else ["its title is no question"]
    level, topics, needs = lesson["level"], lesson["topics"], lesson["needs"]
    against += (
        [] if level in LEVELS and f"{level} ({topics})" in said else [f"the level {level} ({topics}) is not said"]
    )
    return against + ([] if needs[1:] in said else [f"what is needed is not said: {needs}"])


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
    if role(teachers) != "teacher" or role(last) != "teacher":
        return [f"it ends with {last['id']}"]
    keys = [node for node in ast.walk(ast.parse(source(last))) if isinstance(node, ast.Call)]
    given = [
        each.id for key in keys if name_of(key) == "answer_key" for each in answer_key(key.args[0].value).questions
    ]
    against = [] if given == asked_in(notebook) else [f"asked are {asked_in(notebook)}, answered {given}"]
    folded = "".join("".join(output["data"].get("text/html", "")) for output in last.get("outputs", []))
    return against + [f"{each} has no answer there" for each in given if question(each).working not in unescape(folded)]


def its_minutes_add_up(notebook: dict) -> list[str]:
    lesson, parts = notebook["metadata"]["lesson"], of_kind(notebook, "markdown")
    timed = {cell["id"]: cell["metadata"]["minutes"] for cell in parts if "minutes" in cell["metadata"]}
    against = [f"{cell['id']} has no minutes" for cell in parts if role(cell) == "part" and cell["id"] not in timed]
    if sum(timed.values()) != lesson["minutes"]:
        against.append(f"the title says {lesson['minutes']} minutes, the parts add up to {sum(timed.values())}")
    expected = sum(MINUTES_OF[question(each).kind] for each in asked_in(notebook))
    if expected != lesson["question_minutes"]:
        against.append(f"the questions take {expected} minutes, not {lesson['question_minutes']}")
    return against


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
        each_cell_has_at_most_one_role_that_is_known,
        it_has_every_part,
        each_code_cell_does_what_its_role_says,
        its_metadata_say_what_its_title_says,
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
    lessons_of = {name: read(name)["metadata"]["lesson"] for name in LESSONS}
    assert told == {name: f"{each['minutes']} + {each['question_minutes']}" for name, each in lessons_of.items()}


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


def without_role(notebook: dict, name: str) -> None:
    for cell in notebook["cells"]:
        if role(cell) == name:
            cell["metadata"] = {}


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
        "each_cell_has_at_most_one_role_that_is_known",
        "['find']",
        lambda it: it["cells"][0]["metadata"].update(tags=["find"]),
    ),
    ("it_has_every_part", "no cell is a finding", lambda it: without_role(it, "finding")),
    ("it_has_every_part", "0 cells are a title", lambda it: without_role(it, "title")),
    ("each_code_cell_does_what_its_role_says", "calls codebook", lambda it: without_role(it, "data-card")),
    ("its_metadata_say_what_its_title_says", "no question", lambda it: it["cells"][0].update(source=["# Cars\n"])),
    (
        "its_metadata_say_what_its_title_says",
        "hard (dividing)",
        lambda it: it["metadata"]["lesson"].update(level="hard"),
    ),
    ("its_metadata_say_what_its_title_says", "Much.", lambda it: it["metadata"]["lesson"].update(needs="Much.")),
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
        "it ends with",
        lambda it: it["cells"].pop(),
    ),
    ("its_last_cell_gives_the_answers_of_its_questions", "asked are []", without_its_questions),
    (
        "its_last_cell_gives_the_answers_of_its_questions",
        "has no answer there",
        lambda it: it["cells"][-1].update(outputs=[]),
    ),
    ("its_minutes_add_up", "the title says 5 minutes", lambda it: it["metadata"]["lesson"].update(minutes=5)),
    ("its_minutes_add_up", "the questions take", lambda it: it["metadata"]["lesson"].update(question_minutes=5)),
    (
        "its_minutes_add_up",
        "has no minutes",
        lambda it: next(cell for cell in it["cells"] if role(cell) == "part")["metadata"].pop("minutes"),
    ),
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


# The pictures.

CHARTS = saved_charts()


def shown(chart) -> list[dict]:
    """The saved outputs of a chart: its picture, and its sentence with the payload."""
    cell = next(cell for cell in read(chart.notebook)["cells"] if cell["id"] == chart.cell)
    place = next(n for n, output in enumerate(cell["outputs"]) if output.get("data", {}).get(CHART) == chart.payload)
    return cell["outputs"][max(place - 1, 0) : place + 1]


@pytest.mark.parametrize("chart", CHARTS, ids=str)
def test_a_saved_picture_carries_the_sentence_of_its_state_for_those_who_cannot_see_it(chart):
    picture, sentence = shown(chart)
    says = chart.payload["says"]
    assert set(picture["data"]) == {PICTURE}
    assert picture["metadata"][PICTURE]["alt"] == picture["metadata"]["alt"] == says
    assert "".join(sentence["data"]["text/plain"]) == says
    assert unescape("".join(sentence["data"]["text/html"])) == f"<p>{says}</p>"


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart.payload.get("sentences")], ids=str)
def test_a_sentence_that_follows_the_controls_is_at_first_that_of_the_first_state(chart):
    first = {control.name: control.value for control in chart.controls}
    assert chart.payload["says"] == chart.payload["sentences"][states_of(chart.controls).index(first)]


@pytest.mark.parametrize("chart", CHARTS, ids=str)
def test_a_saved_picture_is_that_of_its_chart(chart):
    # Not by its pixels, which a font or a processor decides: a picture says from which specification it was drawn.
    picture = "".join(shown(chart)[0]["data"][PICTURE])
    assert drawn_from(picture) == fingerprint(chart.payload["spec"]), (
        f"{chart}, {title(chart.payload['spec'])!r}: the saved picture is not that of the chart. "
        "`python3 start.py refresh` draws it anew."
    )
