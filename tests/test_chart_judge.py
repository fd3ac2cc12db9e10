"""A student's chart is judged by what it means: every spelling of it comes to the same, and each mistake is named."""

import altair as alt
import pandas as pd
import pytest

from helpers import load
from helpers.data.figures import unit_label
from helpers.questions import messages
from helpers.questions.chart_judge import judge
from helpers.questions.questions import Question, closed, question, questions
from tests.saved_charts import saved_charts

# Shares of new cars that are electric, in percent: two districts, two years. Made up.
ROWS = pd.DataFrame(
    {"year": [2019, 2019, 2020, 2020], "district": ["north", "south"] * 2, "cars": [100, 300, 100, 100]}
)
ROWS = ROWS.assign(electric=[50, 30, 60, 20], status=["actual"] * 3 + ["target"])
ROWS["share"] = 100.0 * ROWS.electric / ROWS.cars
TOTAL = ROWS.groupby("year")[["cars", "electric"]].sum().reset_index().assign(share=lambda t: 100 * t.electric / t.cars)
TITLE = alt.Title("Who drives electric?", subtitle=["% of new cars", "Source: nobody"])
RATES = {2019: 20, 2020: 40}


def said(chart, answer=RATES, **more):
    """The verdict on a chart and what is said."""
    told = judge(Question("autos.test", "chart", {"answer": answer, "unit": "percent"} | more), chart.to_dict())
    return told["verdict"], told["say"]


def bars(rows=ROWS, title=TITLE, **encoding):
    return alt.Chart(rows, title=title).mark_bar().encode(**({"x": "year:O", "y": "share:Q"} | encoding))


RIGHT = ("right", messages.RIGHT_CHART)
DAYS = pd.to_datetime(TOTAL.year.astype(str) + "-07-01")
SPELLINGS = [
    lambda: bars(TOTAL),
    lambda: bars(TOTAL.astype({"year": str}), x="year", y="share"),
    lambda: bars(TOTAL, y="year:O", x="share:Q"),
    lambda: bars(TOTAL).mark_line(point=True),
    lambda: bars(TOTAL.assign(share=TOTAL.share / 100)),
    lambda: bars(TOTAL, y="sum(share):Q"),
    lambda: bars(TOTAL) + bars(TOTAL).mark_text().encode(text="share:Q"),
    lambda: alt.layer(bars(TOTAL), alt.Chart().mark_rule().encode(y=alt.datum(30))),
    lambda: bars(TOTAL, y="rate:Q").transform_calculate(rate="100 * datum.electric / datum['cars']"),
    lambda: (
        bars(y="rate:Q")
        .transform_aggregate(all="sum(cars)", plug="sum(electric)", groupby=["year"])
        .transform_calculate(rate="datum.plug / datum.all * 100")
    ),
    lambda: bars(TOTAL.assign(year=pd.to_datetime(TOTAL.year.astype(str))), x="year:T"),
    lambda: bars(TOTAL.assign(day=DAYS), x="year(day):O"),
    lambda: bars(TOTAL, title="Who?", y=alt.Y("share:Q", title="electric, percent")),
    lambda: bars(TOTAL, column="year:O"),
    lambda: alt.hconcat(bars(TOTAL)),
    lambda: bars(TOTAL, y=alt.Y("share:Q").scale(domain=[-10, 50], zero=False)),
]


@pytest.mark.parametrize("number", range(len(SPELLINGS)))
def test_a_right_chart_is_right_in_every_spelling(number):
    assert said(SPELLINGS[number]()) == RIGHT


FILTERS = [
    "datum.status == 'actual'",
    alt.datum.status == "actual",
    "!(datum['status'] === 'target')",
    "datum.status != 'target' && datum.year >= 2019",
    alt.FieldEqualPredicate(field="status", equal="actual"),
    alt.FieldOneOfPredicate(field="status", oneOf=["actual"]),
    {"and": ["datum.status == 'actual'", {"field": "year", "gte": 2000}]},
    {"not": {"field": "status", "equal": "target"}},
]


