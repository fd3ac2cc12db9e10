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

import nbformat
import pytest
import vl_convert

from tools import stills
from tools.stills import CHART, PICTURE, QUESTION, WIDGET_VIEW, drawn_from, fingerprint, png, saved

from . import addresses

ROOT = Path(stills.__file__).parents[1]
SAYS = 'Cars & "vans" <b>made</b> in 柳州 fell by 4 m².'
SPEC = addresses.BAR | {"title": "柳州 m² −", "width": 200, "height": 100, "background": "white"}
NAME = fingerprint(SPEC)
LIVE = {
    "output_type": "display_data",
    "data": {WIDGET_VIEW: {"model_id": "a"}, CHART: {"spec": SPEC, "says": SAYS}, "text/plain": SAYS},
    "metadata": {WIDGET_VIEW: {"x": 1}, "y": 2},
}


@pytest.fixture(scope="module")
def picture():
    return png(SPEC)


def shown(picture):
    """A picture in an output that says no more of it."""
    return {"output_type": "display_data", "data": {PICTURE: picture}}


def size(picture):
    """Width and height at which a picture is shown."""
    metadata = saved([LIVE], {NAME: picture})[0]["metadata"][PICTURE]
    return metadata["width"], metadata["height"]


def read(content):
    """The chunks of a PNG, each checked, and its pixels."""
    position, found = 8, []
    while position < len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        data, check = content[position + 8 : position + 8 + length], content[position + 8 + length :][:4]
        assert struct.unpack(">I", check)[0] == zlib.crc32(kind + data)
        found.append((kind, data))
        position += length + 12
    return found, zlib.decompress(b"".join(data for kind, data in found if kind == b"IDAT"))


def test_a_picture_is_the_whole_png_packed_more_tightly_at_twice_its_size_on_the_page(picture):
    content = base64.b64decode(picture, validate=True)
    loose = vl_convert.vegalite_to_png(SPEC, vl_version="6.1", scale=2, allowed_base_urls=[])
    (chunks, pixels), (_, same_pixels) = read(content), read(loose)
    assert pixels == same_pixels and len(content) < len(loose) and content[:33] == loose[:33]
    assert chunks[-1] == (b"IEND", b"")
    width, height = struct.unpack(">II", content[16:24])
    assert size(picture) == (width // 2, height // 2)
    assert 200 < size(picture)[0] < 320 and 100 < size(picture)[1] < 220


def test_a_picture_names_the_chart_that_it_was_drawn_from(picture):
    assert png(SPEC) == picture and drawn_from(shown(picture)) == NAME
    other = SPEC | {"mark": "point"}
    assert png(other) != picture and drawn_from(shown(png(other))) == fingerprint(other) != NAME


def test_any_other_picture_names_none():
    foreign = ["", "iVBORw0KGgo=", "no base64 at all!", "iVBORw0KGgoAAAA\nNSUhEUgAAAAEAAA", "柳州"]
    assert [drawn_from(shown(picture)) for picture in foreign] == [None] * len(foreign)


# What is saved.


@pytest.mark.parametrize(
    "kind", [{"output_type": "display_data"}, {"output_type": "execute_result", "execution_count": 1}]
)
def test_a_live_chart_is_saved_as_its_picture_and_then_itself_without_the_widget(picture, kind):
    live = LIVE | kind
    before = copy.deepcopy(live)
    still, rest = saved([live], {NAME: picture})
    width, height = size(picture)
    metadata = {PICTURE: {"width": width, "height": height, "alt": SAYS}, "alt": SAYS}
    assert still == shown(picture) | {"metadata": metadata}
    kept = {CHART: {"spec": SPEC, "says": SAYS}, "text/plain": SAYS}
    assert rest == kind | {"data": kept, "metadata": {"y": 2}} and live == before
    cell = nbformat.v4.new_code_cell(outputs=nbformat.from_dict([still, rest]))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_a_chart_gets_its_picture_once_also_where_it_is_live_no_more_and_both_are_found(picture):
    whole = saved(saved([LIVE], {NAME: None}), {NAME: picture})
    assert whole == saved([LIVE], {NAME: picture}) == saved(whole, {NAME: picture}) and len(whole) == 2
    whole[0]["data"] = {PICTURE: [picture]}  # as a file may hold it
    cells = [{"cell_type": "markdown"}, {"outputs": whole}]
    assert stills.charts_in(cells) == {NAME: SPEC} and stills.pictures_in(cells) == {NAME: picture}


def test_a_form_is_saved_without_its_widget_and_everything_else_as_it_is():
    question = {QUESTION: {"id": "a.1"}, "text/html": "<p>Who?</p>"}
    others = [{"output_type": "display_data", "data": data} for data in ({WIDGET_VIEW: {}}, {PICTURE: "iVBORw0KGgo="})]
    others += [{"output_type": "stream", "name": "stdout", "text": "before"}]
    *kept, form = saved([*others, LIVE | {"data": question | {WIDGET_VIEW: {"model_id": "b"}}}], {})
    assert kept == others and form["data"] == question


# What is never loaded.


def test_no_picture_loads_anything_from_an_address_or_a_file(tmp_path):
    with addresses.host(tmp_path) as (address, asked):
        charts = [*addresses.charts_that_load(address).values(), *addresses.charts_that_compute(address)]
        for chart in [*charts, addresses.IMAGE | {"mark": {"type": "image", "url": "/docs/live.png"}}]:
            with pytest.raises(ValueError, match="not in the chart itself|conversion failed"):
                pytest.fail(f"It was drawn: {chart} {png(chart)}")
        for chart in addresses.charts_that_load_nothing(address):
            png(chart)
        assert asked() == []


# The module.


@pytest.mark.parametrize("more", [{}, {"PYTHONIOENCODING": "gbk"}], ids=["ascii", "gbk"])
def test_the_module_draws_chinese_text_whatever_the_locale_and_says_of_each_chart_how_it_went(picture, more):
    broken = SPEC | {"transform": [{"filter": "datum.a > nosuch"}]}
    locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"} | more
    asked = json.dumps([SPEC, broken, "nonsense", SPEC], ensure_ascii=False).encode()
    command, environment = [sys.executable, "-m", "tools.stills"], os.environ | locale
    done = subprocess.run(command, input=asked, capture_output=True, cwd=ROOT, env=environment, check=True)
    first, second, third, last = map(json.loads, done.stdout.splitlines())
    assert first == last == {"picture": picture}
    assert "nosuch" in second["reason"] and third["reason"]
