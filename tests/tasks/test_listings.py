import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ConfigError, FetchError
from tasks.channels.listings import parse_listing

URL = "https://www.x.example/news/"
TITLES = [
    "Ministers meet to discuss grain exports",
    "Statement on the events in the north",
    "President receives the ambassador of the republic",
]


def page(main: str, head: str = "") -> bytes:
    menu = "".join(f'<li><a href="/{n}">Section of the menu number {n}</a></li>' for n in range(20))
    return (
        f'<html><head><meta charset="utf-8">{head}</head><body><nav><ul>{menu}</ul></nav>'
        f'<div class="breadcrumb"><a href="/">Home of the whole site</a></div><main>{main}</main>'
        f'<footer><a href="/imprint">Imprint and legal notice here</a></footer></body></html>'
    ).encode()


def cards(titles: list[str]) -> str:
    return "".join(
        f'<div class="card card-{n}"><a href="/2026/0{n}/{n}.html"><img src="/{n}.jpg"></a>'
        f'<h3><a href="/2026/0{n}/{n}.html?utm_medium=list">{title}</a></h3>'
        f'<a class="more" href="/2026/0{n}/{n}.html">Read more</a></div>'
        for n, title in enumerate(titles, start=1)
    )


def test_releases_are_found_among_menus_and_pictures() -> None:
    links = parse_listing(page(cards(TITLES)), URL).links
    assert [link.url for link in links] == [
        f"https://www.x.example/2026/0{n}/{n}.html" for n in (1, 2, 3)
    ]
    assert [link.hints.title for link in links] == TITLES


def test_titles_in_a_script_without_spaces_count_as_words() -> None:
    titles = ["外交部长会见来访代表团", "关于北方局势的声明", "总统接受新任大使国书"]
    links = parse_listing(page(cards(titles)), URL).links
    assert [link.hints.title for link in links] == titles


def test_a_selector_decides_what_is_a_release() -> None:
    main = '<ul class="list"><li><a href="a.html">A</a></li></ul><p><a href="b.html">A longer b</a></p>'
    (link,) = parse_listing(page(main), URL, "ul.list li").links
    assert (link.url, link.hints.title) == ("https://www.x.example/news/a.html", "A")
    assert parse_listing(page(main), URL, "main a[href$='b.html']").links[0].url.endswith("/b.html")


def test_the_base_of_the_page_is_minded() -> None:
    raw = page('<a class="r" href="a.html">A</a>', '<base href="/press/">')
    assert parse_listing(raw, URL, "a.r").links[0].url == "https://www.x.example/press/a.html"


def test_links_to_other_hosts_files_and_schemes_are_no_releases() -> None:
    main = "".join(
        f'<p><a href="{link}">A headline that has many words</a></p>'
        for link in ("https://y.example/a", "/a.pdf", "mailto:a@x.example", "javascript:void(0)")
    )
    with pytest.raises(FetchError, match="give the channel a `links` selector") as caught:
        parse_listing(page(main), URL)
    assert caught.value.kind == "no-entries"


def rows(*endings: str) -> str:
    return "".join(
        "<li>"
        + "".join(
            f'<a href="/files/{n}.{ending}">Ministers sign agreement {n} on grain and rail</a>'
            for ending in endings
        )
        + "</li>"
        for n in range(4)
    )


def test_releases_that_are_documents_are_found_where_pages_are_not() -> None:
    for ending in ("pdf", "docx"):
        links = parse_listing(page(f"<ul>{rows(ending)}</ul>"), URL).links
        assert [link.url.rpartition(".")[2] for link in links] == [ending] * 4


def test_a_document_beside_a_page_is_that_page_in_another_layout() -> None:
    links = parse_listing(page(f"<ul>{rows('html', 'pdf')}</ul>"), URL).links
    assert [link.url.rpartition(".")[2] for link in links] == ["html"] * 4


