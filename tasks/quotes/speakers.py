"""Who said what stands in quotation marks: the name beside a verb of speech, and whom it means."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from schemas.findings import Person
from tasks.persons.lexicon import is_word, load_lexicon
from tasks.prose.cut import Prose, Stretch
from tasks.quotes.wording import Wording

# How far from a quotation its speaker may stand, in characters.
_REACH = 320
_MAX_TAIL = 110
_MAX_NAME = 120
POSSESSIVE = re.compile(r"[’']s?\s+[^\W\d_]")
_UNCASED = frozenset({"zh", "ar"})
_COLONS = frozenset(":：")
_CLOSERS = frozenset('"”»’')
_LEADS = frozenset(",:，：")
_DASHES = frozenset({"-", "–", "—", "―", "--"})
_ABBREVIATIONS = frozenset({"Jr.", "Sr.", "Inc.", "Co.", "Corp.", "Ltd.", "Bros.", "D.C.", "U.S."})
_MAX_WORDS_BEFORE = 12
_MAX_HEAD = 3
# "Sen.", "Dr.", "Atty.": a full stop after no more letters ends no sentence.
_MAX_SHORT = 5
# Between an office and the name of who holds it: an honorific at most.
_LEAD = re.compile(r",?\s*(?:[^\W\d_][\w.’']{0,9}\s+){0,2}")
_WORD = re.compile(r"[^\W\d_](?:[\w.’'-]*\w)?\.?")
_FRAME = ' \t\n,，、;:：–—-"“”«»()‘’'


class Mention(NamedTuple):
    """A person's name in the text."""

    start: int
    end: int
    person: Person


class Speaker(NamedTuple):
    """Who spoke: a person, or the words that name an office or organisation."""

    name: str
    person: Person | None = None
    offset: int = 0


class Attribution(NamedTuple):
    """Words that tie a quotation to a speaker; an empty stretch stands for the one before."""

    start: int
    end: int
    rule: str
    # Whether the name follows the verb: then the first name is meant, else the subject's.
    follows: bool = False
    is_pronoun: bool = False


class Span(NamedTuple):
    """What follows a quotation: its first word, the sentence's end, the next quotation."""

    first: int
    stop: int
    limit: int


class Setting(Protocol):
    """What a speaker is picked from: the text, its language's rules, who is named where."""

    @property
    def prose(self) -> Prose: ...
    @property
    def wording(self) -> Wording: ...
    @property
    def mentions(self) -> Sequence[Mention]: ...


def list_mentions(persons: Sequence[Person]) -> list[Mention]:
    """All mentions of all persons, in order of the text."""
    return sorted(
        (
            Mention(place.start, place.end, person)
            for person in persons
            for place in person.mentions
        ),
        key=lambda mention: mention[:2],
    )


def find_sentence(prose: Prose, offset: int) -> Stretch:
    """The sentence that holds a place of the text."""
    place = bisect_left(prose.sentences, offset + 1, key=lambda sentence: sentence.start)
    return prose.sentences[max(0, place - 1)]


