"""chart.js: a student's chart is judged by what it draws and by the words that it draws beside it.

The charts are made with Altair, as students make them, and drawn by the notebooks' own drawing code, all in one page.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd
import pytest

from helpers import load
from helpers.charts import runtime
from helpers.questions.form import CODE
from helpers.questions.key import key
from helpers.questions.messages import FORM, ON_CHARTS
from helpers.questions.questions import questions
from tests.saved_charts import saved_charts

DRAW_AND_JUDGE = """async ([drawing, code, question, charts, messages]) => {
    const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const { default: { embed } } = await load(drawing);
    const { judge } = await load(`${code}\\nexport { judge };`);
    const said = [];
    for (const spec of charts) {
        const place = document.body.appendChild(document.createElement("div"));
        const chart = await embed(place, spec, { mode: "vega-lite", renderer: "svg", actions: false });
        said.push(Object.values(judge(question, { view: chart.view, vega: chart.vgSpec }, messages)));
        chart.finalize();
        place.remove();
    }
    return JSON.stringify(said);
}"""


@pytest.fixture(scope="module")
def judged(chromium):
    """The verdicts on some charts, each with the words: all are drawn in one page. In China, where days begin early."""
    context = chromium.new_context(timezone_id="Asia/Shanghai")
    page = context.new_page()

    def judged(asked, charts):
        given = [
            runtime.drawing_code(),
            CODE,
            key(asked, live=True),
            [each.to_dict() for each in charts],
            FORM | ON_CHARTS,
        ]
        return [tuple(each[:2]) for each in json.loads(page.evaluate(DRAW_AND_JUDGE, given))]

    yield judged
    context.close()


def fits(said, expected):
    """Whether a verdict is right, or has the words of a message, whatever stands in its fields."""
    verdict, words = said
    if expected == "right":
        return verdict == "right"
    asked_about = ("chart_by_luck", "chart_empty", "chart_no_quantity", "chart_not_there")
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(ON_CHARTS.get(expected, expected)))
    return verdict == ("unclear" if expected in asked_about else "wrong") and re.fullmatch(pattern, words) is not None


@dataclass(frozen=True)
class Setting:
    """What a question is about."""

    id: str
    keep: str  # the rows that are right
    name: str  # the channel that says what each mark is for
    value: str  # the column of the numbers
    unit: str  # as a reader writes it
    unit_zh: str = ""

    @cached_property
    def asked(self):
        return questions()[self.id]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table of the lesson's cell."""
        (chart,) = [chart for chart in saved_charts() if chart.cell == f"ask-{self.id.replace('.', '-')}"]
        return pd.DataFrame(*chart.payload["spec"]["datasets"].values())

    @property
    def right(self) -> pd.DataFrame:
        """What should be drawn, a row for each name."""
        return self.table.query(self.keep).drop_duplicates(self.column)

    @property
    def column(self) -> str:
        """The column of the names."""
        return self.name.partition(":")[0]

    def chart(self, rows=None, kind="bar", title=None, **encoding) -> alt.Chart:
        """The right chart, or another one by what is given."""
        rows = self.right if rows is None else rows
        title = alt.Title("What is it?", subtitle=[self.unit, "Source: nobody"]) if title is None else title
        chart = getattr(alt.Chart(rows, title=title), f"mark_{kind}")()
        return chart.encode(**({"x": self.name, "y": f"{self.value}:Q"} | encoding))

    def scaled(self, by, **more) -> alt.Chart:
        """The numbers times something."""
        return self.chart(self.right.assign(**{self.value: self.right[self.value] * by}), **more)

    def y(self, **scale) -> alt.Y:
        return alt.Y(f"{self.value}:Q").scale(**scale)

    @property
    def most(self) -> float:
        return float(self.right[self.value].max())


AUTOS = Setting("autos.6", "status == 'actual'", "year:O", "value", "vehicles", "辆")
NOODLES = Setting("luosifen.5", "hedge == 'exact'", "year:O", "value", "parcels", "件")
AIR = Setting("ecology.4", "standard == 'standard of 2012'", "year:O", "value", "%")
SCHOOLS = Setting("education.2", "size > 0", "stage:N", "size", "pupils", "人")
SITES = Setting("livelihood.3", "unit == 'mu'", "entity_label:N", "value", "mu", "亩")
CLAIMS = Setting("claims.7", "value > 0", "source:N", "value", "yuan", "元")
DAYS = Setting("typical.6", "days > 100", "year:O", "pm25", "µg/m³", "微克/立方米")
SETTINGS = [AUTOS, NOODLES, AIR, SCHOOLS, SITES, CLAIMS, DAYS]

