"""Who said what stands in quotation marks: the name beside a verb of speech, and whom it means."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from schemas.findings import Person
from schemas.speech import Speech
from tasks.prose import Prose, Stretch
from tasks.vocabulary import RULES, load_rules

# How far from a quotation its speaker may stand, in characters.
_REACH = 320
_MAX_TAIL = 110
_MAX_NAME = 120
_POSSESSIVE = re.compile(r"[’']s?\s+[^\W\d_]")
_DASHES = frozenset({"-", "–", "—", "―", "--"})
_ABBREVIATIONS = frozenset({"Jr.", "Sr.", "Inc.", "Co.", "Corp.", "Ltd.", "Bros.", "D.C.", "U.S."})
_MAX_WORDS_BEFORE = 12
# "Sen.", "Dr.", "Atty.": a full stop after no more letters ends no sentence.
_MAX_SHORT = 5
_WORD = re.compile(r"[^\W\d_](?:[\w.’'-]*\w)?\.?")
_FRAME = ' \t\n,，、;:：–—-"“”«»()‘’'
_JOINS = frozenset(
    "of the for and on in de la du des del le les von van der den al el y e da do dos bin ibn и".split()
)


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


class Wording(NamedTuple):
    """The patterns of one language, compiled."""

    language: str
    verb: re.Pattern[str]
    participle: re.Pattern[str]
    source: re.Pattern[str]
    statement: re.Pattern[str]
    pronouns: frozenset[str]
    articles: frozenset[str]
    prepositions: frozenset[str]
    clause: re.Pattern[str]
    transcript: re.Pattern[str]


@cache
def load_wording(language: str) -> Wording:
    """Compile the rules of a language; English where there are none of its own."""
    tag = language.split("-", maxsplit=1)[0]
    if not (RULES / "speech" / f"{tag}.toml").is_file():
        tag = "en"
    rules = load_rules(f"speech/{tag}.toml", Speech)
    return Wording(
        language=tag,
        verb=_compile(rules.verbs, words=rules.words),
        participle=_compile(rules.participles, words=rules.words),
        source=_compile(rules.sources, words=rules.words),
        statement=_compile(rules.statements, words=rules.words),
        pronouns=frozenset(_split(rules.pronouns)),
        articles=frozenset(_split(rules.articles)),
        prepositions=frozenset(_split(rules.prepositions)),
        clause=_compile(rules.clauses, words=rules.words),
        transcript=re.compile("|".join(rules.transcripts) or "(?!)"),
    )


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
    """Look behind a quotation: `," said X, role of Y.` or `," X said.`"""
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
    between = text[first : verb.start()]
    if not between.strip(_FRAME) or _is_small(between, wording):
        if is_closed_sentence and text[first].isupper():
            return None
        rest = verb.end()
        # "said in a statement X" does not happen; "said yesterday that" is no attribution.
        word = _WORD.match(text, rest + 1, stop)
        if word and word[0].casefold() in wording.pronouns:
            return Attribution(word.start(), word.end(), "verb-name", follows=True, is_pronoun=True)
        if not text[rest:stop].strip(_FRAME + ".") and not between.strip(_FRAME):
            return Attribution(rest, rest, "verb-name", is_pronoun=True)
        return Attribution(rest, stop, "verb-name", follows=True)
    opening = _WORD.match(between)
    hangs = opening is not None and opening[0].casefold() in wording.prepositions
    if len(between) > _MAX_NAME or hangs or wording.clause.match(text, first, stop):
        return None
    # "A." X said: "B" introduces the next one.
    if text[verb.end() : limit].lstrip()[:1] in {":", "："}:
        return None
    if is_closed_sentence and (
        text[verb.end() : stop].strip(_FRAME + ".")
        or text[first:limit].rstrip()[-1:] in set(",:，：")
    ):
        return None
    return _take_subject(wording, text, first, verb.start(), "name-verb")


def attribute_before(prose: Prose, wording: Wording, begin: int, start: int) -> Attribution | None:
    """Look before a quotation, from `begin` on: `X told reporters: "`, `According to X, "`."""
    text = prose.text
    begin = max(begin, start - _REACH)
    lead = text[begin:start]
    if not lead.strip():
        return None
    last = None
    for verb in find_verbs(wording, text, begin, start):
        last = verb
    if last is not None and start - last.end() <= _MAX_TAIL:
        return _judge_lead(wording, text, begin, last, start)
    if source := wording.source.search(text, begin, start):
        return Attribution(source.end(), start, "according-to", follows=True)
    if wording.participle.search(text, begin, start):
        return Attribution(start, start, "continued", is_pronoun=True)
    return None


def _judge_lead(
    wording: Wording, text: str, begin: int, verb: re.Match[str], start: int
) -> Attribution:
    if not text[begin : verb.start()].strip(_FRAME):
        # Arabic and some headlines put the verb first.
        return Attribution(verb.end(), start, "introduced", follows=True)
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
    return len(words) <= 1 and all(
        word[:1].islower() and word.casefold() not in wording.pronouns for word in words
    )


def pick_speaker(
    text: str, wording: Wording, mentions: Sequence[Mention], found: Attribution
) -> Speaker | None:
    """Say whom an attribution names: the first name behind the verb, else its subject's."""
    inside = list_within(mentions, found.start, found.end)
    if found.follows:
        clause = wording.clause.search(text, found.start, found.end)
        named = [mention for mention in inside if not clause or mention.start < clause.start()]
        name = name_office(text, found.start, found.end, wording)
        if named and (
            name is None
            or named[0].start <= name.offset + len(name.name) + 2
            or wording.language in {"zh", "ar"}
        ):
            return Speaker(named[0].person.name, named[0].person, named[0].start)
        if name is None and named:
            return Speaker(named[0].person.name, named[0].person, named[0].start)
        return name
    subjects = [
        item
        for item in inside
        if not _hangs(text, found.start, item.start, wording)
        and not _POSSESSIVE.match(text, item.end, found.end)
    ]
    chosen = subjects[0] if subjects else None
    if chosen is None and inside:
        chosen = inside[0]
    if chosen is not None:
        return Speaker(chosen.person.name, chosen.person, chosen.start)
    return name_office(text, found.start, found.end, wording)


