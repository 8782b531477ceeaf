import tomllib
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from schemas.document import Parsed
from schemas.findings import Evidence, Findings, Meeting, Person
from tasks.meetings.find import find_meetings as find_in_prose
from tasks.meetings.scene import Scene, take
from tasks.prose.cut import cut_text
from tasks.understand import understand_release
from tests.tasks.documents import CORPUS, needs_corpus

HERE = Path(__file__).parent
TEXTS = tomllib.loads((HERE / "gatherings.toml").read_text(encoding="utf-8"))["texts"]
NOWHERE = tomllib.loads((HERE / "nowhere.toml").read_text(encoding="utf-8"))["texts"]


def find_meetings(
    body: str, title: str = "Weekly news", day: str = "2021-06-01", language: str = "en"
) -> tuple[Meeting, ...]:
    parsed = Parsed(format="text", title=title, body=body.strip())
    return understand_release(parsed, language, date.fromisoformat(day)).meetings


def describe(meeting: Meeting) -> str:
    names = "; ".join(sorted(participant.name for participant in meeting.participants))
    return f"{meeting.status} | {meeting.mode} | {names}"


def choose(*, early: bool) -> list[dict[str, object]]:
    return [text for text in TEXTS if bool(text.get("early")) == early]


def read_text(text: dict[str, object]) -> tuple[Meeting, ...]:
    return find_meetings(
        str(text["body"]),
        title=str(text["title"]),
        day=str(text["day"]),
        language=str(text.get("language", "en")),
    )


@pytest.mark.parametrize("text", choose(early=False), ids=lambda text: text["title"])
def test_who_met_whom_is_found_with_mode_place_and_status(text: dict[str, object]) -> None:
    hits, found, told = count_matches(text)
    assert hits == found == told
    if "occasion" in text:
        assert text["occasion"] in {meeting.occasion for meeting in read_text(text)}
    kinds = {outcome.kind for meeting in read_text(text) for outcome in meeting.outcomes}
    assert kinds >= set(cast("list[str]", text.get("outcomes", [])))


def test_of_texts_older_than_the_rules_few_meetings_are_missed_and_fewer_made_up() -> None:
    counts = [count_matches(text) for text in choose(early=True)]
    hits, found, told = (sum(column) for column in zip(*counts, strict=True))
    assert hits / found >= 0.95
    assert hits / told >= 0.85


def count_matches(text: dict[str, object]) -> tuple[int, int, int]:
    """Meetings found that the text tells of; all found; all told."""
    found, told = read_text(text), list_told(text)
    hits = 0
    for meeting in found:
        match = next((line for line in told if is_match(meeting, line)), None)
        if match:
            told.remove(match)
            hits += 1
    return hits, len(found), hits + len(told)


def list_told(text: dict[str, object]) -> list[str]:
    return cast("list[str]", text["meetings"])[:]


def is_match(meeting: Meeting, line: str) -> bool:
    status, mode, names, *_ = (part.strip() for part in line.split("|"))
    wanted = names.split("; ")
    shared = sum(
        any(participant.name in name or name in participant.name for name in wanted)
        for participant in meeting.participants
    )
    enough = shared * 2 >= max(len(wanted), len(meeting.participants))
    return enough and (meeting.status, meeting.mode) == (status, mode)


@pytest.mark.parametrize("text", NOWHERE)
def test_a_text_in_which_nobody_meets_anybody_has_no_meeting(text: str) -> None:
    assert find_meetings(text) == ()
    assert find_meetings("", title=text.rstrip(".")) == ()


@needs_corpus
def test_the_seed_comes_out_whole() -> None:
    path = next((CORPUS / "seed").glob("*.txt"))
    title, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    (meeting,) = find_meetings(body.replace("\xa0", " "), title=title.replace("\xa0", " "))
    assert describe(meeting) == "held | in-person | Movses Abelian; Vladimir Norov"
    roles = {person.name: (person.role, person.side) for person in meeting.participants}
    assert roles == {
        "Vladimir Norov": ("Secretary-General", 1),
        "Movses Abelian": ("Under-Secretary-General", 2),
    }
    place = "UN Headquarters, New York"
    assert (meeting.place, meeting.occasion) == (place, "third SCO-UN special event")
    assert (meeting.plover, meeting.rule) == ("CONSULT", "meetings/en:met-with")
    assert {outcome.kind for outcome in meeting.outcomes} == {"announced", "invited"}
    assert {"medtop:11000000", "medtop:20000638", "medtop:04000000"} <= set(meeting.topics)


