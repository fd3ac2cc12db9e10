"""Starts the longest tests first, and says in words how a chart in a notebook differs from the saved one."""

import os
import re
from pathlib import Path

import pytest

from tests.chart_difference import differences, is_chart
from tools.lessons import is_lesson

# The kernels that nbval starts find the helpers of this folder, whether they are installed or not.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))

# Who imports this module speaks Chinese from then on, and so would every test.
collect_ignore = ["helpers/zh.py"]


def pytest_ignore_collect(collection_path):
    """Leaves out what a student has made beside the lessons."""
    # None lets pytest decide.
    is_notebook = any(collection_path.match(f"notebooks/{folder}*.ipynb") for folder in ("", "*/"))
    return is_notebook and not is_lesson(collection_path) or None


def pytest_assertrepr_compare(op, left, right):
    """Replace a wall of JSON by sentences; nbval asks this hook when a saved output differs from a fresh one."""
    if op == "==" and is_chart(left) and is_chart(right):
        return differences(left, right)
    return None


# By the time they take: what begins last must not be what the other worker then waits for.
LONGEST = (
    "test_browser.py",
    "test_places.py",
    "test_mutations.py",
    "test_lite.py",
    "test_site.py",
    "test_fits.py",
    "test_every_state.py",
)
# In these, tests of different lessons have nothing in common that is worth a wait; elsewhere a file stays together.
SPLIT_BY_LESSON = ("test_browser.py", "test_fits.py", "test_every_state.py")


# Other browsers, front ends, servers and places than the usual ones, and faults that are planted: these tests run when
# they are asked for.
OTHER_WAYS = re.compile(r"\[(?:firefox|notebook7)|/test_(?:lite|deploy|places|mutations)\.py::")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks the tests of other ways, and puts those of the longest files first, each file's in their own order."""
    for item in items:
        if OTHER_WAYS.search(item.nodeid):
            item.add_marker("other_ways")
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hands the tests out to the workers, those that belong together to one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFileOrLesson(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return together(nodeid)

    return ByFileOrLesson(config, log)


def together(nodeid):
    """What tests that stay on one worker share: a file, which may mean a kernel; in some files the lesson, too."""
    path = nodeid.partition("::")[0]
    lesson = re.search(r"\[(\w+)", nodeid)
    if path.endswith("test_places.py"):
        return nodeid
    return f"{path}[{lesson[1]}]" if lesson and path.endswith(SPLIT_BY_LESSON) else path
