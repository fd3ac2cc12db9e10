"""Facts about the data card and the line of credit."""

import re
from html import unescape

import pytest

from helpers.data.cards import codebook, credit
from helpers.data.files import resources
from helpers.data.periods import span
from helpers.data.tables import load
from helpers.errors import ClearError

SERIES = ["air_daily", "air_hourly", "air_monthly_cities"]
THEMES = ["autos", "city", "ecology", "education", "industry", "livelihood", "luosifen"]


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def as_of_one_source(rows, source):
    return rows.assign(source=source)


# The data card.


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


def test_the_card_of_a_series_describes_the_columns_that_are_asked_for():
    card = codebook("air_daily", "no2", "pm25")
    assert repr(card) == "air_daily: 1157 rows. no2 (µg/m³), none missing; pm25 (µg/m³), none missing."
    with pytest.raises(ClearError, match="There is no column 'pm': did you mean 'pm25"):
        codebook("air_daily", "pm")


@pytest.mark.parametrize("table", THEMES)
def test_the_card_of_each_table_describes_each_of_its_indicators_once(table):
    rows, about = load(table), load("indicators").set_index("id")
    names = list(dict.fromkeys(rows["indicator"]))
    card = codebook(table)
    html = card._repr_html_()
    said = text_of(html)
    assert html.count("<tr>") == len(names) + 1
    for name in names:
        assert f"<code>{name}</code>" in html
        for column in ("label_en", "label_zh", "definition"):
            assert " ".join(about.loc[name, column].split()) in said
    publishers = rows["source"].nunique()
    assert repr(card).startswith(
        f"{table}: {len(names)} of {len(names)} indicators, {len(rows)} figures from {publishers} sources."
    )


@pytest.mark.parametrize("table", THEMES)
def test_the_card_says_how_many_figures_there_are_and_from_when_to_when(table):
    shown = {
        re.search(r"<code>(\w+)</code>", row)[1]: text_of(row.rpartition("<td")[2].partition(">")[2])
        for row in codebook(table)._repr_html_().split("<tr>")[2:]
    }
    for name, rows in load(table).groupby("indicator"):
        years = [span(period) for period in rows["period"]]
        first, last = min(years)[0].year, max(end for _, end in years).year
        assert shown[name].startswith(f"{len(rows)}, ")
        said = re.findall(r"\b\d{4}\b", shown[name])
        assert (said[0], said[-1]) == (str(first), str(last))


def test_the_card_counts_hedges_plans_and_doubtful_sources():
    rows = load("industry")
    shown = text_of(codebook("industry")._repr_html_())
    hedged, plans = (rows["hedge"] != "exact").sum(), (rows["status"] != "actual").sum()
    assert f"Of these {len(rows)} figures, {hedged} carry a hedge" in shown
    assert f"{plans} are targets, forecasts or computed" in shown
    low = (load("autos")["confidence"] == "low").sum()
    verb = "rests" if low == 1 else "rest"
    wanted = f"{low} {verb} on a source of low confidence" if low else "none rests on a source of low confidence"
    assert wanted in text_of(codebook("autos")._repr_html_())


def test_indicators_are_described_in_the_order_in_which_they_are_named():
    for names in (("nev_output", "auto_output"), ("auto_output", "nev_output")):
        html = codebook("autos", *names)._repr_html_()
        assert re.findall(r"<code>(\w+)</code>", html) == list(names)


def test_html_in_a_definition_is_shown_and_not_obeyed(monkeypatch):
    real = load

    def odd(table):
        frame = real(table)
        return frame.assign(definition="<script>x</script> & more") if table == "indicators" else frame

    monkeypatch.setattr("helpers.data.cards.load", odd)
    html = codebook("autos", "nev_output")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;x&lt;/script&gt; &amp; more" in html


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("auto",), "There is no table 'auto': did you mean 'autos'"),
        (("autos", "nev_outputs"), "There is no indicator 'nev_outputs': did you mean 'nev_output'"),
        (("autos", "gdp"), "There is no indicator 'gdp': there are "),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(arguments, sentence):
    with pytest.raises(ClearError) as caught:
        codebook(*arguments)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("table", ["indicators", "sources", "events", "units"])
def test_a_table_that_holds_no_figures_has_no_card_and_says_so(table):
    with pytest.raises(ClearError):
        codebook(table)


# The credit.


@pytest.mark.parametrize("table", THEMES)
def test_the_credit_of_any_indicator_fits_under_a_title_and_names_its_first_source(table):
    rows = load(table)
    for name in dict.fromkeys(rows["indicator"]):
        of_one = rows[rows["indicator"] == name]
        lines = credit(of_one)
        publishers = of_one["publisher"].value_counts()
        assert isinstance(lines, list) and all(isinstance(line, str) and line for line in lines)
        assert all(name in " ".join(lines) for name in publishers.index[:2])
        assert not any(line.endswith("·") for line in lines)
        assert all(len(line) + len(re.findall("[\u4e00-\u9fff（），]", line)) <= 96 for line in lines)
        assert ("Sources: " if len(publishers) > 1 else "Source: ") in " ".join(lines)
        assert not any(re.search(r"\bnan\b|None", line) for line in lines)
        if len(publishers) > 2:
            assert lines[-1].endswith(f"{len(publishers) - 2} more")


def test_the_credit_has_the_unit_of_its_rows_or_the_one_that_is_given():
    rows = load("autos").query("indicator == 'nev_output'")
    assert credit(rows)[0].startswith("vehicles · Source")
    assert credit(rows, "long words " * 8)[1].startswith("Source")
    assert credit(rows, "% of all vehicles")[0].startswith("% of all vehicles · Source")


def test_a_ratio_and_rows_without_a_unit_are_credited_without_one():
    rows = load("city").query("indicator == 'area_share_of_guangxi'")
    assert credit(rows)[0].startswith("Source: ")
    assert credit(rows[["source"]])[0].startswith("Source: ")


def test_the_credit_shows_itself_as_the_list_of_all_sources_with_their_trust():
    rows = load("autos").query("indicator == 'nev_output'")
    html = credit(rows)._repr_html_()
    assert html.count("<li>") == rows["source"].nunique()
    about = load("sources").set_index("id")
    for source in rows["source"].unique():
        assert about.loc[source, "title"] in text_of(html)
        assert f"({about.loc[source, 'confidence']} confidence)" in html


def test_each_link_of_every_source_is_a_safe_one():
    html = credit(as_of_one_source(load("sources"), load("sources")["id"]))._repr_html_()
    links = re.findall(r'href="([^"]*)"', html)
    assert links and all(re.match(r"https?://\w[\w.-]*(/|$)", link) for link in links)


def test_no_rows_have_no_credit_and_no_traceback():
    with pytest.raises(ClearError):
        credit(load("autos").head(0))
