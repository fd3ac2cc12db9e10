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


@contextlib.contextmanager
def host(folder: Path):
    """A host by its address, and a function that gives what it was asked for so far."""
    notes = folder / "asked.txt"
    # In a process of its own: while vl-convert draws, no other thread of this one runs.
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with (
        notes.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, text=True) as process,
    ):
        try:
            port = re.search(r"port (\d+)", process.stdout.readline())[1]
            address = f"http://127.0.0.1:{port}"
            yield address, lambda: re.findall(r"GET (\S+)", notes.read_text(encoding="utf-8"))
            # It does note down.
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}/", timeout=20).close()
            assert "GET / " in notes.read_text(encoding="utf-8")
        finally:
            process.terminate()


def charts_that_load(address: str) -> dict[str, dict]:
    """Specifications that name an address where Vega would load it."""
    image = {"data": ROWS, "mark": "image", "encoding": X}
    data = {"url": f"{address}/data.json"}
    bar = {"data": data, "mark": "bar", "encoding": X}
    lookup = {"lookup": "a", "from": {"data": data, "key": "a", "fields": ["b"]}}
    chosen = {"condition": {"test": "true", "value": f"{address}/condition.png"}, "value": ""}
    charts = {
        "data": bar,
        **{f"data in a {word}": {word: [bar, bar]} for word in ("layer", "concat", "hconcat", "vconcat")},
        "data of facets": {"data": data, "facet": {"field": "b"}, "spec": {"mark": "bar", "encoding": X}},
        "a map": {"data": data | {"format": {"type": "topojson", "feature": "f"}}, "mark": "geoshape"},
        "a lookup": {"data": ROWS, "transform": [lookup], "mark": "bar", "encoding": X},
        "an image": image | {"mark": {"type": "image", "url": f"{address}/mark.png"}},
        "an image as a value": image | {"encoding": X | {"url": {"value": f"{address}/value.png"}}},
        "an image as a datum": image | {"encoding": X | {"url": {"datum": f"{address}/datum.png"}}},
        "an image by a condition": image | {"encoding": X | {"url": chosen}},
        "images by rows": image
        | {"data": {"values": [{"a": 1, "picture": f"{address}/row.png"}]}}
        | {"encoding": X | {"url": {"field": "picture"}}},
        "images by rows of a data set": image
        | {"data": {"name": "rows"}, "datasets": {"rows": [{"a": 1, "picture": f"{address}/set.png"}]}}
        | {"encoding": X | {"url": {"field": "picture"}}},
        "an image of the settings": image | {"config": {"image": {"url": f"{address}/settings.png"}}},
        "an image of all layers": {
            "data": ROWS,
            "encoding": X | {"url": {"value": f"{address}/layers.png"}},
            "layer": [{"mark": "image"}],
        },
    }
    return {name: {"$schema": SCHEMA} | chart for name, chart in charts.items()}


def charts_that_compute(address: str) -> dict[str, dict]:
    """Specifications from which only Vega works out an address to load."""
    image = {"$schema": SCHEMA, "data": ROWS, "mark": "image"}
    expression = f"'{address}/computed.png'"
    return {
        "an image by an expression": image | {"mark": {"type": "image", "url": {"expr": expression}}, "encoding": X},
        "images by a calculation": image
        | {"transform": [{"calculate": expression, "as": "c"}], "encoding": X | {"url": {"field": "c"}}},
    }


def charts_that_load_nothing(address: str) -> dict[str, dict]:
    """Specifications that hold an address, or what looks like one, where nothing is loaded."""
    bar = {"$schema": SCHEMA, "data": ROWS, "mark": "bar", "encoding": X}
    rows = [{"a": 1, "data": {"url": address}, "url": address, "mark": {"type": "image", "url": address}}]
    return {
        "rows that look like a chart": bar | {"data": {"values": rows}},
        "a data set that looks like a chart": bar | {"data": {"name": "data"}, "datasets": {"data": rows}},
        "a link": bar | {"encoding": X | {"href": {"value": address}}},
        "an image that is no image": bar | {"encoding": X | {"url": {"value": f"{address}/bar.png"}}},
        "data as a data: address": bar
        | {"data": {"url": 'data:application/json,[{"a":1}]', "format": {"type": "json"}}},
        "an image as a data: address": bar | {"mark": {"type": "image", "url": "data:image/png;base64,iVBORw0KGgo="}},
    }
