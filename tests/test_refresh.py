"""The refresh command, on small notebooks of the tests' own."""

import json

import nbformat
import pytest

from tools import refresh

LIVE = """
from IPython.display import publish_display_data
publish_display_data(
    {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a sentence: 螺蛳粉"},
    metadata={"application/vnd.jupyter.widget-view+json": {"x": 1}},
)
"""


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


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
    }
    timed = {"execution": {"iopub.execute_input": "2020-01-01T00:00:00Z"}, "scrolled": True, "tags": ["kept"]}
    cells = [
        {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "# 柳州"},
        code("import os\nos.environ['LIUZHOU_STILLS'], os.path.basename(os.getcwd())", metadata=timed),
        code(""),
        code(LIVE, execution_count=77),
    ]
    path = save(tmp_path, "01_one", cells, metadata=metadata, nbformat_minor=4)
    assert refresh.refresh(path)
    first = path.read_bytes()
    notebook = json.loads(first)
    assert notebook["metadata"] == {"kernelspec": refresh.KERNELSPEC, "language_info": {"name": "python"}}
    assert [cell["id"] for cell in notebook["cells"]] == ["mine", "cell-2", "cell-3", "cell-4"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, None, 2]
    assert notebook["cells"][1]["metadata"] == {"tags": ["kept"]}
    assert notebook["cells"][1]["outputs"][0]["data"]["text/plain"] == [f"('1', '{tmp_path.name}')"]
    (output,) = notebook["cells"][3]["outputs"]
    assert (output["data"], output["metadata"]) == ({"text/plain": ["a sentence: 螺蛳粉"]}, {})
    assert "螺蛳粉".encode() in first
    assert first.endswith(b"}\n")
    assert b"\r" not in first
    assert first.splitlines()[1].startswith(b' "')
    assert not refresh.refresh(path)
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["01_one.ipynb"]


def test_a_failing_notebook_stays_as_it_was_and_says_where(tmp_path, capsys):
    bad = save(tmp_path, "01_bad", [code("1"), code("# 柳州\nyear = 2020\nyear / 0"), code("2")])
    good = save(tmp_path, "02_good", [code("1 + 1")])
    before = bad.read_bytes()
    assert refresh.main([], tmp_path) == 1
    said = capsys.readouterr()
    assert said.err == ("01_bad.ipynb failed in cell [2], which begins '# 柳州': ZeroDivisionError: division by zero\n")
    assert "01_bad ... FAILED" in said.out
    assert "02_good ... changed" in said.out
    assert bad.read_bytes() == before
    assert json.loads(good.read_bytes())["cells"][0]["outputs"][0]["data"] == {"text/plain": ["2"]}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["01_bad.ipynb", "02_good.ipynb"]


@pytest.mark.parametrize("source", ["import time; time.sleep(60)", "import os; os._exit(1)"])
def test_a_cell_that_never_ends_or_kills_its_kernel_is_named(tmp_path, source):
    notebook = refresh.read(save(tmp_path, "01_one", [code(source)]))
    with pytest.raises(refresh.RefreshError, match=r"01_one failed in cell \[1\], which begins 'import"):
        refresh.execute(notebook, "01_one", tmp_path, timeout=3)


def test_a_file_that_is_no_notebook_is_one_sentence(tmp_path, capsys):
    (tmp_path / "01_one.ipynb").write_text("{", encoding="utf-8")
    assert refresh.main(["01"], tmp_path) == 1
    assert capsys.readouterr().err.startswith("01_one.ipynb is not a notebook that can be read:")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], ["01_one", "02_two", "02_two_more"]),
        (["01"], ["01_one"]),
        (["1"], ["01_one"]),
        (["02_two"], ["02_two"]),
        (["02"], ["02_two", "02_two_more"]),
        (["notebooks/02_two_more.ipynb", "01_one.ipynb"], ["01_one", "02_two_more"]),
    ],
)
def test_notebooks_are_found_by_name_or_beginning(tmp_path, names, found):
    for name in ("02_two", "01_one", "02_two_more"):
        (tmp_path / f"{name}.ipynb").touch()
    assert [path.stem for path in refresh.find_notebooks(names, tmp_path)] == found


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path, capsys):
    (tmp_path / "01_one.ipynb").touch()
    assert refresh.main(["one"], tmp_path) == 1
    assert capsys.readouterr().err == "No notebook is named 'one': there are 01_one.\n"


def test_no_notebook_at_all_is_an_error(tmp_path):
    with pytest.raises(refresh.RefreshError, match="no notebook"):
        refresh.find_notebooks([], tmp_path)


def test_missing_and_repeated_cell_ids_are_mended_without_chance(tmp_path):
    cells = [code("a"), code("b", id="same"), code("c", id="same"), code("d", id="cell-1")]
    path = save(tmp_path, "01_one", cells)
    ids = [cell.id for cell in refresh.read(path).cells]
    assert ids == ["cell-1-2", "same", "cell-3", "cell-1"]
    assert [cell.id for cell in refresh.read(path).cells] == ids


def test_an_output_that_was_only_a_widget_is_dropped():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x")])
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("display_data", {stills.WIDGET_VIEW: {"model_id": "1"}}),
        nbformat.v4.new_output("stream", name="stdout", text="kept"),
    ]
    refresh.clean(notebook)
    assert [output.output_type for output in notebook.cells[0].outputs] == ["stream"]