Make = Callable[[Setting], alt.TopLevelMixin]


def titled(text: str, subtitle: str = "Source: nobody") -> alt.Title:
    return alt.Title(text, subtitle=subtitle)


def dashed(s: Setting, text: str, by: float = 1, **more) -> alt.Chart:
    """Numbers under an axis title."""
    return s.scaled(by, y=alt.Y(f"{s.value}:Q", title=text).axis(**more))


RIGHT: dict[str, Make] = {
    "bars": lambda s: s.chart(),
    "lying bars": lambda s: s.chart(y=s.name, x=f"{s.value}:Q"),
    "a sum of one row each": lambda s: s.chart(y=f"sum({s.value}):Q"),
    "the numbers beside the bars": lambda s: s.chart() + s.chart(kind="text").encode(text=f"{s.value}:Q"),
    "with a line at some number": lambda s: s.chart() + alt.Chart().mark_rule().encode(y=alt.datum(s.most / 2)),
    "a calculated column": lambda s: s.chart(y="v:Q").transform_calculate(v=f"datum.{s.value} * 1"),
    "an aggregate before": lambda s: s.chart(y="v:Q").transform_aggregate(v=f"max({s.value})", groupby=[s.column]),
    "colours alone": lambda s: s.chart(x=alt.X(s.name).axis(None), color=s.name),
    "panels": lambda s: s.chart(x=alt.X(s.name, title=""), column=s.name),
    "one of them marked": lambda s: s.chart() + s.chart(s.right.iloc[:1], kind="point"),
    "that can be moved": lambda s: s.chart().interactive(),
    "a round number in the headline": lambda s: s.chart(title=titled(f"Did 1,000 {s.unit} make a difference?", s.unit)),
    "a large number in the headline": lambda s: s.chart(title=titled(f"A million {s.unit} or 10 billion?", s.unit)),
    "the unit in the axis title": lambda s: s.chart(title="What?", y=alt.Y(f"{s.value}:Q", title=f"how many {s.unit}")),
    "labels with k": lambda s: s.chart(y=s.y().axis(format=".3s")),
    "labels with a k of their own": lambda s: s.scaled(1e-3, y=s.y().axis(labelExpr="datum.value + 'k'")),
    "labels with a word": lambda s: s.chart(y=s.y().axis(labelExpr="datum.value / 1e4 + ' 万'")),
    "an axis from below zero": lambda s: s.chart(y=s.y(domain=[-s.most / 4, s.most * 1.2])),
}
# Words that multiply: of percent there are none.
SCALED: dict[str, Make] = {
    "thousands, said in the axis title": lambda s: dashed(s, f"thousand {s.unit}", 1e-3),
    "thousands, said in the subtitle": lambda s: s.scaled(1e-3, title=titled("What?", f"Thousands of {s.unit} · x")),
    "thousands, said in the headline": lambda s: s.scaled(1e-3, title=titled(f"How many thousand {s.unit}?", s.unit)),
    "10³": lambda s: dashed(s, f"10³ {s.unit}", 1e-3),
    "in Chinese brackets": lambda s: dashed(s, f"{s.unit}（thousands）", 1e-3),
    "an axis that knows better": lambda s: dashed(s, s.unit).properties(title=titled("", f"Thousands of {s.unit}")),
    "in 1,000": lambda s: dashed(s, f"1,000 {s.unit}", 1e-3),
    "ten thousands": lambda s: dashed(s, f"万 {s.unit}", 1e-4),
    "hundred millions": lambda s: dashed(s, f"{s.unit}, in 100 millions", 1e-8),
}
IN_CHINESE: dict[str, Make] = {
    "万": lambda s: dashed(s, f"万{s.unit_zh}", 1e-4),
    "亿": lambda s: dashed(s, f"单位:亿{s.unit_zh}", 1e-8),
    "no word": lambda s: dashed(s, s.unit_zh),
    "in the subtitle": lambda s: s.scaled(1e-4, title=titled("多少?", f"单位:万{s.unit_zh}")),
}
WRONG: list[tuple[str, Make]] = [
    ("chart_starts_at", lambda s: s.chart(y=s.y(zero=False, nice=False).stack(None))),
    ("chart_starts_at", lambda s: s.chart(y=s.y(domainMin=s.most / 9, nice=False)) + s.chart(kind="tick")),
    ("chart_starts_at", lambda s: s.chart(y2="low:Q").transform_calculate(low=f"datum.{s.value} / 2")),
    ("chart_bent", lambda s: s.chart(y=s.y(type="log"))),
    ("chart_bent", lambda s: s.chart(y=alt.Y(f"sum({s.value}):Q").scale(type="sqrt"))),
    ("chart_ends_at", lambda s: s.chart(y=s.y(domain=[0, s.most / 2]))),
    ("chart_ends_at", lambda s: s.chart(y=s.y(domain=[0, s.most * 500]))),
    ("chart_no_names", lambda s: s.chart(x=alt.X(s.name).axis(labels=False), color=alt.Color(s.name).legend(None))),
    ("chart_no_labels", lambda s: s.chart(y=s.y().axis(None))),
    ("chart_missing", lambda s: s.chart(s.right.iloc[1:])),
    ("chart_too_much", lambda s: s.chart(one_more(s))),
    ("chart_other_number", lambda s: s.scaled(1.07)),
    ("chart_piled", lambda s: s.chart(pd.concat([s.right, s.right.iloc[:1]]))),
    ("chart_no_unit", lambda s: s.chart(title="How museums and vehiclesque percentile things grow")),
    ("chart_no_unit", lambda s: s.scaled(1e-3, title="How many thousand?")),
    ("chart_says_too_little", lambda s: s.scaled(1e-3)),
    ("chart_says_too_little", lambda s: s.scaled(1e-6, title=titled(f"Over 700 thousand {s.unit}", s.unit))),
    ("chart_says_too_little", lambda s: dashed(s, f"thousand {s.unit}", 1e-6)),
    ("chart_says_too_little", lambda s: s.chart(y=s.y().axis(labelExpr="datum.value / 1000"))),
    ("chart_says_too_much", lambda s: s.scaled(1e3)),
    ("chart_empty", lambda s: s.chart().transform_filter("datum.year == 1066")),
    ("chart_no_quantity", lambda s: s.chart(y=f"{s.value}:N")),
    ("chart_other_unit", lambda s: dashed(s, "bowls")),
    ("chart_other_unit", lambda s: dashed(s, "bowls").properties(title="What?")),
    ("chart_other_unit", lambda s: dashed(s, "output (US dollars)")),
]
WRONGLY_SCALED: list[tuple[str, Make]] = [
    ("chart_says_too_much", lambda s: s.chart(title=titled("What?", f"thousand {s.unit}"))),
    ("chart_says_too_much", lambda s: dashed(s, f"{s.unit} (millions)", 1e-3)),
    ("chart_other_unit", lambda s: dashed(s, "%")),
]


