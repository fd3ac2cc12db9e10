"""Facts about data/ that must hold, beyond what its schemas and the loader say."""

import csv
import json
import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package

from helpers.data.files import DATA, resources

# Rows that may rest on a source of low confidence, each with its reason.
LOW_CONFIDENCE = tomllib.loads(Path(__file__).with_name("low_confidence.toml").read_text(encoding="utf-8"))
# Of each measured series: its rows, a line typed from the stored file, the readings that are missing.
SERIES = {
    "air_daily": (1157, "2014-01-06,301,严重污染,249,342.9,77.2,2.114,106.6,75,167,cnemc_aqistudy"),
    "air_monthly_cities": (393, "Liuzhou,2014-01,178,中度污染,137.5,171,46.2,1.435,54.8,105.4,132,cnemc_aqistudy"),
    "air_hourly": (942, "2020-03-26,18,Gutingshan,34,优,,18,34,5,0.6,11,58,45,pm25_in_zzy"),
}
MISSING = {"air_hourly": {"aqi": 6, "pm25": 13, "pm10": 138, "so2": 5, "co": 7, "no2": 3, "o3": 4, "o3_8h": 1}}
MISSING |= {"air_daily": {"rank": 74}, "air_monthly_cities": {}}


def read(name):
    with open(DATA / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


THEMES = [r["path"] for r in resources().values() if "hedge" in json.dumps(r["schema"]["fields"])]
MEASURED = [r for r in resources().values() if r["name"].startswith("air_")]
OBSERVATIONS = [row for name in THEMES for row in read(name)]
INDICATORS = {row["id"]: row for row in read("indicators.csv")}
SOURCES = {row["id"]: row for row in read("sources.csv")}
EVENTS = read("events.csv")
FILES = sorted(p for p in DATA.rglob("*") if p.suffix in {".csv", ".json"})
# Rows that were typed by hand from the pages of the sources.
TYPED = read(Path(__file__).with_name("golden.csv"))


def key(row):
    return row["indicator"], row["entity"], row["period"], row["source"]


def wrong(rows, holds):
    """The keys of the rows for which a fact does not hold: empty when all is well."""
    return [key(row) for row in rows if not holds(row)]


def test_the_package_is_valid_and_holds_every_file():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {r["path"] for r in package} == {p.relative_to(DATA).as_posix() for p in FILES if p.suffix == ".csv"}
    assert {r["schema"] for r in package} == {p.name for p in FILES if p.name.endswith("-schema.json")}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_file_is_utf_8_with_plain_line_ends(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    # With this mark, a table that a student downloads opens right in a Chinese Excel, which would take it for GBK.
    assert raw.startswith(b"\xef\xbb\xbf") == (path.suffix == ".csv")
    assert "\r" not in text and not re.search(r"[ \t]\n", text)
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_every_source_is_described_and_used():
    rows = [row for resource in resources().values() for row in read(resource["path"])]
    assert {row["source"] for row in rows if "source" in row} == set(SOURCES)


@pytest.mark.parametrize("name", ["indicators", "events", "units", "entities", "sources"])
def test_lists_are_sorted_and_what_they_describe_is_used(name):
    rows, first = read(f"{name}.csv"), {"indicators": "theme", "events": "date"}.get(name, "id")
    assert rows == sorted(rows, key=lambda row: (row[first], row["id"]))
    if used := {"indicators": "indicator", "entities": "entity", "units": "unit"}.get(name):
        users = INDICATORS.values() if name == "units" else OBSERVATIONS
        assert {row[used] for row in users} == {row["id"] for row in rows}


def test_shares_range_from_0_to_100_or_to_1():
    whole = {"percent": "100", "ratio": "1"}
    for row in INDICATORS.values():
        if row["unit"] == "ratio" or row["unit"] == "percent" and "growth" not in row["id"]:
            assert (row["minimum"], row["maximum"]) == ("0", whole[row["unit"]]), row["id"]


def test_a_value_has_the_digits_of_its_step_and_no_more_and_two_zeros_at_its_end_are_explained():
    def holds(row):
        if row["hedge"] == "fraction":
            plain = row["step"] == "" and INDICATORS[row["indicator"]]["unit"] == "ratio"
            return plain and row["value"] == f"{1 / round(1 / float(row['value'])):.10f}"
        decimals = [len(row[name].partition(".")[2]) for name in ("value", "step")]
        power = re.fullmatch(r"10*|0\.0*1", row["step"])
        return power and decimals[0] == decimals[1] and Decimal(row["value"]) % Decimal(row["step"]) == 0

    assert not wrong(OBSERVATIONS, holds)
    counted = [row for row in OBSERVATIONS if row["step"] and Decimal(row["value"])]
    rows = [row for row in counted if Decimal(row["value"]) % (100 * Decimal(row["step"])) == 0]
    assert rows and not wrong(rows, lambda row: "zero" in row["note"].lower())


def test_what_has_happened_is_not_later_than_its_source_and_the_article_says_where_it_stands():
    happened = [row for row in OBSERVATIONS if row["status"] == "actual" and SOURCES[row["source"]]["date"]]
    assert not wrong(happened, lambda row: row["period"][:4] <= SOURCES[row["source"]]["date"][:4])
    part = r"headline|(opening|industry|environment|welfare) [1-5]"
    place = re.compile(rf"({part})(; ({part}))*")
    rows = [r for r in OBSERVATIONS + EVENTS if r["source"] == "article_2021"]
    assert len(rows) > 70 and not [r for r in rows if not place.fullmatch(r["locator"])]


def test_only_listed_rows_rest_on_a_source_of_low_confidence_and_say_so():
    rows = [r for r in OBSERVATIONS if SOURCES[r["source"]]["confidence"] == "low"]
    assert {",".join(key(row)) for row in rows} == set(LOW_CONFIDENCE)
    assert not wrong(rows, lambda r: "low confidence" in r["note"].lower())
    assert not [r["id"] for r in EVENTS if SOURCES[r["source"]]["confidence"] == "low"]


@pytest.mark.parametrize("typed", TYPED, ids=lambda row: f"{row['indicator']} {row['period']}")
def test_a_figure_is_as_it_was_typed(typed):
    (row,) = [row for row in OBSERVATIONS if key(row) == key(typed)]
    assert {name: row[name] for name in typed} == typed


@pytest.mark.parametrize("about", MEASURED, ids=lambda about: about["name"])
def test_a_measured_series_is_whole_as_it_was_typed_and_says_where_it_is_from_and_under_which_licence(about):
    name, path, fields = about["name"], about["path"], about["schema"]["fields"]
    table, measured = read(path), [field["name"] for field in fields if field["type"] in ("integer", "number")]
    lines, (rows, line) = (DATA / path).read_text(encoding="utf-8-sig").splitlines(), SERIES[name]
    assert len(table) == rows and line in lines
    assert {each: n for each in measured if (n := [row[each] for row in table].count(""))} == MISSING[name]
    assert re.search(r"at commit [0-9a-f]{8,40}\b", about["sources"][0]["title"])
    assert about["licenses"][0]["name"] in {"notspecified", "MIT"} and about["description"]
    assert not [field["name"] for field in fields if not field["description"].endswith(".")]


def test_no_day_of_the_air_is_missing_and_of_bagged_luosifen_the_one_year_that_was_not_found():
    days = [date.fromisoformat(row["date"]) for row in read("air_daily.csv")]
    assert days == [date(2013, 12, 2) + timedelta(day) for day in range(1157)]
    years = {r["period"] for r in OBSERVATIONS if r["indicator"] == "bagged_luosifen_revenue"}
    assert {str(year) for year in range(2015, 2025)} - years == {"2023"}


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_bags_shops_and_supporting_products_make_the_whole_luosifen_chain(year):
    def finest(indicator):
        """The one value that the sources print with most digits."""
        exact = [r for r in OBSERVATIONS if (r["indicator"], r["period"], r["hedge"]) == (indicator, year, "exact")]
        step = min(Decimal(r["step"]) for r in exact)
        (value,) = {Decimal(r["value"]) for r in exact if Decimal(r["step"]) == step}
        return value

    parts = ("bagged_luosifen_revenue", "luosifen_shop_revenue", "luosifen_supporting_revenue")
    assert sum(map(finest, parts)) == finest("luosifen_chain_revenue")


def test_the_months_of_the_mini_ev_and_the_electric_car_shares_have_no_gap():
    rows = [r for r in OBSERVATIONS if r["indicator"] == "mini_ev_sales_month"]
    months = [f"{m // 12}-{m % 12 + 1:02}" for m in range(2020 * 12 + 6, 2026 * 12 + 6)]
    assert [r["period"] for r in rows] == months
    assert all(re.fullmatch(r"(cleantechnica|ev-sales\.blogspot)\.com/20\d\d/\d\d/\S+", r["locator"]) for r in rows)
    rows = [r for r in OBSERVATIONS if r["indicator"] == "electric_car_share"]
    years = [(entity, str(year)) for entity in ("china", "norway", "world") for year in range(2010, 2026)]
    assert [(r["entity"], r["period"]) for r in rows] == years
    # Of two digits each.
    assert not wrong(rows, lambda r: 10 <= Decimal(r["value"]) / Decimal(r["step"]) < 100)
