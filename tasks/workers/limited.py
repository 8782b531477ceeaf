"""The parsers, each run in a worker process with limits (see tasks/workers/sandbox.py).

Containers are looked through there, too, and what lies in them is read out there. What goes beyond
its limits is a rejection or a failed channel with its reason, never an empty success. Nothing here
imports a parser: this process needs none.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import Base64Bytes, TypeAdapter

from schemas.discovery import Contents, Link, Listing, Sitemap
from schemas.document import Document, Fetch
from schemas.errors import ConfigError, FetchError, ReadError
from schemas.reading import Reading, ReadRejection
from schemas.release import Rejection, Release
from schemas.source import Items, Source
from schemas.survey import Facts, FeedFacts, Group
from tasks.network.response import Response
from tasks.rejections import make_rejection
from tasks.workers.sandbox import SHARED, Limits, Result, Sandbox

Item = TypeVar("Item")

READERS_VARIABLE = "COMMUNIQUE_READERS"
MAX_READERS = 64

# Up to this size a container has the time of any document; beyond it, more by its bytes.
_SMALL = 64 * 1024 * 1024
_BYTES_A_SECOND = 8 * 1024 * 1024
_FILE = 16 * 1024
_LIST = "tasks.containers.members:list_container"

_CONTENTS = TypeAdapter(Contents)
_RESPONSE: TypeAdapter[tuple[Response, bytes]] = TypeAdapter(tuple[Response, Base64Bytes])
_PART: TypeAdapter[tuple[str, bytes]] = TypeAdapter(tuple[str, Base64Bytes])
_READING = TypeAdapter(Reading)
_RECORD: TypeAdapter[Release | Rejection] = TypeAdapter(Release | Rejection)
_LINKS = TypeAdapter(list[Link])
_SITEMAP = TypeAdapter(Sitemap)
_LISTING = TypeAdapter(Listing)
_FACTS = TypeAdapter(Facts)
_FEED_FACTS = TypeAdapter(FeedFacts)
_GROUP = TypeAdapter(Group)


def read_batch(
    fetches: Iterable[Fetch],
    source: Source,
    home: Path,
    readers: int = 1,
    *,
    standing: frozenset[str] = frozenset(),
    sandbox: Sandbox = SHARED,
) -> Iterator[Release | Rejection]:
    """Read the archived bytes of fetches, and hand the records out in their order.

    Args:
        fetches: Those that brought no bytes are left out.
        source: Their publisher.
        home: The home folder with the archive.
        readers: Workers that read side by side.
        standing: Digests of the paragraphs that the publisher repeats.
        sandbox: Where they work, if they have other rules.
    """
    wanted = (fetch for fetch in fetches if fetch.outcome == "fetched")

    def read(fetch: Fetch) -> Release | Rejection:
        try:
            return sandbox.run(
                "tasks.reading.read:read_fetched", _RECORD, home, fetch, source, standing
            )
        except ReadError as error:
            return make_rejection(fetch, error)

    return work_in_order(read, wanted, readers)


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
        return sandbox.run("tasks.reading.read:read_loose", _READING, document)
    except ReadError as error:
        rejection = ReadRejection(stage=error.stage, reason=error.reason)
        return Reading(source_url=document.url, rejection=rejection)


def read_kept(home: Path, fetch: Fetch, source: Source | None) -> Reading:
    """Read the archived bytes of one fetch outside any run (see tasks/reading/read.py)."""
    try:
        return SHARED.run("tasks.reading.read:read_kept", _READING, home, fetch, source)
    except ReadError as error:
        rejection = ReadRejection(stage=error.stage, reason=error.reason)
        return Reading(source_url=fetch.final_url, rejection=rejection)


def read_document(document: Document, source: Source, fetch: Fetch) -> Release | Rejection:
    """Read one document of a publisher (see tasks/reading/read.py)."""
    try:
        return SHARED.run("tasks.reading.read:read_document", _RECORD, document, source, fetch)
    except ReadError as error:
        return make_rejection(fetch, error)


def parse_feed(raw: bytes, url: str) -> list[Link]:
    """Read a feed's entries (see tasks/channels/feeds.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.channels.feeds:parse_feed", _LINKS, raw, url)


