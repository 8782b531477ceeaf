from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from schemas.document import Fetch
from schemas.errors import WarehouseError
from schemas.history import FieldChange, Wording
from tasks.channels.cadence import choose_known, is_due
from tasks.history.compare import compare_versions
from tests.warehouse.records import START, begin, load, make_documents, make_fetch, make_release
from warehouse import columns
from warehouse.checks import run_checks
from warehouse.connection import WAREHOUSE, open_writer
from warehouse.history import compare_older
from warehouse.migrate import find_file_version, find_known_version, list_migrations
from warehouse.statements import read_statement
from warehouse.states import read_states

DAY = timedelta(days=1)
# From this schema version on a load writes when the version before was last seen.
HISTORY_VERSION = 6


def make_requests() -> list[Fetch]:
    """What a file of version 1 recorded: read, unchanged since, rejected, gone and never loaded."""
    unchanged = make_fetch(1, run="r2", outcome="unchanged", at=START + DAY)
    return [
        make_fetch(1),
        make_fetch(2),
        make_fetch(3),
        make_fetch(4),
        unchanged.model_copy(update={"etag": '"renewed"'}),
        make_fetch(2, run="r2", outcome="failed", at=START + DAY),
    ]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose warehouse was written at schema version 1, with data in it."""
    write_first(tmp_path)
    return tmp_path


@pytest.fixture(params=range(1, find_known_version()))
def older(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, int]:
    """A home whose warehouse is of an earlier schema version, whichever, and that version."""
    write_first(tmp_path)
    with duckdb.connect(str(tmp_path / WAREHOUSE)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for number, name in sorted(list_migrations().items()):
            if 1 < number <= request.param:
                connection.execute(read_statement(name))
                connection.execute("INSERT INTO raw.migration VALUES (?, 'x', now())", [number])
        asked = {"release_id": make_release(make_fetch(1)).release_id}
        connection.execute(
            """INSERT INTO core.release_version BY NAME
            SELECT * REPLACE (2 AS version, 'edited' AS cause, 'Edited.' AS body,
            'other' AS digest, observed_at + INTERVAL 1 HOUR AS observed_at)
            FROM core.release_version WHERE release_id = $release_id""",
            asked,
        )
        connection.execute(
            "UPDATE core.release SET current_version = 2 WHERE release_id = $release_id", asked
        )
        if request.param >= HISTORY_VERSION:
            connection.execute(
                """UPDATE core.release_version SET former_seen_at = observed_at - INTERVAL 1 HOUR
                WHERE version = 2"""
            )
    return tmp_path, int(request.param)


def write_first(home: Path) -> None:
    with duckdb.connect(str(home / WAREHOUSE)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(read_statement("migrations/0001_first_tables"))
        connection.execute("INSERT INTO raw.migration VALUES (1, 'first tables', now())")
        for number, run in enumerate(("r1", "r2")):
            moment = START + number * DAY
            connection.execute(
                "INSERT INTO raw.run VALUES (?, 'ingest', ?, ?, 'completed', '{}', 'rules-1')",
                [run, moment, moment],
            )
        requests = make_requests()
        insert_requests(connection, requests)
        results = ["loaded", "loaded", "rejected", None, "unchanged", "failed"]
        for request, result in zip(requests, results, strict=True):
            if result is not None:
                insert_outcome(connection, request, result)
        for request in requests[:2]:
            insert_release(connection, request)
        connection.execute(
            """INSERT INTO core.coverage VALUES
            ('r1', 'ministry', 3, 2, 0, 0, 1, 0, 'partial', ''),
            ('r2', 'ministry', 2, 0, 1, 0, 0, 1, 'partial', '')"""
        )
        connection.execute(
            """INSERT INTO core.source VALUES ('ministry', 'Ministry', '', '', '', ['fr'], NULL, '',
            '', 1, 5000, false, ['feed'], ['https://ministry.example/feed'])"""
        )


def insert_requests(connection: duckdb.DuckDBPyConnection, requests: Sequence[Fetch]) -> None:
    connection.register("staged_fetch", columns.build_table(requests, columns.FETCH))
    insert(connection, 'raw."fetch"', "staged_fetch")


def insert(connection: duckdb.DuckDBPyConnection, table: str, staged: str, more: str = "") -> None:
    """Insert what the table holds at version 1: later versions may state more."""
    held = {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    stated = [row[0] for row in connection.execute(f"DESCRIBE {staged}").fetchall()]
    names = ", ".join(name for name in stated if name in held)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT {names}{more} FROM {staged}")


def insert_outcome(connection: duckdb.DuckDBPyConnection, request: Fetch, result: str) -> None:
    stated = make_release(request).release_id if result in {"loaded", "unchanged"} else None
    connection.execute(
        "INSERT INTO core.outcome VALUES (?, 'ministry', ?, ?, ?, ?, ?, '', ?)",
        [
            request.run_id,
            request.fetch_id,
            f"{request.run_id}/ministry/0",
            request.url,
            result,
            stated,
            request.fetched_at,
        ],
    )


def insert_release(connection: duckdb.DuckDBPyConnection, request: Fetch) -> None:
    release = make_release(request)
    tables = columns.build_release_tables([release])
    for name, table in tables.items():
        connection.register(name, table)
    connection.execute(
        "INSERT INTO core.release VALUES (?, 'ministry', ?, ?, ?, 'r1', 1, NULL)",
        [release.release_id, release.url, release.observed_at, release.observed_at],
    )
    more = """, 1 AS version, 'first' AS cause, [] AS changed_fields, 'r1' AS run_id,
        'r1' AS classified_run_id"""
    insert(connection, "core.release_version", "staged_release", more)
    # Every table that a migration changes holds something: an empty one hides what cannot be done.
    key = "$release_id AS release_id, 1 AS version"
    asked = {"release_id": release.release_id}
    connection.execute(
        f"""INSERT INTO core.date_candidate BY NAME SELECT {key}, 1 AS position, date_on, date_at,
        method, text, confidence, TRUE AS is_chosen FROM staged_date""",
        asked,
    )
    connection.execute(
        f"""INSERT INTO core.topic_assignment BY NAME SELECT {key}, topic_id, label, confidence,
        terms, 'rules-1' AS rule_version FROM staged_topic""",
        asked,
    )


def test_a_file_of_version_1_is_brought_up_to_date_and_loses_nothing(home: Path):
    with open_writer(home) as connection:
        assert find_file_version(connection) == find_known_version()
        counts = [
            connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for name in ('raw."fetch"', "core.outcome", "core.release", "mart.releases")
        ]
        cadence = "SELECT name, min_interval_hours, max_interval_hours FROM core.source"
        assert connection.execute(cadence).fetchall() == [("Ministry", 1.0, 168.0)]
        failed = {check.name for check in run_checks(connection) if check.bad_count}
    assert counts == [6, 5, 2, 2]
    assert failed == set()


def test_an_older_file_knows_its_addresses_as_before(home: Path):
    urls = [f"https://ministry.example/{number}" for number in range(1, 6)]
    states = read_states(home, urls)
    known = choose_known(states, START + DAY)
    assert sorted(known) == urls[:2]
    assert (known[urls[0]].etag, known[urls[0]].archive_offset) == ('"renewed"', 1000)
    assert [states[url].state for url in urls[:4]] == ["ok", "gone", "ok", "ok"]
    assert all(is_due(state, START + 2 * DAY) for state in states.values())
    assert states[urls[1]].error_kind == "http-404"
    assert (states[urls[0]].first_seen_at, states[urls[0]].last_seen_at) == (START, START + DAY)


def test_an_older_file_says_which_pages_are_gone(home: Path):
    with open_writer(home) as connection:
        rows = connection.execute("SELECT url, page_state FROM mart.releases ORDER BY 1").fetchall()
    assert rows == [("https://ministry.example/1", "ok"), ("https://ministry.example/2", "gone")]


def test_an_older_file_is_loaded_into_like_a_new_one(home: Path):
    begin(home, "r3", days=2)
    edited = make_fetch(1, run="r3", raw="edited", at=START + 2 * DAY)
    coverage = load(home, [edited, make_release(edited, body="Edited.")], run="r3")
    assert coverage.loaded_count == 1
    assert read_states(home, [edited.url])[edited.url].last_changed_at == START + 2 * DAY


def test_opening_a_file_again_applies_nothing_twice(home: Path):
    counts: list[object] = []
    for _ in range(2):
        with open_writer(home) as connection:
            counts += connection.execute("SELECT count(*) FROM core.url_state").fetchall()
            counts += connection.execute("SELECT count(*) FROM raw.migration").fetchall()
    assert counts == [(4,), (find_known_version(),)] * 2


def test_a_file_of_any_earlier_version_is_brought_up_to_date_and_kept_as_it_was(
    older: tuple[Path, int],
):
    home, version = older
    before = (home / WAREHOUSE).read_bytes()
    with open_writer(home) as connection:
        assert find_file_version(connection) == find_known_version()
        counts = [
            connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for name in ('raw."fetch"', "core.outcome", "mart.releases", "mart.release_versions")
        ]
        failed = {check.name for check in run_checks(connection) if check.bad_count}
    assert counts == [6, 5, 2, 3]
    assert failed == set()
    # All is in the file: nothing of it hangs on the write-ahead log.
    assert not (home / f"{WAREHOUSE}.wal").exists()
    kept = home / f"{WAREHOUSE}.v{version}"
    assert kept.read_bytes() == before
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []
    with duckdb.connect(str(kept), read_only=True) as connection:
        assert find_file_version(connection) == version


def test_versions_without_a_differing_field_hide_none_behind_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("warehouse.history.BATCH_SIZE", 1)
    begin(tmp_path)
    load(tmp_path, make_documents((1, 2)))
    begin(tmp_path, "r2")
    for number in (1, 2):
        edited = make_fetch(number, run="r2", raw=f"edited {number}")
        load(tmp_path, [edited, make_release(edited, body="Edited.")], run="r2", index=number)
    with open_writer(tmp_path) as connection:
        connection.execute("DELETE FROM core.field_change")
    compared: list[Wording] = []

    def compare_later(former: Wording, latter: Wording) -> list[FieldChange]:
        compared.append(latter)
        return [] if len(compared) == 1 else list(compare_versions(former, latter))

    assert compare_older(tmp_path, compare_later) == 1
    assert len(compared) == 2


def test_versions_of_an_older_file_are_compared_with_the_next_run(older: tuple[Path, int]):
    home, _ = older
    assert compare_older(home, compare_versions) == 1
    assert compare_older(home, compare_versions) == 0
    with open_writer(home) as connection:
        told = connection.execute("SELECT field, change, after FROM core.field_change").fetchall()
        seen = connection.execute(
            "SELECT changed_after_at, changed_before_at FROM mart.corrections WHERE cause = 'edited'"
        ).fetchall()
    assert told == [("body", "substantive", ["Edited."])]
    first = make_fetch(1).fetched_at
    assert seen == [(first, first + timedelta(hours=1))]


def test_a_file_that_is_not_older_is_not_copied(home: Path):
    for _ in range(2):
        with open_writer(home):
            pass
    assert sorted(path.name for path in home.iterdir()) == [WAREHOUSE, f"{WAREHOUSE}.v1"]


def test_a_migration_that_fails_leaves_the_file_of_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = {1: "migrations/0001_first_tables", 2: "migrations/0001_first_tables"}
    monkeypatch.setattr("warehouse.migrate.list_migrations", lambda: broken)
    with pytest.raises(WarehouseError), open_writer(home):
        pass
    with duckdb.connect(str(home / WAREHOUSE), read_only=True) as connection:
        assert find_file_version(connection) == 1
        assert connection.execute("SELECT count(*) FROM core.release").fetchall() == [(2,)]


def test_a_new_file_whose_first_migrations_were_interrupted_is_not_kept(tmp_path: Path):
    with duckdb.connect(str(tmp_path / WAREHOUSE)) as connection:
        connection.execute(read_statement("migrations/0001_first_tables"))
        connection.execute("INSERT INTO raw.migration VALUES (1, 'first tables', now())")
    with open_writer(tmp_path) as connection:
        assert find_file_version(connection) == find_known_version()
    assert [path.name for path in tmp_path.iterdir()] == [WAREHOUSE]
