"""A student's chart is judged by what it means: every spelling of it comes to the same, and each mistake is named."""

import altair as alt
import pandas as pd
import pytest

from helpers import explore
from helpers.errors import ClearError
from helpers.questions.chart_meaning import meaning, specification
from helpers.questions.chart_rows import Rows, names_of, transformed
from helpers.questions.chart_rules import keeps
from helpers.questions.judging import judge
from helpers.questions.questions import Question, question

# Shares of new cars that are electric, in percent: two districts, two years. Made up.
ROWS = pd.DataFrame(
    {
        "year": [2019, 2019, 2020, 2020],
        "district": ["north", "south", "north", "south"],
        "cars": [100, 300, 100, 100],
        "electric": [50, 30, 60, 20],
        "share": [50.0, 10.0, 60.0, 20.0],
        "status": ["actual", "actual", "actual", "target"],
    }
)
RATES = "{2019: 100 * 80 / 400, 2020: 100 * 80 / 200}"
TITLE = alt.Title("Who drives electric?", subtitle=["% of new cars", "Source: nobody"])


def asked(answer=RATES, **more):
    given = {"answer": answer, "unit": "percent", "hints": ["Look."], "misconceptions": []} | more
    return Question("test.1", "chart", "judge", given)


def chart(rows=ROWS, title=TITLE):
    return alt.Chart(rows, title=title)


TOTAL = ROWS.groupby("year")[["cars", "electric"]].sum().reset_index().assign(share=lambda t: 100 * t.electric / t.cars)

