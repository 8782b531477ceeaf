"""A document on its way: discovered, fetched, decoded, parsed."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import Digest, Model, SourceId, Timestamp
from schemas.source import ChannelKind

DecodeMethod = Literal["bom", "header", "meta", "detected", "utf-8", "none"]
Format = Literal["html", "text", "markdown", "entry", "json", "pdf", "docx", "mail"]


class Hints(Model):
    """What a channel said of a document before anybody opened it."""

    title: str = Field(default="", description="Title in the feed or listing.")
    published: str = Field(default="", description="Publication date as the channel stated it.")
    language: str = Field(default="", description="Language the channel declared.")
    content: str = Field(default="", description="Entry content (HTML), if the feed carried it.")
    modified: str = Field(default="", description="Day or moment of the last change (`lastmod`).")
    alternates: tuple[str, ...] = Field(
        default=(), description="Translations: language tag, a space, and the address, each."
    )


class Discovered(Model):
    """A document a channel pointed to."""

    source_id: SourceId
    url: str = Field(description="Normalised address: http(s), file or mid URL.", min_length=1)
    channel: ChannelKind
    hints: Hints = Hints()
    origin: str = Field(
        default="", description="Where its bytes lie if not at `url`: in a container or mailbox."
    )


class Known(Model):
    """What the warehouse remembers of an address whose last bytes were read."""

    url: str
    raw_digest: Digest
    etag: str = ""
    last_modified: str = ""
    final_url: str = Field(default="", description="Where these bytes came from.")
    archive_file: str = Field(default="", description="WARC file that holds them; empty if none.")
    archive_offset: int = 0
    archived_at: Timestamp | None = None


class Fetch(Model):
    """One request and what came of it. The bytes are in the archive."""

    fetch_id: str = Field(description="Run, source and position: unique.")
    run_id: str
    source_id: SourceId
    url: str = Field(description="Address asked for.")
    final_url: str = Field(description="Address after redirects.")
    fetched_at: Timestamp
    status: int | None = Field(description="HTTP status; 200 for a file that was read.")
    outcome: Literal["fetched", "unchanged", "failed", "skipped"] = Field(
        description="What came; skipped was not asked for, as it is not due."
    )
    media_type: str = ""
    charset: str = Field(default="", description="Charset the server declared.")
    etag: str = ""
    last_modified: str = ""
    raw_digest: Digest | None = Field(default=None, description="SHA-256 of the bytes.")
    byte_count: int = 0
    archive_file: str = Field(default="", description="WARC file, relative to the home folder.")
    archive_offset: int = Field(default=0, description="Offset of the record in that file.")
    error_kind: str = Field(default="", description="Stable word, such as http-404 or timeout.")
    error: str = Field(default="", description="One line for a person.")
    retry_after: float | None = Field(
        default=None, description="Seconds the server asked to wait, if it did."
    )
    hints: Hints = Hints()


class Document(Model):
    """Bytes with what is known about them: the input of every reader."""

    raw: bytes
    url: str = Field(description="Where they came from; a file URL for a file.")
    media_type: str = ""
    charset: str = Field(default="", description="Charset the server declared.")
    observed_at: Timestamp = Field(description="When the bytes were seen; no date may lie later.")
    hints: Hints = Hints()
    sender: str = Field(default="", description="Who mailed it, as the mail says.")


class Decoded(Model):
    """Text of a document and how it was won from the bytes."""

    text: str
    charset: str = Field(description="Empty where the format holds its text itself.")
    method: DecodeMethod
    repairs: tuple[str, ...] = Field(default=(), description="Such as mojibake, joined-documents.")


class DateCandidate(Model):
    """A date found in or beside a document, and by which method."""

    value: date
    at: Timestamp | None = Field(default=None, description="Instant, where stated.")
    method: str = Field(description="Such as feed, json-ld, meta, time, url, dateline, file-name.")
    text: str = Field(default="", description="What stood there.")
    confidence: float = Field(default=0.5, ge=0.0, le=1.0)
    is_ambiguous: bool = Field(
        default=False, description="One of two readings, as of 03/04/2021, and nothing settles it."
    )
    is_conflicting: bool = Field(
        default=False, description="Names another day than the winner and is trusted about as far."
    )
    reason: str = Field(default="", description="Why the winner won; empty on the others.")


class Attachment(Model):
    """A document that a release's page links to."""

    text: str = Field(description="Words of the link; the file's name if it has none.")
    url: str = Field(min_length=1)


class Parsed(Model):
    """A document taken apart, not yet judged."""

    format: Format
    title: str
    body: str = Field(description="Paragraphs, parted by an empty line.")
    margins: tuple[str, ...] = Field(
        default=(), description="What stands around the release: labels, embargo, end mark."
    )
    attachments: tuple[Attachment, ...] = Field(
        default=(), description="Documents (PDF, Word, Excel) the release links to."
    )
    canonical_url: str = Field(default="", description="Address the document gives itself.")
    declared_language: str = ""
    dates: tuple[DateCandidate, ...] = ()
    site_name: str = ""
