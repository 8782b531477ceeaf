"""What a person is: the role that stands before a name, or behind it.

"SCO Secretary-General Vladimir Norov", "the Minister of Health of Fiji, Dr Naivalu", "Vladimir
Norov, Secretary-General of the SCO". A role is cut into its title and where it is held.
"""

import re
from typing import NamedTuple

from tasks.lexicon import Lexicon
from tasks.signs import Line

_REACH = 14  # words a role is looked for in
_PREFIX = frozenset("AOPQNWUFGgfKMRYI&i")  # what an organisation before a title is made of
_TAIL = frozenset("AOPNWUFGgfKMRQVYmt&op'S")  # what follows "of"
_INNER = frozenset("MmRrWwNAOPY&FUGgfp'-")  # a role behind a comma
# Another person behind "and"; an organisation that has a person's name.
_PERSON = re.compile(r"[WMPANO]{0,4}[Rh]")
_HOUSE = re.compile(r"[GKUFf]{1,3}O")
_DEGREES = re.compile(r"(?:,?D\.?)*")
_SERVANT = re.compile(r"[Rr]it[Rr]$")
_SECOND = re.compile(r"&t?[Mm]{0,2}[Rr]")
# An organisation behind the comma of a title: Director, Office of Protocol.
_HOLDER = r"([AOPYUFGgfWNMV]{1,5}(?:[&o]t?[AOPYUFGgfWNMV]{1,4}){0,3})"
_BODY = re.compile(rf",t?{_HOLDER}(?=[|.,;()*ws])")
_POST = re.compile(rf"[Rr],t?{_HOLDER}(?:\(A\))?$")
# Of Paramus, New Jersey, before a role.
_TOWN = re.compile(r",ot?[PAUFGgfKQYVWON]{1,5}(?:,[PQYA.]{1,4})?(?=,)")
_OWNED = re.compile(r"([AOPU]{1,4})'[OWMN]{1,3}$")
_WITHIN = re.compile(r"itw$")  # the head of the Programme in the country
_HEADED = re.compile(r"[Rr](?:m{1,2}\.?)?$")  # Chargé d'affaires a.i. of
# Before a word that is no part of a title: "their alleged leader", "|Joining Attorney General".
_BROKEN = ("tw", "Aw", "Pw", "Nw", "'w", ",w", "|w", "|W")
_ENDED = re.compile(r"[GK][UFGf]$")
_LINKS = frozenset("opi")
_HELD = frozenset("AOPUFGKQVY")  # words that name where a role is held


class Found(NamedTuple):
    """A role by its signs: the whole, the title in it, the organisation in it (equal if none)."""

    start: int
    end: int
    title: tuple[int, int]
    organisation: tuple[int, int]
    rule: str


def find_before(line: Line, start: int, lexicon: Lexicon) -> Found | None:
    """Find the role that ends right before a name, or before the comma before it."""
    signs = line.signs
    end = _skip_honorifics(signs, start)
    if signs[end - 1] == ")" and signs[end - 3] == "(":
        end -= 3  # Captain (N) Waqavesi
    if signs[end - 1] in ",-:":
        return _find_parted(line, end, lexicon)
    if signs[end - 1] == "." and signs[end - 2] in "Rr":
        end -= 1  # Sen. Schumer
    found = _find_ending(line, end, lexicon)
    if found is None or found.end - found.start > 1 or signs[found.start - 1] != ",":
        return found
    # The Director for Europe, Amb. Lucy Barasa: what stands before a rank tells more.
    if line.tokens[found.title[0]].text.lower() not in lexicon.ranks:
        return found
    other = _find_parted(line, found.start, lexicon)
    return other if other and other.end - other.start > 1 else found


def _find_parted(line: Line, end: int, lexicon: Lexicon) -> Found | None:
    """Find the role before a comma, a dash or a colon."""
    signs = line.signs
    stop = end - 1
    if signs[stop - 3 : stop] == "(A)":
        stop -= 3
    found = _find_ending(line, stop, lexicon)
    if found is None:
        body = _POST.search(signs, max(0, stop - 2 * _REACH), stop)
        if body is None or signs[stop] != "," or not set(body[1]) & {"O", "A"}:
            return None
        # The Permanent Secretary, Ministry of Foreign Affairs, Mr. Ceesay-Touray
        found = _extend(line, body.start(), body.start() + 1, body.span(1), lexicon)
        if found is None:
            return None
    is_plural = line.tokens[found.title[1] - 1].text.lower() in lexicon.plurals
    if signs[stop] == ":" and not is_plural:
        return None
    is_stated = found.organisation != (stop, stop) or found.title[1] - found.title[0] > 1
    is_definite = signs[found.start - 1] in "t|&" or is_stated or is_plural
    return found._replace(rule="before-comma") if is_definite else None


