"""The moment by which a request must be over, and hosts looked up until then."""

import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager

from tasks.network.guard import Guard, read_literal

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


def find_addresses(
    guard: Guard, deadline: Deadline, host: str, port: int, timeout: float | None
) -> list[str]:
    """Ask the guard in a thread of its own: the system's resolver knows no deadline.

    Args:
        guard: Judges what is found.
        deadline: Ends the wait.
        host: A name, or an address itself.
        port: Where it is to be connected to.
        timeout: Seconds of the wait, which the deadline may shorten.

    Raises:
        TimeoutError: the name was not found in time.
        FetchError: private: the host is neither public nor allowed.
        socket.gaierror: the name has no address.
    """
    if read_literal(host) is not None:
        return guard.find_addresses(host, port)
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(guard.find_addresses(host, port))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised below
            answer.set_exception(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    for seconds in deadline.slice_wait(timeout):
        # Not the answer's own wait: a lookup that failed for time is no wait that is over.
        if wait([answer], seconds).done:
            return answer.result()
    raise TimeoutError
