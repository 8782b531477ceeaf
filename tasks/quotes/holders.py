"""Whom an office means: "the Minister said" where several ministers are named."""

import re
from collections.abc import Sequence

from schemas.findings import Person, Role
from tasks.persons.lexicon import load_lexicon
from tasks.quotes.speakers import Mention, Speaker, Wording

# Letters that "Kazakh" and "Kazakhstan" share, at least.
_MIN_STEM = 4
# As far back an office may be named in full, in characters; of how many it may be, at most.
_MAX_BACK = 10_000
_MAX_HOLDERS = 200
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PLAIN = re.compile(r"[^a-zà-ÿа-я]")
# Small words before the verb of speech: "the Vietnamese minister".
_PHRASE = re.compile(r"(?:^|[,;.]|\band\b|\bthat\b)\s*([^\W\d_][\w’-]*(?: [\w’-]+){1,4})\s*$")


def find_holder(
    office: Speaker, wording: Wording, firsts: Sequence[Mention], last: Person | None
) -> Mention | None:
    """Find who is meant by an office: who spoke last if it is theirs, else the first named.

    A release is written by the side it names first: without more, "the Minister" is theirs.

    Args:
        office: Words of it, as in the text.
        wording: Rules of the language.
        firsts: The first mention of each person, in order: see `list_first`.
        last: Who was quoted last.
    """
    words = [
        word
        for word in _WORD.findall(office.name.casefold())
        if word not in wording.articles and word not in wording.joins
    ]
    holders = [item for item in firsts if _holds(item.person, words)]
    for item in holders:
        if last is not None and item.person.person_id == last.person_id:
            return item
    return holders[0] if holders else None


def list_first(mentions: Sequence[Mention]) -> list[Mention]:
    """List the first mention of each person, of a bounded number of persons."""
    firsts: dict[str, Mention] = {}
    for item in mentions:
        firsts.setdefault(item.person.person_id, item)
    return list(firsts.values())[:_MAX_HOLDERS]


def _holds(person: Person, words: Sequence[str]) -> bool:
    if not words:
        return False
    is_rank = " ".join(words) == person.honorific.casefold()
    return is_rank or any(_fits(role, words) for role in person.roles)


def _fits(role: Role, words: Sequence[str]) -> bool:
    """Whether all words of an office are in a role, the last in its title."""
    title = _WORD.findall(role.title.casefold())
    if words[-1] not in title and words[0] not in title:
        return False
    held = _PLAIN.sub("", (role.organisation or "").casefold())
    return all(
        word in title or (len(word) >= _MIN_STEM and word[:_MIN_STEM] in held) for word in words
    )


def name_plain(text: str, start: int, end: int, wording: Wording) -> Speaker | None:
    """Name an office or body written small, right before the verb: "the Vietnamese minister"."""
    found = _PHRASE.search(text[start:end].rstrip())
    if found is None or found[1].split()[0].casefold() not in wording.articles:
        return None
    words = found[1].split()
    lexicon = load_lexicon(wording.language)
    if lexicon.small.get(words[-1]) != "r" and lexicon.large.get(words[-1]) != "O":
        return None
    return Speaker(" ".join(words[1:]), None, start + found.start(1))


def find_body(text: str, office: Speaker, wording: Wording) -> Speaker | None:
    """Find the name a body written small was given before: "the ministry"."""
    noun = office.name.split()[-1].capitalize()
    before = text.rfind(noun, max(0, office.offset - _MAX_BACK), office.offset)
    return widen_office(text, Speaker(noun, None, before), wording) if before >= 0 else None


def widen_office(text: str, office: Speaker, wording: Wording) -> Speaker:
    """Name an office by the fullest form of the text: Ministry of Foreign Affairs."""
    if " " in office.name:
        return office
    joins = "|".join(map(re.escape, sorted(wording.joins))) or "(?!)"
    longer = re.search(
        rf"\b{re.escape(office.name)}(?: (?:{joins}|[^\W\d_a-zà-ÿа-я][\w’-]*)){{1,9}}",
        text[:_MAX_BACK],
    )
    if longer is None:
        return office
    words = longer[0].split()
    while words and words[-1].casefold() in wording.joins | wording.articles:
        words.pop()
    return office._replace(name=" ".join(words)) if len(words) > 1 else office
