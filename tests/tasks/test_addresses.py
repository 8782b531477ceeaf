from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.network.addresses import (
    find_path,
    is_entry_url,
    is_loopback,
    make_entry_url,
    make_file_url,
    normalise_url,
    resolve_link,
)

addresses = st.from_regex(
    r"https?://[a-zA-Zß-ÿ0-9.:\[\]@%-]{1,20}(/[%./A-Za-zé ?&=#;-]{0,40})?", fullmatch=True
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (" HTTP://WWW.Example.ORG:80 ", "http://www.example.org/"),
        ("https://x.example:8443/a", "https://x.example:8443/a"),
        ("https://x.example/a/./b/../c", "https://x.example/a/c"),
        ("https://x.example/../../a/..", "https://x.example/"),
        ("https://x.example/%7eann/%c3%a9 é%", "https://x.example/~ann/%C3%A9%20%C3%A9%25"),
        ("https://x.example/a#part", "https://x.example/a"),
        ("https://x.example/a?", "https://x.example/a"),
        ("https://x.example/a?utm_source=t&id=7&fbclid=x&b=", "https://x.example/a?id=7&b="),
        ("https://x.example/a?b=2&a=1&ref=9", "https://x.example/a?b=2&a=1&ref=9"),
        ("https://ann:secret@x.example/a", "https://x.example/a"),
        ("https://bücher.example./", "https://xn--bcher-kva.example/"),
        ("https://ПРЕЗИДЕНТ.рф/", "https://xn--d1abbgf6aiiy.xn--p1ai/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://x.example/a\n\tb", "http://x.example/ab"),
        ("file:///a/b%20c?d", "file:///a/b%20c"),
    ],
)
def test_one_document_has_one_spelling(url: str, expected: str) -> None:
    assert normalise_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.example",
        "/a",
        "htp://x",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http://[::1",
        "http://x:port/",
        "http://a b/",
        "http://-x-/",
        "http://x..y/",
        "http://x.example/" + "a" * 5_000,
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        normalise_url(url)


@given(st.one_of(st.text(), addresses))
def test_normalising_twice_changes_nothing(url: str) -> None:
    try:
        once = normalise_url(url)
    except ValueError:
        return
    assert normalise_url(once) == once
    assert once.isascii()


@given(st.text(max_size=40), addresses)
def test_no_link_in_a_document_leads_off_the_web(link: str, base: str) -> None:
    assert resolve_link(link, base) == "" or resolve_link(link, base).startswith("http")
    assert resolve_link("file:///etc/passwd", base) == ""


def test_relative_links_are_resolved() -> None:
    base = "https://x.example/news/index.html"
    assert resolve_link("../2026/a.html", base) == "https://x.example/2026/a.html"
    assert resolve_link("//y.example/b", base) == "https://y.example/b"
    assert resolve_link("?page=2", base) == "https://x.example/news/index.html?page=2"
    assert resolve_link(" ", base) == ""
    assert resolve_link("a.html", "file:///home/feed.xml") == ""


def test_an_entry_without_a_page_keeps_its_address() -> None:
    url = make_entry_url("https://x.example/feed?a=1", "first")
    assert url == make_entry_url("https://x.example/feed?a=1", "first")
    assert url != make_entry_url("https://x.example/feed?a=1", "second")
    assert is_entry_url(normalise_url(url))
    assert normalise_url(url) == url


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1))
def test_a_path_survives_being_an_address(name: str) -> None:
    path = Path("/folder") / name
    if name not in {".", ".."} and "." not in path.parts and len(name) < 200:
        assert find_path(make_file_url(path)) == path


def test_this_machine_is_recognised() -> None:
    for host in ("localhost", "127.0.0.1", "[::1]", "127.3.2.1:8080"):
        assert is_loopback(f"http://{host}/")
    for host in ("127.0.0.1.example", "localhost.example", "10.0.0.1"):
        assert not is_loopback(f"http://{host}/")
