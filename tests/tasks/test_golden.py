"""Publishers that were checked live keep reading as they did."""

from pathlib import Path

import pytest

from schemas.source import Channel, Source
from tasks.publishers.catalogue import SHIPPED, read_sources
from tasks.publishers.golden import compare_golden, count_words, locate_golden, read_golden
from tests.samples.server import SAMPLES

SHIPPED_SOURCES = read_sources([SHIPPED])
SAMPLE_SOURCES = read_sources([SAMPLES / "sources"], {"base": "http://localhost", "root": "/"})
MEND = (
    "read it again: if it is right now, `communique sources test ID --accept` on a copy renews it"
)


def find_differences(folder: Path, source: Source) -> list[str]:
    golden = read_golden(locate_golden(folder, source.id))
    assert golden is not None, f"{source.id} was checked live and has no golden pages"
    found = compare_golden(source, locate_golden(folder, source.id), golden)
    return [f"{source.id}/{each.file} {each.field}: {each.expected} {each.found}" for each in found]


def test_shipped_publishers_that_were_checked_live_read_as_their_golden_pages():
    for name, source in SHIPPED_SOURCES.items():
        if source.verified or locate_golden(SHIPPED, name).exists():
            assert find_differences(SHIPPED, source) == [], MEND


@pytest.mark.parametrize("name", ["sample-attorney", "sample-ministry"])
def test_the_golden_pages_of_the_samples_read_as_they_did(name: str):
    assert find_differences(SAMPLES / "sources", SAMPLE_SOURCES[name]) == [], MEND


def test_a_publisher_checked_live_without_golden_pages_fails(tmp_path: Path):
    source = Source(id="x", name="X", channels=(Channel(kind="page", url="https://x.example/"),))
    with pytest.raises(AssertionError, match="has no golden pages"):
        find_differences(tmp_path, source)


def test_every_golden_page_shipped_belongs_to_a_publisher():
    folder = SHIPPED / "golden"
    names = {path.name for path in folder.iterdir()} if folder.exists() else set[str]()
    assert names <= set(SHIPPED_SOURCES)


def test_words_are_counted_in_every_script():
    assert count_words("Berth 7 opened, today.") == 4
    assert count_words("港口国家联盟秘书长") == 5
    assert count_words("") == 0
