import csv
import io
import json
from pathlib import Path
from string import Formatter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import InputError
from schemas.report import Report
from schemas.source import Channel, Source
from tests.warehouse.records import (
    START,
    begin,
    load,
    make_documents,
    make_fetch,
    make_findings,
    make_release,
)
from warehouse.checks import check_run
from warehouse.load import finish_run, save_sources
from warehouse.publish import publish_snapshot
from warehouse.query import TableFormat, run_query, write_table
from warehouse.reports import list_reports, run_report


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    begin(home)
    channel = Channel(kind="feed", url="https://ministry.example/feed")
    save_sources(home, [Source(id="ministry", name="Ministry", channels=(channel,))])
    copy = make_fetch(9)
    records = [*make_documents(range(3)), copy]
    records.append(
        make_release(copy, title="=cmd()|A", body="The body of https://ministry.example/1.")
    )
    finish_run(home, "r1", "completed", START, [load(home, records)])
    begin(home, "r2", days=1)
    fetch = make_fetch(1, run="r2", raw="b")
    edited = make_release(fetch, title="Edited\n<b>title</b>")
    edited = edited.model_copy(update={"findings": make_findings()})
    load(home, [fetch, edited], run="r2")
    check_run(home, "r2", START)
    publish_snapshot(home)
    return home


def write(table: pa.Table, style: TableFormat) -> str:
    out = io.BytesIO()
    write_table(table, style, out)
    return out.getvalue().decode()


def test_names_without_a_schema_mean_the_views_of_mart(home: Path) -> None:
    assert run_query(home, "SELECT count(*) AS n FROM releases").to_pylist() == [{"n": 4}]
    assert run_query(home, "SELECT count(*) AS n FROM core.release").to_pylist() == [{"n": 4}]


def test_parameters_are_bound(home: Path) -> None:
    sql = "SELECT count(*) AS n FROM releases WHERE source_id = $source"
    assert run_query(home, sql, {"source": "' OR true --"}).to_pylist() == [{"n": 0}]


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("selec 1", "syntax error"),
        ("SELECT * FROM release", "Did you mean"),
        ("SELECT $missing", "parameters without values"),
        ("DELETE FROM core.release", "the snapshot is read-only: only SELECT works here"),
        ("COPY releases TO 'out.csv'", "out of reach of a query"),
        ("SELECT * FROM read_text('/etc/hostname')", "out of reach of a query"),
        ("ATTACH '/tmp/other.duckdb'", "out of reach of a query"),
        ("INSTALL httpfs", "out of reach of a query"),
        ("SET enable_external_access = true", "settings cannot be changed here"),
        ("  ", "no SQL given"),
    ],
)
def test_a_statement_that_cannot_run_is_refused_in_one_line(
    home: Path, sql: str, line: str
) -> None:
    with pytest.raises(InputError) as caught:
        run_query(home, sql)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_python_variables_are_out_of_reach_of_a_query(home: Path) -> None:
    secret = pa.table({"word": pa.array(["secret"])})
    with pytest.raises(InputError, match="secret does not exist"):
        run_query(home, "SELECT * FROM secret")
    assert secret.num_rows == 1


def test_a_home_without_a_snapshot_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no snapshot yet: run `communique ingest` first"):
        run_query(tmp_path, "SELECT 1")


def test_csv_cells_cannot_become_formulas(home: Path) -> None:
    table = run_query(home, "SELECT title, -1.5 AS change FROM releases WHERE title LIKE '=%'")
    rows = list(csv.reader(io.StringIO(write(table, "csv"))))
    assert rows == [["title", "change"], ["'=cmd()|A", "-1.5"]]


def test_markdown_cells_stay_in_their_cell_and_hold_no_markup(home: Path) -> None:
    table = run_query(home, "SELECT title FROM releases WHERE is_duplicate OR is_edited ORDER BY 1")
    assert write(table, "markdown").splitlines() == [
        "| title |",
        "| --- |",
        "| =cmd()\\|A |",
        "| Edited &lt;b&gt;title&lt;/b&gt; |",
    ]


def test_json_keeps_types_and_tells_columns_of_one_name_apart(home: Path) -> None:
    sql = """SELECT topics, is_edited, observed_at, published_on, sum(current_version) AS n, 'x' AS n
    FROM releases WHERE is_edited GROUP BY ALL"""
    assert json.loads(write(run_query(home, sql), "json")) == [
        {
            "topics": ["politics"],
            "is_edited": True,
            "observed_at": "2026-03-02T06:00:01Z",
            "published_on": "2026-03-01",
            "n": 2,
            "n_2": "x",
        }
    ]
    assert json.loads(write(run_query(home, "FROM releases LIMIT 0"), "json")) == []


