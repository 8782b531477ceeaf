import json
import re
import socket
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from typing import Any, get_args
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import ftfy
import pytest
from lxml import etree, html

from schemas.errors import InputError
from schemas.release import Kind
from schemas.source import Source
from tests.samples.server import SAMPLES, SITES, serve_samples

SOURCES = sorted((SAMPLES / "sources").glob("*.toml"))
EXPECTED = [
    json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()
]
FIELDS = {
    "source",
    "path",
    "title",
    "published_on",
    "language",
    "kind",
    "topics_top",
    "first_words",
    "last_words",
    "languages",
    "same_text_as",
}
ON_THE_WEB = [entry for entry in EXPECTED if entry["path"].startswith("/")]
IN_THE_FOLDER = [entry for entry in EXPECTED if not entry["path"].startswith("/")]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serve_samples(port=0) as address:
        yield address


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    request = Request(url, headers=headers or {})  # noqa: S310 - loopback only
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def get_raw(base: str, path: str) -> int:
    # urlopen would tidy the dots away before the server sees them.
    connection = HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def read_sources(base: str) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for path in SOURCES:
        text = path.read_text("utf-8").replace("{base}", base).replace("{root}", str(SAMPLES))
        source = Source.model_validate_json(json.dumps(tomllib.loads(text)))
        sources[path.stem] = source
    return sources


def find_links(base: str, source: Source) -> list[str]:
    (channel,) = source.channels
    if channel.kind == "folder":
        return [f"wire/{path.name}" for path in (SAMPLES / "wire").iterdir()]
    body = get(channel.url)[2]
    if channel.kind == "listing":
        anchors = html.fromstring(body.decode()).xpath("//ul[@class='releases']//a/@href")
        links = [urljoin(channel.url, anchor) for anchor in anchors]
    else:
        name = "link" if channel.kind == "feed" else "loc"
        root = etree.fromstring(body)
        items = root.xpath(
            f"//*[local-name()='item' or local-name()='url']/*[local-name()='{name}']"
        )
        links = [item.text for item in items]
    return [link.removeprefix(base) for link in links if re.search(channel.include, link)]


def squeeze(text: str) -> str:
    return " ".join(text.split())


def read_text(body: bytes) -> str:
    try:
        text = ftfy.fix_encoding(body.decode())
    except UnicodeDecodeError:
        text = body.decode("windows-1252")
    # Two documents in one file: the last one holds the release.
    text = text[text.rindex("<html") :]
    parts = html.fromstring(text).xpath("//body//text()[not(parent::script)]")
    return squeeze(" ".join(parts)).replace(" .", ".")


def is_text(body: bytes) -> bool:
    return b"\0" not in body


def test_there_are_enough_releases_publishers_and_languages() -> None:
    assert len(EXPECTED) >= 28
    assert len({entry["source"] for entry in EXPECTED}) == 4
    languages = Counter(entry["language"] for entry in EXPECTED)
    assert set(languages) == {"en", "fr", "ru", "zh", "ar", "es", "de", "kk"}
    assert len({entry["path"] for entry in EXPECTED}) == len(EXPECTED)


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda entry: entry["path"])
def test_every_truth_line_is_complete_and_possible(entry: dict[str, Any]) -> None:
    assert set(entry) == FIELDS
    assert entry["kind"] in get_args(Kind)
    assert entry["kind"] != "other-unknown"
    assert date(2025, 1, 1) <= date.fromisoformat(entry["published_on"]) < date(2026, 10, 1)
    assert entry["language"] in entry["languages"]
    assert all(re.fullmatch(r"medtop:(0\d|1[0-7])0{6}", topic) for topic in entry["topics_top"])
    assert entry["title"]
    assert entry["first_words"]
    assert entry["last_words"]


def test_every_source_validates_under_its_file_name(base: str) -> None:
    sources = read_sources(base)
    assert {name: source.id for name, source in sources.items()} == {
        entry["source"]: entry["source"] for entry in EXPECTED
    }
    kinds = Counter(source.channels[0].kind for source in sources.values())
    assert kinds == {"feed": 1, "sitemap": 1, "listing": 1, "folder": 1}
    for name, source in sources.items():
        stated = {entry["language"] for entry in EXPECTED if entry["source"] == name}
        assert set(source.languages) == stated


def test_the_channels_point_to_the_expected_releases_and_one_broken_page(base: str) -> None:
    surplus: list[str] = []
    for name, source in read_sources(base).items():
        links = find_links(base, source)
        assert len(links) == len(set(links))
        expected = {entry["path"] for entry in EXPECTED if entry["source"] == name}
        assert expected <= set(links)
        surplus += set(links) - expected
    (broken,) = surplus
    status, headers, body = get(base + broken)
    assert status == 200
    assert headers["Content-Type"] == "text/html"
    assert body.startswith(b"\x89PNG")
    files = [path for site in SITES for path in (SAMPLES / site).rglob("*") if path.is_file()]
    assert [path for path in files if not is_text(path.read_bytes())] == [SAMPLES / broken[1:]]


