"""Makes the font of the pictures, helpers/charts/fonts: a part of Noto Sans CJK SC under a name of its own.

With one font for pictures that move, stills and pages, words are as wide where they are drawn as where they were
measured. Where a picture has a new character, run `python -m tools.font`. It needs Debian's package fonts-noto-cjk.
"""

import json
from pathlib import Path

from helpers.data.files import resources, rows_of

from . import stills
from .lessons import lessons

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "helpers" / "charts" / "fonts"
FAMILY = "City Figures"
STYLES = ("Regular", "Bold")
_SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-{style}.ttc"
# What a reader may type or a number may need, beside the characters of the keyboard.
_SIGNS = "£¥°±²³µ·¹¼½¾×÷μπ–—‘’“”•…‰⁴€ⅠⅡⅢⅣⅤ←↑→↓−√∞≈≠≤≥■□▲△▶▼◀◆◇○●★、。《》「」！％（），：；？～"


def characters() -> str:
    """The characters that can stand in a picture.

    Returns:
        Those of the keyboard, some signs, and each that stands in a saved chart of an English lesson, or in a label of
        the data. The Chinese edition takes the reader's own font: Chinese characters are as wide in each.
    """
    texts = ["".join(map(chr, range(0x20, 0x7F))), "\xa0", _SIGNS]
    for path in lessons(ROOT / "notebooks"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts += [json.dumps(spec, ensure_ascii=False) for spec in stills.charts_in(cells).values()]
    texts += [row.get("label_en", "") for name in resources() for row in rows_of(name)]
    return "".join(sorted(each for each in set().union(*texts) if each.isprintable()))


def _made(style: str, text: str) -> bytes:
    """One style of the font, as OpenType, with the characters of a text."""
    from io import BytesIO

    from fontTools import subset
    from fontTools.ttLib import TTCollection

    options = subset.Options(layout_features=["kern", "mark", "mkmk"], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    fonts = TTCollection(_SOURCE.format(style=style)).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == "Noto Sans CJK SC")
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    # The licence lets a changed font keep no name that its makers have reserved, and asks for their notice.
    kept = {number: font["name"].getDebugName(number) for number in (0, 13, 14)}
    names = kept | {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"CityFigures-{style}"}
    font["name"].names = []
    for number, name in names.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top[0].FullName, top[0].FamilyName = names[4], FAMILY
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    file = BytesIO()
    font.save(file)
    return file.getvalue()


if __name__ == "__main__":
    for each in STYLES:
        (FOLDER / f"{each}.otf").write_bytes(_made(each, characters()))
