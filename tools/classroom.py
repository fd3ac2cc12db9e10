"""The class page: what pupils saved as their work is dropped on it, judged again there, and summed up. See class.js."""

from helpers.data.files import collection
from helpers.questions.key import key
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import Question, questions

from .messages import CLASS

NAME = "class.html"


def keys() -> dict[str, dict]:
    """The key of each question in the language in use; of a chart, which cannot be judged here, what is said to it.

    Returns:
        By question, what judge.js reads; `said` gives for each text the verdict that it goes with.
    """
    # Not those that are kept: they speak the language in which they were first asked for.
    return {each.id: key(each) | {"said": _said(each)} for each in questions.__wrapped__().values()}


def _said(asked: Question) -> dict[str, str]:
    if asked.kind != "chart":
        return {}
    known = [each["say"] for each in (*asked.misconceptions, asked.told["mark"]) if each]
    beside = {each["say"]: "right" if each["right"] else "wrong" for each in asked.beside}
    return {ON_CHARTS["chart_right"]: "right"} | dict.fromkeys(known, "wrong") | beside


def data(pages: list, editions: list[dict]) -> dict:
    """What class.js needs.

    Args:
        pages: The lessons, as `site.Page`.
        editions: What `keys` gives in each language, that of the page first.

    Returns:
        A dict that can travel as JSON.
    """
    # A pupil may have worked in another edition: what is said to charts stands at the same place in each.
    said = {name: [list(each[name]["said"].items()) for each in editions] for name in editions[0]}
    lessons = {
        page.theme: {
            "title": page.question,
            "number": page.name.partition("_")[0],
            "parts": {name: [f"{page.name}.html#{part.id}", part.title] for name, part in page.parts.items()},
        }
        for page in pages
    }
    own = {name: each | {"said": said[name]} for name, each in editions[0].items()}
    return {"collection": collection(), "lessons": lessons, "questions": own, "form": FORM, "words": CLASS}
