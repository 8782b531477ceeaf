"""Prefect's server as our child process, bound to the home folder.

A command that runs one flow starts a server without interface and with a secret of its own,
and ends it; `communique serve` keeps one, with interface. Where one is being served already,
commands use that. One server at a time works on a home: its lock file says which.

The child is handed its listening socket, so a taken port shows before anything starts; it
reports on a pipe when it is ready; and it ends when the pipe from its parent closes, so that
not even a killed parent leaves it behind. Run as `python -m flows.server`, this module is
that child.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from flows.home import USER, explain_disk, read_secret
from flows.soundness import require_sound
from schemas.errors import BusyError, ConfigError, InputError

STOP_SECONDS = 10
# Longer than any run should take; a person who does not want to wait presses Ctrl-C.
WAIT_SECONDS = 6 * 3600
READY = "ready"


@dataclass
class Server:
    """A server this process may use; one without a child is another process's."""

    url: str
    home: Path
    child: "subprocess.Popen[str] | None" = None
    is_ready: bool = False
    is_stopping: threading.Event = field(default_factory=threading.Event)

    def wait_ready(self) -> None:
        """Wait until it answers.

        Raises:
            StorageError: it ended instead, as the disk is full or read-only.
            ConfigError: it ended instead; the line says why, as far as that is known.
        """
        if self.child is not None and self.child.stdout is not None:
            self.is_ready = self.child.stdout.readline().strip() == READY
            if not self.is_ready:
                require_sound(self.home)
                raise ConfigError(f"Prefect's server did not start: {_name_cause(self.home)}")

    def end_with_it(self) -> None:
        """End this process, too, should the server end by itself.

        Prefect's client asks a server that is gone again and again, for minutes. A run that ends
        here is as one that was killed: what it had loaded stays, and the next run closes it.
        """
        if self.child is not None:
            threading.Thread(target=self._follow, args=(self.child,), daemon=True).start()

    def _follow(self, child: "subprocess.Popen[str]") -> None:
        child.wait()
        if not self.is_stopping.is_set():
            print(  # noqa: T201 - the last words of this process
                f"error: Prefect's server ended by itself: {_name_cause(self.home)};"
                " run again to go on, nothing loaded is lost",
                file=sys.stderr,
                flush=True,
            )
            os._exit(2)


@contextlib.contextmanager
def use_server(home: Path, tell: Callable[[str], None]) -> Generator[Server]:
    """Use the server being served on this home, or one of our own for as long as this lasts.

    Returns at once: import Prefect while it starts, then call `wait_ready`. Another command's own
    server is waited for, as that command writes; `tell` is given one line that says so.

    Raises:
        BusyError: the other command went on all the while.
        StorageError: the home cannot be written, or its disk is full.
        ConfigError: Prefect's database is damaged.
    """
    with _open_lock(home) as lock:
        if served := _take_lock(lock, home, tell):
            _point_client(served, read_secret(home)[0])
            yield Server(served, home)
            return
        secret = f"{USER}:{secrets.token_urlsafe(24)}"
        with _bind("127.0.0.1", 0) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            _write_holder(lock, url, served=False)
            with _run_child(home, listener, url, secret, interface=False) as server:
                yield server


@contextlib.contextmanager
def keep_server(
    home: Path, host: str, port: int, secret: str, tell: Callable[[str], None]
) -> Generator[Server]:
    """Run the server that `communique serve` keeps, with interface, ready when this is entered.

    Another command's own server is waited for, as in `use_server`.

    Raises:
        BusyError: the home is being served already.
        InputError: the port is taken or the host is not of this machine.
        StorageError: the home cannot be written, or its disk is full.
        ConfigError: the server did not start.
    """
    with _open_lock(home) as lock:
        if served := _take_lock(lock, home, tell):
            raise BusyError(
                f"home {home} is in use by process {_read_holder(lock).get('pid')} ({served}):"
                " stop it first, or choose another with --home"
            )
        _write_holder(lock, "", served=True)
        with _bind(host, port) as listener:
            url = f"http://{_name_local(host)}:{listener.getsockname()[1]}/api"
            with _run_child(home, listener, url, secret, interface=True) as server:
                server.wait_ready()
                _write_holder(lock, url, served=True)
                yield server


def find_served(home: Path) -> str:
    """The address being served on this home; empty if none is."""
    try:
        with _locate_lock(home).open(encoding="utf-8") as lock:
            return "" if _try_lock(lock) else _find_url(lock).removesuffix("/api")
    except OSError:
        return ""  # there is no such file, or none this user may read


