import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import StorageError
from tests.disk import mount_disk, protect
from tests.warehouse.records import Record, begin, load, make_documents, make_fetch, make_release
from warehouse.checks import run_checks
from warehouse.connection import SNAPSHOT, hold_writer_lock, open_writer
from warehouse.load import start_run
from warehouse.publish import publish_snapshot
from warehouse.query import run_query

MEGABYTE = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mount_disk(tmp_path / "disk", 16) as folder:
        yield folder


def fill(folder: Path, leave: int) -> Path:
    free = shutil.disk_usage(folder).free
    ballast = folder / "ballast"
    ballast.write_bytes(b"\x00" * max(0, free - leave))
    return ballast


def test_a_full_disk_stops_a_load_in_one_line_and_loses_nothing(small_disk: Path) -> None:
    begin(small_disk)
    load(small_disk, make_documents(range(20)))
    ballast = fill(small_disk, 64 * 1024)
    large: list[Record] = []
    for number in range(100, 200):
        fetch = make_fetch(number)
        words = " ".join(str(number * 7919 + word) for word in range(10_000))
        large += [fetch, make_release(fetch, body=f"Body {words}")]
    with pytest.raises(StorageError, match="the disk is full: free some space") as caught:
        load(small_disk, large, index=1)
    assert "\n" not in str(caught.value)
    ballast.unlink()
    with open_writer(small_disk) as connection:
        assert connection.execute("SELECT count(*) FROM core.release").fetchall() == [(20,)]
        assert [check for check in run_checks(connection) if check.forbids] == []
    assert load(small_disk, large, index=1).loaded_count == 100


def test_a_full_disk_leaves_the_former_snapshot_and_nothing_beside_it(small_disk: Path) -> None:
    begin(small_disk)
    load(small_disk, make_documents(range(20)))
    publish_snapshot(small_disk)
    load(small_disk, make_documents(range(20, 40)), index=1)
    fill(small_disk, MEGABYTE)
    with pytest.raises(StorageError, match="the disk is full: free some space"):
        publish_snapshot(small_disk)
    assert sorted(path.name for path in small_disk.iterdir()) == [
        "ballast",
        SNAPSHOT,
        "warehouse.duckdb",
    ]
    assert run_query(small_disk, "SELECT count(*) AS n FROM releases").to_pylist() == [{"n": 20}]


def test_a_read_only_disk_is_named_in_one_line_and_still_read(small_disk: Path) -> None:
    begin(small_disk)
    load(small_disk, make_documents(range(5)))
    publish_snapshot(small_disk)
    protect(small_disk)
    line = "check that the disk is not read-only"
    with pytest.raises(StorageError, match=line):
        begin(small_disk, "r2")
    with pytest.raises(StorageError, match=line):
        publish_snapshot(small_disk)
    with pytest.raises(StorageError, match=line), hold_writer_lock(small_disk, "me", 0):
        pass
    assert run_query(small_disk, "SELECT count(*) AS n FROM releases").to_pylist() == [{"n": 5}]


def test_a_home_that_cannot_be_made_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="Not a directory"):
        start_run(tmp_path / "file" / "home", None)  # pyright: ignore[reportArgumentType] - never looked at
