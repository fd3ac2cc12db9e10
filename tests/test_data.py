"""Facts about data/ that must hold."""

import csv
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package

DATA = Path(__file__).resolve().parents[1] / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
HEDGES = {"exact", "about", "over", "at_least", "at_most", "under", "nearly", "fraction"}
STATUSES = {"actual", "target", "forecast", "standard", "derived"}

# Rows that may rest on a source of low confidence, each with its reason.
LOW_CONFIDENCE = {
    (
        "fine_dust_package_correlation",
        "liuzhou",
        "2016",
        "cran_spte2m",
    ): "the case of a published file whose year does not match: the lesson is how one notices",
    (
        "fine_dust_package_mean",
        "liuzhou",
        "2016",
        "cran_spte2m",
    ): "the case of a published file whose year does not match: the lesson is how one notices",
    (
        "surface_water_rank",
        "liuzhou",
        "2023-01/2023-03",
        "first_quarter_copy_2023_04_27",
    ): "the only figure for that window; without it, the list of windows would leave out a worse one",
    (
        "auto_output",
        "liuzhou",
        "2024",
        "netease_2025_08",
    ): "the only figure found for 2024; without it, the fall of all cars cannot be told",
    ("bagged_luosifen_revenue_growth", "liuzhou", "2020", "toutiao_2021_04_28"): "the only printed growth of all 2020",
    (
        "luosifen_bags_a_day_assumed",
        "liuzhou",
        "2020-05",
        "content_copy_2020_05",
    ): "the bags behind the only figure on snails a bag",
    (
        "luosifen_shop_revenue",
        "liuzhou",
        "2021",
        "content_copy_2022_04_27",
    ): "the only figure for the shops of 2021; an example of a sum that holds though its source is doubtful",
    (
        "luosifen_supporting_revenue",
        "liuzhou",
        "2021",
        "content_copy_2022_04_27",
    ): "the only figure for supporting products of 2021; an example of a sum that holds though its source is doubtful",
    ("snails_needed_a_day", "liuzhou", "2020-05", "content_copy_2020_05"): "the only figure on snails a bag",
}

# indicator, entity, period, value, step, hedge, status, typed from the article.
GOLDEN = [
    ("auto_output", "liuzhou", "2020", "1873000", "1000", "exact", "actual"),
    ("nev_output", "liuzhou", "2020", "187000", "1000", "exact", "actual"),
    ("nev_output_growth", "liuzhou", "2020", "198.2", "0.1", "exact", "actual"),
    ("sgmw_output_since_founding", "sgmw", "2021", "23000000", "10000", "over", "actual"),
    ("mini_ev_price_high", "hongguang_mini_ev", "2020-07", "38800", "100", "exact", "actual"),
    ("mini_ev_sales_half_year", "hongguang_mini_ev", "2020-07/2021-01", "150000", "10000", "over", "actual"),
    ("industrial_output_share_of_guangxi", "liuzhou", "2021", "0.2500000000", "", "fraction", "actual"),
    ("area_share_of_guangxi", "liuzhou", "2021", "0.0769230769", "", "fraction", "actual"),
    ("industrial_output", "liuzhou", "2023", "800000000000", "100000000", "exact", "target"),
    ("industrial_output_above_scale", "liuzhou", "2025", "1000000000000", "100000000", "exact", "target"),
    ("industrial_output_above_scale_increase", "liuzhou", "2022", "100000000000", "100000000", "at_least", "target"),
    ("firms_above_scale", "liuzhou", "2020", "1000", "1", "over", "actual"),
    ("bagged_luosifen_revenue", "liuzhou", "2020", "10994000000", "1000000", "exact", "actual"),
    ("luosifen_supporting_revenue", "liuzhou", "2020", "13000000000", "100000000", "over", "actual"),
    ("class_one_water_share", "liuzhou", "2020", "41.6", "0.1", "exact", "actual"),
    ("surface_water_rank", "liuzhou", "2019", "2", "1", "exact", "actual"),
    ("good_air_day_share", "liuzhou", "2020", "96.7", "0.1", "exact", "actual"),
    ("park_green_area_per_person", "liuzhou", "2020", "13.88", "0.01", "exact", "actual"),
    ("education_group_students", "liuzhou", "2021", "245400", "100", "exact", "actual"),
    ("school_places_added", "liuzhou", "2016/2020", "100000", "10000", "over", "actual"),
]

