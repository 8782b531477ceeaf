import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.discovery import Sitemap
from schemas.errors import FetchError
from tasks.channels.sitemaps import is_sitemap, parse_sitemap

URL = "https://x.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def urlset(pages: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SPACES}>{pages}</urlset>'.encode()


def refusal(raw: bytes) -> FetchError:
    with pytest.raises(FetchError) as caught:
        parse_sitemap(raw, URL)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def test_pages_come_in_order_and_only_those_on_the_web() -> None:
    raw = urlset(
        "<url><loc> https://x.example/b?a=1&amp;b=2 </loc></url><url><loc>/a</loc></url>"
        "<url><loc>file:///etc/passwd</loc></url><url/>"
    )
    pages = parse_sitemap(raw, URL).pages
    assert [page.url for page in pages] == ["https://x.example/b?a=1&b=2", "https://x.example/a"]


def test_the_last_change_is_not_handed_on_as_a_publication_date() -> None:
    raw = urlset("<url><loc>/a</loc><lastmod>2026-01-01</lastmod></url>")
    assert parse_sitemap(raw, URL).pages[0].hints.published == ""


def test_a_news_sitemap_gives_title_date_and_language() -> None:
    raw = urlset(
        "<url><loc>/a</loc><lastmod>2026-02-02</lastmod><news:news><news:publication>"
        "<news:name>x</news:name><news:language>zh-cn</news:language></news:publication>"
        "<news:publication_date>2026-01-01T08:00:00+08:00</news:publication_date>"
        "<news:title>&lt;b&gt;Visit&lt;/b&gt;</news:title></news:news></url>"
    )
    hints = parse_sitemap(raw, URL).pages[0].hints
    assert (hints.title, hints.language) == ("Visit", "zh-cn")
    assert hints.published == "2026-01-01T08:00:00+08:00"


def test_a_news_title_with_a_reference_to_no_character_is_read() -> None:
    news = f"<news:title>A &amp;#{'9' * 5_000};</news:title>"
    raw = urlset(f"<url><loc>https://x.example/1</loc><news:news>{news}</news:news></url>")
    assert parse_sitemap(raw, URL).pages[0].hints.title == "A \ufffd"


def test_an_index_names_further_sitemaps_each_once() -> None:
    raw = (
        f"<sitemapindex {SPACES}><sitemap><loc>/a.xml</loc></sitemap>"
        f"<sitemap><loc>/b.xml.gz</loc></sitemap><sitemap><loc>/a.xml</loc></sitemap>"
        f"</sitemapindex>"
    ).encode()
    sitemap = parse_sitemap(raw, URL)
    assert [child.url for child in sitemap.children] == [
        "https://x.example/a.xml",
        "https://x.example/b.xml.gz",
    ]
    assert is_sitemap(raw)


def test_the_last_changed_come_first_and_those_that_do_not_say_before_them() -> None:
    stated = ("2024-01-01", "2026-05-01T10:00:00Z", "", "soon", "2025-12-31")
    pages = "".join(
        f"<url><loc>/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(stated)
    )
    found = parse_sitemap(urlset(pages), URL).pages
    assert [page.url[-1] for page in found] == ["2", "3", "1", "4", "0"]
    assert [page.hints.modified for page in found][2] == "2026-05-01T10:00:00Z"
    parts = pages.replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")
    index = f"<sitemapindex {SPACES}>{parts}</sitemapindex>".encode()
    assert [child.url[-1] for child in parse_sitemap(index, URL).children] == list("23140")


def test_translations_of_a_page_are_handed_on() -> None:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in (
            ("fr", "/fr/a"),
            ("zh-Hans", "https://x.example/zh/a"),
            ("x-default", "/a"),
            ("de", "javascript:void(0)"),
            ("fr", "/fr/a"),
        )
    )
    raw = urlset(f"<url><loc>/a</loc>{links}</url>").replace(
        b"<urlset", b'<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    )
    (found,) = parse_sitemap(raw, URL).pages
    assert found.hints.alternates == ("fr https://x.example/fr/a", "zh-Hans https://x.example/zh/a")


def test_the_sitemaps_a_robots_file_names_are_found() -> None:
    raw = (
        b"# hello\nUser-agent: *\nDisallow: /x\n\nSitemap: https://x.example/a.xml\n"
        b"sitemap:/b.xml # daily\nSitemap: https://x.example/a.xml\n"
    )
    found = parse_sitemap(raw, "https://x.example/robots.txt")
    assert [child.url for child in found.children] == [
        "https://x.example/a.xml",
        "https://x.example/b.xml",
    ]
    assert is_sitemap(raw)
    assert not is_sitemap(b"User-agent: *\nDisallow: /\n")
    assert not is_sitemap(b"Minister visits\nSitemap: https://x.example/a.xml\n")
    assert refusal(b"User-agent: *\nDisallow: /\n").kind == "not-a-sitemap"


def test_packed_sitemaps_and_lists_of_addresses_are_read() -> None:
    packed = gzip.compress(urlset("<url><loc>/a</loc></url>") + b" " * 10_000)
    assert parse_sitemap(packed, URL).pages[0].url == "https://x.example/a"
    assert is_sitemap(packed)
    assert is_sitemap(packed[:100])
    lines = b"https://x.example/a\nhttps://x.example/b\n"
    assert len(parse_sitemap(lines, URL).pages) == 2


def test_one_broken_entry_does_not_hide_the_others() -> None:
    raw = urlset("<url><loc>/a?x=1&y=2</loc></url><url><loc>/b</loc></url>")
    assert [page.url for page in parse_sitemap(raw, URL).pages][-1] == "https://x.example/b"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "empty"),
        (b"<html><body>Not found</body></html>", "not-a-sitemap"),
        (b"Not found", "not-a-sitemap"),
        (b"\xff\xfe\x00", "not-a-sitemap"),
        (b"<", "not-a-sitemap"),
        (urlset(""), "no-entries"),
        (gzip.compress(urlset(""))[:-9], "encoding"),
        (gzip.compress(bytes(60_000_000)), "encoding"),
        (b'<!DOCTYPE u [<!ENTITY a "b">]><urlset>&a;</urlset>', "unsafe"),
    ],
    ids=range(9),
)
def test_what_is_no_sitemap_or_holds_nothing_is_a_failure(raw: bytes, kind: str) -> None:
    assert refusal(raw).kind == kind


@given(st.binary(max_size=300))
def test_no_bytes_make_a_traceback(raw: bytes) -> None:
    for body in (raw, b"<urlset><url><loc>" + raw, gzip.compress(raw), b"\x1f\x8b" + raw):
        is_sitemap(body)
        try:
            parse_sitemap(body, URL)
        except FetchError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("head", "row", "tail"),
    [
        ("<urlset>", "<url><loc>https://x.example/{n}</loc></url>", "</urlset>"),
        (
            "<sitemapindex>",
            "<sitemap><loc>https://x.example/{n}</loc></sitemap>",
            "</sitemapindex>",
        ),
        ("", "https://x.example/{n}", ""),
        ("User-agent: *", "Sitemap: https://x.example/{n}", ""),
    ],
)
def test_addresses_past_the_bound_are_told(head: str, row: str, tail: str) -> None:
    def read(count: int) -> Sitemap:
        rows = "\n".join(row.format(n=n) for n in range(count))
        return parse_sitemap(f"{head}\n{rows}\n{tail}".encode(), URL)

    sitemap = read(50_002)
    assert len(sitemap.pages) + len(sitemap.children) == 50_000
    assert "names 50002 addresses, only the first 50000 are read; name its parts" in sitemap.cut
    assert not read(2).cut
