from datetime import date
from typing import Any

import pytest

from schemas.report import Report, ReportChart
from tasks.site.charts import MAX_BARS, MAX_COLUMNS, MAX_SERIES, OTHER, make_chart
from tasks.site.diffs import Change, compare_texts
from tasks.site.names import admit_link, name_file
from tasks.site.shards import find_shard


def draw(chart: ReportChart, rows: list[dict[str, Any]], **links: str) -> dict[str, Any]:
    report = Report(name="one", title="One", description="One.", chart=chart, links=links)
    drawn = make_chart(report, rows)
    assert drawn is not None
    return drawn


def test_columns_stand_for_every_week_between_and_lead_to_what_their_row_counts():
    chart = ReportChart(kind="columns", label="week_on", value="count", series="source")
    rows = [
        {"week_on": date(2026, 1, 5), "count": 2, "source": "a"},
        {"week_on": date(2026, 1, 26), "count": 1, "source": "a"},
        {"week_on": None, "count": 9, "source": "a"},
    ]
    drawn = draw(chart, rows, count="source:{source} week:{week_on}")
    assert drawn["labels"] == ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]
    (series,) = drawn["series"]
    assert series["values"] == [2, 0, 0, 1]
    assert series["pages"][0] == "search.html#source%3Aa%20week%3A2026-01-05"
    assert series["pages"][1] == ""


def test_months_lead_to_the_search_of_their_first_to_last_day():
    chart = ReportChart(
        kind="columns", label="on", series="source", span="month",
        search="source:{series} since:{first} until:{last}",
    )  # fmt: skip
    rows = [{"on": date(2024, 2, day), "source": "a"} for day in (1, 29)]
    (series,) = draw(chart, rows)["series"]
    assert series["values"] == [2]
    assert "since%3A2024-02-01%20until%3A2024-02-29" in series["pages"][0]


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("span", ["week", "month"])
def test_one_wrong_year_does_not_make_thousands_of_columns(year: int, span: str):
    chart = ReportChart.model_validate({"kind": "columns", "label": "on", "span": span})
    rows = [{"on": date(year, 1, 1)}, {"on": date(2026, 1, 5)}, {"on": date(9999, 12, 31)}]
    assert len(draw(chart, rows)["labels"]) == MAX_COLUMNS


def test_what_there_is_no_colour_or_bar_for_is_put_together_or_left_out():
    chart = ReportChart(kind="bars", label="label", value="count", series="part")
    rows = [
        {"label": f"label {number}", "count": 100 - number, "part": f"part {number % 9}"}
        for number in range(60)
    ]
    drawn = draw(chart, rows)
    assert len(drawn["labels"]) == MAX_BARS
    assert len(drawn["series"]) == MAX_SERIES
    assert drawn["series"][-1]["name"] == OTHER
    assert drawn["labels"][0] == "label 0"


def test_a_difference_is_told_by_words_in_changed_paragraphs_alone():
    old = "Same.\n\nExports rose by 4.6 per cent.\n\nGone."
    new = "Same.\n\nExports rose by 4.1 per cent."
    same, changed, gone = compare_texts(old, new)
    assert same == [Change("skip", "1 paragraph unchanged")]
    assert [one for one in changed if one.kind != "same"] == [
        Change("out", "4.6"),
        Change("in", "4.1"),
    ]
    assert gone == [Change("out", "Gone.")]


@pytest.mark.parametrize(
    ("address", "admitted"),
    [
        ("https://example.org/a?b#c", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org/", False),
        ("https://[broken", False),
        ("https:///nohost", False),
    ],
)
def test_only_links_to_the_web_are_admitted(address: str, admitted: bool):
    assert admit_link(address) == (address if admitted else "")


def test_an_id_that_is_no_file_name_gets_one():
    assert name_file("anna-berg") == "anna-berg"
    for strange in ("../../etc/passwd", "رابطة-دول", "Anna", "a" * 200, "", ".", "con/aux"):
        assert name_file(strange).startswith("_")
        assert name_file(strange)[1:].isalnum()
    assert name_file("Anna") != name_file("anna")


def test_the_beginning_of_a_word_lies_where_the_word_does():
    assert find_shard("memorandum") == find_shard("me") == find_shard("^mention")
