import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from schemas.errors import BusyError
from tests.attack.readers import read_while_publishing
from tests.warehouse.records import begin, load, make_documents
from warehouse.connection import LOCK, SNAPSHOT, hold_writer_lock, open_reader, open_writer
from warehouse.load import start_run
from warehouse.publish import publish_snapshot
from warehouse.query import run_query
from warehouse.status import inspect_home

ROOT = Path(__file__).resolve().parents[2]
COUNT = "SELECT count(*) AS n FROM releases"
READER = """
import sys
from pathlib import Path
from warehouse.query import run_query
for _ in range(int(sys.argv[2])):
    rows = run_query(Path(sys.argv[1]), "SELECT count(*) AS n, count(DISTINCT url) AS m FROM releases")
    print(*rows.to_pylist()[0].values(), flush=True)
"""
HOLDER = """
import sys
from pathlib import Path
from warehouse.connection import hold_writer_lock
with hold_writer_lock(Path(sys.argv[1]), "run 42", 0):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_reader_in_another_process_meets_no_lock_while_a_writer_works(tmp_path: Path) -> None:
    begin(tmp_path)
    load(tmp_path, make_documents(range(5)))
    publish_snapshot(tmp_path)
    with open_writer(tmp_path), start_python(READER, tmp_path, 3) as reader:
        out, problems = reader.communicate()
    assert (out, problems) == ("5 5\n" * 3, "")


def test_eight_readers_see_whole_snapshots_only_while_they_are_swapped(tmp_path: Path) -> None:
    trial = read_while_publishing(tmp_path, readers=8, queries=9, publishes=6)
    assert (trial.errors, trial.mixed) == ([], [])
    assert trial.answers == 8 * 9
    assert trial.snapshots >= 6


def test_an_open_reader_keeps_its_snapshot_and_the_next_gets_the_new_one(tmp_path: Path) -> None:
    begin(tmp_path)
    publish_snapshot(tmp_path)
    with open_reader(tmp_path) as old:
        load(tmp_path, make_documents(range(3)))
        publish_snapshot(tmp_path)
        assert old.execute(COUNT).fetchall() == [(0,)]
        assert run_query(tmp_path, COUNT).to_pylist() == [{"n": 3}]


def test_a_snapshot_is_a_file_of_its_own(tmp_path: Path) -> None:
    begin(tmp_path)
    path = publish_snapshot(tmp_path)
    before = path.read_bytes()
    load(tmp_path, make_documents(range(50)))
    assert path == tmp_path / SNAPSHOT
    assert path.read_bytes() == before
    assert path.stat().st_nlink == 1


def test_a_writer_waits_for_another_process_and_says_for_whom(tmp_path: Path) -> None:
    with start_python(HOLDER, tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        name = f"run 42 (process {holder.pid})"
        with (
            pytest.raises(BusyError, match=r"run 42 \(process \d+\) is writing: wait for it"),
            hold_writer_lock(tmp_path, "me", 0),
        ):
            pass
        assert inspect_home(tmp_path).writer == name
        waited: list[str] = []
        threading.Timer(0.3, holder.stdin.close).start()
        with hold_writer_lock(tmp_path, "me", 20, waited.append):
            assert (tmp_path / LOCK).read_text() == f"me (process {os.getpid()})\n"
        assert waited == [name]


def test_two_threads_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    with (
        hold_writer_lock(tmp_path, "first", 0),
        pytest.raises(BusyError, match="first"),
        hold_writer_lock(tmp_path, "second", 0),
    ):
        pass


def test_a_warehouse_another_program_holds_is_named_in_one_line(tmp_path: Path) -> None:
    begin(tmp_path)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with start_python(code, tmp_path / "warehouse.duckdb") as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        with pytest.raises(BusyError, match="another program holds the file"):
            start_run(tmp_path, None)  # pyright: ignore[reportArgumentType] - never looked at
        holder.stdin.close()


def test_a_home_is_described_as_it_is(tmp_path: Path) -> None:
    empty = inspect_home(tmp_path / "none")
    assert (empty.warehouse.byte_count, empty.snapshot.byte_count, empty.writer) == (None, None, "")
    assert not (tmp_path / "none").exists()
    begin(tmp_path)
    load(tmp_path, make_documents(range(3)))
    status = inspect_home(tmp_path)
    assert status.warehouse.schema_version == status.known_version
    assert status.warehouse.row_counts["core.release"] == 3
    assert status.snapshot.byte_count is None
    publish_snapshot(tmp_path)
    assert inspect_home(tmp_path).snapshot.row_counts["core.release"] == 3
    (tmp_path / SNAPSHOT).write_bytes(b"rubbish")
    assert "not a DuckDB database" in inspect_home(tmp_path).snapshot.problem
