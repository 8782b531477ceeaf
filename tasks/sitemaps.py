"""Sitemaps: pages, indexes and news, plain or packed, as XML or one address a line."""

from lxml import etree

from schemas.discovery import Link, Sitemap
from schemas.document import Hints
from schemas.errors import FetchError, ReadError
from tasks.addresses import resolve_link
from tasks.clean import clean_line
from tasks.entries import Element, strip_markup
from tasks.feeds import refuse_entities
from tasks.unpack import peek_gzip, unpack_gzip

# The protocol allows 50 MiB and 50,000 addresses.
MAX_BYTES = 50 * 1024 * 1024
MAX_ADDRESSES = 50_000

_HEAD = 4_096


def parse_sitemap(raw: bytes, url: str) -> Sitemap:
    """Read a sitemap.

    `lastmod` is the day of the last change, not of publication, and is not handed on as such.

    Args:
        raw: The sitemap's bytes, perhaps gzip.
        url: Where they came from.

    Raises:
        FetchError: empty, too-large, unsafe, encoding, not-a-sitemap or no-entries.
    """
    try:
        raw = unpack_gzip(raw, url, MAX_BYTES).strip()
    except ReadError as error:
        raise FetchError("encoding", f"{error.reason}; run again later") from error
    if not raw:
        raise FetchError("empty", f"{url}: the sitemap is empty (0 bytes); run again later")
    if len(raw) > MAX_BYTES:
        raise FetchError(
            "too-large", f"{url}: the sitemap is larger than {MAX_BYTES} bytes; name its parts"
        )
    refuse_entities(raw, url)
    sitemap = _read_xml(raw, url) if raw.removeprefix(b"\xef\xbb\xbf").startswith(b"<") else None
    if sitemap is None:
        sitemap = _read_lines(raw, url)
    if sitemap is None:
        raise FetchError("not-a-sitemap", f"{url}: no sitemap; check the address")
    if not sitemap.pages and not sitemap.children:
        raise FetchError("no-entries", f"{url}: a sitemap with no addresses; check the address")
    return sitemap


def is_sitemap(raw: bytes) -> bool:
    """Whether the bytes look like an XML sitemap, by their first element."""
    head = peek_gzip(raw, _HEAD)
    return b"<urlset" in head or b"<sitemapindex" in head


def _read_xml(raw: bytes, url: str) -> Sitemap | None:
    # A slip in one of 50,000 entries must not hide the others.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    # With `recover`, lxml returns nothing where there is no element at all.
    name = etree.QName(root).localname if root is not None else ""  # pyright: ignore[reportUnnecessaryComparison]
    if name == "sitemapindex":
        children = (resolve_link(text, url) for text in _find_locations(root, "{*}sitemap"))
        return Sitemap(children=tuple(dict.fromkeys(child for child in children if child)))
    if name == "urlset":
        return Sitemap(pages=tuple(_read_pages(root, url)))
    return None


def _find_locations(root: Element, tag: str) -> list[str]:
    return [node.findtext("{*}loc") or "" for node in root.iterfind(tag)][:MAX_ADDRESSES]


def _read_pages(root: Element, base: str) -> list[Link]:
    pages: list[Link] = []
    for node in root.iterfind("{*}url"):
        if len(pages) == MAX_ADDRESSES:
            break
        url = resolve_link(node.findtext("{*}loc") or "", base)
        if url:
            pages.append(Link(url=url, hints=_read_news(node)))
    return pages


def _read_news(node: Element) -> Hints:
    news = node.find("{*}news")
    if news is None:
        return Hints()
    return Hints(
        title=strip_markup(news.findtext("{*}title") or "")[:2_000],
        published=clean_line(news.findtext("{*}publication_date") or "")[:100],
        language=clean_line(news.findtext("{*}publication/{*}language") or "")[:40],
    )


def _read_lines(raw: bytes, url: str) -> Sitemap | None:
    """Read a text sitemap: one address a line, and nothing else."""
    try:
        lines = raw.decode("utf-8-sig").split()
    except UnicodeDecodeError:
        return None
    links = [
        resolve_link(line, url) if line.startswith(("http://", "https://")) else ""
        for line in lines[:MAX_ADDRESSES]
    ]
    if not links or not all(links):
        return None
    return Sitemap(pages=tuple(Link(url=link) for link in links))
