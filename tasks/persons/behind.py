"""The role that stands behind a name: "Vladimir Norov, Secretary-General of the SCO"."""

import re

from tasks.persons.lexicon import Lexicon
from tasks.persons.roles import HOLDER, LINKS, REACH, TAIL, Found, part_tail
from tasks.persons.signs import Line

_INNER = frozenset("MmRrWwNAOPY&FUGgfp'-")  # a role behind a comma
# Another person behind "and"; an organisation that has a person's name.
_PERSON = re.compile(r"[WMPANO]{0,4}[Rh]")
_HOUSE = re.compile(r"[GKUFf]{1,3}(?:O|[WM](?=[,.;|i]))")
# A degree, or a country in brackets: Ilze Berzina (Latvia), Co-Chair.
# A second role of the same person: and Second Minister for Trade and Industry,
_AGAIN = re.compile(r"&t?[WMN]{0,3}R(?:[oi]t?[WMNOAP]{1,4}(?:&[WMNOA]{1,3})?)?[,.;|)]")
# Political Affairs, Peace and Security
_SUBJECTS = re.compile(r"(?:,[WMf]{1,3})+,?&[WMf]")
_DEGREES = re.compile(r"(?:,?D\.?|\([PAUYQZMN.-]{1,6}\)(?=,))*")
# Of Norway, before "as Force Commander".
_COUNTRY = re.compile(r",?ot?[PQN]{1,4},?")
# Head of mission; a professor of law at the University of Porto; editor of the weekly.
_SMALL = re.compile(r"o[wmr]{1,4}(?:o[wmr]{1,3})?(?=[,.;|()*&]|i|ot?[A-Z])")
_NAMED = re.compile(r"[GK][^,.|;)]|[gUF][GUFf]")  # the name of the next person
_BODY = re.compile(rf",t?{HOLDER}(?=[|.,;()*ws])")
# Of Paramus, New Jersey, before a role.
_TOWN = re.compile(r",(?:ot?[PAUFGgfKQYVWON]{1,5}(?:,[PQYA.]{1,4})?|[PQY]{1,3})(?=,)")


def find_after(line: Line, begin: int, end: int, lexicon: Lexicon) -> Found | None:
    """Find the role that stands behind the name from `begin` to `end`: ", Secretary of the SCO"."""
    signs = line.signs
    start = _skip_opening(line, begin, end, lexicon)
    if start is None:
        return None
    if signs[start] == "D" and line.tokens[start].text.lower() in lexicon.letters:
        tail = _find_tail(signs, start + 1, "w")  # Zsófia Perlaki, an MP for Momentum
        held = (start + 2, tail) if tail > start + 2 else (tail, tail)
        return Found(start, tail, (start, start + 1), held, "after")
    position = start
    head = None
    while position < start + REACH and (
        signs[position] in _INNER or (signs[position] in "ot" and signs[position - 1] in "Oo")
    ):
        if signs[position] in "Rr":
            head = position
        position += 1
    if head is None or signs[head + 1 : position].strip("m"):
        return None
    tail = _find_small(signs, position) if signs[head] == "r" else 0
    tail = tail or _find_tail(signs, position, "w" if lexicon.has_postposed else "")
    if _is_next(signs, end, tail):
        return None
    while tail > position and signs[tail - 1] in "ot&p'i":
        tail -= 1
    title_end, organisation = position, (tail, tail)
    if tail > position + 1:
        title_end, organisation = part_tail(line, position, tail, lexicon)
    first = _begin_title(line, start, head, lexicon)
    if organisation[0] == organisation[1] and first > start:
        organisation = (start, first - 1 if signs[first - 1] == "'" else first)
    if organisation[0] == organisation[1]:
        body = _BODY.match(signs, max(tail, position))
        if body and set(body[1]) & set("OA"):
            organisation = body.span(1)
            tail = body.end()
    return Found(start, max(tail, position), (first, title_end), organisation, "after")


def _is_next(signs: str, end: int, tail: int) -> bool:
    """Whether a role is that of the next person: "A, Secretary of Energy B"."""
    is_name = _NAMED.match(signs, tail) is not None
    return is_name or signs[end] + signs[tail] == ",h"


def _begin_title(line: Line, start: int, head: int, lexicon: Lexicon) -> int:
    """Find where the title begins behind an organisation or a place."""
    tokens = line.tokens
    first = _skip_prefix(line.signs, start, head)
    while first > start and tokens[first - 1].text.lower() in lexicon.locals:
        first -= 1  # District Judge
    if first > start and tokens[first].text.lower() in lexicon.national:
        is_long = tokens[first - 1].text == "States"
        first -= (1 + is_long) if tokens[first - 1].text.lower() in lexicon.nations else 0
    owner = line.signs.rfind("'", start, head)
    if owner >= first and "w" in line.signs[start:owner]:
        first = owner + 1  # the association's legislative director
    if lexicon.is_english and "w" in line.signs[first:head]:
        for place in range(head - 1, first, -1):
            if tokens[place].text == "as":  # who is retiring after nine years as CEO
                first = place + 1
                break
    while first < head and tokens[first].text.lower() in lexicon.leads:
        first += 1
    return first


