"""What a person is: the role that stands before a name, or behind it.

"SCO Secretary-General Vladimir Norov", "Vladimir Norov, Secretary-General of the SCO,". A role is cut
into its title and the organisation it is held in.
"""

from typing import NamedTuple

from schemas.findings import Role, RoleStatus
from tasks.lexicon import Lexicon, Line

_REACH = 12  # words a role is looked for in
_PREFIX = frozenset("AOPNWUFGgfKMRI&.")  # what an organisation before a title is made of
_TAIL = frozenset("AOPNWUFGgfKMRQVt&op'")  # what follows "of"
_INNER = frozenset("MmRrWwNAOP&tFUGgfp'")  # a role behind a comma
_SUBJECTS = frozenset("WMNRrmw&")  # a tail of these alone belongs to the title


class Found(NamedTuple):
    """A role by its signs: the whole, the title in it, the organisation in it (equal if none)."""

    start: int
    end: int
    title: tuple[int, int]
    organisation: tuple[int, int]
    rule: str


def find_before(line: Line, start: int) -> Found | None:
    """Find the role that ends right before a sign."""
    signs = line.signs
    end = start
    while end and (signs[end - 1] == "h" or signs[end - 2 : end] == "h."):
        end -= 1  # Secretary-General H.E. Vladimir Norov
    stop = end
    if stop and signs[stop - 1] == "." and signs[stop - 2] in "Rr":
        stop -= 1  # Sen. Schumer
    if stop and signs[stop - 1] in "Rr":
        return _extend(line, stop - 1, stop, end, (stop, stop))
    return _find_tailed(line, stop)


def _find_tailed(line: Line, end: int) -> Found | None:
    """Find "Minister of Foreign Affairs of Kazakhstan" before a name."""
    signs = line.signs
    position = end - 1
    best: int | None = None
    while position > max(0, end - _REACH) and signs[position] in _TAIL and signs[position] != "'":
        if signs[position] in "op" and signs[position - 1] in "Rr":
            best = position
        position -= 1
    if best is None or best + 1 >= end or signs[end - 1] in "ot&p":
        return None
    title, organisation = _part_tail(line, best, end)
    return _extend(line, best - 1, title, end, organisation)


def _part_tail(line: Line, connector: int, end: int) -> tuple[int, tuple[int, int]]:
    """Part what follows a title: of its subject ("of Foreign Affairs") and of its holder.

    Returns the end of the title and the organisation (an empty stretch if there is none).
    """
    signs = line.signs
    piece = connector
    while piece < end:
        following = piece + 1
        while following < end and signs[following] not in "op":
            following += 1
        content = signs[piece + 1 : following].replace("t", "")
        if set(content) - _SUBJECTS:
            start = piece + 1
            while start < end and signs[start] == "t":
                start += 1
            return piece, (start, end)
        piece = following
    return end, (end, end)


def _extend(
    line: Line, head: int, title_end: int, end: int, organisation: tuple[int, int]
) -> Found | None:
    """Take in what belongs to a title on its left: modifiers, then the organisation."""
    signs = line.signs
    start = head
    while start and _is_title(signs, start - 1):
        start -= 1
    while signs[start] == "&":
        start += 1
    floor = start
    if signs[head] == "R" and organisation[0] == organisation[1]:
        while floor and head - floor < _REACH and signs[floor - 1] in _PREFIX - frozenset("."):
            floor -= 1
        floor = _trim_prefix(signs, floor, start)
        if floor < start:
            organisation = (floor, start)
    elif start and signs[start - 1] in "AP":
        floor = start - 1
        if organisation[0] == organisation[1]:
            organisation = (floor, start)
    return Found(floor, end, (start, title_end), organisation, "before")


def _is_title(signs: str, position: int) -> bool:
    sign = signs[position]
    if sign == "&":
        return position > 0 and signs[position - 1] in "Rr" and signs[position + 1] in "MRmr"
    return sign in "MmRrN"


def _trim_prefix(signs: str, floor: int, start: int) -> int:
    """Keep of the words before a title what ends in an organisation, an acronym or a place."""
    if signs[start - 1 : start] not in {"O", "A", "P", "N"}:
        return start
    if signs[start - 1] in "APN":
        return start - 1
    while floor < start and signs[floor] in "&PR":
        floor += 1
    return floor


def find_after(line: Line, end: int) -> Found | None:
    """Find the role that begins behind a name: ", Secretary-General of the SCO"."""
    signs = line.signs
    start = _skip_opening(signs, end)
    if start is None:
        return None
    position = start
    head = None
    while position < start + _REACH and signs[position] in _INNER:
        if signs[position] in "Rr":
            head = position
        position += 1
    if head is None:
        return None
    if signs[position] == "o":
        # The head must stand right before "of".
        if head != position - 1:
            return None
    elif head != position - 1 and signs[head + 1] not in "&":
        return None
    tail = position
    if signs[position] in "op":
        tail = position + 1
        while tail < position + _REACH and signs[tail] in _TAIL:
            tail += 1
        while tail > position and signs[tail - 1] in "ot&p'":
            tail -= 1
    title_end, organisation = (
        _part_tail(line, position, tail) if tail > position + 1 else (head + 1, (tail, tail))
    )
    first = _skip_prefix(signs, start, head)
    if organisation[0] == organisation[1] and first > start:
        organisation = (start, first)
    return Found(start, max(tail, head + 1), (first, title_end), organisation, "after")


def _skip_opening(signs: str, end: int) -> int | None:
    """Go over what leads to a role: a comma, an age, "who is the"."""
    position = end
    if signs[position : position + 3] == ",#,":
        position += 2
    if signs[position] not in ",-(":
        return None
    position += 1
    while signs[position] == "t":
        position += 1
    return position


def _skip_prefix(signs: str, start: int, head: int) -> int:
    """Go over an organisation or a place that stands before a title."""
    position = start
    while position < head and signs[position] in "AOPUFGgf'&" and signs[position] != "N":
        position += 1
    return position if position < head or position == head else start


def make_role(
    line: Line, text: str, found: Found, lexicon: Lexicon, confidence: float
) -> Role | None:
    """Write a role down, with its status; none if nothing is left of its title."""
    tokens = line.tokens
    first, last = found.title
    status: RoleStatus = "current"
    while first < last:
        word = tokens[first].text.lower()
        marked = _read_status(word, lexicon)
        if marked is None:
            break
        status = marked
        first += 1
        if first < last and tokens[first].text == "-":
            first += 1
    if first >= last:
        return None
    title = text[tokens[first].start : tokens[last - 1].end]
    if last - first == 1 and title.lower() in lexicon.plurals:
        title = _match_case(lexicon.plurals[title.lower()], title)
    organisation = None
    if found.organisation[0] < found.organisation[1]:
        begin, end = found.organisation
        organisation = text[tokens[begin].start : tokens[end - 1].end]
    start, end = tokens[found.start].start, tokens[found.end - 1].end
    return Role(
        start=start,
        end=end,
        text=text[start:end],
        rule=f"persons/en:role-{found.rule}",
        confidence=confidence,
        title=title,
        organisation=organisation,
        status=status,
    )


def _read_status(word: str, lexicon: Lexicon) -> RoleStatus | None:
    if word in lexicon.former:
        return "former"
    if word in lexicon.acting:
        return "acting"
    return "designate" if word in lexicon.designate else None


def _match_case(word: str, model: str) -> str:
    return word.title() if model[0].isupper() else word
