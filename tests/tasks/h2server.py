"""A TLS server on loopback that speaks HTTP/2, or HTTP/1.1 to whoever knows no better."""

import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import h2.config
import h2.connection
import h2.events

from tests.tasks.rawserver import serve_connections

BODY = b"<html><body><p>The ministers met.</p></body></html>"
REDIRECT = "/moved"
SILENT = "/silent"
BROKEN = "/broken"
ENDLESS = "/endless"
_CHUNK = bytes(16_384)


@dataclass
class H2Server:
    """What it was asked, one list of paths a connection."""

    port: int = 0
    protocols: list[str | None] = field(default_factory=list)
    connections: list[list[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/"


@contextmanager
def serve_h2(certificate: Path) -> Generator[H2Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    server = H2Server()

    def answer(plain: socket.socket, stopped: threading.Event) -> None:
        with suppress(OSError), context.wrap_socket(plain, server_side=True) as secure:
            server.protocols.append(secure.selected_alpn_protocol())
            server.connections.append([])
            _Talk(secure, server.connections[-1], stopped).run()

    with serve_connections(answer) as server.port:
        yield server


class _Talk:
    def __init__(self, secure: ssl.SSLSocket, paths: list[str], stopped: threading.Event) -> None:
        self.secure = secure
        self.paths = paths
        self.stopped = stopped
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))

    def run(self) -> None:
        self.h2.initiate_connection()
        self.send()
        while data := self.secure.recv(65_536):
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers or ())[b":path"].decode()
                    self.paths.append(path)
                    self.answer(path, event.stream_id or 0)
            self.send()

    def send(self) -> None:
        self.secure.sendall(self.h2.data_to_send())

    def answer(self, path: str, stream: int) -> None:
        if path == SILENT:
            return
        if path == "/robots.txt":
            self.h2.send_headers(stream, [(":status", "404")], end_stream=True)
            return
        if path == REDIRECT:
            self.h2.send_headers(stream, [(":status", "302"), ("location", "/")])
            self.h2.send_data(stream, b"over there", end_stream=True)
            return
        self.h2.send_headers(stream, [(":status", "200"), ("content-type", "text/html")])
        if path == BROKEN:
            self.send()
            # A frame of data for a stream that nobody opened.
            self.secure.sendall(b"\0\0\1\0\0\0\0\0\x63x")
            return
        if path == ENDLESS:
            while min(self.h2.local_flow_control_window(stream), 10**9) >= len(_CHUNK):
                self.h2.send_data(stream, _CHUNK)
                self.send()
            return
        self.h2.send_data(stream, BODY, end_stream=True)
