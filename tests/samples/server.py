"""Serve the sample publishers over loopback HTTP, as real web servers would."""

import errno
import hashlib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from typing import NamedTuple, cast
from urllib.parse import unquote, urlsplit

from schemas.errors import InputError

SAMPLES = Path(__file__).resolve().parent
HOST = "127.0.0.1"

# Addresses of releases hold the port: a fixed one makes a second run meet the same releases.
PORT = 18765

SITES = ("league", "ministry", "attorney")

# When each edition of the sites went online: the Last-Modified of all its pages.
EDITIONS = {
    1: datetime(2026, 9, 28, 6, 0, tzinfo=UTC),
    2: datetime(2026, 9, 30, 6, 0, tzinfo=UTC),
}

MEDIA_TYPES = {"feed.xml": "application/rss+xml", ".xml": "application/xml", ".html": "text/html"}


class Page(NamedTuple):
    """One page as it goes over the wire."""

    body: bytes
    content_type: str
    etag: str
    last_modified: datetime


def read_page(path: str, base: str, edition: int) -> Page | None:
    """Read the page at a URL path; None if the samples hold no such page.

    `{base}` in a page is replaced by the server's address. A page that is not UTF-8 is served
    without a charset, so that its own declaration counts.
    """
    name = unquote(path).lstrip("/")
    file = _find_file(name, edition)
    if file is None:
        return None
    body = file.read_bytes().replace(b"{base}", base.encode())
    media_type = MEDIA_TYPES.get(file.name) or MEDIA_TYPES[file.suffix]
    try:
        body.decode()
    except UnicodeDecodeError:
        content_type = media_type
    else:
        content_type = f"{media_type}; charset=utf-8"
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Page(body, content_type, etag, EDITIONS[edition])


def _find_file(name: str, edition: int) -> Path | None:
    if "\0" in name:
        return None
    for root in (SAMPLES / "editions" / str(edition), SAMPLES):
        file = (root / name).resolve()
        inside = any(file.is_relative_to(root / site) for site in SITES)
        if inside and file.is_file() and file.suffix in MEDIA_TYPES:
            return file
    return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    edition = 2
    base = ""

    def server_bind(self) -> None:
        # HTTPServer asks DNS for the host's name here, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name = HOST
        self.server_port = int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that hangs up early is its own business.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "samples"
    sys_version = ""
    # An idle connection is closed after this many seconds.
    timeout = 10

    def do_GET(self) -> None:
        server = cast("_Server", self.server)
        page = read_page(urlsplit(self.path).path, server.base, server.edition)
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, b"Not found\n", "text/plain; charset=utf-8", {})
            return
        validators = {
            "ETag": page.etag,
            "Last-Modified": format_datetime(page.last_modified, usegmt=True),
        }
        if self._is_known(page):
            self._answer(HTTPStatus.NOT_MODIFIED, None, "", validators)
        else:
            self._answer(HTTPStatus.OK, page.body, page.content_type, validators)

    do_HEAD = do_GET  # noqa: N815 - the standard library names it

    def _is_known(self, page: Page) -> bool:
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return "*" in known or page.etag in known
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            moment = parsedate_to_datetime(since)
        except ValueError:
            return False
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return page.last_modified <= moment

    def _answer(
        self,
        status: HTTPStatus,
        body: bytes | None,
        content_type: str,
        headers: dict[str, str],
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Stay quiet: the pipeline reports what it fetched."""


@contextmanager
def serve_samples(edition: int = 2, port: int = PORT) -> Generator[str]:
    """Serve the sample sites until the block ends; yields the base address, without a slash.

    Edition 1 is the sites before one release was edited, edition 2 after it. Port 0 takes any
    free port, for tests. Raises InputError if the edition does not exist or the port is taken.
    """
    if edition not in EDITIONS:
        raise InputError(f"no edition {edition} of the samples: choose one of {sorted(EDITIONS)}")
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise InputError(
            f"port {port} on {HOST} is taken: stop the program that listens there and try again"
        ) from error
    server.edition = edition
    server.base = f"http://{HOST}:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