def say(setting: Setting, number: int) -> str:
    """What is said to a misconception."""
    return setting.asked.misconceptions[number]["say"]


def all_rows(s: Setting, **encoding) -> alt.Chart:
    return s.chart(s.table, **encoding)


NOT_BARS = [(lambda s, kind=kind: s.chart(kind=kind)) for kind in ("line", "point", "area", "circle")]
NOT_BARS.append(lambda s: alt.Chart(s.right).mark_arc().encode(theta=f"{s.value}:Q", color=s.name))
YEARS: list[Make] = [
    lambda s: s.chart(x="period:N"),
    lambda s: s.chart(x="year:Q"),
    lambda s: s.chart(x="year(start):T"),
    lambda s: s.chart(x="start:T"),
    lambda s: s.chart(x="end:T"),
    lambda s: s.chart(s.right.assign(year=[f"in {year}" for year in s.right.year])),
]
# The verdicts on charts of one question: "right", a message, or what its file says.
OWN: dict[str, list[tuple[str, Make]]] = {
    "autos.6": [
        (say(AUTOS, 0), all_rows),
        (say(AUTOS, 0), lambda s: all_rows(s, y="sum(value):Q")),
        (say(AUTOS, 1), lambda s: all_rows(s, y="mean(value):Q")),
        (say(AUTOS, 2), lambda s: all_rows(s, y="min(value):Q")),
        ("chart_by_luck", lambda s: all_rows(s, y="max(value):Q")),
        ("chart_by_luck", lambda s: all_rows(s, y="v:Q").transform_aggregate(v="max(value)", groupby=["year"])),
        (AUTOS.asked.beside[0]["say"], lambda s: all_rows(s, xOffset="status:N", color="status:N")),
        (AUTOS.asked.beside[0]["say"], lambda s: all_rows(s, column="status:N")),
        ("chart_several", lambda s: s.chart(with_all_cars(), xOffset="indicator:N", color="indicator:N")),
        ("chart_too_much", lambda s: s.chart(one_more(s), y="year:Q", x="value:Q").mark_bar(orient="horizontal")),
        ("right", lambda s: s.chart(s.right.assign(status=statuses(s.right)), column="status")),
        ("chart_several", lambda s: all_rows(s, y=alt.Y("value:Q").stack(None))),
        ("chart_unequal", lambda s: s.chart(column="year:O").resolve_scale(y="independent")),
        ("chart_no_names", lambda s: s.chart(x="source:N", y="sum(value):Q")),
        ("chart_missing", lambda s: s.chart(load("autos").query("indicator == 'auto_output' and entity == 'liuzhou'"))),
    ],
    "luosifen.5": [
        ("right", lambda s: s.chart(s.right.assign(value=[106_400_000, 108_900_000]))),
        ("chart_starts_at", lambda s: s.chart(y=s.y(domain=[105_000_000, 108_000_000])).mark_bar(clip=True)),
        (say(NOODLES, 0), lambda s: s.chart(both_sources(), y="sum(value):Q")),
        (say(NOODLES, 1), lambda s: s.chart(both_sources(), y="mean(value):Q")),
        ("chart_says_too_little", lambda s: s.scaled(1e-6, title=titled("Over 100 million parcels", "parcels"))),
    ],
    "ecology.4": [
        *(("right", lambda s, kind=kind: s.chart(kind=kind)) for kind in ("line", "point", "area", "circle")),
        ("right", lambda s: s.chart(kind="line", y=s.y(zero=False))),
        ("right", lambda s: s.scaled(0.01, y=s.y().axis(format="%"))),
        ("right", lambda s: s.scaled(0.01, y=alt.Y("value:Q", title="share of 1"))),
        ("right", lambda s: s.scaled(0.01, title=titled("How many days were good, as a share of 1?"))),
        ("right", lambda s: all_rows(s, color="standard:N").mark_line(point=True)),
        ("right", lambda s: all_rows(s, row="standard:N").mark_line()),
        (
            "right",
            lambda s: alt.layer(
                *(s.chart(rows, "line", color="standard:N") for _, rows in s.table.groupby("standard"))
            ),
        ),
        ("chart_several", lambda s: all_rows(s, color=alt.Color("standard:N").legend(None)).mark_line()),
        ("chart_several", lambda s: all_rows(s).mark_line(point=True)),
        ("right", lambda s: s.chart(kind="line", y=s.y(type="log"))),
        ("right", lambda s: s.chart(kind="point", y="year:Q", x="value:Q")),
        ("chart_starts_at", lambda s: s.chart(kind="area", y=s.y(domain=[50, 100]))),
        ("chart_piled", lambda s: all_rows(s)),
        (say(AIR, 0), lambda s: s.chart(s.table.query("standard != 'standard of 2012'")).mark_line()),
        (say(AIR, 1), lambda s: all_rows(s, y="mean(value):Q").mark_line()),
        ("chart_cut_off", lambda s: s.chart(kind="line", y=s.y(domain=[70, 100]))),
        ("chart_ends_at", lambda s: s.chart(kind="line", y=s.y(domain=[0, 90]))),
        ("chart_says_too_little", lambda s: s.scaled(0.01)),
        ("chart_says_too_little", lambda s: s.scaled(0.01, y=alt.Y("value:Q", title="percent"))),
        ("chart_says_too_much", lambda s: s.chart(y=s.y().axis(format="%"))),
        ("chart_says_too_much", lambda s: s.chart(y=alt.Y("value:Q", title="share of 1"))),
    ],
    "education.2": [
        *(("right", lambda s, how=how: all_rows(s, y=f"{how}(size):Q")) for how in ("mean", "median", "max", "min")),
        ("right", lambda s: places_by_classes(all_rows(s, y="v:Q"))),
        ("right", lambda s: all_rows(s, x="name:N", color="stage:N")),
        (say(SCHOOLS, 0), all_rows),
        (say(SCHOOLS, 0), lambda s: all_rows(s, color="name:N")),
        (say(SCHOOLS, 1), lambda s: all_rows(s, y="count()")),
        (say(SCHOOLS, 2), lambda s: all_rows(s, y="mean(places):Q")),
        ("chart_missing", lambda s: all_rows(s, y="mean(size):Q").transform_filter("datum.size < 48")),
        ("chart_no_names", lambda s: all_rows(s, x=alt.value(20), y="mean(size):Q")),
    ],
    "livelihood.3": [
        ("right", lambda s: in_square_metres(s, y="v:Q").transform_calculate(v="datum.value * .0015")),
        ("right", lambda s: s.chart(title=titled("How large?", "m² · mu · Source: nobody"))),
        (say(SITES, 0), all_rows),
        (say(SITES, 1), lambda s: all_rows(s, y="mean(value):Q")),
        (say(SITES, 2), lambda s: in_square_metres(s, title=titled("How large?", "m²"))),
        (say(SITES, 2), lambda s: all_rows(s, y="max(value):Q")),
        ("chart_by_luck", lambda s: all_rows(s, y="min(value):Q")),
        ("chart_several", lambda s: all_rows(s, xOffset="unit:N", color="unit:N")),
        ("chart_no_unit", lambda s: s.chart(title=titled("How large?", "m²"))),
    ],
    "claims.7": [
        ("right", lambda s: s.chart(y="publisher:N", x="value:Q")),
        ("right", lambda s: dashed(s, "billion yuan", 1e-9)),
        ("right", lambda s: s.chart(color="source:N", x=alt.X("source:N").axis(None))),
        (say(CLAIMS, 0), lambda s: s.chart(x="period:N", y="mean(value):Q")),
        (say(CLAIMS, 1), lambda s: s.chart(x="period:N")),
        (say(CLAIMS, 2), lambda s: s.chart(x="period:N", y="median(value):Q")),
        ("chart_no_names", lambda s: s.chart(x="period:N", y="max(value):Q")),
        ("chart_hidden", lambda s: s.chart(x="period:N", y=s.y().stack(None), color="source:N")),
    ],
    "typical.6": [
        (say(DAYS, 0), all_rows),
        (say(DAYS, 1), lambda s: s.chart(s.table.query("year > 2013"))),
        (say(DAYS, 2), lambda s: s.chart(s.table.query("year < 2017"))),
        ("chart_missing", lambda s: s.chart(s.right.query("year > 2014"))),
    ],
}


