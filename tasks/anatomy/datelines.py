"""Datelines: the place and day that open a text, before a dash, a colon or the text itself."""

import re
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from schemas.anatomy import Instants
from tasks.anatomy.instants import find_day
from tasks.prose.rules import load_rules

_MAX_HEAD = 140
_MAX_PLACE = 70
# What parts a dateline from its text, the longest that stands there.
_DASH = re.compile(
    r"\s?[—―]{1,2}\s?|\s(?:--|–|-)\s|\s?--\s?|\s–|(?<=\d)\s?[-–]\s|[)\]]\s?[-–—:]{1,2}\s?|\s/\s|："
)
_DATED_END = re.compile(
    r"\s*(?:г\.?(?!\w)|года|年|م)?\s*[)）\]】]?\s*[.:：،,]?\s*(?:[-–—―]{1,2}|/[^/]{2,20}/\s?[-–—.]*|\([^()]{2,20}\)\s?[-–—]*|[.:：](?=\s|$)|$)\s*"
)
_WIRE = re.compile(
    r"(?:新华社|中新社|中新网|本报|本社|人民网|[^\W\d_]{2,4}社)?(?P<place>[\u3400-\u9fff]{2,8}?)(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)\s?(?:电|電|讯|訊)\s?"
)
_BRACKETS = " \t,.;:()[]{}（）【】，、|/،–—―-*_"
_WORD = re.compile(r"[^\W\d_][^\s,]*")
_IDEOGRAPH = re.compile(r"[\u3040-\u9fff]")
_MAX_IDEOGRAPHS = 8
# "Ulaanbaatar /AGENCY/. The ..."
_WITH_AGENCY = re.compile(
    r"(?P<town>[^\W\d_][^\s/.,]*(?:\s[^\s/.,]+){0,2})\s/[^\W\d_]{2,15}/[.:]?\s+"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?")
_AGENCY = re.compile(r"\s*\((?:[A-Z][\w./&\s-]{1,30}|[^\W\d_]{2,12})\)\s*")


class Dateline(NamedTuple):
    """Where a text says it was issued and when; `end` is where the text proper begins."""

    end: int
    stop: int
    place: str
    on: date | None
    rule: str
    confidence: float


def read_dateline(text: str, day: date | None, *, is_first: bool) -> Dateline | None:
    """Read the dateline that opens a paragraph.

    Args:
        text: The paragraph, on one line.
        day: Day of publication, for a dateline without its year.
        is_first: Whether it is the first of a text: only there a bare town is one.
    """
    head = text[:_MAX_HEAD]
    if wire := _WIRE.match(head.lstrip("（(【[")):
        shift = len(head) - len(head.lstrip("（(【["))
        on = find_day(wire["date"], day)
        return Dateline(
            wire.end() + shift,
            wire.end() + shift,
            wire["place"],
            on[0] if on else None,
            "wire",
            0.9,
        )
    return _read_dated(head, day) or _read_dashed(head) or (_read_bare(head) if is_first else None)


def _read_dated(head: str, day: date | None) -> Dateline | None:
    """`Brussels, 12 March 2024 –`, `March 12, 2024 (SAINT PAUL) —`, `Moscow, 5 March. /TASS/`."""
    hit = find_day(head, day)
    if hit is None:
        return None
    on, start, end = hit
    before = _AGENCY.sub(" ", head[:start]).strip(_BRACKETS) or head[:start].strip(_BRACKETS)
    if head[:start].rstrip().endswith((":", "：")) or len(before) > _MAX_PLACE:
        return None
    if not _WORD.search(before):
        return _read_date_first(head, on, end)
    rest = head[end:]
    ending = _DATED_END.match(rest)
    if not _is_place(before) or not ending or (rest.strip() and not ending[0].strip()):
        return None
    stop = end + _trim(rest, ending)
    return Dateline(end + ending.end(), stop, _name_place(before), on, "place-date", 0.95)


def _read_date_first(head: str, on: date, end: int) -> Dateline | None:
    """`March 12, 2024 (SAINT PAUL) —`, or nothing but a date and a place."""
    rest = head[end:]
    if (dash := _DASH.search(rest)) and dash.start() <= _MAX_PLACE:
        place = rest[: dash.start()].strip(_BRACKETS)
        stop = end + dash.start() + (dash[0][:1] in ")]")
        if not place:
            return Dateline(end + dash.end(), end, "", on, "date", 0.8)
        if _is_place(place):
            return Dateline(end + dash.end(), stop, _name_place(place), on, "date-place", 0.95)
    place = _CLOCK.sub(" ", rest).strip(_BRACKETS)
    if not place:
        return Dateline(len(head), end, "", on, "date-alone", 0.8)
    if len(head) < _MAX_HEAD and _is_place(place):
        stop = len(head.rstrip())
        return Dateline(len(head), stop, _name_place(place), on, "date-place-alone", 0.85)
    return None


def _trim(rest: str, ending: re.Match[str]) -> int:
    """How much of what ends a dateline belongs to it: a bracket, the word for year."""
    found = re.match(r"\s*(?:г\.|года|年|م)?\s*[)）\]】]?", rest[: ending.end()])
    return len(found[0].rstrip()) if found else 0


def _read_dashed(head: str) -> Dateline | None:
    """`WASHINGTON – `, `BRUSSELS (Agency) -- `, `[GENEVA] — `."""
    dash = _DASH.search(head, 0, 80)
    if dash is None or dash.start() < 3 or dash.end() >= len(head):
        return None
    before = head[: dash.start() + (1 if dash[0][:1] in ")]" else 0)]
    place = _AGENCY.sub(" ", before).strip(_BRACKETS)
    if not place:
        place = before.strip(_BRACKETS)
    if any(sign.isdigit() for sign in place) or ":" in place or not _is_place(place):
        return None
    letters = [sign for sign in place if sign.isalpha()]
    first = re.split(r"[,/]", place)[0]
    capital = first.isupper() and sum(map(str.isupper, letters)) * 2 > len(letters)
    after = head[dash.end() :]
    if not capital and (len(place.split()) > 3 or not after[:1].isupper()):
        return None
    return Dateline(
        dash.end(),
        len(before.rstrip()),
        _name_place(place),
        None,
        "place-dash",
        0.9 if capital else 0.7,
    )


def _read_bare(head: str) -> Dateline | None:
    """`WASHINGTON Seizure warrants ...`: the dash was lost on the way."""
    found = _WITH_AGENCY.match(head) or _compile_towns().match(head)
    if found is None:
        return None
    town = found.lastgroup or "town"
    return Dateline(found.end(), found.end(town), _name_place(found[town]), None, "town", 0.85)


@cache
def _compile_towns() -> re.Pattern[str]:
    listed = load_rules("anatomy/instants.toml", Instants).cities.split(",")
    names = sorted((" ".join(name.split()) for name in listed), key=len, reverse=True)
    towns = "|".join(map(re.escape, filter(None, names)))
    # Behind it begins a sentence; "NEW YORK TIMES" goes on in capitals. "Vilnius. On Thursday ..."
    region = r"(?:,?\s(?:D\.?\s?C\b\.?|[A-Z][a-z]{1,6}\.|[A-Z]{2}))?"
    sentence = r"(?=[“\"‘]?[A-Z](?:[a-z]|\s|\.[A-Z]))"
    return re.compile(
        rf"(?P<town>(?:{towns}){region})\s+{sentence}|(?P<stopped>(?i:{towns}))\.\s+{sentence}"
    )


def _is_place(text: str) -> bool:
    """Whether words are written like a place's name: few, and with capitals."""
    text = _AGENCY.sub(" ", text).strip(_BRACKETS)
    words = _WORD.findall(text)
    if not words or len(words) > 6 or len(text) > 60 or re.search(r"[.!?;]\s+[^\W\d_]{4,}\s", text):
        return False
    if words[0].casefold().strip(".:") in _list_words("no_places"):
        return False
    # A language without spaces and capitals: a sentence is longer than a name.
    if "。" in text or len(_IDEOGRAPH.findall(text)) > _MAX_IDEOGRAPHS:
        return False
    for number, word in enumerate(words):
        sign = word.lstrip("'’(")[:1]
        if sign.isupper() or not (sign.isupper() or sign.islower()):
            continue
        if number == 0 or word.casefold() not in _list_words("links"):
            return False
    return True


@cache
def _list_words(name: Literal["links", "no_places"]) -> frozenset[str]:
    return frozenset(getattr(load_rules("anatomy/instants.toml", Instants), name).split())


def _name_place(text: str) -> str:
    text = _AGENCY.sub(" ", text).strip(_BRACKETS)
    # "Berlin, den", "Paris, le", "Brussels, Monday".
    words = text.split()
    while len(words) > 1 and words[-1].strip(_BRACKETS).casefold() in _list_words("links"):
        words.pop()
    name = " ".join(words).strip(_BRACKETS)
    if re.search(r"(?:^|\W)(?:D\.C|U\.S|N\.Y)$", name):
        name += "."
    return name
