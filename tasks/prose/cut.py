"""A release's text as one string with offsets: its paragraphs, sentences and words.

Every finding points into this string, so that a reader can be shown where it stands.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from schemas.reader import Months
from schemas.rules import ProseMarks
from tasks.prose.rules import load_rules

GAP = "\n\n"

# A word with its inner apostrophes, hyphens and the full stops of "U.S."; a number with its marks;
# an ideograph or kana, each for itself, as their words have no borders; any other sign. The full
# stop of a sentence that lost the space behind it, "Division.The", is in no word.
_TOKEN = re.compile(
    r"(?P<sign>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])"
    r"|(?P<number>\d+(?:[.,:/]\d+)*(?!\w)|\d+)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff]|\u0301"
    r"|(?:[’'ʼ\-‑&·]|\.(?!(?<=[a-zа-я]{3}\.)[A-ZА-Я][a-zа-я]))(?=[^\W_]))*)"
    r"|(?P<mark>[^\s])"
)
# Ends a sentence, with closing marks, before white space; Chinese marks need none. A row of
# marks is looked at from its first alone: from each of them it would cost its length squared.
_END = re.compile(
    r"(?<![.!?…؟۔।])[.!?…؟۔।]+[\"”’»)\]]*(?=\s)|[。！？]+[”’」』）]*"
    r"|(?<=[a-zа-я]{3})\.(?=[A-ZА-Я][a-zа-я])"
)
_BEFORE = re.compile(r"[^\s(\[\"“«‘]+$")
_NEXT = re.compile(r"\s+(\w{1,12})")
# Digits of a day, letters of a month's name that is no abbreviation.
_DAY, _MONTH = 2, 3
_OPENS = re.compile(r"\s+[\"“«‘'(\[¿¡—–-]*\s*(.)")


class Token(NamedTuple):
    """A word, a number or a sign, and where it stands."""

    start: int
    end: int
    text: str
    kind: str  # word, number, sign or mark


class Stretch(NamedTuple):
    """A piece of the text, from its first character to behind its last."""

    start: int
    end: int


class Prose(NamedTuple):
    """A text, cut up once for all that look for something in it."""

    text: str
    title_end: int
    body_start: int
    body_end: int
    paragraphs: Sequence[Stretch]
    sentences: Sequence[Stretch]
    tokens: Sequence[Token]


def join_text(title: str, body: str, margins: Sequence[str] = ()) -> str:
    """Join what a release says into the one text that offsets count in."""
    return GAP.join((title, body, *margins))


def cut_text(title: str, body: str, margins: Sequence[str] = ()) -> Prose:
    """Cut a release's text into paragraphs, sentences and words. Linear in its length."""
    text = join_text(title, body, margins)
    body_start = len(title) + len(GAP)
    paragraphs = _cut_paragraphs(text)
    return Prose(
        text=text,
        title_end=len(title),
        body_start=body_start,
        body_end=body_start + len(body),
        paragraphs=paragraphs,
        sentences=[piece for paragraph in paragraphs for piece in _cut_sentences(text, paragraph)],
        tokens=[
            Token(match.start(), match.end(), match[0], match.lastgroup or "mark")
            for match in _TOKEN.finditer(text)
        ],
    )


def _cut_paragraphs(text: str) -> list[Stretch]:
    paragraphs: list[Stretch] = []
    start = 0
    for piece in text.split(GAP):
        if piece.strip():
            paragraphs.append(Stretch(start, start + len(piece)))
        start += len(piece) + len(GAP)
    return paragraphs


def _cut_sentences(text: str, paragraph: Stretch) -> list[Stretch]:
    sentences: list[Stretch] = []
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        if not _ends_sentence(text, start, match):
            continue
        sentences.append(Stretch(start, match.end()))
        start = match.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end:
        sentences.append(Stretch(start, paragraph.end))
    return sentences


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: a full stop may belong to "Mr." or to an initial."""
    mark = match[0]
    if mark[0] in "。！？":
        return True
    opening = _OPENS.match(text, match.end())
    # A small letter goes on, whatever the mark: "Yes!" said she.
    if opening and opening[1].islower():
        return False
    if mark[0] != "." or len(mark) > 1:
        return True
    before = _BEFORE.search(text, max(start, match.start() - 20), match.start())
    word = before[0] if before else ""
    is_initial = len(word) == 1 and word.isupper()
    if is_initial or word.casefold() in _list_abbreviations():
        return False
    # German and its neighbours write "am 15. September".
    following = _NEXT.match(text, match.end()) if word.isdigit() and len(word) <= _DAY else None
    return not following or following[1].casefold() not in _list_months()


@cache
def _list_months() -> frozenset[str]:
    months = load_rules("months.toml", Months).months
    return frozenset(name for names in months.values() for name in names if len(name) >= _MONTH)


@cache
def _list_abbreviations() -> frozenset[str]:
    return frozenset(load_rules("prose.toml", ProseMarks).abbreviations.split())
