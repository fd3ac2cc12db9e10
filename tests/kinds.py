"""What a reader does to a question, and to a picture that is played, drawn or made of guesses, wherever it stands.

The pictures are those of `test_browser.CHARTS`.
"""

import re

from playwright.sync_api import expect

from tests.test_judge import middle, typed

# Brings a form to an answer and checks it, at once: each step of a driver would look through the whole page.
GIVE = """(box, [kind, answer]) => {
    const [all, form] = [(part) => [...box.querySelectorAll(part)], box.querySelector("form")];
    if (kind === "number") form.querySelector("input").value = answer;
    else if (kind === "order") {
        const button = (place) => form.querySelector(`li[data-place="${place}"] button`);
        const at = (place) => all("li").indexOf(button(place).parentElement);
        answer.forEach((place, wanted) => { while (at(place) > wanted) button(place).click(); });
    } else all("fieldset input").forEach((option, place) => {
        if (option.checked !== answer.includes(place)) option.click();
    });
    form.querySelector("[type=submit]").click();
}"""


def wrong_and_right(asked):
    """An answer of each kind, as a form sends it."""
    if asked.kind == "number":
        return "1.2345", typed(middle(asked.accepted))
    if asked.kind == "order":
        right = asked.in_order(asked.answer)
        return right[::-1], right
    rights = [option["right"] for option in asked.options]
    return [rights.index(False)], [place for place, is_right in enumerate(rights) if is_right]


def is_judged(box, asked) -> None:
    """Answers wrong and right, and is told so; a chart is only handed in."""
    answers = [""] if asked.kind == "chart" else wrong_and_right(asked)
    for answer, verdict in zip(answers, ["=wrong", "=right"] if answers[1:] else [""], strict=True):
        box.evaluate(GIVE, [asked.kind, answer])
        expect(box.locator(f".figures-feedback[data-verdict{verdict}]")).not_to_be_empty()


# From now on, what a screen reader would speak.
LISTEN = """says => {
    window.spoken = [];
    const live = () => says.getAttribute("aria-live") === "polite";
    const note = () => { if (live()) spoken.push(says.textContent); };
    new MutationObserver(note).observe(says, { childList: true, subtree: true });
}"""
FOCUSED = "one => one === document.activeElement"


def is_played(window, box) -> None:
    """Plays to the end, is spoken once; begins again at the start, and stops where it is told to."""
    says, play = box.locator(".figures-says"), box.get_by_role("button", name="Play: Year")
    says.evaluate(LISTEN)
    play.press("Space")
    box.get_by_role("button", name="Stop: Year").wait_for()
    expect(says).to_have_text("The years to 2022.")
    play.wait_for()
    assert window.ask("() => spoken.length && spoken") == ["The years to 2022."]
    play.press("Enter")
    expect(says).to_have_text("The years to 2015.")
    expect(says).to_have_text("The years to 2016.")
    box.get_by_role("button", name="Stop: Year").press("Enter")
    at = says.inner_text()
    assert window.ask("() => spoken.length === 2 && spoken")[1] == says.inner_text() == at != "The years to 2022."


def centres(box) -> list[tuple[float, float]]:
    """The middle of each point, on the screen."""
    boxes = [each.bounding_box() for each in box.locator(".drawn_marks > *").all()]
    return [(each["x"] + each["width"] / 2, each["y"] + each["height"] / 2) for each in boxes]


def heights(box) -> list[float]:
    """What is drawn."""
    points = box.locator(".drawn_marks > [role=slider]").all()
    return [float(each.get_attribute("aria-valuenow")) for each in points]


def spots(window, box, *values: float) -> list[tuple[float, float]]:
    """Where to put the pen over each point, one after the other, for it to have a value."""
    field = box.locator("input[type=text]")
    field.fill("0 10 2")
    assert window.until(lambda: heights(box) == [0, 10, 2])
    box.locator("svg.marks").evaluate("picture => picture.scrollIntoView({ block: 'center', behavior: 'instant' })")
    (_, low), (_, high), _ = centres(box)
    return [(x, low + (high - low) * value / 10) for (x, _), value in zip(centres(box), values, strict=True)]


def is_drawn(window, box) -> None:
    """Draws with the arrow keys and the mouse, reveals, and is told how far off the drawing is, and where."""
    says, points = box.locator(".figures-says"), box.locator(".drawn_marks > *")
    box.get_by_role("checkbox").uncheck()
    box.locator("input[type=text]").fill("2 2 2")
    expect(says).to_have_text("As at first.")
    points.first.focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        window.page.keyboard.press(key)
    assert window.until(lambda: heights(box) == [2.1, 1.8, 2]) and points.nth(1).evaluate(FOCUSED)
    expect(says).to_have_text("Drawn.")
    (x, y), _, end = spots(window, box, 4, 0, 9)
    window.page.mouse.move(x, y)
    window.page.mouse.down()
    window.page.mouse.move(*end, steps=7)
    window.page.mouse.up()
    assert window.until(lambda: all(abs(a - b) < 0.3 for a, b in zip(heights(box), (4, 6.5, 9), strict=True)))
    box.get_by_role("checkbox").check()
    expect(says).to_have_text(re.compile(r"^Most off in 2021, by 0\.[2-8]\d*\.$"))
    box.get_by_role("checkbox").uncheck()


def are_guessed(window, box) -> None:
    """Types guesses as a class calls them, and is told how many were read, and which were not."""
    box.locator("textarea").fill("40 45%, 50；55、60\n1,000 3万 abc 4o")
    told = "Guesses: 7. The middle: 55. Not read as numbers: “abc” “4o”."
    expect(box.locator(".figures-says")).to_have_text(told)
    assert box.locator(".mark-rect.role-mark path").count() == 7
    box.locator("textarea").fill("")
    expect(box.locator(".figures-says")).to_have_text("Nobody has guessed.")
