"""Links between releases: near-duplicates, translations, and both sides' accounts of one meeting.

Found after a run has loaded, for the releases that are new or were judged again; a run that is
killed before leaves that to the next one. The caller holds the writer lock.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import pyarrow as pa

from warehouse.columns import NUMBER, SHARE, TEXT, TEXTS
from warehouse.connection import open_writer, transact
from warehouse.statements import read_statement

# Cuts a text in a language into the shingles that are compared.
Shingle = Callable[[str, str], frozenset[str]]
Row = dict[str, object]
Key = TypeVar("Key", bound=Hashable)

BATCH_SIZE = 500
MIN_SIMILARITY = 0.7


def link_releases(home: Path, run_id: str, shingle: Shingle) -> int:
    """Link every release that is not linked yet; returns how many there were.

    In batches, each in one transaction with its mark that it is done.

    Raises:
        StorageError: the disk is full, read-only or failing.
    """
    count = 0
    with open_writer(home) as connection:
        while True:
            with transact(connection):
                connection.execute(read_statement("link/next"), {"size": BATCH_SIZE})
                done = connection.execute("SELECT count(*) FROM linked").fetchone()
                if done is None or not done[0]:
                    return count
                _link_copies(connection, run_id, shingle)
                _link_translations(connection, run_id)
                _link_meetings(connection)
                connection.execute(read_statement("link/done"))
                count += int(done[0])


def _link_copies(connection: duckdb.DuckDBPyConnection, run_id: str, shingle: Shingle) -> None:
    """Link near-duplicates: candidates share a MinHash band, true similarity decides."""
    connection.execute(read_statement("link/forget_pairs"))
    cut: dict[str, frozenset[str]] = {}
    found: list[Row] = []
    for row in _read_rows(connection, "link/pairs"):
        release_id, origin_id = str(row["release_id"]), str(row["origin_release_id"])
        if release_id not in cut:
            cut[release_id] = shingle(str(row["body"]), str(row["language"]))
        if origin_id not in cut:
            cut[origin_id] = shingle(str(row["origin_body"]), str(row["origin_language"]))
        similarity = _measure(cut[release_id], cut[origin_id])
        if similarity >= MIN_SIMILARITY:
            found.append({**row, "similarity": round(similarity, 4)})
    columns = {"release_id": TEXT, "origin_release_id": TEXT, "similarity": SHARE}
    connection.register("staged_pair", _build_table(found, columns))
    connection.execute(read_statement("link/save_pairs"), {"run_id": run_id})


def _measure(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _link_translations(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Link translations of one release into a group, named after its first member by id."""
    signals: dict[str, Sequence[object]] = {
        str(row["release_id"]): () for row in _read_rows(connection, "link/releases")
    }
    pairs: list[tuple[str, str]] = []
    for row in _read_rows(connection, "link/languages"):
        one, other = str(row["release_id"]), str(row["other_release_id"])
        pairs.append((one, other))
        for member in (one, other):
            signals[member] = max(signals.get(member, ()), _list(row["signals"]), key=len)
    members = _build_table([{"release_id": name} for name in signals], {"release_id": TEXT})
    connection.register("staged_member", members)
    linked = {name for name, said in signals.items() if not said}
    for row in _read_rows(connection, "link/groups"):
        member = str(row["release_id"])
        # What a release that is linked anew said before counts no more.
        if member not in linked:
            pairs.append((member, str(row["group_id"])))
            signals[member] = max(signals.get(member, ()), _list(row["signals"]), key=len)
    groups = join_pairs(pairs)
    rows: list[Row] = [
        {"release_id": name, "group_id": groups.get(name, name), "signals": list(said)}
        for name, said in sorted(signals.items())
    ]
    columns = {"release_id": TEXT, "group_id": TEXT, "signals": TEXTS}
    connection.register("staged_group", _build_table(rows, columns))
    connection.execute(read_statement("link/save_groups"), {"run_id": run_id})


def _link_meetings(connection: duckdb.DuckDBPyConnection) -> None:
    """Link the accounts of one meeting; the meeting is named after its first account by id."""
    reasons = {
        (str(row["release_id"]), _count(row["meeting"])): ""
        for row in _read_rows(connection, "link/accounts")
    }
    pairs: list[tuple[tuple[str, int], tuple[str, int]]] = []
    for row in _read_rows(connection, "link/meetings"):
        one = (str(row["release_id"]), _count(row["meeting"]))
        other = (str(row["other_release_id"]), _count(row["other_meeting"]))
        pairs.append((one, other))
        reasons[one] = reasons[other] = f"both name {row['reason']}"
    accounts: list[Row] = [{"release_id": name, "meeting": at} for name, at in reasons]
    columns = {"release_id": TEXT, "meeting": NUMBER}
    connection.register("staged_account", _build_table(accounts, columns))
    first: dict[str, tuple[str, int]] = {}
    for row in _read_rows(connection, "link/meeting_links"):
        account = (str(row["release_id"]), _count(row["meeting"]))
        pairs.append((account, first.setdefault(str(row["meeting_id"]), account)))
        reasons.setdefault(account, str(row["reason"]))
    meetings = join_pairs(pairs)
    rows: list[Row] = []
    for account, reason in sorted(reasons.items()):
        name, at = meetings.get(account, account)
        rows.append(
            {
                "release_id": account[0],
                "meeting": account[1],
                "meeting_id": f"{name}-{at}",
                "reason": reason,
            }
        )
    columns |= {"meeting_id": TEXT, "reason": TEXT}
    connection.register("staged_meeting", _build_table(rows, columns))
    connection.execute(read_statement("link/save_meetings"))


def join_pairs(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """Join pairs into groups: each member, and the smallest member of its group."""
    parents: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        root = key
        while parents.setdefault(root, root) != root:
            root = parents[root]
        while parents[key] != root:
            parents[key], key = root, parents[key]
        return root

    for one, other in pairs:
        first, second = sorted((find(one), find(other)), key=repr)
        parents[second] = first
    return {key: find(key) for key in parents}


def _read_rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    return connection.execute(read_statement(name)).to_arrow_table().to_pylist()


def _build_table(rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.table(
        {name: pa.array([row[name] for row in rows], type=kind) for name, kind in columns.items()}
    )


def _list(value: object) -> Sequence[object]:
    return cast("list[object]", value) if isinstance(value, list) else ()


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