# source, indicator, entity, period, value, step, hedge, status, typed from the pages.
GOLDEN_LUOSIFEN = [
    ("xinhua_2016_02_08", "luosifen_shops", "china", "2016-02", "5000", "1", "nearly", "actual"),
    ("xinhua_2016_02_26", "luosifen_shops", "china", "2016-02", "5000", "1", "over", "actual"),
    (
        "drug_office_2018_06_25",
        "bagged_luosifen_revenue",
        "liuzhou",
        "2022",
        "10000000000",
        "100000000",
        "exact",
        "forecast",
    ),
    (
        "agriculture_2020_08_27",
        "bagged_luosifen_revenue",
        "liuzhou",
        "2019",
        "6000000000",
        "100000000",
        "over",
        "actual",
    ),
    ("xinhua_2022_01_24", "bagged_luosifen_revenue", "liuzhou", "2021", "15200000000", "100000000", "nearly", "actual"),
    (
        "xinhua_2022_09_07",
        "bagged_luosifen_revenue",
        "liuzhou",
        "2022-01/2022-06",
        "9750000000",
        "10000000",
        "exact",
        "actual",
    ),
    (
        "china_news_2025_01_09",
        "bagged_luosifen_revenue",
        "liuzhou",
        "2024",
        "16900000000",
        "100000000",
        "exact",
        "forecast",
    ),
    (
        "people_guangxi_2022_04_27",
        "luosifen_chain_revenue",
        "liuzhou",
        "2025",
        "90000000000",
        "100000000",
        "exact",
        "target",
    ),
    (
        "people_daily_online_2021_12_03",
        "luosifen_parcels",
        "liuzhou",
        "2021-01/2021-11",
        "100000138",
        "1",
        "exact",
        "actual",
    ),
    ("guangming_2021_01_20", "luosifen_export_multiple", "liuzhou", "2020", "35", "1", "exact", "actual"),
]

# source, indicator, entity, period, value, step, hedge, status, typed from the pages.
GOLDEN_ECOLOGY = [
    ("nanguo_2014_05", "good_air_day_share", "liuzhou", "2013", "62.2", "0.1", "exact", "actual"),
    ("air_bulletin_2013", "good_air_day_share_old_standard", "liuzhou", "2013", "87.1", "0.1", "exact", "actual"),
    ("air_bulletin_2009", "good_air_day_share_old_standard", "liuzhou", "2009", "97.5", "0.1", "exact", "actual"),
    ("china_daily_2021_03_01", "surface_water_rank", "liuzhou", "2019-01/2019-03", "10", "1", "exact", "actual"),
    ("bbrtv_2023_01_31", "surface_water_rank", "liuzhou", "2022-01/2022-03", "6", "1", "exact", "actual"),
    ("bbrtv_2023_01_31", "class_one_water_share", "liuzhou", "2022", "50", "1", "exact", "actual"),
    (
        "guangxi_ecology_2019_11_14",
        "national_water_sections",
        "guangxi",
        "2019-01/2019-10",
        "52",
        "1",
        "exact",
        "actual",
    ),
    ("guangxi_ecology_2021_08", "air_rank_in_guangxi", "liuzhou", "2021-01/2021-08", "12", "1", "exact", "actual"),
    ("china_news_2021_06_04", "fine_dust_annual_mean", "liuzhou", "2020", "35", "1", "at_most", "actual"),
    ("nanguo_2017_04_27", "fine_dust_annual_mean", "liuzhou", "2017", "43", "1", "at_most", "target"),
    ("water_bulletin_2020", "rainfall", "liuzhou", "2020", "2324.7", "0.1", "exact", "actual"),
    ("gb_3095_1996", "nitrogen_dioxide_day_limit", "china", "1996", "120", "10", "exact", "standard"),
    ("xinhua_2020_03_25", "bauhinia_trees", "liuzhou", "2020", "280000", "10000", "exact", "actual"),
]

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