def test_a_terminal_gets_text_without_its_codes_or_markup() -> None:
    table = pa.table(
        {"title": pa.array(["\x1b[31mred [bold]loud[/bold]\u202e"]), "n": pa.array([7])}
    )
    shown = write(table, "table")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]loud[/bold]" in shown


def test_parquet_comes_back_as_it_was(home: Path) -> None:
    table = run_query(home, "FROM releases")
    out = io.BytesIO()
    write_table(table, "parquet", out)
    out.seek(0)
    assert pq.read_table(out).equals(table)


@pytest.mark.parametrize("name", [report.name for report in list_reports()])
def test_every_report_answers_with_its_defaults(home: Path, name: str) -> None:
    table = run_report(home, name)
    assert table.num_columns > 2
    assert table.num_rows > 0 or name in {"rejections-by-reason", "gaps", "translations", "events"}


@pytest.mark.parametrize("report", list_reports(), ids=lambda report: report.name)
def test_the_chart_and_links_of_a_report_name_its_columns(home: Path, report: Report) -> None:
    chart = report.chart
    named = {chart.label, chart.value, chart.series} - {""} if chart else set[str]()
    named |= report.links.keys()
    for search in report.links.values():
        named |= {field for _, field, _, _ in Formatter().parse(search) if field}
    assert named <= set(run_report(home, report.name).column_names)


def test_a_report_takes_its_parameters_as_text_or_values(home: Path) -> None:
    answer = run_report(home, "latest-releases", {"limit": "2", "since": "2026-01-01"})
    assert answer.num_rows == 2
    assert run_report(home, "latest-releases", {"source": "nobody"}).num_rows == 0
    (row,) = run_report(home, "versions").to_pylist()
    assert row["changed_fields"] == ["title"]
    (row,) = run_report(home, "duplicates").to_pylist()
    assert row["origin_url"] == "https://ministry.example/1"


@pytest.mark.parametrize(
    ("name", "parameters", "line"),
    [
        ("nope", {}, "no report 'nope': choose one of agenda, as-known, changes, checks, clusters"),
        ("kinds", {"week": "1"}, "has no parameter 'week': it takes source"),
        ("latest-releases", {"limit": "many"}, "limit must be a whole number, not 'many'"),
        ("latest-releases", {"since": "soon"}, "since must be a day such as 2026-01-31"),
    ],
)
def test_a_report_asked_wrongly_says_what_it_takes(
    home: Path, name: str, parameters: dict[str, object], line: str
) -> None:
    with pytest.raises(InputError, match=line):
        run_report(home, name, parameters)


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("SELECT 'infinity'::DATE AS d, DATE '20000-01-01' AS e", {"d": None, "e": None}),
        ("SELECT 1 AS a, 2 AS a, 3 AS a_2", {"a": 1, "a_3": 2, "a_2": 3}),
        (
            "SELECT 12345678901234567.89::DECIMAL(38, 2) AS n, 1.5::DECIMAL(4, 2) AS m",
            {"n": "12345678901234567.89", "m": 1.5},
        ),
    ],
)
def test_json_loses_no_value_and_no_column(home: Path, sql: str, row: dict[str, object]) -> None:
    (shown,) = json.loads(write(run_query(home, sql), "json"))
    assert list(shown) == list(row)
    assert all(shown[name] == value for name, value in row.items() if value is not None)
    assert None not in shown.values()


def test_sql_without_a_statement_is_refused(home: Path) -> None:
    with pytest.raises(InputError, match="holds no statement"):
        run_query(home, "-- only a remark")


def test_csv_and_markdown_hold_no_terminal_codes() -> None:
    table = pa.table({"title": pa.array(["\x1b[2Jred\x07", "two\nlines"])})
    for style in ("csv", "markdown"):
        shown = write(table, style)
        assert "\x1b" not in shown
        assert "\x07" not in shown
    assert "two\nlines" in write(table, "csv")


def test_what_a_query_spills_lies_below_the_home(home: Path) -> None:
    (row,) = run_query(home, "SELECT current_setting('temp_directory') AS folder").to_pylist()
    assert row["folder"] == str(home / "tmp")
