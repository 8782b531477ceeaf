"""Kind and topics by whole classes of phrasing, in the seven main languages."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tasks.classify.kind import classify_kind
from tasks.classify.topics import assign_topics

LANGUAGES = ("ar", "de", "en", "es", "fr", "ru", "zh")


class Phrasing(NamedTuple):
    language: str
    wanted: str
    title: str
    lead: str


def read_phrasings(name: str, language: str) -> list[Phrasing]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = [Phrasing(*line.split(" | ", 3)) for line in lines if not line.startswith("#")]
    return [row for row in rows if row.language == language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_releases_in_many_styles_get_their_kind(language: str) -> None:
    rows = read_phrasings("phrasings.txt", language)
    wrong = [row for row in rows if classify_kind(row.title, row.lead, language).kind != row.wanted]
    assert len(rows) >= 35
    assert len(wrong) <= len(rows) // 40, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_release_on_one_subject_gets_its_topic(language: str) -> None:
    rows = read_phrasings("subjects.txt", language)
    wrong = [
        row
        for row in rows
        if not any(
            topic.label.startswith(row.wanted)
            for topic in assign_topics(row.title, row.lead, language)
        )
    ]
    assert len(rows) >= 12
    assert len(wrong) <= 1, wrong


def test_a_release_has_a_few_main_topics() -> None:
    body = (
        "Ministers spoke of trade and investment, ceasefire and peacekeeping, vaccines and hospitals,"
        " schools and teachers, climate change and biodiversity."
    )
    tops = [
        topic for topic in assign_topics("Ministers meet", body * 3, "en") if "000000" in topic.id
    ]
    assert 1 < len(tops) <= 3
