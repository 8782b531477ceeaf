"""Hostile containers, in little; `make attack` tries all."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.errors import FetchError
from tasks.containers.members import find_kind, read_local
from tasks.workers import limited
from tasks.workers.sandbox import Limits, Sandbox
from tests.attack.containers import write_container
from tests.flows.command import call, query, write_releases
from tests.tasks.test_containers import PAGE, make_zip
from tests.tasks.test_mail import make_mail, make_mbox

WORDS = "The Minister of Foreign Affairs of Norland opened port number {n} on Tuesday, together with forty delegations from the region."
# Each is over in a moment, and each in another way.
CHOSEN = {
    "overlapping.zip": "claim more bytes than it can hold",
    "lying-sizes.zip": "unfolds to more than 200 times its size",
    "lost-index.zip": "not a zip file",
    "lying-length.warc": "not a WARC file",
    "short-lengths.warc": "damaged in 201 place(s)",
}


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers that have a second for each job."""
    sandbox = Sandbox(Limits(cpu=1, wall=60))
    monkeypatch.setattr(limited, "SHARED", sandbox)
    yield
    sandbox.close()


@pytest.mark.usefixtures("tight")
def test_a_container_that_takes_too_long_is_one_line_and_the_next_is_listed(tmp_path: Path):
    path = write_container(tmp_path, "many-borders.mbox")
    found = limited.list_container(path, "mbox")
    assert found.links == ()
    assert found.problems == (f"{path}: took more than 1 s of processor time; it is not read",)
    good = make_zip(tmp_path / "r.zip", {"a.html": PAGE})
    (link,) = limited.list_container(good, "zip").links
    assert limited.read_contained(link.url, 10_000).body == PAGE


@pytest.mark.usefixtures("tight")
def test_what_takes_too_long_to_be_read_out_of_a_container_says_so(tmp_path: Path):
    path = write_container(tmp_path, "many-borders.mbox")
    with pytest.raises(FetchError) as caught:
        limited.read_contained(f"{path.as_uri()}!/0/2", 20 * 1024 * 1024)
    assert caught.value.kind == "unreadable"
    assert "took more than 1 s of processor time; it is not read" in str(caught.value)


def test_a_large_container_has_more_time_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = write_container(tmp_path, "many-headers.mbox")
    monkeypatch.setattr(limited, "_SMALL", 0)
    monkeypatch.setattr(limited, "_BYTES_A_SECOND", 1_000_000)
    asked: list[Limits] = []

    class Noted(Sandbox):
        def __init__(self, limits: Limits) -> None:
            asked.append(limits)
            super().__init__(limits)

    monkeypatch.setattr(limited, "Sandbox", Noted)
    assert len(limited.list_container(path, "mbox").links) == 1
    assert [(limits.cpu, limits.wall) for limits in asked] == [(11, 17)]


def test_one_message_nested_too_deep_costs_a_mailbox_no_other(tmp_path: Path):
    deep = write_container(tmp_path, "deep-parts.mbox").read_bytes().partition(b"\n")[2]
    mails = [make_mail(WORDS.format(n=n), Message_ID=f"<{n}@x.example>") for n in (4, 5)]
    path = make_mbox(tmp_path / "press.mbox", [mails[0].as_bytes(), deep, mails[1].as_bytes()])
    found = limited.list_container(path, "mbox")
    assert [link.url for link in found.links] == [
        "mid:4@x.example",
        "mid:1@x.example",
        "mid:5@x.example",
    ]
    assert found.problems == ()


def test_hostile_containers_are_told_and_good_ones_among_them_are_loaded(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in CHOSEN:
        write_container(folder, name)
    good = write_releases(tmp_path / "good", 3)
    make_zip(folder / "good.zip", {each.name: each.read_bytes() for each in good.iterdir()})
    answer = call(tmp_path, "ingest", "--direct", folder)
    assert answer.returncode == 1
    assert query(tmp_path, "select count(*) from releases") == [(3,)]
    assert "Traceback" not in answer.stderr
    for name, reason in CHOSEN.items():
        lines = [line for line in answer.stderr.splitlines() if f"/{name}:" in line]
        assert any(reason in line for line in lines), name


def test_a_hostile_container_read_by_itself_is_a_rejection(tmp_path: Path):
    path = write_container(tmp_path, "overlapping.zip")
    answer = call(tmp_path, "read", path, "--format", "jsonl")
    assert answer.returncode == 1
    (record,) = map(json.loads, answer.stdout.splitlines())
    assert "claim more bytes than it can hold" in record["rejection"]["reason"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (brotli.compress(PAGE), PAGE),
        (PAGE, PAGE),
        (brotli.compress(bytes(10_000_000)), None),
        (b"\xff" + brotli.compress(PAGE), None),
    ],
)
def test_an_answer_packed_with_brotli_is_unpacked_within_bounds(
    tmp_path: Path, body: bytes, read: bytes | None
):
    path = tmp_path / "crawl.warc.gz"
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "br")]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record(
            "http://x.example/a",
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        )
        writer.write_record(record)
    assert find_kind(path) == "warc"
    if read is not None:
        assert read_local(f"{path.as_uri()}!/0", 100_000).body == read
        return
    with pytest.raises(FetchError) as caught:
        read_local(f"{path.as_uri()}!/0", 100_000)
    assert caught.value.kind in {"too-large", "damaged"}
