"""Facts about the two editions: each Chinese lesson is its English one in other words, and nothing in it is English.

What may stand there in Latin letters says latin.toml, each word with its reason.
"""

import ast
import base64
import copy
import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path

import mistune
import pytest

from helpers import figure, language, load
from helpers.charts.specification import tooltips
from helpers.data import messages as data_messages
from helpers.data.words import format_number, format_period, unit_label
from helpers.questions.questions import Question, questions
from tests.saved_charts import LESSONS, NOTEBOOKS, read, saved_charts, source, svg, words_in
from tools import ToolError, refresh, site, strings, translate
from tools import __main__ as command_line
from tools.stills import QUESTION

HERE = Path(__file__).resolve().parent
EDITION = NOTEBOOKS / translate.LANGUAGE
LATIN = tomllib.loads((HERE / "latin.toml").read_text(encoding="utf-8"))
CATALOGUES = [*LESSONS, translate.REST]
MOST_LATIN, COPIED = 80, 16


@pytest.fixture
def chinese():
    """The helpers speak Chinese meanwhile."""
    language.use("zh")
    yield
    language.use("en")


def cells(name: str, folder: Path) -> list[dict]:
    return read(name, folder)["cells"]


def pairs(name: str) -> list[tuple[dict, dict]]:
    """The cells of a lesson, each in English and in Chinese."""
    return list(zip(cells(name, NOTEBOOKS), cells(name, EDITION), strict=True))


# What is translated.


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_message_is_translated_and_none_is_fuzzy_or_unused(name):
    found, asked = translate.catalogue(name), translate.of_rest() if name == translate.REST else None
    asked = asked or translate.of_lesson(NOTEBOOKS / f"{name}.ipynb")
    known = {(translate.key(each.id), each.context) for each in found if each.id}
    assert known == {(translate.key(each.id), each.context) for each in asked if each.id}
    assert translate.faults(found) == []


def test_the_helpers_read_what_the_catalogue_says():
    say = language._catalogue("zh").pgettext
    said = [each for each in translate.catalogue(translate.REST) if each.id]
    assert [each.id for each in said if say(each.context, each.id) != each.string] == []


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_what_refresh_makes_of_the_english_one(name):
    made = translate.edition(read(name), translate.catalogue(name).say)
    unbound = [{each: cell[each] for each in ("id", "cell_type", "metadata")} for cell in made["cells"]]
    assert unbound == [
        {each: cell[each] for each in row} for row, cell in zip(unbound, cells(name, EDITION), strict=True)
    ]
    for one, other in zip(made["cells"], cells(name, EDITION), strict=True):
        assert translate.key(source(one)) == translate.key(source(other)), one["id"]


def test_what_is_changed_lost_or_wrong_is_noticed():
    old, new = translate.Catalog(locale="zh"), translate.Catalog(locale="zh")
    old.add("In 187,000<!--nev20--> cars", "有18.7万<!--nev20-->辆")
    old.add("One {row} of many words that stay", "许多字里的一行")
    old.add("A sentence about the air of the city", "一句关于空气的话")
    new.add("In 190,000<!--nev20-->\ncars")
    new.add("One {row} of many words that stay")
    new.add("A sentence about the air of the towns")
    old.update(new)
    assert {each.id: each.fuzzy for each in old if each.id} == dict(
        zip([each.id for each in new if each.id], (False, False, True), strict=True)
    )
    other, fuzzy = translate.faults(old)
    assert "{row}" in other and "towns" in fuzzy
    (lacks,) = translate.faults(new)[:1]
    assert "not translated yet: 'In 190,000" in lacks
    told = translate.Catalog(locale="zh")
    told.add("{best[1] / 1000000000.0:.1f} billion in {day:%B %Y}", "{day:%Y年%m月}{best[1] / 1e8:.0f}亿")
    assert translate.faults(told) == []
    told.add("{first:,} of {all}", "{all}中有{last:,}")
    assert "{last}" in translate.faults(told)[0]


# The same code, data and charts.


