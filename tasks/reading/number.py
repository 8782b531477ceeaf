"""The number a publisher gives a release, such as 23-1043: a way to see which ones are missing.

A number counts only with its year, or with a label, and only if the year is that of publication:
court files, budget years and telephone numbers seldom pass both.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from schemas.reader import Numbers
from tasks.prose.rules import load_rules

# The number of a long page stands near its top or its end.
_MAX_SIDE = 200_000
_EDGE = 300

_STATED = r"(?P<year>\d{4}|\d{2})(?P<mark>[-/])(?P<number>\d{1,5})(?![\d/-])"
# "23/2023" is the 23rd of that year.
_TURNED = r"(?P<number>\d{1,4})(?P<mark>[-/])(?P<year>(?:19|20)\d{2})(?![\d/-])"
_SERIES = re.compile(
    r"(?<![\w/-])(?P<series>[A-Z]{1,10}[/_ -])(?P<year>\d{4}|\d{2})(?P<mark>[-/_])"
    r"(?P<number>\d{1,5})(?![\w/-])"
)
_SLUG = re.compile(
    r"(?<![a-z\d])(?P<series>(?:[a-z]{1,10}[-_])?)(?P<year>\d{4}|\d{2})(?P<mark>[-_])"
    r"(?P<number>\d{3,5})(?!\d)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w/+-])(?P<year>\d{4}|\d{2})(?P<mark>-)(?P<number>\d{3,5})(?![\w/-])")


def find_number(page: str, title: str, body: str, url: str, published_on: date | None) -> str:
    """Find the number of a release, its year first; empty if none is sure.

    Args:
        page: The whole document, markup included: a number often stands outside the text.
        title: Its headline.
        body: Its text.
        url: Its address.
        published_on: Its day of publication; without one no number is sure.
    """
    if published_on is None:
        return ""
    year = str(published_on.year)
    edges = f"{title}\n{body[:_EDGE]}\n{body[-_EDGE:]}"
    slug = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    for match in (
        *_find_labelled(page),
        *_SERIES.finditer(edges),
        *_SLUG.finditer(slug),
        *_BARE.finditer(edges),
    ):
        if match["year"] in {year, year[-2:]}:
            series = match.groupdict().get("series") or ""
            return f"{series.upper()}{match['year']}{match['mark']}{match['number']}"
    plain = _compile_title().match(title.casefold())
    return plain["number"] if plain else ""


def locate_number(text: str, number: str) -> tuple[int, int] | None:
    """Find where a text states a release's number, either part of it first; none if nowhere."""
    parts = re.fullmatch(r"(\D*)(\d+)([-/_])(\d+)", number)
    forms = [re.escape(number)]
    if parts is not None:
        series, year, _, rest = parts.groups()
        forms.append(rf"{re.escape(series)}{year}\s?[-/_]\s?{rest}")
        forms.append(rf"{rest}\s?[-/_]\s?{year}")
    match = re.compile(rf"(?<![\w/-])(?:{'|'.join(forms)})(?![\w/-])", re.IGNORECASE).search(text)
    return match.span() if match else None


def _find_labelled(page: str) -> Iterator[re.Match[str]]:
    if len(page) > 2 * _MAX_SIDE:
        page = f"{page[:_MAX_SIDE]}\n{page[-_MAX_SIDE:]}"
    folded = page.casefold()
    turned, after = _compile_after(_TURNED), _compile_after(_STATED)
    for stem in load_rules("numbers.toml", Numbers).stems:
        place = folded.find(stem)
        while place >= 0:
            end = place + len(stem)
            if match := turned.match(folded, end) or after.match(folded, end):
                yield match
            place = folded.find(stem, place + len(stem))


@cache
def _compile_after(number: str) -> re.Pattern[str]:
    """What follows a stem: the rest of the label, marks and markup, and the number."""
    endings = "|".join(map(re.escape, load_rules("numbers.toml", Numbers).endings))
    return re.compile(
        rf"(?:{endings})?[.:#°º]{{0,2}}(?:\s|&nbsp;|&#160;|<[^<>]{{0,200}}>){{0,20}}{number}"
    )


@cache
def _compile_title() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_rules("numbers.toml", Numbers).title_labels))
    return re.compile(rf"(?:{labels})\s?[.:]?\s?(?P<number>\d{{1,5}})(?![\d/-])")
