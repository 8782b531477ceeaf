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
from schemas.naming import Clue, Clues
from tasks.cases import PATRONYMIC
from tasks.lexicon import Lexicon, load_lexicon
from tasks.mentions import Mention, merge_mentions
from tasks.prose import Prose
from tasks.roles import Found, find_after, find_before, find_held
from tasks.scripts import find_scripted
from tasks.signs import Line, read_line
from tasks.vocabulary import load_rules

_UNIT = "[GgFfUK]"
# What friends call somebody: C.L. "Butch" Otter, John S. (Jay) Darden.
_NICK = r"(?:\*[GgFfUKW]\*|\([GgFfUKW]\))?"
_NAME = re.compile(
    rf"(?:(?:I\.?){{1,2}}{_NICK})?(?:Y(?={_UNIT})|(?<=[hR.])p{{1,3}}(?={_UNIT})|V{{1,2}}(?={_UNIT}))?{_UNIT}"
    rf"(?:(?:(?:I\.?){{1,2}}|[pV]{{1,3}}h?)?{_NICK}{_UNIT}){{0,5}}(?:,?S\.?)?"
)
_COUPLE = re.compile(r"(?<![GgFfUKI.])(?:h\.?)?([Gg])&(?:h\.?)?(?=[Gg])")
# What makes a name that of a house or a law: Olof Palme International Center.
_NAMESAKE = re.compile(r"[WMNAP]{0,3}O|&?'?O")


class Piece(NamedTuple):
    """A run of signs that may be a name."""

    start: int
    end: int
    units: int  # words of it that are no initials, particles or suffixes


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
    sure, open_pieces = _follow_lists(line, sure, open_pieces)
    sure, open_pieces = _take_recurring(line, sure, open_pieces)
    loose = [
        Mention(
            piece.start, piece.end, piece.units, _load_clues().known, "known-name", None, None, None
        )
        for piece in open_pieces
        if not _is_other(line.signs, piece)
    ]
    sure += _pair_couples(line, sure)
    return merge_mentions(line, prose.text, sure, loose, lexicon=lexicon, title_end=prose.title_end)


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
        for place, index in enumerate(units[2:-1] if is_flat else (), start=2):
            if signs[index] == "G" and signs[units[place - 1]] not in "Gg" and index - start >= 2:
                if signs[index - 1] in "pVI.":
                    continue
                yield Piece(start, index, sum(unit >= start for unit in units[:place]))
                start = index
        yield Piece(start, end, sum(unit >= start for unit in units))


def _judge(
    line: Line, piece: Piece, lexicon: Lexicon, spot: Spot, taken: int
) -> Mention | None:
    """Weigh what speaks for a name; none if too little does. A role is taken once."""
    signs, clues = line.signs, _load_clues()
    if _is_other(signs, piece):
        return None
    honorific = _find_honorific(line, piece.start)
    before = find_before(line, piece.start, lexicon)
    if before and (before.start < taken or (piece.units == 1 and not _touches(before, honorific))):
        before = None
    if not before and signs[piece.start - 1] == "O":
        return None
    after = None
    if (piece.units > 1 or honorific) and not (before and before.rule == "before-comma"):
        after = find_after(line, piece.end, lexicon)
    if before and not honorific and before.rule == "before-comma" and signs[piece.start - 1] == "R":
        honorific = (piece.start - 1, piece.start)  # the Chair of the Council, General Koné
    confidence, rule = 0.0, ""
    if line.tokens[piece.start - 1].text.lower() in lexicon.aliases:
        return None
    if honorific or (
        before and _fits_role(signs, piece, before, spot.is_headline, _is_title(line, before, lexicon))
    ):
        confidence = clues.honorific if honorific else clues.role_before
        rule = "honorific" if honorific else "role-before"
    elif piece.units > 1:
        confidence, rule = _weigh_full(line, piece, after, spot, lexicon)
    elif not spot.is_headline:
        confidence, rule = _match_clues(signs, piece, clues.single)
    if not confidence:
        return None
    if before and before.organisation[0] == before.organisation[1]:
        held = find_held(line, piece.end)
        before = before._replace(organisation=held) if held else before
    return Mention(piece.start, piece.end, piece.units, confidence, rule, honorific, before, after)


