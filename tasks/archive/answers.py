"""Answers of channels: archived, as documents are, before anything reads them.

An answer whose body has a secret in one of its addresses is withheld: what channels list is public
only without it, and bytes cannot be archived in part.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from schemas.base import SourceId
from schemas.document import Fetch, Known
from tasks.archive.collect import record_response
from tasks.archive.warc import ArchiveWriter
from tasks.network.redact import hide_secrets, holds_secrets
from tasks.network.response import Response, hash_bytes

Changes = Mapping[str, object]


class Keep(Protocol):
    """Archives the answer an address of a channel gave."""

    def __call__(self, url: str, answer: Response) -> None: ...


class Answers:
    """Archives the answers of one source's channels, and records these requests.

    Attributes:
        requests: One an answer, in order.

    Args:
        archive: Takes the bytes.
        run_id: The run.
        source_id: The source.
        first: Number of its first request in this source's run.
        now: The clock.
        find: What an address (without secrets) brought last: its digest, and the place it is
            archived at, empty if it was withheld. None if it brought nothing yet.
    """

    def __init__(
        self,
        archive: ArchiveWriter,
        run_id: str,
        source_id: SourceId,
        *,
        first: int,
        now: Callable[[], datetime],
        find: Callable[[str], Known | None],
    ) -> None:
        self.requests: list[Fetch] = []
        self._archive = archive
        self._run_id = run_id
        self._source_id = source_id
        self._first = first
        self._now = now
        self._find = find

    def keep(self, url: str, answer: Response) -> None:
        """Archive the answer an address gave: its bytes, or that they are those archived already.

        Raises:
            StorageError: the archive cannot be written.
        """
        moment = self._now()
        shown = hide_secrets(url)
        number = self._first + len(self.requests)
        request = {
            "fetch_id": f"{self._run_id}/{self._source_id}/channel-{number}",
            "run_id": self._run_id,
            "source_id": self._source_id,
            "url": shown,
            "final_url": shown,
            "fetched_at": moment,
            "outcome": "fetched",
        }
        changes = self._archive_answer(answer, self._find(shown), moment)
        self.requests.append(Fetch.model_validate({**request, **changes}))

    def _archive_answer(self, answer: Response, known: Known | None, moment: datetime) -> Changes:
        digest = hash_bytes(answer.body) if answer.body else None
        shown = replace(answer, final_url=hide_secrets(answer.final_url))
        if digest is not None and holds_secrets(answer.body):
            return {
                "status": answer.status,
                "media_type": answer.media_type,
                "charset": answer.charset,
                "final_url": shown.final_url,
                "raw_digest": digest,
                "byte_count": len(answer.body),
                "error_kind": "withheld",
                "error": "an address in it may hold a secret: it is read, but not archived",
            }
        # What was never archived, or withheld, cannot be referred to.
        is_same = known is not None and digest in {None, known.raw_digest}
        is_kept = is_same and known is not None and bool(known.archive_file)
        return record_response(
            replace(shown, unchanged=is_kept or digest is None), self._archive, known, moment
        )
