"""Adjectives of a body's name in their first case: "Ошского университета" is "Ошский университет"."""

_ENDINGS = ("ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ом", "ем", "ой", "ей", "ую", "юю")
_FIRST = ("ый", "ий", "ая", "яя", "ое", "ее")
# Behind these letters stands no "ы".
_HARD = frozenset("гкхжшщч")
# Soft endings begin so.
_SOFT = frozenset("ею")
_STRESSED = frozenset({"городск", "областн", "краев", "морск", "донск", "окружн"})


def write_nominative(adjectives: list[str], noun: str) -> list[str]:
    """Adjectives before a noun in the first case, by the noun's gender; other words as they are."""
    return [_write_one(word, noun) for word in adjectives]


def _write_one(word: str, noun: str) -> str:
    ending = next((each for each in _ENDINGS if word.endswith(each)), "")
    stem = word[: len(word) - len(ending)]
    if not ending or len(stem) < len(ending) or word.endswith(_FIRST):
        return word
    sibilant = stem[-1] in _HARD
    soft = ending[0] in _SOFT and not sibilant
    if noun[-1] in "ая":
        return stem + ("яя" if soft else "ая")
    if noun[-1] in "ое":
        return stem + ("ее" if soft else "ое")
    if stem.casefold() in _STRESSED:
        return stem + "ой"
    return stem + ("ий" if soft or sibilant else "ый")
