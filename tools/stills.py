"""Stills: what a live chart or form leaves in a saved notebook, for readers without a kernel.

Run as a module, it reads a list of specifications (JSON) and writes a line of JSON for each as soon as it is drawn: so
a server can have pictures made without carrying vl-convert in its own memory, and knows which chart ended the process.
Neither the helpers nor pandas are imported.
"""

import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

_HELPERS = Path(__file__).resolve().parent.parent / "helpers"
_FONTS = _HELPERS / "charts" / "fonts"
_NAMES = json.loads((_HELPERS / "mime.json").read_text(encoding="utf-8"))
CHART, QUESTION, WORK = _NAMES["chart"], _NAMES["question"], _NAMES["work"]
# What a widget shows that something else can stand for.
LIVE = {CHART, QUESTION, WORK}
PICTURE = "image/png"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_SCALE = 2
# A cell is about as wide.
_CELL_WIDTH = 800
# The text in a picture that says from which specification it was drawn.
_DRAWN_FROM = b"Drawn from\0"


def charts_in(cells: list[dict]) -> dict[str, dict]:
    """The charts of some cells, live or saved.

    Args:
        cells: Cells of a notebook.

    Returns:
        Their specifications, by fingerprint.
    """
    payloads = [output["data"][CHART] for output in _outputs(cells) if CHART in output.get("data", {})]
    return {fingerprint(payload["spec"]): payload["spec"] for payload in payloads}


def pictures_in(cells: list[dict]) -> dict[str, str]:
    """The pictures that stand before the charts of some cells.

    Args:
        cells: Cells of a notebook.

    Returns:
        PNGs as base64 text, by the fingerprint of what they were drawn from.
    """
    found = {drawn_from(output): output for output in _outputs(cells)}
    return {name: "".join(output["data"][PICTURE]) for name, output in found.items() if name}


def saved(outputs: list[dict], pictures: Mapping[str, str | None]) -> list[dict]:
    """The outputs of a cell as they are saved.

    Args:
        outputs: Its outputs.
        pictures: PNGs as base64 text, by the fingerprint of what they were drawn from.

    Returns:
        The same without the widgets of charts and forms; before each chart that has a picture, that picture.
    """
    kept: list[dict] = []
    for output in outputs:
        data = output.get("data", {})
        if chart := data.get(CHART):
            name = fingerprint(chart["spec"])
            if pictures.get(name) and not (kept and drawn_from(kept[-1]) == name):
                kept.append(_still(pictures[name], chart))
        if data.keys() & LIVE:
            output = {**output, **{part: _without_widget(output.get(part, {})) for part in ("data", "metadata")}}
        kept.append(output)
    return kept


def _still(picture: str, chart: Mapping) -> dict:
    """A picture as an output, at its size on the page; without a size it is shown as wide as its cell."""
    shown = {"alt": chart["says"]}
    if sized(chart["spec"]) is chart["spec"]:
        width, height = struct.unpack(">II", base64.b64decode(picture[:64])[16:24])
        shown |= {"width": width // _SCALE, "height": height // _SCALE}
    metadata = {PICTURE: shown, "alt": chart["says"]}
    return {"output_type": "display_data", "data": {PICTURE: picture}, "metadata": metadata}


def _without_widget(part: Mapping) -> dict:
    return {kind: value for kind, value in part.items() if kind != WIDGET_VIEW}


def sized(spec: dict) -> dict:
    """A chart that is as wide as its cell, drawn where there is none.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        The same with a width of its own; any other chart unchanged.

    Example:
        >>> sized({"width": "container"})["width"]
        800
    """
    if spec.get("width") != "container":
        return spec
    return {"autosize": {"type": "fit-x", "contains": "padding"}} | spec | {"width": _CELL_WIDTH}


def _outputs(cells: list[dict]) -> Iterator[dict]:
    return (output for cell in cells for output in cell.get("outputs", []))


def drawn_from(output: dict) -> str | None:
    """The fingerprint of the chart that an output shows as a picture.

    Args:
        output: An output of a cell.

    Returns:
        The fingerprint, or None where it is no picture that `png` has made.
    """
    data = output.get("data", {})
    if data.keys() != {PICTURE}:
        return None
    try:
        # It stands before the pixels.
        found = re.search(_DRAWN_FROM + rb"([0-9a-f]{64})", base64.b64decode("".join(data[PICTURE])[:1200]))
    except ValueError:
        return None
    return found[1].decode("ascii") if found else None


def png(spec: dict) -> str:
    """A picture of a chart as it is at first.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        A PNG as base64 text, at twice the chart's size, with the fingerprint of the specification in it.

    Raises:
        ValueError: Vega cannot draw the chart, or it shows an image that is not in the chart itself.
    """
    picture = _converter().svg_to_png(svg(spec), scale=_SCALE)
    return base64.b64encode(_packed(picture, fingerprint(spec))).decode("ascii")


def svg(spec: dict) -> str:
    """A chart as it is at first, drawn without asking for any address.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        An svg element.

    Raises:
        ValueError: Vega cannot draw the chart, or it shows an image that is not in the chart itself.
    """
    vega_lite = ".".join(spec["$schema"].rsplit("/v", 1)[1].split(".")[:2])
    # No base but what is in the chart itself. Images vl-convert would load from any address or file all the same.
    drawn = _converter().vegalite_to_svg(sized(spec), vl_version=vega_lite, allowed_base_urls=["data:"])
    for image in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}image"):
        for name, address in image.attrib.items():
            if name.endswith("href") and not address.startswith("data:"):
                raise ValueError(f"It shows an image from {address}, which is not in the chart itself.")
    return drawn


@cache
def _converter():
    """vl-convert, which measures and draws words with the font of the pictures."""
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))
    return vl_convert


def fingerprint(spec: dict) -> str:
    """A short text that is the same for two specifications that mean the same, also after a way through the browser.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        A hexadecimal digest.

    Example:
        >>> fingerprint({"a": 1.0, "b": 2}) == fingerprint({"b": 2, "a": 1}) != fingerprint({"a": 1, "b": 3})
        True
    """
    # A browser writes 1.0 as 1.
    alike = json.loads(json.dumps(spec), parse_float=_whole)
    return hashlib.sha256(json.dumps(alike, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _whole(number: str) -> float:
    return int(float(number)) if float(number).is_integer() else float(number)


def _packed(picture: bytes, name: str) -> bytes:
    """The same PNG with a fingerprint, and its pixels packed tightly: vl-convert's own take four times the room."""
    rest, chunks = picture[8:], {}
    while rest:
        length, kind = struct.unpack(">I4s", rest[:8])
        chunks[kind] = chunks.get(kind, b"") + rest[8 : 8 + length]
        rest = rest[12 + length :]
    pixels, end = zlib.compress(zlib.decompress(chunks.pop(b"IDAT")), 9), chunks.pop(b"IEND")
    chunks |= {b"tEXt": _DRAWN_FROM + name.encode(), b"IDAT": pixels, b"IEND": end}
    packed = picture[:8]
    for kind, content in chunks.items():
        packed += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return packed


if __name__ == "__main__":
    for each in json.load(sys.stdin.buffer):
        try:
            answer = {"picture": png(each)}
        except Exception as error:
            answer = {"reason": " ".join(str(error).split())}
        print(json.dumps(answer), flush=True)
