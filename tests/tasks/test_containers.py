import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.errors import FetchError, InputError
from tasks.channels.inputs import describe_inputs
from tasks.containers.members import list_container, read_local
from tasks.network.fetch import Fetcher

PAGE = b"<!doctype html><html><body><h1>Port opens</h1><p>Words</p></body></html>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield fetcher


def make_zip(path: Path, entries: dict[str, bytes], **options: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def make_warc(path: Path, answers: list[tuple[str, str, str, bytes]], *, gzip: bool = True) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for hour, (uri, status, media_type, body) in enumerate(answers):
            headers = StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                uri,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": f"2024-03-12T{hour + 10}:00:00Z"},
            )
            writer.write_record(record)
    return path


# Zip


def test_every_entry_of_a_zip_file_is_a_document_with_its_own_address(
    tmp_path: Path, fetcher: Fetcher
):
    entries = {"2024/a.html": PAGE, "b c%.txt": b"words", "ünï!/x.md": b"# T", "d/": b""}
    path = make_zip(tmp_path / "Releases.ZIP", entries)
    (one,) = describe_inputs([str(path)], fetcher)
    urls = [item.url for item in one.discovery.items]
    assert urls == [
        f"{path.as_uri()}!/2024/a.html",
        f"{path.as_uri()}!/b%20c%25.txt",
        f"{path.as_uri()}!/%C3%BCn%C3%AF%21/x.md",
    ]
    answers = [fetcher.get(url, local=True) for url in urls]
    assert [answer.body for answer in answers] == [PAGE, b"words", b"# T"]
    assert [answer.media_type for answer in answers] == ["text/html", "text/plain", "text/markdown"]
    assert {item.channel for item in one.discovery.items} == {"archive"}


def test_an_entry_named_by_a_feed_is_not_read(tmp_path: Path, fetcher: Fetcher):
    path = make_zip(tmp_path / "r.zip", {"a.html": PAGE})
    with pytest.raises(FetchError, match="it is not read"):
        fetcher.get(f"{path.as_uri()}!/a.html")


def test_pictures_styles_and_hidden_entries_are_left_out_and_told(tmp_path: Path):
    names = ("a.html", "logo.png", "site.css", "app.js", "__MACOSX/._a.html", ".git/config")
    listing = list_container(make_zip(tmp_path / "r.zip", dict.fromkeys(names, PAGE)), "zip")
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["a.html"]
    assert listing.notes == (f"{tmp_path}/r.zip: 3 pictures, styles and scripts left out",)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../etc/passwd", "leads out of the archive"),
        ("/etc/passwd", "leads out of the archive"),
        ("a/../../b.html", "leads out of the archive"),
        ("C:\\x.html", "leads out of the archive"),
        ("a\\..\\b.html", "leads out of the archive"),
        ("a\x1b[2J.html", "leads out of the archive"),
        ("inner.zip", "archive within the archive"),
        ("crawl.warc.gz", "archive within the archive"),
        ("inbox.mbox", "archive within the archive"),
    ],
)
def test_an_entry_that_may_not_be_taken_is_refused_by_name(tmp_path: Path, name: str, reason: str):
    path = make_zip(tmp_path / "r.zip", {"good.html": PAGE})
    raw = bytearray(make_zip(tmp_path / "bad.zip", {"?" * len(name): PAGE}).read_bytes())
    path = tmp_path / "renamed.zip"
    path.write_bytes(raw.replace(b"?" * len(name), name.encode()))
    listing = list_container(path, "zip")
    assert listing.links == ()
    (problem,) = listing.problems
    assert reason in problem
    assert "\x1b" not in problem
    with pytest.raises(FetchError):
        read_local(f"{path.as_uri()}!/{name.replace('%', '%25')}", 1_000)


def test_encrypted_and_oddly_packed_entries_are_refused_with_the_mend(tmp_path: Path):
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", PAGE, zipfile.ZIP_LZMA)
        archive.writestr("b.html", PAGE)
    raw = bytearray(path.read_bytes())
    raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    problems = " ".join(list_container(path, "zip").problems)
    assert "encrypted, unpack it first" in problems
    assert "pack it again as plain zip" in problems


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path):
    path = make_zip(tmp_path / "bomb.zip", {"zeros.html": bytes(30_000_000), "a.html": PAGE})
    listing = list_container(path, "zip")
    assert len(listing.links) == 1
    assert "unfolds to more than 200 times its size" in listing.problems[0]


