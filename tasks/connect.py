"""Connections with a deadline: the one place where sockets are opened.

httpx limits each wait, never their sum: a server that sends a byte now and then holds it for ever.
Here every connect, read and write is cut to what is left of the request's time, and no connection
is made that the guard did not allow.
"""

import ssl
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import httpcore

from tasks.guard import Guard, read_literal

_Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_SLICE = 0.5


class Deadline:
    """The moment by which the calling thread's request must be over.

    Setting `stopped` ends the requests of all threads.
    """

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._local = threading.local()

    @contextmanager
    def limit(self, seconds: float) -> Generator[None]:
        """Give everything this thread does on a connection `seconds` seconds, or what is left."""
        before: float | None = getattr(self._local, "end", None)
        end = time.monotonic() + seconds
        self._local.end = end if before is None else min(end, before)
        try:
            yield
        finally:
            self._local.end = before

    def cut(self, timeout: float | None) -> float | None:
        """Shorten a timeout (seconds) to the time left; at most 0 if there is none."""
        end: float | None = getattr(self._local, "end", None)
        if end is None:
            return timeout
        left = end - time.monotonic()
        return left if timeout is None else min(timeout, left)

    def slice_wait(self, timeout: float | None) -> Iterator[float]:
        """Cut a wait into short ones, so that a stop is noticed; ends when the time is up.

        Args:
            timeout: Seconds of the whole wait, which the deadline may shorten.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self.stopped.is_set():
            left = self.cut(None if until is None else until - time.monotonic())
            if left is not None and left <= 0:
                return
            yield _SLICE if left is None else min(left, _SLICE)


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
        for address in self._find_addresses(host, port, timeout):
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

    def _find_addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Ask the guard in a thread of its own: the system's resolver knows no deadline."""
        if read_literal(host) is not None:
            return self._guard.find_addresses(host, port)
        answer: Future[list[str]] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._guard.find_addresses(host, port))
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised below
                answer.set_exception(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        for seconds in self._deadline.slice_wait(timeout):
            try:
                return answer.result(seconds)
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.ConnectError(str(error)) from error
        raise httpcore.ConnectTimeout


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
