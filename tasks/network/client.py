"""The HTTP client: httpx's transport over guarded connections, and its answers read whole."""

import logging
import os
import re
import ssl
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import httpx

from schemas.document import Known
from schemas.errors import ConfigError, FetchError
from tasks.network.connect import GuardedBackend, Pool
from tasks.network.deadline import Deadline
from tasks.network.failures import CERTIFICATES_VARIABLE, explain_connection
from tasks.network.guard import Guard
from tasks.network.naming import name_address
from tasks.network.redact import clean_headers, hide_secrets
from tasks.network.response import Response
from tasks.network.unpack import ACCEPTED, read_stream

_FOLDER_VARIABLE = "SSL_CERT_DIR"

_CONNECT = 10.0
# How much of an answer nobody wants is read, in seconds and bytes, to keep its connection.
_LINGER = 0.5
_LEFTOVER = 65_536
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)

# They log headers whole, whoever turns logging on, and so what is secret in them.
for _name in ("httpx", "httpcore", "hpack", "h2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Client:
    """Makes requests over guarded connections that are kept alive.

    It uses httpx's transport without its client, which would follow a hostile Location, keep
    cookies, and take proxies and logins from the environment: every request stands alone.

    Args:
        deadline: When a request must be over.
        guard: Which addresses it may go to.
        seconds: Longest single wait; the longest request, in messages.
        user_agent: What we say we are.

    Raises:
        ConfigError: SSL_CERT_FILE or SSL_CERT_DIR leads to no certificates.
    """

    def __init__(self, deadline: Deadline, guard: Guard, seconds: float, user_agent: str) -> None:
        self._deadline = deadline
        self._transport = _Transport(deadline, guard)
        self._seconds = seconds
        wait = max(seconds, 0.001)
        self._waits = httpx.Timeout(wait, connect=min(wait, _CONNECT)).as_dict()
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": ACCEPTED,
        }

    @contextmanager
    def ask(
        self, where: str, address: str, headers: Mapping[str, str]
    ) -> Generator[httpx.Response]:
        """Make a request; its body is read while this lasts.

        Args:
            where: The address for messages.
            address: What to ask for.
            headers: What to send besides.

        Raises:
            FetchError: timeout, dns, private, refused, tls, connection, incomplete or bad-url.
        """
        try:
            request = httpx.Request(
                "GET",
                address,
                headers={**self._headers, **headers},
                extensions={"timeout": self._waits},
            )
            reply = self._transport.handle_request(request)
            reply.request = request
            try:
                yield reply
            finally:
                if reply.status_code >= 300:
                    self._finish(reply)
                reply.close()
        except httpx.TimeoutException as error:
            within = f"{self._seconds:g} s"
            raise FetchError(
                "timeout", f"{where}: no whole answer within {within}; run again later"
            ) from error
        except httpx.TransportError as error:
            raise explain_connection(where, error) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchError("bad-url", f"{where}: {error}; correct the address") from error

    def read(
        self,
        url: str,
        address: str,
        reply: httpx.Response,
        *,
        known: Known | None,
        limit: int,
        secret: str,
    ) -> Response:
        """Read a successful answer whole.

        Args:
            url: Address asked for.
            address: Address after redirects.
            reply: The answer, its body not read yet.
            known: What is remembered of the address, if the request was conditional.
            limit: Largest body taken, bytes.
            secret: The credential sent, to be dropped where it is echoed.

        Raises:
            FetchError: too-large, incomplete, encoding or empty.
        """
        where = name_address(url, address)
        content_type = reply.headers.get("content-type", "")
        charset = _CHARSET.search(content_type)
        body = b""
        unchanged = reply.status_code == 304 and known is not None
        if not unchanged:
            body = read_stream(where, reply.iter_raw(), reply.headers, limit)
            if not body:
                raise FetchError(
                    "empty", f"{where}: HTTP {reply.status_code}, but 0 bytes; run again later"
                )
        return Response(
            url=hide_secrets(url),
            final_url=hide_secrets(address),
            status=reply.status_code,
            media_type=content_type.partition(";")[0].strip().lower(),
            charset=charset[1].lower() if charset else "",
            etag=reply.headers.get("etag", ""),
            last_modified=reply.headers.get("last-modified", ""),
            body=body,
            unchanged=unchanged,
            headers=clean_headers(reply.headers.multi_items(), secret),
        )

    def _finish(self, reply: httpx.Response) -> None:
        """Read what is left of a redirect, a failure or a 304, so that its connection goes on."""
        with self._deadline.limit(_LINGER), suppress(httpx.TransportError):
            for _ in reply.iter_raw(_LEFTOVER):
                return

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


class _Transport(httpx.HTTPTransport):
    """httpx's own transport, over guarded connections."""

    def __init__(self, deadline: Deadline, guard: Guard) -> None:
        certificates = _load_certificates(
            os.environ.get(CERTIFICATES_VARIABLE, ""), os.environ.get(_FOLDER_VARIABLE, "")
        )
        super().__init__(verify=certificates, trust_env=False)
        self._pool = Pool(certificates, GuardedBackend(deadline, guard))


@lru_cache(maxsize=4)
def _load_certificates(file: str, folder: str) -> ssl.SSLContext:
    """Who is trusted to vouch for a host: those in a file or folder, or else the public ones."""
    if not file and not folder:
        return httpx.create_ssl_context(trust_env=False)
    if folder and not all(Path(part).is_dir() for part in folder.split(os.pathsep)):
        raise ConfigError(f"{_FOLDER_VARIABLE}: {folder}: no such folder; correct or unset it")
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except OSError as error:
        reason = "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigError(
            f"{CERTIFICATES_VARIABLE}: {file}: {reason}; name a file of certificates in PEM form,"
            " or unset it"
        ) from error
