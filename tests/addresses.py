"""Charts that would have something loaded from an address, and a host that notes down who asks."""

import contextlib
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.1.0.json"
ROWS = {"values": [{"a": 1, "b": "x"}]}
X = {"x": {"field": "a", "type": "quantitative"}}
BAR = {"$schema": SCHEMA, "data": ROWS, "mark": "bar", "encoding": X}
IMAGE = BAR | {"mark": "image"}


@contextlib.contextmanager
def host(folder: Path):
    """A host by its address, and a function that gives what it was asked for so far."""
    notes = folder / "asked.txt"
    # In a process of its own: while vl-convert draws, no other thread of this one runs.
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with notes.open("wb") as errors, subprocess.Popen(command, stdout=-1, stderr=errors, cwd=folder) as process:
        try:
            port = re.search(rb"port (\d+)", process.stdout.readline())[1].decode()
            yield f"http://127.0.0.1:{port}", lambda: re.findall(r"GET (\S+)", notes.read_text(encoding="utf-8"))
            # It does note down.
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/").close()
            assert "GET / " in notes.read_text(encoding="utf-8")
        finally:
            process.terminate()


def shown(**channel) -> dict:
    """The encoding of an image."""
    return IMAGE | {"encoding": X | {"url": channel}}


def charts_that_load(address: str) -> dict[str, dict]:
    """Specifications that name an address where Vega would load it."""
    bar = BAR | {"data": {"url": f"{address}/data.json"}}
    rows = [{"a": 1, "picture": f"{address}/row.png"}]
    lookup = {"lookup": "a", "from": {"data": bar["data"], "key": "a", "fields": ["b"]}}
    layers = {"data": ROWS, "encoding": X | {"url": {"value": f"{address}/layers.png"}}, "layer": [{"mark": "image"}]}
    charts = {
        "data": bar,
        **{f"data in a {word}": {word: [bar, bar]} for word in ("layer", "concat", "hconcat", "vconcat")},
        "data of facets": {"data": bar["data"], "facet": {"field": "b"}, "spec": {"mark": "bar", "encoding": X}},
        "a map": bar | {"data": bar["data"] | {"format": {"type": "topojson", "feature": "f"}}, "mark": "geoshape"},
        "a lookup": BAR | {"transform": [lookup]},
        "an image": IMAGE | {"mark": {"type": "image", "url": f"{address}/mark.png"}},
        "an image as a value": shown(value=f"{address}/value.png"),
        "an image as a datum": shown(datum=f"{address}/datum.png"),
        "an image by a condition": shown(condition={"test": "true", "value": f"{address}/condition.png"}, value=""),
        "images by rows": shown(field="picture") | {"data": {"values": rows}},
        "images by a data set": shown(field="picture") | {"data": {"name": "rows"}, "datasets": {"rows": rows}},
        "an image of the settings": IMAGE | {"config": {"image": {"url": f"{address}/settings.png"}}},
        "an image of all layers": layers,
    }
    return {name: {"$schema": SCHEMA} | chart for name, chart in charts.items()}


def charts_that_compute(address: str) -> list[dict]:
    """Specifications from which only Vega works out an address to load."""
    expression = f"'{address}/computed.png'"
    calculated = shown(field="c") | {"transform": [{"calculate": expression, "as": "c"}]}
    return [IMAGE | {"mark": {"type": "image", "url": {"expr": expression}}}, calculated]


def charts_that_load_nothing(address: str) -> list[dict]:
    """Specifications that hold an address, or what looks like one, where nothing is loaded."""
    rows = [{"a": 1, "data": {"url": address}, "url": address, "mark": {"type": "image", "url": address}}]
    return [
        BAR | {"data": {"values": rows}},
        BAR | {"data": {"name": "data"}, "datasets": {"data": rows}},
        BAR | {"encoding": X | {"href": {"value": address}, "url": {"value": f"{address}/bar.png"}}},
        BAR | {"data": {"url": 'data:application/json,[{"a":1}]', "format": {"type": "json"}}},
        IMAGE | {"mark": {"type": "image", "url": "data:image/png;base64,iVBORw0KGgo="}},
    ]
