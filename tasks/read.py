"""Reading a document from bytes to a validated release.

decode -> parse -> clean -> classify -> validate, each a pure function on models.
"""

from pathlib import Path
from urllib.parse import urlsplit

from schemas.document import Document, Fetch
from schemas.errors import ReadError
from schemas.reading import Reading, ReadRejection, ReadTopic
from schemas.release import Rejection, Release
from schemas.source import Channel, Source
from tasks.addresses import normalise_url
from tasks.archive import read_archived
from tasks.boilerplate import strip_standing
from tasks.clean import clean_parsed
from tasks.dates import choose_date
from tasks.kind import classify_kind
from tasks.language import detect_language
from tasks.mail import open_message
from tasks.number import find_number
from tasks.parse import open_document
from tasks.rejections import make_rejection
from tasks.response import describe_loose
from tasks.topics import assign_topics
from tasks.understand import judge_quotes, understand_release
from tasks.validate import validate_release
from tasks.vocabulary import read_rule_version

# The source of documents that nobody configured.
LOOSE = Source(id="files", name="Loose documents", channels=(Channel(kind="page", url="file:///"),))


def read_document(document: Document, source: Source, fetch: Fetch) -> Release | Rejection:
    """Read one document; what cannot be read comes back as a rejection, never as an exception."""
    try:
        return _read(document, source, fetch)
    except ReadError as error:
        return make_rejection(fetch, error)
    except RecursionError:
        error = ReadError("parse", "nested too deeply to be taken apart")
        return make_rejection(fetch, error)
    except MemoryError:
        raise  # the worker is used up, and says so
    except Exception as failure:  # noqa: BLE001 - one odd document must not end a run of thousands
        said = " ".join(str(failure).split())[:200]
        reason = f"a reader failed on it: {type(failure).__name__}: {said}; please report it"
        return make_rejection(fetch, ReadError("parse", reason))


def read_fetched(home: Path, fetch: Fetch, source: Source) -> Release | Rejection:
    """Read the archived bytes of one fetch."""
    try:
        raw = read_archived(home, fetch.archive_file, fetch.archive_offset)
    except ReadError as error:
        return make_rejection(fetch, error)
    document = Document(
        raw=raw,
        url=fetch.final_url,
        media_type=fetch.media_type,
        charset=fetch.charset,
        observed_at=fetch.fetched_at,
        hints=fetch.hints,
    )
    return read_document(document, source, fetch)


def read_loose(document: Document) -> Reading:
    """Read one document outside any run: what `communique read` prints."""
    fetch = describe_loose(document, "read", LOOSE.id)
    return render_reading(read_document(document, LOOSE, fetch), document.url)


def render_reading(record: Release | Rejection, source_url: str) -> Reading:
    """Put a release or rejection into the public contract of `communique read`."""
    if isinstance(record, Rejection):
        return Reading(
            source_url=source_url,
            rejection=ReadRejection(stage=record.stage, reason=record.reason),
        )
    return Reading(
        title=record.title,
        body=record.body,
        published_on=record.published_on,
        language=record.language.tag,
        kind=record.kind.kind,
        topics=tuple(
            ReadTopic(id=topic.id, label=topic.label, confidence=topic.confidence)
            for topic in record.topics
        ),
        source_url=source_url,
        digest=record.digest,
    )


def _read(document: Document, source: Source, fetch: Fetch) -> Release:
    opened = open_message(document)
    decoded, parts = open_document(opened)
    parsed = clean_parsed(parts)
    declared = parsed.declared_language or opened.hints.language
    language = detect_language(parsed.body, declared)
    dates = choose_date(parsed.dates, document.observed_at, source.date_lookups)
    day = dates[0].value if dates else None
    url = choose_address(opened.url, parsed.canonical_url)
    number = find_number(decoded.text, parsed.title, parsed.body, url, day)
    findings = understand_release(parsed, language.tag, day, number)
    # Kind and topics are judged by the news, not by what its publisher says below each release.
    news = strip_standing(parsed.title, parsed.body, findings.parts)
    kind = classify_kind(parsed.title, news, language.tag)
    return validate_release(
        document=document,
        decoded=decoded,
        parsed=parsed,
        dates=dates,
        language=language,
        kind=kind,
        topics=assign_topics(parsed.title, news, language.tag),
        findings=judge_quotes(findings, kind.kind),
        number=number,
        source=source,
        fetch=fetch,
        url=url,
        rule_version=read_rule_version(),
    )


def choose_address(url: str, canonical: str) -> str:
    """Choose a release's canonical address.

    A fetched page is where it was fetched: pages of broken sites all name one canonical address.
    A file on disk is known by the address written in it, where that names more than a site.
    """
    if urlsplit(url).scheme in {"http", "https"}:
        return normalise_url(url)
    try:
        stated = urlsplit(normalise_url(canonical))
    except ValueError:
        return url
    names_a_page = stated.scheme in {"http", "https"} and stated.path.strip("/")
    return stated.geturl() if names_a_page else url
