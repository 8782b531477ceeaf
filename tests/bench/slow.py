"""A server that answers every request after 20 ms, as 16 hosts of this machine.

`/gap` tells the shortest time, in seconds, between two requests to one host with a name.

Usage: python -m tests.bench.slow; prints its port, and ends when its input is closed.
"""

import asyncio
import re
import sys
import time

DELAY = 0.02
HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 17))
ETAG = '"a"'


def make_page() -> bytes:
    """A page of 20 KiB."""
    words = b"<p>The ministers met in the harbour and agreed on a common plan.</p>"
    return b"<html><body>" + words * 300 + b"</body></html>"


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: %s\r\n" % ETAG.encode()
_PAGE = _HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(make_page()), make_page())
_UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % ETAG.encode()
_NONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


_HOST = re.compile(rb"host: (host\d+\.example)", re.IGNORECASE)
_asked: dict[bytes, float] = {}
_gaps: list[float] = []


class _Answerer(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /robots.txt"):
            answer = _NONE
        elif data.startswith(b"GET /gap"):
            gap = str(min(_gaps, default=0.0)).encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(gap), gap)
        else:
            answer = _UNCHANGED if b"if-none-match" in data.lower() else _PAGE
        self._note_gap(data)
        asyncio.get_running_loop().call_later(DELAY, self._write, answer)

    def _note_gap(self, data: bytes) -> None:
        """Note how long a named host was left alone before this request."""
        host = _HOST.search(data)
        if host:
            now = time.monotonic()
            if host[1] in _asked:
                _gaps.append(now - _asked[host[1]])
            _asked[host[1]] = now

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)  # pyright: ignore[reportAttributeAccessIssue]


async def serve() -> None:
    """Serve until the input is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answerer, "0.0.0.0", 0, backlog=256)  # noqa: S104 - 16 hosts
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
