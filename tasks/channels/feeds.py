"""Feeds: RSS, Atom, RDF and JSON Feed.

Well-formed feeds are read with lxml, every other one with feedparser, which mends what it can.
Dates stay as the publisher stated them: a date turned into UTC may name another day.
"""

import re
from functools import lru_cache
from typing import Any, cast

from lxml import etree
from pydantic import TypeAdapter

from schemas.discovery import Link
from schemas.errors import FetchError
from tasks.channels.entries import Element, Entry, find_base, read_element, strip_markup
from tasks.network.addresses import make_entry_url, resolve_link
from tasks.reading.clean import clean_line
from tasks.reading.escapes import cut_references, load_json

MAX_BYTES = 20 * 1024 * 1024
# feedparser takes a second a megabyte, and far more for broken ones.
MAX_MENDED_BYTES = 5 * 1024 * 1024
MAX_TEXT = 2_000
# As many as a sitemap may name.
MAX_ENTRIES = 50_000

_ROOTS = {"rss", "rdf", "feed", "channel"}
_ROOT_TAG = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_UNSAFE_ENCODING = re.compile(rb"encoding\s*=\s*[\"']utf-?7[\"']", re.IGNORECASE)
_PAGE_TAG = re.compile(rb"<html[\s>]", re.IGNORECASE)
# feedparser seeks an author's address from every letter of a word on, to its end. (In UTF-16 and
# UTF-32 zeros stand between the letters.)
_LONG_WORD = re.compile(rb"(?:[A-Za-z0-9_.+-]\0{0,3}){500,}")
_HEAD = 4_096
_MAX_LANGUAGE = 200
_LINKS = TypeAdapter(list[Link])


def parse_feed(raw: bytes, url: str) -> list[Link]:
    """Read a feed's entries, in its order.

    An entry without a page of its own gets an address made of the feed's and its content.

    Args:
        raw: The feed's bytes.
        url: Where they came from; relative links are resolved against it.

    Raises:
        FetchError: empty, too-large, unsafe, not-a-feed or no-entries. A feed that holds nothing
            is a failure: publishers do not unpublish everything.
    """
    if not raw.strip():
        raise FetchError("empty", f"{url}: the feed is empty ({len(raw)} bytes); run again later")
    if len(raw) > MAX_BYTES:
        raise FetchError(
            "too-large", f"{url}: the feed is larger than {MAX_BYTES} bytes; use its sitemap"
        )
    if looks_like_json(raw):
        _refuse_many(max(raw.count(b'"id"'), raw.count(b'"url"')), url)
        entries = _read_json(raw, url)
    else:
        # Well-formed XML spells it so; what is not well-formed is looked at in full.
        if b"<!DOCTYPE" in raw or b"\0" in raw or _UNSAFE_ENCODING.search(raw, 0, _HEAD):
            refuse_entities(raw, url)
        entries = _read_xml(raw, url)
        if entries is None:
            refuse_entities(raw, url)
            _refuse_many(max(raw.count(b"<item"), raw.count(b"<entry")), url)
            entries = _mend_xml(raw, url)
    # All at once: checking one by one takes twice as long.
    links = _LINKS.validate_python([row for entry in entries if (row := _make_row(entry, url))])
    if not links:
        raise FetchError(
            "no-entries", f"{url}: a feed with no entries that could be read; check the address"
        )
    return links


def _refuse_many(count: int, url: str) -> None:
    if count > MAX_ENTRIES:
        raise FetchError(
            "too-large", f"{url}: the feed has more than {MAX_ENTRIES} entries; use its sitemap"
        )


def is_feed(raw: bytes) -> bool:
    """Whether the bytes look like a feed, by their first element or their JSON Feed version."""
    if looks_like_json(raw):
        return b"jsonfeed.org/version/" in raw[:_HEAD]
    head = raw[:_HEAD].replace(b"\0", b"")
    root, page = _ROOT_TAG.search(head), _PAGE_TAG.search(head)
    return root is not None and (page is None or root.start() < page.start())


