"""A server that sends exactly the bytes it is told to, when it is told to."""

import socket
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager

Script = Iterable[bytes | float]


@contextmanager
def serve_script(script: Script) -> Generator[str]:
    """Answer every request with the script's bytes, waiting where it gives seconds."""
    steps = list(script)
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                for step in steps:
                    if stopped.is_set():
                        return
                    if isinstance(step, float):
                        time.sleep(step)
                    else:
                        connection.sendall(step)
            except OSError:
                return

    def accept() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
