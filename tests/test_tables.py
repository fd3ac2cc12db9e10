"""Facts about tables: what load gives, and what it says of a broken file."""

import csv
import io
import json
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import files, tables
from helpers.data.bounds import HEDGES, printed
from helpers.data.files import DATA, resources
from helpers.data.tables import OBSERVATION_COLUMNS, STATUSES, bounds_of, load, read
from helpers.errors import ClearError

TABLES = sorted(resources())
THEMES = [name for name in TABLES if "hedge" in [field["name"] for field in resources()[name]["schema"]["fields"]]]
SERIES = [name for name in TABLES if any("unit" in field for field in resources()[name]["schema"]["fields"])]
HEADER = "indicator,entity,period,value,step,hedge,status,source,locator,note"
GOOD = [
    "nev_output,liuzhou,2019,60000,10000,over,actual,article_2021,industry 3,",
    "nev_output,liuzhou,2020,187000,1000,exact,actual,article_2021,industry 3,",
    'nev_output,liuzhou,2020-07,18700,100,about,actual,article_2021,,"A note, with 柳州 in it."',
    "nev_output_growth,liuzhou,2016/2020,198.2,0.1,exact,actual,article_2021,,",
    "area_share_of_guangxi,liuzhou,2021,0.0769230769,,fraction,actual,article_2021,,",
]


