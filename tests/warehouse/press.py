"""A small warehouse in which each report has something to tell, made in two runs a day apart."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from schemas.document import Fetch
from schemas.findings import (
    AgendaItem,
    Evidence,
    Findings,
    Meeting,
    Organisation,
    Participant,
    Person,
    Place,
    Quote,
    Role,
)
from schemas.release import KindVerdict, LanguageVerdict, Release
from schemas.source import Channel, Source
from tasks.meetings.gatherings import compare_meetings
from tasks.similar import shingle_release
from tests.warehouse.records import (
    START,
    begin,
    digest,
    load,
    make_fetch,
    make_rejection,
    make_release,
)
from warehouse.checks import check_run
from warehouse.link import link_releases
from warehouse.load import finish_run, save_sources
from warehouse.publish import publish_snapshot

DAY = timedelta(days=1)
SPOT = {"start": 0, "end": 4, "text": "News", "rule": "test:one", "confidence": 0.9}
BODY = "Minister Ada Lund met Bo Berg of Norland in Paris on Thursday."


def name_person(name: str, title: str = "") -> Person:
    roles = (Role(**SPOT, title=title, organisation="Rivers"),) if title else ()
    return Person(
        person_id=name.lower().replace(" ", "-"),
        id_reason="name",
        name=name,
        roles=roles,
        mentions=(Evidence(**SPOT),),
    )


def tell_meeting() -> Findings:
    one = Participant(name="Ada Lund", person_id="ada-lund", organisation="Ministry", side=1)
    other = Participant(name="Bo Berg", person_id="bo-berg", organisation="Norland", side=2)
    places = [("NO", "Norland", "NO"), ("paris", "Paris", "FR")]
    rivers = Organisation(
        organisation_id="rivers", id_reason="name", name="Rivers", mentions=(Evidence(**SPOT),)
    )
    return Findings(
        persons=(name_person("Ada Lund", "Minister"), name_person("Bo Berg")),
        organisations=(rivers,),
        places=tuple(
            Place(place_id=key, name=name, country=country, mentions=(Evidence(**SPOT),))
            for key, name, country in places
        ),
        quotes=(
            Quote(**SPOT, words="We agree", speaker="Ada Lund", speaker_id="ada-lund"),
            Quote(**SPOT, words="We hope", speaker="Ada Lund", speaker_id="ada-lund"),
        ),
        meetings=(
            Meeting(
                **SPOT,
                participants=(one, other),
                starts_on=date(2026, 2, 26),
                place="Paris",
                place_id="paris",
                mode="call",
                status="held",
            ),
        ),
        agenda=(
            AgendaItem(**SPOT, kind="event", name="Forum of Rivers", starts_on=date(2026, 5, 1)),
        ),
    )


def state(fetch: Fetch, **changes: object) -> Release:
    """A release of a request, with what is to differ from the rest."""
    release = make_release(
        fetch, title=str(changes.pop("title", "")), body=str(changes.pop("body", ""))
    )
    tag = str(changes.pop("language", "en"))
    language = LanguageVerdict(tag=tag, confidence=0.9, method="vote")
    changed = release.model_copy(update={"language": language, **changes})
    said = digest(changed.title, changed.body, changed.published_on)
    return changed.model_copy(update={"digest": said})


def fill(home: Path) -> Path:
    """Load both runs and publish them; returns the home."""
    channel = Channel(kind="feed", url="https://ministry.example/feed")
    named = {"channels": (channel,), "organisation": "Ministry of Rivers"}
    save_sources(home, [Source(id="ministry", name="Ministry", **named)])
    begin(home)
    told = {"findings": tell_meeting(), "number": "26-7"}
    one, french, old = (make_fetch(number) for number in (1, 2, 3))
    copy = make_fetch(1, source="agency")
    unknown = KindVerdict(kind="other-unknown", confidence=0.0, method="", evidence="")
    first = [
        one,
        state(
            one,
            title="Minister meets envoy",
            body=BODY,
            published_on=date(2026, 2, 27),
            published_at=datetime(2026, 2, 27, 8, tzinfo=UTC),
            **told,
        ),
        french,
        state(
            french,
            title="La ministre rencontre",
            body="La ministre a reçu M. Berg.",
            language="fr",
            published_on=date(2026, 2, 28),
            **told,
        ),
        old,
        state(old, title="Old news", published_on=date(2026, 2, 20), kind=unknown, topics=()),
    ]
    done = [load(home, first)]
    done.append(
        load(
            home,
            [copy, state(copy, title="From the wire", body=BODY, published_on=date(2026, 2, 28))],
            source="agency",
        )
    )
    link_releases(home, "r1", shingle_release, compare_meetings)
    finish_run(home, "r1", "completed", START + timedelta(minutes=30), done)
    begin(home, "r2", days=1)
    later = START + DAY
    edited = make_fetch(1, run="r2", raw="b", at=later)
    corrected = make_fetch(2, run="r2", raw="c", at=later)
    gone = make_fetch(3, run="r2", outcome="failed", at=later)
    bad = make_fetch(9, run="r2", at=later)
    second = [
        edited,
        state(
            edited,
            title="Minister meets envoy",
            body=BODY.replace("Thursday", "Wednesday"),
            published_on=date(2026, 2, 27),
            published_at=datetime(2026, 2, 27, 8, tzinfo=UTC),
            **told,
        ),
        corrected,
        state(
            corrected,
            title="Rectificatif : la ministre rencontre",
            body="La ministre a reçu M. Berg.",
            language="fr",
            published_on=date(2026, 2, 28),
            **told,
        ),
        gone.model_copy(update={"status": 410, "error_kind": "http-410"}),
        bad,
        make_rejection(bad),
    ]
    done = [load(home, second, run="r2")]
    link_releases(home, "r2", shingle_release, compare_meetings)
    finish_run(home, "r2", "partial", later + timedelta(minutes=30), done)
    check_run(home, "r2", later + timedelta(minutes=31))
    publish_snapshot(home)
    return home
