"""The headline of a page: what its headings, its metadata and its title say together."""

import re

import lxml.html

from tasks.days.dates import find_date
from tasks.reading.clean import (
    clean_line,
    fold_words,
    is_marked_label,
    is_section_title,
    measure_text,
)

_Element = lxml.html.HtmlElement

_SUFFIX = re.compile(r"\s+[|–—·»›<>:«_/-]+\s+|\s*[|｜_»]\s*|\s*::\s*")
# "标题-新闻中心-某某公司": hyphens stand in headlines too, so only names of sites are parted off.
_SITE_SUFFIX = re.compile(
    r"(.{8,}?)((?:[-－_][^-－_]{2,20}(?:公司|集团|网站?|门户|政府|委员会|部|局|厅|中心|大学|银行))+)$"
)
_META = (
    ("og:title", 1.0),
    ("twitter:title", 0.8),
    ("dc.title", 0.8),
    ("dcterms.title", 0.8),
    ("articletitle", 0.9),
    ("citation_title", 0.8),
)
# Headlines set as plain blocks or lesser headings: taken only where the page's title agrees.
_LESSER = (
    "//h3 | //h4 | //*[self::div or self::p or self::span or self::strong or self::td]"
    "[contains(@class, 'title') or contains(@class, 'Title') or contains(@class, 'headline')]"
)
# Of the first headings: their own, and what they lend to a statement that says the same.
_WEIGHTS = ((1.2, 1.2), (0.9, 0.9), (0.9, 0.9), (0.9, 0.9))
_MAX_HEADLINE = 300
# Longer titles are cut, and parted no further: every part is held against every other.
MAX_TITLE = 2_000
_MAX_SEGMENTS = 20
_SHORT_TITLE = 25


def pick_title(
    metadata: dict[str, str],
    linked: dict[str, str],
    headings: list[str],
    page_title: str,
    hint: str = "",
) -> str:
    """Choose the headline: the statement that most of the page's places agree on.

    A site's name behind a bar, a section's name and a bare date are not headlines.
    """
    segments = split_title(page_title)
    longest = max(segments, key=len, default="")
    # Statement, weight of its own, weight in support of others.
    stated = [
        (linked.get("headline", ""), 1.0, 1.0),
        *((metadata.get(name, ""), weight, weight) for name, weight in _META),
        (hint, 0.9, 0.9),
        *((text, *_WEIGHTS[n]) for n, text in enumerate(headings[: len(_WEIGHTS)])),
        (page_title, 0.5, 0.5),
        *(
            (text, 0.45 if n == 0 else 0.2, 0.6 if text == longest else 0.45 if n == 0 else 0.2)
            for n, text in enumerate(segments)
        ),
    ]
    site = fold_words(metadata.get("og:site_name", "") or metadata.get("sitename", ""))
    stated = [(text[:MAX_TITLE], own, lent) for text, own, lent in stated]
    folded = [(fold_words(text), text, own, lent) for text, own, lent in stated if text.strip()]
    best, best_score = "", 0.0
    for place, (words, text, own, _) in enumerate(folded):
        score = own
        for other, (other_words, _, _, lent) in enumerate(folded):
            if place == other:
                continue
            if words == other_words:
                score += 0.6 * lent
            # "Headline | Site" holds the headline: the longer statement backs the shorter one.
            # Counted in bytes, because ideographs say more in fewer.
            elif len(words.encode()) > 15 and other_words.startswith(words):
                score += 0.3 * lent
        if words == site:
            score *= 0.3
        if score > best_score and _names_no_release(words, text):
            score *= 0.1
        if score > best_score:
            best, best_score = text, score
    return clean_line(best)


def find_headings(tree: _Element, page_title: str, metadata: dict[str, str]) -> list[str]:
    """Collect the page's headings in their order, without the site's own name in its banner."""
    found = [
        clean_line(read_start(node))
        for node in tree.xpath("(//h1 | //h2)[position() < 9]")
        if not _is_banner(node)
    ]
    found = [text for text in found if text]
    known = {fold_words(text) for text in (*split_title(page_title), metadata.get("og:title", ""))}
    known -= {fold_words(metadata.get("og:site_name", "")), ""}
    known = {text for text in known if not is_section_title(text)}
    if not known & {fold_words(text) for text in found}:
        lesser = [clean_line(read_start(node)) for node in tree.xpath(_LESSER)[:40]]
        agreed = [
            text for text in lesser if fold_words(text) in known and not is_section_title(text)
        ]
        found = agreed[:1] + found
    named = [text for text in found if not is_section_title(text)]
    if (
        named
        or metadata.get("og:title")
        or any(measure_text(text) > _SHORT_TITLE for text in known)
    ):
        return found
    lesser = [clean_line(text_of(node)) for node in tree.xpath("(//h3 | //h4)[not(.//a)]")[:4]]
    headlines = [text for text in lesser if measure_text(text) > _SHORT_TITLE]
    if found and headlines:
        return [*headlines[:1], *found]
    if found:
        return found
    return _find_bold_line(tree)


def split_title(page_title: str) -> list[str]:
    """Part a page's title at the marks that set off the site's name."""
    page_title = page_title[:MAX_TITLE]
    named = _SITE_SUFFIX.match(page_title)
    parts = _SUFFIX.split(page_title) if named is None else [named[1], *named[2].split("-")]
    return [segment.strip() for segment in parts if segment.strip()][:_MAX_SEGMENTS]


def text_of(node: _Element) -> str:
    """Return all text below a node, a space between its parts."""
    return " ".join(node.itertext())


def read_start(node: _Element, between: str = " ") -> str:
    """Return the text below a node, as much of it as a title may have, with this between parts."""
    parts: list[str] = []
    length = 0
    for part in node.itertext():
        parts.append(part[: MAX_TITLE - length])
        length += len(parts[-1]) + len(between)
        if length >= MAX_TITLE:
            break
    return between.join(parts)


def _is_banner(node: _Element) -> bool:
    """Tell the site's name, a link to the front page, from a headline."""
    return any(
        (link.get("href") or "") in {"/", "./", "../", "#"} for link in node.iter("a")
    ) or any(
        "site-name" in f"{step.get('class') or ''} {step.get('id') or ''}"
        for step in (node, *list(node.iterancestors())[:2])
    )


def _find_bold_line(tree: _Element) -> list[str]:
    """Find a headline set in bold, where a page has neither headings nor a title of its own."""
    for node in tree.xpath(f"({_LESSER} | //b | //strong | //font[@size])[position() < 9]"):
        text = clean_line(read_start(node))
        if (
            measure_text(text) >= _SHORT_TITLE
            and len(text) <= _MAX_HEADLINE
            and node.find(".//a") is None
        ):
            return [text]
    return []


def _names_no_release(words: str, text: str) -> bool:
    return not words or is_section_title(text) or is_marked_label(text) or _is_date_label(text)


def _is_date_label(text: str) -> bool:
    """Tell whether a title says no more than a date ("April 3, 2019 Press Release")."""
    hit = find_date(text)
    if hit is None:
        return False
    rest = clean_line(text[: hit[1]] + " " + text[hit[2] :]).strip(" -–—|:,")
    return len(fold_words(rest)) < 4 or is_section_title(rest)