# What load gives.


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_package_loads_each_row_in_the_files_order(table):
    path = DATA / resources()[table]["path"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = load(table)
    assert len(frame) == len(rows) > 0
    first = resources()[table]["schema"]["fields"][0]["name"]
    assert list(frame[first].astype(str)) == [row[first] for row in rows]


@pytest.mark.parametrize("table", SERIES)
def test_a_measured_series_has_naive_dates_and_numbers_and_keeps_what_is_missing(table):
    frame = load(table)
    with (DATA / resources()[table]["path"]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for field in resources()[table]["schema"]["fields"]:
        texts, column = [row[field["name"]] for row in rows], frame[field["name"]]
        if field["type"] in ("date", "yearmonth"):
            assert column.dt.tz is None
            assert [str(day.date())[: len(text)] for day, text in zip(column, texts, strict=True)] == texts
        if field["type"] in ("number", "integer"):
            assert list(column.isna()) == [text == "" for text in texts]
            assert list(column.dropna().map(float)) == [float(text) for text in texts if text]


def test_a_reading_that_is_missing_is_missing_and_not_zero():
    assert load("air_hourly")["pm10"].isna().sum() == 138
    assert load("air_daily")["rank"].isna().sum() == 74


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("date", "2016-02-30", "'2016-02-30' is not a day such as 2020-07-31"),
        ("date", "2016-02", "'2016-02' is not a day such as 2020-07-31"),
        ("date", "2016/2/3", "'2016/2/3' is not a day such as 2020-07-31"),
        ("date", "", "it is empty, but it must hold a day such as 2020-07-31"),
        ("pm25", "NaN", "'NaN' is not a plain number such as 187000 or 41.6"),
        ("pm25", "-1", "-1 is outside 0 to 1000"),
        ("aqi", "12.5", "'12.5' is not a whole number"),
        ("level", "fine", "'fine' is none of"),
        ("source", "nobody", "There is no id in sources.csv 'nobody'"),
    ],
)
def test_a_wrong_cell_of_a_series_is_said_at_its_row_and_column(folder, column, cell, problem):
    lines = (folder / "air_daily.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = lines[4].split(",")
    cells[lines[0].split(",").index(column)] = cell
    write(folder, [*lines[:4], ",".join(cells), *lines[5:]], name="air_daily.csv")
    assert message(folder, "air_daily").startswith(f"air_daily.csv, row 5, column {column}: {problem}")


def test_a_month_of_a_series_is_a_month(folder):
    lines = (folder / "air_monthly_cities.csv").read_text(encoding="utf-8-sig").splitlines()
    write(folder, [lines[0], lines[1].replace("2013-12", "2013-13")], name="air_monthly_cities.csv")
    assert "'2013-13' is not a month such as 2020-07" in message(folder, "air_monthly_cities")


@pytest.mark.parametrize("table", THEMES)
def test_observations_have_the_columns_and_types_that_are_promised(table):
    frame = load(table)
    assert list(frame.columns) == list(OBSERVATION_COLUMNS)
    kinds = frame.dtypes.astype(str)
    assert all(kinds[name] == "float64" for name in ("value", "low", "high", "step"))
    assert kinds["year"] == "Int64"
    assert all(kinds[name].startswith("datetime64") for name in ("month", "start", "end"))
    assert list(frame["hedge"].cat.categories) == list(HEDGES) and frame["hedge"].cat.ordered
    assert list(frame["status"].cat.categories) == list(STATUSES) and frame["status"].cat.ordered
    assert frame[["hedge", "status"]].notna().all(axis=None)


def test_hedges_are_ordered_from_those_that_open_downwards():
    hedge = load("autos")["hedge"]
    assert (hedge > "exact").sum() == hedge.isin(["at_least", "over"]).sum() > 0


@pytest.mark.parametrize("table", THEMES)
def test_a_year_a_month_and_an_interval_each_have_their_time(table):
    for row in load(table).itertuples():
        assert row.start <= row.end
        assert pd.isna(row.year) == (len(row.period) != 4)
        assert pd.isna(row.month) == (len(row.period) != 7)
        if not pd.isna(row.year):
            assert (row.start, row.end) == (pd.Timestamp(int(row.year), 1, 1), pd.Timestamp(int(row.year), 12, 31))
        if not pd.isna(row.month):
            assert row.month == row.start and row.start.day == 1
            assert row.end == row.start + pd.offsets.MonthEnd(0)


@pytest.mark.parametrize("table", THEMES)
def test_labels_are_those_of_the_codebook_and_none_is_missing(table):
    frame = load(table)
    codebook, entities, sources, units = (
        load(name).set_index("id") for name in ("indicators", "entities", "sources", "units")
    )
    joined = ["label", "label_zh", "entity_label", "unit", "publisher", "confidence"]
    assert frame[joined].notna().all(axis=None) and (frame[joined] != "").all(axis=None)
    for row in frame.itertuples():
        assert row.label == codebook.loc[row.indicator, "label_en"]
        assert row.label_zh == codebook.loc[row.indicator, "label_zh"]
        assert row.unit == units.loc[codebook.loc[row.indicator, "unit"], "label_en"]
        assert row.entity_label == entities.loc[row.entity, "label_en"]
        assert row.publisher == sources.loc[row.source, "publisher"]


@pytest.mark.parametrize("table", THEMES)
def test_bounds_are_those_of_the_words_within_what_is_possible(table):
    for row in load(table).itertuples():
        words = printed(row.value, None if pd.isna(row.step) else row.step, row.hedge)
        about = tables.indicators()[row.indicator]
        if about["counted"] == "yes" and row.hedge == "exact" and row.step == 1:
            assert row.low == row.value == row.high
            continue
        if words.low is not None and (words.low >= 0 or about["minimum"] < 0):
            assert row.low == float(words.low)
        elif about["minimum"] == 0:
            assert row.low == 0
        else:
            assert pd.isna(row.low)
        share = about["unit"] == "percent" and about["maximum"] == 100
        if words.high is not None:
            assert row.high == min(float(words.high), 100 if share else float("inf"))
        else:
            assert row.high == 100 if share else pd.isna(row.high) or about["unit"] == "ratio"
        assert bounds_of(row, about) is not None


def test_a_missing_value_has_no_bounds():
    row = pd.Series({"value": float("nan"), "step": 1.0, "hedge": "exact"})
    assert bounds_of(row, {"unit": "vehicle", "minimum": 0, "maximum": 10}) is None


def test_a_share_cannot_be_above_all_of_it():
    row = pd.Series({"value": 99.5, "step": 1.0, "hedge": "exact"})
    assert bounds_of(row, {"unit": "percent", "minimum": 0, "maximum": 100, "counted": "no"}).high == 100
    assert bounds_of(row, {"unit": "percent", "minimum": 0, "maximum": 500, "counted": "no"}).high == 100.5


def test_a_count_to_the_last_one_was_neither_rounded_nor_cut():
    classes = pd.Series({"value": 2208.0, "step": 1.0, "hedge": "exact"})
    counted = {"unit": "school_class", "minimum": 0, "maximum": 100_000, "counted": "yes"}
    assert bounds_of(classes, counted).low == bounds_of(classes, counted).high == 2208
    assert bounds_of(classes, counted | {"counted": "no"}).high == 2209
    assert bounds_of(classes.replace("exact", "over"), counted).high is None


def test_a_changed_copy_does_not_touch_what_the_next_reader_gets():
    before = load("autos").copy()
    mine = load("autos")
    mine.loc[:, "value"] = 0
    mine["mine"] = 1
    mine.index = mine.index[::-1]
    pd.testing.assert_frame_equal(load("autos"), before)


@pytest.mark.parametrize("name", ["auto", "Autos", "autos.csv", "", "柳州"])
def test_an_unknown_table_is_named_with_those_that_exist(name):
    with pytest.raises(ClearError, match=r"There is no table '.*': (did you mean|there are) .*\w"):
        load(name)


# Broken files. Each test breaks one thing in a copy of the data.


@pytest.fixture(autouse=True)
def fresh_caches():
    """Copies of the data live in folders of their own, but a folder's name may come again."""
    yield
    forget()


def forget():
    for cached in (tables._load, files._ids, tables.indicators, files.resources):
        cached.cache_clear()


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original") / "data"
    shutil.copytree(DATA, folder)
    (folder / "autos.csv").write_text("\n".join([HEADER, *GOOD]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(original, tmp_path):
    return Path(shutil.copytree(original, tmp_path / "data"))


def message(folder, table="autos"):
    """The one clear error that loading gives; anything else fails the test."""
    with pytest.raises(ClearError) as caught:
        tables._load(folder, table)
    text = str(caught.value)
    assert "\n" not in text and str(folder) not in text
    return text


def write(folder, lines, name="autos.csv", encoding="utf-8"):
    (folder / name).write_bytes(("\n".join(lines) + "\n").encode(encoding))


def changed(row, column, cell):
    """The good lines with one cell changed; row 1 is the header."""
    lines = [next(csv.reader([line])) for line in GOOD]
    lines[row - 2][HEADER.split(",").index(column)] = cell
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return [HEADER, *text.getvalue().splitlines()]


def test_the_copy_that_the_tests_break_is_good_itself(folder):
    assert len(tables._load(folder, "autos")) == len(GOOD)


def test_a_table_with_a_header_alone_is_an_empty_table(folder):
    write(folder, [HEADER])
    frame = tables._load(folder, "autos")
    assert len(frame) == 0 and list(frame.columns) == list(OBSERVATION_COLUMNS)


def test_a_file_that_excel_saved_as_utf_8_with_its_mark_is_read(folder):
    write(folder, [HEADER, *GOOD], encoding="utf-8-sig")
    assert list(tables._load(folder, "autos").columns)[0] == "indicator"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_windows_and_of_linux_are_read(folder, end):
    (folder / "autos.csv").write_bytes(end.join([HEADER, *GOOD]).encode())
    assert len(tables._load(folder, "autos")) == len(GOOD)


def test_a_file_saved_as_gbk_is_recognised_and_says_what_to_do(folder):
    write(folder, [HEADER, *GOOD], encoding="gbk")
    said = message(folder)
    assert said.startswith("autos.csv, row 4: ")
    assert "GBK" in said and "Excel" in said and 'save it as "CSV UTF-8' in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_another_unicode_is_not_utf_8(folder, encoding):
    write(folder, [HEADER, *GOOD], encoding=encoding)
    said = message(folder)
    assert said.startswith("autos.csv, row 1: this is not UTF-8 text") and "save the file as CSV UTF-8" in said


def test_other_bytes_are_not_utf_8_and_their_row_is_named(folder):
    (folder / "autos.csv").write_bytes("\n".join([HEADER, *GOOD]).encode() + b"\n\xff\xfe\x81")
    assert message(folder).startswith(f"autos.csv, row {len(GOOD) + 2}: this is not UTF-8 text")


def test_a_nul_byte_is_refused_at_its_row(folder):
    write(folder, changed(3, "note", "a\0b"))
    assert message(folder).startswith("autos.csv, row 3: this is not UTF-8 text")


def test_an_empty_file_lacks_its_header(folder):
    (folder / "autos.csv").write_bytes(b"")
    assert message(folder).startswith("autos.csv, row 1: the column indicator, entity, period")


def test_a_file_that_is_not_there_is_named(folder):
    (folder / "autos.csv").unlink()
    assert message(folder).startswith("The file data/autos.csv cannot be read: ")


def test_a_folder_in_place_of_a_file_is_named(folder):
    (folder / "autos.csv").unlink()
    (folder / "autos.csv").mkdir()
    assert message(folder).startswith("The file data/autos.csv cannot be read: ")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (HEADER.replace(",step", ""), "the column step is missing"),
        (HEADER + ",extra", "the column 'extra' is not expected"),
        (HEADER.replace("value", "Value"), "the column value is missing and the column 'Value' is not expected"),
        (HEADER.replace("value,step", "step,value"), "the columns must be in the order indicator, entity, period, val"),
        (HEADER + ",note", "the columns must be in the order"),
        (HEADER.replace("value", " value"), "the column value is missing and the column ' value' is not expected"),
        (HEADER.replace(",", ";"), "the column indicator, entity,"),
        (HEADER.replace(",", "\t"), "the column indicator, entity,"),
        ("", "the column indicator, entity,"),
    ],
)
def test_a_wrong_header_is_said_at_row_1(folder, header, problem):
    write(folder, [header, *GOOD])
    assert message(folder).startswith(f"autos.csv, row 1: {problem}")


@pytest.mark.parametrize("where", [2, 4, len(GOOD) + 2])
def test_a_blank_line_is_said_at_its_row(folder, where):
    lines = [HEADER, *GOOD]
    write(folder, [*lines[: where - 1], "", *lines[where - 1 :]])
    assert message(folder) == f"autos.csv, row {where}: this line is blank; take it out."


@pytest.mark.parametrize(("cells", "line"), [(9, GOOD[1].rsplit(",", 1)[0]), (11, GOOD[1] + ","), (1, "   ")])
def test_too_few_or_too_many_cells_are_counted_at_their_row(folder, cells, line):
    write(folder, [HEADER, GOOD[0], line, *GOOD[2:]])
    assert message(folder) == f"autos.csv, row 3: {cells} cells, but the header has 10 columns."


def test_rows_are_counted_as_an_editor_counts_them_after_a_cell_of_two_lines(folder):
    lines = changed(2, "note", "one\ntwo")
    write(folder, [*lines[:-1], lines[-1].replace("fraction", "roughly")])
    assert message(folder).startswith("autos.csv, row 7, column hedge: 'roughly' is none of exact, about")


def test_a_duplicate_names_both_rows(folder):
    write(folder, [HEADER, *GOOD, GOOD[1].replace("187000", "188000")])
    said = message(folder)
    assert said.startswith("autos.csv, row 7: the same indicator, entity, period, source as in row 3 ")
    assert "nev_output, liuzhou, 2020, article_2021" in said


@pytest.mark.parametrize(
    "cell",
    [
        *("18.7万", "1,000", "1e6", "NaN", "nan", "inf", "-", "--1", "１８７", "187 000", " 187000", "187000 ", "1."),
        *(".5", "+5", "0x10", "1_000", "187000辆", "约187000", ">5", "true", "1/13", "9" * 400, "−5", "٣"),
    ],
)
@pytest.mark.parametrize("column", ["value", "step"])
def test_what_is_no_plain_number_is_shown_at_its_row_and_column(folder, cell, column):
    write(folder, changed(3, column, cell))
    assert message(folder) == (
        f"autos.csv, row 3, column {column}: {cell!r} is not a plain number such as 187000 or 41.6."
    )


@pytest.mark.parametrize("column", ["indicator", "entity", "period", "value", "hedge", "status", "source"])
def test_an_empty_cell_that_must_be_filled_is_said(folder, column):
    write(folder, changed(3, column, ""))
    assert message(folder).startswith(f"autos.csv, row 3, column {column}: it is empty, but it must hold ")


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("hedge", "roughly", "'roughly' is none of exact, about,"),
        ("hedge", "Exact", "'Exact' is none of exact, about,"),
        ("hedge", "exact ", "'exact ' is none of exact, about,"),
        ("status", "plan", "'plan' is none of actual, target,"),
        ("period", "2020-13", "'2020-13' is not a year (2020), a month"),
        ("period", "2020-7", "'2020-7' is not a year (2020), a month"),
        ("period", "2020年", "'2020年' is not a year (2020), a month"),
        ("period", "２０２０", "'２０２０' is not a year (2020), a month"),
        ("period", "2020/2016", "The period '2020/2016' ends before it begins"),
        ("period", "0000", "'0000' is not a year (2020), a month"),
        ("period", "July 2020", "'July 2020' is not a year (2020), a month"),
        ("step", "-1000", "-1000 is outside 0 to ..."),
        ("indicator", "NEV output", "'NEV output' is not "),
        ("indicator", "nev_outputs", "There is no id in indicators.csv 'nev_outputs': did you mean 'nev_output'"),
        ("entity", "luizhou", "There is no id in entities.csv 'luizhou': did you mean 'liuzhou'"),
        ("source", "article_2022", "There is no id in sources.csv 'article_2022': did you mean 'article_2021'"),
        ("value", "6000000000", "6000000000 is outside 0 to 5,000,000, which indicators.csv gives for nev_output"),
        ("value", "-1", "-1 is outside 0 to 5,000,000, which indicators.csv gives for nev_output"),
    ],
)
def test_a_cell_that_cannot_be_is_said_at_its_row_and_column(folder, column, cell, problem):
    write(folder, changed(3, column, cell))
    assert message(folder).startswith(f"autos.csv, row 3, column {column}: {problem}")


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("step", "", "The hedge 'exact' needs the step"),
        ("hedge", "fraction", "187,000 is not one over a whole number"),
    ],
)
def test_words_that_do_not_go_with_their_number_are_said(folder, column, cell, problem):
    write(folder, changed(3, column, cell))
    assert message(folder).startswith(f"autos.csv, row 3, columns value, step and hedge: {problem}")


