"""The record of `communique read`: what facts become in it."""

from datetime import date

import pytest

from schemas.findings import (
    Evidence,
    Findings,
    Meeting,
    Organisation,
    Participant,
    Person,
    Quote,
    Role,
)
from schemas.reading import Reading
from schemas.release import Release
from tasks.network.response import describe_loose
from tasks.prose.cut import join_text
from tasks.reading.read import LOOSE, read_document, render_reading
from tests.tasks.documents import make_document

PAGE = """<html lang="en"><head><title>Minister Berg receives envoy</title>
<meta property="article:published_time" content="2024-03-12"></head>
<body><h1>Minister Berg receives envoy</h1>
<p>Foreign Minister Anna Berg, formerly judge at the Harbour Court, met the envoy on Monday.</p>
<p>“The road is open again for all of us,” said Ms Berg after the talks in the capital.</p>
</body></html>"""


def make_release(**found: object) -> Release:
    document = make_document(PAGE, "https://example.org/a")
    release = read_document(document, LOOSE, describe_loose(document, "read", LOOSE.id))
    assert isinstance(release, Release)
    return release.model_copy(update={"findings": Findings.model_validate(found)})


def find(release: Release, words: str) -> dict[str, object]:
    start = join_text(release.title, release.body, release.margins).index(words)
    place = {"start": start, "end": start + len(words), "text": words}
    return {**place, "rule": "test:rule", "confidence": 0.9}


def read(release: Release) -> Reading:
    return render_reading(release, release.url)


def test_a_person_has_the_role_stated_nearest_and_keeps_the_others():
    bare = make_release()
    roles = (
        Role.model_validate({**find(bare, "Foreign Minister"), "title": "Foreign Minister"}),
        Role.model_validate(
            {
                **find(bare, "judge at the Harbour Court"),
                "title": "judge",
                "organisation": "Harbour Court",
                "status": "former",
            }
        ),
    )
    mention = Evidence.model_validate(find(bare, "Anna Berg"))
    berg = Person(
        person_id="anna-berg", id_reason="name", name="Anna Berg", honorific="Ms",
        roles=roles, mentions=(mention,),
    )  # fmt: skip
    (person,) = read(make_release(persons=(berg,))).persons
    assert (person.name, person.role, person.organisation) == (
        "Anna Berg",
        "Foreign Minister",
        None,
    )
    assert (person.person_id, person.honorific) == ("anna-berg", "Ms")
    assert [role.status for role in person.roles] == ["current", "former"]
    assert person.mentions == (mention,)


@pytest.mark.parametrize(("precision", "day"), [("day", date(2024, 3, 11)), ("month", None)])
def test_a_meeting_has_a_date_where_its_day_is_known(precision: str, day: date | None):
    stated = {
        **find(make_release(), "met the envoy on Monday"),
        "participants": (Participant(name="Anna Berg", role="Foreign Minister", side=1),),
        "starts_on": date(2024, 3, 11),
        "precision": precision,
        "mode": "in-person",
        "status": "held",
    }
    (meeting,) = read(make_release(meetings=(Meeting.model_validate(stated),))).meetings
    assert meeting.date == day
    assert (meeting.starts_on, meeting.precision) == (date(2024, 3, 11), precision)
    assert [(one.name, one.role, one.side) for one in meeting.participants] == [
        ("Anna Berg", "Foreign Minister", 1)
    ]
    assert meeting.evidence is not None
    assert (meeting.evidence.rule, meeting.evidence.text) == (
        "test:rule",
        "met the envoy on Monday",
    )


def test_a_quotation_gives_its_words_its_speaker_and_its_place():
    place = find(make_release(), "“The road is open again for all of us,”")
    quote = {**place, "words": "The road is open again for all of us,", "speaker": "Anna Berg"}
    (shown,) = read(make_release(quotes=(Quote.model_validate(quote),))).quotes
    assert (shown.text, shown.speaker) == ("The road is open again for all of us,", "Anna Berg")
    assert shown.evidence is not None
    assert shown.evidence.start == place["start"]


def test_names_stay_lists_and_everything_stands_beside_them_in_findings():
    release = make_release()
    court = Organisation(
        organisation_id="harbour-court",
        id_reason="name",
        name="Harbour Court",
        mentions=(Evidence.model_validate(find(release, "Harbour Court")),),
    )
    reading = read(make_release(organisations=(court,)))
    assert reading.organisations == ("Harbour Court",)
    assert reading.findings.organisations == (court,)


def test_offsets_count_in_the_text_of_the_record():
    release = make_release()
    reading = read(release)
    place = find(release, "Harbour Court")
    assert reading.text is not None
    assert reading.text[place["start"] : place["end"]] == "Harbour Court"  # type: ignore[misc]
    assert reading.text.startswith(f"{reading.title}\n\n{reading.body}")


def test_the_record_says_how_kind_language_and_date_were_judged():
    reading = read(make_release())
    assert reading.kind_verdict is not None
    assert reading.kind_verdict.kind == reading.kind
    assert reading.language_verdict is not None
    assert reading.language_verdict.tag == reading.language
    assert reading.dates[0].value == reading.published_on
    assert reading.rule_version
