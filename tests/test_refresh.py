"""The refresh command, on small notebooks of the tests' own, and the numbers that it writes into prose."""

import json
import re
from fractions import Fraction
from unittest.mock import Mock

import pytest

from tools import ToolError, prose, refresh, stills

from . import addresses

SPEC = addresses.BAR
LESSON = {"theme": "autos", "minutes": 45, "question_minutes": 20, "level": 2, "topics": ["scale"], "needs": ""}


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


def showing(data, metadata=None, **more):
    """A cell that shows a widget, and what can stand in its place."""
    data = data | {stills.WIDGET_VIEW: {"model_id": "1"}}
    return code(f"from IPython.display import publish_display_data as show\nshow({data!r}, {metadata!r})", **more)


def chart(spec=SPEC, **more):
    return showing({stills.CHART: {"spec": spec, "says": "Up."}, "text/plain": "Up."}, **more)


def text(source, name="words", tags=("finding",)):
    return {"cell_type": "markdown", "id": name, "metadata": {"tags": list(tags)}, "source": source}


def save(folder, name, cells, **more):
    path = folder / f"{name}.ipynb"
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_refreshed_notebook_is_clean_and_stays_the_same(tmp_path):
    metadata = {
        "kernelspec": {"display_name": "mine", "language": "python", "name": "mine"},
        "language_info": {"name": "python", "version": "3.9.1"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        "lesson": LESSON,
    }
    timed = {"execution": {"iopub.execute_input": "2020-01-01T00:00:00Z"}, "scrolled": True, "tags": ["kept"]}
    cells = [
        text("# 柳州", tags=["title"]),
        {"cell_type": "raw", "metadata": {}, "source": "a note"},
        code("import os\nos.path.basename(os.getcwd())", metadata=timed),
        code(""),
        showing({"text/plain": "a sentence: 螺蛳粉"}, {stills.WIDGET_VIEW: {"x": 1}}, execution_count=77),
        showing({}),
        chart(),
    ]
    path = save(tmp_path, "01_one", cells, metadata=metadata, nbformat_minor=4)
    assert refresh.refresh(path)
    first = path.read_bytes()
    notebook, kept = json.loads(first), {"kernelspec": refresh.KERNELSPEC, "language_info": {"name": "python"}}
    assert notebook["metadata"] == kept | {"lesson": LESSON}
    assert ["".join(cell["source"]) for cell in notebook["cells"]] == [cell["source"] for cell in cells]
    assert [cell["id"] for cell in notebook["cells"]] == ["words", *(f"cell-{number}" for number in range(2, 8))]
    title, _, folder, empty, other, lone, drawn = notebook["cells"]
    assert [cell.get("execution_count") for cell in (folder, empty, other)] == [1, None, 2]
    assert (title["metadata"], folder["metadata"]) == ({"tags": ["title"]}, {"tags": ["kept"]})
    assert folder["outputs"][0]["data"]["text/plain"] == [f"'{tmp_path.name}'"]
    (output,) = other["outputs"]
    assert (output["data"], output["metadata"]) == ({"text/plain": ["a sentence: 螺蛳粉"]}, {})
    assert lone["outputs"] == []
    picture, payload = drawn["outputs"]
    assert stills.drawn_from(picture) == stills.fingerprint(SPEC)
    assert payload["data"] == {stills.CHART: {"spec": SPEC, "says": "Up."}, "text/plain": ["Up."]}
    assert "螺蛳粉".encode() in first and first.endswith(b"}\n") and b"\r" not in first
    assert first.splitlines()[1].startswith(b' "')
    assert not refresh.refresh(path) and path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["01_one.ipynb"]


def test_a_chart_that_is_as_before_keeps_its_picture_and_only_others_are_drawn(tmp_path, monkeypatch):
    path = save(tmp_path, "01_one", [chart()])
    refresh.refresh(path)
    before = json.loads(path.read_bytes())["cells"]
    (picture,) = stills.pictures_in(before).values()
    monkeypatch.setattr(stills, "png", png := Mock(return_value=picture))
    refresh.refresh(save(tmp_path, "01_one", [*before, chart(SPEC | {"mark": "point"})]))
    png.assert_called_once_with(SPEC | {"mark": "point"})


# What is not refreshed.


def test_a_failing_notebook_stays_as_it_was_and_says_where(tmp_path, capsys):
    bad = save(tmp_path, "01_bad", [code("1"), code("# 柳州\nyear = 2020\nyear / 0"), code("2")])
    good = save(tmp_path, "02_good", [code("1 + 1")])
    before = bad.read_bytes()
    (tmp_path / "03_none.ipynb").write_text("{", encoding="utf-8")
    assert refresh.main([], tmp_path) == 1
    said = capsys.readouterr()
    failed, none = said.err.splitlines()
    assert failed == "01_bad.ipynb failed in cell [2], which begins '# 柳州': ZeroDivisionError: division by zero"
    assert none.startswith("03_none.ipynb is not a notebook that can be read:")
    assert "01_bad ... FAILED" in said.out and "02_good ... changed" in said.out
    assert bad.read_bytes() == before and len(list(tmp_path.iterdir())) == 3
    assert json.loads(good.read_bytes())["cells"][0]["outputs"][0]["data"] == {"text/plain": ["2"]}


def test_a_lesson_that_nobody_has_translated_is_refreshed_alone(tmp_path, capsys):
    save(tmp_path, "01_one", [code("1")])
    assert refresh.main([], tmp_path) == 0
    assert "01_one ... changed" in capsys.readouterr().out and not (tmp_path / "zh").exists()


@pytest.mark.parametrize("source", ["import time; time.sleep(60)", "import os; os._exit(1)"])
def test_a_cell_that_never_ends_or_kills_its_kernel_is_named(tmp_path, monkeypatch, source):
    monkeypatch.setattr(refresh, "_SECONDS_A_CELL", 1)
    with pytest.raises(ToolError, match=r"01_one.ipynb failed in cell \[1\], which begins 'import"):
        refresh.refresh(save(tmp_path, "01_one", [code(source)]))


def test_a_chart_that_cannot_be_drawn_is_one_sentence_that_names_its_cell(tmp_path):
    path = save(tmp_path, "01_one", [chart(SPEC | {"mark": "no such mark"}, id="bad")])
    with pytest.raises(ToolError, match="^01_one.ipynb, cell bad: Vega cannot draw this chart: ") as caught:
        refresh.refresh(path)
    assert "\n" not in str(caught.value) and " at " not in str(caught.value)


def test_a_file_that_is_saved_meanwhile_stays_as_that_saved_it(tmp_path):
    path = save(tmp_path, "01_one", [code("open('01_one.ipynb', 'w').write('mine')")])
    with pytest.raises(ToolError, match="saved by another program meanwhile"):
        refresh.refresh(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_notebooks_are_found_by_name_or_beginning_and_an_unknown_name_is_answered_with_those_there_are(tmp_path):
    with pytest.raises(ToolError, match="no notebook"):
        refresh.find_notebooks([], tmp_path)
    for name in ("02_two", "01_one", "02_two_more"):
        (tmp_path / f"{name}.ipynb").touch()
    for names, found in ([], "01_one 02_two 02_two_more"), (["2", "01_one.ipynb"], "01_one 02_two 02_two_more"):
        assert [path.stem for path in refresh.find_notebooks(names, tmp_path)] == found.split()
    with pytest.raises(ToolError, match="No lesson is named 'one': there are 01_one, 02_two, 02_two"):
        refresh.find_notebooks(["one"], tmp_path)


def test_missing_and_repeated_cell_ids_are_mended_without_chance(tmp_path):
    cells = [code("1"), code("2", id="same"), code("3", id="same"), code("4", id="cell-1")]
    paths = [save(tmp_path, name, cells) for name in ("01_one", "02_two")]
    assert refresh.main([], tmp_path) == 0
    one, two = ([cell["id"] for cell in json.loads(path.read_bytes())["cells"]] for path in paths)
    assert one == two == ["cell-1", "same", "same-3", "cell-1-4"]


# The numbers in prose.


def test_bound_numbers_are_written_from_facts_cells_and_metadata(tmp_path):
    cells = [
        text("It takes 9<!--minutes--> minutes.", "title"),
        code("facts = numbers = print_ = None\nfrom fractions import Fraction\nshare, nev20 = Fraction(2, 3), 187_000"),
        text("Once 1,000<!--nev20-->, below 0.1 million<!--nev20.high-->, a share of 0.50<!--share--> in 2020."),
    ]
    path = save(tmp_path, "01_one", cells, metadata={"lesson": LESSON})
    refresh.refresh(path)
    first, made, last = json.loads(path.read_bytes())["cells"]
    assert first["source"] == ["It takes 45<!--minutes--> minutes."] and len(made["outputs"]) == 0
    words = "Once 187,000<!--nev20-->, below 0.2 million<!--nev20.high-->, a share of 0.67<!--share--> in 2020."
    assert last["source"] == [words]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nev20 = 5", "'nev20' is 187000 in data/facts/autos.py and 5 in its cells: give one of them another name"),
        ("minutes = 3", "'minutes' is 3 in its cells and 45 in its metadata: give one of them another name"),
        ("", "'nowhere' names no number of data/facts/autos.py, its cells, its metadata"),
        ("nowhere = 'three'", "'nowhere' names no number of data/facts/autos.py, its cells, its metadata"),
    ],
)
def test_a_name_with_two_numbers_or_none_is_an_error_that_names_the_cell(tmp_path, source, said):
    name = said.split("'")[1]
    path = save(tmp_path, "01_one", [code(source), text(f"So 1<!--{name}-->.")], metadata={"lesson": LESSON})
    before = path.read_bytes()
    with pytest.raises(ToolError, match=f"01_one.ipynb, cell words: {said}"):
        refresh.refresh(path)
    assert path.read_bytes() == before


FORMS = """
999 = 1234 → 1,234; 2020 = 2021 → 2021; 0.12 = 1/8 → 0.13; 2.53 million = 2561000 → 2.56 million
3 billion = 12499999999 → 12 billion; −2.5 = -2.45 → −2.5; -3 = -5/2 → -3; −3 = 2 → 2; −3 = -1/3 → 0; 3 = -2 → −2
3-5 = 9 → 3-9; many = 9 → many
"""


@pytest.mark.parametrize("form", re.split("; |\n", FORMS.strip()))
def test_a_number_is_written_in_the_form_that_it_had(form):
    before, number, after = re.split(" [=→] ", form)
    assert prose.written(f"so {before}<!--n--> of 5", {"n": Fraction(number)}) == f"so {after}<!--n--> of 5"