def looks_like_json(raw: bytes) -> bool:
    """Whether the bytes start as a JSON object does."""
    return raw[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def refuse_entities(raw: bytes, url: str) -> None:
    """Refuse XML that defines entities: they serve bombs and file access, never a release.

    Raises:
        FetchError: unsafe.
    """
    plain = raw.replace(b"\0", b"").lower()
    if b"<!entity" in plain or _UNSAFE_ENCODING.search(plain, 0, _HEAD):
        raise FetchError(
            "unsafe", f"{url}: it defines XML entities, a way of attack; use another channel"
        )


def _read_xml(raw: bytes, url: str) -> list[Entry] | None:
    """Read a well-formed feed; none if it is not, or if something in it would be lost."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(raw.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    if etree.QName(root).localname.lower() not in _ROOTS:
        return None
    language = _find_language(root)
    bases: dict[Element, str] = {}
    found: list[Entry] = []
    for element in root.iter("{*}item", "{*}entry"):
        _refuse_many(len(found) + 1, url)
        above = element.getparent()
        if above is not None and above not in bases:
            bases[above] = find_base(above, url)
        found.append(read_element(element, url if above is None else bases[above], language))
    return found or None


def _find_language(root: Element) -> str:
    stated = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    for path in ("{*}channel/{*}language", "{*}language"):
        stated = stated or root.findtext(path) or ""
    return _clean_language(stated[:_MAX_LANGUAGE])


@lru_cache(maxsize=100)
def _clean_language(stated: str) -> str:
    """A language as stated, on one line; of thousands of entries it is the same."""
    return clean_line(stated)[:40]


def _mend_xml(raw: bytes, url: str) -> list[Entry]:
    if not is_feed(raw) and _PAGE_TAG.search(raw[:_HEAD]):
        raise FetchError("not-a-feed", f"{url}: a web page, not a feed; use a listing channel")
    if len(raw) > MAX_MENDED_BYTES:
        raise FetchError("too-large", f"{url}: broken XML, too large to be mended; use its sitemap")
    try:
        parsed = _run_feedparser(_LONG_WORD.sub(b"", cut_references(raw)))
    except (ValueError, LookupError, AttributeError, RecursionError) as error:
        raise FetchError(
            "not-a-feed", f"{url}: XML too broken to be mended; use another channel"
        ) from error
    if not parsed.get("version") and not parsed.get("entries") and not _ROOT_TAG.search(raw):
        raise FetchError("not-a-feed", f"{url}: neither RSS, Atom, RDF nor JSON Feed; correct it")
    feed: dict[str, Any] = parsed.get("feed", {})
    return [
        Entry(
            title=str(item.get("title", "")),
            link=str(item.get("link", "")),
            identity=str(item.get("id", "")),
            published=str(item.get("published", "")),
            language=str(feed.get("language", "")),
            content=_find_content(item),
            base=url,
        )
        for item in cast("list[dict[str, Any]]", parsed.get("entries", []))
    ]


def _run_feedparser(raw: bytes) -> dict[str, Any]:
    # It takes long to import, and few feeds need it.
    import feedparser  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    return cast("Any", feedparser).parse(raw, response_headers={"content-type": "application/xml"})


def _find_content(item: dict[str, Any]) -> str:
    contents: list[dict[str, Any]] = item.get("content") or []
    return str(contents[0].get("value", "")) if contents else str(item.get("summary", ""))


def _read_json(raw: bytes, url: str) -> list[Entry]:
    try:
        data = load_json(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FetchError("not-a-feed", f"{url}: broken JSON: {error}; run again later") from error
    feed = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    items = feed.get("items")
    if not isinstance(items, list):
        raise FetchError(
            "not-a-feed", f"{url}: JSON, but no JSON Feed (it has no items); correct it"
        )
    return [
        _read_json_item(cast("dict[str, object]", item), feed, url)
        for item in cast("list[object]", items)
        if isinstance(item, dict)
    ]


def _read_json_item(item: dict[str, object], feed: dict[str, object], url: str) -> Entry:
    def text(*names: str) -> str:
        return next((value for name in names if isinstance(value := item.get(name), str)), "")

    plain = text("content_text", "summary").replace("&", "&amp;").replace("<", "&lt;")
    language = text("language") or feed.get("language", "")
    return Entry(
        title=text("title"),
        link=text("url"),
        identity=text("id"),
        published=text("date_published"),
        language=language if isinstance(language, str) else "",
        content=text("content_html") or plain.replace("\n\n", "<br><br>"),
        base=url,
    )


def _make_row(entry: Entry, feed_url: str) -> dict[str, object] | None:
    """What becomes a link; none if the entry has neither page nor text.

    A link that cannot be followed is kept without one, so that the ledger counts the entry as lost.
    """
    title = strip_markup(entry.title)[:MAX_TEXT]
    content = entry.content.strip()
    url = resolve_link(entry.link, entry.base)
    if not url and entry.identity.startswith(("http://", "https://")):
        url = resolve_link(entry.identity, entry.base)
    if not url:
        stated = entry.link.strip()
        if not stated and not (content and title):
            return None
        url = make_entry_url(feed_url, entry.identity or f"{stated}{title}\n{content}")
    return {
        "url": url,
        "hints": {
            "title": title,
            "published": clean_line(entry.published)[:100],
            "language": _clean_language(entry.language[:_MAX_LANGUAGE]),
            "content": content,
        },
    }
