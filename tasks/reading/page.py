"""HTML pages: metadata, title, dates and main text.

The text is trafilatura's; where it comes back empty or far too short, wider readings are tried.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date
from typing import Any, cast

import lxml.html
import trafilatura
from lxml.etree import LxmlError

from schemas.document import DateCandidate, Document, Parsed
from schemas.errors import ReadError
from tasks.days.dates import (
    find_text_dates,
    make_candidate,
    make_candidates,
    read_both_ways,
    read_short_date,
    read_title_date,
    read_url_date,
)
from tasks.reading.clean import clean_line, fold_letters, is_label, measure_text
from tasks.reading.escapes import load_json
from tasks.reading.headline import find_headings, pick_title, read_start, text_of
from tasks.reading.margins import find_attachments, find_page_margins
from tasks.reading.markup import judge_lineage, parse_tree
from tasks.reading.prune import (
    LEAD_MARK,
    drop_banners,
    drop_small_parts,
    part_meta_lines,
    prune_surroundings,
)

_MAX_JSON_LD = 200_000
# Each paragraph is sought on the page; far beyond any release, they stay as they were found.
_MAX_SEARCHED = 50_000_000
_SUFFICIENT_LETTERS = 250

_DATE_META = (
    "article:published_time",
    "og:article:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "release_date",
    "og:pubdate",
    "dc:date",
    "first-published-at",
    "firstpublishedtime",
    "published-at",
)
_DATE_NAME = re.compile(r"date|publish|posted|time|created|issued|datum|fecha|дата", re.IGNORECASE)
_MAX_DATE_LINE = 60
_SHORT_BLOCKS = (
    *("p", "span", "div", "td", "em", "i", "b", "strong", "small", "section", "li", "dd"),
    *("h3", "h4", "h5", "h6"),
)
_NOT_PUBLISHED = re.compile(
    r"updat|modif|expir|event|deadline|valid|start|end-?date|copyright|footer|calendar|related"
    r"|sidebar|teaser|listing|archive",
    re.IGNORECASE,
)
# Printable marks of no living script, each for one invisible joiner.
_JOINERS = {"\u200c": "\u2cef", "\u200d": "\u2cf0"}

# The extractor logs what we judge ourselves, page by page.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_Element = lxml.html.HtmlElement


def parse_page(text: str, document: Document) -> Parsed:
    """Take an HTML page apart.

    Raises:
        ReadError: stage `parse`: no HTML in it, or too large or too deep to be taken apart safely.
    """
    tree = parse_tree(text)
    # What lxml makes of an element in Python lives as long as it is held: it is made once so.
    held = list(tree.iter())
    metadata = _read_metadata(tree)
    linked = _read_linked_data(tree)
    drop_banners(tree)
    page_title = _find_page_title(tree)
    headings = find_headings(tree, page_title, metadata)
    title = pick_title(metadata, linked, headings, page_title, document.hints.title)
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    language = _find_language(tree, metadata)
    dates = _find_dates(tree, metadata, linked, document.url)
    margins = find_page_margins(tree)
    prune_surroundings(tree)
    attachments = find_attachments(tree, document.url)
    if not _is_dated(dates):
        dates += _find_bare_dates(tree, language)
    drop_small_parts(tree)
    part_meta_lines(tree)
    body = _extract_body(tree)
    held.clear()
    dates += find_text_dates(body.split("\n\n"))
    if (stated := read_title_date(title, language)) is not None:
        dates.append(stated)
    if not _is_dated(dates):
        dates += _ask_htmldate(tree, document)
    return Parsed(
        format="html",
        title=title,
        body=body,
        margins=margins,
        attachments=attachments,
        canonical_url=str(canonical or metadata.get("og:url", "")),
        declared_language=language,
        dates=tuple(dates),
        site_name=metadata.get("og:site_name", ""),
    )


def _is_dated(dates: Iterable[DateCandidate]) -> bool:
    return any(not candidate.is_ambiguous for candidate in dates)


def _find_page_title(tree: _Element) -> str:
    return clean_line(next((read_start(node) for node in tree.xpath("//title")), ""))


def _read_metadata(tree: _Element) -> dict[str, str]:
    """Collect `<meta>` contents by lower-cased name; the first of a name counts."""
    found: dict[str, str] = {}
    for node in tree.xpath("//meta[@content]"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        name = name or node.get("http-equiv") or ""
        content = clean_line(node.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _read_linked_data(tree: _Element) -> dict[str, str]:
    """Read headline and datePublished of the article described in JSON-LD."""
    found: dict[str, str] = {}
    for node in tree.xpath("//script[contains(@type, 'ld+json')]"):
        source = (node.text or "")[:_MAX_JSON_LD]
        try:
            data = load_json(source, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _walk_json(data):
            kind = str(item.get("@type", ""))
            if "Article" in kind or "Posting" in kind or "WebPage" in kind or "Report" in kind:
                for key in ("headline", "datePublished", "inLanguage"):
                    value = item.get(key)
                    if isinstance(value, str) and value.strip():
                        found.setdefault(key, value.strip())
    return found


def _walk_json(data: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD, at most three levels down."""
    level: list[object] = [data]
    for _ in range(4):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                mapping = cast("dict[str, Any]", item)
                yield mapping
                below.extend(mapping.values())
            elif isinstance(item, list):
                below.extend(cast("list[object]", item))
        level = below


