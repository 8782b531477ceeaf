"""Adjectives of a name in their first case: "Ошского университета" is "Ошский университет"."""

_RUSSIAN = (
    *("ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ом", "ем", "ой", "ей", "ую", "юю"),
)
_FIRST = ("ый", "ий", "ая", "яя", "ое", "ее")
# Behind these letters stands no "ы".
_HARD = frozenset("гкхжшщч")
# Soft endings begin so.
_SOFT = frozenset("ею")
_STRESSED = frozenset({"городск", "областн", "краев", "морск", "донск", "окружн"})
_GERMAN = ("en", "em", "es", "er", "e")
_MALE = ("tag", "rat", "ausschuss", "verband", "hof", "fonds", "bund", "verein", "dienst", "gress")
_NEUTER = ("amt", "ium", "gericht", "institut", "zentrum", "parlament", "kreuz", "departement",
    "komitee", "werk", "museum", "theater", "forum", "bündnis")  # fmt: skip
_MIN_STEM = 3


def write_nominative(adjectives: list[str], noun: str, language: str) -> list[str]:
    """Adjectives before a noun in the first case, by the noun's gender; other words as they are."""
    write = _write_german if language == "de" else _write_russian
    return [write(word, noun) for word in adjectives]


def _write_german(word: str, noun: str) -> str:
    stem = _part(word, _GERMAN)
    if not stem:
        return word
    return stem + ("er" if noun.endswith(_MALE) else "es" if noun.endswith(_NEUTER) else "e")


def _write_russian(word: str, noun: str) -> str:
    stem = _part(word, _RUSSIAN)
    if not stem or word.endswith(_FIRST):
        return word
    sibilant = stem[-1] in _HARD
    soft = word[len(stem)] in _SOFT and not sibilant
    if noun[-1] in "ая":
        return stem + ("яя" if soft else "ая")
    if noun[-1] in "ое":
        return stem + ("ее" if soft else "ое")
    if stem.casefold() in _STRESSED:
        return stem + "ой"
    return stem + ("ий" if soft or sibilant else "ый")


def _part(word: str, endings: tuple[str, ...]) -> str:
    """The word without its ending; empty if it has none of them."""
    ending = next((each for each in endings if word.endswith(each)), "")
    stem = word[: len(word) - len(ending)]
    return stem if ending and len(stem) >= _MIN_STEM else ""
