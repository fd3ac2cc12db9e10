"""Answers that stay: what was answered, in a file beside the notebook, one for all notebooks of its folder.

By question, each answer as it was given, in order: {"autos.1": [{"answer": "435,000", "verdict": "right"}]}.
"""

import json
import os
from itertools import count
from pathlib import Path

from . import messages

# In the folder in which the kernel works.
FILE = Path("my_answers.json")


def read(question_id: str) -> tuple[list[dict], str]:
    """What was answered to a question so far.

    Args:
        question_id: Such as "autos.1".

    Returns:
        The answers, and a sentence where they cannot be read.
    """
    try:
        return _everything().get(question_id, []), ""
    except (OSError, ValueError):
        return [], messages.ANSWERS_UNREAD.format(file=FILE)


def keep(question_id: str, answers: list[dict]) -> str:
    """Keeps what was answered to a question; a broken file is set aside.

    Args:
        question_id: Such as "autos.1".
        answers: All of them; an empty list clears them.

    Returns:
        A sentence where something went wrong, else an empty text.
    """
    said, beside = "", FILE.with_name(f"{FILE.name}.new")
    try:
        try:
            found = _everything()
        except ValueError:
            aside = next(each for n in count(1) if not (each := FILE.with_stem(f"{FILE.stem}_broken_{n}")).exists())
            os.replace(FILE, aside)
            found, said = {}, messages.ANSWERS_SET_ASIDE.format(file=FILE, aside=aside)
        found = {name: each for name, each in (found | {question_id: answers}).items() if each}
        # Half of an emoji is no character.
        beside.write_bytes((json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
        os.replace(beside, FILE)
    except OSError:
        return messages.ANSWERS_NOT_KEPT.format(file=FILE)
    return said


def _everything() -> dict[str, list[dict]]:
    try:
        found = json.loads(FILE.read_text(encoding="utf-8-sig"))
        return {name: [{**each} for each in answers] for name, answers in found.items()}
    except FileNotFoundError:
        return {}
    except (AttributeError, TypeError, RecursionError) as error:
        raise ValueError from error