class Masked(ast.NodeTransformer):
    """A syntax tree without the words of its strings."""

    def visit_JoinedStr(self, node):
        # A string inside a field is a word, too.
        parts = sorted(re.sub("'.*?'", "", each) for each in strings.fields(copy.deepcopy(node)))
        return ast.Tuple([ast.Constant(each) for each in parts], ast.Load())

    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_ImportFrom(self, node):
        node.module = node.module.removesuffix(f".{translate.LANGUAGE}")
        return node


SHOWN = {
    'alt.binding_range(min=1, max=3, name="year")': ["year"],
    'alt.Title("cars", subtitle="vehicles")': ["cars", "vehicles"],
    'alt.X("year:Q").title("year").axis(format=",.0f")': ["year"],
    'alt.Tooltip("n:Q", title="cars", format="%Y")': ["cars"],
    'alt.binding_radio(options=["a", "b"], labels=["one", "two"], name="N")': ["N", "one", "two"],
    "chart.transform_calculate(t=\"datum.n > 1 ? 'many cars' : 'x'\")": ["many cars"],
    'load("autos").query("entity == \'liuzhou\'")["value"].mean()': [],
    'alt.param(name="year", value="2020-01", bind=alt.binding(input="date"))': [],
    'alt.Chart(t).mark_point(shape="M0,0L1,1Z", color="#fff", filled=True).encode(color=alt.Color(scale=s))': [],
}


@pytest.mark.parametrize("code", SHOWN)
def test_what_a_reader_sees_is_told_from_what_is_code(code):
    seen = []
    assert strings.translated(code, lambda text: seen.append(text) or text) == code
    assert seen == SHOWN[code]


@pytest.mark.parametrize("name", LESSONS)
def test_the_code_is_the_same_but_for_its_words(name):
    for one, other in pairs(name):
        if one["cell_type"] == "code":
            first, second = (ast.dump(Masked().visit(ast.parse(source(each)))) for each in (one, other))
            assert first == second, one["id"]


def numbers(part: object) -> list:
    """The numbers of a specification, in their order, without the looks of the text around."""
    if isinstance(part, dict):
        # Tables stand in the order of their names, which are made of what is in them.
        tables = sorted(map(numbers, part.get("datasets", {}).values()))
        rest = [part[name] for name in part if name not in ("config", "title", "datasets")]
        return [each for one in [*tables, *map(numbers, rest)] for each in one]
    if isinstance(part, list):
        return [each for one in part for each in numbers(one)]
    return [part] if isinstance(part, int | float) else []


@pytest.mark.parametrize("name", LESSONS)
def test_the_charts_show_the_same_numbers_by_the_same_controls(name):
    both = [saved_charts(name), saved_charts(name, folder=EDITION)]
    for one, other in zip(*both, strict=True):
        assert numbers(one.payload["spec"]) == numbers(other.payload["spec"]), one
        kinds = [
            [(control.name, control.kind, len(control.options or [])) for control in each.controls]
            for each in (one, other)
        ]
        assert kinds[0] == kinds[1], one
        assert len(one.payload.get("sentences", [])) == len(other.payload.get("sentences", [])), one


# Nothing left in English.