def _skip_honorifics(signs: str, start: int) -> int:
    """Go back over honorifics: Secretary-General H.E. Vladimir Norov."""
    end = start
    while signs[end - 1] == "h" or signs[end - 2 : end] == "h.":
        end -= 1
        if signs[end] == ".":
            end -= 1
    if signs[end - 2 : end] == ",t" and end < start:
        end -= 1  # the Foreign Minister, His Excellency Jamshed Rahimzoda
    return end


def _find_ending(line: Line, stop: int, lexicon: Lexicon) -> Found | None:
    """Find the role whose last word stands before a sign."""
    signs = line.signs
    if signs[stop - 1] == "m" and signs[stop - 2] in "Rr" and lexicon.has_postposed:
        return _extend(line, stop - 2, stop, (stop, stop), lexicon)
    found = None
    if lexicon.has_genitive and signs[stop - 1] not in "Rr":
        found = _find_genitive(line, stop)
    if (found is None and signs[stop - 1] not in "Rr") or signs[stop - 2] in "op" or (
        _SERVANT.search(signs, max(0, stop - 5), stop)
    ):
        found = _find_tailed(line, stop, lexicon)
    is_noble = line.tokens[stop - 1].text.lower() in lexicon.nobles
    if is_noble and signs[stop - 2] in "Rr" and signs[stop - 3] not in "op":
        stop -= 1  # Foreign Minister Prince Faisal
    if found is None and signs[stop - 1] in "Rr":
        found = _extend(line, stop - 1, stop, (stop, stop), lexicon)
    return found


def _find_tailed(line: Line, end: int, lexicon: Lexicon) -> Found | None:
    """Find "Minister of Foreign Affairs of Kazakhstan" before a name."""
    signs = line.signs
    if within := _WITHIN.search(signs, max(0, end - 4), end):
        end = within.start()
    position = end - 1
    best: int | None = None
    while position > max(0, end - _REACH):
        sign = signs[position]
        if sign == ",":  # Minister of Food, Agriculture and Light Industry
            if signs[position - 1] not in "WMNO" or signs[position + 1] not in "WMNO":
                break
        elif sign == "w" and line.tokens[position].text[:1].isupper():
            pass  # of State for Near Eastern Affairs
        elif sign == "w" and lexicon.has_postposed and signs[position - 1] in "WMUOF":
            pass  # ministre des Affaires étrangères
        elif sign not in _TAIL and sign != "i":
            break
        if sign == "&" and _ENDED.search(signs, max(0, position - 2), position):
            break  # Chief of Protocol Nino Kapanadze and Head of the Department
        if sign in _LINKS and _HEADED.search(signs, max(0, position - 4), position):
            best = position
        position -= 1
    if best is None or best + 1 >= end or signs[end - 1] in "ot&pi":
        return None
    title, organisation = _part_tail(line, best, end, lexicon)
    head = best - 1
    while signs[head] not in "Rr":
        head -= 1
    return _extend(line, head, title, organisation, lexicon)


def _find_genitive(line: Line, end: int) -> Found | None:
    """Find "министр иностранных дел Казахстана" before a name: the nearest head and what it is of.

    Words written small belong to the title; from the first capital on it is where the role is held.
    """
    signs = line.signs
    head = end - 1
    while head > end - _REACH and signs[head] in "wWmMOAPUFN()":
        head -= 1
    if signs[head] not in "Rr" or head == end - 1:
        return None
    title = head + 1
    while title < end and line.tokens[title].text[:1].islower():
        title += 1
    start = head
    while signs[start - 1] in "MmRr":
        start -= 1
    held = title
    while held < end and signs[held] != "(":
        held += 1
    return Found(start, end, (start, title), (title, held), "before")


