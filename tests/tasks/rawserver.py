"""Servers of our own: one that answers connections as told, and one that sends a script's bytes."""

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress

Script = Iterable[bytes | float]
# Answers one connection; the event is set once the server is to stop.
Answer = Callable[[socket.socket, threading.Event], None]


@contextmanager
def serve_connections(answer: Answer, host: str = "127.0.0.1") -> Generator[int]:
    """Answer every connection in a thread of its own, on a free port; a broken one is no matter."""
    listener = socket.create_server((host, 0))
    stopped = threading.Event()

    def attend(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            answer(connection, stopped)

    def accept() -> None:
        with suppress(OSError):
            while not stopped.is_set():
                connection, _ = listener.accept()
                threading.Thread(target=attend, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@contextmanager
def serve_script(script: Script) -> Generator[str]:
    """Answer every request with the script's bytes, waiting where it gives seconds."""
    steps = list(script)

    def answer(connection: socket.socket, stopped: threading.Event) -> None:
        connection.recv(65_536)
        for step in steps:
            if stopped.is_set():
                return
            if isinstance(step, float):
                time.sleep(step)
            else:
                connection.sendall(step)

    with serve_connections(answer) as port:
        yield f"http://127.0.0.1:{port}/"