# source, indicator, entity, period, value, step, hedge, status, typed from the pages.
GOLDEN_LIVELIHOOD = [
    ("article_2021", "sports_area_per_person", "liuzhou", "2021", "2.1", "0.1", "exact", "actual"),
    ("article_2021", "sports_park_area", "liuzhou", "2021", "150", "1", "at_least", "target"),
    ("article_2021", "free_parking_hours", "liuzhou", "2017", "1", "1", "at_most", "standard"),
    ("liuzhou_media_2024_12_18", "sports_area_per_person", "liuzhou", "2024-12", "3.23", "0.01", "exact", "actual"),
    ("guangxi_sports_2024_06_11", "sports_area", "guangxi", "2023", "129886280", "1", "exact", "actual"),
    ("beijing_youth_2014_01_03", "road_toll_of_a_driver", "liuzhou", "2013", "680", "1", "exact", "actual"),
    ("beijing_youth_2014_01_03", "road_toll_revenue", "liuzhou", "2013", "100000000", "100000000", "over", "actual"),
    (
        "liuzhou_evening_2018_07_08",
        "sports_park_site_area",
        "liunan_district",
        "2018",
        "124476.1",
        "0.1",
        "exact",
        "target",
    ),
    (
        "liuzhou_evening_2018_07_08",
        "sports_park_site_area_mu",
        "liunan_district",
        "2018",
        "188.7",
        "0.1",
        "about",
        "target",
    ),
    ("fifa_stadium_guidelines", "football_pitch_length", "world", "2022", "105", "1", "exact", "standard"),
    ("ccpr_2020", "neighbourhood_15_minutes_people_low", "china", "2018", "50000", "1", "exact", "standard"),
    ("liuzhou_daily_2011_03_30", "central_city_population", "liuzhou", "2011", "1250000", "10000", "about", "actual"),
]

# source, indicator, entity, period, value, step, hedge, status, typed from the pages.
GOLDEN_EDUCATION = [
    ("china_daily_2018_11_27", "education_group_coverage", "liuzhou", "2018-11", "19.57", "0.01", "exact", "actual"),
    ("china_daily_2018_11_27", "school_places_added", "liuzhou", "2016-01/2018-11", "74000", "1000", "exact", "actual"),
    ("nanguo_2020_01_22", "education_group_schools", "liuzhou", "2019", "150", "1", "exact", "actual"),
    ("nanguo_2020_01_22", "education_group_coverage", "liuzhou", "2019", "44.91", "0.01", "exact", "actual"),
    ("liuzhou_daily_2024_08_23", "design_places_primary", "wenbo_campus", "2024", "1350", "1", "exact", "actual"),
    ("wuhu_2024_11_25", "class_size_standard_primary", "anhui", "2024", "45", "1", "exact", "standard"),
    ("xinhua_2021_03_31", "migrant_children_public_or_paid_share", "china", "2020", "85.8", "0.1", "exact", "actual"),
    (
        "migrant_survey_2017",
        "migrant_children_public_school_share_survey_junior",
        "china",
        "2017",
        "85.9",
        "0.1",
        "exact",
        "actual",
    ),
    ("economic_daily_2008_09_16", "free_lunch_spending", "liuzhou", "2008", "33578000", "1000", "exact", "actual"),
    ("china_gate_2008_11_21", "free_lunch_pupils", "liuzhou", "2008", "100000", "10000", "over", "actual"),
    ("people_daily_2019_02_22", "free_lunch_pupils", "liuzhou", "2018", "177700", "100", "exact", "actual"),
]


