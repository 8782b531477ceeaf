"""`communique export`, as a person asks for it, and what other tools read of it."""

import csv
import hashlib
import json
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from pytest_httpserver import HTTPServer
from warcio.archiveiterator import ArchiveIterator

from flows.cli import main
from tests.conftest import Ask
from tests.flows.command import REPOSITORY, query, refuse

PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2026-03-0{day}"></head><body><main><h1>{title}</h1>
<p>FRANKFURT, March {day}, 2026 – Christine Lagarde, President of the European Central Bank (ECB), met
Finance Minister Bruno Le Maire of France in Paris on Monday to talk about inflation, interest rates and
the economy.</p><p>The bank published its {words} on the same day, and said that the rates of the economy
would stay as they are until the summer.</p></main></body></html>"""
ODD = '=HYPERLINK("x") & 1 < 2'
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, make_httpserver: HTTPServer) -> Path:
    """A home with three releases of a web site: the first edited once, and unchanged since."""
    home = tmp_path_factory.mktemp("home")
    pages = {
        "/1": PAGE.format(title="Bank meets minister", day=1, words="annual report"),
        "/2": PAGE.format(title=escape(ODD), day=2, words="monthly bulletin"),
        "/3": PAGE.format(title="Bank opens an office", day=3, words="\x0bweekly statement"),
    }
    edited = pages | {"/1": pages["/1"].replace("annual report", "corrected report")}
    addresses = [make_httpserver.url_for(path) for path in pages]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMUNIQUE_HOME", "")
        for edition, asked in (
            (pages, addresses),
            (edited, addresses[:1]),
            (edited, addresses[:1]),
        ):
            make_httpserver.clear()
            for path, page in edition.items():
                make_httpserver.expect_request(path).respond_with_data(
                    page, content_type="text/html; charset=utf-8"
                )
            assert main(["--home", str(home), "ingest", "--direct", *asked]) == 0
    return home


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# Rows


def test_tables_come_as_parquet_with_a_description_of_each_column(
    ask: Ask, home: Path, tmp_path: Path
):
    folder = tmp_path / "package"
    answer = ask(home, "export", "parquet", "--output", folder)
    assert answer.returncode == 0, answer.stderr
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    tables = {each["name"]: each for each in package["resources"]}
    assert {"releases", "topics", "meetings", "quotes", "sources"} <= set(tables)
    assert {each.name for each in folder.iterdir()} == {
        "datapackage.json",
        *(f"{name}.parquet" for name in tables),
    }
    for table in tables.values():
        raw = (folder / table["path"]).read_bytes()
        assert table["bytes"] == len(raw)
        assert table["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        rows = pq.read_table(folder / table["path"])
        assert table["rows"] == rows.num_rows
        assert [each["name"] for each in table["schema"]["fields"]] == rows.column_names
        assert all(each["description"] for each in table["schema"]["fields"])
    fields = {each["name"]: each["type"] for each in tables["releases"]["schema"]["fields"]}
    kinds = {fields[name] for name in ("title", "topics", "published_on", "observed_at")}
    assert kinds == {"string", "array", "date", "datetime"}


def test_a_choice_of_releases_is_taken_from_every_table_that_tells_of_releases(
    ask: Ask, home: Path, tmp_path: Path
):
    folder = tmp_path / "package"
    answer = ask(home, "export", "parquet", "-o", folder, "--since", "2026-03-02", "--org", "ECB")
    assert answer.returncode == 0, answer.stderr
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["choice"] == {"since": "2026-03-02", "organisations": ["ECB"]}
    counts = {each["name"]: each["rows"] for each in package["resources"]}
    assert counts["releases"] == counts["release_versions"] == 2
    assert "sources" not in counts


def test_a_query_comes_as_parquet_with_the_meaning_of_columns_that_are_known(
    ask: Ask, home: Path, tmp_path: Path
):
    folder = tmp_path / "package"
    sql = "select is_duplicate, 1.5::decimal(4, 2) as share, title, title from releases -- all of them"
    assert ask(home, "export", "parquet", "-o", folder, "--sql", sql).returncode == 0
    (table,) = json.loads((folder / "datapackage.json").read_text())["resources"]
    assert table["schema"]["fields"] == [
        {
            "name": "is_duplicate",
            "type": "boolean",
            "description": "Whether an earlier release, at another address, has the same text.",
        },
        {"name": "share", "type": "number"},
        {"name": "title", "type": "string"},
        {"name": "title_2", "type": "string"},
    ]
    assert pq.read_table(folder / "rows.parquet").num_rows == 3


def test_cells_of_csv_are_no_formulas_and_numbers_stay_numbers(
    ask: Ask, home: Path, tmp_path: Path
):
    file = tmp_path / "rows.csv"
    sql = (
        "select title, -1.5 as change, '-1.5' as told, '@x' as at, e'\\tx' as tab, '+1' as plus,"
        " e'\\rx' as cr, 'é' as letter from releases where title like '=%'"
    )
    assert ask(home, "export", "csv", "--sql", sql, "-o", file).returncode == 0
    with file.open(encoding="utf-8", newline="") as lines:
        header, row = csv.reader(lines)
    assert header == ["title", "change", "told", "at", "tab", "plus", "cr", "letter"]
    assert row == [f"'{ODD}", "-1.5", "'-1.5", "'@x", "'\tx", "'+1", "·x", "é"]


def test_chosen_releases_come_as_lines_the_latest_first(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "releases.jsonl"
    answer = ask(home, "export", "jsonl", "--until", "2026-03-02", "-o", file)
    assert "2 rows written to" in answer.stderr
    rows = read_lines(file)
    assert [row["published_on"] for row in rows] == ["2026-03-02", "2026-03-01"]
    assert rows[1]["is_edited"] is True
    nothing = tmp_path / "nothing.csv"
    assert ask(home, "export", "csv", "--topic", "none", "-o", nothing).returncode == 0
    assert nothing.read_text().startswith("release_id,source_id,")
    assert len(nothing.read_text().splitlines()) == 1


def test_a_report_takes_its_parameters(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "latest.csv"
    report = ("--report", "latest-releases", "--param", "limit=1")
    assert ask(home, "export", "csv", *report, "-o", file).returncode == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2


# News items and feeds


def make_validator() -> Draft202012Validator:
    """Of the published schema; its remote part, of shapes on a map, is not used."""
    path = REPOSITORY / "tests/schemas/ninjs-3.0.json"
    checker = FormatChecker()
    checker.checks("uri")(lambda text: bool(urlsplit(str(text)).scheme))
    return Draft202012Validator(json.loads(path.read_text()), format_checker=checker)


def test_news_items_fit_the_published_schema_of_ninjs(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "items.jsonl"
    assert ask(home, "export", "ninjs", "-o", file).returncode == 0
    items = read_lines(file)
    validator = make_validator()
    for item in items:
        validator.validate(item)
    assert not validator.is_valid({**items[0], "slug": "not in ninjs"})
    item = items[2]
    assert item["title"] == "Bank meets minister"
    assert (item["version"], item["contentCreated"]) == ("2", "2026-03-01T00:00:00Z")
    assert item["renditions"][0]["href"].endswith("/1")
    subjects = {each["literal"]: each["uri"] for each in item["subjects"]}
    (topic,) = query(home, "select topic_id from topics order by all limit 1")
    code = str(topic[0]).removeprefix("medtop:")
    assert subjects[str(topic[0])] == f"http://cv.iptc.org/newscodes/mediatopic/{code}"
    assert "Christine Lagarde" in {each["name"] for each in item["people"]}
    assert "European Central Bank" in {each["name"] for each in item["organisations"]}
    places = {each["name"]: each for each in item["places"]}
    assert places["France"]["literal"] == "FR"
    assert places["Paris"]["contactInfo"][0]["address"] == {"country": "FR"}


def test_a_query_of_release_ids_gives_their_news_items(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "items.jsonl"
    sql = "select release_id, topic_id from topics where title like '=%'"
    assert ask(home, "export", "ninjs", "--sql", sql, "-o", file).returncode == 0
    assert [item["title"][0] for item in read_lines(file)] == ["="]
    line = refuse(ask(home, "export", "ninjs", "--sql", "select 1 as n", "-o", tmp_path / "no"))
    assert "the query gives no release_id" in line


def test_a_json_feed_is_whole_and_links_to_the_releases(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "feed.json"
    assert ask(home, "export", "feed.json", "-o", file).returncode == 0
    feed = json.loads(file.read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"][-2:] for item in feed["items"]] == ["/3", "/2", "/1"]
    assert len({item["id"] for item in feed["items"]}) == 3
    for item in feed["items"]:
        assert item["content_text"]
        assert item["date_published"].endswith("T00:00:00Z")
    parsed = tmp_path / "again.json"
    sql = "select url, title from releases where false"
    assert ask(home, "export", "feed.json", "--sql", sql, "-o", parsed).returncode == 0
    assert json.loads(parsed.read_text())["items"] == []


def test_an_atom_feed_is_read_by_a_feed_reader_and_holds_no_markup(
    ask: Ask, home: Path, tmp_path: Path
):
    file = tmp_path / "feed.xml"
    assert ask(home, "export", "atom", "-o", file).returncode == 0
    root = etree.parse(file).getroot()
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    feed = feedparser.parse(file.read_bytes())
    assert not feed.bozo
    assert [entry.link[-2:] for entry in feed.entries] == ["/3", "/2", "/1"]
    assert root[6].findtext(f"{ATOM}title") == ODD
    again = tmp_path / "again.xml"
    assert ask(home, "export", "atom", "-o", again).returncode == 0
    assert etree.parse(again).getroot().findtext(f"{ATOM}id") == root.findtext(f"{ATOM}id")


def test_a_feed_of_a_query_needs_addresses_and_titles_and_links_to_nothing_a_browser_runs(
    ask: Ask, home: Path, tmp_path: Path
):
    file = tmp_path / "feed.xml"
    sql = "select 'javascript:alert(1)' as url, e'a\\x01b' as title"
    assert ask(home, "export", "atom", "--sql", sql, "-o", file).returncode == 0
    (entry,) = feedparser.parse(file.read_bytes()).entries
    assert (entry.title, entry.get("links", [])) == ("ab", [])
    lines = [
        refuse(ask(home, "export", "atom", "--sql", asked, "-o", tmp_path / "no.xml"))
        for asked in ("select 'x' as title", "select 1 as url, 'x' as title")
    ]
    assert "the query gives no url: a feed needs title and url" in lines[0]
    assert "a feed cannot take url" in lines[1]
    assert not (tmp_path / "no.xml").exists()


# Records


def list_records(path: Path) -> list[tuple[str, str, str]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Record-ID"),
                record.rec_headers.get_header("WARC-Payload-Digest"),
            )
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() or True
        ]


def test_records_are_copied_byte_for_byte_and_read_by_other_tools(
    ask: Ask, home: Path, tmp_path: Path
):
    file = tmp_path / "chosen.warc.gz"
    answer = ask(home, "export", "warc", "--until", "2026-03-01", "-o", file)
    assert answer.returncode == 0, answer.stderr
    kinds = [kind for kind, _, _ in list_records(file)]
    # Two versions of one release, and the answer that said nothing new.
    assert sorted(kinds) == ["response", "response", "revisit", "warcinfo"]
    archived = b"".join(path.read_bytes() for path in sorted((home / "archive").rglob("*.gz")))
    _, copied = file.read_bytes().split(b"\x1f\x8b\x08", 2)[1:]
    assert all(part in archived for part in copied.split(b"\x1f\x8b\x08"))
    known = {record for path in (home / "archive").rglob("*.gz") for record in list_records(path)}
    assert set(list_records(file)[1:]) <= known


def test_an_answer_that_says_nothing_new_brings_the_one_it_refers_to(
    ask: Ask, home: Path, tmp_path: Path
):
    file = tmp_path / "revisit.warc.gz"
    sql = """select archive_file, archive_offset from raw."fetch" where outcome = 'unchanged' limit 1"""
    assert ask(home, "export", "warc", "--sql", sql, "-o", file).returncode == 0
    records = {kind: digest for kind, _, digest in list_records(file)}
    assert records["revisit"] == records["response"]


def test_an_exported_crawl_is_ingested_like_any_other(ask: Ask, home: Path, tmp_path: Path):
    file = tmp_path / "chosen.warc.gz"
    ask(home, "export", "warc", "--since", "2026-03-02", "-o", file)
    other = tmp_path / "other"
    assert ask(other, "ingest", "--direct", file).returncode == 0
    asked = "select title, body, published_on from releases where published_on > '2026-03-01' order by 1"
    assert query(other, asked) == query(home, asked)


def test_damaged_records_are_left_out_and_said(ask: Ask, home: Path, tmp_path: Path):
    broken = tmp_path / "home"
    broken.mkdir()
    (broken / "snapshot.duckdb").write_bytes((home / "snapshot.duckdb").read_bytes())
    for path in (home / "archive").rglob("*.gz"):
        copy = broken / path.relative_to(home)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    first, *_ = sorted((broken / "archive").rglob("*.gz"), key=lambda path: path.stat().st_mtime_ns)
    raw = bytearray(first.read_bytes())
    raw[-20] ^= 255
    first.write_bytes(raw)
    answer = ask(broken, "export", "warc", "-o", tmp_path / "rest.warc.gz")
    assert answer.returncode == 1
    assert f"left out: {first.relative_to(broken)} at " in answer.stderr
    sql = "select '../snapshot.duckdb' as archive_file, 0 as archive_offset"
    answer = ask(broken, "export", "warc", "--sql", sql, "-o", tmp_path / "none.warc.gz")
    assert (answer.returncode, "outside the archive" in answer.stderr) == (1, True)


# Targets


def test_what_is_there_already_is_kept_unless_told(ask: Ask, home: Path, tmp_path: Path):
    file, folder = tmp_path / "rows.csv", tmp_path / "package"
    file.write_text("mine")
    for arguments in (("csv", "-o", file), ("parquet", "-o", file)):
        assert "is there already" in refuse(ask(home, "export", *arguments))
    assert ask(home, "export", "csv", "-o", file, "--force").returncode == 0
    assert file.read_text() != "mine"
    assert ask(home, "export", "parquet", "-o", folder).returncode == 0
    assert "is there already" in refuse(ask(home, "export", "parquet", "-o", folder))
    few = ("export", "parquet", "--sql", "select 1 as n", "-o", folder, "--force")
    assert ask(home, *few).returncode == 0
    assert {each.name for each in folder.iterdir()} == {"rows.parquet", "datapackage.json"}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    line = refuse(ask(home, "export", "parquet", "-o", tmp_path / "mine", "--force"))
    assert "not written over" in line
    assert "is a folder" in refuse(ask(home, "export", "csv", "-o", folder, "--force"))


def test_an_export_that_fails_leaves_nothing(ask: Ask, home: Path, tmp_path: Path):
    late = (
        "select case when i < 50000 then i else error('too late') end as n from range(60000) t(i)"
    )
    for style in ("csv", "jsonl", "parquet"):
        line = refuse(ask(home, "export", style, "--sql", late, "-o", tmp_path / "rows"))
        assert "too late" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--sql", "select 1", "--report", "kinds"), "exclude each other"),
        (("--sql", "select 1", "--since", "2026-01-01"), "put them into the query"),
        (("--param", "limit=1"), "--param belongs to --report"),
        (("--report", "nope"), "no report 'nope'"),
        (("--sql", "copy releases to 'x.csv'"), "files and extensions are out of reach"),
        (("--sql", "select 1; select 2"), "holds 2 statements"),
        (("--sql", " "), "holds no statement"),
        (("--since", "soon"), "expected a day"),
        (("--source", "nobody"), "no release of 'nobody'"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    ask: Ask, home: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
):
    file = tmp_path / "rows.csv"
    assert words in refuse(ask(home, "export", "csv", *arguments, "-o", file))
    assert not file.exists()


def test_an_export_needs_a_folder_and_a_snapshot(ask: Ask, home: Path, tmp_path: Path):
    line = refuse(ask(home, "export", "csv", "-o", tmp_path / "no" / "rows.csv"))
    assert "no such folder" in line
    assert "no snapshot yet" in refuse(ask(tmp_path, "export", "csv", "-o", tmp_path / "x"))
    assert "'xlsx' is not one of" in refuse(ask(home, "export", "xlsx", "-o", tmp_path / "x"))
