"""Links between releases: near-duplicates, translations, and both sides' accounts of one meeting.

Found after a run has loaded, for the releases that are new or were judged again; a run that is
killed before leaves that to the next one. The caller holds the writer lock.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

import duckdb

from schemas.findings import Meeting, Part
from schemas.gatherings import Likeness
from warehouse.columns import NUMBER, SHARE, TEXT, TEXTS, lay_out
from warehouse.connection import open_writer, transact
from warehouse.statements import Row, fetch_rows, read_statement

# Cuts a release, its title, body and parts given, into the shingles of a language.
Shingle = Callable[[str, str, Sequence[Part], str], frozenset[str]]
# Compares two meetings, given the days their releases came out.
Compare = Callable[[Meeting, Meeting, date | None, date | None], Likeness]
# A release and the position of a meeting in it.
Account = tuple[str, int]
Key = TypeVar("Key", bound=Hashable)

BATCH_SIZE = 500
MIN_SIMILARITY = 0.7


def link_releases(home: Path, run_id: str, shingle: Shingle, compare: Compare) -> int:
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
                linked = {str(row["release_id"]) for row in fetch_rows(connection, "link/releases")}
                if not linked:
                    return count
                _link_copies(connection, run_id, shingle)
                _link_translations(connection, run_id, linked)
                _link_meetings(connection, compare)
                connection.execute(read_statement("link/done"))
                count += len(linked)


def _link_copies(connection: duckdb.DuckDBPyConnection, run_id: str, shingle: Shingle) -> None:
    """Link near-duplicates: candidates share a MinHash band, true similarity decides."""
    connection.execute(read_statement("link/forget_pairs"))
    columns = {"release_id": TEXT, "origin_release_id": TEXT}
    pairs = fetch_rows(connection, "link/pairs")
    connection.register("staged_pair", lay_out(pairs, columns))
    cut = {
        str(row["release_id"]): shingle(
            str(row["title"]),
            str(row["body"]),
            [Part.model_validate(part) for part in _list(row["parts"])],
            str(row["language"]),
        )
        for row in fetch_rows(connection, "link/news")
    }
    found: list[Row] = []
    for row in pairs:
        similarity = measure_similarity(
            cut[str(row["release_id"])], cut[str(row["origin_release_id"])]
        )
        if similarity >= MIN_SIMILARITY:
            found.append({**row, "similarity": round(similarity, 4)})
    columns["similarity"] = SHARE
    connection.register("staged_pair", lay_out(found, columns))
    connection.execute(read_statement("link/save_pairs"), {"run_id": run_id})


def measure_similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of shingles: 0 to 1, 0 if either is empty."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _link_translations(
    connection: duckdb.DuckDBPyConnection, run_id: str, linked: Iterable[str]
) -> None:
    """Link translations of one release into a group, named after its first member by id."""
    signals: dict[str, Sequence[object]] = dict.fromkeys(linked, ())
    pairs: list[tuple[str, str]] = []
    for row in fetch_rows(connection, "link/languages"):
        one, other = str(row["release_id"]), str(row["other_release_id"])
        pairs.append((one, other))
        for member in (one, other):
            signals[member] = max(signals.get(member, ()), _list(row["signals"]), key=len)
    members = lay_out([{"release_id": name} for name in signals], {"release_id": TEXT})
    connection.register("staged_member", members)
    unsaid = {name for name, said in signals.items() if not said}
    for row in fetch_rows(connection, "link/groups"):
        member = str(row["release_id"])
        # What a release that is linked anew said before counts no more.
        if member not in unsaid:
            pairs.append((member, str(row["group_id"])))
            signals[member] = max(signals.get(member, ()), _list(row["signals"]), key=len)
    groups = join_pairs(pairs)
    rows: list[Row] = [
        {"release_id": name, "group_id": groups.get(name, name), "signals": list(said)}
        for name, said in sorted(signals.items())
    ]
    columns = {"release_id": TEXT, "group_id": TEXT, "signals": TEXTS}
    connection.register("staged_group", lay_out(rows, columns))
    connection.execute(read_statement("link/save_groups"), {"run_id": run_id})


def _link_meetings(connection: duckdb.DuckDBPyConnection, compare: Compare) -> None:
    """Link the accounts of one meeting; the meeting is named after its first account by id."""
    columns = {"release_id": TEXT, "meeting": NUMBER}
    others = {f"other_{name}": kind for name, kind in columns.items()}
    candidates = fetch_rows(connection, "link/meetings")
    connection.register("staged_pair", lay_out(candidates, {**columns, **others}))
    told: dict[Account, tuple[Meeting, date | None]] = {}
    links: dict[Account, Link] = {}
    for row in fetch_rows(connection, "link/accounts"):
        account = _name_account(row)
        if row.pop("is_linked"):
            links[account] = Link()
        day = row.pop("published_on")
        told[account] = _build_meeting(row), day if isinstance(day, date) else None
    pairs: list[tuple[Account, Account]] = []
    for row in candidates:
        pair = _name_account(row), _name_account(row, "other_")
        (one, day), (other, other_day) = told[pair[0]], told[pair[1]]
        likeness = compare(one, other, day, other_day)
        if likeness.is_same:
            pairs.append(pair)
            for account in pair:
                links.setdefault(account, Link()).add(likeness)
    accounts: list[Row] = [{"release_id": name, "meeting": at} for name, at in links]
    connection.register("staged_account", lay_out(accounts, columns))
    first: dict[str, Account] = {}
    for row in fetch_rows(connection, "link/meeting_links"):
        account = _name_account(row)
        pairs.append((account, first.setdefault(str(row["meeting_id"]), account)))
        links.setdefault(account, Link()).keep(row)
    meetings = join_pairs(pairs)
    rows: list[Row] = []
    for account, link in sorted(links.items()):
        name, at = meetings.get(account, account)
        rows.append(
            {
                "release_id": account[0],
                "meeting": account[1],
                "meeting_id": f"{name}-{at}",
                "reason": link.reason,
                "disagreements": sorted(link.disagreements),
            }
        )
    columns |= {"meeting_id": TEXT, "reason": TEXT, "disagreements": TEXTS}
    connection.register("staged_meeting", lay_out(rows, columns))
    connection.execute(read_statement("link/save_meetings"))


@dataclass
class Link:
    """Why an account is of the same meeting as others, and what they tell differently."""

    reason: str = ""
    disagreements: set[str] = field(default_factory=set[str])

    def add(self, likeness: Likeness) -> None:
        """Take in what a comparison gave."""
        self.reason = likeness.reason
        for point in likeness.disagreements:
            one, other = sorted((point.one, point.other))
            self.disagreements.add(f"{point.field}: {one} / {other}")

    def keep(self, row: Row) -> None:
        """Take in what was known before."""
        self.reason = self.reason or str(row["reason"])
        self.disagreements.update(str(point) for point in _list(row["disagreements"]))


def _name_account(row: Row, prefix: str = "") -> Account:
    return str(row[f"{prefix}release_id"]), _count(row[f"{prefix}meeting"])


def _build_meeting(row: Row) -> Meeting:
    known = {name: value for name, value in row.items() if name in Meeting.model_fields}
    # Rows hold lists where the model has tuples.
    return Meeting.model_validate(known, strict=False)


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


def _list(value: object) -> Sequence[object]:
    return cast("list[object]", value) if isinstance(value, list) else ()


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
