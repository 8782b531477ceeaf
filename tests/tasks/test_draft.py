from datetime import date
from pathlib import Path

import pytest

from schemas.source import Channel, Schedule, Source
from tasks.publishers.catalogue import read_source
from tasks.publishers.draft import mark_verified, render_source

DAY = date(2026, 11, 24)


def test_a_publisher_written_is_the_same_when_read(tmp_path: Path) -> None:
    source = Source(
        id="x",
        name='Ministry of "Ports" \\ Häfen',
        country="NO",
        homepage="https://x.example/",
        languages=("en", "no"),
        verified=DAY,
        schedule=Schedule(cron="5 */6 * * *"),
        channels=(
            Channel(kind="feed", url="https://x.example/feed"),
            Channel(kind="listing", url="https://x.example/n", links="h3 a", include=r"/\d+'\."),
            Channel(kind="sitemap", url="https://x.example/s.xml", include=r"/\d{4}/."),
        ),
    )
    text = render_source(source, ["sitemap https://x.example/t.xml: an archive"])
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    assert read_source(path) == source
    assert "# sitemap https://x.example/t.xml: an archive" in text
    assert r"include = '/\d{4}/.'" in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id = 'x'\n\n[[channels]]\n", "id = 'x'\nverified = 2026-11-24\n\n[[channels]]\n"),
        ("verified = 2020-01-01 # old\nid = 'x'\n", "verified = 2026-11-24\nid = 'x'\n"),
        ("# c\nid = 'x'\nchannels = []\n", "# c\nid = 'x'\nchannels = []\nverified = 2026-11-24\n"),
        (
            "languages = [\n  'en',\n]\n[schedule]\nx = 1\n",
            "languages = [\n  'en',\n]\nverified = 2026-11-24\n[schedule]\nx = 1\n",
        ),
    ],
)
def test_the_day_of_a_check_goes_above_the_first_table_and_changes_nothing_else(
    before: str, after: str
) -> None:
    assert mark_verified(before, DAY) == after
