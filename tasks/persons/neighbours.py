"""What the words beside a word tell of it: a common word may be a name, or part of a title.

Signs are those of tasks/persons/signs.py.
"""

from collections.abc import Sequence

from tasks.persons.lexicon import Lexicon, is_word
from tasks.prose.cut import Token

# They stand between "de" or "von" and a name.
_ARTICLES = frozenset({"la", "las", "los", "der", "den", "le"})
_MAX_INITIALS = 8
_MIN_NAME = 2  # letters of an honorific that may be a name: Thaung Tun
_ROLE_REACH = 12
# "WHO Director-General": an acronym of fewer letters may be any word in capitals.
_MIN_ACRONYM = 3


class Mender:
    """Judges the sign of each word anew, by the words before it and the one behind."""

    def __init__(
        self, signs: list[str], tokens: Sequence[Token], lexicon: Lexicon, written: set[str]
    ) -> None:
        self.is_loud = False  # whether the sentence is written in capitals
        self._signs = signs
        self._tokens = tokens
        self._lexicon = lexicon
        self._written = written
        self._turned: list[tuple[int, str]] = []  # signs of "de" taken for part of a name
        self._families: set[str] = set()  # common words that were a family name before

    def mend(self, sign: str, text: str, following: str) -> str:
        """Return the sign of a word that is to stand behind those signed so far."""
        last, lower = self._signs[-1], text.lower()
        if sign != "h" and not text[0].isupper():
            return self._mend_link(sign, lower, following)
        if self._turned and last == "p" and sign in "OPRMNAh":
            self._turn_back()
        if last == "P" and (self._tokens[-1].text.lower(), lower) in self._lexicon.pairs:
            return "P"
        if sign == "A":
            return self._mend_capitals(text, following)
        mended = ""
        if last in "GUFfh." and self._goes_on(sign, lower, following):
            mended = "V" if lower in self._lexicon.particles else "U"  # Le Drian, U Kyaw Tin
        elif self._is_bound(sign, text, following):
            mended = "U"
        mended = mended or self._mend_small(sign, text, following)
        if mended or sign not in "PORMwWQV":
            return mended or sign
        return self._mend_common(sign, lower, following)

    def _mend_link(self, sign: str, lower: str, following: str) -> str:
        """Tell "de" of a name from "of": Mme de Villiers, José Miguel de la Cruz."""
        last = self._signs[-1]
        is_open = last in "GhV" or self._signs[-2:] == ["h", "."] or (last == "p" and self._turned)
        if last in "UF" and not self._lexicon.has_genitive:
            is_open = "G" in self._signs[-3:-1] and self._signs[-2] in "GUF"
        is_article = last == "p" and sign == "t"
        if sign not in "ot" or not is_open or not (lower in self._lexicon.particles or is_article):
            return sign
        if not following[:1].isupper() and following.lower() not in _ARTICLES:
            return sign
        self._turned = [*(self._turned if last == "p" else []), (len(self._signs), sign)]
        return "p"

    def _turn_back(self) -> None:
        """Take "de" for "of" after all: what follows is no name."""
        for place, sign in self._turned:
            self._signs[place] = sign
        self._turned = []

    def _is_bound(self, sign: str, text: str, following: str) -> bool:
        """Whether a word can only be a name: behind Mr, behind bin, behind a particle in a name."""
        signs, last = self._signs, self._signs[-1]
        if self.is_loud or sign not in "WOPQRNYMh":
            return False
        at = -2 if last == "." else -1
        if sign in "WOPQNY" and signs[at] == "h":
            is_long = text[1:].islower() and self._lexicon.large.get(following.lower()) != "O"
            return self._tokens[at].text.lower() in self._lexicon.personal and is_long
        if sign == "h" and last in "GUF" and not following[:1].isupper():
            return len(text) > _MIN_NAME and signs[-2] in "h."
        if last in "pV" and self._tokens[-1].text.lower() in self._lexicon.lineage:
            return signs[-2] in "GUFfgKV"
        is_last = text.lower() not in self._written and not _is_capital(following)
        return sign == "W" and is_last and self._ends_family(following)

    def _ends_family(self, following: str) -> bool:
        """Whether a name stands last that a common word can end: Qin Gang, van Klaveren Stork."""
        signs, last = self._signs, self._signs[-1]
        if last == "K":
            return signs[-2] in "Rh." or self._lexicon.small.get(following) == "s"
        if last not in "UF":
            return False
        is_foreign = not self._lexicon.is_english and signs[-2] in "GUF"  # Cristóbal Aninat Vial
        return is_foreign or (signs[-2] in "pV" and signs[-3] in "GUF")

    def _mend_capitals(self, text: str, following: str) -> str:
        """Tell a name in capitals from an acronym."""
        last = self._signs[-1]
        if self._is_loud_family(text.lower(), following):
            return "K"  # KIM Eun-seo
        if len(text) < _MIN_ACRONYM or not text.isalpha():
            return "A"
        is_role = last == "R" or "".join(self._signs[-2:]) in {"R.", "h."}
        is_speaker = following[:1] == ":" and is_role
        return "U" if self._is_named() or is_speaker else "A"  # Antonio GUTERRES; MR. PRICE:

    def _mend_small(self, sign: str, text: str, following: str) -> str:
        """Mend honorifics, and small words with a capital; empty if it is none of these."""
        last, lower, lexicon = self._signs[-1], text.lower(), self._lexicon
        kind = lexicon.large.get(following.lower())
        mended = ""
        if sign == "h":
            is_office = (self._tokens[-1].text.lower(), lower) in lexicon.offices
            mended = "R" if is_office else "h"  # First Lady
            if last in "GUF" and lower in lexicon.nested:
                mended = "V"  # Erywan Pehin Yusof
        elif sign == "K" and kind == "h":
            mended = "h"  # Tan Sri
        elif last in "Rh" and lower in lexicon.shared and _is_capital(following):
            mended = "w" if self.is_loud else "K"  # Vice Premier He Lifeng
        elif sign == "w" and text.isupper() and len(text) >= _MIN_ACRONYM and kind == "R":
            mended = "w" if self.is_loud else "A"  # WHO Director-General
        elif sign == "W" and self._opens_name(following):
            mended = "g"  # the Federal Councillor, Beat Zurbriggen
        elif sign == "t" and text == "A" and last == "G" and _is_capital(following):
            mended = "I"  # Barbara A Mikulski
        return mended

    def _mend_common(self, sign: str, lower: str, following: str) -> str:
        """Tell a common word with a capital from a name."""
        last, lexicon = self._signs[-1], self._lexicon
        is_title = last in "RMmOA" or (lower in lexicon.titles and last not in "hGgFUI.")
        if last in "Rh." and lower in self._families:
            return "f"  # Secretary Austin, once Lloyd Austin was named
        if sign == "R" and is_title:
            return sign  # Chief Justice William Rehnquist
        is_held = sign == "P" and last in "oi" and self._signs[-2] in "RO"  # of India Namgya Khampa
        is_led = last in "Rh" and lexicon.large.get(following.lower(), "U") in "FUfG"
        is_led = is_led and following[:1].isupper() and following[1:].islower()
        if (
            lower in lexicon.given
            and not is_held
            and (is_led or _may_be_family(following, lexicon))
        ):
            return "Y" if sign == "P" else "g"  # Will Steger, Jordan Smith
        is_family = (
            self._is_named() and last not in "Kh" and self._is_family(sign, lower, following)
        )
        is_speaker = sign == "W" and self._speaks(lower, following)
        if is_family or is_speaker:
            self._families.add(lower)
            return "F" if is_speaker else "f"  # "...," Hatch said; Theresa May, Molly Boast
        # The head of mission, El-Ghassim Wane; Vice Minister Sun of the Ministry.
        is_name = (last == "U" and self._ends_role(lower, following)) or (
            last == "R" and self._is_titled(lower, following)
        )
        return "f" if sign == "W" and is_name else sign

    def _is_named(self) -> bool:
        """Whether a given name stands last, or an honorific."""
        last = self._signs[-1]
        return last in "GKh" or (last in "I." and _ends_given(self._signs))

    def _goes_on(self, sign: str, lower: str, following: str) -> bool:
        """Whether a name goes on with a particle, or with a common word behind an honorific."""
        if lower in self._lexicon.particles and sign in "tw":
            is_named = self._signs[-1] in "Gh" or self._signs[-2:] == ["h", "."]
            return is_named and _is_capital(following)
        is_titled = self._signs[-2] == "h" or self._signs[-3:-1] == ["h", "."]
        is_titled = is_titled and self._signs[-1] in "GUFf"
        return sign in "WQ" and is_titled and self._lexicon.large.get(following.lower()) != "O"

    def _is_loud_family(self, lower: str, following: str) -> bool:
        """Whether capitals are those of a family name before a given one, as in UN lists."""
        if not following[:1].isupper() or following.isupper() or self.is_loud:
            return False
        if self._signs[-2:] == ["h", "."] or self._signs[-1] == "h":
            return following[1:].islower()  # Mr. ODA Shun
        kind = self._lexicon.large.get(following.lower(), "U")
        is_name = kind in "GU" and not is_word(following.lower(), self._lexicon.english)
        return is_name and (
            self._lexicon.large.get(lower) in {"K", "F"}
            or self._signs[-1] == "R"
            or (self._signs[-1] in ",|" and "-" in following)
        )

    def _speaks(self, lower: str, following: str) -> bool:
        """Whether a common word is who said what was quoted right before it."""
        signs = self._signs
        if lower in self._written or lower.endswith("s"):
            return False  # Officials said
        if signs[-1] == "*":
            is_closing = self._tokens[-1].start == self._tokens[-2].end and signs[-2] in ",.*"
            return is_closing and self._lexicon.small.get(following) == "s"
        return "".join(signs[-2:]) == "*s" and following[:1] in {".", ","} and signs[-3] in ",.*"

    def _opens_name(self, following: str) -> bool:
        """Whether a common word stands for a given name: behind a role, before a rare name."""
        is_titled = self._signs[-1] == "R" and self._tokens[-1].text.lower() in self._lexicon.titles
        is_free = is_titled or self._signs[-1] in "hr" or self._follows_role(len(self._signs))
        lower = following.lower()
        return (
            is_free
            and not self.is_loud
            and following[:1].isupper()
            and following[1:].islower()
            and lower not in self._written
            and self._lexicon.large.get(lower, "U") in "UGgFf"
            and (lower in self._lexicon.large or not is_word(lower, self._lexicon.english))
        )

    def _follows_role(self, end: int) -> bool:
        """Whether a comma stands last, and a role not far before it."""
        recent = "".join(self._signs[max(0, end - _ROLE_REACH) : end]).rpartition("|")[2]
        return recent[-1:] == "," and ("R" in recent or "r" in recent)

    def _ends_role(self, lower: str, following: str) -> bool:
        """Whether a role stands before the unknown word that stands last, and no verb here."""
        if lower.endswith("s"):
            return False
        is_role = self._signs[-2] == "R" or self._follows_role(len(self._signs) - 1)
        return is_role and not _is_capital(following) and not self.is_loud

    def _is_titled(self, lower: str, following: str) -> bool:
        """Whether a common word right behind a title is a name: what follows is written small."""
        head = self._tokens[-1].text
        is_head = head[:1].isupper() and head.lower() in self._lexicon.titles
        is_open = following[:1].islower() and following != "and"
        is_open = is_open and self._lexicon.large.get(lower.rstrip("s")) != "O"
        return is_head and is_open and not self.is_loud and lower not in self._written

    def _is_family(self, sign: str, lower: str, following: str) -> bool:
        """Whether a common word behind a given name is a family name."""
        lexicon = self._lexicon
        is_last = not _is_capital(following) or lexicon.large.get(following.lower()) == "S"
        is_known = lower in lexicon.families
        is_known = (
            is_known and _ends_titled(self._signs)
            if sign == "O"
            else is_known or (_ends_titled(self._signs))
        )
        if sign == "P":
            before = "".join(self._signs[-3:-1])
            is_known = before[-1:] in {"h", "R"} or before == "h."
        return is_last and is_known


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
    return signs[index] in "Rhr" or (len(signs) - 1 - index > 1)
