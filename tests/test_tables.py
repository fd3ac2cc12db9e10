"""Facts about tables: what load gives, and what it says of a broken file."""

import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.data import files, tables
from helpers.data.bounds import HEDGED
from helpers.data.files import resources, rows_by_id, rows_of
from helpers.data.tables import load
from helpers.data.words import span
from helpers.errors import ClearError

DATA = files.DATA
FIELDS = {name: resource["schema"]["fields"] for name, resource in resources().items()}
THEMES = [name for name, fields in FIELDS.items() if "hedge" in [field["name"] for field in fields]]
COLUMNS = "year label value hedge status source unit entity_label period low high step month start end indicator"
COLUMNS = [*COLUMNS.split(), "label_zh", "entity", "publisher", "confidence", "locator", "note"]
HEADER = "indicator,entity,period,value,step,hedge,status,source,locator,note"
GOOD = [
    "nev_output,liuzhou,2019,60000,10000,over,actual,article_2021,industry 3,",
    "nev_output,liuzhou,2020,187000,1000,exact,actual,article_2021,industry 3,",
    'nev_output,liuzhou,2020-07,18700,100,about,actual,article_2021,,"A note, with 柳州 in it."',
    "nev_output_growth,liuzhou,2016/2020,198.2,0.1,exact,actual,article_2021,,",
]


@pytest.mark.parametrize("table", FIELDS)
def test_a_table_has_each_row_in_order_as_texts_naive_dates_and_numbers_and_keeps_what_is_missing(table):
    for field in FIELDS[table]:
        texts, column = [row[field["name"]] for row in rows_of(table)], load(table)[field["name"]]
        if field["type"] in ("date", "yearmonth"):
            assert column.dt.tz is None
            assert [str(day.date())[: len(text)] for day, text in zip(column, texts, strict=True)] == texts
        elif field["type"] in ("number", "integer"):
            assert list(column.isna()) == [text == "" for text in texts]
            assert list(column.dropna().map(float)) == [float(text) for text in texts if text]
        else:
            assert list(column) == texts


@pytest.mark.parametrize("table", THEMES)
def test_figures_have_the_columns_types_times_labels_and_order_that_are_promised_and_are_possible(table):
    frame = load(table)
    assert list(frame.columns) == COLUMNS
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
        assert about["theme"] == table and float(about["minimum"]) <= row.value <= float(about["maximum"]), row
    rows, key = rows_of(table), resources()[table]["schema"]["primaryKey"]
    assert rows == sorted(rows, key=lambda row: [row[name] for name in key])


def test_hedges_are_ordered_and_a_changed_copy_does_not_touch_what_the_next_reader_gets():
    mine, before = load("autos"), load("autos").copy()
    assert tuple(mine["hedge"].cat.categories) == tuple(HEDGED) and mine["status"].min() == "actual"
    assert (mine["hedge"] > "exact").sum() == mine["hedge"].isin(["at_least", "over"]).sum() > 0
    mine.loc[:, "value"] = 0
    mine.index = mine.index[::-1]
    pd.testing.assert_frame_equal(load("autos"), before)


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


def changed(column, cell):
    """A good line with one cell changed."""
    cells = dict(zip(HEADER.split(","), GOOD[1].split(","), strict=True)) | {column: f'"{cell}"'}
    return ",".join(cells.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("lines", [GOOD, []], ids=len)
def test_a_file_is_read_however_excel_or_an_editor_saves_utf_8_and_a_header_alone_too(folder, lines, end, encoding):
    write(folder, "".join(line + end for line in [HEADER, *lines]).encode(encoding))
    assert len(load("autos")) == len(lines) and list(load("autos").columns) == COLUMNS


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


THESE = "The first line of data/autos.csv must name these columns: indicator, entity, period, value, step, hedge, "
GBK, *UTF_16 = ("\n".join([HEADER, *GOOD]).encode(encoding) for encoding in ("gbk", "utf-16", "utf-16-be"))
NOT_COMMAS = "In data/autos.csv, semicolons or tabs stand between the cells: save it as CSV with commas."
NUMBER = "is not a number, such as 187000 or 41.6."


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        *((other, "data/autos.csv is not UTF-8 text. In Excel, save it as") for other in (GBK, *UTF_16)),
        *(([HEADER.replace(",", sign), *GOOD], NOT_COMMAS) for sign in ";\t"),
        *((lines, THESE) for lines in ([], ["", HEADER], [HEADER + ",more"], [HEADER.replace("value,", ""), *GOOD])),
        *(
            ([HEADER, *lines], f"data/autos.csv, row {row}: a row has 10 cells, with commas between; a text with")
            for row, lines in (
                (3, [GOOD[0], "", GOOD[1]]),
                (3, [GOOD[0], GOOD[1][:-1]]),
                (3, [GOOD[0], GOOD[1] + ","]),
                (3, [GOOD[0], GOOD[1] + '"open', GOOD[3]]),
                (4, [GOOD[0] + '"two\nlines"', *GOOD[1:2], "x"]),
            )
        ),
        *(
            ([HEADER, changed(column, cell)], f"data/autos.csv, row 2: {cell!r} {NUMBER}")
            for column in ("value", "step")
            for cell in ("18.7万", "1,000", "NaN", "inf", "−5", "+")
        ),
        ([HEADER, changed("value", "")], f"data/autos.csv, row 2: '' {NUMBER}"),
        ([HEADER, changed("step", "")], "data/autos.csv, row 2: The hedge 'exact' needs the step"),
        ([HEADER, changed("hedge", "exakt")], "data/autos.csv, row 2: There is no hedge 'exakt': did you mean 'exact'"),
        ([HEADER, changed("hedge", "fraction")], "data/autos.csv, row 2: 187,000 is not one over a whole number"),
        ([HEADER, changed("indicator", "nev_outputs")], "data/autos.csv, row 2: There is no indicator 'nev_outputs'"),
        ([HEADER, changed("entity", "luizhou")], "There is no entity 'luizhou': did you mean 'liuzhou' or"),
        ([HEADER, changed("source", "article_2022")], "There is no source 'article_2022': did you mean 'article_2021'"),
        ([HEADER, changed("status", "actul")], "There is no status 'actul': did you mean 'actual'"),
        ([HEADER, changed("period", "2020-13")], "'2020-13' is not a year (2020), a month (2020-07)"),
        ([HEADER, changed("period", "2020/2016")], "The period '2020/2016' ends before it begins"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_clear_sentence(folder, lines, said):
    write(folder, lines)
    with pytest.raises(ClearError) as caught:
        load("autos")
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)


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
            assert list(frame.columns) == COLUMNS and (frame["start"] <= frame["end"]).all()
        except ClearError as error:
            assert "\n" not in str(error)

    try:
        holds()
    finally:
        write(original, before, name)
