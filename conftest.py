"""Starts the longest tests first, and says in words how a chart in a notebook differs from the saved one."""

from tools.chart_difference import differences, is_chart
from tools.lessons import is_lesson


def pytest_ignore_collect(collection_path):
    """Leaves out what a student has made beside the lessons."""
    # None lets pytest decide.
    return collection_path.match("notebooks/*.ipynb") and not is_lesson(collection_path) or None


def pytest_assertrepr_compare(op, left, right):
    """Replace a wall of JSON by sentences; nbval asks this hook when a saved output differs from a fresh one."""
    if op == "==" and is_chart(left) and is_chart(right):
        return differences(left, right)
    return None


# By the time they take: the last file to begin must not be one that the other worker then waits for.
LONGEST = ("test_browser.py", "test_places.py", "test_mutations.py", "test_site.py")


def pytest_collection_modifyitems(items):
    """Puts the tests of the longest files first, each file's in their own order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
