import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from schemas.errors import ConfigError, FetchError, ReadError
from tasks.workers import limited
from tasks.workers.sandbox import Limits, Sandbox
from tests.flows.command import list_group, wait_until

ANY: TypeAdapter[object] = TypeAdapter(object)
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(Limits(memory=400 * MEBIBYTE))
    yield sandbox
    sandbox.close()


@pytest.mark.parametrize(
    ("job", "argument", "limits", "reason"),
    [
        ("math:factorial", 10**7, Limits(cpu=1, wall=90), "took more than 1 s of processor time"),
        ("time:sleep", 60, Limits(wall=1), "took more than 1 s to read"),
    ],
)
def test_a_job_that_takes_too_long_fails_with_the_limit_it_passed(
    job: str, argument: object, limits: Limits, reason: str
):
    with pytest.raises(ReadError) as caught:
        Sandbox(limits).run(job, ANY, argument)
    assert (caught.value.stage, caught.value.reason) == ("parse", reason)


@pytest.mark.parametrize(
    ("job", "argument", "reason"),
    [
        ("builtins:bytearray", 1 << 30, "needs more than 400 MiB of memory to be read"),
        ("ctypes:string_at", 1, "its reader crashed (SIGSEGV)"),
        ("os:_exit", 3, "its reader crashed (exit code 3)"),
        ("builtins:int", "x", "its reader failed: ValueError"),
    ],
)
def test_a_job_that_breaks_its_worker_fails_with_the_reason_and_the_next_one_runs(
    sandbox: Sandbox, job: str, argument: object, reason: str
):
    with pytest.raises(ReadError) as caught:
        sandbox.run(job, ANY, argument)
    assert caught.value.stage == "parse"
    assert reason in caught.value.reason
    assert sandbox.run("builtins:abs", ANY, -7) == 7


def test_a_worker_is_kept_for_the_next_job(sandbox: Sandbox):
    first = sandbox.run("os:getpid", ANY)
    assert first == sandbox.run("os:getpid", ANY) != os.getpid()


def test_a_worker_that_has_grown_is_replaced():
    sandbox = Sandbox(Limits(memory=400 * MEBIBYTE))
    first = sandbox.run("os:getpid", ANY)
    for name in ("ONE", "TWO"):
        sandbox.run("os:putenv", ANY, name, "x" * 50 * MEBIBYTE)
    assert first != sandbox.run("os:getpid", ANY)
    sandbox.close()


def test_an_answer_that_is_not_what_was_asked_for_is_none(sandbox: Sandbox):
    with pytest.raises(ReadError, match="no proper answer"):
        sandbox.run("os:getcwd", TypeAdapter(int))


def test_what_a_parser_refuses_arrives_as_it_was_raised():
    with pytest.raises(FetchError) as caught:
        limited.parse_feed(b"<rss><channel/></rss>", "https://x.example/feed")
    assert caught.value.kind == "no-entries"
    with pytest.raises(ConfigError, match="not a CSS selector"):
        limited.parse_listing(b"<a href=/1>One</a>", "https://x.example/", "a[")


def test_the_number_of_readers_is_checked(monkeypatch: pytest.MonkeyPatch):
    assert limited.count_readers() == 1
    monkeypatch.setenv("COMMUNIQUE_READERS", "2")
    assert limited.count_readers() == 2
    monkeypatch.setenv("COMMUNIQUE_READERS", "many")
    with pytest.raises(ConfigError, match="COMMUNIQUE_READERS=many"):
        limited.count_readers()


def test_a_worker_needs_nothing_of_the_folder_it_is_started_in(tmp_path: Path):
    (tmp_path / "tasks.py").write_text("raise SystemExit(9)")
    code = "from tasks.workers.sandbox import SHARED; from pydantic import TypeAdapter;"
    code += "print(SHARED.run('builtins:abs', TypeAdapter(int), -7))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "7\n"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_busy_worker_ends_with_its_parent_however_that_ends(number: signal.Signals):
    code = """
        import threading, time
        from pydantic import TypeAdapter
        from tasks.workers.sandbox import SHARED
        SHARED.start()
        # Started by a thread that is gone by now, as Prefect's are.
        threading.Thread(target=SHARED.run, args=("os:getpid", TypeAdapter(int))).start()
        threading.Thread(target=SHARED.start).start()
        time.sleep(0.2)
        print("busy", flush=True)
        SHARED.run("math:factorial", TypeAdapter(object), 10**8)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "busy\n"
    wait_until(lambda: len(list_group(process)) == 2)
    workers = list_group(process)
    process.send_signal(number)
    process.wait(20)
    wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