def _find_language(tree: _Element, metadata: dict[str, str]) -> str:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return declared or metadata.get("content-language", "") or metadata.get("og:locale", "")


def _find_dates(
    tree: _Element, metadata: dict[str, str], linked: dict[str, str], url: str
) -> list[DateCandidate]:
    candidates: list[DateCandidate | None] = [
        make_candidate("json-ld", linked.get("datePublished", ""))
    ]
    # Some sites put their name before it: "govuk:first-published-at".
    stated = {name.rpartition(":")[2]: text for name, text in metadata.items()} | metadata
    for name in _DATE_META:
        candidates += make_candidates("meta", stated.get(name, ""))
    candidates.append(make_candidate("modified", metadata.get("article:modified_time", "")))
    candidates.append(read_url_date(url))
    candidates += _find_element_dates(tree)
    return [candidate for candidate in candidates if candidate]


def _find_element_dates(tree: _Element) -> Iterator[DateCandidate]:
    """Find dates in `<time>` and in short elements whose name says that they hold one."""
    stamped = tree.xpath(
        "//time | //*[@itemprop='datePublished'] | //*[@property='dc:date' and @content]"
        " | //*[contains(@property, 'datePublished')]"
    )
    seen: set[date] = set()
    judged: dict[_Element, bool] = {}
    for node in stamped[:20]:
        if _is_elsewhere(node, judged):
            continue
        stamp = node.get("datetime") or node.get("content") or read_start(node)
        candidate = make_candidate("time", stamp) or make_candidate("time", read_start(node))
        if candidate and not seen:
            seen.add(candidate.value)
            yield candidate
    for node in tree.xpath("//*[@class or @id][not(self::body) and not(self::html)]"):
        name = f"{node.get('class') or ''} {node.get('id') or ''}"
        if not _DATE_NAME.search(name) or not (text := _read_short(node)):
            continue
        found = make_candidates("element", text)
        if not found or _is_elsewhere(node, judged):
            continue
        if found[0].value not in seen:
            yield from found
            break


def _is_elsewhere(node: _Element, judged: dict[_Element, bool]) -> bool:
    """Tell whether a date belongs to something else: an update, an event, a teaser, a sidebar."""
    return judge_lineage((node, *node.iterancestors()), judged, _names_elsewhere)


def _names_elsewhere(step: _Element) -> bool:
    if step.tag in {"aside", "footer", "nav"}:
        return True
    # A list's item is a teaser, unless it says no more than the date.
    if step.tag == "li" and _is_teaser(step):
        return True
    name = f"{step.get('class') or ''} {step.get('id') or ''} {step.get('itemprop') or ''}"
    return step.tag != "body" and _NOT_PUBLISHED.search(name) is not None


def _is_teaser(item: _Element) -> bool:
    """Tell a list's item with a link or many words. No page can make this walk long."""
    words = 0
    for place, node in enumerate(item.iter()):
        words += len((node.text or "").split()) + len((node.tail or "").split())
        if node.tag == "a" or place > 30 or words > 16:
            return True
    return False


def _read_short(node: _Element) -> str:
    """Return the text below a node on one line, empty if it is longer than a date's line."""
    parts: list[str] = []
    letters = 0
    for part in node.itertext():
        letters += len(part.strip())
        parts.append(part)
        if letters > _MAX_DATE_LINE or len(parts) > 40:
            return ""
    text = clean_line(" ".join(parts))
    return text if len(text) <= _MAX_DATE_LINE else ""


