"""Stills: what a chart leaves in a saved notebook, for readers without a kernel.

Run as a module, it reads a list of payloads (JSON) and writes the list of their pictures (base64): so a server can
have pictures made without carrying vl-convert in its own memory.
"""

import base64
import json
import struct
import sys
import zlib
from html import escape

PAYLOAD = "application/vnd.liuzhou.chart+json"
"""The MIME type of a chart's payload: its specification and its sentence."""

QUESTION = "application/vnd.liuzhou.question+json"
"""The MIME type of a question's payload: what a page without a kernel needs to judge an answer."""

_SCALE = 2
_PNG_START = b"\x89PNG\r\n\x1a\n"


def still_outputs(payload: dict, picture: str | None = None) -> list[dict]:
    """The outputs of a notebook cell that show a chart as it is at first.

    Args:
        payload: Holds "spec", a Vega-Lite specification, and "says", a sentence that is true of the picture.
        picture: Its PNG as base64 text; made from the specification when not given.

    Returns:
        Two outputs in the form of nbformat: the picture with the payload, and the sentence under it.

    Raises:
        ValueError: Vega cannot draw the chart.
    """
    picture = picture or png(payload["spec"])
    width, height = size(picture)
    says = payload["says"]
    still = {"text/plain": says, "image/png": picture, PAYLOAD: payload}
    metadata = {"image/png": {"width": width, "height": height, "alt": says}, "alt": says}
    return [_display(still, metadata), _display({"text/html": f"<p>{escape(says)}</p>", "text/plain": says}, {})]


def png(spec: dict) -> str:
    """A picture of a chart as it is at first.

    Args:
        spec: A Vega-Lite specification.

    Returns:
        A PNG as base64 text, at twice the chart's size.

    Raises:
        ValueError: Vega cannot draw the chart.
    """
    import vl_convert

    vega_lite = ".".join(spec["$schema"].rsplit("/v", 1)[1].split(".")[:2])
    picture = vl_convert.vegalite_to_png(spec, vl_version=vega_lite, scale=_SCALE)
    return base64.b64encode(packed(picture)).decode("ascii")


def packed(picture: bytes) -> bytes:
    """The same PNG with its pixels packed as tightly as zlib can: vl-convert's own are four times the size.

    Args:
        picture: A PNG.

    Returns:
        A PNG of the same pixels.
    """
    chunks, position = [], len(_PNG_START)
    while position < len(picture):
        length, kind = struct.unpack(">I4s", picture[position : position + 8])
        chunks.append((kind, picture[position + 8 : position + 8 + length]))
        position += length + 12
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    first = next(index for index, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    others = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    others.insert(first, (b"IDAT", zlib.compress(pixels, 9)))
    return _PNG_START + b"".join(_chunk(kind, content) for kind, content in others)


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


def _display(data: dict, metadata: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


if __name__ == "__main__":
    json.dump([png(payload["spec"]) for payload in json.load(sys.stdin.buffer)], sys.stdout)