def find_verbs(wording: Wording, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Find verbs of speech; within a sentence "States" and "Notes" are none."""
    for verb in wording.verb.finditer(text, start, end):
        if verb.start() == start or not text[verb.start()].isupper():
            yield verb


def attribute_after(
    prose: Prose, wording: Wording, end: int, limit: int, *, is_closed_sentence: bool
) -> Attribution | None:
    """Look behind a quotation: `," said X, role of Y.` or `," X said.`.

    Args:
        prose: The text.
        wording: Rules of its language.
        end: Where the quotation ends.
        limit: Where the next one begins, or the paragraph ends.
        is_closed_sentence: Whether the quotation closes a sentence: what follows may be another.
    """
    text = prose.text
    first = end
    while first < limit and text[first] in _FRAME:
        first += 1
    if first >= limit:
        return None
    stop = min(find_sentence(prose, first).end, limit, first + _REACH)
    if text[end:first].strip(' \t”"') in _DASHES and _is_name(text[first:stop].split()[0], wording):
        # "..." – X, role of Y
        return Attribution(first, stop, "signed", follows=True)
    verb = next(find_verbs(wording, text, first, stop), None)
    if verb is None:
        return None
    if not _is_small(text[first : verb.start()], wording):
        return _name_before(
            wording, text, Span(first, stop, limit), verb, is_closed=is_closed_sentence
        )
    is_other = is_closed_sentence and text[first].isupper()
    return None if is_other else _name_behind(wording, text, verb, stop)


def _name_before(
    wording: Wording, text: str, span: Span, verb: re.Match[str], *, is_closed: bool
) -> Attribution | None:
    """Take what stands between quotation and verb for who said it, if it can be that."""
    first, stop, limit = span
    opening = _WORD.match(text, first)
    hangs = opening is not None and opening[0].casefold() in wording.prepositions
    if hangs or verb.start() - first > _MAX_NAME or wording.clause.match(text, first, stop):
        return None
    rest = text[verb.end() : limit].strip()
    # "A." X said: "B" introduces the next one.
    is_lead = rest[:1] in _COLONS or (is_closed and rest[-1:] in _LEADS)
    if is_lead or (is_closed and text[verb.end() : stop].strip(_FRAME + ".。")):
        return None
    return _take_subject(wording, text, first, verb.start(), "name-verb")


def _name_behind(wording: Wording, text: str, verb: re.Match[str], stop: int) -> Attribution:
    """What a verb leads on to: a name, a pronoun, or nothing, where the last speaker is meant."""
    start = verb.end()
    if verb[0].casefold() in wording.pronouns:  # a-t-elle
        return Attribution(verb.start(), start, "verb-name", follows=True, is_pronoun=True)
    word = _WORD.match(text, start + 1, stop)
    if word and word[0].casefold() in wording.pronouns:
        return Attribution(word.start(), word.end(), "verb-name", follows=True, is_pronoun=True)
    if not text[start:stop].strip(_FRAME + "."):
        return Attribution(start, start, "verb-name", is_pronoun=True)
    return Attribution(start, stop, "verb-name", follows=True)


def attribute_before(scene: Setting, begin: int, start: int) -> Attribution | None:
    """Look before a quotation, from `begin` on: `X told reporters: "`, `According to X, "`."""
    text, wording = scene.prose.text, scene.wording
    begin = max(begin, start - _REACH)
    if not text[begin:start].strip():
        return None
    last = None
    for verb in find_verbs(wording, text, begin, start):
        last = verb
    if last is not None and start - last.end() <= _MAX_TAIL:
        ahead = text[begin : last.start()]
        if not ahead.strip(_FRAME) or ahead.rstrip()[-1:] in _CLOSERS:
            # Arabic and some headlines put the verb first; words before it have lost their mark.
            return Attribution(last.end(), start, "introduced", follows=True)
        return introduce(scene, begin, last, start)
    if source := wording.source.search(text, begin, start):
        return Attribution(source.end(), start, "according-to", follows=True)
    if wording.participle.search(text, begin, start):
        return Attribution(start, start, "continued", is_pronoun=True)
    return None


def introduce(scene: Setting, begin: int, verb: re.Match[str], end: int) -> Attribution:
    """Take the subject of a verb that leads on to a quotation, which may stand behind the verb."""
    text, wording = scene.prose.text, scene.wording
    opening = _WORD.search(text, begin, verb.start())
    behind = text[verb.end() : end].strip(_FRAME)
    if behind and opening and opening[0].casefold() in wording.openers:
        named = list_within(scene.mentions, begin, verb.start())
        if all(hangs(text, begin, item.start, wording) for item in named):
            return _name_behind(wording, text, verb, end)._replace(rule="introduced")
    return _take_subject(wording, text, begin, verb.start(), "introduced")


def _take_subject(wording: Wording, text: str, begin: int, end: int, rule: str) -> Attribution:
    words = [
        word for word in _WORD.findall(text[begin:end]) if word.casefold() not in wording.articles
    ]
    said = [word.casefold().strip(".") for word in words]
    is_pronoun = bool(said) and (
        (len(said) <= 4 and said[-1] in wording.pronouns) or said[0] in wording.pronouns
    )
    if wording.language == "zh":
        bare = text[begin:end].strip(_FRAME)
        is_pronoun = bare in wording.pronouns or bare[-1:] in wording.pronouns
    return Attribution(begin, end, rule, is_pronoun=is_pronoun)


def _is_small(between: str, wording: Wording) -> bool:
    """Whether words between mark and verb are none that could name somebody: "– заявил", "also"."""
    words = _WORD.findall(between)
    return not words or (
        len(words) == 1
        and all(word[:1].islower() and word.casefold() not in wording.pronouns for word in words)
    )


def pick_speaker(scene: Setting, found: Attribution) -> Speaker | None:
    """Say whom an attribution names: the first name behind the verb, else its subject's."""
    text, wording = scene.prose.text, scene.wording
    inside = list_within(scene.mentions, found.start, found.end)
    office = name_office(text, found.start, found.end, wording)
    if found.follows:
        clause = wording.clause.search(text, found.start, found.end)
        named = [item for item in inside if not clause or item.start < clause.start()]
        near = office is None or wording.language in _UNCASED
        if office is not None and not near and named:
            # "said the Ministry, whose head is X": the office is named first, and apart from X.
            stop = office.offset + len(office.name)
            near = _LEAD.fullmatch(text, stop, max(stop, named[0].start)) is not None
    else:
        named = [
            item
            for item in inside
            if not hangs(text, found.start, item.start, wording)
            and not POSSESSIVE.match(text, item.end, found.end)
        ] or inside
        near = True
    if named and not found.follows and wording.language == "zh" and named[-1].end == found.end:
        named = named[-1:]  # right before the verb
    if named and near:
        return Speaker(named[0].person.name, named[0].person, named[0].start)
    return office


def list_within(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The mentions that stand between two places."""
    low = bisect_left(mentions, start, key=lambda mention: mention.start)
    high = bisect_left(mentions, end, key=lambda mention: mention.start)
    return mentions[low:high]


def hangs(text: str, begin: int, place: int, wording: Wording) -> bool:
    """Whether a name hangs on a preposition: "after a call with Minister X, Y said"."""
    # A comma ends what hangs on a preposition.
    begin = max(begin, text.rfind(",", begin, place))
    for word in reversed(_WORD.findall(text[begin:place])):
        if word[:1].isupper() or word.casefold() in wording.articles - {"in"}:
            continue
        return word.casefold() in wording.prepositions
    return False


def name_office(text: str, start: int, end: int, wording: Wording) -> Speaker | None:
    """Name an office or organisation that spoke, where no person is: the first capital words."""
    if wording.language in _UNCASED:
        bare = re.split(r"[，,。：:;；\"“”«»]", text[start:end].strip(_FRAME))[0].strip(_FRAME)
        return Speaker(bare, None, start) if 1 < len(bare) <= 40 else None
    words = list(_WORD.finditer(text, start, end))
    names = [n for n, word in enumerate(words) if _is_name(word[0], wording)]
    free = [n for n in names if not hangs(text, start, words[n].start(), wording)]
    first = (free or names or [len(words)])[0]
    if words and first == 0 and _opens_sentence(words, wording):
        return None
    if first == len(words) or first > _MAX_WORDS_BEFORE:
        return None
    last = first
    for number in range(first + 1, len(words)):
        gap = text[words[number - 1].end() : words[number].start()]
        if gap.strip(" \t'’&-") or (
            words[number - 1][0].endswith(".") and len(words[number - 1][0]) > _MAX_SHORT
        ):
            break
        word = words[number][0]
        if word[:1].isupper():
            last = number
        elif word.casefold() not in wording.joins:
            break
    last = _take_head(text, words, first, last, wording)
    if last < 0:
        return None
    name = text[words[first].start() : words[last].end()].strip(_FRAME)
    return Speaker(_trim_name(name), None, words[first].start())


def _take_head(
    text: str, words: Sequence[re.Match[str]], first: int, last: int, wording: Wording
) -> int:
    """Take in a head written small: the UNHCR representative; -1 for a nationality alone."""
    lexicon = load_lexicon(wording.language)
    for number in range(last + 1, min(len(words), last + 1 + _MAX_HEAD)):
        if text[words[number - 1].end() : words[number].start()].strip(" \t'’-"):
            break
        sign = lexicon.small.get(words[number][0].casefold(), "w")
        if sign == "r":
            return number
        if sign not in "mw" or words[number][0][:1].isupper():
            break
    is_bare = all(lexicon.large.get(word[0].casefold()) == "N" for word in words[first : last + 1])
    return -1 if is_bare else last


def _opens_sentence(words: Sequence[re.Match[str]], wording: Wording) -> bool:
    """Whether a first word has its capital from the sentence alone: "Below are excerpts"."""
    lexicon = load_lexicon(wording.language)
    lower = words[0][0].casefold()
    known = lexicon.large.get(lower, "W")
    following = words[1][0] if len(words) > 1 else ""
    if following[:1].isupper() or words[0][0].isupper():
        return False
    return known in "wt" or (known == "W" and is_word(lower, lexicon.english))


def _trim_name(name: str) -> str:
    name = name.removesuffix("’s").removesuffix("'s")
    # The full stop of the sentence, not that of "Jr." or "Inc.".
    return name if name.split()[-1] in _ABBREVIATIONS else name.rstrip(".")


def _is_name(word: str, wording: Wording) -> bool:
    folded = word.casefold().strip(".")
    return (
        word[:1].isupper() and folded not in wording.articles and folded not in wording.prepositions
    )
