"""What a person is: the role that stands before a name, or behind it.

"SCO Secretary-General Vladimir Norov", "the Minister of Health of Fiji, Dr Naivalu", "Vladimir
Norov, Secretary-General of the SCO". A role is cut into its title and where it is held.
"""

import re
from typing import NamedTuple

from tasks.persons.lexicon import Lexicon
from tasks.persons.signs import Line

REACH = 14  # words a role is looked for in
_PREFIX = frozenset("AOPQNWUFGgfKMRYI&i")  # what an organisation before a title is made of
TAIL = frozenset("AOPNWUFGgfKMRQVYmt&op'S")  # what follows "of"
_SERVANT = re.compile(r"[Rr]it[Mm]{0,2}[Rr]$")
_FIELD = re.compile(r"P{1,2}&[ot]*[WM]")  # ministre de l'Europe et des Affaires étrangères
_SECOND = re.compile(r"&t?[Mm]{0,2}[Rr]")
# An organisation behind the comma of a title: Director, Office of Protocol.
HOLDER = r"([AOPQYUFGgfWNMV]{1,5}(?:[&o]t?[AOPQYUFGgfWNMV]{1,4}){0,3})"
_POST = re.compile(rf"[Rr],t?{HOLDER}(?:\(A\))?$")
_OWNED = re.compile(r"([AOPU]{1,4})'[OWMN]{1,3}$")
_WITHIN = re.compile(r"itw$")  # the head of the Programme in the country
_HEADED = re.compile(r"[Rr](?:[mM]{1,2}\.?)?$")  # Chargé d'affaires a.i. of
# Before a word that is no part of a title: "their alleged leader", "|Joining Attorney General".
_BROKEN = ("tw", "Aw", "Pw", "Nw", "'w", ",w", "|w", "|W")
_ENDED = re.compile(r"[GK][UFGf]$")
# A Russian verb; дел, отдел and the like are none.
_PAST = re.compile(r"(?<!д)(?:[аеиоуыя]л[аи]?|л[аи]?с[ья])$")
# Heads whose subject is written with an article, too: Secretary of the Treasury.
_OF_STATE = ("secretary", "secretaries", "minister", "ministers", "commander", "knight")
_MAX_SHORT = 4
_MAX_SMALL = 3  # words written small in what a title is of: for digital affairs
LINKS = frozenset("opi")
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
    if signs[end - 1] == ")" and (opening := signs.rfind("(", end - 5, end)) >= 0:
        end = opening  # Captain (N) Waqavesi, Lt. Gen. (Retd.) Khattak
    if signs[end - 1] in ",-:":
        return _find_parted(line, end, lexicon)
    if signs[end - 1] == "." and signs[end - 2] in "Rr":
        end -= 1  # Sen. Schumer
    found = _find_ending(line, end, lexicon)
    if found is None and signs[start - 1] == "|" and signs[start - 2] != "|":
        return _find_above(line, start, lexicon)
    if found is None or signs[found.start - 1] != ",":
        return found
    # The Director for Europe, Amb. Lucy Barasa: what stands before a rank tells more.
    words = [token.text.lower() for token in line.tokens[found.start : found.end]]
    if any(word not in lexicon.ranks and word != "." for word in words):
        return found
    other = _find_parted(line, found.start, lexicon)
    return other if other and other.end - other.start > 1 else found


def _find_above(line: Line, start: int, lexicon: Lexicon) -> Found | None:
    """Find the role that is all of the line above a name that is all of its own."""
    stop = start
    while line.signs[stop] in "GgFfUKIpV.S":
        stop += 1
    if line.signs[stop] != "|":
        return None
    found = _find_ending(line, start - 1, lexicon)
    return found if found and line.signs[found.start - 1] == "|" else None


def _find_parted(line: Line, end: int, lexicon: Lexicon) -> Found | None:
    """Find the role before a comma, a dash or a colon."""
    signs = line.signs
    stop = end - 1
    if signs[stop - 3 : stop] == "(A)":
        stop -= 3
    found = _find_ending(line, stop, lexicon)
    if found is None:
        body = _POST.search(signs, max(0, stop - 2 * REACH), stop)
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
    title = [token.text.lower() for token in line.tokens[slice(*found.title)]]
    if (
        set(title) & lexicon.severals
        and "w" in signs[found.title[0] : found.title[1]]
        and signs[stop] == ","
    ):
        return None  # congratulating the heads of diplomatic missions, X said
    is_owned = line.tokens[found.start - 1].text.lower() in lexicon.pronouns  # whose CEO, Mr X
    is_definite = signs[found.start - 1] in "t|&" or is_stated or is_plural or is_owned
    return found._replace(rule="before-comma") if is_definite else None


