"""The records of one batch, held against its manifest line: loaded whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.base import Model
from schemas.document import Fetch
from schemas.errors import WarehouseError
from schemas.release import Rejection, Release
from schemas.run import Batch

Record = Fetch | Release | Rejection


class Staged(Model):
    """The records of one batch, sorted by what they are, each in the order staged."""

    fetches: tuple[Fetch, ...]
    releases: tuple[Release, ...]
    rejections: tuple[Rejection, ...]


def sort_records(batch: Batch, records: Iterable[Record]) -> Staged:
    """Sort the records of a batch, and hold them against its manifest.

    Raises:
        WarehouseError: records are missing, foreign or contradictory; nothing may be loaded.
    """
    fetches: list[Fetch] = []
    releases: list[Release] = []
    rejections: list[Rejection] = []
    for record in records:
        match record:
            case Fetch():
                fetches.append(record)
            case Release():
                releases.append(record)
            case Rejection():
                rejections.append(record)
    _check_counts(batch, fetches, releases, rejections)
    _check_links(batch, fetches, [*releases, *rejections])
    # Validated already: not once more.
    return Staged.model_construct(
        fetches=tuple(fetches), releases=tuple(releases), rejections=tuple(rejections)
    )


def _check_counts(
    batch: Batch,
    fetches: Sequence[Fetch],
    releases: Sequence[Release],
    rejections: Sequence[Rejection],
) -> None:
    outcomes = Counter(fetch.outcome for fetch in fetches)
    pairs = (
        ("fetched", batch.fetched_count, outcomes["fetched"]),
        ("unchanged", batch.unchanged_count, outcomes["unchanged"] + outcomes["skipped"]),
        ("failed", batch.failed_count, outcomes["failed"]),
        ("readable", batch.readable_count, len(releases)),
        ("rejected", batch.rejected_count, len(rejections)),
    )
    for word, expected, found in pairs:
        if expected != found:
            raise WarehouseError(
                f"batch {batch.batch_id}: its manifest says {expected} {word}, its staged file"
                f" holds {found}: the file was cut short or changed; run the source again"
            )


def _check_links(
    batch: Batch, fetches: Sequence[Fetch], results: Sequence[Release | Rejection]
) -> None:
    fetched = [fetch.fetch_id for fetch in fetches if fetch.outcome == "fetched"]
    stated = [result.fetch_id for result in results]
    foreign = [fetch.fetch_id for fetch in fetches if fetch.source_id != batch.source_id]
    repeated = [name for name, count in Counter(f.fetch_id for f in fetches).items() if count > 1]
    unmatched = list((Counter(fetched) - Counter(stated)) + (Counter(stated) - Counter(fetched)))
    for names, fault in (
        (foreign, f"belongs to another source than {batch.source_id}"),
        (repeated, "stands more than once"),
        (unmatched, "needs exactly one release or rejection"),
    ):
        if names:
            raise WarehouseError(f"batch {batch.batch_id}: document {names[0]} {fault}")
