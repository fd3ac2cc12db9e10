"""What of a chart reaches Vega: plain JSON; and for all else one sentence, before anything is drawn."""

import datetime
import json
import re
import uuid
from fractions import Fraction
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
import vl_convert

from helpers.charts.controls import controls_of
from helpers.charts.specification import specification
from helpers.charts.values import look_at_values
from helpers.errors import ClearError

ROOT = Path(__file__).resolve().parent.parent

TABLE = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
BARS = alt.Chart(TABLE).mark_bar().encode(x="a")


def column(values):
    return alt.Chart(TABLE.assign(v=values)).mark_bar()


def said(chart):
    with pytest.raises(ClearError) as caught:
        specification(chart)
    assert len(str(caught.value)) < 400 and "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (3, "A chart is asked for, such as alt.Chart(table).mark_bar(), not int."),
        (alt.Chart(TABLE), "The chart has no marks yet"),
        (column(pd.array([1, pd.NA], dtype="Int64")).encode(x="a:Z"), "Behind a column's name and a colon stands Q"),
        (BARS.encode(alt.X("a").scale(revers=True)), "There is no argument 'revers': did you mean 'reverse'"),
        (BARS.encode(alt.X("a").sort("decending")), "There is no sort 'decending': did you mean 'descending'"),
        (BARS.properties(data=TABLE["a"]), "The data of a chart are a table: of a column or of groups"),
        (alt.Chart(alt.NamedData("nowhere")).mark_bar().encode(x="a:N"), "The chart's table is empty"),
        (
            BARS.properties(data=pd.concat([TABLE, TABLE], axis=1)),
            "Two columns of the chart's table have the same name",
        ),
        (BARS.encode(y="b:Q"), "The column 'b' holds texts, and :Q is for numbers"),
        (
            BARS.properties(data=TABLE.assign(**{"PM2.5": 1})).encode(y="PM2.5:Q"),
            "Vega would look for something inside",
        ),
        (BARS.transform_filter("datum.a > least"), "The chart has no parameter 'least': if it is one of yours"),
        (BARS.encode(opacity=alt.condition("datum.c > 1", alt.value(1), alt.value(0))), "There is no column 'c'"),
        (BARS.encode(href=alt.value("javascript:alert(1)")), "The chart has a link to javascript:alert(1)"),
        (BARS.mark_bar(color="bleu"), "There is no colour 'bleu': did you mean 'blue'"),
        (
            BARS.encode(color=alt.Color("b").scale(range=["red", "#12"])),
            "'#12' is no colour: write # and 3 or 6 digits",
        ),
        (BARS.mark_bar(color="rgb(1,2,3"), "'rgb(1,2,3' is no colour: write #"),
        (BARS.configure_range(category=["rot"]), "There is no colour 'rot'"),
        (BARS.configure_legend(symbolType="star"), "There is no shape 'star'"),
        (BARS.configure(numberFormat="{:.1f}"), "'{:.1f}' is no format of a number"),
        (BARS.encode(alt.X("a:T").axis(format="YYYY")), "'YYYY' is no format of a time: write '%Y' for a year"),
        (BARS.transform_filter("a > 1"), "'a' is a column: in an expression write datum.a."),
        (BARS.encode(x=alt.X("a").scale(domain=alt.ExprRef("[0, kk]"))), "The chart has no parameter 'kk'"),
        (BARS.encode(color=alt.when("datum.a > 1").then(alt.value("gren"))), "There is no colour 'gren': did you mean"),
        (BARS.encode(x=alt.X("a").axis(labelColor="rot")), "There is no colour 'rot'"),
        (BARS.properties(background="whit"), "There is no colour 'whit': did you mean 'white'"),
        (BARS.mark_point(shape="star"), "There is no shape 'star'"),
        (BARS.encode(x=alt.X("a").axis(format=",d million")), "',d million' is no format of a number: write ','"),
        (BARS.encode(tooltip=alt.Tooltip("a", format="%Y")), "'%Y' is a format of a time: write T behind the column"),
        (BARS.transform_calculate(z="arrondi(datum.a)"), "There is no function 'arrondi': did you mean 'round'"),
        (BARS.encode(x=alt.X("a").axis(labelExpr="datum.lable")), "There is no column 'lable': did you mean 'label'"),
        (alt.layer(), "The chart has no marks yet"),
        (BARS.properties(data=TABLE[:0]), "The chart's table is empty"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(chart, words):
    assert said(chart).startswith(words)


ODD = {
    "Interval": pd.cut([1, 2], 2),
    "Timedelta": pd.to_timedelta([1, 2]),
    "time": [datetime.time(1), datetime.time(2)],
    "bytes": [b"x", b"y"],
    "UUID": [uuid.UUID(int=1), uuid.UUID(int=2)],
    "complex": [1j, 2j],
}


@pytest.mark.parametrize("kind", ODD)
def test_a_column_of_a_type_that_json_has_not_is_named_with_its_type_and_what_to_do(kind):
    for encoding in ("v", "v:N"):
        words = said(column(ODD[kind]).encode(x=encoding))
        assert words.startswith(f"The column 'v' holds a value of the type {kind.lower()}") or kind in words
        assert words.endswith("make text of it, as in table['v'].astype(str).")
    rows = alt.Data(values=[{"v": value} for value in ODD[kind]])
    assert "The column 'v'" in said(alt.Chart(rows).mark_bar().encode(x="v:N"))
    json.dumps(specification(column(list(map(str, ODD[kind]))).encode(x="v")))


@pytest.mark.parametrize(
    ("values", "plain"),
    [
        ([datetime.date(2020, 1, 2)] * 2, "2020-01-02T00:00:00"),
        ([datetime.datetime(2020, 1, 2, 3, tzinfo=datetime.UTC)] * 2, "2020-01-02T03:00:00+00:00"),
        (pd.period_range("2020-03", periods=2, freq="M"), "2020-03-01T00:00:00"),
        ([Fraction(1, 4)] * 2, 0.25),
        ([float("inf")] * 2, None),
    ],
)
def test_what_can_be_drawn_in_a_plain_way_is(values, plain):
    spec = specification(column(values).encode(x="v:N"))
    assert spec == json.loads(json.dumps(spec, allow_nan=False))
    assert next(iter(spec["datasets"].values()))[0]["v"] == plain


@pytest.mark.parametrize("options", [[1, 2, float("nan")], pd.array([1, 2, pd.NA], dtype="Int64").unique()])
def test_a_missing_value_in_a_binding_is_refused(options):
    chart = BARS.add_params(alt.param(name="p", value=1, bind=alt.binding_select(options=options)))
    assert said(chart).startswith("The parameter 'p' holds a missing value: leave it out")


@pytest.mark.parametrize("option", [b"x", pd.Timedelta(3), datetime.date(2020, 1, 1), complex(1)])
def test_a_value_that_no_control_can_show_is_refused_by_its_type(option):
    chart = BARS.add_params(alt.param(name="p", value=1, bind=alt.binding_select(options=[1, option])))
    with pytest.raises(ClearError, match="The parameter 'p' holds a value of the type (bytes|Timedelta|date|complex)"):
        controls_of(specification(chart))


def test_a_column_may_have_the_name_of_a_part_of_a_chart():
    for name in ("test", "filter", "param", "expr", "not"):
        specification(BARS.properties(data=TABLE.rename(columns={"b": name})).encode(color=f"{name}:N"))


def test_numbers_of_a_parameter_are_as_they_are_meant():
    bind = alt.binding_select(options=sorted(pd.Series([2020, 2019]).unique()))
    params = alt.param(name="year", value=2019, bind=bind), alt.param(name="k", value=3 * 0.1)
    year, k = specification(BARS.add_params(*params))["params"]
    assert str(year["bind"]["options"]) == "[2019, 2020]" and k["value"] == 0.3


OTHER_WRITING = {
    "colours": BARS.mark_bar(color="RebeccaPurple", stroke="rgb(0 0 0 / 50%)", fill="#abcd").encode(y="b"),
    "no colour": BARS.mark_bar(fill="none").configure_view(stroke="transparent"),
    "gradient": BARS.mark_bar(
        color=alt.Gradient(gradient="linear", stops=[alt.GradientStop(color="hsl(1,2%,3%)", offset=0)])
    ),
    "resolved": (BARS + BARS).resolve_scale(color="independent", shape="shared"),
    "a value": BARS.add_params(
        alt.selection_point(fields=["b"], value=[{"b": "weiß"}]), alt.param("p", value="a and b")
    ),
    "notes": BARS.properties(usermeta={"embedOptions": {"test": "word"}}),
    "config of times": BARS.configure_axisTemporal(format="%Y"),
    "patterns": BARS.transform_calculate(z="test([/it's/, /b/][0], datum.b) ? split(datum.b, /[/'|]/)[0] : !/x/"),
    "a text with a column": BARS.transform_calculate(z="'datum.price is ' + datum.a / 2e3 / 0x1F + 5."),
    "named range": BARS.encode(color=alt.Color("b").scale(range="category")),
    "a column of colours": BARS.encode(color=alt.Color("b", scale=None)),
    "path": BARS.mark_point(shape="M0,.2L.2,0Z"),
    "times": BARS.properties(data=pd.DataFrame({"a": pd.to_datetime(["2020"])})).encode(alt.X("a").axis(format="%Y")),
    "months": BARS.encode(alt.X("a", timeUnit="month").axis(format="%b"), tooltip=alt.Tooltip("a:T", format="%d %b")),
    "formats": BARS.encode(alt.X("a").axis(format="$,.2~f"), tooltip=alt.Tooltip("a", format="*>+12.3s")),
    "signs": BARS.transform_calculate(
        z="datum.a != 1 && !(datum.a >= 2) || datum.a === 3 ? {'it\\'s = (': [-1]} : /[=(]'/"
    ),
    "functions": BARS.transform_calculate(z="if(test(/a/, 'no(t)'), vlSelectionTest('x', datum), toString(datum.a))"),
}


UNREADABLE = {
    "to compare, write ==": ["datum.a = 1"],
    "to compare, write <=": ["datum.a ≥ 1", "datum.a <> 1"],
    "for and, or, not": ["datum.a == 1 and datum.a > 0", "not datum.a", "(datum.a > 1) and (datum.a < 9)"],
    "each bracket and quote": ["(datum.a > 1", "'a + 1", "datum['a] > 1", "round(datum['a')]", "datum.a > 1 ? 'x'"],
    "a power is pow": ["datum.a ** 2", "datum.a ^ 2"],
    "a division without a rest": ["datum.a // 2"],
    "a choice is": ["1 if datum.a else 2"],
    "write true, false, null": ["datum.a == True", "datum.a == None"],
    "to look in a list": ["datum.b in ['x', 'y']"],
    "to ask for a gap": ["datum.a is null"],
    "a function stands in front": ["datum.b.toUpperCase()", "datum.a.between(1, 3)"],
    "between two ends": ["1 < datum.a < 3"],
    "a sign is missing": ["datum.a datum.a", "2 datum.a", "2datum.a", "10 000", "new Date(2020)"],
    "a value is missing": [
        "datum.a > 1 &&",
        "&& datum.a",
        "pow(datum.a,)",
        "datum.",
        "datum.a + 1;",
        "datum.a && && datum.a",
    ],
    "switch the Chinese input off": ["datum.a（1）", "datum.a ＞ 1", "datum.a， 1"],
    "it is empty": [" "],
}


@pytest.mark.parametrize(("hint", "expression"), [(hint, each) for hint in UNREADABLE for each in UNREADABLE[hint]])
def test_an_expression_of_another_language_is_refused_with_what_vega_writes(hint, expression):
    axis = alt.Axis(labelExpr=expression)
    for chart in (BARS.transform_calculate(z=expression), BARS.encode(x=alt.X("a", axis=axis))):
        assert said(chart).startswith(f"Vega cannot read {expression!r}: {hint}")


@pytest.mark.parametrize("name", OTHER_WRITING)
def test_what_vega_understands_is_not_refused(name):
    vl_convert.vegalite_to_vega(specification(OTHER_WRITING[name]))


def test_every_function_of_vega_can_be_called():
    code = (ROOT / "helpers/charts/vega.js").read_text(encoding="utf-8")
    ends = {'{isNaN:"Number.isNaN"': "length:", "{random:": "setdata:", '("geoArea"': '"vlSelectionTest"'}
    parts = [code[code.index(first) :].partition(last)[0] for first, last in ends.items()]
    named = [*re.findall(r"[{,](\w+):(?=[\w\"])", parts[0] + parts[1]), *re.findall(r'\w+\("(\w+)",', parts[2])]
    assert {"hypot", "utchours", "treePath", "sequence", "isTuple"} < {*named}
    for name in [*named, "split", "vlSelectionTest"]:
        look_at_values({"transform": [{"calculate": f"{name}(1)"}]})


@pytest.mark.parametrize("version", ["v6", "v5", "v6.1.0"])
def test_a_chart_from_elsewhere_says_the_vega_lite_that_is_here(version):
    made = BARS.to_dict() | {"$schema": f"https://vega.github.io/schema/vega-lite/{version}.json"}
    assert specification(alt.Chart.from_dict(made))["$schema"] == alt.SCHEMA_URL


@pytest.mark.parametrize("way", ["vegafusion", "json", "default"])
def test_whichever_way_data_go_to_vega_the_chart_holds_them_and_no_limit_stays_lifted(way, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    large = BARS.properties(data=pd.DataFrame({"a": range(6000)}))
    with alt.data_transformers.enable(way):
        assert specification(BARS) == specification(BARS.properties(data=TABLE.copy()))
        assert len(next(iter(specification(BARS)["datasets"].values()))) == 2
        assert alt.data_transformers.active == way
        assert said(large).startswith("The chart's table has too many rows to draw")
    with alt.data_transformers.disable_max_rows():
        specification(large)


# Columns: what a chart's table has not is named, in every place where a chart names columns, and nothing else is.

COLUMNS = pd.DataFrame({"a": [1, 2], "b": [3.0, 4.0], "c": ["x", "y"], "x.y": [1, 2], "p[q]": [1, 2], "n:m": [1, 2]})
OTHER = pd.DataFrame({"c": ["x", "y"], "people": [1, 2]})
NESTED = alt.Data(values=[{"p": {"q": 1, "r": [2, 3]}}])
BY_C = alt.selection_point(fields=["c"])
ALL = alt.Chart(COLUMNS).mark_bar()
OF_A = ALL.encode(x="a")
EACH = ALL.encode(x=alt.X(alt.repeat("column"), type="quantitative"))

# Beside the charts of test_guide.
GOOD = {
    "short": ALL.encode(x="mean(a)", y="c:N", tooltip=["a", "b"], detail=["c"]),
    "names in other writing": ALL.encode(x=r"x\.y:Q", y=r"p\[q\]:Q", color=r"n\:m:Q"),
    "nested": alt.Chart(NESTED).mark_bar().encode(x="p.q:Q", y="p.r[0]:Q", color="p['q']:Q"),
    "calculate": ALL.encode(x="w:Q").transform_calculate(z="datum.a * 2", w="datum['x.y'] + datum.z"),
    "bin": ALL.encode(x="ab:O", x2="ab_end", y="count()").transform_bin("ab", field="a"),
    "fold as": ALL.encode(x="how:Q", y="which:N").transform_fold(["a", "b"], as_=["which", "how"]),
    "flatten": ALL.encode(x="c:Q").transform_flatten(["c"]),
    "lookup as": ALL.encode(x="o.people:Q").transform_lookup("c", from_=alt.LookupData(OTHER, "c"), as_="o"),
    "regression": ALL.encode(x="rSquared:N").transform_regression("a", "b", params=True),
    "sorted": ALL.encode(y=alt.Y("c", sort=alt.EncodingSortField("b", op="sum")), x=alt.X("a", sort="-y")),
    "layers of two tables": alt.layer(OF_A, alt.Chart(OTHER).mark_bar().encode(x="people")),
    "no column": alt.layer(OF_A, alt.Chart().mark_rule().encode(x=alt.datum(3))),
    "bare numbers": alt.Chart(alt.Data(values=[1, 2])).mark_bar().encode(x="data:Q"),
}
WITHOUT = {
    "short": (ALL.encode(x="aa:Q"), "'aa': did you mean 'a'"),
    "in a layer without a type": (alt.layer(OF_A, ALL.encode(x="cc")), "'cc': did you mean 'c'"),
    "tooltip": (ALL.encode(tooltip=["a", "bb:Q"]), "'bb'"),
    "sorted": (ALL.encode(y=alt.Y("c", sort=alt.EncodingSortField("bb"))), "'bb'"),
    "condition": (ALL.encode(color=alt.condition(BY_C, "cc:N", alt.value("grey"))).add_params(BY_C), "'cc'"),
    "filter": (OF_A.transform_filter("datum.aa > 1 && datum.b"), "'aa'"),
    "predicate": (OF_A.transform_filter(alt.FieldEqualPredicate(field="cc", equal=1)), "'cc'"),
    "calculate": (ALL.encode(x="z:Q").transform_calculate(z="datum['aa']"), "'aa'"),
    "aggregate": (ALL.encode(x="m:Q").transform_aggregate(m="mean(bb)"), "'bb'"),
    "after an aggregate": (ALL.encode(x="b:Q").transform_aggregate(m="mean(b)", groupby=["c"]), "'b': there are c, m"),
    "window": (ALL.encode(x="r:Q").transform_window(r="sum(bb)"), "'bb'"),
    "lookup": (OF_A.transform_lookup("cc", from_=alt.LookupData(OTHER, "c", ["people"])), "'cc'"),
    "its key": (OF_A.transform_lookup("c", from_=alt.LookupData(OTHER, "cc", ["people"])), "'cc'"),
    "repeat": (EACH.repeat(column=["a", "bb"]), "'bb'"),
    "facet": (OF_A.facet("cc:N"), "'cc'"),
    "another table": (OF_A | alt.Chart(OTHER).mark_bar().encode(x="a:Q"), "'a': there are c, people"),
    "nested": (alt.Chart(NESTED).mark_bar().encode(x="pp.q:Q"), "'pp.q'"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_chart_has_or_makes_is_not_missed(name):
    specification(GOOD[name])


@pytest.mark.parametrize("name", WITHOUT)
def test_a_column_that_there_is_not_is_named_with_the_nearest(name):
    made, words = WITHOUT[name]
    assert said(made).startswith(f"There is no column {words}")
