"""Facts about the font of the pictures: it has their characters, and stills are measured and drawn with it."""

import json
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from helpers.charts import runtime, theme
from tests.saved_charts import saved_charts
from tools import font, stills

from . import addresses

WORDS = "Which of 柳州's cars were new energy vehicles?"


@pytest.mark.parametrize("style", font.STYLES)
def test_every_character_of_the_saved_charts_and_of_what_its_maker_collects_is_in_the_font(style):
    saved = json.dumps([chart.payload["spec"] for chart in saved_charts()], ensure_ascii=False)
    assert set(saved) <= {*font.characters()}, "its maker overlooks some"
    missing = {*font.characters()} - set(map(chr, TTFont(font.FOLDER / f"{style}.otf").getBestCmap()))
    assert not missing, f"{''.join(sorted(missing))}: run python -m tools.font"


def test_the_theme_names_it_and_its_licence_lies_beside_it():
    assert theme.city_figures()["config"]["font"].startswith(f"'{font.FAMILY}',")
    assert "SIL OPEN FONT LICENSE" in (font.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert set(runtime.fonts()) == {"normal", "bold"}


@pytest.mark.parametrize(("weight", "style"), [("normal", "Regular"), ("bold", "Bold")])
def test_words_of_a_still_are_measured_and_drawn_with_it(weight, style):
    """Else they would be cut at the edge, or leave a gap."""
    title = {"text": WORDS, "fontSize": 20, "fontWeight": weight, "anchor": "start", "font": font.FAMILY}
    spec = addresses.BAR | {"width": 10, "height": 10, "title": title, "encoding": {}, "padding": 0}
    found = TTFont(font.FOLDER / f"{style}.otf")
    advances = sum(found["hmtx"][found.getBestCmap()[ord(each)]][0] for each in WORDS)
    drawn = ElementTree.fromstring(stills.svg(spec))
    # Letters that stand close together, such as "Te", take up less.
    assert float(drawn.get("width")) == pytest.approx(20 * advances / found["head"].unitsPerEm, rel=0.03)
    assert stills.png(spec) != stills.png(spec | {"title": title | {"font": "No such font"}})
