"""Columns: what a chart's table has not is named, in every place where a chart names columns, and nothing else is."""

import re

import altair as alt
import pandas as pd
import pytest

from helpers.charts.specification import specification
from helpers.errors import ClearError

TABLE = pd.DataFrame({"a": [1, 2], "b": [3.0, 4.0], "c": ["x", "y"], "x.y": [1, 2], "p[q]": [1, 2], "n:m": [1, 2]})
OTHER = pd.DataFrame({"c": ["x", "y"], "people": [1, 2]})
NESTED = alt.Data(values=[{"p": {"q": 1, "r": [2, 3]}}])
BY_C = alt.selection_point(fields=["c"])
BARS = alt.Chart(TABLE).mark_bar()
BARS_OF_A = BARS.encode(x="a")
EACH = BARS.encode(x=alt.X(alt.repeat("column"), type="quantitative"))

# Beside the charts of test_guide.
GOOD = {
    "short": BARS.encode(x="mean(a)", y="c:N", tooltip=["a", "b"], detail=["c"]),
    "names in other writing": BARS.encode(x=r"x\.y:Q", y=r"p\[q\]:Q", color=r"n\:m:Q"),
    "nested": alt.Chart(NESTED).mark_bar().encode(x="p.q:Q", y="p.r[0]:Q", color="p['q']:Q"),
    "calculate": BARS.encode(x="w:Q").transform_calculate(z="datum.a * 2", w="datum['x.y'] + datum.z"),
    "bin": BARS.encode(x="ab:O", x2="ab_end", y="count()").transform_bin("ab", field="a"),
    "fold as": BARS.encode(x="how:Q", y="which:N").transform_fold(["a", "b"], as_=["which", "how"]),
    "flatten": BARS.encode(x="c:Q").transform_flatten(["c"]),
    "lookup as": BARS.encode(x="o.people:Q").transform_lookup("c", from_=alt.LookupData(OTHER, "c"), as_="o"),
    "regression": BARS.encode(x="rSquared:N").transform_regression("a", "b", params=True),
    "sorted": BARS.encode(y=alt.Y("c", sort=alt.EncodingSortField("b", op="sum")), x=alt.X("a", sort="-y")),
    "layers of two tables": alt.layer(BARS_OF_A, alt.Chart(OTHER).mark_bar().encode(x="people")),
    "no column": alt.layer(BARS_OF_A, alt.Chart().mark_rule().encode(x=alt.datum(3))),
    "bare numbers": alt.Chart(alt.Data(values=[1, 2])).mark_bar().encode(x="data:Q"),
}
WITHOUT = {
    "short": (BARS.encode(x="aa:Q"), "'aa': did you mean 'a'"),
    "in a layer without a type": (alt.layer(BARS_OF_A, BARS.encode(x="cc")), "'cc': did you mean 'c'"),
    "tooltip": (BARS.encode(tooltip=["a", "bb:Q"]), "'bb'"),
    "sorted": (BARS.encode(y=alt.Y("c", sort=alt.EncodingSortField("bb"))), "'bb'"),
    "condition": (BARS.encode(color=alt.condition(BY_C, "cc:N", alt.value("grey"))).add_params(BY_C), "'cc'"),
    "filter": (BARS_OF_A.transform_filter("datum.aa > 1 && datum.b"), "'aa'"),
    "predicate": (BARS_OF_A.transform_filter(alt.FieldEqualPredicate(field="cc", equal=1)), "'cc'"),
    "calculate": (BARS.encode(x="z:Q").transform_calculate(z="datum['aa']"), "'aa'"),
    "aggregate": (BARS.encode(x="m:Q").transform_aggregate(m="mean(bb)"), "'bb'"),
    "after an aggregate": (BARS.encode(x="b:Q").transform_aggregate(m="mean(b)", groupby=["c"]), "'b': there are c, m"),
    "window": (BARS.encode(x="r:Q").transform_window(r="sum(bb)"), "'bb'"),
    "lookup": (BARS_OF_A.transform_lookup("cc", from_=alt.LookupData(OTHER, "c", ["people"])), "'cc'"),
    "its key": (BARS_OF_A.transform_lookup("c", from_=alt.LookupData(OTHER, "cc", ["people"])), "'cc'"),
    "repeat": (EACH.repeat(column=["a", "bb"]), "'bb'"),
    "facet": (BARS_OF_A.facet("cc:N"), "'cc'"),
    "another table": (BARS_OF_A | alt.Chart(OTHER).mark_bar().encode(x="a:Q"), "'a': there are c, people"),
    "nested": (alt.Chart(NESTED).mark_bar().encode(x="pp.q:Q"), "'pp.q'"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_chart_has_or_makes_is_not_missed(name):
    specification(GOOD[name])


@pytest.mark.parametrize("name", WITHOUT)
def test_a_column_that_there_is_not_is_named_with_the_nearest(name):
    made, words = WITHOUT[name]
    with pytest.raises(ClearError, match=f"There is no column {re.escape(words)}"):
        specification(made)
