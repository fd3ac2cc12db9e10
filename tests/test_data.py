"""Facts about data/ that must hold, beyond what its schemas and the loader say."""

import csv
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package

from helpers.data.files import DATA, resources
from helpers.data.tables import load

# Rows that may rest on a source of low confidence, each with its reason.
LOW_CONFIDENCE = {
    "fine_dust_package_correlation,liuzhou,2016,cran_spte2m": "a published file of a wrong year: that is the lesson",
    "fine_dust_package_mean,liuzhou,2016,cran_spte2m": "a published file of a wrong year: that is the lesson",
    "surface_water_rank,liuzhou,2023-01/2023-03,first_quarter_copy_2023_04_27": "a window that is worse than others",
    "auto_output,liuzhou,2024,netease_2025_08": "the only figure found for 2024: without it, no fall of all cars",
    "bagged_luosifen_revenue_growth,liuzhou,2020,toutiao_2021_04_28": "the only printed growth of all 2020",
    "luosifen_bags_a_day_assumed,liuzhou,2020-05,content_copy_2020_05": "behind the only figure on snails a bag",
    "luosifen_shop_revenue,liuzhou,2021,content_copy_2022_04_27": "the only one; a sum that holds though in doubt",
    "luosifen_supporting_revenue,liuzhou,2021,content_copy_2022_04_27": "the only one; part of the same sum",
    "snails_needed_a_day,liuzhou,2020-05,content_copy_2020_05": "the only figure on snails a bag",
}

# table, its rows, its readings that are missing, lines typed from the stored file.
SERIES = [
    ("air_daily", 1157, {"rank": 74}, "2014-01-06,301,严重污染,249,342.9,77.2,2.114,106.6,75,167,cnemc_aqistudy"),
    (
        "air_monthly_cities",
        393,
        {},
        "Liuzhou,2014-01,178,中度污染,137.5,171,46.2,1.435,54.8,105.4,132,cnemc_aqistudy",
    ),
    (
        "air_hourly",
        942,
        {"aqi": 6, "pm25": 13, "pm10": 138, "so2": 5, "co": 7, "no2": 3, "o3": 4, "o3_8h": 1},
        "2020-03-26,18,Gutingshan,34,优,,18,34,5,0.6,11,58,45,pm25_in_zzy",
    ),
]


def read(name):
    with open(DATA / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


THEME_FILES = [r["path"] for r in resources().values() if "hedge" in json.dumps(r["schema"]["fields"])]
MEASURED = [r for r in resources().values() if r["name"].startswith("air_")]
OBSERVATIONS = [row for name in THEME_FILES for row in read(name)]
INDICATORS = {row["id"]: row for row in read("indicators.csv")}
SOURCES = {row["id"]: row for row in read("sources.csv")}
EVENTS = read("events.csv")
FILES = sorted(p for p in DATA.rglob("*") if p.suffix in {".csv", ".json"})
# Rows that were typed by hand from the pages of the sources.
TYPED = [tuple(row.values()) for row in read(Path(__file__).with_name("golden.csv"))]
TYPED_COLUMNS = ["source", "indicator", "entity", "period", "value", "step", "hedge", "status"]


def key(row):
    return row["indicator"], row["entity"], row["period"], row["source"]


def wrong(rows, holds):
    """The keys of the rows for which a fact does not hold: empty when all is well."""
    return [key(row) for row in rows if not holds(row)]


# One pass over all: the schemas by frictionless, what they cannot say by the loader.


def test_the_package_is_valid():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("table", resources())
def test_every_table_loads_each_row_in_the_files_order(table):
    rows, fields = read(resources()[table]["path"]), resources()[table]["schema"]["fields"]
    text = next(field["name"] for field in fields if field["type"] == "string")
    assert rows and list(load(table)[text]) == [row[text] for row in rows]


def test_every_file_is_in_the_package():
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {r["path"] for r in package} == {p.relative_to(DATA).as_posix() for p in FILES if p.suffix == ".csv"}
    assert {r["schema"] for r in package} == {p.name for p in FILES if p.name.endswith("-schema.json")}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_file_is_utf_8_with_plain_line_ends(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    # With this mark, a table that a student downloads opens right in a Chinese Excel, which would take it for GBK.
    assert raw.startswith(b"\xef\xbb\xbf") == (path.suffix == ".csv")
    assert "\r" not in text
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert not re.search(r"[ \t]\n", text)


def test_every_key_is_unique():
    twice = [each for each, count in Counter(map(key, OBSERVATIONS)).items() if count > 1]
    assert not twice


def test_every_source_is_described_and_used():
    measured = [row for resource in MEASURED for row in read(resource["path"])]
    assert {row["source"] for row in OBSERVATIONS + EVENTS + measured} == set(SOURCES)


@pytest.mark.parametrize(
    ("column", "rows", "name"),
    [
        ("indicator", OBSERVATIONS, "indicators.csv"),
        ("entity", OBSERVATIONS, "entities.csv"),
        ("unit", INDICATORS.values(), "units.csv"),
    ],
)
def test_every_id_is_described_and_used(column, rows, name):
    assert {row[column] for row in rows} == {row["id"] for row in read(name)}


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("indicators.csv", ("theme", "id")),
        ("events.csv", ("date", "id")),
        *((f"{name}.csv", ("id",)) for name in ("units", "entities", "sources")),
    ],
)
def test_lists_are_sorted(name, order):
    keys = [[row[column] for column in order] for row in read(name)]
    assert keys == sorted(keys)


