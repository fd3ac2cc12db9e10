"""Facts about stills: the picture, its size, its text, and the module that makes pictures for a server."""

import base64
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import stills
from tools.stills import CHART, packed, png, size, still_outputs

ROOT = Path(stills.__file__).parents[1]
SAYS = 'Cars & "vans" <b>made</b> in 柳州 fell by 4 m².'


@pytest.fixture(scope="module")
def spec():
    chart = alt.Chart(alt.Data(values=[{"a": 1, "b": "柳州"}]), title="柳州 m² −").mark_bar().encode(x="a:Q", y="b:N")
    return chart.properties(width=200, height=100, padding=0).configure(background="white").to_dict()


@pytest.fixture(scope="module")
def picture(spec):
    return png(spec)


def chunks(content):
    """The chunks of a PNG, each checked."""
    position, found = 8, []
    while position < len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        data = content[position + 8 : position + 8 + length]
        assert struct.unpack(">I", content[position + 8 + length : position + 12 + length])[0] == zlib.crc32(
            kind + data
        )
        found.append((kind, data))
        position += length + 12
    return found


def pixels(content):
    return zlib.decompress(b"".join(data for kind, data in chunks(content) if kind == b"IDAT"))


def test_a_picture_is_a_png_of_twice_its_size_on_the_page(spec, picture):
    content = base64.b64decode(picture, validate=True)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert size(picture) == (width // 2, height // 2)
    assert 200 < size(picture)[0] < 320 and 100 < size(picture)[1] < 220


def test_packing_keeps_every_pixel_and_makes_the_file_smaller(spec, picture):
    import vl_convert

    version = ".".join(alt.VEGALITE_VERSION.removeprefix("v").split(".")[:2])
    loose = vl_convert.vegalite_to_png(spec, vl_version=version, scale=2)
    tight = packed(loose)
    assert pixels(tight) == pixels(loose) and len(tight) < len(loose)
    assert tight == base64.b64decode(picture)
    assert [kind for kind, _ in chunks(tight)][0] == b"IHDR" and [kind for kind, _ in chunks(tight)][-1] == b"IEND"
    assert packed(tight) == tight


def test_the_same_chart_gives_the_same_picture(spec, picture):
    assert png(spec) == picture


def test_another_chart_gives_another_picture(spec, picture):
    assert png(spec | {"mark": "point"}) != picture


def test_a_still_has_the_picture_its_payload_and_the_sentence(spec, picture):
    payload = {"spec": spec, "says": SAYS}
    still, sentence = still_outputs(payload, picture)
    assert still["data"] == {"text/plain": SAYS, "image/png": picture, CHART: payload}
    assert sentence["data"]["text/plain"] == SAYS
    assert {output["output_type"] for output in (still, sentence)} == {"display_data"}


def test_the_sentence_is_the_pictures_alternative_text(spec, picture):
    still, _ = still_outputs({"spec": spec, "says": SAYS}, picture)
    width, height = size(picture)
    assert still["metadata"] == {"image/png": {"width": width, "height": height, "alt": SAYS}, "alt": SAYS}


def test_the_sentence_in_html_is_escaped(spec, picture):
    _, sentence = still_outputs({"spec": spec, "says": SAYS}, picture)
    assert sentence["data"]["text/html"] == (
        "<p>Cars &amp; &quot;vans&quot; &lt;b&gt;made&lt;/b&gt; in 柳州 fell by 4 m².</p>"
    )


def test_a_still_is_valid_in_a_notebook(spec, picture):
    nbformat = pytest.importorskip("nbformat")
    cell = nbformat.v4.new_code_cell(
        outputs=[nbformat.from_dict(output) for output in still_outputs({"spec": spec, "says": SAYS}, picture)]
    )
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_without_a_picture_one_is_made(spec, picture):
    still, _ = still_outputs({"spec": spec, "says": SAYS})
    assert still["data"]["image/png"] == picture


def test_a_chart_that_vega_cannot_draw_is_a_value_error(spec):
    with pytest.raises(ValueError, match="nosuch"):
        png(spec | {"transform": [{"filter": "datum.a > nosuch"}]})


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_the_size_is_read_from_the_pictures_head_alone(width, height):
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(30)
    assert size(base64.b64encode(head).decode()) == (width // 2, height // 2)


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    ],
    ids=["ascii", "gbk", "cp1252"],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_module_draws_chinese_text_whatever_the_locale(spec, picture, locale, ascii_only):
    asked = json.dumps([{"spec": spec, "says": SAYS}, {"spec": spec, "says": SAYS}], ensure_ascii=ascii_only)
    done = subprocess.run(
        [sys.executable, "-m", "tools.stills"],
        input=asked.encode("utf-8"),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | locale,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert json.loads(done.stdout) == [picture, picture]


def test_the_module_draws_no_picture_for_no_payload():
    done = subprocess.run(
        [sys.executable, "-m", "tools.stills"], input=b"[]", capture_output=True, cwd=ROOT, check=True
    )
    assert json.loads(done.stdout) == []


def test_the_module_fails_with_vegas_reason(spec):
    broken = [{"spec": spec | {"transform": [{"filter": "datum.a > nosuch"}]}, "says": SAYS}]
    done = subprocess.run(
        [sys.executable, "-m", "tools.stills"],
        input=json.dumps(broken).encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode and not done.stdout and b"nosuch" in done.stderr


def test_reading_the_module_loads_no_renderer_and_no_pandas():
    code = "import sys, tools.stills; assert not {'vl_convert', 'pandas', 'altair'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
