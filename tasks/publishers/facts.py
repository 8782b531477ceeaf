"""What a page says of its site: name, language, country, feeds, translations."""

import re
import unicodedata
from collections.abc import Iterator
from typing import cast
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from schemas.base import LanguageTag
from schemas.reader import SurveyPlaces
from schemas.survey import Facts, FeedFacts
from tasks.channels.entries import Element
from tasks.channels.feeds import looks_like_json, refuse_entities
from tasks.channels.listings import find_base, parse_tree
from tasks.network.addresses import find_host, resolve_link
from tasks.prose.rules import load_rules
from tasks.reading.clean import clean_line
from tasks.reading.escapes import load_json
from tasks.reading.headline import split_title

MAX_FEEDS = 8
MAX_TRANSLATIONS = 40
MAX_NAME = 100

_Element = lxml.html.HtmlElement
_TAG = TypeAdapter(LanguageTag)
_UNSAFE = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"[0-9.]+|\[.*\]|localhost")


def read_facts(raw: bytes, url: str, charset: str = "") -> Facts:
    """Read what a page says of its site.

    Args:
        raw: The page's bytes.
        url: Where they came from.
        charset: Charset the server declared.

    Raises:
        FetchError: not-a-listing: no HTML.
    """
    tree = parse_tree(raw, url, charset)
    base = find_base(tree, url)
    return Facts(
        name=_find_name(tree),
        language=read_tag(tree.get("lang") or _read_meta(tree, "content-language", "og:locale")),
        country=find_country(url),
        feeds=tuple(dict.fromkeys(_find_feeds(tree, base)))[:MAX_FEEDS],
        translations=tuple(dict.fromkeys(_find_translations(tree, base, url)))[:MAX_TRANSLATIONS],
    )


def read_feed_facts(raw: bytes, url: str) -> FeedFacts:
    """Read what a feed says of its site.

    Raises:
        FetchError: unsafe.
    """
    facts = Facts(country=find_country(url))
    if looks_like_json(raw):
        return _read_json_facts(raw, url, facts)
    refuse_entities(raw, url)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        # What cannot be mended at all has no root.
        root = cast("Element | None", etree.fromstring(raw.lstrip(), parser))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return FeedFacts(facts=facts)
    channel = root.find("{*}channel")
    node = root if channel is None else channel
    page = ""
    for link in node.iterfind("{*}link"):
        if link.get("rel", "alternate") == "alternate":
            page = page or resolve_link(link.get("href") or link.text or "", url)
    stated = node.findtext("{*}language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    name = clean_line(node.findtext("{*}title") or "")[:MAX_NAME]
    named = facts.model_copy(update={"name": name, "language": read_tag(stated or "")})
    return FeedFacts(facts=named, page=page)


def _read_json_facts(raw: bytes, url: str, facts: Facts) -> FeedFacts:
    """What a JSON Feed says of its site."""
    try:
        data = load_json(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        data = None
    feed = cast("dict[str, object]", data) if isinstance(data, dict) else {}

    def text(name: str) -> str:
        value = feed.get(name)
        return clean_line(value) if isinstance(value, str) else ""

    named = {"name": text("title")[:MAX_NAME], "language": read_tag(text("language"))}
    page = resolve_link(text("home_page_url"), url)
    return FeedFacts(facts=facts.model_copy(update=named), page=page)


def read_tag(stated: str) -> LanguageTag | None:
    """The language of a tag as pages write it (`en_GB`, `EN`); None if it is none."""
    primary = re.split(r"[-_.;,\s]", stated.strip().lower(), maxsplit=1)[0]
    try:
        return _TAG.validate_python(primary)
    except ValidationError:
        return None


def find_country(url: str) -> str:
    """The country a host's name tells, ISO 3166-1; "" if none."""
    last = find_host(url).rpartition(".")[2]
    if last in {"gov", "mil"}:
        return "US"
    open_domains = load_rules("survey.toml", SurveyPlaces).open_domains
    if len(last) != 2 or not last.isalpha() or last in open_domains:
        return ""
    return "GB" if last == "uk" else last.upper()


def make_id(url: str, name: str) -> str:
    """A short name for a publisher, made of its host's, or of its own where the host has none."""
    host = find_host(url)
    if _ADDRESS.fullmatch(host):
        return _join_words(name) or "publisher"
    labels = host.removeprefix("www.").split(".")
    rules = load_rules("survey.toml", SurveyPlaces)
    domain, labels = labels[-1], labels[:-1]
    if len(labels) > 1 and labels[-1] in rules.registries:
        # Many countries have a ministry at `mfa` below their government's domain.
        labels[-1] = domain
    return _join_words(" ".join(labels)) or _join_words(name) or "publisher"


def _join_words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("-", plain).strip("-")[:60].rstrip("-")


def _find_name(tree: _Element) -> str:
    stated = _read_meta(tree, "og:site_name", "application-name", "dc.publisher")
    if not stated:
        title = clean_line(tree.findtext(".//title") or "")
        parts = split_title(title)
        # The page's own name comes first, that of the site last.
        stated = parts[-1] if parts else title
    return clean_line(stated)[:MAX_NAME]


def _read_meta(tree: _Element, *names: str) -> str:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").lower()
        found.setdefault(name, clean_line(meta.get("content") or ""))
    return next((found[name] for name in names if found.get(name)), "")


def _find_feeds(tree: _Element, base: str) -> Iterator[str]:
    """Feeds the page declares, then those it links to."""
    rules = load_rules("survey.toml", SurveyPlaces)
    declared = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().strip() in rules.feed_types
    ]
    linked = [
        href
        for anchor in tree.iter("a")
        if any(mark in (href := anchor.get("href") or "").lower() for mark in rules.feed_marks)
    ]
    for href in (*declared, *linked):
        url = resolve_link(href, base)
        parts = urlsplit(url)
        said = f"{parts.path}?{parts.query}".lower()
        if url and not any(word in said for word in rules.other_feeds):
            yield url


def _find_translations(tree: _Element, base: str, url: str) -> Iterator[str]:
    for link in (*tree.iter("link"), *tree.iter("a")):
        language = read_tag(link.get("hreflang") or "")
        target = resolve_link(link.get("href") or "", base)
        if language and target and target != url and (link.get("hreflang") or "") != "x-default":
            yield f"{language} {target}"
