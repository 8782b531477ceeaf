"""Persons named in a release: where a name may stand, and what speaks for it.

A run of words that could be a name counts if a role or an honorific stands before it, a role or an
age behind it, if it begins with a known given name, or if somebody of that name says something.
In headlines, where all words have capitals, a name needs its role or must stand in the text too.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from schemas.findings import Person
from schemas.naming import Clue
from tasks.persons.behind import find_after, find_held
from tasks.persons.cases import PATRONYMIC, read_case
from tasks.persons.lexicon import Lexicon, load_lexicon
from tasks.persons.lists import (
    Piece,
    follow_lists,
    is_other,
    load_clues,
    pair_couples,
    sign_office,
    take_recurring,
)
from tasks.persons.mentions import Mention, merge_mentions
from tasks.persons.roles import Found, find_before
from tasks.persons.scripts import find_scripted
from tasks.persons.signs import Line, read_line
from tasks.prose.cut import Prose

_UNIT = "[GgFfUK]"
# What friends call somebody: C.L. "Butch" Otter, John S. (Jay) Darden.
_NICK = r"(?:\*[GgFfUKW]\*|\([GgFfUKW]\))?"
_NAME = re.compile(
    rf"(?:(?:I\.?){{1,2}}{_NICK})?(?:Y(?={_UNIT})|(?<=[hR.])p{{1,3}}(?={_UNIT})|V{{1,2}}(?={_UNIT}))?{_UNIT}"
    rf"(?:(?:(?:I\.?){{1,2}}|[pV]{{1,3}}h?)?{_NICK}{_UNIT}){{0,5}}(?:,?S\.?)?"
)


# How German nouns end that are no names: Leiterin Kommunikation.
_ABSTRACT = ("ion", "ung", "heit", "keit", "schaft", "tät", "ismus", "politik", "wesen")
_INITIAL = 2  # letters of one initial, its full stop with it
_NEXT = re.compile(r"[it][A-Z]?O[GUF]{2,3}$")
_HELD = re.compile(r"[RO]oUG[UFG]")


class Spot(NamedTuple):
    """Where a run of words stands."""

    is_headline: bool  # in title case, or in capitals
    is_title: bool


def find_persons(prose: Prose, language: str) -> tuple[Person, ...]:
    """Find the persons named in a text, each with its mentions and roles. Linear in its length.

    Args:
        prose: The text, cut up.
        language: BCP 47 tag of its language, `und` if not known.
    """
    if scripted := find_scripted(prose, language):
        return scripted
    lexicon = load_lexicon(language)
    line = read_line(prose, language)
    sure: list[Mention] = []
    open_pieces: list[Piece] = []
    headline = _Headlines(line.headlines)
    taken = 0
    for piece in _cut_pieces(line):
        is_title = line.tokens[piece.start].start < prose.title_end
        spot = Spot(headline.holds(piece.start), is_title)
        mention = _judge(line, piece, lexicon, spot, taken)
        if mention is None:
            open_pieces.append(piece)
        else:
            sure.append(mention)
            taken = mention.after.end if mention.after else taken
    sure, open_pieces = follow_lists(line, sure, open_pieces, lexicon.severals)
    sure = sign_office(line, sure, lexicon)
    if not lexicon.has_compounds:  # where all nouns have capitals, none is a name for that
        sure, open_pieces = take_recurring(line, sure, open_pieces)
    loose = [
        Mention(
            piece.start,
            piece.end,
            piece.units,
            load_clues().known,
            "known-name",
            None,
            None,
            _read_later(line, piece, lexicon),
        )
        for piece in open_pieces
        if not is_other(line.signs, piece)
    ]
    sure += pair_couples(line, sure)
    return merge_mentions(line, prose.text, sure, loose, lexicon=lexicon, title_end=prose.title_end)


def _is_object(line: Line, role: Found, end: int) -> bool:
    """Whether a role before a comma is of somebody else: "With the Minister, X said"."""
    if role.rule != "before-comma" or line.signs[end] not in "sw":
        return False
    start = role.start
    while line.signs[start - 1] == "t":
        start -= 1
    return line.signs[start - 1] == "i"


def _read_later(line: Line, piece: Piece, lexicon: Lexicon) -> Found | None:
    """Read a role told only when somebody is named again: "Jackson, a former sheriff, ..."."""
    if line.signs[piece.end : piece.end + 2] != ",t":
        return None
    return find_after(line, piece.start, piece.end, lexicon)


class _Headlines:
    """Answers whether a sign stands in a headline, for signs asked in order."""

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self._stretches = stretches
        self._index = 0

    def holds(self, position: int) -> bool:
        while self._index < len(self._stretches) and self._stretches[self._index][1] <= position:
            self._index += 1
        return self._index < len(self._stretches) and self._stretches[self._index][0] <= position


def _cut_pieces(line: Line) -> Iterator[Piece]:
    """Yield what may be a name; two names with nothing between them are parted."""
    signs = line.signs
    is_flat = signs.count(".") * 100 < len(signs)
    for match in _NAME.finditer(signs):
        start, end = match.span()
        units = [index for index in range(start, end) if signs[index] in "GgFfUK"]
        if _HELD.match(signs, start - 2):  # Minister of Armavia Gevorg Aramyan
            start, units = start + 1, units[1:]
        if signs[start] == "V":
            units.insert(0, start)  # Abu Ward
        for place, index in enumerate(units[2:-1] if is_flat else (), start=2):
            if signs[index] == "G" and signs[units[place - 1]] not in "Gg" and index - start >= 2:
                if signs[index - 1] in "pVI.":
                    continue
                yield Piece(start, index, sum(unit >= start for unit in units[:place]))
                start = index
        yield Piece(start, end, sum(unit >= start for unit in units))


def _judge(line: Line, piece: Piece, lexicon: Lexicon, spot: Spot, taken: int) -> Mention | None:
    """Weigh what speaks for a name; none if too little does. A role is taken once."""
    signs, clues = line.signs, load_clues()
    if is_other(signs, piece):
        return None
    honorific = _find_honorific(line, piece.start)
    before = _find_role(line, piece, honorific, lexicon, taken)
    if not before and signs[piece.start - 1] == "O":
        return None
    after = None
    if (piece.units > 1 or honorific or signs[piece.start] == "I") and not (
        before and before.rule == "before-comma"
    ):
        after = find_after(line, piece.start, piece.end, lexicon)
        if before and after and _NEXT.search(signs, after.start, after.end):
            after = None  # Minister A, Adviser at the Royal Court B
    if before and not honorific and before.rule == "before-comma" and signs[piece.start - 1] == "R":
        honorific = (piece.start - 1, piece.start)  # the Chair of the Council, General Koné
    if line.tokens[piece.start - 1].text.lower() in lexicon.aliases:
        return None
    if honorific:
        confidence, rule = clues.honorific, "honorific"
    elif before and _fits_role(line, piece, before, spot, lexicon):
        confidence, rule = clues.role_before, "role-before"
    else:
        confidence, rule = _weigh(line, piece, after, spot, lexicon)
    if not confidence:
        return None
    if before and before.organisation[0] == before.organisation[1]:
        held = find_held(line, piece.end)
        before = before._replace(organisation=held) if held else before
    case = _read_title_case(line, before, lexicon) if before and lexicon.nominative else ""
    return Mention(
        piece.start, piece.end, piece.units, confidence, rule, honorific, before, after, case
    )


def _find_role(
    line: Line, piece: Piece, honorific: tuple[int, int] | None, lexicon: Lexicon, taken: int
) -> Found | None:
    """Find the role before a name, if it is this one's."""
    before = find_before(line, piece.start, lexicon)
    if before is None or before.start < taken or _is_object(line, before, piece.end):
        return None
    return before if piece.units > 1 or _touches(before, honorific) else None


