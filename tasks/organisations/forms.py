"""Forms of one name: short and long, with and without a legal form, in headlines."""

from collections.abc import Sequence

from schemas.bodies import KnownOrganisation
from tasks.organisations.bodies import Body
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.known import fold_name
from tasks.organisations.wording import Words
from tasks.persons.lexicon import is_word, load_lexicon

_LEADS = frozenset({"of", "for"})
_MIN_LETTERS = 2
# Languages in which a known name has cases; its first is listed first.
INFLECTED = frozenset({"ru", "uk", "de"})
_MIN_STEM = 3


def trim_titles(
    bodies: Sequence[Body], lexemes: Lexemes, title_end: int, words: Words | None
) -> list[Body]:
    """Cut names of headlines, where every word is a capital, to how the text below has them.

    In the title a name with an ordinary word that the text below does not have is none.
    """
    folds = lexemes.folds
    plain = {
        tuple(folds[body.first : body.stop])
        for body in bodies
        if lexemes.styles[body.first] == "plain" and body.stop - body.first > 2
    }
    trimmed: list[Body] = []
    for body in bodies:
        first, stop = body.first, body.stop
        if lexemes.styles[first] != "plain":
            spans = ((start, end) for end in range(stop, first, -1) for start in range(first, end))
            fits = (span for span in spans if tuple(folds[span[0] : span[1]]) in plain)
            fit = next(fits, None)
            in_title = words and words.language == "en" and lexemes.starts[first] < title_end
            if fit is None and words and in_title and _holds_ordinary(body, lexemes, words):
                continue
            first, stop = fit or (first, stop)
        trimmed.append(body._replace(first=first, stop=stop))
    return trimmed


def _holds_ordinary(body: Body, lexemes: Lexemes, words: Words) -> bool:
    """Whether a word of a headline's name is neither a subject nor anything's own name."""
    english = load_lexicon("en").english
    plain = words.fields | words.heads.keys() | words.joints | words.prepositions | words.nations
    return any(
        lexemes.tokens[at].kind == "word" and fold not in plain and is_word(fold, english)
        for at, fold in enumerate(lexemes.folds[body.first : body.stop], body.first)
    )


def is_short_of(short: str, name: str) -> bool:
    """Whether words in brackets are the beginning of the name: "Dover" for "Dover Steel LLC"."""
    return len(short) > _MIN_LETTERS and fold_name(name).startswith(fold_name(short) + " ")


def cut_form(name: str, words: Words) -> str:
    """A firm's name without its legal form; empty if it is none or nothing telling is left."""
    parts = name.replace(",", "").split()
    kept = list(parts)
    while kept and words.heads.get(kept[-1].casefold().rstrip(".")) == "firm":
        kept.pop()
    if len(kept) == len(parts) or not kept:
        return ""
    if len(kept) == 1 and kept[0].casefold() in words.fields | words.openers | words.roles:
        return ""
    return " ".join(kept)


def is_better(name: str, than: str) -> bool:
    """Whether a form of the name tells more: longer, and not all in capitals."""
    if name.isupper() != than.isupper():
        return than.isupper() and " " in name
    return len(name) > len(than)


def list_parts(key: str) -> list[str]:
    """What a name may be shortened to: without its first words, or "of" a place behind it."""
    words = key.split()
    parts = [" ".join(words[first:]) for first in range(1, min(4, len(words)))]
    return parts + [" ".join(words[:at]) for at in range(1, len(words)) if words[at] in _LEADS]


def choose_base(name: str, organisation: KnownOrganisation) -> str:
    """The first case of a known name, which stands in its row before the others."""
    words = name.split()
    for other in (organisation.name, *organisation.names):
        parts = other.split()
        if len(parts) == len(words) and all(map(_is_one_stem, parts, words)):
            return other
    return name


def _is_one_stem(one: str, other: str) -> bool:
    size = max(_MIN_STEM, min(len(one), len(other)) - _MIN_STEM)
    return one[:size].casefold() == other[:size].casefold()
