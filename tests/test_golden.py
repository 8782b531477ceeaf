"""A golden page a layout: every sample release is read as it was labelled when it was written."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from schemas.document import Document
from schemas.reading import Reading
from tasks.network.addresses import make_file_url
from tasks.network.fetch import Fetcher
from tasks.publishers.access import Access
from tasks.reading.clean import fold_letters, fold_words
from tasks.reading.read import read_loose
from tests.samples.server import SAMPLES, serve_samples
from tests.test_samples import get, read_text, squeeze

OBSERVED = datetime(2026, 11, 24, tzinfo=UTC)
EXPECTED = [
    json.loads(line)
    for line in (SAMPLES / "expected.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serve_samples(port=0) as base:
        yield base


def read_sample(path: str, base: str) -> Reading:
    local = path.startswith("wire/")
    url = make_file_url(SAMPLES / path) if local else base + path
    with Fetcher(delay=0, access=Access(frozenset({"127.0.0.1"}))) as fetcher:
        response = fetcher.get(url, local=local)
    return read_loose(
        Document(
            raw=response.body,
            url=url,
            media_type=response.media_type,
            charset=response.charset,
            observed_at=OBSERVED,
        )
    )


def cut_text(expected: dict[str, str], base: str) -> str:
    """The text that was labelled, from the sample itself: all between its first and last words."""
    path = expected["path"]
    if path.startswith("wire/"):
        # No words of a text: the numbers of a list in Markdown, and the mark that ends a release.
        source = re.sub(
            r"^(?:\d+\. |## |-END-$)", "", (SAMPLES / path).read_text("utf-8"), flags=re.MULTILINE
        )
        text = squeeze(source.replace("**", ""))
    else:
        text = read_text(get(base + path)[2])
    end = text.rindex(expected["last_words"]) + len(expected["last_words"])
    return text[text.index(expected["first_words"]) : end]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["path"])
def test_a_sample_is_read_as_labelled(expected: dict[str, str], base: str):
    reading = read_sample(expected["path"], base)
    assert reading.rejection is None
    assert fold_words(reading.title or "") == fold_words(expected["title"])
    assert str(reading.published_on) == expected["published_on"]
    assert reading.language == expected["language"]
    body = " ".join((reading.body or "").split())
    assert body.startswith(expected["first_words"])
    assert body.endswith(expected["last_words"])
    assert fold_letters(body) == fold_letters(cut_text(expected, base))


def test_most_samples_get_the_kind_they_were_written_as(base: str):
    kinds = [(read_sample(e["path"], base).kind, e["kind"], e["path"]) for e in EXPECTED]
    wrong = [row for row in kinds if row[0] not in {row[1], "other-unknown"}]
    # A guess is worse than silence: the samples were not written for the rules, nor the reverse.
    assert len(wrong) <= 2, wrong
    assert sum(found == expected for found, expected, _ in kinds) >= 0.85 * len(kinds)
