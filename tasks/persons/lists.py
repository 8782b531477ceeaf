"""Persons by the company they keep: in a list with others, in couples, named again alone."""

import re
from typing import NamedTuple

from schemas.naming import Clues
from tasks.persons.behind import find_held
from tasks.persons.lexicon import Lexicon
from tasks.persons.mentions import Mention
from tasks.persons.roles import Found
from tasks.persons.signs import Line
from tasks.prose.rules import load_rules

# What makes a name that of a house or a law: Olof Palme International Center.
_NAMESAKE = re.compile(r"[WMNAP]{0,3}O|&?'?O")
_OFFICE = re.compile(r"ww[MR]{0,3}R")
_COUPLE = re.compile(r"(?<![GgFfUKI.])(?:h\.?)?([Gg])&(?:h\.?)?(?=[Gg])")


class Piece(NamedTuple):
    """A run of signs that may be a name."""

    start: int
    end: int
    units: int  # words of it that are no initials, particles or suffixes


def load_clues() -> Clues:
    """Load what speaks for a name, and how much."""
    return load_rules("persons/clues.toml", Clues)


def is_other(signs: str, piece: Piece) -> bool:
    """Whether the words around make it part of an organisation, a law or a place."""
    return signs[piece.start - 1] in "QZ" or _NAMESAKE.match(signs, piece.end) is not None


def pair_couples(line: Line, sure: list[Mention]) -> list[Mention]:
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
                    start, start + 1, 1, load_clues().couple, "couple", None, None, None, "", family
                )
            )
    return couples


def follow_lists(
    line: Line, sure: list[Mention], loose: list[Piece], plurals: frozenset[str]
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
        is_plural = neighbour is not None and _is_plural(line, neighbour, plurals)
        is_new = known is None and (is_plural or piece.units > 1) and not is_other(signs, piece)
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
                piece.start, piece.end, piece.units, load_clues().list, "list", None, before, None
            )
            ends[piece.end] = piece.start
        else:
            found[piece.start] = known._replace(before=before)
    _share_plurals(line, found, plurals)
    return _lead_lists(signs, found, kept)


def _share_plurals(line: Line, found: dict[int, Mention], plurals: frozenset[str]) -> None:
    """Give a role in the plural behind the last of a list to all of it: "A and B, Attorneys"."""
    ends = {mention.end: mention.start for mention in found.values()}
    for start in sorted(found, reverse=True):
        after = found[start].after
        if after is None or not _ends_plural(line, after, plurals):
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
            or is_other(signs, piece)
        ):
            kept.append(piece)
            continue
        found[piece.start] = Mention(
            piece.start, piece.end, piece.units, load_clues().list, "list", None, None, None
        )
    return [found[start] for start in sorted(found)], kept[::-1]


def sign_office(line: Line, sure: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Give who signs a text on a line alone the office it claims: "vested in me as President"."""
    last = sure[-1] if sure else None
    is_signed = (
        last is not None
        and not (last.before or last.after)
        and line.signs[last.start - 1] == "|"
        and line.signs[last.end :].startswith(("|", ".|"))
    )
    if last is None or not is_signed:
        return sure
    for match in _OFFICE.finditer(line.signs):
        first, second = line.tokens[match.start() : match.start() + 2]
        if (first.text.lower(), second.text.lower()) in lexicon.vested:
            title = (match.start() + 2, match.end())
            role = Found(*title, title, (match.end(), match.end()), "signed")
            return [*sure[:-1], last._replace(before=role)]
    return sure


def take_recurring(
    line: Line, sure: list[Mention], loose: list[Piece]
) -> tuple[list[Mention], list[Piece]]:
    """Take in a name that no list has, if its last word goes on alone to do something.

    "The indictment charges Talashia Hinton. Hinton directed ..."
    """
    signs, clues = line.signs, load_clues()
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
        is_name = (
            piece.units > 1
            and signs[piece.start] != "p"
            and last in alone
            and not is_other(signs, piece)
        )
        if is_name and signs[piece.start - 1] not in "tOPA" and signs[piece.end] not in "OWAN":
            found = (piece.start, piece.end, piece.units, clues.recurring, "recurring")
            sure.append(Mention(*found, None, None, None))
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
    if end == start:
        return -1
    if signs[end - 1] == ")" and (opening := signs.rfind("(", end - 8, end)) >= 0:
        return opening  # Bob Kerr (D-Vt.), Eve Lund (D-Ore.)
    return _skip_country(signs, end)


def _skip_country(signs: str, end: int) -> int:
    """Go back over "of Singapore" behind the name before."""
    start = end
    while signs[start - 1] in "PtO":
        start -= 1
    return start - 1 if start < end and signs[start - 1] in "op" else end


def _is_plural(line: Line, mention: Mention, plurals: frozenset[str]) -> bool:
    found = mention.before
    if found is None:
        return False
    return _ends_plural(line, found, plurals)


def _ends_plural(line: Line, found: Found, plurals: frozenset[str]) -> bool:
    if set(line.signs[found.title[0] : found.title[1]]) & set("opi"):
        return False  # Chair of the Council of Ministers
    word = line.tokens[found.title[1] - 1].text.lower()
    if any(one.text.lower() in plurals for one in line.tokens[slice(*found.title)]):
        return True
    return word.endswith("s") and word not in {"boss", "princess", "empress", "duchess"}