def test_one_meeting_told_in_title_lead_and_body_is_one_whose_facts_unite() -> None:
    (meeting,) = find_meetings(
        "Minister Ana Torres received Ambassador Luis Vega today. They spoke of fishing.\n\n"
        "The meeting was held at the Ministry of Fisheries. Ambassador Vega invited Minister"
        " Torres to visit Lima.",
        title="Minister Ana Torres receives Ambassador Luis Vega",
    )
    assert (meeting.place, meeting.starts_on) == ("Ministry of Fisheries", date(2021, 6, 1))
    assert [outcome.kind for outcome in meeting.outcomes] == ["invited"]
    assert meeting.text.startswith("Minister Ana Torres received")


def test_the_evidence_stands_where_it_says() -> None:
    title, body = "Weekly news", "It rained. Minister Ana Torres met Ambassador Luis Vega in Lima."
    (meeting,) = find_meetings(body, title=title)
    assert f"{title}\n\n{body}"[meeting.start : meeting.end] == meeting.text


def test_a_paper_signed_at_a_meeting_changes_its_plover_root() -> None:
    (meeting,) = find_meetings(
        "Minister Ana Torres met Ambassador Luis Vega. They signed an agreement on fishing."
    )
    assert meeting.plover == "COOPERATE"
    (meeting,) = find_meetings(
        "Minister Ana Torres met Ambassador Luis Vega. They recalled that in 1990 the two states"
        " had signed an agreement on fishing."
    )
    assert (meeting.plover, meeting.outcomes) == ("CONSULT", ())


def test_she_and_he_are_told_apart_by_their_honorifics() -> None:
    (first, second) = find_meetings(
        "Ms. Ana Torres met Mr. Luis Vega in Lima. Later she met Minister Eva Dvorakova."
    )
    assert describe(first) == "held | in-person | Ana Torres; Luis Vega"
    assert describe(second) == "held | in-person | Ana Torres; Eva Dvorakova"


def test_what_somebody_is_quoted_with_is_no_meeting() -> None:
    assert find_meetings('"Minister Ana Torres met Ambassador Luis Vega," a reader said.') == ()


def test_who_is_quoted_tells_of_own_earlier_meetings() -> None:
    (met,) = find_meetings('Deputy Secretary Laura Whitcombe said: "I met Minister Hiro Tanaka."')
    assert describe(met) == "past | in-person | Hiro Tanaka; Laura Whitcombe"


def test_a_transcript_tells_of_what_is_answered_and_not_of_what_is_asked() -> None:
    turns = [
        "MR. VEGA: Minister Ana Torres met Ambassador Eva Dvorakova.",
        "Q: Is it true that Minister Ana Torres met President Omar Haddad?",
        "MR. VEGA: No.",
        "Q: Minister Ana Torres met Speaker Lena Berg in May.",
        "MR. VEGA: Next question.",
    ]
    (met,) = find_meetings("\n\n".join(turns))
    assert describe(met) == "past | in-person | Ana Torres; Eva Dvorakova"


@pytest.mark.parametrize(
    "text",
    [
        "Minister Ana Torres met Ambassador Luis Vega. ",
        "Mr Mr Mr ",
        "with and with ",
        "met ",
        "met with President ",
        "“",
        "A.B. CD: ",
        "Ana Torres, ",
    ],
)
def test_300_kilobytes_of_anything_are_read_and_make_few_meetings(text: str) -> None:
    body = text * (300_000 // len(text))
    prose = cut_text("Weekly news", body)
    person = Person(
        person_id="ana-torres",
        id_reason="name",
        name="Ana Torres",
        mentions=tuple(
            Evidence(start=at, end=at + 10, text="Ana Torres", rule="persons:x", confidence=1.0)
            for at in range(13, len(body), len(text) * 100)
        ),
    )
    assert len(find_in_prose(prose, Findings(persons=(person,)), "en", None)) <= 60


def test_a_row_of_small_words_is_read_once_and_not_at_each_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    def count(scene: Scene, index: int, stop: int) -> int:
        nonlocal asked
        asked += 1
        return take(scene, index, stop)

    monkeypatch.setattr("tasks.meetings.groups.take", count)

    assert find_meetings("a " * 2_000) == ()
    assert 0 < asked < 20 * 2_000
