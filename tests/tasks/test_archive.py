import gzip
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from schemas.document import Known
from schemas.errors import InputError, ReadError, StorageError
from tasks.archive.warc import ArchiveWriter, read_archived

NOW = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Note", "ä")]


def open_writer(home: Path, name: str = "run-source-0") -> ArchiveWriter:
    return ArchiveWriter(home, name, lambda: NOW)


def write_two(home: Path) -> list[tuple[str, int]]:
    with open_writer(home) as archive:
        return [
            archive.write_response("http://x.example/é", 200, HEADERS, b"<p>one</p>"),
            archive.write_resource("file:///x", "text/plain", b"two"),
        ]


def test_what_was_archived_reads_back_by_its_offset(tmp_path: Path) -> None:
    one, two = write_two(tmp_path)
    assert one[0] == "archive/2026/01/02/run-source-0.warc.gz"
    assert read_archived(tmp_path, *two) == b"two"
    assert read_archived(tmp_path, *one) == b"<p>one</p>"


def test_other_warc_tools_read_the_file_front_to_back(tmp_path: Path) -> None:
    (file, _), _ = write_two(tmp_path)
    with (tmp_path / file).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Date"), record.raw_stream.read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "resource"]
    assert {moment for _, moment, _ in records} == {"2026-01-02T03:04:05.000006Z"}
    assert records[1][2] == b"<p>one</p>"


def test_unpacked_bodies_do_not_claim_to_be_packed(tmp_path: Path) -> None:
    (file, offset), _ = write_two(tmp_path)
    text = gzip.decompress((tmp_path / file).read_bytes()[offset:]).decode()
    assert "X-Archive-Orig-Content-Encoding: gzip" in text
    assert "\nContent-Encoding" not in text


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    (file, _), _ = write_two(tmp_path / "a")
    write_two(tmp_path / "b")
    assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_writers_of_one_name_share_a_file_and_another_name_never_touches_it(
    tmp_path: Path,
) -> None:
    (first, _), _ = write_two(tmp_path)
    before = (tmp_path / first).read_bytes()
    (again, offset), _ = write_two(tmp_path)
    with open_writer(tmp_path, "other") as archive:
        archive.write_resource("file:///x", "text/plain", b"three")
    assert (again, offset) == (first, len(before))
    assert read_archived(tmp_path, again, offset) == b"<p>one</p>"
    assert (tmp_path / first).read_bytes().startswith(before)
    assert list_kinds(tmp_path / first) == ["warcinfo", *["response", "resource"] * 2]


def test_a_file_another_process_writes_to_is_left_to_it(tmp_path: Path) -> None:
    with open_writer(tmp_path) as archive:
        archive.write_resource("file:///x", "text/plain", b"one")
        with open_writer(tmp_path) as other:
            place = other.write_resource("file:///y", "text/plain", b"two")
    assert place[0] == "archive/2026/01/02/run-source-0-2.warc.gz"
    assert read_archived(tmp_path, *place) == b"two"


def test_a_full_file_is_followed_by_the_next(tmp_path: Path) -> None:
    bodies = [make_noise(number, 3_000) for number in range(7)]
    places: list[tuple[str, int]] = []
    for body in bodies:
        with ArchiveWriter(tmp_path, "run", lambda: NOW, max_bytes=10_000) as archive:
            places.append(archive.write_resource("file:///x", "", body))
    with ArchiveWriter(tmp_path, "run", lambda: NOW, max_bytes=10_000) as archive:
        places += [archive.write_resource("file:///x", "", body) for body in bodies]
    large = make_noise(8, 20_000)
    with ArchiveWriter(tmp_path, "run", lambda: NOW, max_bytes=10_000) as archive:
        places.append(archive.write_resource("file:///x", "", large))
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "archive").rglob("*.gz")}
    assert len(sizes) == 8
    assert sorted(sizes.values())[-2] <= 10_000
    for place, body in zip(places, [*bodies, *bodies, large], strict=True):
        assert read_archived(tmp_path, *place) == body


