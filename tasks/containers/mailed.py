"""Mailed releases: a mail's own words, without signature, quotes and mailing furniture."""

import re
from functools import cache
from typing import Literal

import lxml.html
from lxml.etree import LxmlError

from schemas.document import Document, Parsed
from schemas.reader import Mail
from tasks.containers.mail import MAIL_HTML
from tasks.days.dates import make_candidate
from tasks.prose.rules import load_rules
from tasks.reading.clean import MIN_LETTERS, fold_words
from tasks.reading.markup import MAX_DEPTH, MAX_TAGS, has_endless_tag
from tasks.reading.page import parse_page
from tasks.reading.text import parse_text

_Patterns = Literal["forwards", "signatures", "furniture", "feet"]

_LETTER = re.compile(r"[^\W\d_]")
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_MAX_LINE = 300
# A foot stands in the last part of a mail; before that, the words belong to somebody's sentence.
_MAX_FOOT = 12
# Dropping an element moves the text behind it: thousands of them take minutes.
_MAX_DROPPED = 500


def parse_mail(text: str, document: Document) -> Parsed:
    """Take the part of a mail that is the release apart: its subject is the title.

    Raises:
        ReadError: stage `parse`: as `parse_page`.
    """
    if document.media_type == MAIL_HTML:
        parsed = parse_page(_trim_page(text), document)
    else:
        parsed = parse_text(_trim_text(text), document)
    sent = make_candidate("mail", document.hints.published)
    # The text's reader calls the channel's date a feed's; here it is the day the mail was sent.
    # A Message-ID is no address that says when something was published.
    unmeant = {"feed", "url"} if document.url.startswith("mid:") else {"feed"}
    dates = [date for date in parsed.dates if date.method not in unmeant]
    return parsed.model_copy(
        update={
            "format": "mail",
            "title": _choose_title(document.hints.title, parsed.title),
            "body": "\n\n".join(_trim_paragraphs(parsed.body.split("\n\n"))),
            "dates": (*dates, sent) if sent else tuple(dates),
            "declared_language": parsed.declared_language or document.hints.language,
            "site_name": parsed.site_name or document.sender,
        }
    )


def _choose_title(subject: str, title: str) -> str:
    """The subject, unless it is a longer title cut short or says next to nothing."""
    short, full = fold_words(subject.rstrip(". …")), fold_words(title)
    if not short or (len(short) >= 20 and full.startswith(short)):
        return title
    return subject


def _trim_text(text: str) -> str:
    """Cut at the signature and at the message this one passes on; if that is all, keep that."""
    lines = text.replace("\r\n", "\n").split("\n")
    own: list[str] = []
    for number, line in enumerate(lines):
        if _matches("forwards", line):
            if _has_text("\n".join(own)):
                return "\n".join(own)
            carried = _QUOTED.sub("", "\n".join(lines[number + 1 :])).lstrip("\n")
            return _trim_text(carried)
        if _matches("signatures", line) and _has_text("\n".join(own)):
            break
        if not line.startswith(">"):
            own.append(line)
    if _has_text("\n".join(own)):
        return "\n".join(own)
    return _QUOTED.sub("", text)


def _trim_page(text: str) -> str:
    """Drop what mail programs mark as signature or quote, unless little else is there."""
    if text.count("<") > MAX_TAGS or has_endless_tag(text):
        return text
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=_make_parser())
    except (LxmlError, ValueError):
        # The page's reader says what is wrong with it.
        return text
    found = False
    for path in load_rules("mail.toml", Mail).elements:
        for node in tree.xpath(path)[:_MAX_DROPPED]:
            if node.getparent() is not None and _measure_depth(node) < MAX_DEPTH:
                node.drop_tree()
                found = True
    if not found or not _has_text(tree.text_content()):
        return text
    return lxml.html.tostring(tree, encoding="unicode")


def _make_parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)


def _measure_depth(node: lxml.html.HtmlElement) -> int:
    return sum(1 for _ in node.iterancestors())


def _trim_paragraphs(paragraphs: list[str]) -> list[str]:
    """Drop what mailing systems write above and below a release."""
    start = len(paragraphs) - _MAX_FOOT
    kept: list[str] = []
    for place, paragraph in enumerate(paragraphs):
        if place and place >= start and _matches("feet", paragraph, longest=1_000):
            break
        if not _matches("furniture", paragraph):
            kept.append(paragraph)
    return kept if _has_text(" ".join(kept)) else paragraphs


def _matches(name: _Patterns, line: str, longest: int = _MAX_LINE) -> bool:
    text = line.strip().casefold()
    return bool(text) and len(text) <= longest and bool(_compile(name).fullmatch(text))


@cache
def _compile(name: _Patterns) -> re.Pattern[str]:
    patterns = getattr(load_rules("mail.toml", Mail), name)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _has_text(text: str) -> bool:
    return len(_LETTER.findall(text)) >= MIN_LETTERS
