"""`communique archive verify` and `communique raw`, as a person runs them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from flows.cli import main
from schemas.run import Run
from tests.conftest import Ask
from tests.flows.command import query
from warehouse.connection import hold_writer_lock
from warehouse.load import start_run

PAGE = """<html><body><h1>Berth {n} of the harbour opened</h1><p>The harbour office has opened berth
{n} to ferries on Monday, and the minister came to see the first of them make fast. Cafés followed.
</p><p>The berth was dredged to a new depth, and lights were set on both of its ends.</p></body></html>
"""


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, make_httpserver: HTTPServer) -> Path:
    """A home with an edited release, its page since unchanged."""
    home = tmp_path_factory.mktemp("ingested")
    address = make_httpserver.url_for("/a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMUNIQUE_HOME", "")
        for number in (1, 2, 2):
            page = PAGE.format(n=number)
            make_httpserver.clear()
            make_httpserver.expect_request("/a").respond_with_data(page, content_type="text/html")
            assert main(["--home", str(home), "ingest", "--direct", address]) == 0
    return home


@pytest.fixture
def home(ingested: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(ingested, tmp_path / "home"))


def find_release(home: Path) -> str:
    ((release_id,),) = query(home, "select release_id from releases")
    return str(release_id)


def find_archive(home: Path) -> list[Path]:
    """In the order they were written: two runs of one second have names in any order."""
    return sorted((home / "archive").rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)


def test_every_version_is_read_back_as_it_came(home: Path, ask: Ask, tmp_path: Path):
    release = find_release(home)
    for identity, number in ((release, 2), (f"{release}@1", 1), (f"{release}@2", 2)):
        answer = ask(home, "raw", identity)
        assert (answer.returncode, answer.stdout) == (0, PAGE.format(n=number))
    target = tmp_path / "page.html"
    assert ask(home, "raw", release, "--output", target).returncode == 0
    assert target.read_text(encoding="utf-8") == PAGE.format(n=2)


def test_a_request_is_read_back_even_where_it_brought_nothing_new(home: Path, ask: Ask):
    rows = query(home, 'select fetch_id, outcome from raw."fetch" order by fetched_at')
    assert [outcome for _, outcome in rows] == ["fetched", "fetched", "unchanged"]
    for (fetch_id, _), number in zip(rows, (1, 2, 2), strict=True):
        assert ask(home, "raw", str(fetch_id)).stdout == PAGE.format(n=number)


def test_what_cannot_be_read_back_is_one_line(
    home: Path, ask: Ask, httpserver: HTTPServer, tmp_path: Path
):
    release = find_release(home)
    httpserver.expect_request("/gone").respond_with_data("", status=410)
    ask(home, "ingest", "--direct", httpserver.url_for("/gone"))
    ((failed,),) = query(home, """select fetch_id from raw."fetch" where outcome = 'failed'""")
    for identity, words in (
        ("0123456789abcdef", "no release or version has the id '0123456789abcdef'"),
        (f"{release}@7", "no release or version has the id"),
        (f"{release}@x", "expected RELEASE@VERSION"),
        ("run/source/1", "no request has the id 'run/source/1'"),
        (str(failed), "brought nothing: http-410"),
    ):
        answer = ask(home, "raw", identity)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert words in answer.stderr
        assert len(answer.stderr.splitlines()) == 1
    answer = ask(home, "raw", release, "--output", tmp_path / "none" / "page.html")
    assert (answer.returncode, "choose another" in answer.stderr) == (2, True)
    for path in find_archive(home):
        path.unlink()
    answer = ask(home, "raw", release)
    assert (answer.returncode, "restore it" in answer.stderr) == (2, True)


def test_a_sound_archive_is_said_to_be_sound(home: Path, ask: Ask):
    answer = ask(home, "archive", "verify")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "3 files, 6 records (1 revisits)" in answer.stdout
    assert "3 requests point to them" in answer.stdout
    assert answer.stdout.endswith("all is sound\n")


def test_faults_are_named_with_their_place_and_an_exit_code_for_cron(home: Path, ask: Ask):
    first, second, _ = find_archive(home)
    raw = bytearray(first.read_bytes())
    raw[-20] ^= 255
    first.write_bytes(raw)
    second.unlink()
    answer = ask(home, "archive", "verify")
    assert answer.returncode == 1
    assert f"damaged: {first.relative_to(home)} at " in answer.stdout
    assert f"missing: {second.relative_to(home)}: 1 requests point to it" in answer.stdout
    assert answer.stdout.endswith("2 faults: restore these files from a copy\n")


def test_records_of_a_killed_run_are_listed_and_no_fault(home: Path, ask: Ask):
    (first, *_) = find_archive(home)
    left = first.with_name("20260101T000000-dead00-s.warc.gz")
    left.write_bytes(first.read_bytes())
    answer = ask(home, "archive", "verify")
    assert answer.returncode == 0
    assert f"orphan: {left.relative_to(home)}" in answer.stdout
    with hold_writer_lock(home, "ingest 20260101T000000-dead00", 0):
        assert "orphan" not in ask(home, "archive", "verify").stdout


def test_what_a_killed_run_had_only_fetched_is_named_by_the_next_and_loaded_from_its_file(
    ingested: Path, tmp_path: Path, ask: Ask
):
    dead = "20260101T000000-dead00"
    left = tmp_path / "archive" / "2026" / "01" / "01" / f"{dead}-web-localhost.warc.gz"
    left.parent.mkdir(parents=True)
    left.write_bytes(find_archive(ingested)[0].read_bytes())
    start_run(
        tmp_path,
        Run(
            run_id=dead,
            flow="ingest",
            started_at=datetime(2026, 1, 1, tzinfo=UTC),
            parameters="{}",
            rule_version="1",
        ),
    )
    answer = ask(tmp_path, "ingest", "--direct", left)
    assert answer.returncode == 0, answer.stderr
    assert f"run {dead} was killed: what it had loaded stays" in answer.stderr
    assert f"the bytes are kept in {left.relative_to(tmp_path)}," in answer.stderr
    assert query(tmp_path, "select title from releases") == [("Berth 1 of the harbour opened",)]
    assert "was killed" not in ask(tmp_path, "ingest", "--direct", left).stderr
    shown = ask(tmp_path, "archive", "verify")
    assert shown.returncode == 0
    assert f"orphan: {left.relative_to(tmp_path)}" in shown.stdout
    assert "`communique ingest FILE` loads from here" in shown.stdout


def test_without_a_warehouse_nothing_can_be_verified(tmp_path: Path, ask: Ask):
    for command in (("archive", "verify"), ("raw", "0123456789abcdef")):
        answer = ask(tmp_path, *command)
        assert answer.returncode == 2
        assert "no snapshot yet: run `communique ingest` first" in answer.stderr


def test_the_archive_has_help(ask: Ask, tmp_path: Path):
    assert "verify" in ask(tmp_path, "archive", "--help").stdout
    shown = ask(tmp_path, "archive", "verify", "--help").stdout
    assert "Exit code 1 means" in shown
