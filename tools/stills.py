"""Stills: what a live chart or form leaves in a saved notebook, for readers without a kernel.

Run as a module, it reads a list of specifications (JSON) and writes the list of their pictures (base64): so a server
can have pictures made without carrying vl-convert in its own memory. Neither the helpers nor pandas are imported.
"""

import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from pathlib import Path

_NAMES = json.loads((Path(__file__).resolve().parent.parent / "helpers" / "mime.json").read_text(encoding="utf-8"))
CHART, QUESTION = _NAMES["chart"], _NAMES["question"]
PICTURE = "image/png"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_SCALE = 2
_PNG_START = b"\x89PNG\r\n\x1a\n"
# The keyword of the text in a picture that says from which specification it was drawn.
_DRAWN_FROM = b"Drawn from"


def is_live(output: dict) -> bool:
    """Whether an output is a live chart or the form of a question.

    Args:
        output: An output of a cell.

    Returns:
        True if it holds a widget and what can stand in its place.
    """
    kinds = output.get("data", {}).keys()
    return WIDGET_VIEW in kinds and bool(kinds & {CHART, QUESTION})


def still_outputs(output: dict, picture: str | None = None) -> list[dict]:
    """What is saved instead of a live output.

    Args:
        output: A live chart or form.
        picture: The chart's PNG as base64 text, if there is one.

    Returns:
        The picture, if any, as an output of its own; then the output without its widget, which holds the sentence.
    """
    rest = {kind: value for kind, value in output["data"].items() if kind != WIDGET_VIEW}
    metadata = {kind: value for kind, value in output.get("metadata", {}).items() if kind != WIDGET_VIEW}
    kept = [{**output, "data": rest, "metadata": metadata}]
    if picture is None:
        return kept
    width, height = size(picture)
    says = output["data"][CHART]["says"]
    shown = {PICTURE: {"width": width, "height": height, "alt": says}, "alt": says}
    return [{"output_type": "display_data", "data": {PICTURE: picture}, "metadata": shown}, *kept]


def png(spec: dict) -> str:
    """A picture of a chart as it is at first.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        A PNG as base64 text, at twice the chart's size, with the fingerprint of the specification in it.

    Raises:
        ValueError: Vega cannot draw the chart.
    """
    import vl_convert

    vega_lite = ".".join(spec["$schema"].rsplit("/v", 1)[1].split(".")[:2])
    picture = vl_convert.vegalite_to_png(spec, vl_version=vega_lite, scale=_SCALE, allowed_base_urls=[])
    return base64.b64encode(packed(picture, fingerprint(spec))).decode("ascii")


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
    return hashlib.sha256(json.dumps(_whole(spec), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _whole(part: object) -> object:
    """A browser writes 1.0 as 1."""
    if isinstance(part, dict):
        return {key: _whole(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_whole(each) for each in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part


def drawn_from(picture: str) -> str | None:
    """The fingerprint of the specification that a picture was drawn from.

    Args:
        picture: A PNG as base64 text.

    Returns:
        The fingerprint, or None in a picture that `png` has not made.
    """
    found = re.search(rb"tEXt" + _DRAWN_FROM + rb"\0([0-9a-f]{64})", base64.b64decode(picture))
    return found[1].decode("ascii") if found else None


def packed(picture: bytes, drawn_from: str) -> bytes:
    """The same PNG with its pixels packed as tightly as zlib can: vl-convert's own are four times the size.

    Args:
        picture: A PNG.
        drawn_from: The fingerprint to write into it.

    Returns:
        A PNG of the same pixels.
    """
    chunks, position = [], len(_PNG_START)
    while position < len(picture):
        length, kind = struct.unpack(">I4s", picture[position : position + 8])
        chunks.append((kind, picture[position + 8 : position + 8 + length]))
        position += length + 12
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    head = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")]
    body = [(b"tEXt", _DRAWN_FROM + b"\0" + drawn_from.encode()), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return _PNG_START + b"".join(_chunk(kind, content) for kind, content in [*head, *body])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def size(picture: str) -> tuple[int, int]:
    """Width and height at which to show a picture.

    Args:
        picture: A PNG as base64 text, made by `png`.

    Returns:
        Both in pixels of the page.
    """
    header = base64.b64decode(picture[:64])[16:24]
    return int.from_bytes(header[:4], "big") // _SCALE, int.from_bytes(header[4:], "big") // _SCALE


if __name__ == "__main__":
    json.dump([png(spec) for spec in json.load(sys.stdin.buffer)], sys.stdout)