# How a figure is written down.


def test_shares_range_from_0_to_100_or_to_1():
    for row in INDICATORS.values():
        if row["unit"] == "percent" and "growth" not in row["id"]:
            assert (row["minimum"], row["maximum"]) == ("0", "100"), row["id"]
        if row["unit"] == "ratio":
            assert (row["minimum"], row["maximum"]) == ("0", "1"), row["id"]


def test_a_value_has_the_digits_of_its_step_and_no_more():
    def holds(row):
        if row["hedge"] == "fraction":
            plain = row["step"] == "" and INDICATORS[row["indicator"]]["unit"] == "ratio"
            return plain and row["value"] == f"{1 / round(1 / float(row['value'])):.10f}"
        decimals = [len(row[name].partition(".")[2]) for name in ("value", "step")]
        power = re.fullmatch(r"10*|0\.0*1", row["step"])
        return power and decimals[0] == decimals[1] and Decimal(row["value"]) % Decimal(row["step"]) == 0

    assert not wrong(OBSERVATIONS, holds)


def test_two_zeros_at_the_end_are_explained():
    counted = [row for row in OBSERVATIONS if row["step"] and Decimal(row["value"])]
    round_rows = [r for r in counted if Decimal(r["value"]) % (100 * Decimal(r["step"])) == 0]
    assert round_rows
    assert not wrong(round_rows, lambda r: "zero" in r["note"].lower())


def test_what_has_happened_is_not_later_than_its_source():
    def holds(row):
        published = SOURCES[row["source"]]["date"]
        return not published or row["status"] != "actual" or row["period"][:4] <= published[:4]

    assert not wrong(OBSERVATIONS, holds)


def test_figures_and_events_of_the_article_say_where_they_stand():
    part = r"headline|(opening|industry|environment|welfare) [1-5]"
    place = re.compile(rf"({part})(; ({part}))*")
    rows = [r for r in OBSERVATIONS + EVENTS if r["source"] == "article_2021"]
    assert len(rows) > 70
    assert not [r for r in rows if not place.fullmatch(r["locator"])]


def test_only_listed_rows_rest_on_a_source_of_low_confidence_and_say_so():
    rows = [r for r in OBSERVATIONS if SOURCES[r["source"]]["confidence"] == "low"]
    assert {",".join(key(row)) for row in rows} == set(LOW_CONFIDENCE)
    assert not wrong(rows, lambda r: "low confidence" in r["note"].lower())
    assert not [r["id"] for r in EVENTS if SOURCES[r["source"]]["confidence"] == "low"]


