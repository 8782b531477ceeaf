"""Collecting: fetch a batch of documents, archive what arrived, and record every request."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from urllib.parse import urlsplit

from schemas.document import Discovered, Fetch, Known
from schemas.errors import FetchError
from schemas.source import NAMED_KINDS
from schemas.state import UrlState
from tasks.archive.warc import ArchiveWriter
from tasks.channels.cadence import explain_wait, name_bar
from tasks.network.addresses import is_entry_url
from tasks.network.failures import PassingError
from tasks.network.fetch import Fetcher
from tasks.network.response import Response, hash_bytes
from tasks.reading.entry import ENTRY_TYPE

Changes = dict[str, object]

# The path of a front page, of a language's too: /, /en, /pt-br/, /index.html.
_FRONT = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w{2,5})?", re.IGNORECASE)


def fetch_batch(  # noqa: PLR0917 - the parts of a batch, and what is passed in
    items: Sequence[Discovered],
    known: Mapping[str, Known],
    fetcher: Fetcher,
    archive: ArchiveWriter,
    run_id: str,
    first: int,
    now: Callable[[], datetime],
    waiting: Mapping[str, UrlState] | None = None,
) -> list[Fetch]:
    """Fetch and archive documents; one that fails never stops the others.

    Args:
        items: Documents of one source.
        known: What is remembered, by address.
        fetcher: Does the requests.
        archive: Takes every byte that arrived new or changed; flushed before this returns.
        run_id: The run.
        first: Number of the first item in this source's run.
        now: The clock.
        waiting: Addresses that are not due, by what is remembered of them: they are not asked.

    Returns:
        One record an item, in their order. The bytes are in the archive only.

    Raises:
        StorageError: the archive cannot be written.
    """
    fetches: list[Fetch] = []
    waiting = waiting or {}
    arrivals = _fetch_in_order([each for each in items if each.url not in waiting], known, fetcher)
    for number, item in enumerate(items, start=first):
        state = waiting.get(item.url)
        arrival = next(arrivals) if state is None else None
        moment = now()
        record = {
            "fetch_id": f"{run_id}/{item.source_id}/{number}",
            "run_id": run_id,
            "source_id": item.source_id,
            "url": item.url,
            "final_url": item.url,
            "fetched_at": _find_moment(arrival, moment),
            "status": None,
            "outcome": "failed",
            # The content is in the archive if it was used, and nowhere if it was not.
            "hints": item.hints.model_copy(update={"content": ""}),
        }
        if state is not None:
            changes: Changes = _record_wait(state)
        elif isinstance(arrival, Response):
            changes = record_response(arrival, archive, known.get(item.url), moment)
        else:
            changes = _record_failure(item, arrival, archive, known.get(item.url), moment)
        fetches.append(Fetch.model_validate({**record, **changes}))
    archive.flush()
    return fetches


def _find_moment(arrival: Response | FetchError | None, moment: datetime) -> datetime:
    """When the bytes were seen: now, or when a crawler brought them; never later than now."""
    if isinstance(arrival, Response) and arrival.seen_at is not None and not arrival.unchanged:
        return min(arrival.seen_at, moment)
    return moment


def _fetch_in_order(
    items: Sequence[Discovered], known: Mapping[str, Known], fetcher: Fetcher
) -> Iterator[Response | FetchError | None]:
    """Fetch side by side, hand out in order, and never hold more bodies than there are workers."""

    def fetch(item: Discovered) -> Response | FetchError | None:
        if is_entry_url(item.url):
            return None
        try:
            local = item.channel in NAMED_KINDS
            answer = fetcher.get(item.url, known.get(item.url), local=local, origin=item.origin)
            if not local:
                refuse_front_page(item.url, answer.final_url)
        except FetchError as error:
            return error
        return answer

    if all((item.origin or item.url).startswith("file:") for item in items):
        yield from map(fetch, items)
        return
    waiting: deque[Future[Response | FetchError | None]] = deque()
    pool = ThreadPoolExecutor(fetcher.workers, thread_name_prefix="fetch")
    try:
        for item in items:
            if len(waiting) == fetcher.workers:
                yield waiting.popleft().result()
            waiting.append(pool.submit(fetch, item))
        while waiting:
            yield waiting.popleft().result()
    except BaseException:
        # Ctrl-C, or an archive that cannot be written: nobody waits for slow servers then.
        fetcher.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def refuse_front_page(url: str, final_url: str) -> None:
    """Refuse an answer that came from a site's front page instead of a release.

    Many sites send readers of removed pages there; its text would be taken for a release's.

    Raises:
        FetchError: moved.
    """
    if _FRONT.fullmatch(urlsplit(final_url).path) and not _FRONT.fullmatch(urlsplit(url).path):
        raise FetchError(
            "moved", f"{url}: redirects to the front page {final_url}: it is gone; drop the address"
        )


def _record_wait(state: UrlState) -> Changes:
    """Record a document that is not asked for; why it was lost before is still true of it."""
    bar = name_bar(state)
    return {"outcome": "skipped", "error_kind": bar, "error": explain_wait(state) if bar else ""}


def record_response(
    answer: Response, archive: ArchiveWriter, known: Known | None, moment: datetime
) -> Changes:
    """Archive an answer, or that it is unchanged. Returns what it changes in its record.

    Raises:
        StorageError: the archive cannot be written.
    """
    changes: Changes = {
        "final_url": answer.final_url,
        "status": answer.status,
        "outcome": "unchanged" if answer.unchanged else "fetched",
        "media_type": answer.media_type,
        "charset": answer.charset,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "byte_count": len(answer.body),
        "raw_digest": hash_bytes(answer.body) if answer.body else known and known.raw_digest,
    }
    is_web = answer.final_url.startswith("http")
    if answer.unchanged:
        # What a server answered is an event; a file, mail or crawl nobody changed is none.
        if known is None or not known.archive_file or not is_web or answer.seen_at:
            return changes
        file, offset = archive.write_revisit(
            answer.final_url, answer.status, answer.headers, known, moment
        )
    elif not is_web:
        file, offset = archive.write_resource(
            answer.final_url, answer.media_type, answer.body, moment
        )
    else:
        file, offset = archive.write_response(
            answer.final_url, answer.status, answer.headers, answer.body, moment
        )
    return {**changes, "archive_file": file, "archive_offset": offset}


def _record_failure(
    item: Discovered,
    error: FetchError | None,
    archive: ArchiveWriter,
    known: Known | None,
    moment: datetime,
) -> Changes:
    """Record why there is no page, and take the entry's own content where that is right."""
    changes: Changes = {}
    if error is not None:
        changes = {"status": error.status, "error_kind": error.kind, "error": str(error)}
    if isinstance(error, PassingError):
        changes["retry_after"] = error.pause
    content = item.hints.content
    # Where a publisher removed the page its words are not brought back from the feed, and a page
    # once read is not replaced by its teaser because the server stumbled.
    if not content or (error is not None and error.kind == "http-410"):
        return changes or {
            "error_kind": "empty",
            "error": f"{item.url}: the entry has neither page nor content; nothing to read",
        }
    body = content.encode("utf-8", "replace")
    digest = hash_bytes(body)
    changes |= {
        "media_type": ENTRY_TYPE,
        "charset": "utf-8",
        "byte_count": len(body),
        "raw_digest": digest,
    }
    if known is not None and known.raw_digest == digest:
        return {**changes, "outcome": "unchanged"}
    if known is not None and error is not None:
        return changes
    file, offset = archive.write_resource(item.url, ENTRY_TYPE, body, moment)
    return {**changes, "outcome": "fetched", "archive_file": file, "archive_offset": offset}