def test_the_sitemap_also_lists_pages_that_are_no_releases(base: str) -> None:
    source = read_sources(base)["sample-ministry"]
    unfiltered = source.model_copy(
        update={"channels": (source.channels[0].model_copy(update={"include": ""}),)}
    )
    others = set(find_links(base, unfiltered)) - set(find_links(base, source))
    assert others
    assert all(get(base + link)[0] == 200 for link in others)


@pytest.mark.parametrize("entry", ON_THE_WEB, ids=lambda entry: entry["path"])
def test_a_served_page_holds_the_title_and_words_of_its_truth(
    entry: dict[str, Any], base: str
) -> None:
    status, headers, body = get(base + entry["path"])
    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    assert b"{base}" not in body
    text = read_text(body)
    start, end = text.index(entry["first_words"]), text.rindex(entry["last_words"])
    assert start < end
    assert entry["title"] in text[:start]


@pytest.mark.parametrize("entry", IN_THE_FOLDER, ids=lambda entry: entry["path"])
def test_a_folder_file_holds_the_title_and_words_of_its_truth(entry: dict[str, Any]) -> None:
    text = (SAMPLES / entry["path"]).read_text("utf-8")
    plain = squeeze(text.replace("**", "").replace("## ", ""))
    start, end = plain.index(entry["first_words"]), plain.rindex(entry["last_words"])
    assert start < end
    assert entry["title"] in plain[:start]


def test_two_text_files_begin_with_their_title_twice() -> None:
    doubled = [
        entry
        for entry in IN_THE_FOLDER
        if (SAMPLES / entry["path"]).read_text("utf-8").startswith(f"{entry['title']}\n\n" * 2)
    ]
    assert len(doubled) == 2


def test_one_release_was_syndicated_word_for_word(base: str) -> None:
    (copy,) = [entry for entry in EXPECTED if entry["same_text_as"]]
    (original,) = [entry for entry in EXPECTED if entry["path"] == copy["same_text_as"]]
    assert copy["title"] != original["title"]

    def cut(text: str) -> str:
        start = text.index(copy["first_words"])
        end = text.rindex(copy["last_words"]) + len(copy["last_words"])
        return "".join(filter(str.isalnum, text[start:end]))

    text = squeeze((SAMPLES / copy["path"]).read_text("utf-8"))
    assert cut(text) == cut(read_text(get(base + original["path"])[2]))


def test_the_second_edition_changes_one_release_and_says_so(base: str) -> None:
    edited = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
        for folder in (SAMPLES / "editions" / "1", SAMPLES / "editions" / "2")
    ]
    assert edited[0] == edited[1]
    (path,) = edited[1]
    after = get(f"{base}/{path}")
    with serve_samples(edition=1, port=0) as first:
        before = get(f"{first}/{path}")
    assert "512.4" in read_text(before[2])
    assert "Correction" not in read_text(before[2])
    assert "509.8" in read_text(after[2])
    assert "Correction, 14 August 2026" in read_text(after[2])
    assert before[1]["Last-Modified"] != after[1]["Last-Modified"]


def test_the_attorney_pages_hold_mojibake_and_a_joined_document(base: str) -> None:
    bodies = [
        get(base + entry["path"])[2].decode()
        for entry in EXPECTED
        if entry["source"] == "sample-attorney"
    ]
    assert sum(body.count("<html") == 2 for body in bodies) == 1
    assert sum("â€" in body or "â\x80" in body for body in bodies) == 2


def test_the_ministry_pages_leave_their_charset_to_the_meta_element(base: str) -> None:
    for entry in EXPECTED:
        if entry["source"] == "sample-ministry":
            _, headers, body = get(base + entry["path"])
            assert headers["Content-Type"] == "text/html"
            assert b"charset=windows-1252" in body
            body.decode("windows-1252")


def test_a_known_page_is_answered_with_not_modified(base: str) -> None:
    url = f"{base}/league/feed.xml"
    _, headers, body = get(url)
    assert headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert int(headers["Content-Length"]) == len(body)
    assert get(url, {"If-None-Match": headers["ETag"]})[::2] == (304, b"")
    assert get(url, {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    changed = {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]}
    assert get(url, changed)[0] == 200
    assert get(url, {"If-Modified-Since": "yesterday"})[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/league/",
        "/league/no-such-page.html",
        "/server.py",
        "/expected.jsonl",
        "/wire/2026-05-05-kuttyqtau.txt",
        "/league/../server.py",
        "/league/../../../pyproject.toml",
        "/league/%2e%2e/sources/sample-league.toml",
        "/league/..%2f..%2f..%2fREADME.md",
        "/%00league/feed.xml",
        "//etc/passwd",
    ],
)
def test_nothing_but_the_sites_is_served(path: str, base: str) -> None:
    assert get_raw(base, path) == 404


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with (
            pytest.raises(InputError, match=f"port {port} on 127.0.0.1 is taken"),
            serve_samples(port=port),
        ):
            pass


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(InputError, match="no edition 3"), serve_samples(edition=3, port=0):
        pass