def test_more_than_all_is_no_share(folder):
    line = "migrant_children_public_school_share,liuzhou,2021,100,1,over,actual,article_2021,,"
    write(folder, [HEADER, line], "education.csv")
    assert message(folder, "education") == (
        "education.csv, row 2, columns value, step and hedge: There is no number from 100 to 100."
    )


def test_an_unclosed_quote_is_said_where_it_opens(folder):
    write(folder, [HEADER, GOOD[0], GOOD[1] + '"open', *GOOD[3:]])
    assert message(folder).startswith("autos.csv, row 3: this is not a line of a CSV file (")


def test_a_broken_codebook_is_named_when_a_table_needs_it(folder):
    lines = (folder / "indicators.csv").read_text(encoding="utf-8").splitlines()
    write(folder, [*lines, lines[1]], "indicators.csv")
    assert message(folder).startswith(f"indicators.csv, row {len(lines) + 1}: the same id as in row 2 (auto_output)")


def test_a_unit_that_does_not_exist_is_said_in_the_codebook(folder):
    path = folder / "indicators.csv"
    write(folder, path.read_text(encoding="utf-8").replace(",vehicle,", ",vehicel,", 1).splitlines(), path.name)
    assert message(folder) == (
        "indicators.csv, row 2, column unit: There is no id in units.csv 'vehicel': did you mean 'vehicle'?"
    )


