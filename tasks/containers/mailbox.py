"""Mailboxes on a server: what a folder holds, and one message's bytes.

Messages are read without marking them as seen, each with a deadline and a size.
"""

import imaplib
import socket
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from schemas.discovery import Link
from schemas.document import Hints
from schemas.errors import FetchError
from tasks.containers.imap import (
    SLACK,
    Answer,
    Client,
    Find,
    check_answer,
    close_client,
    cut_connection,
    examine_folder,
    gather_answers,
    log_in,
    show_answer,
)
from tasks.containers.mail import MESSAGE_TYPE, READABLE, find_message_url, read_hints
from tasks.containers.structure import find_attachments
from tasks.network.failures import PassingError, explain_connection
from tasks.network.response import Response
from tasks.publishers.account import Place, read_place
from tasks.workers.limited import read_attachment

MAX_LISTED = 5_000
LISTING_SECONDS = 120.0

_CHUNK = 500
_GOODBYE = 2.0
_LISTED = "(UID FLAGS BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE SUBJECT)])"


@dataclass(slots=True)
class _Session:
    """A folder opened on a server: its UIDVALIDITY, and how many messages it held then."""

    client: Client
    validity: int
    count: int


class Mailboxes:
    """Folders on servers, one connection each; conversations come one after the other.

    Args:
        seconds: How long connecting and reading one message may take.
        max_bytes: Largest message taken.
        stopped: Ends everything under way when it is set, together with `stop`.
        find: The addresses of a host that may be connected to.
    """

    def __init__(
        self,
        seconds: float,
        max_bytes: int,
        stopped: threading.Event,
        find: Find,
    ) -> None:
        self._find = find
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._stopped = stopped
        self._lock = threading.Lock()
        self._sessions: dict[Place, _Session] = {}
        self._current: socket.socket | None = None
        self._late = threading.Event()
        self._last: tuple[Place, bytes] | None = None

    def list_messages(self, place: Place, notes: list[str]) -> list[Link]:
        """List a folder's messages, oldest first; of more than 5,000 the newest.

        Args:
            place: The folder.
            notes: Takes a line for what was left out: older messages, attachments.

        Raises:
            FetchError: dns, refused, tls, connection, timeout, login, missing, too-large.
        """
        with self._lock, self._converse(place, LISTING_SECONDS):
            self._drop(place)
            session = self._open(place)
            first = max(1, session.count - MAX_LISTED + 1)
            if first > 1:
                notes.append(f"{place}: {first - 1} older messages left out")
            links: list[Link] = []
            unread: Counter[str] = Counter()
            for start in range(first, session.count + 1, _CHUNK):
                session.client.budget = SLACK
                span = f"{start}:{min(start + _CHUNK - 1, session.count)}"
                answer = check_answer(place, session.client.fetch(span, _LISTED))
                for each in gather_answers(answer):
                    if not each.is_deleted:
                        message = replace(place, validity=session.validity, uid=each.uid)
                        links += _make_links(message, each, unread)
            if not links:
                raise FetchError("no-entries", f"{place}: no message in it; name another folder")
            if unread:
                kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(unread.items()))
                notes.append(f"{place}: attachments not read: {kinds}")
            return links

    def read(self, origin: str) -> Response:
        """Read one message, or an attachment of one.

        Raises:
            FetchError: as `list_messages`, and empty.
        """
        address, _, part = origin.partition("#")
        address, _, variable = address.partition("?auth_variable=")
        place = read_place(address, variable=variable)
        if place is None:
            raise FetchError("missing", "no message at that address; run again")
        with self._lock:
            known = self._last
            body = known[1] if known and known[0] == place else self._read_message(place)
            # Its attachments are asked for next.
            self._last = place, body
        media_type = MESSAGE_TYPE
        if part:
            media_type, body = read_attachment(body, part, f"{place}, message {place.uid}")
        return Response(origin, origin, 200, media_type=media_type, body=body)

    def _read_message(self, place: Place) -> bytes:
        folder = replace(place, validity=0, uid=0)
        where = f"{place}, message {place.uid}"
        with self._converse(folder, self._seconds):
            session = self._sessions.get(folder) or self._open(folder)
            if session.validity != place.validity:
                raise FetchError("missing", f"{where}: the folder was numbered anew; run again")
            session.client.budget = self._max_bytes + SLACK
            wanted = f"(RFC822.SIZE BODY.PEEK[]<0.{self._max_bytes + 1}>)"
            answer = check_answer(folder, session.client.uid("FETCH", str(place.uid), wanted))
            for each in gather_answers(answer):
                body = each.asked
                if each.uid != place.uid:
                    continue
                if max(len(body), each.size) > self._max_bytes:
                    raise FetchError("too-large", f"{where}: larger than {self._max_bytes} bytes")
                if not body:
                    raise FetchError("empty", f"{where}: 0 bytes; nothing to read")
                return body
            raise FetchError("missing", f"{where}: it is gone from the folder; run again")

    def stop(self) -> None:
        """End the conversation under way, from any thread."""
        if (current := self._current) is not None:
            cut_connection(current)

    def close(self) -> None:
        """Log out everywhere."""
        with self._lock:
            for place, session in list(self._sessions.items()):
                with suppress(OSError, imaplib.IMAP4.error, FetchError):
                    session.client.sock.settimeout(_GOODBYE)
                    session.client.logout()
                self._drop(place)

    def _open(self, place: Place) -> _Session:
        if self._stopped.is_set():
            raise FetchError("timeout", f"{place}: stopped")
        client = Client(place, self._seconds, self._find, self._notice)
        try:
            log_in(client, place)
            validity, count = examine_folder(client, place)
        except BaseException:
            close_client(client)
            raise
        self._sessions[place] = session = _Session(client, validity, count)
        return session

    def _notice(self, connection: socket.socket) -> None:
        """Remember the connection under way, so that a deadline or a stop can cut it."""
        self._current = connection
        if self._late.is_set() or self._stopped.is_set():
            # It came about while nobody could cut it.
            cut_connection(connection)

    @contextmanager
    def _converse(self, place: Place, seconds: float) -> Generator[None]:
        """Give a conversation `seconds` seconds, and tell what ended it early."""
        is_late = self._late = threading.Event()

        def end() -> None:
            is_late.set()
            self.stop()

        session = self._sessions.get(place)
        self._current = session.client.sock if session else None
        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, imaplib.IMAP4.error, ValueError, EOFError) as error:
            self._drop(place)
            if is_late.is_set() or isinstance(error, TimeoutError):
                raise PassingError(
                    "timeout", f"{place}: no whole answer within {seconds:g} s; run again later"
                ) from error
            if isinstance(error, imaplib.IMAP4.error):
                # Without its cause: that may hold what the server said, and it what we sent.
                reason = place.hide(show_answer([str(error)]))
                raise PassingError("connection", f"{place}: {reason}; run again later") from None
            raise explain_connection(str(place), error) from error
        except BaseException:
            self._drop(place)
            raise
        finally:
            timer.cancel()
            self._current = None

    def _drop(self, place: Place) -> None:
        if (session := self._sessions.pop(place, None)) is not None:
            close_client(session.client)


def _make_links(message: Place, answer: Answer, unread: "Counter[str]") -> Generator[Link]:
    """A message by its Message-ID, or by its place in the folder, and its attachments."""
    origin = message.format_origin()
    url = find_message_url(answer.asked) or origin.partition("?")[0]
    hints = read_hints(answer.asked)
    yield Link(url=url, origin=origin, hints=hints)
    for attachment in find_attachments(answer.said):
        if attachment.media_type in READABLE:
            number = attachment.number
            yield Link(
                url=f"{url}/{number}",
                origin=f"{origin}#{number}",
                hints=Hints(published=hints.published),
            )
        else:
            unread[attachment.media_type] += 1
