"""What kind of word each word of a text is, for those who look for persons.

Each word becomes one sign of a string, so that patterns over kinds of words are patterns over text:

    | border of a sentence   h honorific     R r head of a role   M m modifier of a role
    G g given name           K family name that comes first       F f other family name
    U unknown, capitalised   I initial      V p particle          S suffix       ' possessive
    A acronym  P place  Y place or given name  Q first word of a place  N nationality  O organisation's word
    W word, capitalised      w word         s speech              o of, for      t article   & and
    i at, to, in
    # number   . , : ( ) - quotes and other marks as *

Small letters g and f are names that are words as well; r, m are written small.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale

from schemas.naming import CommonWords, FamilyNames, GivenNames, PersonWords
from tasks.cases import list_forms
from tasks.prose import Prose, Stretch, Token
from tasks.vocabulary import RULES, load_rules

_MARKS = {
    ".": ".", ",": ",", ":": ":", ";": ":", "(": "(", ")": ")", "[": "(", "]": ")",
    "-": "-", "–": "-", "—": "-", "‑": "-", "&": "&", "/": "&", "،": ",",
}  # fmt: skip
_POSSESSIVE = re.compile(r"['’ʼ][sS]?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}$|[^\W\d_]\.?$")
_GAELIC = re.compile(
    r"(?:Mc|Mac|De|Di|La|Le|Lo|Du|Van|Fitz|O['’]|D['’]|L['’]|St)[A-Z][a-zà-ÿ’'-]+$"
)
_GLUED = re.compile(r"([^\W\d_]|[^\W\d_]{3,})\.(?=[A-ZÀ-ÞА-Я][a-zà-ÿа-я])")
# An article or "of" written onto the next word: l’Ambassadeur, d’Estaing.
_ELIDED = re.compile(r"([ld]|[LDQ]u?(?=.[A-ZÀ-Þ])|qu)[’'](?=\w{2})")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""),
    ("ing", "e"), ("ly", ""), ("er", ""), ("ers", ""),
)  # fmt: skip
_NAMED = frozenset("GKFUfg")
_MAX_INITIALS = 8
_LEARNED = ("en", "fr", "es", "de", "ru")


class Line(NamedTuple):
    """A text as signs, one a word, with the words themselves and where sentences lie."""

    signs: str
    tokens: Sequence[Token]
    headlines: Sequence[tuple[int, int]]  # stretches of signs in title case or capitals


class Lexicon(NamedTuple):
    """Everything that is looked up of one language."""

    has_genitive: bool
    has_postposed: bool
    heads: frozenset[str]
    titles: frozenset[str]
    plurals: dict[str, str]
    former: frozenset[str]
    acting: frozenset[str]
    designate: frozenset[str]
    national: frozenset[str]
    nations: frozenset[str]
    locals: frozenset[str]
    inner: frozenset[str]
    pronouns: frozenset[str]
    purposes: frozenset[str]
    leads: frozenset[str]
    nominated: list[str]
    given: frozenset[str]
    families: frozenset[str]
    small: dict[str, str]  # sign of a word written small
    large: dict[str, str]  # sign of a word with a capital
    pairs: frozenset[tuple[str, str]]
    english: frozenset[str]


def read_line(prose: Prose, language: str) -> Line:
    """Turn the words of a text into signs. Linear in the length of the text."""
    lexicon = load_lexicon(language)
    written = {token.text for token in prose.tokens if token.text.islower()}
    signs: list[str] = []
    tokens: list[Token] = []
    headlines: list[tuple[int, int]] = []
    position = 0
    for sentence in _cut_lines(prose):
        border = len(signs)
        if not (signs and signs[-1] == "I" and tokens[-1].text.endswith(".")):
            signs.append("|")
            tokens.append(Token(sentence.start, sentence.start, "", "mark"))
        words, position = _take_words(prose.tokens, position, sentence)
        is_loud = _is_loud(words)
        _sign_words(words, lexicon, written, is_loud, signs, tokens)
        if is_loud or _is_headline(signs, border + 1, sentence.start < prose.title_end):
            headlines.append((border, len(signs)))
    # Three borders at the end: a look beyond it, or before the start, finds one.
    signs += "|||"
    tokens += [Token(len(prose.text), len(prose.text), "", "mark")] * 3
    return Line("".join(signs), tokens, headlines)


def _cut_lines(prose: Prose) -> Iterator[Stretch]:
    """Yield the sentences, parted at line ends: a name and a role below it are two."""
    for sentence in prose.sentences:
        start = sentence.start
        while (stop := prose.text.find("\n", start, sentence.end)) >= 0:
            if prose.text[start:stop].strip():
                yield Stretch(start, stop)
            start = stop + 1
        if start < sentence.end:
            yield Stretch(start, sentence.end)


def _take_words(
    tokens: Sequence[Token], position: int, sentence: Stretch
) -> tuple[list[Token], int]:
    words: list[Token] = []
    while position < len(tokens) and tokens[position].start < sentence.end:
        if tokens[position].start >= sentence.start:
            words.append(tokens[position])
        position += 1
    return words, position


def _is_loud(words: Sequence[Token]) -> bool:
    """Whether all words are in capitals, and more than acronyms."""
    letters = [word.text for word in words if word.kind == "word" and len(word.text) > 1]
    return len(letters) > 1 and all(word.isupper() for word in letters)


def _is_headline(signs: list[str], start: int, is_title: bool) -> bool:
    """Whether a sentence is in title case: hardly a word of weight is written small."""
    small = large = 0
    for sign in signs[start:]:
        if sign in "wsrm":
            small += 1
        elif sign.isupper() or sign in "gf":
            large += 1
    return large >= 3 and (small * 5 <= large if is_title else small * 8 <= large and large >= 5)


def _sign_words(
    words: Sequence[Token],
    lexicon: Lexicon,
    written: set[str],
    is_loud: bool,
    signs: list[str],
    tokens: list[Token],
) -> None:
    for index, token in enumerate(words):
        text = token.text
        if text in "'’" and signs[-1] == "h":
            continue  # Dato' Megat
        if token.kind != "word":
            signs.append("#" if token.kind == "number" else _MARKS.get(text, "*"))
            tokens.append(token)
            continue
        following = words[index + 1].text if index + 1 < len(words) else ""
        glued = _GLUED.match(text) or _ELIDED.match(text)
        if glued:
            _sign_words(_part_token(token, glued), lexicon, written, is_loud, signs, tokens)
            continue
        owner = _POSSESSIVE.search(text)
        if owner:
            text = text[: owner.start()]
        sign = _sign_word(text, "" if owner else following, lexicon, written, is_loud)
        sign = _mend_sign(sign, text, following, lexicon, signs, tokens)
        signs.append(sign)
        tokens.append(Token(token.start, token.start + len(text), text, "word"))
        if owner:
            signs.append("'")
            tokens.append(Token(token.start + len(text), token.end, owner[0], "mark"))


def _part_token(token: Token, glued: re.Match[str]) -> list[Token]:
    """Part what stands together without a space: B.Dulamsuren, Washington.My, l’Ambassadeur."""
    stop = token.start + glued.end(1)
    after = token.start + glued.end()
    mark = [Token(stop, after, glued[0][-1], "mark")] if glued[0].endswith(".") else []
    return [
        Token(token.start, stop, glued[1], "word"),
        *mark,
        Token(after, token.end, token.text[glued.end() :], "word"),
    ]


def _mend_sign(
    sign: str,
    text: str,
    following: str,
    lexicon: Lexicon,
    signs: list[str],
    tokens: list[Token],
) -> str:
    """Look at the neighbours: a word may be a name behind a given name, or before a name."""
    last, lower = signs[-1], text.lower()
    if sign == "A" and len(text) > 2 and text.isalpha():
        is_speaker = following[:1] == ":" and (last == "R" or "".join(signs[-2:]) in {"R.", "h."})
        is_named = last in "GKh" or (last in "I." and _ends_given(signs))
        return "U" if is_named or is_speaker else "A"  # Antonio GUTERRES; MR. PRICE:
    if last == "P" and (tokens[-1].text.lower(), lower) in lexicon.pairs:
        return "P"
    if sign == "K" and lexicon.large.get(following.lower()) == "h":
        return "h"  # Tan Sri
    if not text[0].isupper() or sign in "GFUgfK":
        return sign
    if sign in "PORMwW" and lower in lexicon.given and _may_be_family(following, lexicon):
        return "Y" if sign == "P" else "g"  # Will Steger, Jordan Smith
    is_named = last == "G" or (last in "I." and _ends_given(signs))
    is_last = not _is_capital(following) or lexicon.large.get(following.lower()) == "S"
    if is_named and sign in "ORMwQWV" and is_last:
        if lower in lexicon.families or (sign != "O" and _ends_titled(signs)):
            return "f"  # Theresa May, Tony West, Molly Boast
    return sign


def _is_capital(following: str) -> bool:
    return following[:1].isupper() or following == "&"


def _may_be_family(following: str, lexicon: Lexicon) -> bool:
    lower = following.lower()
    return (
        following[:1].isupper()
        and not following.isupper()
        and lexicon.large.get(lower, "U") in "FUfG"
        and not is_word(lower, lexicon.english)
    )


def _ends_given(signs: list[str]) -> bool:
    """Whether a given name and initials stand last: Mary J."""
    index = len(signs) - 1
    while index > max(0, len(signs) - _MAX_INITIALS) and signs[index] in "I.":
        index -= 1
    return signs[index] in "Gg" and index < len(signs) - 1


def _ends_titled(signs: list[str]) -> bool:
    """Whether a role or an honorific stands before the given name that stands last."""
    index = len(signs) - 1
    while index > max(0, len(signs) - _MAX_INITIALS) and signs[index] in "GgI.":
        index -= 1
    return signs[index] in "Rh" or (len(signs) - 1 - index > 1)


def _sign_word(
    text: str, following: str, lexicon: Lexicon, written: set[str], is_loud: bool
) -> str:
    lower = text.lower()
    if len(text) == 1 and text.isupper() and following == ".":
        return "h" if lexicon.large.get(lower) == "h" and lower != "u" else "I"
    if lower == "u" and (len(following) < 2 or following.isupper() or not following[0].isupper()):
        return "I"
    if text[0].islower():
        return lexicon.small.get(lower) or ("U" if _is_capital_inside(text) else "w")
    if not text[0].isupper():
        return "w"
    if (lower, following.lower()) in lexicon.pairs:
        return "P"
    is_given = lower in lexicon.given and len(text) > 3 and text.isupper()
    if is_given and following.isupper() and not is_word(lower, lexicon.english):
        return "G"  # I, JOSEPH R. BIDEN JR.
    known = lexicon.large.get(lower) or lexicon.large.get(lower.rstrip("."))
    if known is not None and not (known in "GKgfF" and _is_acronym(text, is_loud)):
        return known
    if "'" in text or "’" in text:
        return _sign_elision(text, lexicon)
    if _INITIALS.match(text):
        return "I" if following[:1] == "." or following[:1].isupper() or len(text) > 1 else "w"
    if _is_acronym(text, is_loud):
        return "A"
    if "-" in text or "‑" in text:
        return _sign_compound(text, lexicon, written, is_loud)
    if not text[1:].islower() and not is_loud:
        return "U" if _GAELIC.match(text) else "A"
    if lower in written or is_word(lower, lexicon.english):
        return "W"
    return "U"


def _sign_elision(text: str, lexicon: Lexicon) -> str:
    """Sign a word with an apostrophe inside: a name (O’Brien, Sa’Ra) or a short form (I’ve)."""
    head, _, tail = text.replace("’", "'").partition("'")
    is_short = lexicon.large.get(head.lower()) == "w" or tail in {"t", "ve", "ll", "re", "d"}
    return "w" if is_short else "U"


def _is_capital_inside(text: str) -> bool:
    """Whether it is a name such as al-Sisi or d’Estaing."""
    return bool(re.match(r"(?:al|el|an|ad|as|ash|ar|at|az|d|l)[-’'][A-ZÀ-Þ]", text))


def _is_acronym(text: str, is_loud: bool) -> bool:
    return len(text) > 1 and text.isupper() and not is_loud


def _sign_compound(text: str, lexicon: Lexicon, written: set[str], is_loud: bool) -> str:
    """Sign a hyphened word: of names if one part is one, of words if all parts are."""
    parts = [part for part in re.split(r"[-‑]", text) if part]
    small = [part.lower() for part in parts]
    if lexicon.large.get(small[-1]) == "R" or (
        lexicon.large.get(small[0]) == "R" and small[-1] in lexicon.designate
    ):
        return "R"
    if any(part[0].islower() for part in parts):
        is_common = any(is_word(part, lexicon.english) for part in small[1:])
        return "W" if is_common else "U"  # Cho Min-jae
    kinds = [_sign_word(part, "", lexicon, written, is_loud) for part in parts]
    if "A" in kinds or all(kind not in _NAMED for kind in kinds):
        return "A" if "A" in kinds else "W"
    if kinds[0] in "Gg":
        return "G"
    return "U" if not {"O", "P", "M", "R"} & set(kinds) else "W"


def is_word(lower: str, words: frozenset[str], depth: int = 3) -> bool:
    """Whether a word or what it is formed of (its plural, its past) is a common word."""
    if lower in words:
        return True
    if depth == 0:
        return False
    for ending, base in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            stem = lower[: len(lower) - len(ending)] + base
            if is_word(stem, words, depth - 1):
                return True
    return False


@cache
def load_lexicon(language: str) -> Lexicon:
    """Put the vocabularies of a language on top of the English one, once."""
    files = [load_rules("persons/en.toml", PersonWords)]
    base = language.split("-")[0]
    if base != "en" and base in _LEARNED and (RULES / f"persons/{base}.toml").exists():
        files.append(load_rules(f"persons/{base}.toml", PersonWords))
    plurals: dict[str, str] = {}
    for file in files:
        words = file.plurals.split()
        plurals.update(zip(words[::2], words[1::2], strict=True))
    return Lexicon(
        has_genitive=any(file.genitive for file in files),
        has_postposed=any(file.postposed for file in files),
        heads=_join(files, lambda file: file.heads),
        titles=_join(files, lambda file: file.titles),
        plurals=plurals,
        former=_join(files, lambda file: file.former),
        acting=_join(files, lambda file: file.acting),
        designate=_join(files, lambda file: file.designate),
        national=_join(files, lambda file: file.national),
        nations=_join(files, lambda file: file.nations),
        locals=_join(files, lambda file: file.locals),
        inner=_join(files, lambda file: file.inner),
        pronouns=_join(files, lambda file: file.pronouns),
        purposes=_join(files, lambda file: file.purposes),
        leads=_join(files, lambda file: file.leads),
        nominated=files[-1].nominated.split(),
        given=_list_given(),
        families=frozenset(load_rules("persons/families.toml", FamilyNames).weak.split()),
        small=_list_small(files, plurals),
        large=_list_large(files, plurals, base),
        pairs=_list_pairs(files, base),
        english=frozenset(load_rules("persons/words.toml", CommonWords).english.split()),
    )


def _list_given() -> frozenset[str]:
    given = load_rules("persons/given.toml", GivenNames)
    return frozenset(f"{given.latin} {given.weak}".split())


def _join(files: Sequence[PersonWords], pick: Callable[[PersonWords], str]) -> frozenset[str]:
    return frozenset(word for file in files for word in pick(file).split())


def _list_small(files: Sequence[PersonWords], plurals: dict[str, str]) -> dict[str, str]:
    small: dict[str, str] = {}
    for sign, pick in (
        ("s", lambda file: file.speech),
        ("m", lambda file: file.modifiers),
        ("m", lambda file: f"{file.former} {file.acting} {file.designate}"),
        ("r", lambda file: file.heads),
        ("p", lambda file: file.particles),
        ("i", lambda file: file.placings),
        ("o", lambda file: file.connectors),
        ("t", lambda file: file.articles),
        ("&", lambda file: file.conjunctions),
        ("S", lambda file: file.suffixes),
    ):  # type: tuple[str, Callable[[PersonWords], str]]
        small.update(dict.fromkeys(_join(files, pick), sign))
    for file in files[1:]:
        small.update(dict.fromkeys(file.honorifics.split(), "h"))
    small.update(dict.fromkeys(plurals, "r"))
    return small


def _list_large(
    files: Sequence[PersonWords], plurals: dict[str, str], language: str
) -> dict[str, str]:
    """List what a capitalised word is; the later sign wins."""
    given = load_rules("persons/given.toml", GivenNames)
    family = load_rules("persons/families.toml", FamilyNames)
    large: dict[str, str] = {}
    for sign, words in (
        ("F", f"{family.latin} {family.cyrillic}"),
        ("f", family.weak),
        ("G", f"{given.latin} {given.cyrillic}"),
        ("g", given.weak),
        ("K", family.first),
    ):
        large.update(dict.fromkeys(words.split(), sign))
    for sign, pick in (
        ("N", lambda file: file.nationalities),
        ("P", lambda file: file.places),
        ("O", lambda file: file.organisations),
        ("M", lambda file: file.modifiers),
        ("M", lambda file: f"{file.former} {file.acting} {file.designate}"),
        ("R", lambda file: file.heads),
        ("w", lambda file: f"{file.stops} {file.articles} {file.connectors} {file.conjunctions}"),
        ("h", lambda file: file.honorifics),
        ("S", lambda file: file.suffixes),
        ("P", lambda file: file.acronyms),
    ):  # type: tuple[str, Callable[[PersonWords], str]]
        large.update(dict.fromkeys(_join(files, pick), sign))
    if language == "ru":
        large.update((form, "G") for form in list_forms() if form not in large)
    large.update(dict.fromkeys(plurals, "R"))
    large.update(dict.fromkeys(_list_countries(language), "P"))
    for file in files:
        for word in file.particles.split():
            large.setdefault(word, "V")
            large[word] = "V"
        large.update(dict.fromkeys(file.place_openers.split(), "Q"))
        large.update({word: "t" for word in file.articles.split()})
    return large


def _list_countries(language: str) -> set[str]:
    """Names of countries of one word, in English and in a language."""
    return {name for name in _name_countries(language) if " " not in name}


def _name_countries(language: str) -> set[str]:
    names: set[str] = set()
    for tag in {"en", language} & {"en", *_LEARNED}:
        names.update(
            name.lower() for code, name in Locale(tag).territories.items() if isinstance(name, str)
        )
    return names


def _list_pairs(files: Sequence[PersonWords], language: str) -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for file in files:
        for pair in file.place_pairs.split(","):
            first, _, second = pair.strip().partition(" ")
            if second:
                pairs.add((first, second))
    for name in _name_countries(language):
        words = name.split()
        pairs.update(
            (first, second)
            for first, second in zip(words, words[1:], strict=False)
            if first.isalpha() and second.isalpha() and len(first) > 2 and len(second) > 2
        )
    return frozenset(pairs)
