"""An answer that arrived whole, whatever brought it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.document import Known


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


def mark_unchanged(answer: Response, known: Known | None) -> Response:
    """Mark an answer whose bytes are those known already."""
    if known is not None and answer.body and hash_bytes(answer.body) == known.raw_digest:
        return replace(answer, unchanged=True)
    return answer
