"""The paragraphs of a release that are written in another language than the rest of it."""

from schemas.findings import ParagraphLanguage
from tasks.language.vote import UNDECIDED, name_foreign
from tasks.prose.cut import Prose


def find_foreign(prose: Prose, language: str) -> tuple[ParagraphLanguage, ...]:
    """Find paragraphs that are clearly in another language; none if that of the release is unknown.

    Args:
        prose: The text of the release, cut up.
        language: BCP 47 tag of its language.
    """
    own = language.split("-", maxsplit=1)[0]
    if own == UNDECIDED:
        return ()
    found: list[ParagraphLanguage] = []
    for start, end in prose.paragraphs:
        named = name_foreign(prose.text[start:end], own)
        if named:
            found.append(ParagraphLanguage(start=start, end=end, tag=named[0], script=named[1]))
    return tuple(found)