def _is_title(line: Line, role: Found, lexicon: Lexicon) -> bool:
    """Whether a role is one that a family name alone may follow."""
    word = line.tokens[role.title[1] - 1].text.lower()
    head = lexicon.plurals.get(word, word)
    head = head if head in lexicon.titles else head.partition("-")[0]  # President-elect
    return role.title[1] < role.end or head in lexicon.titles or _has_link(line, role)


def _has_link(line: Line, role: Found) -> bool:
    """Whether a title goes on with "of": Secretary of State."""
    return any(sign in "op" for sign in line.signs[role.title[0] : role.title[1]])


def _touches(role: Found, honorific: tuple[int, int] | None) -> bool:
    """Whether a role stands right before a name of one word, or an honorific parts them."""
    return role.rule == "before" or honorific is not None


def _is_other(signs: str, piece: Piece) -> bool:
    """Whether the words around make it part of an organisation, a law or a place."""
    return signs[piece.start - 1] in "QZ" or _NAMESAKE.match(signs, piece.end) is not None


def _fits_role(signs: str, piece: Piece, role: Found, is_headline: bool, is_title: bool) -> bool:
    """Whether a role before a name is enough for it."""
    if piece.units > 1:
        return True
    sign = signs[piece.end - 1]
    if not is_title:
        return False
    if role.end == role.organisation[1] > role.organisation[0] >= role.title[1]:
        return False  # the last word of what "of" began
    if signs[role.title[1] - 1] == "r":
        return sign in "UFG"
    return sign in "UFGK" or not is_headline


def _weigh_full(
    line: Line, piece: Piece, after: Found | None, spot: Spot, lexicon: Lexicon
) -> tuple[float, str]:
    """Weigh a name of two words or more."""
    signs, clues = line.signs, _load_clues()
    if signs[piece.start - 1] == ":":
        label = line.tokens[piece.start - 2].text.lower()
        if label in lexicon.contacts:
            return clues.contact, "contact"
    if after and (not spot.is_headline or signs[piece.end] in ",("):
        return clues.role_after, "role-after"
    is_alone = signs[piece.start - 1] == "|" and signs[piece.end] == "|"
    if not spot.is_title:  # an item of a list
        is_alone = signs[piece.start - 1] in "|-:*" and signs[piece.end] in "|,-(;"
    if spot.is_headline and not is_alone:
        return 0.0, ""
    if after:
        return clues.role_after, "role-after"
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


def _load_clues() -> Clues:
    return load_rules("persons/clues.toml", Clues)


def _find_honorific(line: Line, start: int) -> tuple[int, int] | None:
    """Find the honorifics right before a name, as a stretch of signs."""
    signs = line.signs
    position = start
    while position and (signs[position - 1] == "h" or signs[position - 2 : position] == "h."):
        position -= 1
        if signs[position] == ".":
            position -= 1
    return (position, start) if position < start else None


def _pair_couples(line: Line, sure: list[Mention]) -> list[Mention]:
    """Find the first of "Brian and Alma Hart", whose family name stands with the second."""
    starts = {mention.start: mention for mention in sure if mention.units > 1}
    couples: list[Mention] = []
    for match in _COUPLE.finditer(line.signs):
        partner = starts.get(match.end())
        if partner and line.signs[partner.end - 1] in "GgFfUK":
            family = line.tokens[partner.end - 1].text
            start = match.start(1)
            couples.append(
                Mention(
                    start, start + 1, 1, _load_clues().couple, "couple", None, None, None, family
                )
            )
    return couples


def _follow_lists(
    line: Line, sure: list[Mention], loose: list[Piece]
) -> tuple[list[Mention], list[Piece]]:
    """Take in names in a list with a sure one: "Presidents A and B", "A, B and C".

    A role in the plural is that of all in the list, and so is where it is held.
    """
    signs = line.signs
    found = {mention.start: mention for mention in sure}
    ends = {mention.end: mention.start for mention in sure}
    kept: list[Piece] = []
    for piece in sorted([*loose, *_list_bare(sure)]):
        known = found.get(piece.start)
        neighbour = found.get(ends.get(_find_neighbour(signs, piece.start), -1))
        is_plural = neighbour is not None and _is_plural(line, neighbour)
        is_new = known is None and (is_plural or piece.units > 1) and not _is_other(signs, piece)
        if neighbour is None or not (is_plural or is_new):
            if known is None:
                kept.append(piece)
            continue
        before = neighbour.before if is_plural else None
        if before and (held := find_held(line, piece.end)):
            before = before._replace(organisation=held)
        if known is None and not is_new:
            kept.append(piece)
        elif known is None:
            found[piece.start] = Mention(
                piece.start, piece.end, piece.units, _load_clues().list, "list", None, before, None
            )
            ends[piece.end] = piece.start
        else:
            found[piece.start] = known._replace(before=before)
    _share_plurals(line, found)
    return _lead_lists(signs, found, kept)


