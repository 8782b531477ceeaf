"""A rejection: what did not become a release, why, and the way back to its bytes."""

from schemas.base import Stage
from schemas.document import Fetch
from schemas.errors import ReadError
from schemas.release import Rejection, Release
from tasks.prose.rules import read_rule_version

_NO_BYTES = "0" * 64


def make_rejection(fetch: Fetch, error: ReadError) -> Rejection:
    """Make the rejection of a fetched document."""
    return Rejection(
        run_id=fetch.run_id,
        source_id=fetch.source_id,
        fetch_id=fetch.fetch_id,
        url=fetch.final_url,
        stage=error.stage,
        reason=error.reason,
        error_path=error.error_path,
        raw_digest=fetch.raw_digest or _NO_BYTES,
        archive_file=fetch.archive_file,
        archive_offset=fetch.archive_offset,
        rule_version=read_rule_version(),
        observed_at=fetch.fetched_at,
    )


def reject_release(release: Release, stage: Stage, reason: str) -> Rejection:
    """Turn a release that may not be loaded into a rejection that leads back to its bytes."""
    return Rejection(
        run_id=release.run_id,
        source_id=release.source_id,
        fetch_id=release.fetch_id,
        url=release.url,
        stage=stage,
        reason=reason,
        raw_digest=release.raw_digest,
        archive_file=release.archive_file,
        archive_offset=release.archive_offset,
        rule_version=release.rule_version,
        observed_at=release.observed_at,
    )