def _part_tail(
    line: Line, connector: int, end: int, lexicon: Lexicon
) -> tuple[int, tuple[int, int]]:
    """Part what follows a title: its subject ("of Foreign Affairs") and where it is held.

    Returns the end of the title and the organisation (an empty stretch if there is none).
    """
    signs, tokens = line.signs, line.tokens
    piece = connector
    while piece < end:
        following = piece + 1
        while following < end and signs[following] not in _LINKS:
            following += 1
        words = {tokens[index].text.lower() for index in range(piece + 1, following)}
        held = {
            sign
            for sign, token in zip(
                signs[piece + 1 : following], tokens[piece + 1 : following], strict=True
            )
            if token.text.lower() not in lexicon.inner
        } & (_HELD - {"U"} if lexicon.has_postposed else _HELD)
        is_purpose = tokens[piece].text.lower() in lexicon.purposes and "O" not in held
        is_place = signs[piece] == "i" and not (
            is_purpose or words <= lexicon.inner or set(signs[piece + 1 : following]) <= set("NMRt")
        )
        is_state = (
            lexicon.has_postposed
            and "O" in signs[piece + 1 : following]
            and set(signs[following + 1 : end]) & {"P"}
        )  # Ministro de la República del Paraguay
        if is_state or is_place or (held and not is_purpose) or not words:
            start = piece + 1
            while start < end and signs[start] == "t":
                start += 1
            if _SECOND.search(signs, start, end):
                return end, (end, end)  # Chair of the Council and Minister of Foreign Affairs
            return piece, (start, _end_holder(line, start, end, lexicon))
        piece = following
    return end, (end, end)


def _end_holder(line: Line, start: int, end: int, lexicon: Lexicon) -> int:
    """End where a role is held before "to" and what it is for: Ambassador of Japan to Laos."""
    for place in range(start + 1, end):
        is_purpose = line.tokens[place].text.lower() in lexicon.purposes
        if line.signs[place] == "i" or (is_purpose and line.signs[place - 1] in "AP"):
            return place
    return end


def _extend(
    line: Line, head: int, title_end: int, organisation: tuple[int, int], lexicon: Lexicon
) -> Found | None:
    """Take in what belongs to a title on its left: modifiers, then the organisation."""
    signs, tokens = line.signs, line.tokens
    end = max(title_end, organisation[1])
    start = head
    while True:
        is_national = (
            tokens[start - 1].text.lower() in lexicon.nations
            and tokens[start].text.lower() in lexicon.national
        )
        is_joined = signs[start - 1] == "-" and signs[start - 2] in "Rr" and signs[start] in "RM"
        is_local = signs[start] in "Rr" and tokens[start - 1].text.lower() in lexicon.locals
        is_title = _is_title(signs, start) and not (
            signs[start - 2 : start] in _BROKEN
            and tokens[start - 1].text.endswith(("ed", "ing"))
        )
        if not (is_national or is_local or is_joined or is_title):
            break
        if is_national and signs[start - 2] == "P" and tokens[start - 1].text[:1] == "S":
            start -= 1  # United States
        start -= 1
    while signs[start] == "&":
        start += 1
    floor = start
    if organisation[0] == organisation[1] and (owned := _OWNED.search(signs, max(0, start - _REACH), start)):
        # PAHO's Country Programme Specialist: what is owned is all title.
        return Found(owned.start(1), end, (owned.end(1) + 1, title_end), owned.span(1), "before")
    if organisation[0] == organisation[1]:
        while head - floor < _REACH and signs[floor - 1] in _PREFIX and signs[head] == "R":
            floor -= 1
        floor = _trim_prefix(signs, floor, start)
        if floor < start:
            organisation = (floor, start - 1 if signs[start - 1] == "'" else start)
    return Found(floor, end, (start, title_end), organisation, "before")


def _is_title(signs: str, position: int) -> bool:
    """Whether the sign before a title belongs to it."""
    sign = signs[position - 1]
    if sign == "&":
        is_headed = signs[position - 2] in "Rr" or signs[position - 3 : position - 1] == "RM"
        return is_headed and signs[position] in "MRmr"
    if sign == "w":
        # "cartel boss": one word more, if it is bounded.
        return signs[position] == "r" and signs[position - 2] in "tAPN',|"
    if sign == "W":
        # Commerce Secretary, Emergency Relief Coordinator.
        return signs[position] in "RMW" and signs[position - 4 : position] != "WWWW"
    return sign in "MmRrN"