def _share_plurals(line: Line, found: dict[int, Mention]) -> None:
    """Give a role in the plural behind the last of a list to all of it: "A and B, Attorneys"."""
    ends = {mention.end: mention.start for mention in found.values()}
    for start in sorted(found, reverse=True):
        after = found[start].after
        if after is None or not _ends_plural(line, after):
            continue
        place = start
        while (place := ends.get(_find_neighbour(line.signs, place), -1)) >= 0:
            if found[place].before or found[place].after:
                break
            found[place] = found[place]._replace(after=after)


def _lead_lists(
    signs: str, found: dict[int, Mention], loose: list[Piece]
) -> tuple[list[Mention], list[Piece]]:
    """Take in names that stand in a list before a sure one without a role: "A, B and C"."""
    kept: list[Piece] = []
    for piece in sorted(loose, reverse=True):
        start = piece.end
        while signs[start] in "&,":
            start += 1
        neighbour = found.get(start)
        is_linked = neighbour is not None and start > piece.end and not neighbour.before
        is_last = neighbour is not None and neighbour.rule != "list"
        if (
            neighbour is None
            or not is_linked
            or (is_last and signs[start - 1] != "&")
            or min(piece.units, neighbour.units) == 1
            or _is_other(signs, piece)
        ):
            kept.append(piece)
            continue
        found[piece.start] = Mention(
            piece.start, piece.end, piece.units, _load_clues().list, "list", None, None, None
        )
    return [found[start] for start in sorted(found)], kept[::-1]


def _take_recurring(
    line: Line, sure: list[Mention], loose: list[Piece]
) -> tuple[list[Mention], list[Piece]]:
    """Take in a name that no list has, if its last word goes on alone to do something.

    "The indictment charges Talashia Hinton. Hinton directed ..."
    """
    signs, clues = line.signs, _load_clues()
    alone = {
        line.tokens[piece.start].text
        for piece in loose
        if piece.end - piece.start == 1
        and signs[piece.start] in "UF"
        and signs[piece.end] in "wsr'"
        and signs[piece.start - 1] in "|.,*w&"
    }
    alone -= {
        line.tokens[piece.start].text
        for piece in loose
        if piece.end - piece.start == 1 and signs[piece.start - 1] == "t"
    }
    kept: list[Piece] = []
    for piece in loose:
        last = line.tokens[piece.end - 1].text
        is_name = piece.units > 1 and signs[piece.start] != "p" and last in alone and not _is_other(signs, piece)
        if is_name and signs[piece.start - 1] not in "tOPA" and signs[piece.end] not in "OWAN":
            sure.append(
                Mention(
                    piece.start, piece.end, piece.units, clues.recurring, "recurring",
                    None, None, None,
                )  # fmt: skip
            )
        else:
            kept.append(piece)
    return sorted(sure, key=lambda one: one.start), kept


def _list_bare(sure: list[Mention]) -> list[Piece]:
    """List the sure names without a role: one may stand in a list with a plural."""
    return [
        Piece(one.start, one.end, one.units)
        for one in sure
        if not (one.before or one.after or one.honorific)
    ]


def _find_neighbour(signs: str, start: int) -> int:
    """Find where the name before in a list ends; the start itself if there is no list."""
    end = start
    while signs[end - 1] in "&,":
        end -= 1
    return _skip_country(signs, end) if end < start else -1


def _skip_country(signs: str, end: int) -> int:
    """Go back over "of Singapore" behind the name before."""
    start = end
    while signs[start - 1] in "PtO":
        start -= 1
    return start - 1 if start < end and signs[start - 1] in "op" else end


def _is_plural(line: Line, mention: Mention) -> bool:
    found = mention.before
    if found is None:
        return False
    return _ends_plural(line, found)


def _ends_plural(line: Line, found: Found) -> bool:
    word = line.tokens[found.title[1] - 1].text.lower()
    return word.endswith("s") and word not in {"boss", "princess", "empress", "duchess"}
