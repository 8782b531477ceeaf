import json
from datetime import date
from pathlib import Path

import pytest

from schemas.reading import Reading
from schemas.release import Rejection
from tasks.archive.stage import read_staged, stage_batch
from tasks.reading.read import choose_address, read_loose
from tests.tasks.documents import CORPUS, make_document, needs_corpus

PAGE = """<html lang="en"><head><title>Governor opens conference</title>
<meta property="article:published_time" content="{date}"></head>
<body><h1>Governor opens conference</h1>
<p>The Governor of the Bank opened the spring conference and welcomed forty delegations.</p>
<p>She met the ministers of finance of three neighbouring countries on the margins of it.</p>
</body></html>"""


def test_a_page_becomes_a_record_of_the_public_contract():
    reading = read_loose(make_document(PAGE.format(date="2024-03-12"), "https://example.org/a"))
    assert reading.title == "Governor opens conference"
    assert reading.published_on == date(2024, 3, 12)
    assert (reading.language, reading.rejection) == ("en", None)
    assert reading.source_url == "https://example.org/a"
    assert set(json.loads(reading.model_dump_json())) == set(Reading.model_fields)


def test_a_page_with_no_date_is_read_and_its_date_is_unknown():
    reading = read_loose(make_document(PAGE.replace("article:published_time", "x")))
    assert reading.rejection is None
    assert reading.published_on is None


def test_a_date_in_the_future_is_rejected_and_never_moved():
    reading = read_loose(make_document(PAGE.format(date="2031-01-01")))
    assert reading.rejection is not None
    assert reading.rejection.stage == "validate"
    assert "2031-01-01 lies in the future" in reading.rejection.reason


@pytest.mark.parametrize(
    ("raw", "stage"),
    [
        (b"", "decode"),
        (b"\x89PNG\r\n\x1a\n" * 9, "decode"),
        (b"<html><body></body></html>", "clean"),
    ],
)
def test_what_is_no_release_names_the_stage_that_refused_it(raw: bytes, stage: str):
    rejection = read_loose(make_document(raw)).rejection
    assert rejection is not None
    assert rejection.stage == stage


def test_the_same_bytes_always_give_the_same_record():
    document = make_document(PAGE.format(date="2024-03-12"))
    assert read_loose(document) == read_loose(document)


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        ("https://a.example/x", "https://a.example/", "https://a.example/x"),
        ("file:///d/x.html", "https://a.example/x", "https://a.example/x"),
        ("file:///d/x.html", "https://a.example/", "file:///d/x.html"),
        ("file:///d/x.html", "not an address", "file:///d/x.html"),
    ],
)
def test_only_a_file_on_disk_is_known_by_the_address_written_in_it(
    url: str, canonical: str, expected: str
):
    assert choose_address(url, canonical) == expected


def test_a_staged_batch_comes_back_as_it_was_written(tmp_path: Path):
    rejection = Rejection(
        run_id="r",
        source_id="s",
        fetch_id="r/s/0",
        url="file:///x",
        stage="parse",
        reason="no text: “tab\there”",
        raw_digest="0" * 64,
        archive_file="a",
        archive_offset=0,
        rule_version="1",
        observed_at=make_document("x").observed_at,
    )
    batch = stage_batch(
        tmp_path, run_id="r", source_id="s", index=0, fetches=[], records=[rejection]
    )
    assert batch.rejected_count == 1
    assert list(read_staged(tmp_path, batch)) == [rejection]


@needs_corpus
def test_the_seed_is_a_readout_in_english_whose_publication_date_is_not_stated():
    path = next((CORPUS / "seed").glob("*.txt"))
    reading = read_loose(make_document(path.read_bytes(), path.resolve().as_uri()))
    assert (reading.language, reading.kind, reading.published_on) == ("en", "readout-meeting", None)


def test_a_reader_that_fails_on_a_document_rejects_it_and_names_the_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_document: object) -> None:
        raise LookupError("a surprise")

    monkeypatch.setattr("tasks.reading.read.open_document", fail)
    reading = read_loose(make_document("Any text.", "file:///a.txt"))
    assert reading.rejection is not None
    assert reading.rejection.reason == (
        "a reader failed on it: LookupError: a surprise; please report it"
    )
