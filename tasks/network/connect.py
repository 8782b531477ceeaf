"""Connections with a deadline: the one place where sockets are opened.

httpx limits each wait, never their sum: a server that sends a byte now and then holds it for ever.
Here every connect, read and write is cut to what is left of the request's time, and no connection
is made that the guard did not allow.
"""

import ssl
import threading
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore

from tasks.network.deadline import Deadline, find_addresses
from tasks.network.guard import Guard

_Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_KEPT_SECONDS = 10.0


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to addresses that were judged, and whose every wait ends at the deadline.

    A name is resolved once: what the guard has seen is what is connected to, so that an answer
    that changes afterwards changes nothing. TLS still checks the name.
    """

    def __init__(self, deadline: Deadline, guard: Guard) -> None:
        self._deadline = deadline
        self._guard = guard
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_Option] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of a host's addresses that answers, within the deadline.

        Raises:
            FetchError: private: the host is neither public nor allowed.
        """
        problem: Exception = httpcore.ConnectTimeout()
        try:
            addresses = find_addresses(self._guard, self._deadline, host, port, timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in addresses:
            left = self._deadline.cut(timeout)
            if left is not None and left <= 0:
                break
            try:
                stream = self._backend.connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
                continue
            return DeadlineStream(stream, self._deadline)
        raise problem


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, within the deadline; a stop is noticed within a slice."""
        for seconds in self._deadline.slice_wait(timeout):
            try:
                return self._stream.read(max_bytes, seconds)
            except httpcore.ReadTimeout:
                continue
        raise httpcore.ReadTimeout

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, within the deadline."""
        timeout = self._deadline.cut(timeout)
        if timeout is not None and timeout <= 0:
            raise httpcore.WriteTimeout
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection, within the deadline."""
        timeout = self._deadline.cut(timeout)
        if timeout is not None and timeout <= 0:
            raise httpcore.ConnectTimeout
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        """What httpcore asks of the connection: socket, addresses, TLS object."""
        return self._stream.get_extra_info(info)


class Pool(httpcore.ConnectionPool):
    """Connections that are kept for the next request, over HTTP/2 where the server speaks it.

    Args:
        certificates: Who is trusted to vouch for a host.
        backend: Opens the connections.
    """

    def __init__(self, certificates: ssl.SSLContext, backend: GuardedBackend) -> None:
        super().__init__(max_connections=64, max_keepalive_connections=16)
        self._certificates = certificates
        self._backend = backend

    def create_connection(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        """Make a connection to an origin; it opens with its first request."""
        return _Connection(
            origin,
            ssl_context=self._certificates,
            keepalive_expiry=_KEPT_SECONDS,
            http2=True,
            network_backend=self._backend,
        )


class _Connection(httpcore.HTTPConnection):
    """A connection with one request at a time, over HTTP/2 too.

    Requests that share one wait for each other past their deadlines, and one that ends late takes
    the others with it.
    """

    _busy: threading.Lock
    _is_kept: bool

    def __init__(self, origin: httpcore.Origin, **options: Any) -> None:  # noqa: ANN401 - httpcore's
        super().__init__(origin, **options)
        self._busy = threading.Lock()
        self._is_kept = False

    def is_available(self) -> bool:
        """Whether a request may be made now."""
        return not self._busy.locked() and super().is_available()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Make a request, unless another is under way."""
        if not self._busy.acquire(blocking=False):
            raise httpcore.ConnectionNotAvailable
        try:
            answer = super().handle_request(request)
        except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError) as error:
            self._busy.release()
            if self._is_kept:
                # The server has closed it since its last answer: a fresh one is asked instead
                # (RFC 9112, 9.3.1).
                self.close()
                raise httpcore.ConnectionNotAvailable from error
            raise
        except BaseException:
            self._busy.release()
            raise
        self._is_kept = True
        return httpcore.Response(
            answer.status,
            headers=answer.headers,
            content=_Body(cast("Iterable[bytes]", answer.stream), self, self._busy),
            extensions=cast("dict[str, Any]", answer.extensions),  # pyright: ignore[reportUnknownMemberType]
        )


class _Body:
    """The body of an answer; its connection is free for the next request once this is closed."""

    def __init__(
        self, stream: Iterable[bytes], connection: _Connection, busy: threading.Lock
    ) -> None:
        self._stream = stream
        self._connection = connection
        self._busy = busy
        self._is_whole = False
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            raise
        except Exception as error:
            # What the library for HTTP/2 says of a server that breaks its rules.
            raise httpcore.RemoteProtocolError(str(error)) from error
        self._is_whole = True

    def close(self) -> None:
        """End the answer; what is still to come of one that was not read whole ends with it."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if not self._is_whole:
                # Over HTTP/2 it would come all the same, and use up what the server may send.
                self._connection.close()
            cast("Any", self._stream).close()
        finally:
            self._busy.release()
