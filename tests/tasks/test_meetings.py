import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from schemas.document import Parsed
from schemas.findings import Meeting
from tasks.read import read_loose
from tasks.understand import understand_release
from tests.tasks.documents import CORPUS, make_document, needs_corpus

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


def expect(lines: Sequence[str]) -> list[str]:
    told: list[str] = []
    for line in lines:
        status, mode, names, *_ = (part.strip() for part in line.split("|"))
        told.append(f"{status} | {mode} | {'; '.join(sorted(names.split('; ')))}")
    return sorted(told)


def choose(*, blind: bool) -> list[dict[str, object]]:
    return [text for text in TEXTS if bool(text.get("blind")) == blind]


def read_text(text: dict[str, object]) -> tuple[Meeting, ...]:
    return find_meetings(
        str(text["body"]),
        title=str(text["title"]),
        day=str(text["day"]),
        language=str(text.get("language", "en")),
    )


@pytest.mark.parametrize("text", choose(blind=False), ids=lambda text: text["title"])
def test_who_met_whom_is_found_with_mode_and_status(text: dict[str, object]) -> None:
    found = read_text(text)
    assert sorted(map(describe, found)) == expect(text["meetings"])  # type: ignore[arg-type]
