"""What kind of word each word of a text is, for those who look for persons.

Each word becomes one sign of a string, so that patterns over kinds of words are patterns over text:

    | border of a sentence   h honorific     R r head of a role   M m modifier of a role
    G g given name           K family name that comes first       F f other family name
    U unknown, capitalised   I initial      V p particle          S suffix       ' possessive
    A acronym  P place  Q first word of a place  N nationality  O organisation's word
    W word, capitalised      w word         s speech              o of           t article   & and
    # number   . , : ( ) - quotes and other marks as *

Small letters g and f are names that are words as well; r, m are written small.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale

from schemas.naming import CommonWords, FamilyNames, GivenNames, PersonWords
from tasks.prose import Prose, Stretch, Token
from tasks.vocabulary import RULES, load_rules

_MARKS = {
    ".": ".", ",": ",", ":": ":", ";": ":", "(": "(", ")": ")", "[": "(", "]": ")",
    "-": "-", "–": "-", "—": "-", "‑": "-", "&": "&", "/": "&", "،": ",",
}  # fmt: skip
_POSSESSIVE = re.compile(r"['’ʼ][sS]?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}$|[^\W\d_]\.?$")
_GAELIC = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Lo|Du|Van|Fitz|O['’]|D['’]|L['’]|St)[A-Z][a-zà-ÿ’'-]+$")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""),
    ("ing", "e"), ("ly", ""), ("er", ""), ("ers", ""),
)  # fmt: skip
_NAMED = frozenset("GKFUfg")
_LEARNED = ("en", "fr", "es", "de", "ru")


class Line(NamedTuple):
    """A text as signs, one a word, with the words themselves and where sentences lie."""

    signs: str
    tokens: Sequence[Token]
    headlines: Sequence[tuple[int, int]]  # stretches of signs in title case or capitals


class Lexicon(NamedTuple):
    """Everything that is looked up of one language."""

    heads: frozenset[str]
    plurals: dict[str, str]
    former: frozenset[str]
    acting: frozenset[str]
    designate: frozenset[str]
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
    for sentence in prose.sentences:
        border = len(signs)
        signs.append("|")
        tokens.append(Token(sentence.start, sentence.start, "", "mark"))
        words, position = _take_words(prose.tokens, position, sentence)
        is_loud = _is_loud(words)
        _sign_words(words, lexicon, written, is_loud, signs, tokens)
        if is_loud or _is_headline(signs, border + 1, sentence.start < prose.title_end):
            headlines.append((border, len(signs)))
    signs.append("|")
    tokens.append(Token(len(prose.text), len(prose.text), "", "mark"))
    return Line("".join(signs), tokens, headlines)


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
        if token.kind != "word":
            signs.append("#" if token.kind == "number" else _MARKS.get(text, "*"))
            tokens.append(token)
            continue
        owner = _POSSESSIVE.search(text)
        if owner:
            text = text[: owner.start()]
            token = Token(token.start, token.start + len(text), text, "word")  # noqa: PLW2901 - its name alone
        following = words[index + 1].text if index + 1 < len(words) else ""
        sign = _sign_word(text, following, lexicon, written, is_loud)
        if sign == "A" and len(text) > 2 and text.isalpha() and signs[-1] in "GKh":
            sign = "U"  # Antonio GUTERRES, Mr NOROV
        elif signs[-1] == "P" and (tokens[-1].text.lower(), text.lower()) in lexicon.pairs:
            sign = "P"
        signs.append(sign)
        tokens.append(token)
        if owner:
            signs.append("'")
            tokens.append(Token(token.end, token.end + len(owner[0]), owner[0], "mark"))


def _sign_word(
    text: str, following: str, lexicon: Lexicon, written: set[str], is_loud: bool
) -> str:
    lower = text.lower()
    if len(text) == 1 and text.isupper() and following == ".":
        return "I"
    if text[0].islower():
        return lexicon.small.get(lower) or ("U" if _is_capital_inside(text) else "w")
    if not text[0].isupper():
        return "w"
    if (lower, following.lower()) in lexicon.pairs:
        return "P"
    known = lexicon.large.get(lower)
    if known is not None and not (known in "gfF" and _is_acronym(text, is_loud)):
        return known
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


def _is_capital_inside(text: str) -> bool:
    """Whether it is a name such as al-Sisi or d’Estaing."""
    return bool(re.match(r"(?:al|el|an|ad|as|ash|ar|at|az|d|l)[-’'][A-ZÀ-Þ]", text))


def _is_acronym(text: str, is_loud: bool) -> bool:
    return len(text) > 1 and text.isupper() and not is_loud


def _sign_compound(text: str, lexicon: Lexicon, written: set[str], is_loud: bool) -> str:
    """Sign a hyphened word: of names if one part is one, of words if all parts are."""
    parts = [part for part in re.split(r"[-‑]", text) if part]
    if any(part[0].islower() for part in parts):
        last = parts[-1].lower()
        return "U" if len(parts) > 2 or last in {"jin", "ok"} else "W"
    if last_head := lexicon.large.get(parts[-1].lower()):
        if last_head == "R":
            return "R"
    kinds = [_sign_word(part, "", lexicon, written, is_loud) for part in parts]
    if "A" in kinds or all(kind not in _NAMED for kind in kinds):
        return "A" if "A" in kinds else "W"
    if kinds[0] in "Gg":
        return "G"
    return "U" if "W" not in kinds and "O" not in kinds and "P" not in kinds else "W"


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
        heads=_join(files, lambda file: file.heads),
        plurals=plurals,
        former=_join(files, lambda file: file.former),
        acting=_join(files, lambda file: file.acting),
        designate=_join(files, lambda file: file.designate),
        small=_list_small(files, plurals),
        large=_list_large(files, plurals, base),
        pairs=_list_pairs(files, base),
        english=frozenset(load_rules("persons/words.toml", CommonWords).english.split()),
    )


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
            name.lower()
            for code, name in Locale(tag).territories.items()
            if isinstance(name, str)
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