def is_loopback(host: str) -> bool:
    """Whether a host name or address reaches this machine only."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _name_local(host: str) -> str:
    """An address at which this machine reaches a server bound to a host."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise InputError(f"cannot serve on {host}: {error}: choose another --host") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(
            f"cannot serve on {host} port {port} ({error.strerror}): choose another --port or stop"
            " what uses it"
        ) from error
    return listener


def _point_client(url: str, secret: str) -> None:
    os.environ["PREFECT_API_URL"] = url
    os.environ["PREFECT_API_AUTH_STRING"] = secret


@contextlib.contextmanager
def _run_child(
    home: Path, listener: socket.socket, url: str, secret: str, *, interface: bool
) -> Generator[Server]:
    require_sound(home)
    _point_client(url, secret)
    origin = url.removesuffix("/api")
    environment = {
        **os.environ,
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
        "PREFECT_UI_ENABLED": str(interface).lower(),
        "PREFECT_UI_API_URL": url,
        "PREFECT__SERVER_FINAL": "1",
        # Without its own name for it, a server for one flow also runs scheduler and clean-up.
        **({} if interface else {"PREFECT__SERVER_EPHEMERAL": "1"}),
    }
    if not (home / "prefect" / "prefect.db").exists():
        # It tells what a database holds that is gone.
        (home / "prefect" / "memo_store.toml").unlink(missing_ok=True)
    with (
        _open_file(locate_log(home), "w") as log,
        subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "flows.server", str(listener.fileno())],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[listener.fileno()],
            text=True,
            start_new_session=True,  # Ctrl-C ends the flow first, then the flow's server
        ) as child,
    ):
        listener.close()
        server = Server(url, home, child)
        try:
            yield server
        finally:
            server.is_stopping.set()
            _stop_child(child, server.is_ready)


def _stop_child(child: "subprocess.Popen[str]", is_ready: bool) -> None:
    if is_ready:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
    # One that is still starting does not listen for seconds, and has nothing to finish: what it
    # does to its database it does in transactions.
    child.kill()


def locate_log(home: Path) -> Path:
    """Where the server's own complaints lie."""
    return home / "prefect" / "server.log"


def _name_cause(home: Path) -> str:
    """What the server's log says last, and where the whole of it lies."""
    log = locate_log(home)
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it did not say why")
    return f"{said[:200]}: its log is {log}"


def _locate_lock(home: Path) -> Path:
    return home / "prefect" / "server.lock"


def _open_lock(home: Path) -> IO[str]:
    return _open_file(_locate_lock(home), "a+")


def _open_file(path: Path, mode: Literal["w", "a+"]) -> IO[str]:
    with explain_disk(path):
        return path.open(mode, encoding="utf-8")


def _take_lock(lock: IO[str], home: Path, tell: Callable[[str], None]) -> str:
    """Wait for the lock; returns the address being served if whoever has it serves, else nothing.

    Raises:
        BusyError: somebody else had it all the while.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    told = False
    while not _try_lock(lock):
        if url := _find_url(lock):
            return url
        holder = f"another communique on this home (process {_read_holder(lock).get('pid')})"
        if time.monotonic() >= deadline:
            raise BusyError(f"home {home} is in use by {holder}: wait for it to end")
        if not told:
            tell(f"waiting for {holder}")
            told = True
        time.sleep(0.2)
    return ""


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(lock: IO[str]) -> dict[str, object]:
    lock.seek(0)
    try:
        return dict(json.loads(lock.read() or "{}"))
    except ValueError:  # read while it was being written
        return {}


def _find_url(lock: IO[str]) -> str:
    """The address whoever has the lock serves; empty if it does not."""
    holder = _read_holder(lock)
    return str(holder.get("url", "")) if holder.get("served") else ""


def _write_holder(lock: IO[str], url: str, *, served: bool) -> None:
    with explain_disk(Path(lock.name)):
        lock.seek(0)
        lock.truncate()
        json.dump({"url": url, "pid": os.getpid(), "served": served}, lock)
        lock.flush()


async def _answer(descriptor: int) -> None:
    """Serve Prefect's API on an inherited socket until told to stop."""
    import uvicorn  # noqa: PLC0415 - only the child serves

    class Reporter(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(READY, flush=True)  # noqa: T201 - the parent waits for this line

    config = uvicorn.Config(
        "flows.pages:create_app",
        factory=True,
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=3,
    )
    await Reporter(config).serve([socket.socket(fileno=descriptor)])


def _end_with_parent() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(_answer(int(sys.argv[1])))
