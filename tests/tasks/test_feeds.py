from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.discovery import Link
from schemas.errors import FetchError
from tasks.channels.feeds import is_feed, parse_feed
from tasks.network.addresses import is_entry_url

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus/feeds"
URL = "https://x.example/news/feed.xml"
DATE = "Fri, 21 Aug 2026 23:30:00 -0400"


def rss(items: str, head: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{head}{items}'
        "</channel></rss>"
    ).encode()


def atom(entries: str, attributes: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>x</title>{entries}</feed>'
    ).encode()


def only(raw: bytes) -> Link:
    (link,) = parse_feed(raw, URL)
    return link


def refusal(raw: bytes) -> FetchError:
    with pytest.raises(FetchError) as caught:
        parse_feed(raw, URL)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def test_an_rss_item_gives_all_its_hints() -> None:
    link = only(
        rss(
            f"<item><title>Ministers &amp; envoys</title><link>../a?utm_source=rss</link>"
            f"<pubDate>{DATE}</pubDate><description>Short</description>"
            f"<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>"
            f"<media:title>A photo</media:title></item>",
            "<language>en-GB</language>",
        )
    )
    assert link.url == "https://x.example/a"
    assert link.hints.title == "Ministers & envoys"
    assert link.hints.content == "<p>Long</p>"
    assert link.hints.language == "en-GB"


def test_a_date_stays_as_its_publisher_stated_it() -> None:
    link = only(rss(f"<item><title>A</title><link>/a</link><pubDate>{DATE}</pubDate></item>"))
    assert link.hints.published == DATE


def test_the_day_of_the_last_change_is_no_publication_date() -> None:
    entry = '<entry><title>A</title><link href="/a"/><updated>2026-01-02T00:00:00Z</updated>'
    assert only(atom(entry + "</entry>")).hints.published == ""
    published = "<published>2026-01-01T00:00:00+09:00</published></entry>"
    assert only(atom(entry + published)).hints.published == "2026-01-01T00:00:00+09:00"


def test_an_atom_entry_leads_to_its_page_not_to_its_enclosures() -> None:
    link = only(
        atom(
            '<entry xml:lang="fr"><title type="html">&lt;b&gt;Visite&lt;/b&gt;</title>'
            '<link rel="enclosure" href="/a.mp3"/><link rel="self" href="/self"/>'
            '<link rel="alternate" type="application/pdf" href="/a.pdf"/>'
            '<link rel="alternate" type="text/html" href="a.html"/>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Mots</p></div>'
            "</content></entry>",
            'xml:base="https://y.example/press/"',
        )
    )
    assert link.url == "https://y.example/press/a.html"
    assert (link.hints.title, link.hints.language) == ("Visite", "fr")
    assert "<p>Mots</p>" in link.hints.content.replace("html:", "")


def test_an_rdf_feed_is_read() -> None:
    raw = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="https://x.example/"><title>x</title></channel>'
        b'<item rdf:about="https://x.example/a"><title>A</title><dc:date>2026-01-01</dc:date>'
        b"</item></rdf:RDF>"
    )
    link = only(raw)
    assert (link.url, link.hints.published) == ("https://x.example/a", "2026-01-01")


def test_a_json_feed_is_read() -> None:
    raw = (
        b'{"version": "https://jsonfeed.org/version/1.1", "language": "ar", "items": ['
        b'{"id": "1", "url": "/a", "title": "A", "content_text": "x < y", '
        b'"date_published": "2026-01-01T01:00:00+03:00"}, 7, {"id": 5}]}'
    )
    assert is_feed(raw)
    link = only(raw)
    assert (link.url, link.hints.language) == ("https://x.example/a", "ar")
    assert link.hints.published == "2026-01-01T01:00:00+03:00"
    assert link.hints.content == "x &lt; y"


def test_a_permalink_stands_in_for_a_missing_link() -> None:
    guid = "<item><title>A</title><guid>https://x.example/a</guid></item>"
    assert only(rss(guid)).url == "https://x.example/a"


def test_an_identity_that_is_no_permalink_is_not_followed() -> None:
    item = (
        '<item><title>A</title><guid isPermaLink="false">https://x.example/7</guid>'
        "<description>Words</description></item>"
    )
    link = only(rss(item))
    assert is_entry_url(link.url)
    assert link == only(rss(item))


def test_entries_without_page_or_words_are_left_out() -> None:
    assert refusal(rss("<item><title>A</title></item>")).kind == "no-entries"


def test_links_off_the_web_are_not_followed_and_their_entries_not_forgotten() -> None:
    items = "".join(
        f"<item><title>A</title><link>{link}</link></item>"
        for link in ("file:///etc/passwd", "javascript:alert(1)", "/good")
    )
    lost, also_lost, good = parse_feed(rss(items), URL)
    assert good.url == "https://x.example/good"
    assert is_entry_url(lost.url)
    assert is_entry_url(also_lost.url)
    assert lost.url != also_lost.url


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;b&gt;A&lt;/b&gt; visit", "A visit"),
        ("&lt;img src=x onerror=alert(1)&gt;A visit", "A visit"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;A visit", "A visit"),
        ("Growth &lt; 3 &amp;amp; &gt; 1", "Growth < 3 & > 1"),
        ("\n  A\u00a0visit \n", "A visit"),
    ],
)
def test_titles_hold_no_markup(title: str, expected: str) -> None:
    assert only(rss(f"<item><title>{title}</title><link>/a</link></item>")).hints.title == expected


