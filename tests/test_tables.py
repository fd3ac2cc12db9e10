"""Facts about tables: what load gives, and what it says of a broken file."""

import csv
import re
import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.data import files, tables
from helpers.data.bounds import HEDGES
from helpers.data.files import resources, rows_by_id
from helpers.data.periods import span
from helpers.data.tables import OBSERVATION_COLUMNS, load
from helpers.errors import ClearError

DATA = files.DATA
FIELDS = {name: resource["schema"]["fields"] for name, resource in resources().items()}
THEMES = [name for name, fields in FIELDS.items() if "hedge" in [field["name"] for field in fields]]
SERIES = [name for name, fields in FIELDS.items() if any("unit" in field for field in fields)]
HEADER = "indicator,entity,period,value,step,hedge,status,source,locator,note"
GOOD = [
    "nev_output,liuzhou,2019,60000,10000,over,actual,article_2021,industry 3,",
    "nev_output,liuzhou,2020,187000,1000,exact,actual,article_2021,industry 3,",
    'nev_output,liuzhou,2020-07,18700,100,about,actual,article_2021,,"A note, with 柳州 in it."',
    "nev_output_growth,liuzhou,2016/2020,198.2,0.1,exact,actual,article_2021,,",
]


@pytest.mark.parametrize("table", SERIES)
def test_a_measured_series_has_naive_dates_and_numbers_and_keeps_what_is_missing(table):
    with (DATA / resources()[table]["path"]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for field in FIELDS[table]:
        texts, column = [row[field["name"]] for row in rows], load(table)[field["name"]]
        if field["type"] in ("date", "yearmonth"):
            assert column.dt.tz is None
            assert [str(day.date())[: len(text)] for day, text in zip(column, texts, strict=True)] == texts
        if field["type"] in ("number", "integer"):
            assert list(column.isna()) == [text == "" for text in texts]
            assert list(column.dropna().map(float)) == [float(text) for text in texts if text]


@pytest.mark.parametrize("table", THEMES)
def test_observations_have_the_columns_types_times_and_labels_that_are_promised(table):
    frame = load(table)
    assert list(frame.columns) == list(OBSERVATION_COLUMNS)
    kinds = frame.dtypes.astype(str)
    assert all(kinds[name] == "float64" for name in ("value", "low", "high", "step")) and kinds["year"] == "Int64"
    assert all(kinds[name].startswith("datetime64") for name in ("month", "start", "end"))
    for row in frame.itertuples():
        about, source = rows_by_id("indicators")[row.indicator], rows_by_id("sources")[row.source]
        assert (row.label, row.label_zh) == (about["label_en"], about["label_zh"])
        assert row.unit == rows_by_id("units")[about["unit"]]["label_en"]
        assert row.entity_label == rows_by_id("entities")[row.entity]["label_en"]
        assert (row.publisher, row.confidence) == (source["publisher"], source["confidence"])
        assert (row.start, row.end) == tuple(map(pd.Timestamp, span(row.period)))
        assert (None if pd.isna(row.year) else str(row.year)) == (row.period if len(row.period) == 4 else None)
        assert pd.isna(row.month) == (len(row.period) != 7)
        assert pd.isna(row.month) or row.month == row.start


def test_hedges_are_ordered_and_a_changed_copy_does_not_touch_what_the_next_reader_gets():
    mine, before = load("autos"), load("autos").copy()
    assert tuple(mine["hedge"].cat.categories) == HEDGES and mine["status"].min() == "actual"
    assert (mine["hedge"] > "exact").sum() == mine["hedge"].isin(["at_least", "over"]).sum() > 0
    mine.loc[:, "value"] = 0
    mine.index = mine.index[::-1]
    pd.testing.assert_frame_equal(load("autos"), before)


@pytest.mark.parametrize("name", ["auto", "Autos", "autos.csv", "", "柳州"])
def test_an_unknown_table_is_named_with_those_that_exist(name):
    with pytest.raises(ClearError, match=r"There is no table '.*': (did you mean|there are) .*\w"):
        load(name)


# The rest writes into a copy of the data.


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original") / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("facts", "questions"))
    write(folder, [HEADER, *GOOD])
    return folder


@pytest.fixture
def folder(original, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "DATA", shutil.copytree(original, tmp_path / "data"))
    forget()
    yield files.DATA
    forget()


def forget():
    for module in (files, tables):
        for each in vars(module).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()


def write(folder, lines, name="autos.csv"):
    content = lines if isinstance(lines, bytes) else "".join(line + "\n" for line in lines).encode()
    (folder / name).write_bytes(content)
    forget()


def message(folder, table="autos"):
    """The one clear error that loading gives; anything else fails the test."""
    with pytest.raises(ClearError) as caught:
        load(table)
    text = str(caught.value)
    assert "\n" not in text and str(folder) not in text
    return text


def changed(column, cell):
    """A good line with one cell changed."""
    cells = dict(zip(HEADER.split(","), GOOD[1].split(","), strict=True)) | {column: f'"{cell}"'}
    return ",".join(cells.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("lines", [GOOD, []], ids=len)
def test_a_file_is_read_however_excel_or_an_editor_saves_utf_8_and_a_header_alone_too(folder, lines, end, encoding):
    write(folder, "".join(line + end for line in [HEADER, *lines]).encode(encoding))
    assert len(load("autos")) == len(lines) and list(load("autos").columns) == list(OBSERVATION_COLUMNS)


@pytest.mark.parametrize(
    ("table", "line", "low", "high"),
    [
        ("autos", GOOD[0], 60_000, None),
        ("autos", GOOD[1], 186_500, 188_000),
        ("autos", "nev_output,liuzhou,2020,18,1,exact,actual,article_2021,,", 18, 18),
        ("autos", "nev_output,liuzhou,2020,18,1,over,actual,article_2021,,", 18, None),
        ("autos", "nev_output,liuzhou,2020,1000,1000,under,actual,article_2021,,", 0, 1000),
        ("autos", "nev_output_growth,liuzhou,2020,-5,1,under,actual,article_2021,,", None, -5),
        ("autos", "nev_output_growth,liuzhou,2020,100,1,exact,actual,article_2021,,", 99.5, 101),
        ("education", "education_group_coverage,liuzhou,2020,99.5,1,exact,actual,article_2021,,", 99, 100),
        ("education", "education_group_coverage,liuzhou,2020,95,1,over,actual,article_2021,,", 95, 100),
        ("city", "area_share_of_guangxi,liuzhou,2021,0.5,,fraction,actual,article_2021,,", 0.4, 2 / 3),
    ],
)
def test_bounds_are_those_of_the_words_within_what_is_possible(folder, table, line, low, high):
    write(folder, [HEADER, line], f"{table}.csv")
    found = load(table)[["low", "high"]].astype(object).iloc[0]
    assert [None if pd.isna(end) else end for end in found] == [low, high]


COLUMNS = "row 1: the columns are not right. Missing:"
GBK, *UTF_16 = ("\n".join([HEADER, *GOOD]).encode(encoding) for encoding in ("gbk", "utf-16", "utf-16-be"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (GBK, "row 4: this file seems to be saved as GBK, as Excel on a Chinese Windows does; save it as"),
        *((other, "row 1: this is not UTF-8 text; save the file as CSV UTF-8.") for other in UTF_16),
        (b"\xef\xbb\xbf" + HEADER.encode() + b"\nabc\n\xff\xfe\x81", "row 3: this is not UTF-8 text"),
        (HEADER.encode() + b"\nabc\0,", "row 2: this is not UTF-8 text"),
        ([], "row 1: this line is blank, but the names of the columns belong here: indicator, entity,"),
        (["", HEADER], "row 1: this line is blank, but the names of the columns belong here: indicator, entity,"),
        ([HEADER.replace(",", ";")], "row 1: the cells are separated by semicolons or tabs; save the file as CSV with"),
        ([HEADER.replace(",", "\t")], "row 1: the cells are separated by semicolons or tabs; save the file"),
        ([HEADER.replace(",step", "")], f"{COLUMNS} step. Not expected: none. In order: indicator, entity, period,"),
        ([HEADER + ",extra"], f"{COLUMNS} none. Not expected: 'extra'. In order: indicator, entity, period,"),
        ([HEADER.replace("value", " Value")], f"{COLUMNS} value. Not expected: ' Value'. In order: indicator,"),
        ([HEADER.replace("value,step", "step,value")], f"{COLUMNS} none. Not expected: none. In order: indicator,"),
        ([HEADER, *GOOD[:2], "", *GOOD[2:]], "row 4: this line is blank; take it out."),
        ([HEADER, *GOOD, ""], "row 6: this line is blank; take it out."),
        ([HEADER, GOOD[0], GOOD[1][:-1]], "row 3: cells: 9, but columns: 10. Each column needs a cell; a text with"),
        ([HEADER, GOOD[0], GOOD[1] + ","], "row 3: cells: 11, but columns: 10."),
        ([HEADER, GOOD[0], GOOD[1] + '"open', *GOOD[2:]], "row 3: this is not a line of a CSV file ("),
        ([HEADER, *GOOD, GOOD[1]], "row 6: this is the same indicator, entity, period, source as in row 3: nev_ou"),
        ([HEADER, GOOD[1], GOOD[0]], "row 3: this row belongs further up: rows are sorted by indicator, entity, per"),
        ([HEADER, GOOD[0] + '"two\nlines"', GOOD[1].replace("exact", "hm")], "row 4, column hedge: 'hm' does not"),
    ],
)
def test_a_wrong_line_is_said_at_its_row(folder, lines, said):
    write(folder, lines)
    assert message(folder).startswith(f"autos.csv, {said}")


@pytest.mark.parametrize(
    "cell", ["18.7万", "1,000", "1e6", "NaN", "inf", "１８７", " 187000", "1.", "+5", "−5", "9" * 400]
)
@pytest.mark.parametrize("column", ["value", "step"])
def test_what_is_no_plain_number_is_shown_with_what_one_looks_like(folder, cell, column):
    write(folder, [HEADER, changed(column, cell)])
    said = f"{cell!r} does not belong here. It must be a plain number, such as 187000 or 41.6."
    assert message(folder) == f"autos.csv, row 2, column {column}: {said}"


OF_CELL = [
    ("value", "", "this cell is empty, and it must not be. It must be a plain number, such as 187000 or 41.6."),
    ("hedge", "", "this cell is empty, and it must not be. It must be one of under, nearly, at_most, fraction,"),
    ("period", "", "this cell is empty, and it must not be. What belongs here: ISO 8601: a year (2020), a month"),
    ("hedge", "Exact", "'Exact' does not belong here. It must be one of under, nearly, at_most, fraction, about,"),
    ("period", "2020-13", "'2020-13' does not belong here. What belongs here: ISO 8601: a year (2020), a month"),
    ("period", "２０２０", "'２０２０' does not belong here. What belongs here: ISO 8601: a year (2020), a month"),
    ("period", "2020/2016", "The period '2020/2016' ends before it begins"),
    ("period", "0000", "'0000' is not a year (2020), a month (2020-07)"),
    ("step", "-1000", "-1000 is less than 0, the least that is possible here."),
    ("indicator", "nev_outputs", "There is no indicator 'nev_outputs': did you mean 'nev_output'"),
    ("entity", "luizhou", "There is no entity 'luizhou': did you mean 'liuzhou' or"),
    ("source", "article_2022", "There is no source 'article_2022': did you mean 'article_2021'"),
]
OF_ROW = [
    ("value", "6000000000", "the value 6000000000 is outside 0 to 5,000,000, the range of nev_output in indicators."),
    ("value", "-1", "the value -1 is outside 0 to 5,000,000, the range of nev_output in indicators.csv."),
    ("step", "", "The hedge 'exact' needs the step"),
    ("hedge", "fraction", "187,000 is not one over a whole number"),
    ("indicator", "education_group_coverage", "the indicator education_group_coverage belongs in education.csv"),
]


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [(column, cell, f", column {column}: {said}") for column, cell, said in OF_CELL]
    + [(column, cell, f": {said}") for column, cell, said in OF_ROW],
)
def test_a_wrong_cell_and_what_the_codebook_forbids_are_said_at_their_row(folder, column, cell, said):
    write(folder, [HEADER, changed(column, cell)])
    assert message(folder).startswith(f"autos.csv, row 2{said}")


ABOVE_ALL = "2: No number is possible here: it would lie between 100 and 100."


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("air_daily", "2016-02-29", "2016-02-30", "821, column date: '2016-02-30' is not a year (2020), a month"),
        ("air_daily", "2016-02-29", "2016-02", "821, column date: '2016-02' does not belong here. It must be a day,"),
        ("air_daily", "2016-02-29,102", "2016-02-29,501", "821, column aqi: 501 is more than 500, the most that is"),
        ("air_daily", "2016-02-29,102", "2016-02-29,1.5", "821, column aqi: '1.5' does not belong here. It must"),
        ("air_monthly_cities", "2013-12", "2013-13", "2, column month: '2013-13' is not a year (2020), a month"),
        ("indicators", ",vehicle,", ",vehicel,", "2, column unit: There is no unit 'vehicel': did you mean 'vehicle'"),
        ("indicators", "auto_output_caam,", "auto_output,", "3: this is the same id as in row 2: auto_output."),
        ("education", "89.2,0.1,exact", "100,1,over", ABOVE_ALL),
    ],
)
def test_what_is_wrong_in_another_table_is_said_there(folder, name, old, new, said):
    text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
    write(folder, text.replace(old, new, 1).encode(), f"{name}.csv")
    assert message(folder, "autos" if name == "indicators" else name).startswith(f"{name}.csv, row {said}")


