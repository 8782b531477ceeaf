"""Labels of releases: what a reader of the text found in it, written before any rule was tuned.

`labels/*.jsonl` holds a release a line. Those of the corpus are keyed by their path in it and hold
names, dates and first words only; `own.jsonl` is written by us and holds its texts too. Those
held out are never looked at while rules are tuned. They came in rounds: of the first 168 every third
is held out; a hundred (`dev/`) and 140 of our own (`new-a/` to `new-c/`) were scored before anybody
tuned on them, then tuned on; 39 of the corpus and the last of our own (`new-d/`) are held out. Of 123 more of the corpus
every third is held out; the others were scored before anybody tuned on them.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from schemas.base import Model
from schemas.document import Document
from schemas.release import Kind, Release
from tasks.network.response import describe_loose
from tasks.reading.read import LOOSE, read_document

FOLDER = Path(__file__).with_name("labels")
OWN = "own"
CORPUS_SETS = ("doj", "senate", "whitehouse", "state")
SETS = (*CORPUS_SETS, OWN)

_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".json": "application/json"}
_OBSERVED = datetime(2026, 11, 24, tzinfo=UTC)
_ISO = r"^\d{4}(-\d\d(-\d\d)?)?$"


class PersonLabel(Model):
    name: str = Field(min_length=1)
    role: str | None
    organisation: str | None


class MeetingLabel(Model):
    participants: tuple[str, ...] = Field(min_length=1)
    date: str | None = Field(pattern=_ISO)
    place: str | None
    mode: str | None  # null where the text does not tell
    status: str


class DateLabel(Model):
    date: str = Field(pattern=_ISO)
    text: str


class QuoteLabel(Model):
    start: str = Field(min_length=1)
    speaker: str | None


class Label(Model):
    """What one release says; the last fields are those of our own texts only."""

    id: str
    held_out: bool
    kind: Kind
    persons: tuple[PersonLabel, ...]
    organisations: tuple[str, ...]
    meetings: tuple[MeetingLabel, ...]
    event_dates: tuple[DateLabel, ...]
    topics: tuple[str, ...]
    quotes: tuple[QuoteLabel, ...]
    language: str = ""
    published_on: str = ""
    title: str = ""
    body: str = ""
    places: tuple[str, ...] | None = None
    same_meeting_as: str = ""


class Case(NamedTuple):
    """A label beside the release as communique reads it."""

    label: Label
    release: Release


def load_labels(name: str) -> list[Label]:
    """Read the labels of one set; none if its file is not there."""
    file = FOLDER / f"{name}.jsonl"
    if not file.is_file():
        return []
    return [
        Label.model_validate_json(line)
        for line in file.read_text(encoding="utf-8").splitlines()
        if line
    ]


def read_cases(corpus: Path, name: str, held_out: Sequence[bool]) -> list[Case]:
    """Read the labelled releases of one set through the real reader.

    Raises:
        LookupError: a labelled document did not become a release.
    """
    cases: list[Case] = []
    for label in load_labels(name):
        if label.held_out not in held_out:
            continue
        document = _write_document(label) if name == OWN else open_document(corpus / label.id)
        record = read_document(document, LOOSE, describe_loose(document, "eval", LOOSE.id))
        if isinstance(record, Release):
            cases.append(Case(label, record))
            continue
        raise LookupError(f"{label.id} was rejected: {record.reason}")
    return cases


def open_document(file: Path) -> Document:
    """Open a document of the corpus as a folder gives it."""
    return Document(
        raw=file.read_bytes(),
        url=file.as_uri(),
        media_type=_TYPES.get(file.suffix, "text/html"),
        observed_at=_OBSERVED,
    )


def _write_document(label: Label) -> Document:
    fields = {
        "title": label.title,
        "body": label.body,
        "date": label.published_on,
        "language": label.language,
    }
    return Document(
        raw=json.dumps(fields, ensure_ascii=False).encode(),
        url=f"file:///{label.id}.json",
        media_type="application/json",
        charset="utf-8",
        observed_at=_OBSERVED,
    )
