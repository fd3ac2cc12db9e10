"""A picture's sentence is made from the data: other data, another sentence."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys

import pytest

from helpers import load
from helpers.data.files import resources
from tests.saved_charts import LESSONS, NOTEBOOKS, saved_charts
from tools.stills import CHART, QUESTION

ROOT = NOTEBOOKS.parent
SMALLEST = load("indicators").set_index("id")["minimum"]
MEASURED = {
    (resource["path"], field["name"]): field["type"]
    for resource in resources().values()
    for field in resource["schema"]["fields"]
    if "unit" in field
}


def altered(text: str, name: str) -> str:
    """A table with other values in every row: 5 to 20 percent less, each row by another amount; years 3 earlier."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for index, row in enumerate(rows):
        factor = 0.8 + 0.15 * (index * 37 % 100) / 100
        for column in [column for column in row if (name, column) in MEASURED and row[column]]:
            number = float(row[column]) * factor
            row[column] = f"{number:.6f}" if MEASURED[name, column] == "number" else str(max(round(number), 1))
        if row.get("hedge", "fraction") != "fraction":
            row["value"] = f"{max(float(row['value']) * factor, SMALLEST[row['indicator']]):.6f}"
        if name == "events.csv":
            row["date"] = str(int(row["date"][:4]) - 3) + row["date"][4:]
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


# In one process, as in other places: see cells.py.
RUN = """
import json, sys
from pathlib import Path
from tests.cells import run
print(json.dumps({name: run(name, Path("notebooks").resolve()).shown for name in sys.argv[1:]}))
"""


@pytest.fixture(scope="module")
def displayed(request, tmp_path_factory):
    """What each notebook displays in a copy where every value is altered: by its name and its cells' ids."""
    project = tmp_path_factory.mktemp("altered")
    for name in ("helpers", "data", "notebooks"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (project / "data").glob("*.csv"):
        path.write_text(altered(path.read_text(encoding="utf-8-sig"), path.name), encoding="utf-8", newline="")
    items = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *(item.callspec.params["name"] for item in items)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(project), str(ROOT)]), "PYTHONUTF8": "1"},
        cwd=project,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-6000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", LESSONS)
def test_other_data_give_other_sentences(name, displayed):
    outputs = displayed[name]
    fresh = {cell: data[CHART] for cell, shown in outputs.items() for data in shown if CHART in data}
    saved = {chart.cell: chart.payload for chart in saved_charts(name)}
    assert fresh.keys() == saved.keys()
    # A chart above a question says which columns it shows, for a student is to change it.
    asked = {cell for cell, shown in outputs.items() for data in shown if QUESTION in data}
    same = [
        cell
        for cell in saved.keys() - asked
        if all(saved[cell].get(key) == fresh[cell].get(key) for key in ("says", "sentences"))
    ]
    assert not same, f"{name}: with other data, the sentences of {', '.join(same)} stay the same"