RIGHT = {
    "shorthand": lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q"),
    "long form": lambda: (
        chart(TOTAL)
        .mark_bar()
        .encode(x=alt.X(field="year", type="ordinal"), y=alt.Y(field="share", type="quantitative"))
    ),
    "inferred types": lambda: chart(TOTAL.astype({"year": str})).mark_bar().encode(x="year", y="share"),
    "methods": lambda: chart(TOTAL).mark_bar().encode(alt.X("year").type("ordinal"), alt.Y("share:Q").scale(zero=True)),
    "on its side": lambda: chart(TOTAL).mark_bar().encode(y="year:O", x="share:Q"),
    "as a line": lambda: chart(TOTAL).mark_line(point=True).encode(x="year:O", y="share:Q"),
    "from a dict": lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q").to_dict(),
    "explored": lambda: explore(chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q"), says="Yes."),
    "a share of one": lambda: (
        chart(TOTAL.assign(share=TOTAL.share / 100)).mark_bar().encode(x="year:O", y=alt.Y("share:Q").axis(format="%"))
    ),
    "an aggregate of the encoding": lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="sum(share):Q"),
    "layers": lambda: (lambda base: base.mark_bar() + base.mark_text().encode(text="share:Q"))(
        chart(TOTAL).encode(x="year:O", y="share:Q")
    ),
    "layers of one's own": lambda: alt.layer(
        alt.Chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q"),
        alt.Chart().mark_rule().encode(y=alt.datum(30)),
        title=TITLE,
    ),
    "calculated": lambda: (
        chart(TOTAL)
        .transform_calculate(rate="100 * datum.electric / datum.cars")
        .mark_bar()
        .encode(x="year:O", y="rate:Q")
    ),
    "aggregated, then calculated": lambda: (
        chart()
        .transform_aggregate(all="sum(cars)", plug="sum(electric)", groupby=["year"])
        .transform_calculate(rate="datum['plug'] / datum['all'] * 100")
        .mark_bar()
        .encode(x="year:O", y="rate:Q")
    ),
    "dates": lambda: (
        chart(TOTAL.assign(year=pd.to_datetime(TOTAL.year.astype(str)))).mark_bar().encode(x="year:T", y="share:Q")
    ),
    "a unit of time": lambda: (
        chart(TOTAL.assign(day=pd.to_datetime(TOTAL.year.astype(str) + "-07-01")))
        .mark_bar()
        .encode(x="year(day):O", y="share:Q")
    ),
    "the unit on the axis": lambda: (
        chart(TOTAL, title="Who?").mark_bar().encode(x="year:O", y=alt.Y("share:Q", title="electric, percent"))
    ),
    "faceted": lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q", column="year:O"),
    "concatenated": lambda: alt.hconcat(chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q")),
}


@pytest.mark.parametrize("spelling", RIGHT)
def test_a_right_chart_is_right_in_every_spelling(spelling):
    feedback = judge(asked(), RIGHT[spelling]())
    assert feedback.verdict == "right", feedback.say


FILTERS = {
    "pandas": lambda rows: chart(rows[rows.status == "actual"]),
    "a text": lambda rows: chart(rows).transform_filter("datum.status == 'actual'"),
    "an expression": lambda rows: chart(rows).transform_filter(alt.datum.status == "actual"),
    "a text with not": lambda rows: chart(rows).transform_filter("!(datum['status'] === 'target')"),
    "an equal": lambda rows: chart(rows).transform_filter(alt.FieldEqualPredicate(field="status", equal="actual")),
    "a list": lambda rows: chart(rows).transform_filter(alt.FieldOneOfPredicate(field="status", oneOf=["actual"])),
    "two in one": lambda rows: chart(rows).transform_filter("datum.status != 'target' && datum.year >= 2019"),
    "and": lambda rows: chart(rows).transform_filter(
        {"and": ["datum.status == 'actual'", {"field": "year", "gte": 2000}]}
    ),
    "not": lambda rows: chart(rows).transform_filter({"not": {"field": "status", "equal": "target"}}),
}


@pytest.mark.parametrize("spelling", FILTERS)
def test_a_filter_is_understood_in_every_spelling(spelling):
    made = FILTERS[spelling](ROWS).mark_bar().encode(x="year:O", y="sum(cars):Q")
    feedback = judge(asked("{2019: 400, 2020: 100}", unit=""), made)
    assert feedback.verdict == "right", feedback.say


def test_without_the_filter_the_chart_is_not_right():
    made = chart().mark_bar().encode(x="year:O", y="sum(cars):Q")
    assert judge(asked("{2019: 400, 2020: 100}", unit=""), made).verdict == "wrong"


AVERAGED = {"answer": "{2019: 30, 2020: 40.0001}", "say": "You averaged percentages."}
SUMMED = {"answer": "{2019: 60, 2020: 80}", "say": "You added percentages."}
ABSOLUTE = {"answer": "{2019: 80, 2020: 80}", "say": "That is the number, not the share."}
ODD = "{2019: 20, 2020: 45}"

MISTAKES = {
    "averaged": [
        lambda: chart().mark_bar().encode(x="year:O", y="mean(share):Q"),
        lambda: chart().mark_bar().encode(x="year:O", y="average(share):Q"),
        lambda: chart().mark_bar().encode(x="year:O", y=alt.Y(field="share", aggregate="mean", type="quantitative")),
        lambda: chart().mark_bar().transform_aggregate(m="mean(share)", groupby=["year"]).encode(x="year:O", y="m:Q"),
        lambda: (
            chart().mark_bar().transform_aggregate(m="average(share)", groupby=["year"]).encode(x="year:O", y="m:Q")
        ),
        lambda: chart(ROWS.groupby("year", as_index=False)["share"].mean()).mark_bar().encode(x="year:O", y="share:Q"),
    ],
    "added": [
        lambda: chart().mark_bar().encode(x="year:O", y="share:Q"),
        lambda: chart().mark_bar().encode(x="year:O", y="share:Q", color="district:N"),
        lambda: chart().mark_bar().encode(x="year:O", y="sum(share):Q"),
        lambda: chart().mark_area().encode(x="year:O", y="share:Q"),
    ],
    "absolute": [
        lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="electric:Q"),
        lambda: chart().mark_bar().encode(x="year:O", y="sum(electric):Q"),
        lambda: chart().mark_bar().encode(y="year:O", x="electric:Q"),
    ],
}
SAYS = {"averaged": AVERAGED, "added": SUMMED, "absolute": ABSOLUTE}


@pytest.mark.parametrize(
    ("mistake", "number"), [(mistake, number) for mistake, made in MISTAKES.items() for number in range(len(made))]
)
def test_each_mistake_in_the_numbers_is_named_in_every_spelling(mistake, number):
    feedback = judge(asked(ODD, misconceptions=list(SAYS.values())), MISTAKES[mistake][number]())
    assert (feedback.verdict, feedback.say) == ("wrong", SAYS[mistake]["say"])


NOT_AT_ZERO = {
    "told not to": (lambda y: y.scale(zero=False), "starts at 20:"),
    "a domain": (lambda y: y.scale(domain=[10, 50]), "starts at 10:"),
    "a least": (lambda y: y.scale(domainMin=15), "starts at 15:"),
    "the long form": (lambda y: alt.Y("share:Q", scale=alt.Scale(zero=False)), "starts at 20:"),
}


