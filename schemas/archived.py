"""The raw archive as it is checked: records, what points to them, and what is wrong."""

from typing import Literal

from pydantic import Field

from schemas.base import Model
from schemas.document import Fetch

Fault = Literal["missing", "damaged", "unresolved", "differs", "orphan"]


class Place(Model):
    """Where bytes are archived."""

    archive_file: str = Field(description="Relative to the home folder; empty if nowhere.")
    archive_offset: int
    error_kind: str = Field(default="", description="Why nothing is archived.")


class Origin(Model):
    """What a version of a release was read from, and by which rules."""

    release_id: str
    version: int
    rule_version: str
    fetch: Fetch


class Pointer(Model):
    """A request whose bytes, or whose revisit, lie at a place of the archive."""

    fetch_id: str
    archive_file: str
    archive_offset: int
    raw_digest: str = Field(description="SHA-256 of the bytes.")
    is_revisit: bool = Field(description="Whether a record there only refers to the bytes.")
    origin_file: str = Field(default="", description="Where a revisit's bytes are archived.")
    origin_offset: int = 0


class ArchiveRecord(Model):
    """One record of a WARC file, read whole."""

    offset: int
    kind: str = Field(description="Its WARC-Type; empty if it cannot be read.")
    digest: str = Field(default="", description="SHA-256 of its payload, in hex.")
    refers_to: str = Field(default="", description="The record a revisit refers to.")
    problem: str = Field(default="", description="What is wrong with it; empty if it is sound.")


class Finding(Model):
    """Something a person should know of the archive."""

    fault: Fault
    archive_file: str
    archive_offset: int | None = Field(default=None, description="Of the record; none for a file.")
    detail: str = ""


class Verification(Model):
    """What a check of the whole archive found."""

    file_count: int
    record_count: int
    revisit_count: int
    byte_count: int
    pointer_count: int = Field(description="Requests that point into the archive.")
    findings: tuple[Finding, ...] = ()

    @property
    def lost(self) -> tuple[Finding, ...]:
        """What is wrong: everything but records nothing points to."""
        return tuple(finding for finding in self.findings if finding.fault != "orphan")