# What was typed by hand from the sources.


@pytest.mark.parametrize("row", [row[1:] for row in TYPED if row[0] == "article_2021"], ids=lambda r: f"{r[0]} {r[2]}")
def test_a_figure_of_the_article_is_as_it_was_typed(row):
    of_article = [r for r in OBSERVATIONS if r["source"] == "article_2021"]
    assert row in [tuple(r[n] for n in TYPED_COLUMNS[1:]) for r in of_article]


@pytest.mark.parametrize(
    "row", [row for row in TYPED if row[0] != "article_2021"], ids=lambda r: f"{r[0]} {r[1]} {r[3]}"
)
def test_a_figure_of_another_source_is_as_it_was_typed(row):
    assert row in [tuple(r[n] for n in TYPED_COLUMNS) for r in OBSERVATIONS]


@pytest.mark.parametrize(("name", "rows", "missing", "line"), SERIES, ids=lambda each: str(each)[:20])
def test_a_measured_series_is_whole_and_a_line_is_as_it_was_typed(name, rows, missing, line):
    table = read(f"{name}.csv")
    measured = [f["name"] for f in resources()[name]["schema"]["fields"] if f["type"] in ("integer", "number")]
    assert len(table) == rows
    assert {column: count for column in measured if (count := [row[column] for row in table].count(""))} == missing
    assert line in (DATA / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()


def test_no_day_of_the_air_is_missing():
    days = [date.fromisoformat(row["date"]) for row in read("air_daily.csv")]
    assert (days[0], days[-1]) == (date(2013, 12, 2), date(2017, 1, 31))
    assert {(after - before).days for before, after in zip(days, days[1:], strict=False)} == {1}


def test_every_measured_series_says_where_it_is_from_and_under_which_licence():
    for resource in MEASURED:
        assert re.search(r"at commit [0-9a-f]{8,40}\b", resource["sources"][0]["title"]), resource["name"]
        assert resource["licenses"][0]["name"] in {"notspecified", "MIT"} and resource["description"]
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith("."), field["name"]


def test_no_figure_stands_for_the_year_of_bagged_luosifen_that_was_not_found():
    years = {r["period"] for r in OBSERVATIONS if r["indicator"] == "bagged_luosifen_revenue"}
    assert {str(year) for year in range(2015, 2025)} - years == {"2023"}


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_bags_shops_and_supporting_products_make_the_whole_luosifen_chain(year):
    parts = {"bagged_luosifen_revenue", "luosifen_shop_revenue", "luosifen_supporting_revenue"}
    exact = [r for r in OBSERVATIONS if r["period"] == year and r["hedge"] == "exact"]

    def finest(indicator):
        """The one value that the sources print with most digits."""
        rows = [r for r in exact if r["indicator"] == indicator]
        step = min(Decimal(r["step"]) for r in rows)
        (value,) = {Decimal(r["value"]) for r in rows if Decimal(r["step"]) == step}
        return value

    assert sum(map(finest, parts)) == finest("luosifen_chain_revenue")


def test_the_months_of_the_mini_ev_have_no_gap_and_name_their_page():
    rows = [r for r in OBSERVATIONS if r["indicator"] == "mini_ev_sales_month"]
    months = [f"{m // 12}-{m % 12 + 1:02}" for m in range(2020 * 12 + 6, 2026 * 12 + 6)]
    assert [r["period"] for r in rows] == months
    assert all(re.fullmatch(r"(cleantechnica|ev-sales\.blogspot)\.com/20\d\d/\d\d/\S+", r["locator"]) for r in rows)


@pytest.mark.parametrize("entity", ["china", "norway", "world"])
def test_the_electric_car_shares_have_no_gap_and_two_digits(entity):
    rows = [r for r in OBSERVATIONS if (r["indicator"], r["entity"]) == ("electric_car_share", entity)]
    assert [r["period"] for r in rows] == [str(year) for year in range(2010, 2026)]
    assert not wrong(rows, lambda r: 10 <= Decimal(r["value"]) / Decimal(r["step"]) < 100)