@pytest.mark.parametrize("spelling", NOT_AT_ZERO)
def test_a_bar_that_does_not_start_at_zero_is_named(spelling):
    spell, words = NOT_AT_ZERO[spelling]
    made = chart(TOTAL).mark_bar().encode(x="year:O", y=spell(alt.Y("share:Q")))
    feedback = judge(asked(), made)
    assert feedback.verdict == "wrong" and words in feedback.say and "must start at 0" in feedback.say
    on_its_side = chart(TOTAL).mark_bar().encode(y="year:O", x=alt.X("share:Q").scale(zero=False))
    assert "must start at 0" in judge(asked(), on_its_side).say
    points = chart(TOTAL).mark_point().encode(x="year:O", y=spell(alt.Y("share:Q")))
    assert judge(asked(), points).verdict == "right"


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ({"type": "log"}, "On a log scale"),
        ({"type": "sqrt"}, "On a sqrt scale"),
        ({"domain": [0, 25]}, "The axis ends at 25"),
        ({"domainMax": 5}, "The axis ends at 5"),
        ({"domain": [0, 10**9]}, "The axis ends at 1,000,000,000"),
    ],
)
def test_a_bar_whose_length_is_not_its_value_is_named(scale, words):
    made = chart(TOTAL).mark_bar().encode(x="year:O", y=alt.Y("share:Q").scale(**scale))
    feedback = judge(asked(), made)
    assert feedback.verdict == "wrong" and words in feedback.say
    line = chart(TOTAL).mark_line().encode(x="year:O", y=alt.Y("share:Q").scale(**scale))
    assert judge(asked(), line).verdict == "right"


def test_a_layer_that_moves_the_axis_of_the_bars_is_noticed():
    bars = chart(TOTAL).mark_bar().encode(x="year:O", y="share:Q")
    line = chart(TOTAL).mark_line().encode(x="year:O", y=alt.Y("share:Q").scale(domain=[10, 50]))
    assert "must start at 0" in judge(asked(), bars + line).say


def test_a_domain_from_zero_or_below_is_no_mistake():
    for domain in ([0, 50], [-10, 50]):
        made = chart(TOTAL).mark_bar().encode(x="year:O", y=alt.Y("share:Q").scale(domain=domain, zero=False))
        assert judge(asked(), made).verdict == "right"


def test_a_chart_that_does_not_say_its_unit_is_asked_for_it():
    for title in ("Who?", alt.Undefined):
        feedback = judge(asked(), chart(TOTAL, title=title).mark_bar().encode(x="year:O", y="share:Q"))
        assert feedback.verdict == "wrong" and "unit" in feedback.say


def test_what_is_missing_or_too_much_is_said():
    def say(rows):
        return judge(asked(), chart(rows).mark_bar().encode(x="year:O", y="share:Q")).say

    assert "missing: 2020" in say(TOTAL[TOTAL.year == 2019])
    assert "more in the chart" in say(pd.concat([TOTAL, TOTAL.assign(year=TOTAL.year + 10)]))
    assert "Look at 2020" in say(TOTAL.assign(share=[20, 41]))
    points = chart().mark_point().encode(x="year:O", y="share:Q")
    assert "several numbers" in judge(asked(), points).say
    one_of_them = judge(asked("{2019: 50, 2020: 60}"), points)
    assert one_of_them.verdict == "wrong" and "several numbers" in one_of_them.say


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"must": {"mark": "bar"}}, True),
        ({"must": {"mark": ["line", "point"]}}, False),
        ({"must": {"channel": "measure", "field": "share"}}, True),
        ({"must": {"channel": "x", "type": ["ordinal", "nominal"]}}, True),
        ({"must": {"channel": "category", "field": "year", "sort": "-y"}}, True),
        ({"never": {"aggregate": "mean", "field": "share"}}, False),
        ({"never": {"aggregate": "sum"}}, True),
        ({"must": {"channel": "y", "stack": "none"}}, True),
        ({"never": {"bin": True}}, True),
    ],
)
def test_a_rule_is_about_what_stands_on_a_channel(rule, fits):
    short = chart().mark_bar().encode(alt.X("year:O").sort("-y"), alt.Y("mean(share):Q").stack(None))
    aggregated = (
        chart()
        .transform_aggregate(m="average(share)", groupby=["year"])
        .mark_bar()
        .encode(alt.X("year:O", sort="-y"), alt.Y("m:Q", stack=False))
    )
    assert keeps(meaning(short), rule) is fits
    assert keeps(meaning(aggregated), rule) is fits


