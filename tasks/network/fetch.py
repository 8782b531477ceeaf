"""Fetching: the one chokepoint of all network traffic, and of local files.

Every answer is bounded in size and time, every failure has a stable kind and one line.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from schemas.document import Known
from schemas.errors import FetchError
from tasks.containers.mailbox import Mailboxes
from tasks.containers.members import INSIDE, read_local
from tasks.network.addresses import find_origin, normalise_url
from tasks.network.deadline import Deadline, find_addresses
from tasks.network.failures import PassingError, choose_pause, explain_status, read_pause
from tasks.network.guard import Guard, Resolve, resolve_host
from tasks.network.naming import find_target, name_address, name_agent
from tasks.network.redact import hide_secrets, show_address
from tasks.network.response import Response, mark_unchanged
from tasks.network.robots import Robots
from tasks.network.turns import Turns
from tasks.publishers.access import Access, describe_access
from tasks.publishers.account import is_mailbox
from tasks.workers.limited import read_contained

if TYPE_CHECKING:
    from tasks.network.client import Client

MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 10
DEADLINE = 30.0
DELAY = 0.5
CONNECTIONS = 4
RETRIES = 2
MAX_RETRY_AFTER = 30.0

_ROBOTS_SECONDS = 10.0
_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}


class Fetcher:
    """Fetches documents over http(s), and reads local files.

    Args:
        deadline: Seconds a whole request may take, redirects included; retries start anew.
        max_bytes: Largest body taken, after unpacking.
        delay: Seconds between two requests to one host; none for this machine.
        connections: Requests under way at one time to one host, over all fetchers of this process.
        retries: How often a failure that may pass is tried again.
        workers: Requests under way at one time in a batch, and so bodies held in memory.
        access: Private hosts that may be reached, and credentials; by default what the
            environment allows.
        user_agent: What we say we are; by default our name, version and contact.
        turns: Folder where processes tell each other whose turn it is; without one only the
            fetchers of this process keep their distance together.
        robots: Folder where what hosts' robots.txt said is kept for other fetchers, if anywhere.
        resolve: Finds the addresses of a name.
        chance: A number from 0 to 1 that spreads retries.
        now: The time here, against which a server's Retry-After date is held.
        sleep: How to wait, in seconds; by default a wait that `stop` ends.

    Raises:
        ConfigError: an environment variable is malformed.
    """

    def __init__(
        self,
        *,
        deadline: float = DEADLINE,
        max_bytes: int = MAX_BYTES,
        delay: float = DELAY,
        connections: int = CONNECTIONS,
        retries: int = RETRIES,
        workers: int = 8,
        access: Access | None = None,
        user_agent: str = "",
        turns: Path | None = None,
        robots: Path | None = None,
        resolve: Resolve = resolve_host,
        chance: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.workers = workers
        self._seconds = deadline
        self._max_bytes = max_bytes
        self._connections = connections
        self._retries = retries
        self._user_agent = user_agent or name_agent()
        self._chance = chance
        self._now = now
        self._deadline = Deadline()
        self._sleep = sleep or self._deadline.stopped.wait
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._turns = Turns(delay, self._sleep, turns)
        self._access = access or describe_access()
        self._guard = Guard(self._access.private_hosts, resolve)
        self._robots = Robots(
            self._fetch_robots, self._is_private, robots, self._may_keep_robots, self._now
        )
        self.mailboxes = Mailboxes(
            deadline,
            max_bytes,
            self._deadline.stopped,
            partial(find_addresses, self._guard, self._deadline),
        )

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
            local: Whether the user named this address: only then a file URL is read, and
                robots.txt is not asked; not if a feed, a page or a redirect named it.
            origin: Where the bytes of a document in a container or mailbox lie, as its channel
                listed it: nothing is asked at `url` then.

        Raises:
            FetchError: with a stable kind: http-404, http-410, http-500 and so on, redirect-loop,
                timeout, dns, private, robots, refused, tls, connection, incomplete, encoding,
                too-large, empty, bad-url; for files missing, directory, permission, not-a-file,
                unreadable.
        """
        if origin:
            return mark_unchanged(self._read_origin(url, origin, known), known)
        try:
            address = normalise_url(url)
        except ValueError as error:
            shown = show_address(url)
            raise FetchError("bad-url", f"{shown}: {error}; correct the address") from error
        if address.startswith("file:"):
            if not local:
                raise FetchError(
                    "bad-url", f"{url[:200]}: a local file, named by a channel; it is not read"
                )
            answer = _read_local(address, self._max_bytes)
        else:
            answer = self._get_with_retries(address, known, self._retries, named=local)
        return mark_unchanged(answer, known)

    def _read_origin(self, url: str, origin: str, known: Known | None) -> Response:
        if not is_mailbox(origin):
            answer = _read_local(origin, self._max_bytes)
        elif known is not None:
            # A message never changes, so that one that was read is not asked for again.
            return Response(url, url, 200, unchanged=True)
        else:
            answer = self.mailboxes.read(origin)
        return replace(answer, url=url, final_url=url)

    def _get_with_retries(
        self, url: str, known: Known | None, retries: int, *, named: bool
    ) -> Response:
        attempt = 0
        while True:
            try:
                return self._follow(url, known, named=named)
            except PassingError as error:
                pause = choose_pause(attempt, error.pause, self._chance())
                most = self._deadline.cut(MAX_RETRY_AFTER) or 0.0
                if self._deadline.stopped.is_set() or attempt >= retries or pause > most:
                    raise
                attempt += 1
                self._sleep(pause)

    def _follow(self, url: str, known: Known | None, *, named: bool) -> Response:
        seen = {url}
        address, left = url, self._seconds
        for _ in range(MAX_REDIRECTS + 1):
            started = time.monotonic()
            crawl_delay = 0.0
            if not named:
                with self._deadline.limit(left):
                    crawl_delay = self._robots.ask(address)
            left -= time.monotonic() - started
            # First the place, then the turn: who got a turn starts at once.
            with self._turns.hold_place(address, self._connections, self._deadline.stopped):
                self._turns.await_turn(address, crawl_delay)
                started = time.monotonic()
                with self._deadline.limit(left):
                    answer = self._ask(url, address, known)
                left -= time.monotonic() - started
            if isinstance(answer, Response):
                return answer
            if answer in seen:
                raise FetchError(
                    "redirect-loop", f"{hide_secrets(url)}: redirects in a circle; drop the address"
                )
            seen.add(answer)
            address = answer
        raise FetchError(
            "redirect-loop",
            f"{hide_secrets(url)}: more than {MAX_REDIRECTS} redirects; drop the address",
        )

    def _ask(self, url: str, address: str, known: Known | None) -> Response | str:
        """Make one request. Returns the answer, or where it redirects to."""
        headers: dict[str, str] = {}
        # Validators speak of the address that gave them: behind a redirect another may lie by now.
        is_same = known is not None and address == (known.final_url or url)
        if known is not None and is_same and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and is_same and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        # By the origin of this very request: what a redirect leads to is shown nothing.
        credentials = self._access.credentials
        credential = credentials.get(find_origin(address)) if credentials else None
        if credential is not None:
            headers[credential[0]] = credential[1]
        where = name_address(url, address)
        client = self._open_client()
        with client.ask(where, address, headers) as reply:
            status = reply.status_code
            if status in _REDIRECTS and reply.headers.get("location"):
                return find_target(url, str(reply.headers["location"]), address)
            if (status != 304 or known is None) and not 200 <= status < 300:
                pause = read_pause(reply.headers, self._now())
                if pause is not None and pause <= MAX_RETRY_AFTER:
                    self._turns.postpone(address, pause)
                raise explain_status(where, status, pause)
            secret = credential[1] if credential else ""
            limit = self._max_bytes
            return client.read(url, address, reply, known=known, limit=limit, secret=secret)

    def _fetch_robots(self, address: str) -> str:
        """Fetch a robots.txt in half of the time left, so that a slow one does not eat it up."""
        seconds = (self._deadline.cut(2 * _ROBOTS_SECONDS) or 0.0) / 2
        retries = 0 if self._is_private(address) else self._retries
        with self._deadline.limit(seconds):
            answer = self._get_with_retries(address, None, retries, named=True)
        return answer.body.decode("utf-8-sig", "replace")

    def _may_keep_robots(self, origin: str) -> bool:
        """Whether others may rely on it: not if we were cut short, or shown what they are not."""
        return not self._deadline.stopped.is_set() and origin not in self._access.credentials

    def _is_private(self, url: str) -> bool:
        """Whether an address lies at a host that was allowed although private."""
        parts = urlsplit(url)
        return self._guard.allows(parts.hostname or "", parts.port or _PORTS[parts.scheme])

    def _open_client(self) -> "Client":
        # It takes long to import, and local files need none.
        from tasks.network.client import Client  # noqa: PLC0415

        with self._lock:
            if self._client is None:
                self._client = Client(self._deadline, self._guard, self._seconds, self._user_agent)
            return self._client


def _read_local(url: str, limit: int) -> Response:
    """Read a file, or, in a worker, what lies in a container."""
    return read_contained(url, limit) if INSIDE in url else read_local(url, limit)
