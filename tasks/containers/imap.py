"""IMAP: a guarded connection, a login, and answers taken apart.

A folder is opened for reading only (EXAMINE). What a command may bring is limited, and a password
goes out over an encrypted connection only.
Sources: RFC 3501 (IMAP4rev1), RFC 8314 (TLS), RFC 4616 (PLAIN).
"""

import imaplib
import re
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from schemas.errors import FetchError
from tasks.containers.structure import quote_literal
from tasks.network.addresses import is_loopback
from tasks.publishers.account import Place

# The addresses of a host and port that may be connected to, found within some seconds.
Find = Callable[[str, int, float], Sequence[str]]

# What one command may bring besides the messages asked for, in bytes.
SLACK = 4 * 1024 * 1024

_SECONDS = 30.0
_UID = re.compile(rb"\bUID (\d+)")
_FIRST = re.compile(rb"\d+ \(")
_ASKED = re.compile(rb"BODY\[[^\]]*\](?:<\d+>)? \{\d+\}$", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says of one message, and the literal it was asked for; size in bytes."""

    uid: int
    size: int
    is_deleted: bool
    said: bytes
    asked: bytes


def connect_socket(host: str, port: int, seconds: float, find: Find) -> socket.socket:
    """Connect to the first of a host's addresses that answers: the only connections of mail.

    Args:
        host: The server.
        port: Its port.
        seconds: For finding its addresses and trying them all.
        find: Finds them.

    Raises:
        OSError: none answers, or there is none; TimeoutError: not in time.
        FetchError: whatever `find` refuses.
    """
    problem = OSError(f"{host}: no address")
    end = time.monotonic() + seconds
    for address in find(host, port, seconds):
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            connection = socket.create_connection((address, port), left)
        except OSError as error:
            problem = error
            continue
        # What is left was for connecting: each answer has the whole time again.
        connection.settimeout(seconds)
        return connection
    raise problem


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


class Client(imaplib.IMAP4):
    """imaplib's client over our own connection, with a limit on what a command may bring."""

    def __init__(
        self,
        place: Place,
        seconds: float,
        find: Find,
        opened: Callable[[socket.socket], None],
    ) -> None:
        self._place = place
        self._find = find
        self._opened = opened
        self.budget = SLACK
        self.context = _Context(ssl.PROTOCOL_TLS_CLIENT)
        self.context.opened = opened
        self.context.load_default_certs()
        super().__init__(place.host, place.port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = connect_socket(self._place.host, self._place.port, timeout or _SECONDS, self._find)
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


def log_in(client: Client, place: Place) -> None:
    """Log in, over an encrypted connection or to this machine.

    Raises:
        FetchError: tls, login.
    """
    password = place.read_password()
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
        reason = place.hide(show_answer([str(error)]))
        raise FetchError(
            "login", f"{place}: it refuses the login ({reason}); check user and password"
        ) from None


def examine_folder(client: Client, place: Place) -> tuple[int, int]:
    """Open a folder for reading only: its UIDVALIDITY, and how many messages it holds.

    Raises:
        FetchError: missing.
    """
    state, answer = client.select(_encode_folder(place.folder), readonly=True)
    if state != "OK":
        reason = place.hide(show_answer(answer))
        raise FetchError("missing", f"{place}: no such folder ({reason}); correct it")
    validity = client.response("UIDVALIDITY")[1]
    return int(validity[-1] or 0), int(answer[-1] or 0)


def check_answer(place: Place, answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    """The data of an answer.

    Raises:
        FetchError: the server refused the command.
    """
    if answer[0] != "OK":
        reason = place.hide(show_answer(answer[1]))
        raise FetchError("connection", f"{place}: refused: {reason}; run again later")
    return answer[1]


def gather_answers(items: Sequence[object]) -> Generator[Answer]:
    """Take FETCH answers apart.

    An answer comes in pieces: words that end in a string's length, with that string, and words.
    """
    said, asked = b"", b""
    for item in items:
        words, literal = b"", b""
        if isinstance(item, tuple):
            words, literal = cast("tuple[bytes, bytes]", item)
        elif isinstance(item, bytes):
            words = item
        if _FIRST.match(words):
            said, asked = b"", b""
        if literal and not _ASKED.search(words):
            said += quote_literal(words, literal)
            continue
        said += words
        asked = literal or asked
        # What is quoted are the sender's words, that may look like the server's.
        facts = _QUOTED.sub(b'""', said)
        uid, size = _UID.search(facts), _SIZE.search(facts)
        if isinstance(item, bytes) and uid:
            yield Answer(
                uid=int(uid[1]),
                size=int(size[1]) if size else 0,
                is_deleted=rb"\Deleted" in facts,
                said=said,
                asked=asked,
            )
            said, asked = b"", b""


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


def show_answer(answer: Sequence[object]) -> str:
    """A server's words on one line, without what would steer a terminal."""
    words = [
        item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item) for item in answer
    ]
    return "".join(letter for letter in " ".join(" ".join(words).split()) if letter.isprintable())[
        :200
    ]


def cut_connection(connection: socket.socket) -> None:
    """Break a connection, from any thread; whoever reads from it closes it."""
    # Not the TLS socket's own method: it takes apart what another thread is reading from.
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def close_client(client: Client) -> None:
    """Close a connection, whatever state it is in; only by whoever reads from it."""
    with suppress(OSError, ValueError):
        client.shutdown()
