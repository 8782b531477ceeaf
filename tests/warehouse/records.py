"""Records made up for the warehouse's tests: small, valid, and the same on every run."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from schemas.document import DateCandidate, Fetch, Hints
from schemas.findings import (
    AgendaItem,
    Evidence,
    Findings,
    Meeting,
    Organisation,
    Outcome,
    Part,
    Participant,
    Person,
    Place,
    Quote,
    Role,
)
from schemas.release import KindVerdict, LanguageVerdict, Rejection, Release, TopicAssignment
from schemas.run import Batch, Coverage, Run
from tasks.channels.cadence import judge_visit
from tasks.history.compare import compare_versions
from warehouse.load import load_batch, start_run

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
Record = Fetch | Release | Rejection
SPOT = {"start": 0, "end": 4, "text": "News", "rule": "test:one", "confidence": 0.9}


def digest(*parts: object) -> str:
    return sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def make_fetch(
    number: int,
    *,
    run: str = "r1",
    source: str = "ministry",
    url: str = "",
    outcome: Literal["fetched", "unchanged", "failed"] = "fetched",
    raw: str = "",
    at: datetime | None = None,
) -> Fetch:
    address = url or f"https://{source}.example/{number}"
    arrived = outcome == "fetched"
    return Fetch(
        fetch_id=f"{run}/{source}/{number}",
        run_id=run,
        source_id=source,
        url=address,
        final_url=address,
        fetched_at=at or START + timedelta(seconds=number),
        status={"fetched": 200, "unchanged": 304, "failed": 404}[outcome],
        outcome=outcome,
        etag=f'"{number}"',
        raw_digest=digest(raw or number) if arrived else None,
        byte_count=100 if arrived else 0,
        archive_file="archive/2026/03/02/a.warc.gz" if arrived else "",
        archive_offset=number * 1000 if arrived else 0,
        error_kind="http-404" if outcome == "failed" else "",
        error="not found" if outcome == "failed" else "",
        hints=Hints(title=f"Hint {number}", published="2 March 2026"),
    )


def make_release(
    fetch: Fetch,
    *,
    url: str = "",
    title: str = "",
    body: str = "",
    published_on: date | None = date(2026, 3, 1),
    rules: str = "rules-1",
    kind: Literal["statement", "readout-meeting"] = "statement",
) -> Release:
    address = url or fetch.url
    headline = title or f"News of {address}"
    text = body or f"The body of {address}."
    return Release(
        release_id=digest(address)[:16],
        run_id=fetch.run_id,
        source_id=fetch.source_id,
        fetch_id=fetch.fetch_id,
        url=address,
        title=headline,
        body=text,
        published_on=published_on,
        language=LanguageVerdict(tag="en", confidence=0.9, method="vote"),
        kind=KindVerdict(kind=kind, confidence=0.8, method="title", evidence="met"),
        topics=(
            TopicAssignment(
                id="medtop:11000000", label="politics", confidence=0.7, terms=("minister",)
            ),
        ),
        dates=(
            (DateCandidate(value=published_on, method="meta", text="1 March 2026"),)
            if published_on
            else ()
        ),
        format="html",
        charset="utf-8",
        repairs=("mojibake",),
        digest=digest(headline, text, published_on),
        text_digest=digest(text),
        raw_digest=fetch.raw_digest or digest(fetch.url),
        observed_at=fetch.fetched_at,
        rule_version=rules,
        archive_file=fetch.archive_file,
        archive_offset=fetch.archive_offset,
    )


def make_findings(name: str = "Vladimir Norov") -> Findings:
    return Findings(
        script="Latn",
        parts=(
            Part(
                **SPOT,
                name="embargo",
                on=date(2026, 3, 1),
                at=datetime(2026, 3, 1, 6, tzinfo=UTC),
            ),
        ),
        quotes=(
            Quote(**SPOT, words="We agree", speaker=name, speaker_id="vladimir-norov"),
            Quote(**SPOT, words="We hope"),
        ),
        persons=(
            Person(
                person_id="vladimir-norov",
                id_reason="name",
                name=name,
                roles=(Role(**SPOT, title="Secretary-General", organisation="SCO"),),
                mentions=(Evidence(**SPOT), Evidence(**SPOT)),
            ),
        ),
        organisations=(
            Organisation(
                organisation_id="sco", id_reason="name", name="SCO", mentions=(Evidence(**SPOT),)
            ),
        ),
        places=(Place(place_id="US", name="US", country="US", mentions=(Evidence(**SPOT),)),),
        agenda=(AgendaItem(**SPOT, kind="event", name="Forum of Rivers"),),
        meetings=(
            Meeting(
                **SPOT,
                participants=(Participant(name=name, person_id="vladimir-norov", side=1),),
                mode="in-person",
                status="held",
                outcomes=(Outcome(**SPOT, kind="agreed"),),
            ),
        ),
    )


def make_rejection(fetch: Fetch, reason: str = "holds no letters") -> Rejection:
    return Rejection(
        run_id=fetch.run_id,
        source_id=fetch.source_id,
        fetch_id=fetch.fetch_id,
        url=fetch.url,
        stage="validate",
        reason=reason,
        error_path="body",
        raw_digest=fetch.raw_digest or digest(fetch.url),
        archive_file=fetch.archive_file,
        archive_offset=fetch.archive_offset,
        rule_version="rules-1",
        observed_at=fetch.fetched_at,
    )


def make_documents(
    numbers: Iterable[int], *, run: str = "r1", source: str = "ministry"
) -> list[Record]:
    records: list[Record] = []
    for number in numbers:
        fetch = make_fetch(number, run=run, source=source)
        records += [fetch, make_release(fetch)]
    return records


def make_batch(
    records: Sequence[Record], *, run: str = "r1", source: str = "ministry", index: int = 0
) -> Batch:
    outcomes = [record.outcome for record in records if isinstance(record, Fetch)]
    return Batch(
        batch_id=f"{run}/{source}/{index}",
        run_id=run,
        source_id=source,
        staged_file=f"staging/{run}/{source}-{index}.jsonl",
        fetched_count=outcomes.count("fetched"),
        unchanged_count=outcomes.count("unchanged") + outcomes.count("skipped"),
        failed_count=outcomes.count("failed"),
        readable_count=sum(isinstance(record, Release) for record in records),
        rejected_count=sum(isinstance(record, Rejection) for record in records),
    )


def begin(home: Path, run: str = "r1", days: int = 0) -> None:
    start_run(
        home,
        Run(
            run_id=run,
            flow="ingest",
            started_at=START + timedelta(days=days),
            rule_version="rules-1",
        ),
    )


def load(
    home: Path,
    records: Sequence[Record],
    *,
    run: str = "r1",
    source: str = "ministry",
    index: int = 0,
    cause: Literal["ingest", "reprocess"] = "ingest",
) -> Coverage:
    batch = make_batch(records, run=run, source=source, index=index)
    return load_batch(home, batch, records, cause, judge_visit, compare=compare_versions)