def _find_tail(signs: str, position: int, inner: str) -> int:
    """Find the end of what "of" begins; the position itself if nothing does.

    `inner` is the sign of words that may stand in it: ministre des Affaires étrangères.
    """
    tail = position
    if signs[position] in LINKS:
        tail += 1
        while tail < position + REACH and (
            _goes_on(signs, tail) or (signs[tail] == inner and signs[tail - 1] == "W")
        ):
            tail += 1
    return tail


def _goes_on(signs: str, position: int) -> bool:
    """Whether an organisation behind "of" goes on: not with another person."""
    if signs[position] == ",":  # Food, Agriculture and Light Industry
        is_list = _SUBJECTS.match(signs, position) is not None
        return signs[position - 1] in "WM" and (signs[position + 1] == "W" or is_list)
    if signs[position] == "&":
        if _AGAIN.match(signs, position):
            return True
        if signs[position + 1] == "o":  # de l'Europe et des Affaires étrangères
            return signs[position + 2] in "WMtwm" and signs[position + 2 : position + 4] not in {
                "tr",
                "tR",
            }
        return signs[position + 1] in "WOPAUFMN" and not _PERSON.match(signs, position + 1)
    if signs[position] in "GK":
        return _HOUSE.match(signs, position) is not None
    return signs[position] in TAIL


def _skip_articles(line: Line, position: int) -> int:
    while line.signs[position] == "t":
        position += 1
    return position


def _find_small(signs: str, position: int) -> int:
    """Find the end of what "of" begins if it is all written small, up to a mark; 0 if it is not."""
    small = _SMALL.match(signs, position)
    return small.end() if small else 0


def _skip_opening(line: Line, begin: int, end: int, lexicon: Lexicon) -> int | None:
    """Go over what leads to a role: a comma, an age, "who is the"."""
    signs = line.signs
    if signs[end] in "MmRr" and line.tokens[begin - 1].text.lower() in lexicon.naming:
        return end  # named Sara Boer chief executive
    is_letters = signs[end : end + 2] == ",D" and signs[end + 2] in ",.;|&)"
    if is_letters and line.tokens[end + 1].text.lower() in lexicon.letters:
        return end + 1  # Ann Bright, MEP
    degrees = _DEGREES.match(signs, end)
    position = degrees.end() if degrees else end
    if signs[position : position + 3] == ",#,":
        position += 2
    town = _TOWN.match(signs, position)
    position = town.end() if town else position
    if (coming := _skip_nominated(line, position, lexicon)) is not None:
        return coming
    is_parted = signs[position] in ",-(|" and signs[position + 1] != "&"
    if not is_parted or (signs[position] == "|" and signs[position + 1] not in "RM"):
        return None
    position += 1
    while (
        signs[position] == "t"
        or (signs[position] == "h" and signs[position + 1] in "MR")
        or (lexicon.has_compounds and signs[position] == "o")
        or line.tokens[position].text.lower() in lexicon.pronouns
    ):
        position += 1
    return position


def _skip_nominated(line: Line, position: int, lexicon: Lexicon) -> int | None:
    """Go over what leads to a coming role: "to be the", "of Norway as"."""
    country = _COUNTRY.match(line.signs, position)
    for opening in (country.end() if country else position, position):
        first = opening + (line.signs[opening] == ",")
        words = tuple(token.text.lower() for token in line.tokens[first : first + 4])
        for count in (4, 3, 2, 1):
            if words[:count] in lexicon.nominated:
                return _skip_articles(line, first + count)
    return None


def _skip_prefix(signs: str, start: int, head: int) -> int:
    """Go over an organisation or a place that stands before a title."""
    position = start
    if "o" in signs[start:head]:  # Borough of Pottstown Projects Coordinator
        position = signs.rindex("o", start, head) + 2
    while position < head and signs[position] in "AOPYUFGg'&":
        position += 1
    if position == head or signs[position] in "MmRrN":
        return position
    return start


def find_held(line: Line, end: int) -> tuple[int, int] | None:
    """Find where a role is held behind the name: "Lanny Breuer of the Criminal Division"."""
    signs = line.signs
    if signs[end] != "o":
        return None
    start = end + 1
    while signs[start] == "t":
        start += 1
    stop = start
    while stop < end + REACH and _goes_on(signs, stop):
        stop += 1
    while stop > start and signs[stop - 1] in "ot&p'iNMm":
        stop -= 1
    return (start, stop) if set(signs[start:stop]) & frozenset("OAP") else None