def test_a_broken_rule_is_said_with_its_own_words():
    rules = [{"must": {"mark": "point"}, "say": "Points, please."}]
    assert judge(asked(rules=rules), RIGHT["shorthand"]()).say == "Points, please."


UNTOLD = [
    lambda: chart(TOTAL).transform_window(a="sum(share)").mark_bar().encode(x="year:O", y="share:Q"),
    lambda: chart(TOTAL).transform_filter("indexof('a', 'b') < 0").mark_bar().encode(x="year:O", y="share:Q"),
    lambda: alt.Chart(alt.sequence(0, 3, as_="x"), title=TITLE).mark_bar().encode(x="x:O", y="x:Q"),
    lambda: chart(TOTAL).mark_bar().encode(x="year:O", y="stdev(share):Q"),
    lambda: chart(TOTAL).mark_bar().encode(x=alt.X("share:Q").bin(True), y="count()"),
    lambda: chart(TOTAL).mark_point().encode(x="year:O"),
    lambda: chart(TOTAL),
    lambda: chart(TOTAL).mark_bar().encode(x="nowhere"),
    lambda: None,
    lambda: TOTAL,
    lambda: "a chart",
    lambda: 3,
    lambda: {},
    lambda: {"mark": "bar", "encoding": {"y": {"field": "a", "type": "quantitative"}}, "data": {"url": "x.csv"}},
    lambda: alt.Chart(pd.DataFrame({"a": range(6000)})).mark_bar().encode(y="a:Q"),
]


@pytest.mark.parametrize("number", range(len(UNTOLD)))
def test_what_cannot_be_followed_is_asked_about(number):
    feedback = judge(asked(), UNTOLD[number]())
    assert feedback.verdict == "unclear"
    assert feedback.say.endswith((".", "?")) or "Altair cannot make this chart" in feedback.say


def test_a_parameter_in_a_filter_has_its_first_value():
    year = alt.param(name="year", value=2019, bind=alt.binding_range(min=2019, max=2020, step=1))
    made = (
        chart(TOTAL).add_params(year).transform_filter("datum.year == year").mark_bar().encode(x="year:O", y="share:Q")
    )
    assert judge(asked("{2019: 20}"), made).verdict == "right"


def test_a_chart_is_told_in_words():
    assert str(meaning(RIGHT["shorthand"]())) == "Bars: share, for each year."
    assert str(meaning(RIGHT["layers"]())) == "Bars: share, for each year."
    assert str(meaning(MISTAKES["averaged"][3]())) == "Bars: mean of share, for each year."
    assert (
        str(meaning(chart().mark_line().encode(x="year(day):T", y="count()"))) == "A line: count, for each year of day."
    )


def test_a_chart_without_marks_says_so():
    with pytest.raises(ClearError, match="no marks yet"):
        specification(alt.Chart(ROWS))


def test_filters_leave_the_given_rows_alone():
    rows = Rows([{"a": 1}, {"a": None}])
    assert transformed(rows, [{"filter": {"field": "a", "valid": True}}], {}).values == [{"a": 1}]
    assert transformed(rows, [{"calculate": "datum.a * 2", "as": "b"}], {}).trouble.startswith("I cannot follow")
    assert rows.values == [{"a": 1}, {"a": None}]


def test_a_month_and_a_year_have_their_names():
    assert names_of(2020.0) == {"2020.0", "2020"}
    assert "2020-07" in names_of("2020-07-01T00:00:00") and "2020" not in names_of("2020-07-01")
    assert names_of(float("nan")) == {"nan"}


# The chart questions of the collection.


def mended(rows):
    title = alt.Title("How many?", subtitle="vehicles")
    return alt.Chart(rows, title=title).mark_bar().encode(x="year:O", y="value:Q")


def test_the_chart_question_on_cars_is_answered_by_keeping_the_facts():
    from helpers import load

    mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
    asked_of_cars = question("autos.6")
    assert judge(asked_of_cars, mended(mine.query("status == 'actual'"))).verdict == "right"
    assert judge(asked_of_cars, mended(mine).transform_filter("datum.status == 'actual'")).verdict == "right"
    wrong = {
        0: [mended(mine), mended(mine).encode(y="sum(value):Q"), mended(mine).encode(color="status:N")],
        1: [mended(mine).encode(y="mean(value):Q"), mended(mine).encode(y=alt.Y("value:Q", aggregate="average"))],
        2: [mended(mine).encode(y="min(value):Q"), mended(mine.drop_duplicates("year"))],
    }
    for place, charts in wrong.items():
        for made in charts:
            assert judge(asked_of_cars, made).misconception == place
