"""What becomes of a run whose warehouse does not pass its checks."""

import shutil
from pathlib import Path

import duckdb
import pytest

from flows.artifacts import render_summary
from flows.runs import Summary
from tests.conftest import Ask
from tests.flows.command import SAMPLES, query
from warehouse.checks import run_checks
from warehouse.connection import SNAPSHOT, WAREHOUSE

WIRE = sorted((SAMPLES / "wire").iterdir())


def harm(home: Path, statement: str) -> None:
    with duckdb.connect(str(home / WAREHOUSE)) as connection:
        connection.execute(statement)


@pytest.fixture
def begun(ask: Ask, tmp_path: Path) -> Path:
    """A home with the first page of the wire in it, published."""
    home = tmp_path / "home"
    answer = ask(home, "ingest", "--direct", WIRE[0])
    assert answer.returncode == 0, answer.stderr
    return home


def test_an_error_keeps_a_run_from_being_published_until_it_is_mended(
    ask: Ask, begun: Path
) -> None:
    before = (begun / SNAPSHOT).read_bytes()
    harm(begun, "INSERT INTO core.channel_reading VALUES ('a', ''), ('a', '')")
    answer = ask(begun, "ingest", "--direct", WIRE[1])
    assert answer.returncode == 1
    (line,) = [line for line in answer.stderr.splitlines() if line.startswith("not published: ")]
    assert "natural_keys_are_single (all) finds 1 row that must not be: {" in line
    assert f"copy {begun / SNAPSHOT} over {begun / WAREHOUSE} and run again" in line
    assert "Traceback" not in answer.stderr
    assert answer.stdout.splitlines()[-1].endswith(
        "partial, 1 new, not published (communique doctor)"
    )
    assert (begun / SNAPSHOT).read_bytes() == before
    with duckdb.connect(str(begun / WAREHOUSE), read_only=True) as connection:
        found = connection.execute(
            "SELECT bad_count, severity FROM mart.checks WHERE is_latest AND NOT is_passed"
        ).fetchall()
        assert found == [(1, "error")]
        assert connection.execute("SELECT count(*) FROM core.release").fetchall() == [(2,)]
    told = ask(begun, "doctor")
    assert told.returncode == 2
    assert "broken: " in told.stdout
    assert "check natural_keys_are_single (all) finds 1 row" in told.stdout
    # The next run does not publish it either; what the line says mends it.
    assert ask(begun, "ingest", "--direct", WIRE[1]).returncode == 1
    assert (begun / SNAPSHOT).read_bytes() == before
    shutil.copyfile(begun / SNAPSHOT, begun / WAREHOUSE)
    assert ask(begun, "ingest", "--direct", WIRE[1]).returncode == 0
    assert query(begun, "SELECT count(*) FROM releases") == [(2,)]


def test_without_a_snapshot_nothing_is_published_and_the_way_back_is_to_start_anew(
    ask: Ask, begun: Path
) -> None:
    (begun / SNAPSHOT).unlink()
    harm(begun, "DELETE FROM core.release")
    answer = ask(begun, "ingest", "--direct", WIRE[1])
    assert answer.returncode == 1
    assert f"to start anew, move {begun / WAREHOUSE} away and run again" in answer.stderr
    assert not (begun / SNAPSHOT).exists()


def test_a_warning_is_told_and_published(ask: Ask, begun: Path) -> None:
    harm(begun, "UPDATE core.release_version SET title = ''")
    answer = ask(begun, "ingest", "--direct", WIRE[1])
    assert answer.returncode == 0, answer.stderr
    assert "completed, 1 new, 1 check warns (communique doctor)" in answer.stdout
    shown = ask(begun, "report", "checks", "--param", "failed=true", "--format", "csv")
    (row,) = shown.stdout.splitlines()[1:]
    assert row.startswith("versions_have_words,core.release_version,warn,false,1,")
    told = ask(begun, "doctor")
    assert "22 of 23 checks pass" in told.stdout
    assert "warn: versions_have_words (core.release_version) finds 1 row" in told.stdout
    assert "broken: " not in told.stdout


def test_the_summary_of_a_run_shows_what_was_found_and_that_it_is_not_published(
    begun: Path,
) -> None:
    harm(begun, "DELETE FROM core.source")
    with duckdb.connect(str(begun / WAREHOUSE)) as connection:
        checks = tuple(check for check in run_checks(connection) if check.bad_count)
    summary = Summary(
        run_id="r1",
        flow="ingest",
        state="partial",
        coverage=(),
        checks=checks,
        refusal="not published: because",
    )
    shown = render_summary(summary, [])
    assert r"**What went wrong:** not published\: because" in shown
    assert r"- warn: releases\_have\_a\_known\_source" in shown
