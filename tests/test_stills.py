"""Facts about stills: the picture, its size, its fingerprint, what is saved, and the module that draws for a server."""

import base64
import copy
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import altair as alt
import nbformat
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from tools import stills
from tools.stills import CHART, PICTURE, QUESTION, WIDGET_VIEW, drawn_from, fingerprint, png, saved, size

from . import addresses

ROOT = Path(stills.__file__).parents[1]
SAYS = 'Cars & "vans" <b>made</b> in 柳州 fell by 4 m².'


@pytest.fixture(scope="module")
def spec():
    chart = alt.Chart(alt.Data(values=[{"a": 1, "b": "柳州"}]), title="柳州 m² −").mark_bar().encode(x="a:Q", y="b:N")
    return chart.properties(width=200, height=100, padding=0).configure(background="white").to_dict()


@pytest.fixture(scope="module")
def picture(spec):
    return png(spec)


@pytest.fixture
def live(spec):
    data = {WIDGET_VIEW: {"model_id": "a"}, CHART: {"spec": spec, "says": SAYS}, "text/plain": SAYS}
    return {"output_type": "display_data", "data": data, "metadata": {WIDGET_VIEW: {"x": 1}, "y": 2}}


def chunks(content):
    """The chunks of a PNG, each checked."""
    position, found = 8, []
    while position < len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        data, check = content[position + 8 : position + 8 + length], content[position + 8 + length :][:4]
        assert struct.unpack(">I", check)[0] == zlib.crc32(kind + data)
        found.append((kind, data))
        position += length + 12
    return found


def pixels(content):
    return zlib.decompress(b"".join(data for kind, data in chunks(content) if kind == b"IDAT"))


