"""Documents made on the spot, and the real corpus where it lies beside the checkout."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.document import Document, Hints

OBSERVED = datetime(2026, 11, 24, 12, tzinfo=UTC)
CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared corpus does not lie beside this checkout"
)


def make_document(
    content: str | bytes, url: str = "file:///release.html", **fields: str
) -> Document:
    raw = content.encode() if isinstance(content, str) else content
    media_type, charset = fields.pop("media_type", ""), fields.pop("charset", "")
    return Document(
        raw=raw,
        url=url,
        media_type=media_type,
        charset=charset,
        observed_at=OBSERVED,
        hints=Hints(**fields),
    )