def read(name):
    with open(DATA / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


THEME_FILES = [r["path"] for r in PACKAGE["resources"] if r["schema"] == "observation-schema.json"]
MEASURED = [r for r in PACKAGE["resources"] if r["name"].startswith("air_")]
OBSERVATIONS = [dict(row, file=name) for name in THEME_FILES for row in read(name)]
INDICATORS = {row["id"]: row for row in read("indicators.csv")}
SOURCES = {row["id"]: row for row in read("sources.csv")}
EVENTS = read("events.csv")
FILES = sorted(p for p in DATA.rglob("*") if p.suffix in {".csv", ".json"})


def key(row):
    return row["indicator"], row["entity"], row["period"], row["source"]


def decimals(text):
    return len(text.partition(".")[2])


def first_day(text):
    """The first day of a year, month or day; raises ValueError where there is no such day."""
    parts = [int(part) for part in text.split("-")]
    return date(*(parts + [1, 1])[:3] if len(parts) == 1 else (parts + [1])[:3])


def wrong(rows, holds):
    """The keys of the rows for which a fact does not hold: empty when all is well."""
    return [key(row) for row in rows if not holds(row)]


def test_the_package_is_valid():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


def test_every_table_is_in_the_package():
    assert {r["path"] for r in PACKAGE["resources"]} == {
        p.relative_to(DATA).as_posix() for p in FILES if p.suffix == ".csv"
    }


def test_every_schema_file_is_used():
    schemas = {r["schema"] for r in PACKAGE["resources"]}
    assert schemas == {p.name for p in FILES if p.name.endswith("-schema.json")}


def test_the_schema_names_the_hedges_and_statuses_of_these_tests():
    schema = json.loads((DATA / "observation-schema.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    assert set(fields["hedge"]["constraints"]["enum"]) == HEDGES
    assert set(fields["status"]["constraints"]["enum"]) == STATUSES


def test_hedges_and_statuses_are_known():
    assert not wrong(OBSERVATIONS, lambda r: r["hedge"] in HEDGES and r["status"] in STATUSES)


def test_every_key_is_unique():
    keys = [key(row) for row in OBSERVATIONS]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("name", ["indicators.csv", "units.csv", "entities.csv", "sources.csv", "events.csv"])
def test_every_id_is_unique(name):
    ids = [row["id"] for row in read(name)]
    assert sorted(set(ids)) == sorted(ids)


def test_every_indicator_is_described_and_used():
    assert {row["indicator"] for row in OBSERVATIONS} == set(INDICATORS)


def test_every_entity_is_described_and_used():
    assert {row["entity"] for row in OBSERVATIONS} == {row["id"] for row in read("entities.csv")}


def test_every_source_is_described_and_used():
    measured = [row for resource in MEASURED for row in read(resource["path"])]
    assert {row["source"] for row in OBSERVATIONS + EVENTS + measured} == set(SOURCES)


def test_every_unit_is_described_and_used():
    assert {row["unit"] for row in INDICATORS.values()} == {row["id"] for row in read("units.csv")}


def test_an_indicator_stands_in_the_file_of_its_theme():
    assert not wrong(OBSERVATIONS, lambda r: r["file"] == INDICATORS[r["indicator"]]["theme"] + ".csv")


def test_numbers_are_plain():
    plain = re.compile(r"-?\d+(\.\d+)?")
    assert not wrong(
        OBSERVATIONS, lambda r: plain.fullmatch(r["value"]) and (r["step"] == "" or plain.fullmatch(r["step"]))
    )


def test_values_are_within_the_range_of_their_indicator():
    def holds(row):
        limits = INDICATORS[row["indicator"]]
        return Decimal(limits["minimum"]) <= Decimal(row["value"]) <= Decimal(limits["maximum"])

    assert not wrong(OBSERVATIONS, holds)


def test_shares_range_from_0_to_100_or_to_1():
    for row in INDICATORS.values():
        if row["unit"] == "percent" and "growth" not in row["id"]:
            assert (row["minimum"], row["maximum"]) == ("0", "100"), row["id"]
        if row["unit"] == "ratio":
            assert (row["minimum"], row["maximum"]) == ("0", "1"), row["id"]


def test_a_fraction_is_one_over_a_whole_number_and_has_no_step():
    def holds(row):
        upside_down = 1 / Decimal(row["value"])
        return (
            abs(upside_down - round(upside_down)) < Decimal("0.000001")
            and decimals(row["value"]) == 10
            and row["step"] == ""
            and INDICATORS[row["indicator"]]["unit"] == "ratio"
        )

    assert not wrong([r for r in OBSERVATIONS if r["hedge"] == "fraction"], holds)


COUNTED = [row for row in OBSERVATIONS if row["hedge"] != "fraction"]


def test_a_step_is_a_power_of_ten():
    power = re.compile(r"10*|0\.0*1")
    assert not wrong(COUNTED, lambda r: power.fullmatch(r["step"]))


def test_a_value_is_a_multiple_of_its_step():
    assert not wrong(COUNTED, lambda r: Decimal(r["value"]) % Decimal(r["step"]) == 0)


def test_a_value_has_the_digits_of_its_step_and_no_more():
    assert not wrong(COUNTED, lambda r: decimals(r["value"]) == decimals(r["step"]))


def test_two_zeros_at_the_end_are_explained():
    round_rows = [r for r in COUNTED if Decimal(r["value"]) and Decimal(r["value"]) % (100 * Decimal(r["step"])) == 0]
    assert round_rows
    assert not wrong(round_rows, lambda r: "zero" in r["note"].lower())


def test_periods_are_real_and_run_forward():
    def holds(row):
        days = [first_day(part) for part in row["period"].split("/")]
        return len(days) <= 2 and days == sorted(set(days))

    assert not wrong(OBSERVATIONS, holds)


def test_what_has_happened_is_not_later_than_its_source():
    def holds(row):
        published = SOURCES[row["source"]]["date"]
        start = row["period"].split("/")[0]
        return not published or row["status"] != "actual" or start[:4] <= published[:4]

    assert not wrong(OBSERVATIONS, holds)


def test_dates_are_real():
    for row in EVENTS + [s for s in SOURCES.values() if s["date"]]:
        assert first_day(row["date"]), row["id"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_file_is_utf_8_with_plain_line_ends(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    # With this mark, a table that a student downloads opens right in a Chinese Excel, which would take it for GBK.
    assert raw.startswith(b"\xef\xbb\xbf") == (path.suffix == ".csv")
    assert "\r" not in text
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert not re.search(r"[ \t]\n", text)


@pytest.mark.parametrize("name", THEME_FILES)
def test_rows_are_sorted(name):
    keys = [key(row) for row in read(name)]
    assert keys == sorted(keys)


def test_lists_are_sorted():
    indicators = [(row["theme"], row["id"]) for row in read("indicators.csv")]
    assert indicators == sorted(indicators)
    for name in ("units.csv", "entities.csv", "sources.csv"):
        ids = [row["id"] for row in read(name)]
        assert ids == sorted(ids), name
    dates = [(row["date"], row["id"]) for row in EVENTS]
    assert dates == sorted(dates)


def test_figures_and_events_of_the_article_say_where_they_stand():
    part = r"headline|(opening|industry|environment|welfare) [1-5]"
    place = re.compile(rf"({part})(; ({part}))*")
    rows = [r for r in OBSERVATIONS + EVENTS if r["source"] == "article_2021"]
    assert len(rows) > 70
    assert not [r for r in rows if not place.fullmatch(r["locator"])]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda r: f"{r[0]} {r[2]}")
def test_a_figure_of_the_article_is_as_it_was_typed(row):
    names = ["indicator", "entity", "period", "value", "step", "hedge", "status"]
    assert row in [tuple(r[n] for n in names) for r in OBSERVATIONS if r["source"] == "article_2021"]


@pytest.mark.parametrize(
    "row",
    [*GOLDEN_LUOSIFEN, *GOLDEN_ECOLOGY, *GOLDEN_LIVELIHOOD, *GOLDEN_EDUCATION],
    ids=lambda r: f"{r[0]} {r[1]} {r[2]} {r[3]}",
)
def test_a_figure_of_another_source_is_as_it_was_typed(row):
    names = ["source", "indicator", "entity", "period", "value", "step", "hedge", "status"]
    assert row in [tuple(r[n] for n in names) for r in OBSERVATIONS]


@pytest.mark.parametrize(("name", "rows", "missing", "line"), SERIES, ids=lambda each: str(each)[:20])
def test_a_measured_series_is_whole_and_a_line_is_as_it_was_typed(name, rows, missing, line):
    table = read(f"{name}.csv")
    fields = json.loads((DATA / f"{name}-schema.json").read_text(encoding="utf-8"))["fields"]
    measured = [field["name"] for field in fields if field["type"] in ("integer", "number")]
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
        for field in json.loads((DATA / resource["schema"]).read_text(encoding="utf-8"))["fields"]:
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


def test_only_listed_rows_rest_on_a_source_of_low_confidence():
    low = {key(r) for r in OBSERVATIONS if SOURCES[r["source"]]["confidence"] == "low"}
    assert low == set(LOW_CONFIDENCE)
    assert all(LOW_CONFIDENCE.values())


def test_a_row_of_low_confidence_says_so():
    rows = [r for r in OBSERVATIONS if key(r) in LOW_CONFIDENCE]
    assert not wrong(rows, lambda r: "low confidence" in r["note"].lower())


def test_no_event_rests_on_a_source_of_low_confidence():
    assert not [r["id"] for r in EVENTS if SOURCES[r["source"]]["confidence"] == "low"]