def test_a_picture_is_a_whole_png_of_twice_its_size_on_the_page(spec, picture):
    content = base64.b64decode(picture, validate=True)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert size(picture) == (width // 2, height // 2)
    assert 200 < size(picture)[0] < 320 and 100 < size(picture)[1] < 220
    kinds = [kind for kind, _ in chunks(content)]
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")


def test_packing_keeps_every_pixel_and_makes_the_file_smaller(spec, picture):
    version = ".".join(alt.VEGALITE_VERSION.removeprefix("v").split(".")[:2])
    loose = vl_convert.vegalite_to_png(spec, vl_version=version, scale=2, allowed_base_urls=[])
    tight = base64.b64decode(picture)
    assert pixels(tight) == pixels(loose) and len(tight) < len(loose)


def test_a_picture_names_the_chart_that_it_was_drawn_from(spec, picture):
    assert png(spec) == picture and drawn_from(picture) == fingerprint(spec)
    other = spec | {"mark": "point"}
    assert png(other) != picture and drawn_from(png(other)) == fingerprint(other) != fingerprint(spec)


@pytest.mark.parametrize(
    "foreign", ["", "iVBORw0KGgo=", "no base64 at all!", "iVBORw0KGgoAAAA\nNSUhEUgAAAAEAAA", "柳州"]
)
def test_any_other_picture_names_none(foreign):
    assert drawn_from(foreign) is None


@pytest.mark.parametrize("change", [lambda s: s["data"]["values"][0].update(a=2), lambda s: s.update(title="Other")])
def test_every_change_of_a_chart_changes_its_fingerprint_and_the_browsers_numbers_do_not(spec, change):
    changed = copy.deepcopy(spec)
    assert fingerprint(json.loads(json.dumps(spec).replace('"a": 1', '"a": 1.0'))) == fingerprint(spec)
    change(changed)
    assert fingerprint(changed) != fingerprint(spec)


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_the_size_is_read_from_the_pictures_head_alone(width, height):
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(30)
    assert size(base64.b64encode(head).decode()) == (width // 2, height // 2)


# What is saved.


@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_a_live_chart_is_saved_as_its_picture_and_then_itself_without_the_widget(live, spec, picture, kind):
    live = live | {"output_type": kind} | ({"execution_count": 1} if kind == "execute_result" else {})
    before = copy.deepcopy(live)
    still, rest = saved([live], {fingerprint(spec): picture})
    width, height = size(picture)
    assert still["data"] == {PICTURE: picture} and still["output_type"] == "display_data"
    assert still["metadata"] == {PICTURE: {"width": width, "height": height, "alt": SAYS}, "alt": SAYS}
    assert rest["data"] == {CHART: {"spec": spec, "says": SAYS}, "text/plain": SAYS} and rest["metadata"] == {"y": 2}
    assert rest["output_type"] == kind and live == before
    cell = nbformat.v4.new_code_cell(outputs=nbformat.from_dict([still, rest]))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_a_chart_gets_its_picture_once_and_also_where_it_is_live_no_more(live, spec, picture):
    pictures = {fingerprint(spec): picture}
    (bare,) = saved([live], {fingerprint(spec): None})
    whole = saved([bare], pictures)
    assert whole == saved([live], pictures) == saved(whole, pictures) and len(whole) == 2


def test_a_form_is_saved_without_its_widget_and_everything_else_as_it_is(live):
    question = {QUESTION: {"id": "a.1"}, "text/html": "<p>Who?</p>"}
    form = live | {"data": question | {WIDGET_VIEW: {"model_id": "b"}}}
    others = [
        {"output_type": "stream", "name": "stdout", "text": "before"},
        {"output_type": "display_data", "data": {WIDGET_VIEW: {"model_id": "c"}}, "metadata": {}},
        {"output_type": "display_data", "data": {PICTURE: "iVBORw0KGgo="}, "metadata": {}},
    ]
    first, now, *last = saved([others[0], form, *others[1:]], {})
    assert now["data"] == question and [first, *last] == others


def test_charts_and_their_pictures_are_found(live, spec, picture):
    name = fingerprint(spec)
    cells = [{"cell_type": "markdown"}, {"outputs": saved([live], {name: picture})}]
    assert stills.charts_in(cells) == {name: spec} and stills.pictures_in(cells) == {name: picture}
    cells[1]["outputs"][0]["data"][PICTURE] = [picture]  # as a file may hold it
    assert stills.pictures_in(cells) == {name: picture}


# What is never loaded.


def test_no_picture_loads_anything_from_an_address(tmp_path):
    with addresses.host(tmp_path) as (address, asked):
        charts = addresses.charts_that_load(address) | addresses.charts_that_compute(address)
        for name, chart in charts.items():
            with pytest.raises(ValueError, match="not in the chart itself|conversion failed"):
                pytest.fail(f"{name} was drawn: {png(chart)}")
        for chart in addresses.charts_that_load_nothing(address).values():
            png(chart)
        assert asked() == []


def test_no_file_is_drawn_as_an_image(spec):
    """The converter itself reads files, too: a notebook from elsewhere must not take pictures of this computer."""
    with pytest.raises(ValueError, match="not in the chart itself"):
        png(spec | {"mark": {"type": "image", "url": "/docs/live.png"}})


# The module.


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
    ],
    ids=["ascii", "gbk"],
)
def test_the_module_draws_chinese_text_whatever_the_locale_and_says_of_each_chart_how_it_went(spec, picture, locale):
    broken = spec | {"transform": [{"filter": "datum.a > nosuch"}]}
    done = subprocess.run(
        [sys.executable, "-m", "tools.stills"],
        input=json.dumps([spec, broken, "nonsense", spec], ensure_ascii=False).encode(),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | locale,
        check=True,
    )
    first, second, third, last = map(json.loads, done.stdout.splitlines())
    assert first == last == {"picture": picture}
    assert "nosuch" in second["reason"] and third["reason"]


def test_reading_the_module_loads_no_renderer_and_no_pandas():
    code = "import sys, tools.stills; assert not {'vl_convert', 'pandas', 'altair', 'helpers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