def _trim_prefix(signs: str, floor: int, start: int) -> int:
    """Keep of the words before a title what ends in an organisation, an acronym or a place."""
    last = start - 1
    if signs[last] == "'":
        last -= 1
    if signs[last] not in "OAPY":
        return start
    if signs[last] in "APY":
        while last > floor and signs[last] == "P" and signs[last - 1] in "PQ":
            last -= 1
        return last
    while floor < last and signs[floor] in "&Ri":
        floor += 1
    return floor


def find_after(line: Line, end: int, lexicon: Lexicon) -> Found | None:
    """Find the role that begins behind a name: ", Secretary-General of the SCO"."""
    signs, tokens = line.signs, line.tokens
    start = _skip_opening(line, end, lexicon)
    if start is None:
        return None
    position = start
    head = None
    while position < start + _REACH and (
        signs[position] in _INNER or (signs[position] in "ot" and signs[position - 1] in "Oo")
    ):
        if signs[position] in "Rr":
            head = position
        position += 1
    if head is None or signs[head + 1 : position].strip("m"):
        return None
    tail = _find_tail(signs, position)
    if (signs[tail] in "GK" and signs[tail + 1] not in ",.|;)") or signs[end] + signs[tail] == ",h":
        return None  # the role of the next: "A, Secretary of Energy B"
    while tail > position and signs[tail - 1] in "ot&p'i":
        tail -= 1
    title_end, organisation = position, (tail, tail)
    if tail > position + 1:
        title_end, organisation = _part_tail(line, position, tail, lexicon)
    first = _skip_prefix(signs, start, head)
    while first > start and tokens[first - 1].text.lower() in lexicon.locals:
        first -= 1  # District Judge
    if first > start and tokens[first].text.lower() in lexicon.national:
        is_long = tokens[first - 1].text == "States"
        first -= (1 + is_long) if tokens[first - 1].text.lower() in lexicon.nations else 0
    while first < head and tokens[first].text.lower() in lexicon.leads:
        first += 1
    if organisation[0] == organisation[1] and first > start:
        organisation = (start, first - 1 if signs[first - 1] == "'" else first)
    if organisation[0] == organisation[1]:
        body = _BODY.match(signs, max(tail, position))
        if body and set(body[1]) & set("OA"):
            organisation = body.span(1)
            tail = body.end()
    return Found(start, max(tail, position), (first, title_end), organisation, "after")


def _find_tail(signs: str, position: int) -> int:
    """Find the end of what "of" begins; the position itself if nothing does."""
    tail = position
    if signs[position] in _LINKS:
        tail += 1
        while tail < position + _REACH and _goes_on(signs, tail):
            tail += 1
    return tail


def _goes_on(signs: str, position: int) -> bool:
    """Whether an organisation behind "of" goes on: not with another person."""
    if signs[position] == ",":  # Food, Agriculture and Light Industry
        return signs[position - 1] == "W" and signs[position + 1] == "W"
    if signs[position] == "&":
        return signs[position + 1] in "WOPAUFMN" and not _PERSON.match(signs, position + 1)
    if signs[position] in "GK":
        return _HOUSE.match(signs, position) is not None
    return signs[position] in _TAIL


def _skip_opening(line: Line, end: int, lexicon: Lexicon) -> int | None:
    """Go over what leads to a role: a comma, an age, "who is the"."""
    signs = line.signs
    degrees = _DEGREES.match(signs, end)
    position = degrees.end() if degrees else end
    if signs[position : position + 3] == ",#,":
        position += 2
    town = _TOWN.match(signs, position)
    position = town.end() if town else position
    begin = position + (signs[position] == ",")
    words = tuple(token.text.lower() for token in line.tokens[begin : begin + 4])
    for count in (4, 3, 2, 1):
        if words[:count] in lexicon.nominated:
            return begin + count
    if signs[position] not in ",-(|":
        return None
    if signs[position] == "|" and signs[position + 1] not in "RM":
        return None
    position += 1
    if signs[position] == "&":
        return None
    while signs[position] == "t" or line.tokens[position].text.lower() in lexicon.pronouns:
        position += 1
    return position


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
    while stop < end + _REACH and _goes_on(signs, stop):
        stop += 1
    while stop > start and signs[stop - 1] in "ot&p'iNMm":
        stop -= 1
    return (start, stop) if set(signs[start:stop]) & frozenset("OAP") else None
