"""Parsers run in worker processes with limits: no document can take the run down with it.

A worker (tasks/workers/worker.py) is started afresh, never forked: this process may have threads.
It takes one job at a time. If it dies, hangs or goes beyond its limits, the job fails with a
reason, and the next job gets a fresh worker. Workers end with this process, however it ends.
"""

import atexit
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from schemas.base import Model, Stage
from schemas.errors import (
    CommuniqueError,
    ConfigError,
    FetchError,
    InputError,
    ReadError,
    WorkerError,
)

Result = TypeVar("Result")

READY = b"ready"
# How a worker's answer begins: whether it may be kept for another job, then what follows as JSON.
KEEP, RETIRE = b"k", b"x"
RESULT, FAILURE = b"r", b"f"
START_SECONDS = 60.0
MAX_FRAME = 256 * 1024 * 1024

_LENGTH = struct.Struct("!Q")
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one job may use. A release takes some milliseconds and some megabytes.

    Attributes:
        cpu: Seconds of processor time.
        wall: Seconds until an answer, whatever else the machine does.
        memory: Bytes a worker may allocate, its programs included.
    """

    cpu: int = 10
    wall: int = 15
    memory: int = 1024 * _MEBIBYTE


class Failure(Model):
    """Why a job gave no result, as a worker tells it."""

    error: str
    message: str
    stage: Stage = "parse"
    kind: str = ""
    status: int | None = None
    path: str = ""


class Sandbox:
    """Workers, kept for the next job; safe to share between threads.

    Args:
        limits: What one job may use.
        environment: Variables its workers have beside those of this process.
    """

    def __init__(
        self, limits: Limits | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._environment = dict(environment or {})
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()

    def start(self) -> None:
        """Start a worker ahead of its first job; it gets ready by itself."""
        worker = _Worker(self._limits, self._environment)
        with self._lock:
            self._idle.append(worker)

    def run(self, job: str, returns: TypeAdapter[Result], *arguments: object) -> Result:
        """Run a function in a worker.

        Args:
            job: The function, as `tasks.module:name`.
            returns: What it returns: the worker's answer is held against it.
            arguments: What it takes.

        Raises:
            ReadError: stage `parse`: the limits were passed, or the worker died.
            WorkerError: workers cannot be started.
            CommuniqueError: what the function itself raises.
        """
        worker = self._take()
        kept = False
        try:
            answer = worker.ask(pickle.dumps((job, arguments)))
            kept = bytes(answer[:1]) == KEEP
        finally:
            # Ctrl-C too comes past here: an answer nobody waited for must not meet the next job.
            self._give_back(worker, kept=kept)
        del answer[:1]
        return _read_answer(answer, returns, self._limits)

    def stop(self) -> None:
        """End the jobs under way, in any thread: they fail at once."""
        with self._lock:
            for worker in self._busy:
                worker.kill()

    def close(self) -> None:
        """End all workers that wait for a job, so that what they used is counted as ours."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _take(self) -> "_Worker":
        with self._lock:
            if self._idle:
                worker = self._idle.pop()
                self._busy.add(worker)
                return worker
        worker = _Worker(self._limits, self._environment)
        with self._lock:
            self._busy.add(worker)
        return worker

    def _give_back(self, worker: "_Worker", *, kept: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            if kept:
                self._idle.append(worker)
        if not kept:
            worker.close()


SHARED = Sandbox()
atexit.register(SHARED.close)


class _Worker:
    """One worker process, with a channel to it, and a pipe whose end tells it that we are gone."""

    def __init__(self, limits: Limits, environment: Mapping[str, str]) -> None:
        self._limits = limits
        self._ready = False
        ours, theirs = socket.socketpair()
        numbers = (theirs.fileno(), limits.cpu, limits.wall, limits.memory)
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-P", "-m", "tasks.workers.worker", *map(str, numbers)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env={**_make_environment(), **environment},
                )
            except OSError as error:
                ours.close()
                raise WorkerError(
                    f"no process can be started to read documents with ({error.strerror}):"
                    " free memory or raise the limit of processes"
                ) from error
        self._channel = ours

    def ask(self, request: bytes) -> bytearray:
        """Hand over a job and wait for its answer."""
        if not self._ready:
            self._await_start()
        deadline = time.monotonic() + self._limits.wall
        try:
            send_frame(self._channel, request, deadline)
            answer = receive_frame(self._channel, deadline)
        except TimeoutError as error:
            raise ReadError("parse", _tell_wall(self._limits)) from error
        except (OSError, ValueError) as error:
            raise ReadError("parse", self._explain_end(str(error))) from error
        if not answer:
            raise ReadError("parse", self._explain_end("it ended without an answer"))
        return answer

    def kill(self) -> None:
        """End the process, so that whoever waits for its answer is told."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for its end."""
        self._channel.close()
        self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _await_start(self) -> None:
        try:
            said = bytes(receive_frame(self._channel, time.monotonic() + START_SECONDS))
        except (OSError, ValueError) as error:
            said = str(error).encode()
        if said != READY:
            why = said.decode("utf-8", "replace") or "it ended at once"
            raise WorkerError(
                f"the process that reads documents does not start: {why};"
                " run `communique doctor`, or install again"
            )
        self._ready = True

    def _explain_end(self, otherwise: str) -> str:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return f"its reader gave no proper answer ({otherwise})"
        if code == -signal.SIGXCPU:
            return f"took more than {self._limits.cpu} s of processor time"
        if code == -signal.SIGALRM:
            return _tell_wall(self._limits)
        if code == -signal.SIGKILL:
            return "its reader was killed; the machine may be short of memory"
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return (
            f"its reader crashed ({name}): damaged, made to do harm,"
            f" or in need of more than {self._limits.memory // _MEBIBYTE} MiB of memory"
        )


