"""Facts about the drawing code: what is in it, what importing the helpers does, and that it loads nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import helpers
from tools import site, vega

from . import addresses

ROOT = Path(helpers.__file__).parents[1]


def test_vega_is_that_of_the_pinned_versions():
    assert vega.FILE.read_text(encoding="utf-8") == vega.made(), "run python -m tools.vega"


# Importing the helpers.

# What is sent to the browser, with what is loaded by then, and how it stands in the end.
IMPORT = """
import gc, json, sys
from IPython.core.interactiveshell import InteractiveShell
import comm
sent, real, heavy = [], comm.create_comm, {"pandas", "altair", "vl_convert", "tools"}
def noted(*args, **kwargs):
    sent.append([kwargs["data"]["state"]["_model_name"], gc.isenabled(), *sorted(heavy & set(sys.modules))])
    return real(*args, **kwargs)
comm.create_comm, shell = noted, InteractiveShell.instance()
BEFORE
import helpers, altair
font = helpers.explore(altair.Chart(altair.Data(values=[{"a": 1}])).mark_bar(), says="Up.").spec["config"]["font"]
print(json.dumps([sent, gc.isenabled(), gc.get_freeze_count() > 50_000, sorted(heavy & set(sys.modules)), font[:5]]))
"""


@pytest.mark.parametrize(
    ("before", "loaded", "collects"),
    [
        ("shell.kernel = None", [], True),
        ("shell.kernel = None; import altair, pandas", ["altair", "pandas"], True),
        ("gc.disable()", None, False),
    ],
    ids=["in a kernel", "in another order", "elsewhere"],
)
def test_in_a_kernel_the_drawing_code_is_sent_before_the_libraries_and_garbage_is_collected_as_before(
    before, loaded, collects
):
    command = [sys.executable, "-c", IMPORT.replace("BEFORE", before)]
    sent, *rest = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    assert rest == [collects, collects, ["altair", "pandas"], "'City"]
    drawing = [each for each in sent if each[0] in ("AnyModel", "SliderStyleModel")]
    assert drawing == ([] if loaded is None else [[name, False, *loaded] for name in ("AnyModel", "SliderStyleModel")])


# In a browser.

DRAW = """async (spec) => {
  const place = document.body.appendChild(document.createElement("div"));
  await figuresDraw.embed(place, spec, { mode: "vega-lite", renderer: "svg", actions: false });
  return place.querySelectorAll("svg image, .mark-rect path").length;
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """A page with the drawing code."""
    page = chromium.new_page()
    page.add_script_tag(content=site.drawing_code())
    yield page
    page.close()


def test_the_first_drawing_that_nobody_waits_for_is_drawn(page):
    """Where it fails, no chart does, and the first is slow again."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    drawn = page.evaluate("async () => [await figuresDraw.warmUp(), typeof figuresDraw.initialize().embed]")
    assert drawn == [2, "function"] and said == []


def test_a_chart_loads_nothing_from_an_address(page, tmp_path):
    with addresses.host(tmp_path) as (address, asked):
        charts = [*addresses.charts_that_load(address).values(), *addresses.charts_that_compute(address)]
        settings = {"loader": {"baseURL": address}, "patch": f"{address}/patch", "config": f"{address}/config"}
        for spec in [*charts, charts[0] | {"usermeta": {"embedOptions": settings}}]:
            page.evaluate(DRAW, spec)
        for spec in addresses.charts_that_load_nothing(address):
            assert page.evaluate(DRAW, spec) == 1
        page.wait_for_timeout(500)
        assert asked() == []


def test_a_tooltip_loads_no_image(page, tmp_path):
    with addresses.host(tmp_path) as (address, asked):
        rows = {"values": [{"a": 5, "image": f"{address}/tip.png", "b": "<b>"}]}
        large = {"mark": {"type": "bar", "tooltip": {"content": "data"}}, "width": 300, "height": 300}
        page.evaluate(DRAW, addresses.BAR | {"data": rows} | large)
        page.locator(".mark-rect path").last.hover()
        tip = page.locator("#vg-tooltip-element")
        tip.get_by_text("tip.png").wait_for()
        assert "<b>" in tip.inner_text() and tip.locator("img").count() == 0
        page.wait_for_timeout(300)
        assert asked() == []