@pytest.mark.parametrize(("name", "table"), [("datapackage.json", "autos"), ("observation-schema.json", "autos")])
def test_a_missing_or_broken_description_is_named(folder, name, table):
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text[: len(text) // 2], encoding="utf-8")
    assert message(folder, table).startswith(f"{name}, row ") and "this is not JSON" in message(folder, table)
    (folder / name).unlink()
    assert message(folder, table).startswith(f"The file data/{name} cannot be read: ")


def test_a_failed_load_is_not_remembered(folder):
    write(folder, changed(3, "value", "18.7万"))
    message(folder)
    write(folder, [HEADER, *GOOD])
    assert len(tables._load(folder, "autos")) == len(GOOD)


def test_reading_an_unknown_table_is_refused_too():
    with pytest.raises(ClearError, match="did you mean 'autos'"):
        read(DATA, "auto")


ODD_BYTES = st.binary(max_size=4) | st.sampled_from(
    [
        b",",
        b'"',
        b"\n",
        b"\r",
        b"\n\n",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xb9\xf0",
        "万".encode(),
        "，".encode(),
        b"nan",
        b"9" * 30,
    ]
)
ODD_CELLS = st.sampled_from(
    [
        "",
        " ",
        "nan",
        "1e6",
        "-0",
        "9" * 19,
        "2020",
        "2020-07",
        "0001",
        "9999",
        "9999-12",
        "0001/9999",
        "over",
        "fraction",
    ]
) | st.text(max_size=6)


@st.composite
def broken(draw):
    """A good file with bytes put in, taken out or doubled, or cells replaced."""
    if draw(st.booleans()):
        rows = [next(csv.reader([line])) for line in [HEADER, *GOOD]]
        for _ in range(draw(st.integers(1, 3))):
            row = draw(st.sampled_from(rows))
            row[draw(st.integers(0, len(row) - 1))] = draw(ODD_CELLS)
        text = io.StringIO()
        csv.writer(text, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows(rows)
        return text.getvalue().encode("utf-8", "surrogatepass")
    content = "\n".join([HEADER, *GOOD]).encode() + b"\n"
    for _ in range(draw(st.integers(1, 3))):
        start, length = draw(st.integers(0, len(content))), draw(st.integers(0, 12))
        content = content[:start] + draw(ODD_BYTES) + content[start + length :]
    return content


@settings(max_examples=300)
@given(content=broken())
def test_a_corrupted_file_gives_a_table_or_one_clear_error(original, content):
    forget()
    path = original / "autos.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        frame = tables._load(original, "autos")
        assert list(frame.columns) == list(OBSERVATION_COLUMNS)
        assert (frame["start"] <= frame["end"]).all()
    except ClearError as error:
        assert str(error).startswith("autos.csv, row ")
    finally:
        path.write_bytes(before)


@settings(max_examples=40)
@given(name=st.sampled_from(["indicators.csv", "sources.csv", "entities.csv", "units.csv"]), data=st.data())
def test_a_corrupted_helper_table_gives_a_table_or_one_clear_error(original, name, data):
    content = (DATA / name).read_bytes()
    start, length = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 12))
    content = content[:start] + data.draw(ODD_BYTES) + content[start + length :]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(original, Path(parent) / "data"))
        (folder / name).write_bytes(content)
        try:
            tables._load(folder, "autos")
        except ClearError as error:
            assert ".csv, row " in str(error)


def test_the_package_and_the_loader_agree_on_what_a_row_may_hold():
    fields = {field["name"]: field for field in resources()["autos"]["schema"]["fields"]}
    assert set(fields["hedge"]["constraints"]["enum"]) == set(HEDGES)
    assert set(fields["status"]["constraints"]["enum"]) == set(STATUSES)
    assert json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
