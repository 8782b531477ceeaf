"""The parsers, each run in a worker process with limits (see tasks/sandbox.py).

What goes beyond its limits is a rejection or a failed channel with its reason, never an empty
success. Nothing here imports a parser: this process needs none.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from schemas.discovery import Link, Listing, Sitemap
from schemas.document import Document, Fetch
from schemas.errors import ConfigError, FetchError, ReadError
from schemas.reading import Reading, ReadRejection
from schemas.release import Rejection, Release
from schemas.source import Items, Source
from schemas.survey import Facts, FeedFacts, Group
from tasks.rejections import make_rejection
from tasks.sandbox import SHARED, Result, Sandbox

Item = TypeVar("Item")

READERS_VARIABLE = "COMMUNIQUE_READERS"
MAX_READERS = 64

_READING = TypeAdapter(Reading)
_RECORD: TypeAdapter[Release | Rejection] = TypeAdapter(Release | Rejection)
_LINKS = TypeAdapter(list[Link])
_SITEMAP = TypeAdapter(Sitemap)
_LISTING = TypeAdapter(Listing)
_FACTS = TypeAdapter(Facts)
_FEED_FACTS = TypeAdapter(FeedFacts)
_GROUP = TypeAdapter(Group)


def read_batch(
    fetches: Iterable[Fetch], source: Source, home: Path, readers: int = 1
) -> Iterator[Release | Rejection]:
    """Read the archived bytes of fetches, and hand the records out in their order.

    Args:
        fetches: Those that brought no bytes are left out.
        source: Their publisher.
        home: The home folder with the archive.
        readers: Workers that read side by side.
    """
    wanted = (fetch for fetch in fetches if fetch.outcome == "fetched")
    return work_in_order(lambda fetch: _read_fetched(home, fetch, source), wanted, readers)


def work_in_order(
    work: Callable[[Item], Result], items: Iterable[Item], readers: int
) -> Iterator[Result]:
    """Work on some items at a time, not far ahead of what was handed out, in their order."""
    if readers == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(readers, thread_name_prefix="read") as pool:
        try:
            for item in items:
                if len(waiting) == readers * 2:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(work, item))
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            # Ctrl-C, or a disk that is full: nobody waits for slow documents then.
            pool.shutdown(wait=False, cancel_futures=True)
            SHARED.stop()
            raise


def count_readers() -> int:
    """How many workers read side by side: COMMUNIQUE_READERS, or one.

    Raises:
        ConfigError: it is no number from 1 to 64.
    """
    stated = os.environ.get(READERS_VARIABLE, "") or "1"
    if not stated.isdecimal() or not 1 <= int(stated) <= MAX_READERS:
        raise ConfigError(
            f"{READERS_VARIABLE}={stated[:20]}: expected a number from 1 to {MAX_READERS}"
        )
    return int(stated)


def read_loose(document: Document, sandbox: Sandbox = SHARED) -> Reading:
    """Read one document outside any run: what `communique read` prints.

    Args:
        document: The document.
        sandbox: Workers of its own, where they have other rules.
    """
    try:
        return sandbox.run("tasks.read:read_loose", _READING, document)
    except ReadError as error:
        rejection = ReadRejection(stage=error.stage, reason=error.reason)
        return Reading(source_url=document.url, rejection=rejection)


def read_kept(home: Path, fetch: Fetch, source: Source | None) -> Reading:
    """Read the archived bytes of one fetch outside any run (see tasks/read.py)."""
    try:
        return SHARED.run("tasks.read:read_kept", _READING, home, fetch, source)
    except ReadError as error:
        rejection = ReadRejection(stage=error.stage, reason=error.reason)
        return Reading(source_url=fetch.final_url, rejection=rejection)


def read_document(document: Document, source: Source, fetch: Fetch) -> Release | Rejection:
    """Read one document of a publisher (see tasks/read.py)."""
    try:
        return SHARED.run("tasks.read:read_document", _RECORD, document, source, fetch)
    except ReadError as error:
        return make_rejection(fetch, error)


def parse_feed(raw: bytes, url: str) -> list[Link]:
    """Read a feed's entries (see tasks/feeds.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.feeds:parse_feed", _LINKS, raw, url)


def parse_sitemap(raw: bytes, url: str) -> Sitemap:
    """Read a sitemap (see tasks/sitemaps.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.sitemaps:parse_sitemap", _SITEMAP, raw, url)


def parse_listing(
    raw: bytes, url: str, selector: str = "", charset: str = "", number: int = 1
) -> Listing:
    """Find the release links of a listing page, and its next page (see tasks/listings.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
        ConfigError: the selector is none.
    """
    return _parse("tasks.listings:parse_listing", _LISTING, raw, url, selector, charset, number)


def parse_answer(raw: bytes, url: str, items: Items) -> Listing:
    """Read the items of an API's answer, and what leads on (see tasks/api.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.api:parse_answer", _LISTING, raw, url, items)


def read_facts(raw: bytes, url: str, charset: str = "") -> Facts:
    """Read what a page says of its site (see tasks/facts.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.facts:read_facts", _FACTS, raw, url, charset)


def read_feed_facts(raw: bytes, url: str) -> FeedFacts:
    """Read what a feed says of its site (see tasks/facts.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.facts:read_feed_facts", _FEED_FACTS, raw, url)


def describe_listing(raw: bytes, url: str, charset: str = "") -> Group:
    """Find the release links of a page, and what holds for just these (see tasks/patterns.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.patterns:describe_listing", _GROUP, raw, url, charset)


def _read_fetched(home: Path, fetch: Fetch, source: Source) -> Release | Rejection:
    try:
        return SHARED.run("tasks.read:read_fetched", _RECORD, home, fetch, source)
    except ReadError as error:
        return make_rejection(fetch, error)


def _parse(
    job: str, returns: TypeAdapter[Result], raw: bytes, url: str, *arguments: object
) -> Result:
    try:
        return SHARED.run(job, returns, raw, url, *arguments)
    except ReadError as error:
        raise FetchError("unreadable", f"{url}: {error.reason}; use another channel") from error