@pytest.mark.parametrize(
    ("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")]
)
def test_an_unchanged_body_is_archived_as_a_revisit_that_names_its_record(
    tmp_path: Path, status: int, profile: str
) -> None:
    with open_writer(tmp_path) as archive:
        file, offset = archive.write_response("http://x.example/", 200, HEADERS, b"<p>one</p>")
        known = Known(
            url="http://x.example/",
            raw_digest=sha256(b"<p>one</p>").hexdigest(),
            archive_file=file,
            archive_offset=offset,
            archived_at=NOW,
        )
        place = archive.write_revisit("http://x.example/", status, HEADERS, known)
    with (tmp_path / file).open("rb") as stream:
        _, original, revisit = [
            (record.rec_headers, record.http_headers)
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    headers, answer = revisit
    assert headers.get_header("WARC-Type") == "revisit"
    assert headers.get_header("WARC-Profile").endswith(profile)
    assert answer.statusline.startswith(str(status))
    for name, other in (
        ("WARC-Refers-To", "WARC-Record-ID"),
        ("WARC-Refers-To-Date", "WARC-Date"),
        ("WARC-Refers-To-Target-URI", "WARC-Target-URI"),
        ("WARC-Payload-Digest", "WARC-Payload-Digest"),
    ):
        assert headers.get_header(name) == original[0].get_header(other)
    with pytest.raises(ReadError, match="no document is archived there"):
        read_archived(tmp_path, *place)


def test_the_checker_of_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    known = Known(url="http://x.example/", raw_digest="a" * 64, archive_file="f")
    with open_writer(tmp_path) as archive:
        file, _ = archive.write_response("http://x.example/é", 200, HEADERS, b"<p>one</p>")
        archive.write_revisit("http://x.example/", 304, HEADERS, known)
        archive.write_revisit("http://x.example/", 200, (), known)
        archive.write_resource("file:///x", "text/plain", "é".encode())
    command = [str(Path(sys.executable).with_name("warcio")), "check", "-v", tmp_path / file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("digest pass") >= 3


def make_noise(number: int, size: int) -> bytes:
    """Bytes that cannot be packed, the same on every run."""
    return b"".join(sha256(b"%d %d" % (number, part)).digest() for part in range(size // 32))


def list_kinds(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


def test_a_batch_that_brings_nothing_leaves_no_file(tmp_path: Path) -> None:
    with open_writer(tmp_path) as archive:
        archive.flush()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "a\0b", ".hidden"])
def test_a_name_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        open_writer(tmp_path, name)


@settings(max_examples=200, deadline=None)
@given(
    place=st.integers(0, 10_000),
    flip=st.integers(0, 255),
    cut=st.one_of(st.none(), st.integers(0, 10_000)),
)
def test_a_damaged_archive_gives_the_bytes_or_a_reason(
    place: int, flip: int, cut: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    offsets = write_two(home)
    path = home / offsets[0][0]
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= flip
    path.write_bytes(raw if cut is None else raw[: cut % len(raw)])
    for offset, body in zip(offsets, (b"<p>one</p>", b"two"), strict=True):
        assert read_or_reason(home, *offset) in {body, b"archive"}


def read_or_reason(home: Path, file: str, offset: int) -> bytes:
    try:
        return read_archived(home, file, offset)
    except ReadError as error:
        return error.stage.encode()


def test_a_missing_file_and_a_wrong_place_are_told(tmp_path: Path) -> None:
    (file, _), _ = write_two(tmp_path)
    (tmp_path / "secret").write_text("secret")
    for place, words in (
        (("archive/none.warc.gz", 0), "is missing; restore it"),
        ((file, 0), "no document is archived there"),
        ((file, 3), "damaged"),
        (("secret", 0), "outside the archive"),
        (("../secret", 0), "outside the archive"),
    ):
        with pytest.raises(ReadError, match=words):
            read_archived(tmp_path, *place)


def test_a_disk_that_refuses_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="archive"), open_writer(tmp_path) as archive:
        archive.write_resource("file:///x", "", b"one")