def test_an_entry_that_lies_about_its_size_is_never_unfolded_beyond_it(tmp_path: Path):
    path = make_zip(tmp_path / "liar.zip", {"a.html": bytes(50_000_000)})
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = raw.find(mark) + place
        raw[start : start + 4] = struct.pack("<I", 5_000)
    path.write_bytes(raw)
    (link,) = list_container(path, "zip").links
    with pytest.raises(FetchError, match="size or checksum does not match") as caught:
        read_local(link.url, 1_000_000)
    assert caught.value.kind == "damaged"


def test_entries_that_lie_over_one_another_are_refused_as_a_whole(tmp_path: Path):
    path = make_zip(tmp_path / "overlap.zip", {f"{n}.html": bytes(100_000) for n in range(9)})
    raw = bytearray(path.read_bytes())
    start = 0
    while (start := raw.find(b"PK\x01\x02", start)) >= 0:
        raw[start + 20 : start + 24] = struct.pack("<I", 3_000)
        start += 4
    path.write_bytes(raw)
    (problem,) = list_container(path, "zip").problems
    assert "claim more bytes than it can hold" in problem


def test_a_zip_file_with_too_many_entries_is_refused(tmp_path: Path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50_001):
            archive.writestr(f"{number}", b"")
    (problem,) = list_container(path, "zip").problems
    assert "more than 50000 entries" in problem


def test_a_zip_file_cut_off_in_the_middle_gives_what_is_whole(tmp_path: Path):
    whole = make_zip(tmp_path / "whole.zip", {f"{n}.html": PAGE * (n + 1) for n in range(5)})
    path = tmp_path / "cut.zip"
    path.write_bytes(whole.read_bytes()[: whole.read_bytes().find(b"4.html") + 20])
    listing = list_container(path, "zip")
    assert [read_local(link.url, 10_000).body for link in listing.links] == [
        PAGE * n for n in range(1, 5)
    ]
    assert "its index is lost; 4 entries were found all the same" in listing.problems[0]


def test_a_streamed_zip_file_without_its_index_is_read_all_the_same(tmp_path: Path):
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", PAGE)
        archive.writestr("b.html", PAGE + PAGE)
    path = tmp_path / "streamed.zip"
    path.write_bytes(stream.getvalue()[: stream.getvalue().find(b"PK\x01\x02")])
    links = list_container(path, "zip").links
    assert [read_local(link.url, 10_000).body for link in links] == [PAGE, PAGE + PAGE]


def test_a_damaged_entry_fails_alone_with_one_line(tmp_path: Path):
    path = make_zip(tmp_path / "r.zip", {"a.html": PAGE, "b.html": PAGE})
    raw = bytearray(path.read_bytes())
    raw[raw.find(b"a.html") + 12] ^= 0xFF
    path.write_bytes(raw)
    first, second = list_container(path, "zip").links
    with pytest.raises(FetchError, match=r"entry 'a.html': damaged .* get the archive again"):
        read_local(first.url, 10_000)
    assert read_local(second.url, 10_000).body == PAGE