@pytest.mark.parametrize("predicate", FILTERS, ids=str)
def test_a_filter_is_understood_in_every_spelling(predicate):
    counted = {2019: 400, 2020: 100}
    assert said(bars(y="sum(cars):Q").transform_filter(predicate), counted, unit="") == RIGHT
    assert said(bars(y="sum(cars):Q"), counted, unit="")[0] == "wrong"


def test_a_parameter_in_a_filter_has_its_first_value():
    year = alt.param(name="year", value=2019, bind=alt.binding_range(min=2019, max=2020, step=1))
    assert said(bars(TOTAL).add_params(year).transform_filter("datum.year == year"), {2019: 20}) == RIGHT


AVERAGED, ADDED, COUNTED = {2019: 30, 2020: 40.0001}, {2019: 60, 2020: 80}, {2019: 80, 2020: 80}
MISTAKEN = [
    (AVERAGED, lambda: bars(y="mean(share):Q")),
    (AVERAGED, lambda: bars(y=alt.Y(field="share", aggregate="average", type="quantitative"))),
    (AVERAGED, lambda: bars(y="m:Q").transform_aggregate(m="average(share)", groupby=["year"])),
    (AVERAGED, lambda: bars(ROWS.groupby("year", as_index=False)["share"].mean())),
    (ADDED, lambda: bars()),
    (ADDED, lambda: bars(color="district:N")),
    (ADDED, lambda: bars().mark_area()),
    (COUNTED, lambda: bars(TOTAL, y="electric:Q")),
    (COUNTED, lambda: bars(y="year:O", x="electric:Q")),
]


@pytest.mark.parametrize("number", range(len(MISTAKEN)))
def test_each_mistake_in_the_numbers_is_named_in_every_spelling(number):
    mistake, made = MISTAKEN[number]
    known = [{"answer": each, "say": str(each)} for each in (AVERAGED, ADDED, COUNTED)]
    assert said(made(), {2019: 20, 2020: 45}, misconceptions=known) == ("wrong", str(mistake))


DISTORTED = [
    ({"zero": False}, messages.STARTS_ABOVE_ZERO),
    ({"domain": [10, 50]}, messages.STARTS_AT.format(start="10")),
    ({"domainMin": 15}, messages.STARTS_AT.format(start="15")),
    ({"type": "log"}, messages.BENT.format(kind="log")),
    ({"domain": [0, 25]}, messages.ENDS_AT.format(end="25")),
    ({"domainMax": 5}, messages.ENDS_AT.format(end="5")),
    ({"domain": [0, 10**9]}, messages.ENDS_AT.format(end="1,000,000,000")),
]


@pytest.mark.parametrize(("scale", "say"), DISTORTED)
def test_bars_whose_length_is_not_their_value_are_named(scale, say):
    bent = alt.Y("share:Q").scale(**scale)
    assert said(bars(TOTAL, y=bent)) == ("wrong", say)
    assert said(bars(TOTAL, y="year:O", x=alt.X("share:Q").scale(**scale))) == ("wrong", say)
    assert said(bars(TOTAL) + bars(TOTAL, y=bent).mark_line()) == ("wrong", say)
    assert said(bars(TOTAL, y=bent).mark_point()) == RIGHT