def list_within(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The mentions that stand between two places."""
    low = bisect_left(mentions, start, key=lambda mention: mention.start)
    high = bisect_left(mentions, end, key=lambda mention: mention.start)
    return mentions[low:high]


def _hangs(text: str, begin: int, place: int, wording: Wording) -> bool:
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
    if wording.language in {"zh", "ar"}:
        bare = re.split(r"[，,。：:;；\"“”«»]", text[start:end].strip(_FRAME))[0].strip(_FRAME)
        return Speaker(bare, None, start) if 1 < len(bare) <= 40 else None
    words = list(_WORD.finditer(text, start, end))
    names = [n for n, word in enumerate(words) if _is_name(word[0], wording)]
    free = [n for n in names if not _hangs(text, start, words[n].start(), wording)]
    first = (free or names or [len(words)])[0]
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
        elif word.casefold() not in _JOINS:
            break
    name = text[words[first].start() : words[last].end()].strip(_FRAME)
    return Speaker(_trim_name(name), None, words[first].start())


def _trim_name(name: str) -> str:
    name = name.removesuffix("’s").removesuffix("'s")
    # The full stop of the sentence, not that of "Jr." or "Inc.".
    return name if name.split()[-1] in _ABBREVIATIONS else name.rstrip(".")


def _is_name(word: str, wording: Wording) -> bool:
    folded = word.casefold().strip(".")
    return (
        word[:1].isupper() and folded not in wording.articles and folded not in wording.prepositions
    )


def _compile(terms: str, *, words: bool) -> re.Pattern[str]:
    listed = sorted(_split(terms), key=len, reverse=True)
    if not listed:
        return re.compile("(?!)")
    joined = "|".join(map(re.escape, listed)).replace(r"\ ", r"\s")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if words else joined, re.IGNORECASE)


def _split(terms: str) -> list[str]:
    return [term for term in (" ".join(term.split()) for term in terms.split(",")) if term]