@pytest.mark.parametrize("name", ["r.zip", "c.warc", "c.warc.gz", "m.mbox"])
@pytest.mark.parametrize("content", [b"", b"no such thing", zlib.compress(b"x" * 1000)])
def test_a_container_that_is_none_is_told_in_one_line(
    tmp_path: Path, fetcher: Fetcher, name: str, content: bytes
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        describe_inputs([str(tmp_path / name)], fetcher)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_inner_address_that_leads_nowhere_is_told(tmp_path: Path):
    path = make_zip(tmp_path / "r.zip", {"a.html": PAGE})
    (tmp_path / "a.txt").write_text("words")
    for url in (f"{path.as_uri()}!/no.html", f"{(tmp_path / 'a.txt').as_uri()}!/a"):
        with pytest.raises(FetchError) as caught:
            read_local(url, 100)
        assert caught.value.kind == "missing"


# WARC


ANSWERS = [
    ("https://mfa.example/a", "200 OK", "text/html; charset=koi8-r", PAGE),
    ("https://mfa.example/gone", "404 Not Found", "text/html", PAGE),
    ("https://mfa.example/logo", "200 OK", "image/png", b"\x89PNG"),
    ("https://mfa.example/b?x=1", "200 OK", "text/plain", b"words"),
]


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_an_answer_of_a_crawl_is_a_document_at_its_web_address(tmp_path: Path, name: str):
    path = make_warc(tmp_path / name, ANSWERS, gzip=name.endswith("gz"))
    listing = list_container(path, "warc")
    assert [link.url for link in listing.links] == [
        "https://mfa.example/a",
        "https://mfa.example/b?x=1",
    ]
    first, second = [read_local(link.origin, 10_000) for link in listing.links]
    assert (first.body, first.media_type, first.charset) == (PAGE, "text/html", "koi8-r")
    assert (second.body, second.final_url) == (b"words", "https://mfa.example/b?x=1")
    assert f"{first.seen_at:%Y-%m-%d}" == "2024-03-12"
    assert listing.notes == (
        f"{path}: 1 records skipped: 1 with HTTP status 404",
        f"{path}: 1 pictures, styles and scripts left out",
    )
    assert listing.problems == ()


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_a_damaged_stretch_of_a_crawl_is_passed_over(tmp_path: Path, name: str):
    answers = [(f"https://mfa.example/{n}", "200 OK", "text/html", PAGE * 9) for n in range(4)]
    path = make_warc(tmp_path / name, answers, gzip=name.endswith("gz"))
    places = [int(link.origin.rpartition("/")[2]) for link in list_container(path, "warc").links]
    raw = bytearray(path.read_bytes())
    raw[places[1] : places[1] + 60] = b"#" * 60
    path.write_bytes(raw[:-40])
    listing = list_container(path, "warc")
    assert [link.url[-1] for link in listing.links] == ["0", "2"]
    (problem,) = listing.problems
    assert f"first at byte {places[1]}" in problem
    assert all(read_local(link.origin, 10_000).body == PAGE * 9 for link in listing.links)


def test_a_chunked_and_packed_answer_is_unpacked(tmp_path: Path):
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(PAGE) + packer.flush()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Encoding: gzip\r\n\r\n" + chunked
    )
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://mfa.example/z>\r\n"
        b"WARC-Date: 2024-03-12T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    path = tmp_path / "wget.warc"
    path.write_bytes(head % len(block) + block + b"\r\n\r\n")
    (link,) = list_container(path, "warc").links
    assert link.url == "https://mfa.example/z"
    assert read_local(link.origin, 10_000).body == PAGE


def test_a_record_that_unfolds_without_end_is_passed_over(tmp_path: Path):
    path = make_warc(tmp_path / "c.warc.gz", ANSWERS[:1])
    bomb = zlib.compressobj(wbits=31)
    packed = bomb.compress(b"WARC/1.1\r\n" + bytes(100_000_000)) + bomb.flush()
    path.write_bytes(packed + path.read_bytes())
    listing = list_container(path, "warc")
    assert [link.url for link in listing.links] == ["https://mfa.example/a"]
    assert "damaged in 1 place(s), first at byte 0" in listing.problems[0]


def test_a_crawl_packed_as_a_whole_is_told_with_its_mend(tmp_path: Path):
    plain = make_warc(tmp_path / "c.warc", ANSWERS, gzip=False).read_bytes()
    packer = zlib.compressobj(wbits=31)
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(packer.compress(plain) + packer.flush())
    assert "warcio recompress" in " ".join(list_container(path, "warc").problems)


def test_a_page_crawled_twice_comes_twice_and_the_same_input_twice_comes_once(
    tmp_path: Path, fetcher: Fetcher
):
    path = make_warc(tmp_path / "c.warc.gz", [ANSWERS[0], ANSWERS[0]])
    (one,) = describe_inputs([str(path), str(tmp_path)], fetcher)
    assert [item.url for item in one.discovery.items] == ["https://mfa.example/a"] * 2


def test_overlapping_streams_without_an_index_end_soon(tmp_path: Path):
    header = struct.pack("<HHHHHIIIHH", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0)
    stored = b"PK\x03\x04" + header + b"a" + b"\x00\xff\xff\x00\x00"
    path = tmp_path / "overlap.zip"
    path.write_bytes(stored * 200_000)
    (problem,) = list_container(path, "zip").problems
    assert "get the archive again" in problem


def test_a_crawl_of_nothing_but_damage_ends_soon(tmp_path: Path):
    path = tmp_path / "c.warc.gz"
    bomb = zlib.compressobj(wbits=31)
    packed = bomb.compress(bytes(10_000_000)) + bomb.flush()
    path.write_bytes(packed * 300 + make_warc(tmp_path / "good.warc.gz", ANSWERS).read_bytes())
    assert "not a WARC file" in list_container(path, "warc").problems[0]


def test_an_index_that_claims_more_than_is_read_is_refused(tmp_path: Path):
    path = make_zip(tmp_path / "r.zip", {"a.html": PAGE})
    raw = bytearray(path.read_bytes())
    raw[-10:-6] = struct.pack("<I", 200_000_000)
    path.write_bytes(raw)
    assert "more than 50000 entries" in list_container(path, "zip").problems[0]
