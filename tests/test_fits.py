"""Facts about text in pictures: none overlaps, is cut, hidden, too small or too faint, at three widths.

First faults are planted, to see that they are found; then come the pictures of the lessons.
"""

import contextlib
import json
import tomllib
from pathlib import Path

import pytest

from tests import browser as driver
from tests.chart_difference import title
from tests.saved_charts import LESSONS, MOST_STATES, NOTEBOOKS, is_said, saved_charts, sentence_in, states_to_try, typed
from tests.test_site import DRAW_ALL
from tools import stills, translate

HERE = Path(__file__).resolve().parent
CODE = (HERE / "fits.js").read_text(encoding="utf-8")
TABLE = tomllib.loads((HERE / "fits.toml").read_text(encoding="utf-8"))
PLANTED = TABLE["planted"]

# A projector or a laptop, a tablet, a phone.
WIDTHS = (1280, 768, 360)
# So many findings of one kind are told of a picture, and so many states of a Chinese one are looked at.
FEW, FEW_STATES = 3, 24

SAID = {
    "overlap": "“{0}” and “{1}” overlap by {amount} px",
    "joined": "“{0}” and “{1}” touch, and read as one",
    "cut": "“{0}” is cut by {amount} px",
    "outside": "“{0}” lies outside what can be seen",
    "shortened": "“{0}” has lost its end",
    "covered": "“{0}” is covered",
    "small": "“{0}” is only {amount} px high",
    "tall": "control, picture and sentence are {amount} px high",
    "faint": "“{0}” stands out too little from what it stands on ({amount} to 1)",
}


def changed(part, by):
    """A part of a chart with changes, however deep they are."""
    if not (isinstance(part, dict) and isinstance(by, dict)):
        return None if by == "" else by
    return part | {key: changed(part.get(key), each) for key, each in by.items()}


@pytest.fixture(scope="module")
def page(chromium):
    """An empty page that knows how to look."""
    opened = chromium.new_page(viewport={"width": 1280, "height": 800})
    opened.evaluate(CODE)
    yield opened
    opened.close()


FOUND = """([html, known]) => {
    document.body.innerHTML = html;
    return fits.findings(document.querySelector("svg"), known);
}"""
# As on a lesson's page, where pictures shrink for it.
SHRINKS = "<style>svg { max-width: 100%; height: auto; }</style>"


@pytest.mark.parametrize("name", PLANTED, ids=lambda name: f"planted-{name}")
def test_what_is_planted_is_found_and_nothing_else(name, page):
    planted = PLANTED[name]
    spec = changed(TABLE["chart"], planted.get("changes", {}))
    style = f"overflow: hidden; width: {planted.get('frame', 1200)}px"
    html = f'<div style="{style}">{SHRINKS if planted.get("shrinks") else ""}{stills.svg(spec)}</div>'
    found = page.evaluate(FOUND, [html, json.dumps(spec, ensure_ascii=False)])
    assert sorted([each["kind"], *each["words"]] for each in found) == sorted(planted.get("finds", []))


# Puts the second text of a picture where it overlaps the first by so much in one direction, and wholly in the other.
OVERLAP = """([down, pixels, angle]) => {
    document.body.innerHTML = `<svg width="400" height="400"><g transform="rotate(${angle} 200 200)" font-size="20">
        <text x="150" y="200">Hills</text><text x="150" y="200">HILLS</text></g></svg>`;
    const svg = document.querySelector("svg"), other = svg.querySelectorAll("text")[1];
    const [[left, top, right, bottom], [start, above]] = fits.lines(svg).map(({ ink }) => ink);
    other.setAttribute("x", 150 + (down ? left - start : right - start - pixels));
    other.setAttribute("y", 200 + (down ? bottom - above - pixels : 0));
    return fits.findings(svg, "").map(({ kind, amount }) => [kind, amount]);
}"""


@pytest.mark.parametrize("angle", [0, 90, -30])
@pytest.mark.parametrize("down", [True, False])
def test_an_overlap_of_two_pixels_is_found_and_one_of_one_pixel_is_not(down, angle, page):
    assert page.evaluate(OVERLAP, [down, 2, angle]) == [["overlap", 2]]
    assert page.evaluate(OVERLAP, [down, 1, angle]) == ([] if down else [["joined", -1]])
    assert page.evaluate(OVERLAP, [down, -3, angle]) == []


# The box of a picture's ink by its pixels, and by the look at its text.
INK = """async ([words, angle]) => {
    const text = `<text x="60" y="110" font-size="30" transform="rotate(${angle} 100 100)">${words}</text>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="220" height="220">${text}</svg>`;
    document.body.innerHTML = svg;
    const drawn = new Image();
    drawn.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await drawn.decode();
    const pen = Object.assign(document.createElement("canvas"), { width: 220, height: 220 }).getContext("2d");
    pen.drawImage(drawn, 0, 0);
    const { data } = pen.getImageData(0, 0, 220, 220);
    const inked = [...Array(220 * 220).keys()].filter((place) => data[4 * place + 3] > 100);
    const across = inked.map((place) => place % 220), down = inked.map((place) => Math.floor(place / 220));
    const { left, top } = document.querySelector("svg").getBoundingClientRect();
    const [{ corners }] = fits.lines(document.querySelector("svg"));
    const [xs, ys] = [corners.map(({ x }) => x - left), corners.map(({ y }) => y - top)];
    const box = (xs, ys, more) => [Math.min(...xs), Math.min(...ys), Math.max(...xs) + more, Math.max(...ys) + more];
    return [box(across, down, 1), box(xs, ys, 0)];
}"""


