"""Staged batches: the hand-off on disk between reading and loading.

One JSON line a record, after its kind and a tab. No step keeps documents in memory between batches,
and the loader may be another process.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from schemas.base import SourceId
from schemas.document import Fetch
from schemas.errors import StorageError
from schemas.release import Rejection, Release
from schemas.run import Batch

Record = Fetch | Release | Rejection

_KINDS: dict[str, type[Fetch] | type[Release] | type[Rejection]] = {
    "fetch": Fetch,
    "release": Release,
    "rejection": Rejection,
}


def stage_batch(
    home: Path,
    *,
    run_id: str,
    source_id: SourceId,
    index: int,
    fetches: Sequence[Fetch],
    records: Iterable[Release | Rejection],
) -> Batch:
    """Write a batch's fetches and records to `staging/`, and return its manifest line.

    Raises:
        StorageError: the disk is full or read-only.
    """
    file = f"staging/{run_id}/{source_id}-{index}.jsonl"
    path = home / file
    counts = {"release": 0, "rejection": 0}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as lines:
            for fetch in fetches:
                lines.write(f"fetch\t{fetch.model_dump_json()}\n")
            for record in records:
                kind = "release" if isinstance(record, Release) else "rejection"
                counts[kind] += 1
                lines.write(f"{kind}\t{record.model_dump_json()}\n")
        os.replace(partial, path)  # noqa: PTH105 - says better than Path.replace that it is atomic
    except OSError as error:
        raise StorageError(
            f"cannot write {path}: {error.strerror}; free space or give another --home"
        ) from error
    outcomes = [fetch.outcome for fetch in fetches]
    barred = sum(fetch.outcome == "skipped" and bool(fetch.error_kind) for fetch in fetches)
    return Batch(
        batch_id=f"{run_id}/{source_id}/{index}",
        run_id=run_id,
        source_id=source_id,
        staged_file=file,
        fetched_count=outcomes.count("fetched"),
        unchanged_count=outcomes.count("unchanged") + outcomes.count("skipped"),
        barred_count=barred,
        failed_count=outcomes.count("failed"),
        readable_count=counts["release"],
        rejected_count=counts["rejection"],
    )


def read_staged(home: Path, batch: Batch) -> Iterator[Record]:
    """Read a staged batch back, in the order it was written.

    Raises:
        StorageError: the file is missing or damaged.
    """
    path = home / batch.staged_file
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                kind, _, content = line.partition("\t")
                yield _KINDS[kind].model_validate_json(content)
    except (OSError, KeyError, ValueError) as error:
        raise StorageError(
            f"staged batch {path} is missing or damaged; run the same command again"
        ) from error
