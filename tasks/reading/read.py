"""Reading a document from bytes to a validated release.

decode -> parse -> clean -> classify -> validate, each a pure function on models.
"""

from pathlib import Path
from urllib.parse import urlsplit

from schemas.document import Document, Fetch
from schemas.errors import ConfigError, ReadError
from schemas.findings import Evidence, Meeting, Person, Quote
from schemas.reading import (
    Reading,
    ReadMeeting,
    ReadParticipant,
    ReadPerson,
    ReadQuote,
    ReadRejection,
    ReadTopic,
)
from schemas.release import Rejection, Release
from schemas.source import Channel, Source
from tasks.anatomy.boilerplate import digest_body, strip_standing
from tasks.archive.warc import read_archived
from tasks.classify.kind import classify_kind
from tasks.classify.topics import assign_topics
from tasks.containers.mail import open_message
from tasks.days.choice import choose_date, get_winner
from tasks.language.vote import detect_language
from tasks.network.addresses import normalise_url
from tasks.network.response import describe_loose
from tasks.persons.titles import write_role
from tasks.prose.cut import join_text
from tasks.prose.rules import read_rule_version
from tasks.reading.clean import clean_parsed
from tasks.reading.number import find_number
from tasks.reading.parse import open_document
from tasks.rejections import make_rejection
from tasks.similar import sign_text
from tasks.understand import judge_quotes, understand_release
from tasks.validate import validate_release

# No paragraph is known to be standing text.
NOTHING: frozenset[str] = frozenset()
# The source of documents that nobody configured.
LOOSE = Source(id="files", name="Loose documents", channels=(Channel(kind="page", url="file:///"),))


def read_document(
    document: Document, source: Source, fetch: Fetch, standing: frozenset[str] = NOTHING
) -> Release | Rejection:
    """Read one document; what cannot be read comes back as a rejection, never as an exception."""
    try:
        return _read(document, source, fetch, standing)
    except ReadError as error:
        return make_rejection(fetch, error)
    except RecursionError:
        error = ReadError("parse", "nested too deeply to be taken apart")
        return make_rejection(fetch, error)
    except (MemoryError, ConfigError):
        raise  # no fault of the document: the worker is used up, or a rule file is wrong
    except Exception as failure:  # noqa: BLE001 - one odd document must not end a run of thousands
        said = " ".join(str(failure).split())[:200]
        reason = f"a reader failed on it: {type(failure).__name__}: {said}; please report it"
        return make_rejection(fetch, ReadError("parse", reason))


def read_fetched(
    home: Path, fetch: Fetch, source: Source, standing: frozenset[str] = NOTHING
) -> Release | Rejection:
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
    return read_document(document, source, fetch, standing)


def read_loose(document: Document) -> Reading:
    """Read one document outside any run: what `communique read` prints."""
    fetch = describe_loose(document, "read", LOOSE.id)
    return render_reading(read_document(document, LOOSE, fetch), document.url)


def read_kept(home: Path, fetch: Fetch, source: Source | None) -> Reading:
    """Read the archived bytes of one fetch with today's rules, outside any run."""
    record = read_fetched(home, fetch, source or LOOSE)
    return render_reading(record, record.url)


def render_reading(record: Release | Rejection, source_url: str) -> Reading:
    """Put a release or rejection into the public contract of `communique read`."""
    if isinstance(record, Rejection):
        return Reading(
            source_url=source_url,
            rejection=ReadRejection(stage=record.stage, reason=record.reason),
        )
    found = record.findings
    return Reading(
        title=record.title,
        body=record.body,
        published_on=record.published_on,
        language=record.language.tag,
        kind=record.kind.kind,
        topics=tuple(
            ReadTopic(
                id=topic.id, label=topic.label, confidence=topic.confidence, terms=topic.terms
            )
            for topic in record.topics
        ),
        persons=tuple(_render_person(person) for person in found.persons),
        organisations=tuple(organisation.name for organisation in found.organisations),
        places=tuple(place.name for place in found.places),
        quotes=tuple(_render_quote(quote) for quote in found.quotes),
        meetings=tuple(_render_meeting(meeting) for meeting in found.meetings),
        source_url=source_url,
        digest=record.digest,
        text=join_text(record.title, record.body, record.margins),
        number=record.number,
        published_at=record.published_at,
        dates=record.dates,
        language_verdict=record.language,
        kind_verdict=record.kind,
        findings=found,
        rule_version=record.rule_version,
    )


def _render_person(person: Person) -> ReadPerson:
    first = person.roles[0] if person.roles else None
    return ReadPerson(
        name=person.name,
        role=write_role(first) if first else None,
        organisation=first.organisation if first else None,
        person_id=person.person_id,
        honorific=person.honorific,
        roles=person.roles,
        mentions=person.mentions,
    )


def _render_quote(quote: Quote) -> ReadQuote:
    return ReadQuote(
        text=quote.words,
        speaker=quote.speaker,
        speaker_id=quote.speaker_id,
        role=quote.role,
        organisation=quote.organisation,
        evidence=_take_evidence(quote),
    )


def _render_meeting(meeting: Meeting) -> ReadMeeting:
    return ReadMeeting(
        date=meeting.starts_on if meeting.precision == "day" else None,
        place=meeting.place,
        mode=meeting.mode,
        status=meeting.status,
        participants=tuple(
            ReadParticipant(
                name=one.name,
                role=one.role,
                organisation=one.organisation,
                person_id=one.person_id,
                side=one.side,
            )
            for one in meeting.participants
        ),
        starts_on=meeting.starts_on,
        ends_on=meeting.ends_on,
        precision=meeting.precision,
        place_id=meeting.place_id,
        occasion=meeting.occasion,
        topics=meeting.topics,
        outcomes=meeting.outcomes,
        plover=meeting.plover,
        evidence=_take_evidence(meeting),
    )


def _take_evidence(fact: Evidence) -> Evidence:
    """The place and rule of a fact, without what was made of it."""
    return Evidence(
        start=fact.start,
        end=fact.end,
        text=fact.text,
        rule=fact.rule,
        confidence=fact.confidence,
    )


def _read(document: Document, source: Source, fetch: Fetch, standing: frozenset[str]) -> Release:
    opened = open_message(document)
    decoded, parts = open_document(opened)
    parsed = clean_parsed(parts)
    declared = parsed.declared_language or opened.hints.language
    language = detect_language(parsed.body, declared)
    dates = choose_date(
        parsed.dates, document.observed_at, source.date_lookups, declared or language.tag
    )
    winner = get_winner(dates)
    day = winner.value if winner else None
    url = choose_address(opened.url, parsed.canonical_url)
    number = find_number(decoded.text, parsed.title, parsed.body, url, day)
    findings = understand_release(parsed, language.tag, day, number, standing)
    # Kind and topics are judged by the news, not by what its publisher says below each release.
    news = strip_standing(parsed.title, parsed.body, findings.parts)
    kind = classify_kind(parsed.title, news, language.tag, findings)
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
        bands=sign_text(news, language.tag),
        paragraphs=digest_body(parsed.body),
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
