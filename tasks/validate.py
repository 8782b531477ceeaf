"""The last step before the warehouse: parts and verdicts to a validated release."""

import hashlib
from datetime import date

from pydantic import ValidationError

from schemas.document import DateCandidate, Decoded, Document, Fetch, Parsed
from schemas.errors import ReadError
from schemas.findings import Findings
from schemas.release import KindVerdict, LanguageVerdict, Release, TopicAssignment
from schemas.source import Source
from tasks.days.choice import get_winner
from tasks.network.response import hash_bytes
from tasks.reading.clean import fold_letters

# Letters and digits a body must hold to be known by them alone.
_TELLING = 300


def validate_release(
    *,
    document: Document,
    decoded: Decoded,
    parsed: Parsed,
    dates: tuple[DateCandidate, ...],
    language: LanguageVerdict,
    kind: KindVerdict,
    topics: tuple[TopicAssignment, ...],
    findings: Findings,
    bands: tuple[int, ...],
    paragraphs: tuple[tuple[str, bool], ...],
    number: str,
    source: Source,
    fetch: Fetch,
    url: str,
    rule_version: str,
) -> Release:
    """Build the release.

    Raises:
        ReadError: stage `validate`, with the path of the field that failed.
    """
    winner = get_winner(dates)
    if winner is None and source.require_date:
        raise ReadError("validate", "states no publication date, and its source requires one")
    published_on = winner.value if winner else None
    try:
        return Release(
            release_id=hashlib.sha256(url.encode()).hexdigest()[:16],
            run_id=fetch.run_id,
            source_id=fetch.source_id,
            fetch_id=fetch.fetch_id,
            url=url,
            title=parsed.title,
            body=parsed.body,
            margins=parsed.margins,
            published_on=published_on,
            published_at=winner.at if winner else None,
            number=number,
            language=language,
            kind=kind,
            topics=topics,
            dates=dates,
            findings=findings,
            bands=bands,
            paragraphs=paragraphs,
            format=parsed.format,
            charset=decoded.charset,
            repairs=decoded.repairs,
            digest=digest_content(parsed.title, parsed.body, published_on),
            text_digest=digest_text(parsed.title, parsed.body),
            raw_digest=hash_bytes(document.raw),
            observed_at=document.observed_at,
            rule_version=rule_version,
            archive_file=fetch.archive_file,
            archive_offset=fetch.archive_offset,
        )
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise ReadError("validate", reason, path or "published_on") from error


def digest_content(title: str, body: str, published_on: date | None) -> str:
    """Digest what a release says: equal digests are the same version."""
    return _digest(f"{title}\n{body}\n{published_on or ''}")


def digest_text(title: str, body: str) -> str:
    """Digest the letters and digits of a body: equal digests are copies.

    A short body may be the same for many releases ("see the attached document"), so that there the
    title counts too.
    """
    letters = fold_letters(body)
    return _digest(letters if len(letters) >= _TELLING else f"{fold_letters(title)}\n{letters}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
