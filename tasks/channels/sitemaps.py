"""Sitemaps: pages, indexes and news, plain or packed, as XML or one address a line.

A robots.txt counts as an index: its `Sitemap:` lines name sitemaps.
"""

import re
from collections.abc import Iterable
from typing import TypeVar

from lxml import etree

from schemas.discovery import Child, Link, Sitemap
from schemas.document import Hints
from schemas.errors import FetchError, ReadError
from tasks.channels.entries import Element, strip_markup
from tasks.channels.feeds import refuse_entities
from tasks.days.dates import parse_stamp
from tasks.network.addresses import resolve_link
from tasks.network.unpack import peek_gzip, unpack_gzip
from tasks.reading.clean import clean_line

# The protocol allows 50 MiB and 50,000 addresses.
MAX_BYTES = 50 * 1024 * 1024
MAX_ADDRESSES = 50_000

_HEAD = 4_096
_MAX_ALTERNATES = 50
_ROBOTS = re.compile(rb"^[ \t]*(?:user-agent|sitemap)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)

Dated = TypeVar("Dated", Link, Child)


def parse_sitemap(raw: bytes, url: str) -> Sitemap:
    """Read a sitemap, the last changed pages and parts first; what states no change comes before.

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
        sitemap = _read_lines(raw, url) or _read_robots(raw, url)
    if sitemap is None:
        raise FetchError("not-a-sitemap", f"{url}: no sitemap; check the address")
    if not sitemap.pages and not sitemap.children:
        raise FetchError("no-entries", f"{url}: a sitemap with no addresses; check the address")
    return sitemap


def is_sitemap(raw: bytes) -> bool:
    """Whether the bytes look like an XML sitemap, by their first element, or a robots.txt."""
    head = peek_gzip(raw, _HEAD)
    return b"<urlset" in head or b"<sitemapindex" in head or _is_robots(raw)


def _is_robots(raw: bytes) -> bool:
    """Whether the text opens as a robots.txt does, comments apart, and names a sitemap."""
    lines = (line.strip() for line in raw[:_HEAD].removeprefix(b"\xef\xbb\xbf").splitlines())
    first = next((line for line in lines if line and not line.startswith(b"#")), b"")
    return _ROBOTS.match(first) is not None and re.search(rb"(?im)^[ \t]*sitemap:", raw) is not None


def order_by_change(items: Iterable[Dated]) -> list[Dated]:
    """Put the last changed first, in days; those that do not say stay in front, for they may be."""

    def rank(item: Dated) -> tuple[bool, int]:
        stated = item.modified if isinstance(item, Child) else item.hints.modified
        stamp = parse_stamp(stated) if stated else None
        return (False, 0) if stamp is None else (True, -stamp[0].toordinal())

    return sorted(items, key=rank)


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
        nodes = root.findall("{*}sitemap")
        children = _read_children(nodes[:MAX_ADDRESSES], url)
        return Sitemap(children=tuple(order_by_change(children)), cut=_tell_cut(url, len(nodes)))
    if name == "urlset":
        nodes = root.findall("{*}url")
        pages = _read_pages(nodes[:MAX_ADDRESSES], url)
        return Sitemap(pages=tuple(order_by_change(pages)), cut=_tell_cut(url, len(nodes)))
    return None


def _tell_cut(url: str, count: int) -> str:
    """What was left out of so many addresses, if anything was."""
    if count <= MAX_ADDRESSES:
        return ""
    return (
        f"{url}: names {count} addresses, only the first {MAX_ADDRESSES} are read; name its parts,"
        " or a feed or listing, as channels"
    )


def _read_children(nodes: Iterable[Element], base: str) -> list[Child]:
    children: dict[str, Child] = {}
    for node in nodes:
        url = resolve_link(node.findtext("{*}loc") or "", base)
        if url:
            children.setdefault(url, Child(url=url, modified=_read_change(node)))
    return list(children.values())


def _read_change(node: Element) -> str:
    return clean_line(node.findtext("{*}lastmod") or "")[:40]


def _read_pages(nodes: Iterable[Element], base: str) -> list[Link]:
    pages: list[Link] = []
    for node in nodes:
        url = resolve_link(node.findtext("{*}loc") or "", base)
        if url:
            pages.append(Link(url=url, hints=_read_hints(node, base)))
    return pages


def _read_hints(node: Element, base: str) -> Hints:
    modified, alternates = _read_change(node), _read_alternates(node, base)
    news = node.find("{*}news")
    if news is None:
        return Hints(modified=modified, alternates=alternates)
    return Hints(
        modified=modified,
        alternates=alternates,
        title=strip_markup(news.findtext("{*}title") or "")[:2_000],
        published=clean_line(news.findtext("{*}publication_date") or "")[:100],
        language=clean_line(news.findtext("{*}publication/{*}language") or "")[:40],
    )


def _read_alternates(node: Element, base: str) -> tuple[str, ...]:
    """Translations a page names; `x-default` is no language."""
    found: dict[str, None] = {}
    for link in node.iterfind("{*}link"):
        language = clean_line(link.get("hreflang") or "")[:40]
        url = resolve_link(link.get("href") or "", base)
        if url and language and language.lower() != "x-default" and " " not in language:
            found[f"{language} {url}"] = None
    return tuple(found)[:_MAX_ALTERNATES]


def _read_robots(raw: bytes, url: str) -> Sitemap | None:
    """Read the `Sitemap:` lines of a robots.txt."""
    if not _is_robots(raw):
        return None
    text = raw.decode("utf-8-sig", "replace")
    lines = _ROBOTS_LINE.findall(text)
    found = (resolve_link(line, url) for line in lines[:MAX_ADDRESSES])
    children = tuple(Child(url=link) for link in dict.fromkeys(found) if link)
    return Sitemap(children=children, cut=_tell_cut(url, len(lines)))


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
    return Sitemap(pages=tuple(Link(url=link) for link in links), cut=_tell_cut(url, len(lines)))