def latin(text: str) -> set[str]:
    """The words in Latin letters that no list allows."""
    text = re.sub(
        r"<!--.*?-->|`[^`]*`|<code>.*?</code>|<[^>]*>|\]\([^)]*\)|https?://\S+|\{\w+\}", " ", text, flags=re.DOTALL
    )
    return {word for word in re.findall(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ.+-]*[A-Za-zÀ-ÿ]", text) if word not in LATIN["words"]}


def shown(name: str) -> list[tuple[str, str]]:
    """Each text that a reader of a Chinese lesson sees, with where it stands.

    Not the list of words, which has the English ones, too; of a source, its name and title are its own.
    """
    found = []
    for cell in cells(name, EDITION):
        if cell["cell_type"] == "markdown" and "words" not in cell["metadata"].get("tags", []):
            found.append((cell["id"], source(cell)))
        for output in cell.get("outputs", []):
            found += [(cell["id"], text) for text in asked(output.get("data", {}).get(QUESTION, {}))]
    for chart in saved_charts(name, folder=EDITION):
        spec = chart.payload["spec"]
        cited = cites(spec)
        texts = [each.partition("来源：")[0] for each in words_in(svg(spec)) if each not in cited]
        texts += [chart.payload["says"], *chart.payload.get("sentences", [])]
        # Of the tooltips' columns, the names.
        texts += [str(each.get("title", each.get("field", ""))) for each in tooltips(spec)]
        texts += [str(each) for control in chart.controls for each in [control.label, *(control.labels or [])]]
        found += [(str(chart), text) for text in texts]
    return found


def outputs_of(name: str) -> list[tuple[dict, dict]]:
    """The outputs of a Chinese lesson that cite nothing, each with its cell."""
    kept = [cell for cell in cells(name, EDITION) if "sources" not in cell["metadata"].get("tags", [])]
    return [(cell, output) for cell in kept for output in cell.get("outputs", [])]


def asked(key: dict) -> list[str]:
    """The texts of a question."""
    own = [key.get(name) or "" for name in ("prompt", "answer", "working", "unit", "right")]
    said = [
        each.get(name, "")
        for part in ("options", "misconceptions")
        for each in key.get(part, [])
        for name in ("text", "say")
    ]
    return [str(each) for each in [*own, *said, *key.get("hints", [])]]


def cites(spec: dict) -> set[str]:
    """The further lines in which a subtitle names its sources."""
    titles = [part["title"] for part in [spec, *spec.get("vconcat", [])] if isinstance(part.get("title"), dict)]
    lines = [
        [title.get("subtitle", [])] if isinstance(title.get("subtitle"), str) else title.get("subtitle", [])
        for title in titles
    ]
    firsts = [next((at for at, line in enumerate(each) if "来源：" in line), len(each)) for each in lines]
    return {line for each, at in zip(lines, firsts, strict=True) for line in each[at + 1 :]}


@pytest.mark.parametrize("name", LESSONS)
def test_no_mark_of_emphasis_is_left_in_the_text(name):
    """Between a Chinese stop and a character, Markdown takes no asterisk for the end of emphasis."""
    texts = [source(cell) for cell in cells(name, EDITION) if cell["cell_type"] == "markdown"]
    html = [re.sub("<!--.*?-->|<code>.*?</code>|<[^>]*>", "", mistune.html(text), flags=re.DOTALL) for text in texts]
    assert [found for text in html for found in re.findall(r".{,20}\*.{,20}", text)] == []


# In the dark theme, what is light is dark: of a picture, such a word would say something false. Grey stays grey.
LIGHT_OR_DARK = re.compile(
    r"\b(?:dark|black|white|pale)(?:r|er)?\b|\blighter\b|\blight(?: \w+)?:|[深浅]色|[黑白][色线点条]|越[深浅]"
)


@pytest.mark.parametrize("folder", [NOTEBOOKS, EDITION], ids=["en", "zh"])
@pytest.mark.parametrize("name", LESSONS)
def test_what_is_said_of_a_picture_is_true_in_the_dark_too(name, folder):
    texts = [source(cell) for cell in cells(name, folder) if cell["cell_type"] == "markdown"]
    for chart in saved_charts(name, folder=folder):
        texts += [*words_in(svg(chart.payload["spec"])), chart.payload["says"]]
        texts += [word for control in chart.controls for word in (control.label, *control.labels)]
    assert [found for text in texts for found in LIGHT_OR_DARK.findall(re.sub("`[^`]*`", "", text))] == []


@pytest.mark.parametrize("name", LESSONS)
def test_no_word_of_a_lesson_is_left_in_english_and_no_number_has_its_commas(name, chinese):
    texts = shown(name)
    left = {(place, word) for place, text in texts for word in latin(text)}
    assert not left, sorted(left)
    texts += [(cell["id"], str(output.get("data", {}).get("text/plain"))) for cell, output in outputs_of(name)]
    commas = [(at, text) for at, text in texts if re.search(r"(?<![\d,`])\d{1,3}(,\d{3})+(?![\d,`])", text)]
    # Lesson 00 speaks of commas.
    assert not commas or name == "00_start_here"


def test_the_list_of_latin_words_is_short_and_each_word_is_there():
    assert len(LATIN["words"]) <= MOST_LATIN and all(LATIN["words"].values())
    texts = " ".join(text for name in LESSONS for _, text in shown(name))
    assert [word for word in LATIN["words"] if word not in texts] == []


# The words.


def test_numbers_hedges_dates_and_units_are_said_in_chinese(chinese):
    said = {
        format_number(187_000, large=True): "18.7万",
        format_number(10_994_000_000, large=True): "109.94亿",
        format_number(10**12, large=True): "1万亿",
        format_period("2020-07"): "2020年7月",
        format_period("2016/2020"): "2016年至2020年",
        unit_label("yuan/vehicle"): "元/辆",
        str(figure("nev_output", 2020)): "18.7万辆（介于18.65万与18.8万之间）",
        figure("nev_output", 2019).printed: "超过6万辆",
        # By another power of ten: 6 and 10.994 billion.
        Question(questions()["luosifen.1"].given).told["items"][1]: "从60到109.94",
        figure("nev_output", 2020).allowed: "介于18.65万与18.8万辆之间",
    }
    assert list(said) == list(said.values())
    assert set(load("autos").query("indicator == 'nev_output'")["label"]) == {"新能源汽车产量"}


def test_the_pages_of_an_edition_are_in_its_language_whatever_the_command_speaks(tmp_path, monkeypatch, capsys):
    for folder in (NOTEBOOKS.name, f"{NOTEBOOKS.name}/{translate.LANGUAGE}"):
        (tmp_path / folder).mkdir()
        shutil.copy(NOTEBOOKS.parent / folder / f"{LESSONS[0]}.ipynb", tmp_path / folder)
    monkeypatch.setattr(site.build, "__defaults__", (tmp_path / NOTEBOOKS.name,))
    for code, said in (("zh", "请打开"), ("en", "Open ")):
        assert command_line.main(["--language", code, "site", str(tmp_path / code)]) == 0
        assert f"\n{said}{tmp_path / code}" in capsys.readouterr().out
        for folder, words in (("", "Dark"), (translate.LANGUAGE, "深色")):
            page = (tmp_path / code / folder / f"{LESSONS[0]}.html").read_text(encoding="utf-8")
            assert re.findall('class="mode".*?>(.*?)<', page) == [words]


def test_english_is_as_before_when_it_is_asked_for_again(chinese):
    assert data_messages.HEDGED["over"] == "超过{number}"
    language.use("en")
    assert (
        data_messages.HEDGED["over"] == "over {number}"
        and str(figure("nev_output", 2019).printed) == "over 60,000 vehicles"
    )


def test_no_sentence_of_a_source_is_copied():
    """What the sources say is kept as hashes of each run of 16 characters: see tests/copied.txt."""
    known = base64.b85decode((HERE / "copied.txt").read_text(encoding="ascii").strip())
    hashes = {known[at : at + 5] for at in range(0, len(known), 5)}
    texts = [each.string for name in CATALOGUES for each in translate.catalogue(name) if each.id and each.string]
    texts += [row for table in ("indicators", "events") for row in load(table).filter(regex="_zh$").to_numpy().ravel()]
    copied = [run for text in texts for run in runs(text) if hashlib.sha1(run.encode()).digest()[:5] in hashes]
    assert [run for run in copied if not any(run in name for name in LATIN["names"])] == []


def runs(text: str) -> list[str]:
    """Each run of 16 letters, digits and Chinese characters."""
    plain = "".join(re.findall(r"[\w.%]", re.sub("<!--.*?-->", "", text)))
    return [plain[at : at + COPIED] for at in range(len(plain) - COPIED + 1)]


def test_a_notebook_that_somebody_changed_is_not_written_over(tmp_path):
    folder = tmp_path / translate.LANGUAGE
    folder.mkdir()
    english, chinese = tmp_path / f"{LESSONS[0]}.ipynb", folder / f"{LESSONS[0]}.ipynb"
    english.write_bytes((NOTEBOOKS / english.name).read_bytes())
    changed = read(LESSONS[0], EDITION)
    changed["cells"][0]["source"] = "# 我的课"
    chinese.write_text(json.dumps(changed), encoding="utf-8")
    before = chinese.read_bytes()
    with pytest.raises(ToolError, match="changed by hand"):
        refresh.refresh(chinese)
    assert chinese.read_bytes() == before