def _weigh(
    line: Line, piece: Piece, after: Found | None, spot: Spot, lexicon: Lexicon
) -> tuple[float, str]:
    """Weigh a name that no role or honorific stands before."""
    if lexicon.nominative and _has_initials(line, piece):
        return load_clues().patronymic, "initials"
    if piece.units > 1:
        return _weigh_full(line, piece, after, spot, lexicon)
    if spot.is_headline or lexicon.has_compounds:
        return 0.0, ""
    return _match_clues(line.signs, piece, load_clues().single)


def _read_title_case(line: Line, role: Found, lexicon: Lexicon) -> str:
    """Read the case a title stands in: the name behind it stands in the same."""
    for index in range(*role.title):
        word = line.tokens[index].text.lower()
        if lexicon.small.get(word) == "r":
            return "" if lexicon.nominative.get(word, word) == word else read_case(word)
    return ""


def _has_initials(line: Line, piece: Piece) -> bool:
    """Whether a name begins with two initials, as it does in Russian: В.В. Матвиенко."""
    start = piece.start
    if line.signs[start] != "I":
        return False
    return line.signs[start : start + 4] == "I.I." or len(line.tokens[start].text) > _INITIAL


def _is_title(line: Line, role: Found, lexicon: Lexicon) -> bool:
    """Whether a role is one that a family name alone may follow."""
    word = line.tokens[role.title[1] - 1].text.lower()
    head = lexicon.plurals.get(word, word)
    head = head if head in lexicon.titles else head.partition("-")[0]  # President-elect
    return role.title[1] < role.end or head in lexicon.titles or _has_link(line, role)