def _skip_honorifics(signs: str, start: int) -> int:
    """Go back over honorifics: Secretary-General H.E. Vladimir Norov."""
    end = start
    while signs[end - 1] == "h" or signs[end - 2 : end] == "h.":
        end -= 1
        if signs[end] == ".":
            end -= 1
        if signs[end - 2 : end] == "ht":
            end -= 1  # Dr the Hon.
    if signs[end - 2 : end] == ",t" and end < start:
        end -= 1  # the Foreign Minister, His Excellency Jamshed Rahimzoda
    return end


def _find_ending(line: Line, stop: int, lexicon: Lexicon) -> Found | None:
    """Find the role whose last word stands before a sign."""
    signs = line.signs
    if signs[stop - 1] == "m" and signs[stop - 2] in "Rr" and lexicon.has_postposed:
        return _extend(line, stop - 2, stop, (stop, stop), lexicon)
    if signs[stop - 1] == "m" and line.tokens[stop - 1].text.lower() in lexicon.trailing:
        head = stop - 1
        while signs[head] == "m":
            head -= 1
        if signs[head] in "Rr":
            return _extend(line, head, stop, (stop, stop), lexicon)  # Chargé d'affaires a.i.
    found = None
    if lexicon.has_genitive and signs[stop - 1] not in "Rr":
        found = _find_genitive(line, stop, lexicon)
    if (
        (found is None and signs[stop - 1] not in "Rr")
        or signs[stop - 2] in "op"
        or (_SERVANT.search(signs, max(0, stop - 6), stop))
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
    small = 0
    while position > max(0, end - REACH):
        sign = signs[position]
        if not _is_tail(line, position, lexicon):
            if sign != "w" or signs[end] != "," or best is not None or small == _MAX_SMALL:
                break
            small += 1  # the state secretary for digital affairs, X
        if sign == "&" and _ENDED.search(signs, max(0, position - 2), position):
            break  # Chief of Protocol Nino Kapanadze and Head of the Department
        if sign in LINKS and _HEADED.search(signs, max(0, position - 4), position):
            best = position
        position -= 1
    if best is None or best + 1 >= end or signs[end - 1] in "ot&pi":
        return None
    title, organisation = part_tail(line, best, end, lexicon)
    head = best - 1
    while signs[head] not in "Rr":
        head -= 1
    return _extend(line, head, title, organisation, lexicon)


def _is_tail(line: Line, position: int, lexicon: Lexicon) -> bool:
    """Whether a word can stand in what follows a title."""
    signs, sign = line.signs, line.signs[position]
    if sign == ",":  # Minister of Food, Agriculture and Light Industry
        return signs[position - 1] in "WMNO" and signs[position + 1] in "WMNO"
    if sign == "w" and line.tokens[position].text[:1].isupper():
        return True  # of State for Near Eastern Affairs
    if sign == "w":  # ministre des Affaires étrangères
        return lexicon.has_postposed and signs[position - 1] in "WMUOF"
    if sign == "r":  # Représentante spéciale du Secrétaire général
        return lexicon.has_postposed
    return sign in TAIL or sign == "i"


def _find_genitive(line: Line, end: int, lexicon: Lexicon) -> Found | None:
    """Find "министр иностранных дел Казахстана" before a name: the nearest head and what it is of.

    Words written small belong to the title; from the first capital on it is where the role is held.
    """
    signs = line.signs
    head = end - 1
    inner = "WmMOAPUFN()" if lexicon.has_compounds else "wWmMOAPUFN()"
    while head > end - REACH and signs[head] in inner:
        if signs[head] == "w" and _PAST.search(line.tokens[head].text):
            return None  # Президент поздравил Владимира Меньшова
        head -= 1
    if signs[head] not in "Rr" or head == end - 1:
        return None
    title = head + 1
    while (
        title < end
        and line.tokens[title].text[:1].islower()
        and line.tokens[title].text not in lexicon.borders
    ):
        title += 1
    start = head
    while signs[start - 1] in "MmRr" or (
        signs[start - 1] == "&" and signs[start - 2] in "Mm" and signs[start] in "Mm"
    ):
        start -= 1  # Чрезвычайный и Полномочный Посол
    held = title
    while held < end and signs[held] != "(":
        held += 1
    if title < end and line.tokens[title].text in lexicon.borders:
        held = title  # the transport ministers of the two countries
    return Found(start, end, (start, title), (title, held), "before")


def part_tail(
    line: Line, connector: int, end: int, lexicon: Lexicon
) -> tuple[int, tuple[int, int]]:
    """Part what follows a title: its subject ("of Foreign Affairs") and where it is held.

    Returns the end of the title and the organisation (an empty stretch if there is none).
    """
    signs, tokens = line.signs, line.tokens
    piece = connector
    while piece < end:
        following = piece + 1
        while following < end and signs[following] not in LINKS:
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
        is_small = lexicon.has_postposed and signs[following - 1] == "w"  # au développement
        is_place = signs[piece] == "i" and not (
            is_purpose
            or is_small
            or words <= lexicon.inner
            or set(signs[piece + 1 : following]) <= set("NMRt")
        )
        is_state = (
            lexicon.has_postposed
            and "O" in signs[piece + 1 : following]
            and set(signs[following + 1 : end]) & {"P"}
        )  # Ministro de la República del Paraguay
        is_body = piece == connector and _is_body(line, piece, lexicon)
        if is_state or is_place or is_body or (held and not is_purpose) or not words:
            start = piece + 1
            while start < end and signs[start] == "t":
                start += 1
            if _SECOND.search(signs, start, end) or _FIELD.match(signs, start, end):
                return end, (end, end)  # Chair of the Council and Minister of Foreign Affairs
            return piece, (start, _end_holder(line, start, end, lexicon))
        piece = following
    return end, (end, end)


def _is_body(line: Line, piece: int, lexicon: Lexicon) -> bool:
    """Whether "of the" begins a body with a name no list has: the owner of the Golden Ear."""
    if not lexicon.is_english or line.signs[piece + 1] != "t":
        return False
    opening = line.tokens[piece + 2].text.lower()
    if line.tokens[piece].text.lower() != "of" or opening in lexicon.inner:
        return False
    head = line.tokens[piece - 1].text.lower()
    return line.signs[piece + 2] in "WUGFgfK" and not head.endswith(_OF_STATE)


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
        is_short = signs[start - 1] == "." and signs[start - 2] in "MR" and signs[start] in "MR"
        if is_short and len(tokens[start - 2].text) <= _MAX_SHORT:
            start -= 2  # Lt. Gen.
            continue
        is_joined = signs[start - 1] == "-" and signs[start - 2] in "Rr" and signs[start] in "RM"
        is_local = signs[start] in "Rr" and tokens[start - 1].text.lower() in lexicon.locals
        is_title = _is_title(signs, start) and not (
            lexicon.is_english and signs[start - 1 : start + 1] == "rR"  # my teacher Professor X
        )
        is_title = is_title and not (
            signs[start - 2 : start] in _BROKEN and tokens[start - 1].text.endswith(("ed", "ing"))
        )
        if not (is_national or is_local or is_joined or is_title):
            break
        if is_national and signs[start - 2] == "P" and tokens[start - 1].text[:1] == "S":
            start -= 1  # United States
        start -= 1
    while signs[start] == "&":
        start += 1
    floor = start
    if organisation[0] == organisation[1] and (
        owned := _OWNED.search(signs, max(0, start - REACH), start)
    ):
        # PAHO's Country Programme Specialist: what is owned is all title.
        return Found(owned.start(1), end, (owned.end(1) + 1, title_end), owned.span(1), "before")
    if organisation[0] == organisation[1]:
        while head - floor < REACH and signs[floor - 1] in _PREFIX and signs[head] == "R":
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
        return signs[position] == "r" and signs[position - 2] in "tAPN',|s&"
    if sign == "W":
        # Commerce Secretary, Emergency Relief Coordinator.
        is_first = signs[position] == "r" and signs[position - 2] == "|"  # Marine biologist X
        return is_first or (signs[position] in "RMW" and signs[position - 4 : position] != "WWWW")
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
