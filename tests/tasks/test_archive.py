import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from schemas.errors import InputError, ReadError, StorageError
from tasks.archive import ArchiveWriter, read_archived

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


def test_an_existing_file_is_never_written_to(tmp_path: Path) -> None:
    (first, _), _ = write_two(tmp_path)
    before = (tmp_path / first).read_bytes()
    (second, offset), _ = write_two(tmp_path)
    assert second == "archive/2026/01/02/run-source-0-2.warc.gz"
    assert read_archived(tmp_path, second, offset) == b"<p>one</p>"
    assert (tmp_path / first).read_bytes() == before


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
