"""Fetching: the one chokepoint of all network traffic, and of local files.

Every answer is bounded in size and time, every failure has a stable kind and one line.
"""

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpcore
import httpx

from schemas.document import Discovered, Fetch, Known
from schemas.errors import FetchError
from tasks.account import is_mailbox
from tasks.addresses import is_entry_url, normalise_url, resolve_link
from tasks.archive import ArchiveWriter
from tasks.connect import Deadline, DeadlineBackend
from tasks.containers import read_local
from tasks.entry import ENTRY_TYPE
from tasks.failures import PassingError, explain_connection, explain_status
from tasks.mailbox import Mailboxes
from tasks.response import Response, hash_bytes, mark_unchanged
from tasks.turns import Turns
from tasks.unpack import read_stream

USER_AGENT = "communique (press release reader)"
MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 10
DEADLINE = 30.0
DELAY = 0.5
RETRIES = 2
MAX_RETRY_AFTER = 30.0

_WAIT = 10.0
_REDIRECTS = {301, 302, 303, 307, 308}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


class _Transport(httpx.HTTPTransport):
    """httpx's own transport, over connections that keep a deadline."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            http2=True,
            max_connections=64,
            max_keepalive_connections=16,
            keepalive_expiry=10.0,
            network_backend=DeadlineBackend(deadline),
        )


class Fetcher:
    """Fetches documents over http(s), and reads local files.

    Args:
        deadline: Seconds a whole request may take, redirects included; retries start anew.
        max_bytes: Largest body taken, after unpacking.
        delay: Seconds between two requests to one host; none for this machine.
        retries: How often a failure that may pass is tried again.
        workers: Requests under way at one time in a batch, and so bodies held in memory.
        user_agent: What we say we are.
        sleep: How to wait, in seconds; by default a wait that `stop` ends.
    """

    def __init__(
        self,
        *,
        deadline: float = DEADLINE,
        max_bytes: int = MAX_BYTES,
        delay: float = DELAY,
        retries: int = RETRIES,
        workers: int = 8,
        user_agent: str = USER_AGENT,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.workers = workers
        self._seconds = deadline
        self._max_bytes = max_bytes
        self._retries = retries
        self._user_agent = user_agent
        self._deadline = Deadline()
        self._sleep = sleep or self._deadline.stopped.wait
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._turns = Turns(delay, self._sleep)
        self.mailboxes = Mailboxes(deadline, max_bytes, self._deadline.stopped)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None
        self.mailboxes.close()

    def stop(self) -> None:
        """End all requests under way, in any thread; later ones fail at once."""
        self._deadline.stopped.set()
        self.mailboxes.stop()

    def get(
        self, url: str, known: Known | None = None, *, local: bool = False, origin: str = ""
    ) -> Response:
        """Fetch one address; unchanged if the server says so or the bytes are those known.

        Args:
            url: http(s) address, or a file URL.
            known: What is remembered of the address.
            local: Whether a file URL may be read: only if the user named it, never if a feed,
                a page or a redirect did.
            origin: Where the bytes of a document in a container or mailbox lie, as its channel
                listed it: nothing is asked at `url` then.

        Raises:
            FetchError: with a stable kind: http-404, http-410, http-500 and so on, redirect-loop,
                timeout, dns, refused, tls, connection, incomplete, encoding, too-large, empty,
                bad-url; for files missing, directory, permission, not-a-file, unreadable.
        """
        if origin:
            return mark_unchanged(self._read_origin(url, origin, known), known)
        try:
            address = normalise_url(url)
        except ValueError as error:
            raise FetchError("bad-url", f"{url[:200]}: {error}; correct the address") from error
        if address.startswith("file:"):
            if not local:
                raise FetchError(
                    "bad-url", f"{url[:200]}: a local file, named by a channel; it is not read"
                )
            answer = read_local(address, self._max_bytes)
        else:
            answer = self._get_with_retries(address, known)
        return mark_unchanged(answer, known)

    def _read_origin(self, url: str, origin: str, known: Known | None) -> Response:
        if not is_mailbox(origin):
            answer = read_local(origin, self._max_bytes)
        elif known is not None:
            # A message never changes, so that one that was read is not asked for again.
            return Response(url, url, 200, unchanged=True)
        else:
            answer = self.mailboxes.read(origin)
        return replace(answer, url=url, final_url=url)

    def _get_with_retries(self, url: str, known: Known | None) -> Response:
        attempt = 0
        while True:
            try:
                return self._follow(url, known)
            except PassingError as error:
                pause = 2.0**attempt if error.pause is None else error.pause
                stopped = self._deadline.stopped.is_set()
                if stopped or attempt >= self._retries or pause > MAX_RETRY_AFTER:
                    raise
                attempt += 1
                self._sleep(pause)

    def _follow(self, url: str, known: Known | None) -> Response:
        seen = {url}
        address, left = url, self._seconds
        for _ in range(MAX_REDIRECTS + 1):
            self._turns.await_turn(address)
            started = time.monotonic()
            with self._deadline.limit(left):
                answer = self._ask(url, address, known)
            left -= time.monotonic() - started
            if isinstance(answer, Response):
                return answer
            if answer in seen:
                raise FetchError("redirect-loop", f"{url}: redirects in a circle; drop the address")
            seen.add(answer)
            address = answer
        raise FetchError(
            "redirect-loop", f"{url}: more than {MAX_REDIRECTS} redirects; drop the address"
        )

    def _ask(self, url: str, address: str, known: Known | None) -> Response | str:
        """Make one request. Returns the answer, or where it redirects to."""
        headers: dict[str, str] = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        where = url if url == address else f"{url} (now {address})"
        try:
            with self._open_client().stream("GET", address, headers=headers) as reply:
                if reply.status_code in _REDIRECTS and reply.headers.get("location"):
                    return _find_target(url, str(reply.headers["location"]), address)
                return self._take(where, url, address, reply, known)
        except httpx.TimeoutException as error:
            seconds = f"{self._seconds:g} s"
            raise FetchError(
                "timeout", f"{where}: no whole answer within {seconds}; run again later"
            ) from error
        except httpx.TransportError as error:
            raise explain_connection(where, error) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchError("bad-url", f"{where}: {error}; correct the address") from error

    def _take(
        self, where: str, url: str, address: str, reply: httpx.Response, known: Known | None
    ) -> Response:
        status = reply.status_code
        if (status != 304 or known is None) and not 200 <= status < 300:
            raise explain_status(where, status, reply.headers.get("retry-after", ""))
        headers = tuple((name, value) for name, value in reply.headers.multi_items())
        content_type = reply.headers.get("content-type", "")
        charset = _CHARSET.search(content_type)
        body = b""
        if status != 304:
            body = read_stream(where, reply.iter_raw(), reply.headers, self._max_bytes)
            if not body:
                raise FetchError("empty", f"{where}: HTTP {status}, but 0 bytes; run again later")
        return Response(
            url=url,
            final_url=address,
            status=status,
            media_type=content_type.partition(";")[0].strip().lower(),
            charset=charset[1].lower() if charset else "",
            etag=reply.headers.get("etag", ""),
            last_modified=reply.headers.get("last-modified", ""),
            body=body,
            unchanged=status == 304,
            headers=headers,
        )

    def _open_client(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(
                    transport=_Transport(self._deadline),
                    # No proxy, no netrc: the environment does not decide where traffic goes.
                    trust_env=False,
                    timeout=httpx.Timeout(max(self._seconds, 0.001), connect=_WAIT),
                    # Every request stands alone, so that the order of requests changes nothing.
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                    headers={
                        "User-Agent": self._user_agent,
                        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                        "Accept-Encoding": "gzip, deflate",
                    },
                )
            return self._client


def fetch_batch(  # noqa: PLR0917 - the parts of a batch, and what is passed in
    items: Sequence[Discovered],
    known: Mapping[str, Known],
    fetcher: Fetcher,
    archive: ArchiveWriter,
    run_id: str,
    first: int,
    now: Callable[[], datetime],
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

    Returns:
        One record an item, in their order. The bytes are in the archive only.

    Raises:
        StorageError: the archive cannot be written.
    """
    fetches: list[Fetch] = []
    arrivals = _fetch_in_order(items, known, fetcher)
    for number, (item, arrival) in enumerate(zip(items, arrivals, strict=True), start=first):
        record = {
            "fetch_id": f"{run_id}/{item.source_id}/{number}",
            "run_id": run_id,
            "source_id": item.source_id,
            "url": item.url,
            "final_url": item.url,
            "fetched_at": _find_moment(arrival, now()),
            "status": None,
            "outcome": "failed",
            # The content is in the archive if it was used, and nowhere if it was not.
            "hints": item.hints.model_copy(update={"content": ""}),
        }
        if isinstance(arrival, Response):
            changes = _record_response(arrival, archive, known.get(item.url))
        else:
            changes = _record_failure(item, arrival, archive, known.get(item.url))
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
            local = item.channel in {"folder", "page", "archive", "mail"}
            return fetcher.get(item.url, known.get(item.url), local=local, origin=item.origin)
        except FetchError as error:
            return error

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