def _has_link(line: Line, role: Found) -> bool:
    """Whether a title goes on with "of": Secretary of State."""
    return any(sign in "opi" for sign in line.signs[role.title[0] : role.title[1]])


def _touches(role: Found, honorific: tuple[int, int] | None) -> bool:
    """Whether a role stands right before a name of one word, or an honorific parts them."""
    return role.rule == "before" or honorific is not None


def _fits_role(line: Line, piece: Piece, role: Found, spot: Spot, lexicon: Lexicon) -> bool:
    """Whether a role before a name is enough for it."""
    signs = line.signs
    if piece.units > 1 or signs[piece.start] == "I":
        return True
    sign = signs[piece.end - 1]
    is_noun = lexicon.has_compounds and line.tokens[piece.start].text.endswith(_ABSTRACT)
    if is_noun or not _is_title(line, role, lexicon):
        return False
    if role.end == role.organisation[1] > role.organisation[0] >= role.title[1]:
        return False  # the last word of what "of" began
    if signs[role.title[1] - 1] == "r":
        return sign in "UFG"
    return sign in "UFGK" or not spot.is_headline


def _weigh_full(
    line: Line, piece: Piece, after: Found | None, spot: Spot, lexicon: Lexicon
) -> tuple[float, str]:
    """Weigh a name of two words or more."""
    signs, clues = line.signs, load_clues()
    label = line.tokens[piece.start - 2].text.lower() if signs[piece.start - 1] == ":" else ""
    if label in lexicon.contacts:
        return clues.contact, "contact"
    is_alone = signs[piece.start - 1] == "|" and signs[piece.end] == "|"
    if not spot.is_title:  # an item of a list
        is_alone = signs[piece.start - 1] in "|-:*" and signs[piece.end] in "|,-(;"
    is_free = is_alone or not spot.is_headline
    if after and (is_free or signs[piece.end] in ",("):
        return clues.role_after, "role-after"
    if not is_free:
        return 0.0, ""
    follower = line.tokens[piece.end + 1].text.lower() if signs[piece.end] == "," else ""
    if follower in lexicon.pronouns:
        return clues.pronoun, "pronoun"
    if PATRONYMIC.match(line.tokens[piece.start + 1].text):
        return clues.patronymic, "patronymic"
    return _match_clues(signs, piece, clues.full)


def _match_clues(signs: str, piece: Piece, clues: tuple[Clue, ...]) -> tuple[float, str]:
    """Weigh a run by the first pattern that fits it and what stands beside it."""
    start, end = piece.start, piece.end
    shown = f"{signs[start - 1]}<{signs[start:end]}>{signs[end : end + 3]}"
    for clue in clues:
        if _compile(clue.pattern).search(shown):
            return clue.confidence, clue.name
    return 0.0, ""


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _find_honorific(line: Line, start: int) -> tuple[int, int] | None:
    """Find the honorifics right before a name, as a stretch of signs."""
    signs = line.signs
    position = start
    while position and (signs[position - 1] == "h" or signs[position - 2 : position] == "h."):
        position -= 1
        if signs[position] == ".":
            position -= 1
        if signs[position - 2 : position] == "ht":
            position -= 1  # Dr the Hon.
    return (position, start) if position < start else None
