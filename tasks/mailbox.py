"""Mailboxes on a server (IMAP): what a folder holds, and one message's bytes.

A folder is opened for reading only (EXAMINE) and messages are read without marking them as seen.
Everything has a deadline and a size, and a password goes out over an encrypted connection only.
Sources: RFC 3501 (IMAP4rev1), RFC 5092 (`imap:` addresses), RFC 8314 (TLS), RFC 4616 (PLAIN).
"""

import imaplib
import os
import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import quote, unquote, urlsplit

from schemas.discovery import Link
from schemas.errors import FetchError, InputError
from tasks.addresses import is_loopback
from tasks.failures import PassingError, explain_connection
from tasks.mail import MESSAGE_TYPE, find_message_url, read_hints
from tasks.response import Response

VARIABLE = "COMMUNIQUE_MAIL_"
MAX_LISTED = 5_000
LISTING_SECONDS = 120.0

_PORTS = {"imap": 143, "imaps": 993}
_CHUNK = 500
_GOODBYE = 2.0
# What one command may bring besides the messages asked for.
_SLACK = 4 * 1024 * 1024
_PATH = re.compile(
    r"/(?P<folder>.+?)(?:;UIDVALIDITY=(?P<validity>\d{1,10}))?(?:/;UID=(?P<uid>\d{1,10}))?/?",
    re.IGNORECASE | re.DOTALL,
)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on a server, or a message in it. `variable` names where its password is kept."""

    scheme: str
    host: str
    port: int
    user: str
    folder: str
    variable: str
    validity: int = 0
    uid: int = 0

    def __str__(self) -> str:
        """The address without user and variable: what messages show."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}/{quote(self.folder)}"

    def format_origin(self) -> str:
        """Address of the message (RFC 5092), with the name of the password's variable."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        user = quote(self.user, safe="")
        return (
            f"{self.scheme}://{user}@{self.host}{port}/{quote(self.folder)}"
            f";UIDVALIDITY={self.validity}/;UID={self.uid}?auth_variable={self.variable}"
        )


def is_mailbox(address: str) -> bool:
    """Whether an address is that of a mailbox on a server."""
    return address.lower().startswith(("imap://", "imaps://"))


def parse_place(address: str, user: str = "", variable: str = "") -> Place:
    """Take the address of a folder apart.

    Args:
        address: `imaps://user@host/folder`; no folder means INBOX.
        user: Who logs in, where the address does not say.
        variable: Environment variable with the password; by default one named for the host.

    Raises:
        InputError: what is wrong with it. No line shows a password that stood in the address.
    """
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{(parts.hostname or '')[:200]}"
    if parts.password is not None:
        raise InputError(
            f"{shown}: the address holds a password; put it into the environment variable"
            f" {name_variable(parts.hostname or '')}"
        )
    place = _read_place(address, user, variable)
    if place is None or place.uid or parts.query or parts.fragment:
        raise InputError(f"{shown}: no mailbox; write imaps://user@host/folder")
    if not place.user:
        raise InputError(f"{shown}: no user; write imaps://user@host/folder, or the key `user`")
    return place


def name_variable(host: str) -> str:
    """Environment variable with a host's password: nobody else's server is ever sent it."""
    name = host.upper().replace("-", "__")
    return VARIABLE + re.sub(r"[^A-Z0-9_]", "_", name)


def _read_place(address: str, user: str = "", variable: str = "") -> Place | None:
    """Take the address of a folder or message apart; None if it is none."""
    parts = urlsplit(address)
    path = _PATH.fullmatch(parts.path if parts.path.strip("/") else "/INBOX")
    try:
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or path is None:
        return None
    scheme = parts.scheme.lower()
    found = Place(
        scheme=scheme,
        host=parts.hostname,
        port=port or _PORTS[scheme],
        user=unquote(parts.username or "") or user,
        folder=unquote(path["folder"]),
        variable=variable or name_variable(parts.hostname),
        validity=int(path["validity"] or 0),
        uid=int(path["uid"] or 0),
    )
    return found if (found.user + found.folder).isprintable() else None


def connect_socket(host: str, port: int, seconds: float) -> socket.socket:
    """Connect to a host: the one place where mail opens a connection."""
    return socket.create_connection((host, port), seconds)


class _Context(ssl.SSLContext):
    """Checks certificates and host names; hands out the connection before it shakes hands."""

    opened: Callable[[socket.socket], None]

    def wrap_socket(  # noqa: PLR0917 - as ssl declares it
        self,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        secure = super().wrap_socket(
            sock, server_side, False, suppress_ragged_eofs, server_hostname, session
        )
        try:
            self.opened(secure)
            if do_handshake_on_connect:
                secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        return secure


class _Client(imaplib.IMAP4):
    """imaplib's client over our own connection, with a limit on what a command may bring."""

    def __init__(
        self, place: Place, seconds: float, opened: Callable[[socket.socket], None]
    ) -> None:
        self._place = place
        self._opened = opened
        self.budget = _SLACK
        self.context = _Context(ssl.PROTOCOL_TLS_CLIENT)
        self.context.opened = opened
        self.context.load_default_certs()
        super().__init__(place.host, place.port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = connect_socket(self._place.host, self._place.port, timeout or LISTING_SECONDS)
        self._opened(plain)
        if self._place.scheme != "imaps":
            return plain
        return self.context.wrap_socket(plain, server_hostname=self._place.host)

    def read(self, size: int) -> bytes:
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, size: int) -> None:
        self.budget -= size
        if self.budget < 0:
            raise FetchError(
                "too-large", f"{self._place}: the server sends more than was asked for; not read"
            )


