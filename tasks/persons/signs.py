"""What kind of word each word of a text is, for those who look for persons.

Each word becomes one sign of a string, so that patterns over kinds of words are patterns over text:

    | border of a sentence   h honorific     R r head of a role   M m modifier of a role
    G g given name           K family name that comes first       F f other family name
    U unknown, capitalised   I initial      V p particle          S suffix       ' possessive
    A acronym  P place  Y place or given name  Q first word of a place  N nationality
    D degree or letters behind a name: Ph.D., MP   Z party behind a name
    O word of an organisation
    W word, capitalised      w word         s speech              o of, for      t article   & and
    i at, to, in
    # number   . , : ( ) - quotes and other marks as *

Small letters g and f are names that are words as well; r, m are written small.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tasks.persons.lexicon import Lexicon, is_word, load_lexicon
from tasks.persons.neighbours import Mender
from tasks.prose.cut import Prose, Stretch, Token

_MARKS = {
    ".": ".", ",": ",", ":": ":", ";": ":", "(": "(", ")": ")", "[": "(", "]": ")",
    "-": "-", "–": "-", "—": "-", "‑": "-", "&": "&", "/": "&", "،": ",",
}  # fmt: skip
_POSSESSIVE = re.compile(r"['’ʼ][sS]?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}[^\W\d_]?$|[^\W\d_]\.?$")
# A given name of Korean form, its second part written small: Seung-hee.
_SYLLABLE = r"[bcdghjklmnprstwy]{0,2}[aeiouwy]{1,3}(?:ng|[nklmpth])?"
_SYLLABLES = re.compile(rf"{_SYLLABLE}[-‑]{_SYLLABLE}$", re.IGNORECASE)
_GAELIC = re.compile(
    r"(?:Mc|Mac|De|Di|La|Le|Lo|Du|Van|Fitz|O['’]|D['’]|L['’]|St)[A-Z][a-zà-ÿ’'-]+$"
)
_GLUED = re.compile(r"((?:[^\W\d_]\.){0,3}[^\W\d_]|[^\W\d_]{3,})\.(?=[A-ZÀ-ÞА-Я][a-zà-ÿа-я])")
# An article or "of" written onto the next word: l’Ambassadeur, d’Estaing.
_ELIDED = re.compile(
    r"([ld](?![’']affaires\b)|[LDQ]u?(?=.[A-ZÀ-Þ])|L(?=.(?:ancien|ex-|actuel))|qu)[’'](?=\w{2})"
)
# A status written onto a role: ex-Foreign Minister, then-Chairman.
_STATED = re.compile(r"([Ee]x|[Tt]hen|[Ff]ormer)[-‑](?=[A-Z]\w*[a-z])")
# A rank of somebody retired, before the name: Lt. Gen. (Retd.).
_RETIRED = re.compile(r"R\.?\(\w\.\)$")
_MAX_RETIRED = 7
# Given names that are written short: Ma. Theresa Lazaro.
_SHORTENED = frozenset({"Ma", "Md", "Mohd", "Wm", "Geo", "Chas", "Thos"})
_PARTIES = frozenset("DRI")
_NAMED = frozenset("GKFUfg")
# A name that begins with a small article: al-Sisi.
_CAPITAL_INSIDE = re.compile(r"(?:al|el|an|ad|as|ash|ar|at|az)[-’'][A-ZÀ-Þ]")


class Line(NamedTuple):
    """A text as signs, one a word, with the words themselves and where sentences lie."""

    signs: str
    tokens: Sequence[Token]
    headlines: Sequence[tuple[int, int]]  # stretches of signs in title case or capitals


def read_line(prose: Prose, language: str) -> Line:
    """Turn the words of a text into signs. Linear in the length of the text."""
    signer = _Signer(
        load_lexicon(language), {token.text for token in prose.tokens if token.text.islower()}
    )
    headlines: list[tuple[int, int]] = []
    position = 0
    for sentence in _cut_lines(prose):
        border = len(signer.signs)
        words, position = _take_words(prose.tokens, position, sentence)
        signer.open(sentence.start, is_loud=_is_loud(words))
        signer.sign_words(words)
        is_title = sentence.start < prose.title_end
        if signer.is_loud or _is_headline(signer.signs, border + 1, is_title):
            headlines.append((border, len(signer.signs)))
    # Three borders at the end: a look beyond it, or before the start, finds one.
    signs = "".join(signer.signs) + "|||"
    end = Token(len(prose.text), len(prose.text), "", "mark")
    return Line(signs, [*signer.tokens, end, end, end], headlines)


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
    if is_title:
        return large >= 3 and small * 5 <= large
    return large >= 5 and small * 8 <= large and signs[-1] != "."


class _Signer:
    """Puts a sign to each word, one after the other, as neighbours count."""

    def __init__(self, lexicon: Lexicon, written: set[str]) -> None:
        self.signs: list[str] = []
        self.tokens: list[Token] = []
        self.is_loud = False
        self._lexicon = lexicon
        self._written = written  # words the text writes small somewhere
        self._mender = Mender(self.signs, self.tokens, lexicon, written)

    def open(self, start: int, *, is_loud: bool) -> None:
        """Begin a sentence, unless the one before broke off at initials or S.E. before a name."""
        self.is_loud = self._mender.is_loud = is_loud
        is_short = self.signs and self.signs[-1] in "Ih" and self.tokens[-1].text.endswith(".")
        is_bracket = self.signs and self.signs[-1] == ")"
        is_retired = is_bracket and _RETIRED.search("".join(self.signs[-_MAX_RETIRED:]))
        if not is_short and not is_retired:
            self.signs.append("|")
            self.tokens.append(Token(start, start, "", "mark"))

    def sign_words(self, words: Sequence[Token]) -> None:
        """Sign the words of a sentence."""
        for index, token in enumerate(words):
            text = token.text
            if text in "'’" and self.signs[-1] == "h":
                continue  # Dato' Megat
            if text == "!" and self._opens_click(token, words[index + 1 : index + 2]):
                self._add("p", token)
                continue
            if token.kind != "word":
                self._add("#" if token.kind == "number" else _MARKS.get(text, "*"), token)
                continue
            is_plain = text.isalpha()
            glued = None if is_plain else _find_joint(text)
            if glued:
                self.sign_words(_part_token(token, glued))
                continue
            following = words[index + 1].text if index + 1 < len(words) else ""
            owner = None if is_plain else _POSSESSIVE.search(text)
            if owner:
                text = text[: owner.start()]
            sign = self._lexicon.small.get(text) if len(text) > 1 else None
            sign = sign or self._sign_word(text, "" if owner else following)
            stop = token.start + len(text)
            if sign in "hot" or text[0].isupper():  # other small words stay what they are
                sign = self._mender.mend(sign, text, following)
            self._add(sign, Token(token.start, stop, text, "word"))
            if owner:
                self._add("'", Token(stop, token.end, owner[0], "mark"))

    def _opens_click(self, token: Token, following: Sequence[Token]) -> bool:
        """Whether a mark is a click that a name begins with: Ndapewa !Garoëb."""
        is_near = bool(following) and following[0].start == token.end
        is_named = self.signs[-1] in "GFUh." and self.tokens[-1].end < token.start
        return is_near and is_named and following[0].text[0].isupper()

    def _add(self, sign: str, token: Token) -> None:
        self.signs.append(sign)
        self.tokens.append(token)

    def _sign_word(self, text: str, following: str) -> str:
        lower, lexicon = text.lower(), self._lexicon
        is_short = text in _SHORTENED and following == "."
        letter = self._sign_letter(lower, text, following) if len(text) == 1 else ""
        if is_short or letter:
            return letter or "I"
        if not text[0].isupper():
            return self._sign_small(text, lower)
        if (lower, following.lower()) in lexicon.pairs:
            return "P"
        is_given = lower in lexicon.given and len(text) > 3 and text.isupper()
        if is_given and following.isupper() and not is_word(lower, lexicon.english):
            return "G"  # I, JOSEPH R. BIDEN JR.
        known = lexicon.large.get(lower) or lexicon.large.get(lower.rstrip("."))
        if known == "D" and text[1:].islower() and lower != "esq":
            known = "U"  # Mba is a name, MBA is none
        if known is not None and not (known in "GKgfF" and self._is_acronym(text)):
            return known
        return self._sign_unknown(text, following)

    def _sign_small(self, text: str, lower: str) -> str:
        """Sign a word written small."""
        sign = self._lexicon.small.get(lower)
        if sign:
            return sign
        if lower.startswith("ex") and lower[2:] in self._lexicon.heads:
            return "r"  # expresidente
        if "-" in text and self._lexicon.small.get(lower.rpartition("-")[2]) == "r":
            return "r"  # co-author
        return "U" if text[0] in "ae" and _CAPITAL_INSIDE.match(text) else "w"

    def _sign_letter(self, lower: str, text: str, following: str) -> str:
        """Sign a letter alone; empty if it is a word like any other."""
        is_state = self._lexicon.large.get(following.lower()) == "P" or len(following) == 2
        if text in _PARTIES and following[:1].isupper() and is_state and self.signs[-1] in "FUGf":
            return "Z"  # Kerry D Mass, where the brackets were lost
        if text.isupper() and following == ".":
            return "h" if self._lexicon.large.get(lower) == "h" and lower != "u" else "I"
        is_name = len(following) > 1 and following[0].isupper() and not following.isupper()
        return "I" if lower == "u" and not is_name else ""  # U Win Myint

    def _sign_unknown(self, text: str, following: str) -> str:
        """Sign a capitalised word that no list has."""
        lower = text.lower()
        if "'" in text or "’" in text:
            return _sign_elision(text, self._lexicon)
        if _INITIALS.match(text):
            is_initial = following[:1] == "." or following[:1].isupper() or len(text) > 1
            return "I" if is_initial else "w"
        if "-" in text or "‑" in text:
            return self._sign_compound(text)
        if not text[1:].islower() and not self.is_loud:
            return "U" if _GAELIC.match(text) else "A"  # acronyms, too
        if self._lexicon.has_compounds and any(
            lower[cut:] in self._lexicon.titles for cut in range(3, len(lower) - 6)
        ):
            return "R"  # Bundesaußenministerin
        is_common = lower in self._written or is_word(lower, self._lexicon.english)
        return "W" if is_common else "U"

    def _is_acronym(self, text: str) -> bool:
        return len(text) > 1 and text.isupper() and not self.is_loud

    def _sign_compound(self, text: str) -> str:
        """Sign a hyphened word: of names if one part is one, of words if all parts are."""
        parts = [part for part in re.split(r"[-‑]", text) if part]
        small = [part.lower() for part in parts]
        large = self._lexicon.large
        is_coming = large.get(small[0]) == "R" and (
            small[-1] in self._lexicon.designate
            or (len(small) > 2 and self._lexicon.small.get(small[1]) in {"i", "o"})
        )  # Agent-in-Charge, Ambassador-at-Large
        if large.get(small[-1]) == "R" or is_coming:
            return "R"
        if any(part[0].islower() for part in parts):
            is_common = any(is_word(part, self._lexicon.english) for part in small[1:])
            is_common = is_common and not (self.signs[-1] in "KFUGg" and _SYLLABLES.match(text))
            return "W" if is_common else "U"  # Cho Min-jae
        kinds = [self._sign_word(part, "") for part in parts]
        if "A" in kinds or all(kind not in _NAMED for kind in kinds):
            return "A" if "A" in kinds else "W"
        if kinds[0] in "Gg":
            return "G"
        return "U" if not {"O", "P", "M", "R"} & set(kinds) else "W"


def _find_joint(text: str) -> re.Match[str] | None:
    """Find where a word ends that another one is written onto."""
    return _GLUED.match(text) or _ELIDED.match(text) or _STATED.match(text)


def _part_token(token: Token, glued: re.Match[str]) -> list[Token]:
    """Part what stands together without a space: B.Dulamsuren, Washington.My, l’Ambassadeur."""
    stop = token.start + glued.end(1)
    after = token.start + glued.end()
    mark = [Token(stop, after, glued[0][-1], "mark")] if glued[0].endswith(".") else []
    letters = [
        Token(
            token.start + at, token.start + at + 1, glued[1][at], "word" if at % 2 == 0 else "mark"
        )
        for at in range(len(glued[1]))
    ]
    return [
        *(letters if "." in glued[1] else [Token(token.start, stop, glued[1], "word")]),
        *mark,
        Token(after, token.end, token.text[glued.end() :], "word"),
    ]


def _sign_elision(text: str, lexicon: Lexicon) -> str:
    """Sign a word with an apostrophe inside: a name (O’Brien, Sa’Ra) or a short form (I’ve)."""
    head, _, tail = text.replace("’", "'").partition("'")
    is_short = lexicon.large.get(head.lower()) == "w" or tail in {"t", "ve", "ll", "re", "d"}
    return "w" if is_short else "U"