def _record_response(
    answer: Response, archive: ArchiveWriter, known: Known | None
) -> dict[str, object]:
    changes: dict[str, object] = {
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
    if answer.unchanged:
        return changes
    if answer.final_url.startswith("http"):
        file, offset = archive.write_response(
            answer.final_url, answer.status, answer.headers, answer.body
        )
    else:
        file, offset = archive.write_resource(answer.final_url, answer.media_type, answer.body)
    return {**changes, "archive_file": file, "archive_offset": offset}


def _record_failure(
    item: Discovered, error: FetchError | None, archive: ArchiveWriter, known: Known | None
) -> dict[str, object]:
    """Record why there is no page, and take the entry's own content where that is right."""
    changes: dict[str, object] = {}
    if error is not None:
        changes = {"status": error.status, "error_kind": error.kind, "error": str(error)}
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
    file, offset = archive.write_resource(item.url, ENTRY_TYPE, body)
    return {**changes, "outcome": "fetched", "archive_file": file, "archive_offset": offset}


def _find_target(url: str, location: str, address: str) -> str:
    """Where a redirect leads; never to a local file or another scheme."""
    target = resolve_link(location, address)
    if not target:
        raise FetchError(
            "bad-url", f"{url}: redirects to {location[:200]!r}, no web address; correct it"
        )
    return target