@pytest.mark.parametrize("name", ["datapackage.json", "observation-schema.json", "autos.csv"])
def test_a_missing_or_broken_file_is_named(folder, name):
    content = (folder / name).read_bytes()
    write(folder, content[: len(content) // 2], name)
    assert re.match(rf"{name}, row \d+: (this is not JSON|cells: )", message(folder))
    (folder / name).unlink()
    assert message(folder).startswith(f"The file data/{name} cannot be read: ")


ODD = st.binary(max_size=4) | st.text(max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass"))
ODD |= st.sampled_from([b",", b'"', b"\n", b"\r", b"\n\n", b"\0", b"\xef\xbb\xbf", b"\xb9\xf0", b"9" * 19, b"1e6"])
ODD |= st.sampled_from(b"nan|-0|,,|,2020-07,|,9999-12,|,0001/9999,|,over,|,fraction,".split(b"|") + [",万，,".encode()])


@pytest.mark.parametrize(("name", "examples"), [("autos.csv", 300), ("indicators.csv", 30), ("units.csv", 30)])
def test_a_corrupted_file_gives_a_table_or_one_clear_error(original, monkeypatch, name, examples):
    monkeypatch.setattr(files, "DATA", original)
    before = (original / name).read_bytes()

    @settings(max_examples=examples)
    @given(data=st.data())
    def holds(data):
        content = before
        for _ in range(data.draw(st.integers(1, 3))):
            start, length = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 12))
            content = content[:start] + data.draw(ODD) + content[start + length :]
        write(original, content, name)
        try:
            frame = load("autos")
            assert list(frame.columns) == list(OBSERVATION_COLUMNS) and (frame["start"] <= frame["end"]).all()
        except ClearError as error:
            assert ".csv, row " in str(error)

    try:
        holds()
    finally:
        write(original, before, name)
