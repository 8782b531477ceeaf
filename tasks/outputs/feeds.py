"""Rows as feeds: JSON Feed 1.1 (jsonfeed.org) and Atom 1.0 (RFC 4287), piece by piece."""

import json
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from schemas.outputs import Entry, Feed
from tasks.outputs.addresses import is_web, name_item, tell_moment

VERSION = "https://jsonfeed.org/version/1.1"
ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold, and half a surrogate pair.
_BARRED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_json_feed(feed: Feed, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a JSON Feed in pieces, an item each."""
    head = {"version": VERSION, "title": feed.title, "description": "Written by communique."}
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": ['
    mark = "\n"
    for entry in entries:
        yield mark + json.dumps(_make_item(entry), ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n"


def write_atom(feed: Feed, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield an Atom feed in pieces, an entry each."""
    made_at = tell_moment(feed.made_at)
    root = etree.Element("feed", nsmap={None: ATOM})
    _add(root, "id", name_item(f"communique:{feed.key}"))
    _add(root, "title", feed.title)
    _add(root, "updated", made_at)
    _add(root, "generator", "communique")
    _add(etree.SubElement(root, "author"), "name", "communique")
    head = etree.tostring(root, encoding="unicode", pretty_print=True)
    yield f'<?xml version="1.0" encoding="utf-8"?>\n{head.rpartition("</feed>")[0]}'
    for entry in entries:
        yield etree.tostring(_make_entry(entry, made_at), encoding="unicode", pretty_print=True)
    yield "</feed>\n"


def _make_item(entry: Entry) -> dict[str, object]:
    """One item; what is not known is left out."""
    optional: dict[str, object] = {
        "url": entry.url if is_web(entry.url) else "",
        "date_published": tell_moment(entry.published_at, entry.published_on),
        "date_modified": tell_moment(entry.observed_at),
        "authors": [{"name": entry.source_name}] if entry.source_name else [],
        "tags": list(entry.topics),
        "language": "" if entry.language == "und" else entry.language,
    }
    return {
        "id": name_item(entry.url),
        "title": entry.title,
        "content_text": entry.body or entry.title,
        **{name: value for name, value in optional.items() if value},
    }


def _make_entry(entry: Entry, made_at: str) -> etree._Element:  # pyright: ignore[reportPrivateUsage]
    element = etree.Element("entry")
    if entry.language and entry.language != "und":
        element.set(LANGUAGE, _clean(entry.language))
    published = tell_moment(entry.published_at, entry.published_on)
    _add(element, "id", name_item(entry.url))
    _add(element, "title", entry.title)
    # It must have one: when we saw it, else when it was published, else when this was written.
    _add(element, "updated", tell_moment(entry.observed_at) or published or made_at)
    if published:
        _add(element, "published", published)
    if is_web(entry.url):
        etree.SubElement(element, "link", rel="alternate", href=_clean(entry.url))
    if entry.source_name:
        _add(etree.SubElement(element, "author"), "name", entry.source_name)
    for topic in entry.topics:
        etree.SubElement(element, "category", term=_clean(topic))
    _add(element, "content", entry.body or entry.title).set("type", "text")
    return element


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:  # pyright: ignore[reportPrivateUsage]
    element = etree.SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _BARRED.sub("", text)