def in_square_metres(s: Setting, **encoding) -> alt.Chart:
    return s.chart(s.table.query("unit != 'mu'"), **encoding)


def places_by_classes(chart: alt.Chart) -> alt.Chart:
    sums = chart.transform_aggregate(p="sum(places)", c="sum(classes)", groupby=["stage"])
    return sums.transform_calculate(v="datum.p / datum.c")


def one_more(s: Setting) -> pd.DataFrame:
    return pd.concat([s.right, s.right.iloc[:1].assign(**{s.column: 1999})])


def with_all_cars() -> pd.DataFrame:
    cars = load("autos").query("entity == 'liuzhou' and status == 'actual'")
    return cars[cars.indicator.isin(["nev_output", "auto_output"])]


def statuses(rows: pd.DataFrame) -> pd.Categorical:
    """In an order of their own, which Vega-Lite keeps in a column that it makes."""
    return pd.Categorical(rows.status, ["target", "actual"], ordered=True)


def both_sources() -> pd.DataFrame:
    """With the source that says "over"."""
    return load("luosifen").query("indicator == 'luosifen_parcels' and period in ('2021', '2022')")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.id)
def test_a_chart_gets_the_verdict_and_the_words_of_a_teacher(setting, judged):
    right = RIGHT | (SCALED if setting.unit != "%" else {}) | (IN_CHINESE if setting.unit_zh else {})
    # A measured series has a year and no period.
    told = setting.name == "year:O" and "period" in setting.table
    right |= {f"years {n}": made for n, made in enumerate(YEARS) if told}
    wrong = [*WRONG, *(WRONGLY_SCALED if setting.unit != "%" else []), *OWN[setting.id]]
    mark = setting.asked.given["mark"]
    wrong += [(mark["say"], made) for made in NOT_BARS] if mark else []
    cases = [("right", name, made) for name, made in right.items()]
    cases += [(expected, f"wrong or own {n}", made) for n, (expected, made) in enumerate(wrong)]
    assert sum(expected == "right" for expected, *_ in cases) >= 10
    assert sum(expected != "right" for expected, *_ in cases) >= 20
    said = judged(setting.asked, [made(setting) for *_, made in cases])
    pairs = zip(cases, said, strict=True)
    assert not [(name, expected, told) for (expected, name, _), told in pairs if not fits(told, expected)]
