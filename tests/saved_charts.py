"""The explored charts of the notebooks as they are saved, and their states."""

import json
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import vl_convert
from allpairspy import AllPairs

from helpers.charts.controls import Control, controls_of
from tools.lessons import lessons
from tools.stills import CHART

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
MOST_STATES = 200

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class SavedChart:
    """One explored chart in a saved notebook."""

    notebook: str
    cell: str
    payload: dict

    @property
    def controls(self) -> list[Control]:
        """Its controls."""
        return controls_of(self.payload["spec"])

    def __str__(self) -> str:
        return f"{self.notebook}-{self.cell}"


def saved_charts(folder: Path = NOTEBOOKS) -> list[SavedChart]:
    """Every explored chart of every notebook, in order."""
    return [
        SavedChart(path.stem, cell["id"], output["data"][CHART])
        for path in lessons(folder)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if CHART in output.get("data", {})
    ]


def values_to_try(control: Control, thin: bool = False) -> list:
    """The values that a sweep gives a control: all it has; for a thinned range its ends, middle and start."""
    if control.kind == "text":
        return list(dict.fromkeys([control.value, "", "a", "很长的文字 and more"]))
    if control.kind == "number":
        return list(dict.fromkeys([control.value, 0, 1, -1, 1_000_000]))
    states = control.states
    if thin and control.kind == "range":
        return list(dict.fromkeys([control.value, states[0], states[len(states) // 2], states[-1]]))
    return states


def states_to_try(controls: list[Control]) -> list[tuple]:
    """All combinations of the controls' values up to 200; beyond, ranges are thinned, then every pair is met."""
    for thin in (False, True):
        values = [values_to_try(control, thin) for control in controls]
        states = list(product(*values))
        if len(states) <= MOST_STATES:
            return states
    return [tuple(state) for state in AllPairs(values)]


def spec_in(spec: dict, controls: list[Control], state: tuple) -> dict:
    """A specification whose parameters start in a state."""
    now = {control.name: (control, value) for control, value in zip(controls, state, strict=True)}
    params = []
    for param in spec.get("params", []):
        if param["name"] in now:
            control, value = now[param["name"]]
            field = control.signal.removeprefix(control.name + "_")
            param = param | {"value": value if "select" not in param else (None if value is None else [{field: value}])}
        params.append(param)
    return spec | {"params": params}


def svg(spec: dict) -> str:
    """What Vega draws; raises ValueError where it cannot."""
    version = ".".join(spec["$schema"].rsplit("/v", 1)[1].split(".")[:2])
    return plain(vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[]))


def plain(picture: str) -> str:
    """A picture without what Vega numbers anew in each, by which two that look the same would differ."""
    return re.sub(r"(clip|gradient_)\d+", "_", picture)


def words_in(picture: str) -> list[str]:
    """The texts of a picture."""
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{_SVG}text")]


def marks_in(picture: str) -> int:
    """How many marks of the data a picture shows; axes, legends and titles do not count."""
    groups = [
        group
        for group in ElementTree.fromstring(picture).iter(f"{_SVG}g")
        if "role-mark" in group.get("class", "") and group.get("class").endswith("marks")
    ]
    return sum(1 for group in groups for child in group if child.tag != f"{_SVG}g" and child.get("d") != "")
