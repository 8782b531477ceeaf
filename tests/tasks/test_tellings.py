import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from schemas.document import Parsed
from schemas.findings import Meeting
from tasks.understand import understand_release

FILE = Path(__file__).with_name("tellings.toml")


def list_phrasings() -> Iterator[tuple[str, str, str]]:
    """Language, text and the meetings that it tells of."""
    for language, lines in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for line in str(lines).strip().splitlines():
            text, _, told = line.partition(" =>")
            yield language, text, told


def find_meetings(
    language: str, text: str, title: str = "Weekly news", day: str = "2021-06-01"
) -> tuple[Meeting, ...]:
    parsed = Parsed(format="text", title=title, body=text)
    return understand_release(parsed, language, date.fromisoformat(day)).meetings


def is_match(meeting: Meeting, told: str) -> bool:
    status, mode, names = (part.strip() for part in told.split("|"))
    found = [one.name for one in meeting.participants]
    named = all(any(name in one for one in found) for name in names.split("; "))
    return named and (meeting.status, meeting.mode) == (status, mode)


@pytest.mark.parametrize(("language", "text", "told"), [*list_phrasings()])
def test_each_turn_of_phrase_tells_of_its_meetings_and_of_no_other(
    language: str, text: str, told: str
) -> None:
    found = [*find_meetings(language, text)]
    for line in filter(None, map(str.strip, told.split(" / "))):
        match = next((meeting for meeting in found if is_match(meeting, line)), None)
        assert match is not None
        found.remove(match)
    assert found == []


def test_one_with_an_office_of_a_country_named_otherwise_is_known() -> None:
    (first, second) = find_meetings(
        "en",
        "President Eva Dvorakova received Minister of Economy of the Slovak Republic Luis Vega."
        " Later the Minister of Economy of Slovakia was received by Speaker Lena Berg.",
    )
    assert [one.name for one in first.participants] == ["Eva Dvorakova", "Luis Vega"]
    assert [one.name for one in second.participants] == ["Luis Vega", "Lena Berg"]


def test_a_speaker_is_who_met_and_in_turns_of_an_interview_who_is_asked() -> None:
    (met,) = find_meetings(
        "en",
        "When I met Minister Luis Vega in Accra last month, he told me something.",
        title="Remarks by State Secretary Ana Torres at the forum",
    )
    assert (met.status, [one.name for one in met.participants]) == (
        "past",
        ["Ana Torres", "Luis Vega"],
    )
    (asked,) = find_meetings(
        "en",
        "Q: What will you remember?\n\nA: The horses.\n\nQ: In March you met Prime Minister Luis"
        " Vega. What came of it?\n\nA: Visas.\n\nQ: Thank you.",
        title="Interview of Ambassador Ana Torres to the news agency",
    )
    assert (asked.status, [one.name for one in asked.participants]) == (
        "past",
        ["Ana Torres", "Luis Vega"],
    )


def test_a_schedule_gives_the_day_above_its_lines() -> None:
    (meeting,) = find_meetings(
        "en",
        "The programme may change.\n\nMonday 7 June\nMinister Ana Torres receives Minister Luis"
        " Vega at the Ministry.",
        title="The week ahead",
    )
    assert (meeting.status, meeting.starts_on) == ("planned", date(2021, 6, 7))


def test_the_heads_of_two_sides_met_where_each_has_a_sentence() -> None:
    (meeting,) = find_meetings(
        "en",
        "The Commission met in Lima. The Norwegian delegation was led by Minister Ana Torres. The"
        " Chadian delegation was headed by Minister Luis Vega.",
    )
    assert {one.name for one in meeting.participants} == {"Ana Torres", "Luis Vega"}


def test_later_the_same_day_is_the_day_just_told_of_and_not_one_told_beside() -> None:
    (_, meeting) = find_meetings(
        "en",
        "On 28 May, President Eva Dvorakova received Minister Luis Vega.\n\nLater on the same day"
        " Minister Vega met Speaker Lena Berg, who had opened a fair on 3 May.",
    )
    assert meeting.starts_on == date(2021, 5, 28)
