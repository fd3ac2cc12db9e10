"""Pictures that are played, drawn or made of guesses, on a page without a kernel; in JupyterLab: see test_browser."""

import contextlib

import nbformat
import pytest
from playwright.sync_api import expect

from tests import browser as driver
from tests import kinds
from tests.test_browser import CHARTS, made_up
from tests.test_site import Opened
from tools import refresh, site

PLAY, DRAW, GUESS = "a range that can be played", "draw it yourself", "the guesses of a class"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of a made-up notebook with one picture of each kind."""
    folder, made = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("pages")
    nbformat.write(made_up(*(CHARTS[name] for name in (PLAY, DRAW, GUESS))), folder / "00_made_up.ipynb")
    refresh.refresh(folder / "00_made_up.ipynb")
    site.build(made, folder)
    return made / "00_made_up.html"


@pytest.fixture(scope="module")
def opened(chromium, address):
    """The page as somebody has opened it; the tests go on from one another."""
    with contextlib.closing(Opened(chromium, address, has_touch=True)) as window:
        yield window


def figure_at(window, place: int):
    return window.page.locator(".figures-explored").nth(place)


@pytest.mark.parametrize("act", [kinds.is_played, kinds.is_drawn, kinds.are_guessed])
def test_each_kind_does_on_a_page_what_it_does_in_jupyterlab(opened, act):
    act(opened, figure_at(opened, [kinds.is_played, kinds.is_drawn, kinds.are_guessed].index(act)))
    assert not opened.complaints and not opened.barriers({"include": [[".figures-explored"]]})


def test_a_finger_draws_and_only_beside_the_points_it_scrolls_the_page(opened):
    box, page = figure_at(opened, 1), opened.page
    (x, y), (_, _), (end, top) = kinds.spots(opened, box, 3, 3, 8)
    session, before = opened.context.new_cdp_session(page), page.evaluate("scrollY")

    def touch(kind, *at):
        points = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x + (end - x) * part / 8, y + (top - y) * part / 8))
    touch("touchEnd")
    drawn = kinds.heights(box)
    assert drawn == sorted(drawn) and abs(drawn[0] - 3) < 0.3 and abs(drawn[-1] - 8) < 0.3
    assert page.evaluate("scrollY") == before


def test_whoever_moves_a_range_that_is_played_takes_it_over(opened):
    box = figure_at(opened, 0)
    box.locator("input[type=range]").press("Home")
    box.get_by_role("button", name="Play: Year").click()
    box.locator("input[type=range]").press("End")
    expect(box.get_by_role("button", name="Play: Year")).to_be_visible()
    expect(box.locator(".figures-says")).to_have_text("The years to 2022.")


def test_who_wants_no_motion_gets_one_step_for_each_press(chromium, address):
    with contextlib.closing(Opened(chromium, address, reduced_motion="reduce")) as window:
        button, says = window.page.get_by_role("button", name="One step: Year"), window.page.locator(".figures-says")
        for year in (2019, 2020, 2021, 2022, 2015):
            button.press("Enter")
            expect(says.first).to_have_text(f"The years to {year}.")
            expect(button).to_have_count(1)


LISTED = """([code, text]) => new Function(`${code}; return listed;`)()(text)"""


@pytest.mark.parametrize(
    ("text", "numbers", "unread"),
    [
        ("12 15", [12, 15], []),
        ("12,15,20", [12, 15, 20], []),
        ("1,200 900", [1200, 900], []),
        ("1，200；3、4", [1, 200, 3, 4], []),
        ("１２\n0.5\t.5 -3 −4", [12, 0.5, 0.5, -3, -4], []),
        ("40% 40 % 约40 ~41", [40, 40, 40, 41], []),
        ("3万 1.5亿 2k", [30_000, 150_000_000, 2000], []),
        ("12. 40-50 ten 1e3 5kg", [12], ["40-50", "ten", "1e3", "5kg"]),
        (" ,;\n", [], []),
    ],
)
def test_guesses_are_read_as_they_are_typed(chromium, text, numbers, unread):
    page = chromium.new_page()
    code = (driver.ROOT / "helpers/charts/lists.js").read_text(encoding="utf-8")
    assert page.evaluate(LISTED, [code, text]) == {"numbers": numbers, "unread": unread}
    page.close()


TIMES = """([code, text]) => new Function("text", `${code};
  const wire = { name: "drawn", kind: "draw", times: 10, value: [0.5, 0.5, 0.5], control: { get: () => text } };
  return [listOf(wire), written(listOf(wire), wire), filledBy(null, "{drawn} of {all}.", [wire], "; ")];`)(text)"""


def test_a_list_is_typed_drawn_and_told_in_the_unit_of_its_label(chromium):
    page = chromium.new_page()
    code = (driver.ROOT / "helpers/charts/lists.js").read_text(encoding="utf-8")
    drawn, typed, told = page.evaluate(TIMES, [code, "57 80.5"])
    assert (drawn, typed, told) == ([5.7, 8.05, 0.5], [57, 80.5, 5], "57; 80.5; 5 of ….")
    page.close()
