"""An answer that arrived whole, whatever brought it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.document import Document, Fetch, Known


@dataclass(frozen=True, slots=True)
class Response:
    """Bytes that arrived, and what was said of them."""

    url: str
    final_url: str
    status: int
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes = b""
    unchanged: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    # When a crawler saw them; none if they were fetched now.
    seen_at: datetime | None = None


def hash_bytes(body: bytes) -> str:
    """SHA-256 in hex: how bytes are recognised."""
    return hashlib.sha256(body).hexdigest()


def describe_loose(document: Document, run_id: str, source_id: str) -> Fetch:
    """Describe a document that was read outside any run as if one had fetched it."""
    return Fetch(
        fetch_id=f"{run_id}/{source_id}/0",
        run_id=run_id,
        source_id=source_id,
        url=document.url,
        final_url=document.url,
        fetched_at=document.observed_at,
        status=200,
        outcome="fetched",
        raw_digest=hash_bytes(document.raw),
        byte_count=len(document.raw),
    )


def mark_unchanged(answer: Response, known: Known | None) -> Response:
    """Mark an answer whose bytes are those known already."""
    if known is not None and answer.body and hash_bytes(answer.body) == known.raw_digest:
        return replace(answer, unchanged=True)
    return answer
