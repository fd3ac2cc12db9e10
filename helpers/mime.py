"""The MIME types of what a cell leaves in a notebook.

Their names stand in mime.json: the server reads them there, since it must not load pandas and Altair with this package.
"""

import json
from pathlib import Path

NAMES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

CHART = NAMES["chart"]  # of a chart's payload: its specification and its sentence
QUESTION = NAMES["question"]  # of a question's payload: what a page without a kernel needs to judge an answer
