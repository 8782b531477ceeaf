from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from gzip import compress, decompress
from hashlib import sha256
from pathlib import Path

import pytest

from schemas.archived import Pointer, Verification
from schemas.document import Known
from tasks.archive.verify import measure_files, verify_archive, walk_file
from tasks.archive.warc import ArchiveWriter

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "http://x.example/"
BODIES = (b"one", b"two", b"three")


def write_archive(home: Path) -> list[Pointer]:
    """Three answers, and a revisit of the first; the requests that point to them."""
    pointers: list[Pointer] = []
    with ArchiveWriter(home, "run-s", lambda: NOW) as archive:
        for body in BODIES:
            file, offset = archive.write_response(URL, 200, (), body)
            pointers.append(make_pointer(len(pointers), file, offset, body))
        first = pointers[0]
        known = Known(
            url=URL,
            raw_digest=first.raw_digest,
            archive_file=first.archive_file,
            archive_offset=first.archive_offset,
        )
        file, offset = archive.write_revisit(URL, 304, (), known)
    revisit = make_pointer(3, file, offset, BODIES[0]).model_copy(
        update={
            "is_revisit": True,
            "origin_file": first.archive_file,
            "origin_offset": first.archive_offset,
        }
    )
    return [*pointers, revisit]


def make_pointer(number: int, file: str, offset: int, body: bytes) -> Pointer:
    return Pointer(
        fetch_id=f"run/s/{number}",
        archive_file=file,
        archive_offset=offset,
        raw_digest=sha256(body).hexdigest(),
        is_revisit=False,
    )


def verify(home: Path, pointers: Sequence[Pointer]) -> Verification:
    grouped: dict[str, list[Pointer]] = {}
    for pointer in pointers:
        grouped.setdefault(pointer.archive_file, []).append(pointer)
    return verify_archive(home, measure_files(home), grouped.items(), lambda _: None)


def find_faults(home: Path, pointers: Sequence[Pointer]) -> list[tuple[str, int | None]]:
    found = verify(home, pointers).findings
    assert all(finding.detail for finding in found)
    return [(finding.fault, finding.archive_offset) for finding in found]


def test_a_sound_archive_has_nothing_to_tell(tmp_path: Path):
    pointers = write_archive(tmp_path)
    read: list[int] = []
    grouped = [(pointers[0].archive_file, pointers)]
    found = verify_archive(tmp_path, measure_files(tmp_path), grouped, read.append)
    assert found.findings == ()
    assert (found.file_count, found.record_count, found.revisit_count) == (1, 5, 1)
    assert (found.pointer_count, [found.byte_count]) == (4, read)


def test_a_damaged_record_is_named_and_the_others_are_still_checked(tmp_path: Path):
    pointers = write_archive(tmp_path)
    path = tmp_path / pointers[0].archive_file
    raw = bytearray(path.read_bytes())
    raw[pointers[1].archive_offset + 40] ^= 255
    path.write_bytes(raw)
    assert find_faults(tmp_path, pointers) == [("damaged", pointers[1].archive_offset)]
    assert [record.offset for record in walk_file(path)][-1] == pointers[1].archive_offset


def test_a_file_that_ends_in_half_a_record_is_damaged_there(tmp_path: Path):
    pointers = write_archive(tmp_path)
    path = tmp_path / pointers[0].archive_file
    path.write_bytes(path.read_bytes()[:-10])
    assert find_faults(tmp_path, pointers) == [("damaged", pointers[3].archive_offset)]
    path.write_bytes(path.read_bytes()[: pointers[3].archive_offset])
    assert find_faults(tmp_path, pointers) == [("unresolved", pointers[3].archive_offset)]


def test_a_missing_file_is_named_with_how_many_requests_point_to_it(tmp_path: Path):
    pointers = write_archive(tmp_path)
    (tmp_path / pointers[0].archive_file).unlink()
    (finding,) = verify(tmp_path, pointers).findings
    assert (finding.fault, finding.archive_offset) == ("missing", None)
    assert finding.detail.startswith("4 requests point to it")


def test_records_nothing_points_to_are_listed_and_no_loss(tmp_path: Path):
    pointers = write_archive(tmp_path)
    found = verify(tmp_path, [pointers[0], pointers[3]])
    assert [finding.fault for finding in found.findings] == ["orphan"]
    assert found.findings[0].archive_offset == pointers[1].archive_offset
    assert "2 of its records" in found.findings[0].detail
    assert found.lost == ()
    assert [each.fault for each in verify(tmp_path, []).findings] == ["orphan"]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"raw_digest": "0" * 64},
        lambda pointer: {"is_revisit": not pointer.is_revisit},
        lambda pointer: {"origin_offset": 7} if pointer.is_revisit else {"raw_digest": "1" * 64},
    ],
    ids=["digest", "kind", "origin"],
)
@pytest.mark.parametrize("number", [0, 3])
def test_a_record_that_is_not_what_its_request_says_differs(
    tmp_path: Path, number: int, change: Callable[[Pointer], dict[str, object]]
):
    pointers = write_archive(tmp_path)
    pointers[number] = pointers[number].model_copy(update=change(pointers[number]))
    assert find_faults(tmp_path, pointers) == [("differs", pointers[number].archive_offset)]


def test_a_body_changed_with_its_checksum_is_found_by_its_digest(tmp_path: Path):
    (tmp_path / "archive").mkdir()
    with ArchiveWriter(tmp_path, "a", lambda: NOW) as archive:
        file, offset = archive.write_resource("file:///x", "text/plain", b"the truth")
    path = tmp_path / file
    raw = path.read_bytes()
    forged = decompress(raw[offset:]).replace(b"the truth", b"the trick")
    path.write_bytes(raw[:offset] + compress(forged))
    pointer = make_pointer(0, file, offset, b"the truth")
    assert find_faults(tmp_path, [pointer]) == [("damaged", offset)]