def test_what_is_missing_or_too_much_is_said():
    more = pd.concat([TOTAL, TOTAL.assign(year=TOTAL.year + 10)])
    assert said(bars(TOTAL[TOTAL.year == 2019])) == ("wrong", messages.MISSING.format(names="2020"))
    assert said(bars(more)) == ("wrong", messages.TOO_MUCH)
    assert said(bars(TOTAL.assign(share=[20, 41]))) == ("wrong", messages.OTHER_NUMBER.format(name="2020"))
    for made in (bars().mark_point(), bars(y=alt.Y("share:Q").stack(None))):
        assert said(made, {2019: 50, 2020: 60}) == ("wrong", messages.SEVERAL.format(name="2019"))
    for title in ("Who?", alt.Undefined):
        assert said(bars(TOTAL, title=title)) == ("wrong", messages.NO_UNIT)
    points = [{"must": {"mark": "point"}, "say": "Points, please."}]
    assert said(bars(TOTAL), rules=points) == ("wrong", "Points, please.")


UNTOLD = [
    (lambda: bars(TOTAL).transform_window(a="sum(share)"), messages.CANNOT_FOLLOW.format(step="window")),
    (lambda: bars(TOTAL).transform_filter("indexof('a', 'b') < 0"), messages.CANNOT_FOLLOW.format(step="filter")),
    (lambda: bars(alt.sequence(0, 3, as_="year")), messages.NO_TABLE),
    (lambda: bars(TOTAL, y="stdev(share):Q"), messages.NO_QUANTITY),
    (lambda: bars(ROWS, y="sum(district):Q"), messages.NO_QUANTITY),
    (lambda: bars(TOTAL, x=alt.X("share:Q").bin(True), y="count()"), messages.NO_QUANTITY),
    (lambda: alt.Chart(TOTAL).mark_point().encode(x="year:O"), messages.NO_QUANTITY),
]


@pytest.mark.parametrize("number", range(len(UNTOLD)))
def test_what_cannot_be_followed_is_asked_about(number):
    made, say = UNTOLD[number]
    assert said(made()) == ("unclear", say)


CHARTS = [each for each in questions().values() if each.kind == "chart"]


@pytest.mark.parametrize("asked", CHARTS, ids=[each.id for each in CHARTS])
def test_a_chart_of_the_right_numbers_is_right_and_one_of_each_mistake_meets_its_own_words(asked):
    def drawn(numbers, title):
        ends = {str(name): closed(each) for name, each in numbers.items()}
        rows = [{"who": name, "number": float(each.low + each.high) / 2} for name, each in ends.items()]
        made = alt.Chart(alt.Data(values=rows), title=title).mark_bar().encode(x="number:Q", y="who:N")
        return judge(asked, made.to_dict())["say"]

    assert drawn(asked.answer, f"In {unit_label(asked.unit)}") == messages.RIGHT_CHART
    assert drawn(asked.answer, "Mine") == messages.NO_UNIT
    for leads_to, say in asked.misconceptions:
        assert drawn(asked.answer | leads_to, "Mine") == say


@pytest.mark.parametrize("asked", CHARTS, ids=[each.id for each in CHARTS])
def test_the_chart_in_the_lesson_has_yet_to_be_mended(asked):
    (chart,) = [chart for chart in saved_charts() if chart.cell == f"ask-{asked.id.replace('.', '-')}"]
    told = judge(asked, chart.payload["spec"])
    assert told["verdict"] == "wrong" and "missing" not in told["say"]


def test_the_chart_question_on_cars_is_answered_by_keeping_the_facts():
    mine = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
    of_cars, title = question("autos.6"), alt.Title("How many?", subtitle="vehicles")
    chart = alt.Chart(mine, title=title).mark_bar().encode(x="year:O", y="value:Q")
    (added, averaged, target) = (say for _, say in of_cars.misconceptions)
    for made, say in [
        (chart.properties(data=mine.query("status == 'actual'")), messages.RIGHT_CHART),
        (chart.transform_filter("datum.status == 'actual'"), messages.RIGHT_CHART),
        (chart, added),
        (chart.encode(color="status:N"), added),
        (chart.encode(y="mean(value):Q"), averaged),
        (chart.encode(y="min(value):Q"), target),
        (chart.properties(data=mine.drop_duplicates("year")), target),
    ]:
        assert judge(of_cars, made.to_dict())["say"] == say
