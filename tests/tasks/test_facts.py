import pytest

from tasks.publishers.facts import find_country, make_id, read_facts, read_feed_facts, read_tag

URL = "https://www.mfa.gov.nl.example/press/"
PAGE = """<html lang="en-GB"><head><title>Press releases | Ministry of Ports</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" hreflang="fr" href="/fr/presse/">
<link rel="alternate" hreflang="x-default" href="/">
{head}</head><body><a href="feed.xml">RSS</a><a hreflang="ru" href="/ru/">RU</a></body></html>"""


def test_a_page_tells_name_language_feeds_and_translations() -> None:
    facts = read_facts(PAGE.replace("{head}", "").encode(), URL)
    assert facts.name == "Ministry of Ports"
    assert facts.language == "en"
    site = "https://www.mfa.gov.nl.example"
    assert facts.feeds == (f"{site}/rss.xml", f"{site}/press/feed.xml")
    assert facts.translations == (f"fr {site}/fr/presse/", f"ru {site}/ru/")


def test_the_name_a_site_gives_itself_goes_before_its_title() -> None:
    head = '<meta property="og:site_name" content="Ports of Norland">'
    assert read_facts(PAGE.replace("{head}", head).encode(), URL).name == "Ports of Norland"


@pytest.mark.parametrize("href", ["/index.rdf", "?feed=rss2", "?format=feed&amp;type=rss", "/atom"])
def test_a_feed_that_a_page_only_links_to_is_found(href: str) -> None:
    raw = f'<html><body><a href="{href}">RSS</a></body></html>'.encode()
    assert len(read_facts(raw, URL).feeds) == 1


def test_a_feed_of_comments_is_no_feed_of_releases_however_it_is_spelt() -> None:
    raw = b'<html><body><a href="?feed=comments-rss2">RSS</a><a href="/comments/feed">x</a></body>'
    assert read_facts(raw, URL).feeds == ()


@pytest.mark.parametrize(
    ("feed", "found"),
    [
        (
            (
                '<rss version="2.0"><channel><title>Ports</title><language>en-us</language>'
                "<link>https://x.example/press</link></channel></rss>"
            ),
            ("Ports", "en", "https://x.example/press"),
        ),
        (
            (
                '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Ports</title>'
                '<link rel="self" href="/atom"/><link href="/presse"/></feed>'
            ),
            ("Ports", "fr", "https://x.example/presse"),
        ),
        ('{"version": "https://jsonfeed.org/version/1.1"}', ("", None, "")),
        (
            (
                '{"version": "https://jsonfeed.org/version/1.1", "title": "Ports",'
                ' "language": "de-AT", "home_page_url": "/presse", "items": []}'
            ),
            ("Ports", "de", "https://x.example/presse"),
        ),
        ('{"title": 7, "home_page_url": [', ("", None, "")),
        ("", ("", None, "")),
        ("&nothing;", ("", None, "")),
    ],
)
def test_a_feed_tells_its_name_and_its_page(feed: str, found: tuple[str, str, str]) -> None:
    read = read_feed_facts(feed.encode(), "https://x.example/feed")
    assert (read.facts.name, read.facts.language, read.page) == found


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("www.gov.uk", "GB"),
        ("www.state.gov", "US"),
        ("www.mfa.gov.tr", "TR"),
        ("www.ecb.europa.eu", ""),
        ("press.un.org", ""),
        ("news.startup.io", ""),
        ("127.0.0.1:8000", ""),
    ],
)
def test_a_country_is_told_by_the_host_only_where_it_does(host: str, country: str) -> None:
    assert find_country(f"https://{host}/x") == country


@pytest.mark.parametrize(
    ("host", "name", "source_id"),
    [
        ("press.un.org", "", "press-un"),
        ("www.mfa.gov.tr", "", "mfa-tr"),
        ("www.ag.state.mn.us", "", "ag-state-mn"),
        ("www.ecb.europa.eu", "", "ecb-europa"),
        ("127.0.0.1:80", "Ministère de la Mer", "ministere-de-la-mer"),
        ("[::1]:80", "港", "publisher"),
    ],
)
def test_an_id_is_made_of_the_host_or_the_name(host: str, name: str, source_id: str) -> None:
    assert make_id(f"https://{host}/x", name) == source_id


def test_language_tags_are_read_as_pages_write_them() -> None:
    assert [read_tag(tag) for tag in ("en_GB", "ZH-hans", "", "english", "x")] == [
        *("en", "zh"),
        *(None, None, None),
    ]
