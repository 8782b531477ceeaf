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
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.home import USER, read_secret
from schemas.errors import BusyError, ConfigError, InputError

START_SECONDS = 60
STOP_SECONDS = 10
READY = "ready"


@dataclass(frozen=True)
class Server:
    """A server this process may use."""

    url: str
    child: "subprocess.Popen[str] | None"
    log: Path

    def wait_ready(self) -> None:
        """Wait until it answers.

        Raises:
            ConfigError: it ended instead; the line names its log.
        """
        if self.child is None or self.child.stdout is None:
            return
        if self.child.stdout.readline().strip() != READY:
            raise ConfigError(f"Prefect's server did not start: its log is {self.log}")


@contextlib.contextmanager
def use_server(home: Path, tell: Callable[[str], None]) -> Generator[Server]:
    """Use the server being served on this home, or one of our own for as long as this lasts.

    Returns at once: import Prefect while it starts, then call `wait_ready`. Another command's own
    server is waited for, as that command writes; `tell` is given one line that says so.
    """
    with _open_lock(home) as lock:
        told = False
        while not _try_lock(lock):
            holder = _read_holder(lock)
            if holder.get("served") and holder.get("url"):
                secret, _ = read_secret(home)
                _point_client(str(holder["url"]), secret)
                yield Server(str(holder["url"]), None, home)
                return
            if not told:
                tell(f"waiting for another communique on this home (process {holder.get('pid')})")
                told = True
            time.sleep(0.2)
        secret = f"{USER}:{secrets.token_urlsafe(24)}"
        with _bind("127.0.0.1", 0) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            _write_holder(lock, url, served=False)
            with _run_child(home, listener, url, secret, interface=False) as child:
                yield Server(url, child, _locate_log(home))


@contextlib.contextmanager
def keep_server(home: Path, host: str, port: int, secret: str) -> Generator[Server]:
    """Run the server that `communique serve` keeps, with interface, ready when this is entered.

    Raises:
        BusyError: another command works on this home with a server.
        InputError: the port is taken or the host is not of this machine.
        ConfigError: the server did not start.
    """
    with _open_lock(home) as lock:
        if not _try_lock(lock):
            holder = _read_holder(lock)
            raise BusyError(
                f"home {home} is in use by process {holder.get('pid')} ({holder.get('url')}):"
                " stop it first, or choose another with --home"
            )
        _write_holder(lock, "", served=True)
        with _bind(host, port) as listener:
            url = f"http://{_name_local(host)}:{listener.getsockname()[1]}/api"
            with _run_child(home, listener, url, secret, interface=True) as child:
                server = Server(url, child, _locate_log(home))
                server.wait_ready()
                _write_holder(lock, url, served=True)
                yield server


def find_served(home: Path) -> str:
    """The address being served on this home; empty if none is."""
    if not _locate_lock(home).exists():
        return ""
    with _open_lock(home) as lock:
        if _try_lock(lock):
            return ""
        holder = _read_holder(lock)
    return str(holder.get("url", "")).removesuffix("/api") if holder.get("served") else ""


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
) -> Generator["subprocess.Popen[str]"]:
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
    with (
        _locate_log(home).open("w", encoding="utf-8") as log,
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
        try:
            yield child
        finally:
            _stop_child(child)


def _stop_child(child: "subprocess.Popen[str]") -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _locate_log(home: Path) -> Path:
    return home / "prefect" / "server.log"


def _locate_lock(home: Path) -> Path:
    return home / "prefect" / "server.lock"


def _open_lock(home: Path) -> IO[str]:
    return _locate_lock(home).open("a+", encoding="utf-8")


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


def _write_holder(lock: IO[str], url: str, *, served: bool) -> None:
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
        "prefect.server.api.server:create_app",
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
