"""Says in words how a chart in a notebook differs from the saved one."""

from tools.chart_difference import differences, is_chart


def pytest_assertrepr_compare(op, left, right):
    """Replace a wall of JSON by sentences; nbval asks this hook when a saved output differs from a fresh one."""
    if op == "==" and is_chart(left) and is_chart(right):
        return differences(left, right)
    return None
