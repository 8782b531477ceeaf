"""Feeds: how much faster a well-formed feed is read than feedparser reads it.

Of some tries the fastest counts on both sides, in CPU seconds: other work only ever adds.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import feedparser

from tasks.channels.feeds import parse_feed

ENTRY_COUNT = 1000
BOUND = 20.0
TRIES = 15
URL = "https://www.mfa.example/press/feed.xml"
WORDS = "The ministers met in the capital and spoke of grain, ferries and the border. " * 3
TEXT = (
    f"<p><strong>Port City</strong> — {WORDS}</p>\n<p>{WORDS} <a href='https://www.mfa.example/a'>"
    "The agreement</a> is public.</p>\n<h3>Agreed</h3>\n<ul>\n<li>grain, by sea</li>\n"
    f"<li><em>ferries</em>, from May</li>\n</ul>\n<p>{WORDS}</p>\n<p><img src='/a.jpg' alt='Table'"
    f" width='600' height='400' /></p>\n<blockquote><p>“{WORDS}”</p></blockquote>\n<p>{WORDS}</p>"
)


def write_feed(count: int = ENTRY_COUNT, *, texts: bool = True) -> bytes:
    """A WordPress-like RSS feed, with summaries and whole texts as many publishers serve it."""
    content = f"<content:encoded><![CDATA[{TEXT}]]></content:encoded>" if texts else ""
    items = "".join(
        f"<item><title>Ministers &amp; envoys meet for the {n}th time</title>"
        f"<link>https://www.mfa.example/press/2026/{n}?utm_source=rss</link>"
        f"<dc:creator><![CDATA[Press office]]></dc:creator>"
        f"<pubDate>Mon, {n % 28 + 1:02} Jun 2026 10:{n % 60:02}:00 +0000</pubDate>"
        f"<category><![CDATA[Readouts]]></category><category><![CDATA[Grain]]></category>"
        f"<guid isPermaLink='false'>https://www.mfa.example/?p={n}</guid>"
        f"<description><![CDATA[<p>{WORDS[:200]} <a href='https://www.mfa.example/press/2026/{n}'>"
        f"More</a></p>]]></description>{content}</item>\n"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Press</title>'
        f"<language>en-GB</language>{items}</channel></rss>"
    ).encode()


def measure_feeds() -> list[Sequence[object]]:
    """Rows for BENCHMARKS.md: figure, measured, bound."""
    rows: list[Sequence[object]] = []
    for what, raw in (
        ("with texts", write_feed()),
        ("with summaries only", write_feed(texts=False)),
    ):
        ours = _take_fastest(lambda raw=raw: parse_feed(raw, URL))
        theirs = _take_fastest(lambda raw=raw: cast("Any", feedparser).parse(raw), tries=3)
        rows.append(
            (
                f"a feed of {ENTRY_COUNT} entries {what}, against feedparser",
                f"{theirs / ours:.0f} times faster ({ours * 1000:.0f} ms, {theirs * 1000:.0f} ms)",
                f"at least {BOUND:.0f}",
            )
        )
    return rows


def _take_fastest(work: Callable[[], object], tries: int = TRIES) -> float:
    spent: list[float] = []
    for _ in range(tries):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


if __name__ == "__main__":
    for row in measure_feeds():
        print(*row, sep=": ")
