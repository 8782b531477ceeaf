"""Publishers whose feeds, pages, redirects and headers are full of secrets."""

import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Headers of an answer that hold a credential.
ANSWERED = (
    "Set-Cookie", "X-Auth-Token", "WWW-Authenticate", "Authentication-Info", "X-Session-Id",
    "X-CSRF-Token",
)  # fmt: skip
_WORDS = "The ministers met in the harbour and agreed on a common plan for the coming year. "

Asked = list[tuple[str, dict[str, str]]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    canaries: Mapping[str, str]
    asked: Asked

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/robots.txt":
            self._answer(404)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers))
        match path.split("/")[1:]:
            case ["away", code, *target]:
                self._answer(int(code), {"Location": f"http://{'/'.join(target)}/page/x"})
            case ["feed", name]:
                self._answer(200, {}, self._make_feed(name))
            case ["page", name]:
                self._answer_page(name)
            case _:
                self._answer(404)

    def _answer_page(self, name: str) -> None:
        secrets = self.server.canaries
        match name:
            case "in-missing":
                self._answer(404)
            case "in-failing":
                self._answer(503, {"Retry-After": "999"})
            case "in-location":
                self._answer(302, {"Location": f"/page/landed?token={secrets[name]}"})
            case "user-in-location":
                target = f"http://u:{secrets[name]}@{self.headers['Host']}/page/user"
                self._answer(302, {"Location": target})
            case _:
                self._answer(200, self._make_headers(), _make_page(name))

    def _make_headers(self) -> dict[str, str]:
        """Credentials the server hands out, and those it was shown, sent back."""
        secrets = self.server.canaries
        headers = {header: f"value={secrets.get(header, '')}" for header in ANSWERED}
        shown = (self.headers.get("Authorization", ""), self.headers.get("X-Api-Key", ""))
        headers["X-Echo"] = " ".join(shown)
        headers["Link"] = f"</next?token={secrets.get('in-header', '')}>; rel=next"
        return headers

    def _make_feed(self, name: str) -> bytes:
        host, secrets = self.headers["Host"], self.server.canaries
        links = [f"http://{host}/page/{name}-{number}" for number in range(2)]
        links += [
            f"http://{host}/page/{place}?token={secrets.get(place, '')}&amp;of={name}"
            for place in ("in-link", "in-missing", "in-failing")
        ]
        links += [f"http://{host}/page/{place}" for place in ("in-location", "user-in-location")]
        items = "".join(
            f"<item><title>Talks {number} of {name}</title><link>{link}</link></item>"
            for number, link in enumerate(links)
        )
        return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()

    def _answer(
        self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"none"
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def _make_page(name: str) -> bytes:
    words = _WORDS * (3 + len(name) % 5)
    text = f"<article><h1>Talks in {name}</h1><p>In {name}: {words}</p></article>"
    head = f"<html><head><title>Talks in {name}</title></head><body>"
    return f"{head}{text}</body></html>".encode()


@contextmanager
def serve_canaries(canaries: Mapping[str, str]) -> Generator[tuple[str, Asked]]:
    """Serve; yields the address and the requests (path and headers) as they come."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.canaries, server.asked = canaries, []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.shutdown()
        server.server_close()
