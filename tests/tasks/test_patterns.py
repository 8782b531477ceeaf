import re

import lxml.html
import pytest

from schemas.discovery import Link
from tasks.channels import listings
from tasks.publishers.patterns import (
    derive_pattern,
    derive_shapes,
    describe_listing,
    find_telling,
    spread_links,
)

BASE = "https://www.mfa.example"


def make_links(*paths: str) -> list[str]:
    return [f"{BASE}{path}" for path in paths]


@pytest.mark.parametrize(
    ("wanted", "others", "pattern"),
    [
        (("/press/a-b", "/press/c-d"), ("/about", "/press/"), "/press/."),
        (("/n/2026/a", "/n/2025/b"), ("/n/map",), r"/n/\d{4}/."),
        (
            ("/en/press/2026/a", "/presse/2026/b"),
            ("/en/press/contact", "/presse/2026-2.pdf"),
            r"(/en/press/\d{4}|/presse/\d{4})/.",
        ),
        (("/item/17", "/item/2040"), ("/item/list",), r"/item/\d+$"),
        (("/x?id=1", "/x?id=22"), ("/x?id=rss",), r"/x\?id=\d+$"),
        (("/a/one.html", "/a/two.html"), ("/a/map.pdf",), r"/a/[^/]+\.html$"),
        (("/a", "/b"), ("/c",), ""),
        ((), ("/c",), ""),
    ],
)
def test_a_pattern_holds_for_all_of_a_group_and_for_nothing_else(
    wanted: tuple[str, ...], others: tuple[str, ...], pattern: str
) -> None:
    found = derive_pattern(make_links(*wanted), make_links(*others))
    assert found == pattern
    if found:
        assert all(re.search(found, url) for url in make_links(*wanted))
        assert not any(re.search(found, url) for url in make_links(*others))


def test_folders_make_a_pattern_unless_they_are_many_or_the_root() -> None:
    assert derive_shapes(make_links("/press/2026/a", "/press/2025/b")) == r"/press/\d{4}/."
    assert derive_shapes(make_links("/a", "/press/b")) == ""
    assert derive_shapes(make_links(*(f"/{name}/x" for name in "abcde"))) == ""


def test_releases_of_a_sitemap_are_told_by_headlines_and_dates_in_addresses() -> None:
    releases = make_links(
        "/news/minister-meets-her-kestrian-colleague", "/news/port-opens-in-may-today"
    )
    pages = make_links("/about/staff", "/about/history", "/contact")
    links = [Link(url=url) for url in (*pages, *releases)]
    assert [link.url for link in find_telling(links)] == releases
    assert find_telling([Link(url=url) for url in pages]) == []


def test_samples_are_taken_in_turn_from_each_folder() -> None:
    links = [Link(url=url) for url in make_links("/en/a", "/en/b", "/en/c", "/fr/d")]
    assert [link.url[-1] for link in spread_links(links, 3)] == ["a", "d", "b"]
    assert spread_links([], 3) == []


def write_page(item: str) -> bytes:
    rows = "".join(item.format(number) for number in range(1, 6))
    return (
        '<html><body><nav><a href="/about">About us</a></nav>'
        f'<div id="content">{rows}</div><p><a href="/n/rules-of-use">The rules of use</a></p>'
    ).encode()


@pytest.mark.parametrize(
    ("item", "selector"),
    [
        (
            '<h3 class="title"><a href="/n/{0}">Minister opens harbour number {0} today</a></h3>',
            "h3.title a",
        ),
        (
            '<p><a class="headline" href="/n/{0}">Minister opens harbour number {0} today</a></p>',
            "a.headline",
        ),
        (
            '<p class="css-1a2b"><a href="/n/{0}">Minister opens harbour number {0} today</a></p>',
            "#content a",
        ),
    ],
)
def test_a_selector_is_found_that_no_build_tool_changes(item: str, selector: str) -> None:
    group = describe_listing(write_page(item), f"{BASE}/n/")
    assert group.selector == selector
    assert len(group.links) == 5


def test_where_no_selector_holds_a_pattern_does() -> None:
    page = (
        "<html><body><p><a href='/n/1'>Minister opens the first harbour</a></p>"
        "<p><a href='/n/2'>Minister opens the second harbour</a></p>"
        "<p><a href='/about'>All about us and our work</a></p>"
    )
    group = describe_listing(page.encode(), f"{BASE}/")
    assert (group.selector, group.include) == ("", "/n/.")


def test_a_page_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    take_apart = listings.parse_tree

    def count(raw: bytes, url: str, charset: str) -> lxml.html.HtmlElement:
        parsed.append(url)
        return take_apart(raw, url, charset)

    monkeypatch.setattr(listings, "parse_tree", count)
    item = "<h3><a href='/n/{0}'>Minister opens harbour number {0} today</a></h3>"
    assert len(describe_listing(write_page(item), f"{BASE}/n/").links) == 5
    assert parsed == [f"{BASE}/n/"]
