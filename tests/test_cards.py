"""Facts about the data card and the line of credit."""

import re
from html import unescape

import pytest

from helpers.data import cards
from helpers.data.cards import codebook, credit
from helpers.data.files import resources, rows_by_id
from helpers.data.tables import load
from helpers.data.words import span
from helpers.errors import ClearError

SERIES = [name for name in resources() if name.startswith("air_")]
THEMES = sorted({row["theme"] for row in rows_by_id("indicators").values()})


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("table", SERIES)
def test_the_card_of_a_series_describes_its_columns_counts_what_is_missing_and_names_the_licence(table):
    about, rows = resources()[table], load(table)
    html = codebook(table)._repr_html_()
    measured = [field for field in about["schema"]["fields"] if "unit" in field]
    assert html.count("<tr>") == len(measured) + 1
    for field in measured:
        cells = html.split(f"<code>{field['name']}</code>")[1].split("</tr>")[0]
        missing = rows[field["name"]].isna().sum() or "none"
        assert text_of(cells) == " ".join([field["unit"], *field["description"].split(), f"{missing} missing"])
    said = text_of(html)
    assert f"Of {len(rows):,} rows" in said and " ".join(about["description"].split()) in said
    assert all(licence["title"] in said for licence in about["licenses"])


@pytest.mark.parametrize("table", THEMES)
def test_the_card_describes_each_indicator_once_and_counts_its_figures_hedges_plans_and_doubtful_sources(table):
    rows, card = load(table), codebook(table)
    names = list(dict.fromkeys(rows["indicator"]))
    lines = card._repr_html_().split("<tr>")[2:]
    assert [re.search(r"<code>(\w+)</code>", line)[1] for line in lines] == names
    for name, line in zip(names, lines, strict=True):
        of_one, about = rows[rows["indicator"] == name], rows_by_id("indicators")[name]
        for column in ("label_en", "label_zh", "definition"):
            assert " ".join(about[column].split()) in text_of(line)
        said = text_of(line.rpartition("<td")[2].partition(">")[2])
        assert said.startswith(f"{len(of_one)}, ")
        days = [span(period) for period in of_one["period"]]
        years = re.findall(r"\b\d{4}\b", said)
        assert (years[0], years[-1]) == (str(min(days)[0].year), str(max(end for _, end in days).year))
    counts = f"{len(names)} of {len(names)} indicators; figures: {len(rows)}; sources: {rows['source'].nunique()}."
    assert repr(card).startswith(f"{table}: {counts}")
    hedged, planned = (rows["hedge"] != "exact").sum(), (rows["status"] != "actual").sum()
    assert f"Figures: {len(rows)}. With a hedge (over, about, at least, …): {hedged}. " in text_of(card._repr_html_())
    said = f"Targets, forecasts or computed: {planned}. From a source of low confidence: "
    assert f"{said}{(rows['confidence'] == 'low').sum()}. " in text_of(card._repr_html_())


def test_indicators_and_columns_are_described_in_the_order_in_which_they_are_named():
    for table, *names in (("autos", "nev_output", "auto_output"), ("autos", "auto_output", "nev_output")):
        assert re.findall(r"<code>(\w+)</code>", codebook(table, *names)._repr_html_()) == names
    assert repr(codebook("air_daily", "no2", "pm25")).endswith("no2 (µg/m³), none missing; pm25 (µg/m³), none missing.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("auto",), "There is no table 'auto': did you mean 'autos'"),
        (("autos", "nev_outputs"), "There is no indicator 'nev_outputs': did you mean 'nev_output'"),
        (("city", "xyz"), "There is no indicator 'xyz': there are "),
        (("air_daily", "pm"), "There is no column 'pm': did you mean 'pm25"),
        *(((name,), f"The table '{name}' holds no figures") for name in ("indicators", "sources", "events", "units")),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(arguments, sentence):
    with pytest.raises(ClearError) as caught:
        codebook(*arguments)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("table", THEMES)
def test_the_credit_of_any_indicator_fits_under_a_title_and_names_its_first_sources(table):
    for _, rows in load(table).groupby("indicator"):
        lines, publishers = credit(rows), rows["publisher"].value_counts()
        text, least = " ".join(lines), publishers.iloc[:2].min()
        assert isinstance(lines, list) and all(lines) and not any(line.endswith("·") for line in lines)
        assert sum(name in text for name in publishers[publishers >= least].index) >= min(len(publishers), 2)
        assert all(len(line) + len(re.findall("[\u4e00-\u9fff（），]", line)) <= 96 for line in lines)
        assert ("Sources: " if len(publishers) > 1 else "Source: ") in text
        assert len(publishers) <= 2 or text.endswith(f"; {len(publishers) - 2} more")
        assert not re.search(r"\bnan\b|None", text)


def test_the_credit_has_the_unit_of_its_rows_or_the_one_that_is_given_but_no_ratio():
    rows = load("autos").query("indicator == 'nev_output'")
    assert credit(rows)[0].startswith("vehicles · Source")
    assert credit(rows, "% of all vehicles")[0].startswith("% of all vehicles · Source")
    assert credit(rows, "long words " * 8)[1].startswith("Source")
    assert credit(load("city").query("indicator == 'area_share_of_guangxi'"))[0].startswith("Source: ")
    assert credit(rows[["source"]].assign(source="my own count")) == ["Source: my own count"]


def test_the_credit_shows_itself_as_the_list_of_all_sources_with_their_trust_and_safe_links():
    html = credit(load("sources").rename(columns={"id": "source"}))._repr_html_()
    in_order = sorted(rows_by_id("sources").values(), key=lambda each: (each["publisher"], each["date"], each["id"]))
    for source, item in zip(in_order, html.split("<li>")[1:], strict=True):
        assert text_of(item).startswith(f"{source['publisher']}: {' '.join(source['title'].split())}")
    assert html.count(" confidence)") == html.count("<li>")
    links = re.findall(r'href="([^"]*)"', html)
    assert links and all(re.match(r"https?://\w[\w.-]*(/|$)", link) for link in links)


@pytest.mark.parametrize("rows", [load("autos").head(0), load("autos").head(3).assign(source=None), load("units")])
def test_no_rows_and_no_sources_have_no_credit_and_no_traceback(rows):
    with pytest.raises(ClearError, match="needs the rows that are drawn, with their source"):
        credit(rows)


@pytest.mark.parametrize("table", THEMES)
def test_credit_and_card_are_the_same_however_the_rows_of_an_indicator_stand(table, monkeypatch):
    rows, before = load(table), codebook(table)
    assert credit(rows.iloc[::-1])._repr_html_() == credit(rows)._repr_html_()
    for chosen in (rows, *(each for _, each in rows.groupby("indicator") if len(each) > 1)):
        assert credit(chosen.sample(frac=1, random_state=1)) == credit(chosen)
    shuffled = rows.sample(frac=1, random_state=1).sort_values("indicator", kind="stable")
    monkeypatch.setattr(cards, "load", lambda name: shuffled)
    after = codebook(table)
    assert (repr(after), after._repr_html_()) == (repr(before), before._repr_html_())


def test_html_in_a_definition_is_shown_and_not_obeyed(monkeypatch):
    odd = {"nev_output": rows_by_id("indicators")["nev_output"] | {"definition": "<script>x</script> & more"}}
    monkeypatch.setattr(cards, "rows_by_id", lambda table: odd)
    html = codebook("autos", "nev_output")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;x&lt;/script&gt; &amp; more" in html
