"""The notebooks as they are saved: their cells, their outputs, their explored charts and the states of those."""

import json
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

from allpairspy import AllPairs

from helpers.charts.controls import LISTS, Control, controls_of, states_of
from tools import stills
from tools.lessons import lessons
from tools.stills import CHART

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
LESSONS = [path.stem for path in lessons(NOTEBOOKS)]
MOST_STATES = 200

_SVG = "{http://www.w3.org/2000/svg}"


def read(name: str, folder: Path = NOTEBOOKS) -> dict:
    return json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def of_kind(notebook: dict, kind: str) -> list[dict]:
    """The cells that are "code" or "markdown"."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def outputs(notebook: dict) -> list[tuple[dict, dict, dict]]:
    """Each output, with its cell and its data by MIME type."""
    return [(cell, each, each.get("data", {})) for cell in notebook["cells"] for each in cell.get("outputs", [])]


def as_read(markdown: str) -> str:
    """What a reader sees of Markdown."""
    return re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL)


@dataclass(frozen=True)
class SavedChart:
    """One explored chart in a saved notebook."""

    notebook: str
    cell: str
    payload: dict

    @property
    def controls(self) -> list[Control]:
        return controls_of(self.payload["spec"])

    def __str__(self) -> str:
        return f"{self.notebook}-{self.cell}"


def saved_charts(*names: str, folder: Path = NOTEBOOKS) -> list[SavedChart]:
    """Every explored chart of some notebooks, or of all, in order."""
    every = [(name, *found) for name in names or LESSONS for found in outputs(read(name, folder))]
    return [SavedChart(name, cell["id"], data[CHART]) for name, cell, _, data in every if CHART in data]


def values_to_try(control: Control, thin: bool) -> list:
    """The values that a sweep gives a control: all it has; for a thinned range its ends, middle and start."""
    states, of_list = control.states, len(control.value) if control.kind in LISTS else 0
    high = 9 * max(control.value, default=0) if of_list else 0
    # A list all low, all high, and one that rises as what is true may do.
    some = {"draw": [(0,) * of_list, (high,) * of_list, tuple(high * n / of_list for n in range(of_list))]}
    some |= {"guesses": [(0,), (100,) * 30, tuple(range(5, 65, 2))]}
    some |= {"text": ["", "a", "很长的文字 and more"], "number": [0, 1, -1, 1_000_000]}
    some |= {"range": [states[0], states[len(states) // 2], states[-1]]} if thin and control.kind == "range" else {}
    return list(dict.fromkeys([control.value, *some[control.kind]])) if control.kind in some else states


def typed(control: Control, value) -> object:
    """What stands in the field of a control; a list is typed with blanks."""
    return " ".join(f"{number * control.times:.12g}" for number in value) if control.kind in LISTS else value


def sentence_in(controls: list[Control], sentences: list[str], state: dict) -> str:
    """The sentence of a state, perhaps with {fields}: of a list there are two states, as at first and otherwise."""
    state = {each.name: state[each.name] if state[each.name] in each.states else None for each in controls}
    return sentences[states_of(controls).index(state)]


def is_said(sentence: str, says: str) -> bool:
    """Whether a reader is told a sentence, each of its {fields} filled with something."""
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^…]+", re.escape(sentence)), says) is not None


def states_to_try(controls: list[Control], most: int = MOST_STATES) -> list[tuple]:
    """All combinations of the controls' values up to so many; beyond, ranges are thinned, then every pair is met."""
    for thin in (False, True):
        values = [values_to_try(control, thin) for control in controls]
        states = list(product(*values))
        if len(states) <= most:
            return states
    return [tuple(state) for state in AllPairs(values)]


def spec_in(spec: dict, controls: list[Control], state: tuple) -> dict:
    """A specification whose parameters start in a state."""
    now = {control.signal: value for control, value in zip(controls, state, strict=True)}
    params = []
    for param in spec.get("params", []):
        chosen = [now[signal] for signal in now if "select" in param and signal.startswith(param["name"] + "_")]
        if chosen:
            value = None if None in chosen else [dict(zip(param["select"]["fields"], chosen, strict=True))]
            param = param | {"value": value}
        elif param["name"] in now:
            param = param | {"value": now[param["name"]]}
        params.append(param)
    return spec | {"params": params}


def svg(spec: dict) -> str:
    """What Vega draws; raises ValueError where it cannot."""
    return plain(stills.svg(spec))


def plain(picture: str) -> str:
    """A picture without what Vega numbers anew in each, by which two that look the same would differ."""
    return re.sub(r"(clip|gradient_)\d+", "_", picture)


def words_in(picture: str) -> list[str]:
    """The texts of a picture."""
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{_SVG}text")]


def marks_in(picture: str) -> int:
    """How many marks of the data a picture shows; axes, legends and titles do not count."""
    groups = ElementTree.fromstring(picture).iter(f"{_SVG}g")
    marks = [group for group in groups if re.search("role-mark.*marks$", group.get("class", ""))]
    return sum(child.tag != f"{_SVG}g" and child.get("d") != "" for group in marks for child in group)