def _find_bare_dates(tree: _Element, language: str) -> list[DateCandidate]:
    """Find the first element that says no more than a date, where none is named for one."""
    judged: dict[_Element, bool] = {}
    for node in tree.iter(*_SHORT_BLOCKS):
        text = _read_short(node)
        if len(text) < 6 or not any(map(str.isdigit, text)) or _is_elsewhere(node, judged):
            continue
        if (short := read_short_date(text, language, "date-line")) is not None:
            return [short]
        if both := read_both_ways(text, "date-line"):
            return list(both)
        found = [item for item in find_text_dates([text]) if item.method != "heading"]
        if found and is_label(text):
            return found[:1]
    return []


def _ask_htmldate(tree: _Element, document: Document) -> list[DateCandidate]:
    """Let htmldate look where nothing was stated outright; its guesses rank low."""
    from htmldate import find_date as guess_date  # noqa: PLC0415 - slow to import, rarely needed

    latest = document.observed_at.date().isoformat()
    try:
        stated = guess_date(
            tree, extensive_search=False, original_date=True, url=document.url, max_date=latest
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return []
    candidate = make_candidate("htmldate", stated or "")
    if candidate is None or _is_ambiguous(tree, candidate.value):
        return []
    return [candidate]


def _is_ambiguous(tree: _Element, day: date) -> bool:
    """Tell a guess made of 03/04/2021, which may be either month."""
    if day.day > 12 or day.day == day.month:
        return False
    pairs = ((day.day, day.month), (day.month, day.day))
    forms = "|".join(rf"0?{one}[./-]0?{two}[./-]{day.year}" for one, two in pairs)
    return re.search(rf"(?<!\d)(?:{forms})", tree.text_content()) is not None


def _extract_body(tree: _Element) -> str:
    """Extract the main text as paragraphs parted by empty lines."""
    _replace_joiners(tree)
    body = _run_trafilatura(deepcopy(tree), fast=True)
    if measure_text(body) < _SUFFICIENT_LETTERS:
        # Empty or nearly so: look again, slower and less strict.
        again = _run_trafilatura(deepcopy(tree), fast=False, recall=True)
        body = max(body, again, _collect_paragraphs(tree), key=len)
    paragraphs = _put_in_order([line for line in body.split("\n") if line.strip()], tree)
    body = "\n\n".join(paragraphs)
    for joiner, stand_in in _JOINERS.items():
        body = body.replace(stand_in, joiner)
    return body


def _put_in_order(paragraphs: list[str], tree: _Element) -> list[str]:
    """Put paragraphs as they stand on the page, with a sub-headline that was passed over.

    An extractor adds what it finds outside a frame behind what stood in it.
    """
    page = fold_letters(tree.text_content())
    if len(page) * len(paragraphs) > _MAX_SEARCHED:
        return paragraphs
    taken = fold_letters(" ".join(paragraphs))
    leads = [clean_line(text_of(node)) for node in tree.xpath(f"//p[@{LEAD_MARK}]")]
    paragraphs = [lead for lead in leads if fold_letters(lead) not in taken] + paragraphs
    places: list[int] = []
    for paragraph in paragraphs:
        letters = fold_letters(paragraph)
        # What stands there twice, or nowhere as it is, stays behind what stood before it.
        place = page.find(letters) if page.count(letters) == 1 else -1
        places.append(place if place >= 0 else max(places[-1:], default=0))
    return [paragraphs[n] for n in sorted(range(len(paragraphs)), key=places.__getitem__)]


def _replace_joiners(tree: _Element) -> None:
    """Put stand-ins for the joiners Persian and Indic scripts spell with: extractors drop them."""
    if not any(joiner in tree.text_content() for joiner in _JOINERS):
        return
    for node in tree.iter():
        for joiner, stand_in in _JOINERS.items():
            node.text = node.text and node.text.replace(joiner, stand_in)
            node.tail = node.tail and node.tail.replace(joiner, stand_in)


def _collect_paragraphs(tree: _Element) -> str:
    """Take all paragraphs, once their surroundings are gone."""
    return "\n".join(clean_line(text_of(node)) for node in tree.xpath("//p"))


def _run_trafilatura(tree: _Element, *, fast: bool, recall: bool = False) -> str:
    try:
        extracted = trafilatura.extract(
            tree,
            fast=fast,
            favor_recall=recall,
            include_comments=False,
            with_metadata=False,
            output_format="txt",
        )
    except (LxmlError, ValueError, RecursionError) as error:
        raise ReadError("parse", f"the page's markup defeats the extractor: {error}") from error
    return extracted or ""
