"""Every check of the warehouse: sound rows pass, and it finds the row that must not be."""

from collections.abc import Iterator

import duckdb
import pytest

from schemas.tables import TABLES
from tests.warehouse.press import fill
from warehouse.checks import list_rules, run_checks
from warehouse.connection import open_writer
from warehouse.statements import list_statements

AGAIN = "INSERT INTO {0} SELECT * FROM {0} LIMIT 1"
LOST = "UPDATE {} SET release_id = 'lost'"
# What breaks each check.
HARM = {
    "batches_belong_to_a_run": "UPDATE raw.batch SET fetched_count = 99",
    "changes_have_their_versions": "UPDATE core.field_change SET version = 9",
    "confidences_are_shares": "UPDATE core.mention SET confidence = 1.5",
    "coverage_balances": "UPDATE core.coverage SET discovered_count = 99",
    "coverage_matches_outcomes": "UPDATE core.coverage SET loaded_count = 99",
    "duplicates_point_to_an_origin": "UPDATE core.release SET duplicate_of_release_id = 'lost'",
    "entities_are_mentioned": "DELETE FROM core.mention",
    "facts_have_their_version": LOST.format("core.quote"),
    "known_urls_have_their_bytes": "UPDATE core.url_state SET raw_digest = NULL",
    "links_have_their_release": LOST.format("core.language_group"),
    "meetings_have_their_participants": "DELETE FROM core.meeting",
    "natural_keys_are_single": AGAIN.format("core.release"),
    "neighbouring_versions_differ": "UPDATE core.release_version SET digest = 'same'",
    "outcomes_are_covered": "DELETE FROM core.coverage",
    "rejections_are_open_once": AGAIN.format("raw.rejection"),
    "releases_are_not_dated_ahead": "UPDATE core.release_version SET published_on = '2027-01-01'",
    "releases_have_a_known_source": "DELETE FROM core.source",
    "releases_have_their_current_version": "UPDATE core.release SET current_version = 9",
    "requests_belong_to_a_run": "DELETE FROM raw.run",
    "spans_hold_their_text": "UPDATE core.mention SET span_end = span_start",
    "versions_come_from_a_fetch": 'DELETE FROM raw."fetch"',
    "versions_have_their_release": "DELETE FROM core.release",
    "versions_have_words": "UPDATE core.release_version SET body = ''",
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_writer(fill(tmp_path_factory.mktemp("home"))) as connection:
        yield connection


def find_failures(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {check.name for check in run_checks(connection) if check.bad_count}


def test_sound_rows_pass_every_check(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.begin()
    warehouse.execute(
        "INSERT INTO core.source BY NAME SELECT * REPLACE ('agency' AS source_id) FROM core.source"
    )
    assert find_failures(warehouse) == set()
    warehouse.rollback()


@pytest.mark.parametrize("name", HARM)
def test_a_check_finds_the_row_that_must_not_be(
    warehouse: duckdb.DuckDBPyConnection, name: str
) -> None:
    warehouse.begin()
    warehouse.execute(HARM[name])
    (check,) = [check for check in run_checks(warehouse) if check.name == name]
    warehouse.rollback()
    assert check.bad_count
    assert check.examples
    assert check.description.startswith("One row")


def test_every_check_is_tried_and_says_its_table_and_severity() -> None:
    names = {name.rpartition("/")[2] for name in list_statements("checks")}
    assert names == list_rules().keys() == HARM.keys()
    assert {rule.table for rule in list_rules().values()} <= TABLES.keys() | {"all"}
