"""What is found in a release's text lies in tables, a row a fact, and follows the newest rules."""

from datetime import date
from pathlib import Path

from schemas.findings import Findings
from schemas.release import Release
from tests.warehouse.records import begin, load, make_fetch, make_findings, make_release
from warehouse.connection import open_writer


def load_one(home: Path, findings: Findings, rules: str = "rules-1", run: str = "r1") -> Release:
    fetch = make_fetch(1, run=run)
    release = make_release(fetch, rules=rules).model_copy(
        update={"findings": findings, "margins": ("EMBARGO", "ENDS")}
    )
    load(home, [fetch, release], run=run)
    return release


def count_rows(home: Path, table: str) -> int:
    with open_writer(home) as connection:
        row = connection.execute(f"SELECT count(*) FROM core.{table}").fetchone()
    assert row is not None
    return int(row[0])


def test_every_sort_of_finding_has_its_row(tmp_path: Path) -> None:
    begin(tmp_path)
    load_one(tmp_path, make_findings())
    tables = ("part", "quote", "role_span", "meeting", "meeting_participant", "meeting_outcome")
    assert [count_rows(tmp_path, table) for table in tables] == [1, 2, 1, 1, 1, 1]
    assert count_rows(tmp_path, "entity") == 3
    assert count_rows(tmp_path, "mention") == 4
    with open_writer(tmp_path) as connection:
        part = connection.execute("SELECT name, stated_on, value FROM core.part").fetchone()
        said = connection.execute("SELECT margins, script FROM core.release_version").fetchone()
    assert part == ("embargo", date(2026, 3, 1), "")
    assert said == ("EMBARGO\n\nENDS", "Latn")


def test_a_quote_knows_who_said_it_by_the_id_of_the_person(tmp_path: Path) -> None:
    begin(tmp_path)
    load_one(tmp_path, make_findings())
    with open_writer(tmp_path) as connection:
        said = connection.execute("SELECT words, person_id FROM mart.quotes ORDER BY position")
        assert said.fetchall() == [("We agree", "vladimir-norov"), ("We hope", "")]


def test_other_rules_replace_what_was_found_in_the_same_text(tmp_path: Path) -> None:
    begin(tmp_path)
    load_one(tmp_path, make_findings())
    begin(tmp_path, "r2", days=1)
    load_one(tmp_path, make_findings("V. Norov"), rules="rules-2", run="r2")
    with open_writer(tmp_path) as connection:
        names = connection.execute(
            "SELECT name, version FROM core.entity WHERE entity = 'person'"
        ).fetchall()
    assert names == [("V. Norov", 1)]
    assert count_rows(tmp_path, "mention") == 4


def test_the_same_rules_change_nothing(tmp_path: Path) -> None:
    begin(tmp_path)
    load_one(tmp_path, make_findings())
    begin(tmp_path, "r2", days=1)
    load_one(tmp_path, make_findings(), run="r2")
    assert count_rows(tmp_path, "entity") == 3
