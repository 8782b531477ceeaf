"""Whom an office means: "the Minister said" where several ministers are named."""

import re
from collections.abc import Sequence

from schemas.findings import Person
from tasks.persons.lexicon import load_lexicon
from tasks.quotes.speakers import Mention, Speaker
from tasks.quotes.wording import Wording

# Letters that "Kazakh" and "Kazakhstan" share, at least.
_MIN_STEM = 4
# As far back an office may be named in full, in characters; of how many it may be, at most.
_MAX_BACK = 10_000
_MAX_HOLDERS = 200
_MAX_NEAR = 60
_ENDED = re.compile(r"[,.;:!?«»\"“”()\n]")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# So many words may stand before an office written small, and so many in it.
_MAX_LEAD, _MAX_PHRASE = 4, 4
_PLAIN = re.compile(r"[^a-zà-ÿа-я]")
# Small words before the verb of speech: "the Vietnamese minister".
_PHRASE = re.compile(r"(?:^|[,;.]|\band\b|\bthat\b)\s*([^\W\d_][\w’-]*(?: [\w’-]+){1,4})\s*$")


def find_holder(
    text: str,
    office: Speaker,
    wording: Wording,
    firsts: Sequence[Mention],
    last: Person | None,
) -> Mention | None:
    """Find who is meant by an office: who spoke last if it is theirs, else the first named.

    A release is written by the side it names first: without more, "the Minister" is theirs. Who
    has no more than that office goes before who has a longer one.

    Args:
        text: Of the release.
        office: Words of it, as in the text.
        wording: Rules of the language.
        firsts: The first mention of each person, in order: see `list_first`.
        last: Who was quoted last.
    """
    stretch = text[office.offset : office.offset + _MAX_NEAR].casefold()
    phrases = _list_meanings(office.name.casefold(), _ENDED.split(stretch)[0], wording)
    ranked = [
        (max(_weigh(text, item, words, wording, firsts) for words in phrases), item)
        for item in firsts
    ]
    best = max((weight for weight, _ in ranked), default=0)
    if not best:
        return None
    holders = [item for weight, item in ranked if weight == best]
    for item in holders:
        if last is not None and item.person.person_id == last.person_id:
            return item
    return holders[0]


def _list_meanings(phrase: str, stretch: str, wording: Wording) -> list[list[str]]:
    """List the words of an office, or those of the offices it is another word for."""
    lexicon = load_lexicon(wording.language)
    nations = [word for word in phrase.split() if lexicon.large.get(word) == "N"]
    phrases = [
        " ".join((role, *nations))
        for said, roles in wording.same
        if said.search(stretch)
        for role in roles
    ]
    if not phrases or " " in phrase:
        phrases.append(phrase)
    return [
        [word for word in _WORD.findall(one) if word not in wording.articles | wording.joins]
        for one in phrases
    ]


def list_first(mentions: Sequence[Mention]) -> list[Mention]:
    """List the first mention of each person, of a bounded number of persons."""
    firsts: dict[str, Mention] = {}
    for item in mentions:
        firsts.setdefault(item.person.person_id, item)
    return list(firsts.values())[:_MAX_HOLDERS]


def _weigh(
    text: str, item: Mention, words: Sequence[str], wording: Wording, firsts: Sequence[Mention]
) -> int:
    """Weigh how well an office fits a person: 0 not at all, 2 or more if it is all of it."""
    if not words:
        return 0
    person = item.person
    if " ".join(words) == person.honorific.casefold():
        return 2
    weights = [
        _weigh_role(role.title, f"{role.organisation or ''} {role.text}", words, wording)
        for role in person.roles
    ]
    before = text[max(0, item.start - _MAX_NEAR) : item.start].casefold()
    if wording.counterpart.search(before):
        # Her Gabonese counterpart is minister, too.
        weights += [
            _weigh_role(role.title, before, words, wording)
            for other in firsts
            for role in other.person.roles
            if other is not item
        ]
    return max(weights, default=0)


def _weigh_role(title: str, held: str, words: Sequence[str], wording: Wording) -> int:
    """Weigh an office against a role: its head must be one of the role, all words must be in it."""
    heads = _list_heads(title, wording)
    known = _WORD.findall(title.casefold())
    is_headed = any(
        _is_same(word, one, wording)
        for word in (words[0], words[-1])
        for head in heads
        for one in head
    )
    place = _PLAIN.sub("", held.casefold())
    fits = is_headed and all(
        any(_is_same(word, one, wording) for one in known)
        or (len(word) >= _MIN_STEM and word[:_MIN_STEM] in place)
        for word in words
    )
    if not fits:
        return 0
    is_whole = any(
        head and all(any(_is_same(w, one, wording) for w in words) for one in head)
        for head in heads
    )
    return 2 if is_whole else 1


def _list_heads(title: str, wording: Wording) -> list[list[str]]:
    """List the heads of a title: of "Assistant to the Chair and Envoy" it is Assistant, Envoy."""
    lexicon = load_lexicon(wording.language)
    heads: list[list[str]] = [[]]
    is_open = True
    for word in _WORD.findall(title.casefold()):
        sign = lexicon.small.get(word, "w")
        if sign == "&":
            heads.append([])
            is_open = True
            continue
        is_open = is_open and sign not in "oipt"
        if is_open:
            heads[-1].append(word)
            is_open = not (lexicon.has_genitive and sign == "r")
    return heads


def _is_same(word: str, other: str, wording: Wording) -> bool:
    """Whether two words are one, or one a compound of the other, or another case of it."""
    if word == other:
        return True
    lexicon = load_lexicon(wording.language)
    if lexicon.has_compounds:
        return len(word) > _MIN_STEM and other.endswith(word)
    if wording.language == "ru":
        stem = min(len(word), len(other)) - 2
        return stem >= _MIN_STEM and word[:stem] == other[:stem]
    if wording.language == "ar":
        return word.removeprefix("ال") == other.removeprefix("ال")
    return other in lexicon.plurals and lexicon.plurals[other] == word


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


def find_plain(text: str, start: int, end: int, wording: Wording) -> Speaker | None:
    """Find an office written small that opens a stretch: (said) "for his part the governor"."""
    lexicon = load_lexicon(wording.language)
    words = list(_WORD.finditer(text, start, min(end, start + _MAX_NEAR)))[
        : _MAX_LEAD + _MAX_PHRASE
    ]
    opening = next((n for n, word in enumerate(words) if _opens(word[0], wording)), None)
    if wording.language == "ru":
        opening = -1  # it has no articles
    if (
        opening is None
        or opening > _MAX_LEAD
        or any(word[0][:1].isupper() for word in words[1 : max(1, opening)])
    ):
        return None
    last = None
    for number in range(opening + 1, min(len(words), opening + 1 + _MAX_PHRASE)):
        if text[words[number - 1].end() : words[number].start()].strip(" \t'’-"):
            break
        word = words[number][0].casefold()
        sign = lexicon.small.get(word, "w")
        if sign == "r" or wording.person.fullmatch(word) or (last is not None and sign == "m"):
            last = number
        elif last is not None or sign in "o&p":
            break
    if last is None:
        return None
    begin = words[opening + 1].start()
    return Speaker(text[begin : words[last].end()], None, begin)


def _opens(word: str, wording: Wording) -> bool:
    lower = word.casefold()
    return (
        lower in wording.articles and load_lexicon(wording.language).small.get(lower, "w") in "ot"
    )


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