def test_references_to_no_character_do_not_lose_a_feed() -> None:
    number = "9" * 5_000
    item = "<link>https://x.example/1</link></item>"
    assert only(rss(f"<item><title>A &amp;#{number};</title>{item}")).hints.title == "A \ufffd"
    assert only(rss(f"<item><title>A & B &#{number};</title>{item}")).hints.title == "A & B \ufffd"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("author", ["a" * 1_000_000, "a." * 500_000, "a@" * 500_000])
def test_a_broken_feed_with_an_author_without_end_is_mended(author: str, encoding: str) -> None:
    item = f"<item><title>A & B</title><link>https://x.example/1</link><author>{author}</author></item>"
    raw = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel>{item}</channel></rss>".encode(
        encoding
    )
    assert only(raw).hints.title == "A & B"


def test_half_characters_of_a_json_feed_can_be_stored() -> None:
    link = only(rb'{"items": [{"id": "1", "url": "https://x.example/1", "title": "Hi \ud83d"}]}')
    assert "Hi \ufffd" in link.model_dump_json()


def test_a_broken_feed_is_mended() -> None:
    raw = (
        b'\n<?xml version="1.0"?><rss version="2.0"><channel><title>News &nbsp; more</title>'
        b"<item><title>Caf&eacute; & talks</title><link>/a?x=1&y=2</link>"
        b"<pubDate>Fri, 21 Aug 2026 23:30:00 -0400</pubDate></item>"
        b"<item><title>Second</title><link>/b</link>"
    )
    links = parse_feed(raw, URL)
    assert [link.url for link in links] == ["https://x.example/a?x=1&y=2", "https://x.example/b"]
    assert links[0].hints.title == "Café & talks"
    assert links[0].hints.published == DATE


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><html><body>News</body></html>", "not-a-feed"),
        (b"Just text", "not-a-feed"),
        (b"\x89PNG\r\n\x1a\n", "not-a-feed"),
        (b'{"a": 1}', "not-a-feed"),
        (b'{"items": [', "not-a-feed"),
        (b"{" * 100_000, "not-a-feed"),
        (b"<rss><channel/></rss>", "no-entries"),
        (b'{"items": []}', "no-entries"),
    ],
)
def test_what_is_no_feed_or_holds_nothing_is_a_failure(raw: bytes, kind: str) -> None:
    assert refusal(raw).kind == kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_entity_bombs_are_refused_before_they_are_parsed(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'
    assert refusal(bomb.encode(encoding)).kind == "unsafe"


def test_a_page_that_links_feeds_is_no_feed() -> None:
    assert not is_feed(b"<!doctype html><html><p>how to write an <rss > element</p></html>")
    assert is_feed(b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><rss></rss>')
    assert not is_feed(b'{"details": {"body": "https://jsonfeed.org"}}')


@given(st.binary(max_size=300))
def test_no_bytes_make_a_traceback(raw: bytes) -> None:
    for body in (raw, b"<rss><channel><item><title>" + raw, b'{"items": [' + raw):
        try:
            parse_feed(body, URL)
        except FetchError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus is not beside the repository")
def test_real_and_broken_feeds_give_entries_or_one_clear_error() -> None:
    outcomes: dict[str, int | str] = {}
    for path in sorted(CORPUS.rglob("*.xml")):
        try:
            outcomes[path.name] = len(parse_feed(path.read_bytes(), URL))
        except FetchError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
            outcomes[path.name] = error.kind
    assert outcomes["whitehouse_rss.xml"] == 30
    assert outcomes["mn_ag_rss.xml"] == 1
    assert outcomes["koi8r.xml"] == 1
    assert outcomes["rss_empty_document.xml"] == "not-a-feed"


@pytest.mark.parametrize(
    ("head", "entry", "tail"),
    [
        ("<rss><channel>", "<item><link>https://x.example/a</link></item>", "</channel></rss>"),
        ("<a:feed xmlns:a='urn:a'>", "<a:entry><a:id>https://x.example/a</a:id></a:entry>", "</a:feed>"),
        ("<rss><channel>", "<item><link>https://x.example/a</link></item>", "<broken"),
        ('{"items": [', '{"url": "https://x.example/a"},', '{"url": ""}]}'),
    ],
)  # fmt: skip
def test_a_feed_of_entries_past_all_bounds_is_refused(head: str, entry: str, tail: str) -> None:
    with pytest.raises(FetchError, match="more than 50000 entries") as caught:
        parse_feed(f"{head}{entry * 50_001}{tail}".encode(), URL)
    assert caught.value.kind == "too-large"