def parse_sitemap(raw: bytes, url: str) -> Sitemap:
    """Read a sitemap (see tasks/channels/sitemaps.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.channels.sitemaps:parse_sitemap", _SITEMAP, raw, url)


def parse_listing(
    raw: bytes, url: str, selector: str = "", charset: str = "", number: int = 1
) -> Listing:
    """Find the release links of a listing page, and its next page (see tasks/channels/listings.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
        ConfigError: the selector is none.
    """
    return _parse(
        "tasks.channels.listings:parse_listing", _LISTING, raw, url, selector, charset, number
    )


def parse_answer(raw: bytes, url: str, items: Items) -> Listing:
    """Read the items of an API's answer, and what leads on (see tasks/channels/api.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.channels.api:parse_answer", _LISTING, raw, url, items)


def list_container(path: Path, kind: str) -> Contents:
    """List what a container holds (tasks/containers/members.py); if that goes too far, nothing.

    One of more than 64 MiB may take longer: a second for each 8 MiB.
    """
    try:
        extra = max(0, _measure(path) - _SMALL) // _BYTES_A_SECOND
        if not extra:
            return SHARED.run(_LIST, _CONTENTS, path, kind)
        with closing(Sandbox(Limits(cpu=10 + extra, wall=15 + 2 * extra))) as own:
            return own.run(_LIST, _CONTENTS, path, kind)
    except ReadError as error:
        return Contents(problems=(f"{path}: {error.reason}; it is not read",))


def read_contained(url: str, limit: int) -> Response:
    """Read what lies in a container (see tasks/containers/members.py).

    Raises:
        FetchError: as `read_local` there, or unreadable: it passed its limits.
    """
    try:
        answer, body = SHARED.run("tasks.containers.members:pack_local", _RESPONSE, url, limit)
    except ReadError as error:
        raise FetchError("unreadable", f"{url}: {error.reason}; it is not read") from error
    return replace(answer, body=body)


def read_attachment(raw: bytes, part: str, where: str) -> tuple[str, bytes]:
    """Take a part out of a message: its media type and bytes (see tasks/containers/mail.py).

    Raises:
        FetchError: missing, damaged, empty, or unreadable: it passed its limits.
    """
    try:
        return SHARED.run("tasks.containers.members:pack_attachment", _PART, raw, part, where)
    except ReadError as error:
        raise FetchError("unreadable", f"{where}: {error.reason}; it is not read") from error


def _measure(path: Path) -> int:
    """Bytes of a container; each file of a folder counts for more, as it must be opened."""
    try:
        if not path.is_dir():
            return path.stat().st_size
        files = (file for name in ("new", "cur") for file in (path / name).iterdir())
        return sum(file.stat().st_size + _FILE for file in files)
    except OSError:
        # Whoever lists it says what is wrong.
        return 0


def read_facts(raw: bytes, url: str, charset: str = "") -> Facts:
    """Read what a page says of its site (see tasks/publishers/facts.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.publishers.facts:read_facts", _FACTS, raw, url, charset)


def read_feed_facts(raw: bytes, url: str) -> FeedFacts:
    """Read what a feed says of its site (see tasks/publishers/facts.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.publishers.facts:read_feed_facts", _FEED_FACTS, raw, url)


def describe_listing(raw: bytes, url: str, charset: str = "") -> Group:
    """Find the release links of a page, and what holds for just these (publishers/patterns.py).

    Raises:
        FetchError: what the parser raises, or unreadable: it passed its limits.
    """
    return _parse("tasks.publishers.patterns:describe_listing", _GROUP, raw, url, charset)


def _parse(
    job: str, returns: TypeAdapter[Result], raw: bytes, url: str, *arguments: object
) -> Result:
    try:
        return SHARED.run(job, returns, raw, url, *arguments)
    except ReadError as error:
        raise FetchError("unreadable", f"{url}: {error.reason}; use another channel") from error