@dataclass(slots=True)
class _Session:
    """A folder opened on a server: its UIDVALIDITY, and how many messages it held then."""

    client: _Client
    validity: int
    count: int


class Mailboxes:
    """Folders on servers, one connection each; conversations come one after the other.

    Args:
        seconds: How long connecting and reading one message may take.
        max_bytes: Largest message taken.
        stopped: Ends everything under way when it is set, together with `stop`.
    """

    def __init__(self, seconds: float, max_bytes: int, stopped: threading.Event) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._stopped = stopped
        self._lock = threading.Lock()
        self._sessions: dict[Place, _Session] = {}
        self._current: socket.socket | None = None

    def list_messages(self, place: Place, notes: list[str]) -> list[Link]:
        """List a folder's messages, oldest first; of more than 5,000 the newest.

        Args:
            place: The folder.
            notes: Takes a line if older messages were left out.

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
            for start in range(first, session.count + 1, _CHUNK):
                session.client.budget = _SLACK
                span = f"{start}:{min(start + _CHUNK - 1, session.count)}"
                wanted = "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE SUBJECT)])"
                for uid, said, head in _pair(_check(place, session.client.fetch(span, wanted))):
                    if rb"\Deleted" not in said:
                        message = replace(place, validity=session.validity, uid=uid)
                        links.append(_make_link(head, message.format_origin()))
            if not links:
                raise FetchError("no-entries", f"{place}: no message in it; name another folder")
            return links

    def read(self, origin: str) -> Response:
        """Read one message.

        Raises:
            FetchError: as `list_messages`, and empty.
        """
        address, _, variable = origin.partition("?auth_variable=")
        place = _read_place(address, variable=variable)
        if place is None:
            raise FetchError("missing", "no message at that address; run again")
        folder = replace(place, validity=0, uid=0)
        where = f"{place}, message {place.uid}"
        with self._lock, self._converse(folder, self._seconds):
            session = self._sessions.get(folder) or self._open(folder)
            if session.validity != place.validity:
                raise FetchError("missing", f"{where}: the folder was numbered anew; run again")
            session.client.budget = self._max_bytes + _SLACK
            wanted = f"(RFC822.SIZE BODY.PEEK[]<0.{self._max_bytes + 1}>)"
            answer = _check(folder, session.client.uid("FETCH", str(place.uid), wanted))
            for uid, said, body in _pair(answer):
                if uid != place.uid:
                    continue
                size = _SIZE.search(said)
                if max(len(body), int(size[1]) if size else 0) > self._max_bytes:
                    raise FetchError("too-large", f"{where}: larger than {self._max_bytes} bytes")
                if not body:
                    raise FetchError("empty", f"{where}: 0 bytes; nothing to read")
                return Response(origin, origin, 200, media_type=MESSAGE_TYPE, body=body)
            raise FetchError("missing", f"{where}: it is gone from the folder; run again")

    def stop(self) -> None:
        """End the conversation under way, from any thread."""
        if (current := self._current) is not None:
            _cut(current)

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
        client = _Client(place, self._seconds, self._notice)
        try:
            _log_in(client, place)
            session = _examine(client, place)
        except BaseException:
            _close(client)
            raise
        self._sessions[place] = session
        return session

    def _notice(self, connection: socket.socket) -> None:
        """Remember the connection under way, so that a deadline or a stop can cut it."""
        self._current = connection

    @contextmanager
    def _converse(self, place: Place, seconds: float) -> Generator[None]:
        """Give a conversation `seconds` seconds, and tell what ended it early."""
        is_late = threading.Event()

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
                reason = _hide(_show([str(error)]), place)
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
            _close(session.client)


def _examine(client: _Client, place: Place) -> _Session:
    """Open a folder for reading only.

    Raises:
        FetchError: missing.
    """
    state, answer = client.select(_encode_folder(place.folder), readonly=True)
    if state != "OK":
        reason = _hide(_show(answer), place)
        raise FetchError("missing", f"{place}: no such folder ({reason}); correct it")
    validity = client.response("UIDVALIDITY")[1]
    return _Session(client, int(validity[-1] or 0), int(answer[-1] or 0))


def _check(place: Place, answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    """The data of an answer.

    Raises:
        FetchError: the server refused the command.
    """
    if answer[0] != "OK":
        reason = _hide(_show(answer[1]), place)
        raise FetchError("connection", f"{place}: refused: {reason}; run again later")
    return answer[1]


def _log_in(client: _Client, place: Place) -> None:
    """Log in, over an encrypted connection or to this machine.

    Raises:
        FetchError: tls, login.
    """
    password = os.environ.get(place.variable, "")
    if not password:
        raise FetchError(
            "login", f"{place}: no password: set the environment variable {place.variable}"
        )
    if place.scheme == "imap":
        if "STARTTLS" in client.capabilities:
            client.starttls(client.context)
        elif not is_loopback(f"imap://{place.host}/"):
            raise FetchError(
                "tls", f"{place}: it offers no encryption, no password is sent; use imaps://"
            )
    can_plain = "AUTH=PLAIN" in client.capabilities
    if not can_plain and not (place.user + password).isascii():
        raise FetchError(
            "login", f"{place}: it takes no login with letters beyond ASCII; change the password"
        )
    try:
        if can_plain:
            secret = f"\0{place.user}\0{password}".encode()
            client.authenticate("PLAIN", lambda _: secret)
        else:
            client.login(_quote(place.user), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        reason = _hide(_show([str(error)]), place)
        raise FetchError(
            "login", f"{place}: it refuses the login ({reason}); check user and password"
        ) from None


def _make_link(head: bytes, origin: str) -> Link:
    """A message by its Message-ID, or by its place in the folder if it has none."""
    url = find_message_url(head)
    shown = origin.partition("?")[0]
    return Link(url=url or shown, origin=origin, hints=read_hints(head))


def _pair(items: Sequence[object]) -> Generator[tuple[int, bytes, bytes]]:
    """Take FETCH answers apart: the UID, all that was said of the message, and its literal."""
    for place, item in enumerate(items):
        if not isinstance(item, tuple):
            continue
        parts = [part for part in cast("tuple[object, ...]", item) if isinstance(part, bytes)]
        after = items[place + 1] if place + 1 < len(items) else b""
        said = parts[0] + (b" " + after if isinstance(after, bytes) else b"")
        uid = _UID.search(said)
        if uid and len(parts) > 1:
            yield int(uid[1]), said, parts[1]


def _encode_folder(name: str) -> str:
    """A folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    pieces: list[str] = []
    for plain, other in re.findall(r"([\x20-\x7e]+)|([^\x20-\x7e]+)", name):
        if plain:
            pieces.append(plain.replace("&", "&-"))
        else:
            packed = b64encode(other.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
            pieces.append(f"&{packed.decode('ascii')}-")
    return _quote("".join(pieces))


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _show(answer: Sequence[object]) -> str:
    """A server's words on one line, without what would steer a terminal."""
    words = [
        item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item) for item in answer
    ]
    return "".join(letter for letter in " ".join(" ".join(words).split()) if letter.isprintable())[
        :200
    ]


def _hide(text: str, place: Place) -> str:
    """Servers may repeat what they were sent."""
    password = os.environ.get(place.variable, "")
    return text.replace(password, "***") if password else text


def _cut(connection: socket.socket) -> None:
    """Break a connection, from any thread; whoever reads from it closes it."""
    # Not the TLS socket's own method: it takes apart what another thread is reading from.
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _close(client: _Client) -> None:
    with suppress(OSError, ValueError):
        client.shutdown()