@pytest.mark.timeout(20)
def test_a_listing_of_endless_names_and_texts_is_read() -> None:
    links = "".join(f"<a href=/n/{n}>One of many headlines</a>" for n in range(3_000))
    named = f"<div class='{'x1 ' * 300_000}'>{links}</div>"
    listing = parse_listing(page(named), URL)
    assert len(listing.links) == 2_000
    assert "3000 links on the page, only the first 2000 are read; narrow `links`" in listing.cut
    again = "<a href=/n/x>b</a>" * 3_000
    (link,) = parse_listing(page(f"<a href=/n/x>{'word ' * 200_000}</a>{again}"), URL).links
    assert link.hints.title.startswith("word word")
    with pytest.raises(FetchError, match="attributes"):
        parse_listing(page("<a " + "b=c " * 100_000 + ">"), URL)


@pytest.mark.parametrize("selector", ["", "a.r"])
def test_links_past_all_bounds_are_told(selector: str) -> None:
    links = "<a class=r href=/n/1>One of many headlines</a>" * 20_001
    assert "only the first 20000 are read" in parse_listing(page(links), URL, selector).cut
    assert not parse_listing(page(cards(TITLES)), URL).cut


def test_a_selector_that_finds_nothing_is_a_failure() -> None:
    with pytest.raises(FetchError, match="correct `links`"):
        parse_listing(page(cards(TITLES)), URL, "ul.gone a")


def test_a_selector_that_is_none_is_told() -> None:
    with pytest.raises(ConfigError, match="not a CSS selector"):
        parse_listing(page(""), URL, "a[")


def test_the_page_is_read_in_its_charset() -> None:
    raw = '<p><a class="r" href="/a">Визит министра</a></p>'.encode("cp1251")
    assert parse_listing(raw, URL, "a.r", "windows-1251").links[0].hints.title == "Визит министра"
    assert parse_listing(page(cards(TITLES)), URL, "h3 a", "no-such-charset").links


@pytest.mark.parametrize(
    ("card", "stated"),
    [
        ('<article><time datetime="2026-05-04">4 May</time><h3>{a}</h3></article>', "2026-05-04"),
        ("<tr><td>04.05.2026</td><td>{a}</td></tr>", "04.05.2026"),
        (
            '<div class="card"><h3>{a}</h3><p class="d">4 мая 2026 года</p><p>Text</p></div>',
            "4 мая 2026 года",
        ),
        ("<li><span>Published: Monday, 4 May 2026</span>{a}</li>", "Published: Monday, 4 May 2026"),
        ("<li>{a}<span>Deadline: 4 May 2026</span></li>", ""),
        ("<dl><dt>4 May 2026</dt><dd>{a}</dd></dl>", "4 May 2026"),
        ('<div class="card"><span>May 4, 2026</span>{a}</div>', "May 4, 2026"),
        ('<div class="card"><span>4 May 2026</span>{a}<span>5 May 2026</span></div>', ""),
        ('<div class="card">{a}<p>They met on 4 May 2026 in the capital.</p></div>', ""),
        ('<div class="card">{a}<p>no day at all</p></div>', ""),
    ],
)
def test_a_date_that_stands_alone_beside_its_link_is_handed_on(card: str, stated: str):
    shown = "".join(
        card.replace("{a}", f'<a class="r" href="/{n}.html">{title}</a>')
        for n, title in enumerate(TITLES)
    )
    if card.startswith("<tr"):
        shown = f"<table>{shown}</table>"
    links = parse_listing(page(shown), URL, "a.r").links
    assert [link.hints.published for link in links] == [stated] * 3


def test_a_date_over_several_links_is_that_of_none() -> None:
    items = "".join(
        f'<li><a class="r" href="/{n}">{title}</a></li>' for n, title in enumerate(TITLES)
    )
    links = parse_listing(page(f"<div><h4>4 May 2026</h4><ul>{items}</ul></div>"), URL, "a.r").links
    assert {link.hints.published for link in links} == {""}


@pytest.mark.parametrize("raw", [b"", b"  ", b"<!-- -->", b"\x00"])
def test_a_page_without_anything_is_a_failure(raw: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        parse_listing(raw, URL)
    assert caught.value.kind in {"not-a-listing", "no-entries"}


@given(st.binary(max_size=300))
def test_no_bytes_make_a_traceback(raw: bytes) -> None:
    for body in (raw, b'<a href="' + raw, b"<main><a href=/x>" + raw):
        try:
            parse_listing(body, URL)
        except FetchError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
