"""A plugin of pytest: every sort that does not ask to be stable puts equal rows in the reverse of their order.

numpy's default sort may, as the processor has it; so what hangs on the order of equal rows shows here on any machine.
"""

import functools

import pandas as pd


def unstable(sort_values):
    """A sort that reverses ties, unless it goes by several columns or is told to be stable."""

    @functools.wraps(sort_values)
    def sort(self, *args, **kwargs):
        by = args[0] if args else kwargs.get("by")
        several = isinstance(by, list | tuple) and len(by) > 1
        if several or kwargs.get("kind", "quicksort") in ("stable", "mergesort") or kwargs.get("inplace"):
            return sort_values(self, *args, **kwargs)
        return sort_values(self.iloc[::-1], *args, **kwargs | {"kind": "stable"})

    return sort


for kind in (pd.DataFrame, pd.Series):
    kind.sort_values = unstable(kind.sort_values)
