"""The MIME types of what a cell leaves in a notebook. The server reads mime.json itself, to load no pandas."""

import json
from pathlib import Path

NAMES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

CHART = NAMES["chart"]  # of a chart's payload: its specification and its sentence
QUESTION = NAMES["question"]  # of a question's payload: what a page without a kernel needs to judge an answer
WORK = NAMES["work"]  # of what a reader has answered: the questions of a lesson
