"""Organisations that only their description tells: "the software firm Norvane"."""

from tasks.organisations.bodies import Body
from tasks.organisations.gazetteer import Lexemes
from tasks.organisations.wording import Words
from tasks.persons.lexicon import load_lexicon
from tasks.places.atlas import load_atlas

_MAX_NAME = 4
_MAX_DESCRIPTION = 8
_MAX_POST = 3


def find_described(lexemes: Lexemes, words: Words) -> list[Body]:
    """Find names with a capital beside a word for a kind of firm or body, written small.

    Before the name ("the software firm Norvane") or behind it, after a comma and an article
    ("Norvane, a provider of"), where only adjectives stand between. Linear: each is bounded.
    """
    found: list[Body] = []
    for at, fold in enumerate(lexemes.folds):
        if fold not in words.kinds or not lexemes.tokens[at].text[0].islower():
            continue
        if lexemes.styles[at] != "plain":
            continue
        first, stop = at + 1, read_name(lexemes, words, at + 1)
        rule = "described-before"
        if stop == first:
            first, stop = _read_before(lexemes, words, at)
            rule = "described-behind"
        if stop > first:
            found.append(Body(first, stop, f"organisations/{words.language}:{rule}", 0.7))
    return found + _find_held(lexemes, words)


def _find_held(lexemes: Lexemes, words: Words) -> list[Body]:
    """Find what a post that firms alone have is held in: "founder of Norvane", "Norvane CEO"."""
    found: list[Body] = []
    rule = f"organisations/{words.language}:held-post"
    folds, styles = lexemes.folds, lexemes.styles
    for at, fold in enumerate(folds):
        if fold not in words.post_ends or styles[at] != "plain":
            continue
        size = next(
            (size for size in range(_MAX_POST, 0, -1)
             if tuple(folds[max(at + 1 - size, 0) : at + 1]) in words.posts), 0,
        )  # fmt: skip
        first = at + 2
        if not size or first >= len(folds):
            continue
        if folds[at + 1] in {"of", "at", "for"}:
            first += folds[first] in words.articles
            stop = read_name(lexemes, words, first)
            if stop > first and not _is_other(lexemes, first, stop):
                found.append(Body(first, stop, rule, 0.65))
    return found


def _is_other(lexemes: Lexemes, first: int, stop: int) -> bool:
    """Whether a name is that of a place or a person, or goes on to be something else."""
    tokens = lexemes.tokens
    place = load_atlas("en").names.match(lexemes, first)
    if place and place.stop == stop:
        return True
    if stop - first < 4 and lexemes.folds[first] in load_lexicon("en").given and stop - first > 1:
        return True
    return stop < len(tokens) and lexemes.glued[stop] and tokens[stop].text == "of"


def _is_name(lexemes: Lexemes, words: Words, at: int) -> bool:
    token, fold = lexemes.tokens[at], lexemes.folds[at]
    return (
        token.kind == "word"
        and token.text[0].isupper()
        and fold not in words.openers
        and fold not in words.roles
        and fold not in words.nations
        and not fold.endswith(words.compounds)
    )


def read_name(lexemes: Lexemes, words: Words, at: int) -> int:
    """Behind the name that begins at a word, with the small words inside it."""
    tokens, stop = lexemes.tokens, at
    while stop < len(tokens) and stop - at < _MAX_NAME and lexemes.glued[stop]:
        if not _is_name(lexemes, words, stop):
            after = stop + 1
            is_inside = stop > at and lexemes.folds[stop] in words.particles - words.joints
            if not (is_inside and after < len(tokens) and _is_name(lexemes, words, after)):
                break
            stop = after
        # "Director of NORA Ann Vell": an acronym is a name by itself.
        elif stop > at and tokens[at].text.isupper() and not tokens[stop].text.isupper():
            break
        stop += 1
    return stop


def _read_before(lexemes: Lexemes, words: Words, at: int) -> tuple[int, int]:
    """The name before ", a Dover-based" where the kind at `at` follows; empty if there is none."""
    follows = at + 1 < len(lexemes.folds) and lexemes.folds[at + 1] in words.kind_ends
    comma = at - 1
    while comma > 0 and at - comma < _MAX_DESCRIPTION and lexemes.folds[comma] != ",":
        fold = lexemes.folds[comma]
        # Only adjectives stand between the article and the kind.
        if fold in words.roles or (fold in words.openers and lexemes.folds[comma - 1] != ","):
            return at, at
        comma -= 1
    if not follows or comma < 1 or lexemes.folds[comma] != ",":
        return at, at
    if lexemes.folds[comma + 1] not in {*words.articles, "a", "an"}:
        return at, at
    first = comma
    while first > 0 and comma - first < _MAX_NAME and lexemes.glued[first]:
        if not _is_name(lexemes, words, first - 1):
            break
        first -= 1
    return first, comma