def send_frame(channel: socket.socket, content: bytes, deadline: float | None = None) -> None:
    """Send a length and that many bytes.

    Raises:
        TimeoutError: the deadline (of the monotonic clock) passed.
        OSError: the other side is gone.
    """
    _set_timeout(channel, deadline)
    channel.sendall(_LENGTH.pack(len(content)) + content)


def receive_frame(channel: socket.socket, deadline: float | None = None) -> bytearray:
    """Receive what `send_frame` sent; empty if the other side is gone.

    Raises:
        TimeoutError: the deadline (of the monotonic clock) passed.
        ValueError: too long.
        OSError: the other side is gone.
    """
    head = _receive(channel, _LENGTH.size, deadline)
    if not head:
        return head
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise ValueError(f"an answer of {length} bytes")
    return _receive(channel, length, deadline)


def _receive(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    """Receive as many bytes, in the one place they are then read from: answers may be large."""
    content = bytearray(length)
    view = memoryview(content)
    while view:
        _set_timeout(channel, deadline)
        count = channel.recv_into(view)
        if not count:
            return bytearray()
        view = view[count:]
    return content


def _set_timeout(channel: socket.socket, deadline: float | None) -> None:
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise TimeoutError
    channel.settimeout(left)


def _read_answer(answer: bytearray, returns: TypeAdapter[Result], limits: Limits) -> Result:
    try:
        kind = bytes(answer[:1])
        del answer[:1]
        if kind == RESULT:
            return returns.validate_json(answer)
        failure = Failure.model_validate_json(answer)
    except ValidationError as error:
        raise ReadError("parse", "its reader gave no proper answer") from error
    raise _make_error(failure, limits)


def _make_error(failure: Failure, limits: Limits) -> CommuniqueError:
    match failure.error:
        case "MemoryError":
            size = f"{limits.memory // _MEBIBYTE} MiB"
            return ReadError("parse", f"needs more than {size} of memory to be read")
        case "ReadError":
            return ReadError(failure.stage, failure.message, failure.path)
        case "FetchError":
            return FetchError(failure.kind, failure.message, failure.status)
        case "ConfigError":
            return ConfigError(failure.message)
        case "InputError":
            return InputError(failure.message)
        case name:
            told = " ".join(failure.message.split())[:200]
            return ReadError("parse", f"its reader failed: {name}: {told}; please report it")


def _tell_wall(limits: Limits) -> str:
    return f"took more than {limits.wall} s to read"


def _make_environment() -> dict[str, str]:
    """Find our own packages wherever the command was typed, and keep one thread."""
    paths = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