@pytest.mark.parametrize(("words", "angle"), [("Hill", 0), ("gypsy", 0), ("HHH", 90), ("HHH", -90)])
def test_the_ink_of_a_text_is_where_its_pixels_are(words, angle, page):
    by_pixels, by_look = page.evaluate(INK, [words, angle])
    assert by_look == pytest.approx(by_pixels, abs=1.5)


FIGURE = """pixels => {
    document.body.innerHTML = `<figure><div style="height: ${pixels}px"></div><p class="figures-says"></p></figure>`;
    document.querySelector("p").style.margin = 0;
    return fits.tall(document.querySelector("figure")).map(({ kind, amount }) => [kind, amount]);
}"""


def test_a_picture_is_found_that_finds_no_room_in_one_view(page):
    assert page.evaluate(FIGURE, 640) == []
    assert page.evaluate(FIGURE, 641) == [["tall", 641]]


class Open(driver.Window):
    """A lesson's page in a window of some width, with or without its scripts, and with the code that looks."""

    def __init__(self, chromium, path, width, live):
        size = {"width": width, "height": 800}
        super().__init__(chromium, viewport=size, reduced_motion="reduce", java_script_enabled=live)
        self.page.goto(path.as_uri())
        if live:
            self.ask(DRAW_ALL)
        self.ask("() => document.fonts.ready.then(() => true)")
        self.page.evaluate(CODE)


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, pages):
    """The page of a lesson; that of its Chinese edition is in the folder zh beside it."""
    return pages / f"{request.param}.html"


SWEEP = "([id, states, known]) => fits.sweep(document.getElementById(id), states, known)"
STILL = """([id, known]) => fits.findings(document.getElementById(id).querySelector(".still svg"), known)"""


def given(control, value):
    """What stands for a value of a control on the page."""
    return control.options.index(value) if control.options else typed(control, value)


def told(place, chart, found) -> list[str]:
    """What is found, as sentences; of many alike, a few."""
    kinds, where = {}, f"{chart}, {title(chart.payload['spec'])!r}, {place}"
    for each in found:
        words = SAID[each["kind"]].format(*each["words"], amount=each["amount"])
        kinds.setdefault(each["kind"], []).append(f"{where}{each.get('at', '')}: {words}")
    sentences = []
    for alike in kinds.values():
        more = f", and {len(alike) - FEW} more like this." if len(alike) > FEW else "."
        sentences += [*(f"{one}." for one in alike[: FEW - 1]), alike[:FEW][-1] + more]
    return sentences


def look(opened, lesson, live, edition="") -> list[tuple]:
    """The pictures of a lesson's open page, each with what is wrong with its text; what stands below them is true."""
    found = []
    for chart in saved_charts(lesson.stem, folder=NOTEBOOKS / edition):
        if not live:
            found.append((chart, opened.page.evaluate(STILL, [chart.cell, str(chart.payload)])))
            continue
        # A Chinese chart differs by its words alone.
        states = states_to_try(chart.controls, FEW_STATES if edition else MOST_STATES)
        choices = [list(map(given, chart.controls, state)) for state in states]
        wrong, says = opened.ask(SWEEP, [chart.cell, choices, str(chart.payload)])
        found.append((chart, wrong))
        for each in wrong:
            now = zip(chart.controls, states[each["state"]], strict=True)
            each["at"] = "".join(f", {control.name} = {value}" for control, value in now)
        for state, said in zip(states, says, strict=True) if "sentences" in chart.payload else ():
            now = {control.name: value for control, value in zip(chart.controls, state, strict=True)}
            true = sentence_in(chart.controls, chart.payload["sentences"], now)
            assert is_said(true, said), f"{chart}, {now}: {said!r}, not {true!r}"
    return found


# Most signs of Chinese are as wide as high, so that it is on a phone that it may find no room.
@pytest.mark.parametrize(("width", "edition"), [*((width, "") for width in WIDTHS), (WIDTHS[-1], translate.LANGUAGE)])
def test_every_live_picture_can_be_read_in_every_state_and_its_sentence_follows(lesson, width, edition, chromium):
    place = f"{width} px {edition}".strip()
    with contextlib.closing(Open(chromium, lesson.parent / edition / lesson.name, width, live=True)) as opened:
        sentences = [each for found in look(opened, lesson, True, edition) for each in told(place, *found)]
    assert not sentences, "\n".join(["", *sentences])


def test_the_text_of_every_still_can_be_read(lesson, chromium):
    with contextlib.closing(Open(chromium, lesson, WIDTHS[0], live=False)) as opened:
        sentences = [each for found in look(opened, lesson, live=False) for each in told("still", *found)]
    assert not sentences, "\n".join(["", *sentences])
