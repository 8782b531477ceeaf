"""What differs between two neighbouring versions of a release, field by field, and of what sort.

A change is cosmetic only where letters, digits and signs stay: one word can turn a meaning round,
so no spelling is taken for a slip.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import NamedTuple

from schemas.history import Change, ChangedField, FieldChange, Notices, Wording
from tasks.prose.rules import load_rules

# Compared piece by piece up to here: the time a diff takes grows with the square of its pieces.
_MAX_PIECES = 1000
# What is kept of a change: the texts themselves stand in the versions.
_MAX_PASSAGES = 20
_MAX_LENGTH = 400
# Fewer words that only went are an edit, not a removal: most of a sentence is gone from eight on.
_MIN_REMOVED = 8
# Chinese, Japanese and Thai part no words: there each letter is one.
_UNPARTED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
_WORDS = re.compile(rf"[{_UNPARTED}]|[^\s{_UNPARTED}]+")
_NUMBERS = re.compile(r"((?:(?<![^\W\d])[-+])?\d(?:[\d.,:/-]*\d)?)")
# Letters, marks that are part of them, currencies, and signs of arithmetic.
_TELLING = ("L", "M", "Sc", "Sm")
_PARTS = "%‰"
_DASHES = str.maketrans("‐‑‒–—−", "------")


class _Passage(NamedTuple):
    before: tuple[str, ...]
    after: tuple[str, ...]


def compare_versions(former: Wording, latter: Wording) -> tuple[FieldChange, ...]:
    """Say in which fields a version differs from the one before, and how; empty if in none."""
    found = [_compare_titles(former.title, latter.title), _compare_bodies(former.body, latter.body)]
    found.append(_compare_days(former.published_on, latter.published_on))
    found.append(_compare_instants(former, latter))
    verdicts: tuple[tuple[ChangedField, str, str], ...] = (
        ("number", former.number, latter.number),
        ("kind", former.kind, latter.kind),
        ("language", former.language, latter.language),
    )
    for field, before, after in verdicts:
        if before != after:
            found.append(_tell_value(field, "substantive", "another value", before, after))
    return tuple(change for change in found if change is not None)


def _compare_titles(before: str, after: str) -> FieldChange | None:
    if before == after:
        return None
    notice = _find_label(after) if not _find_label(before) else ""
    if _fold(before) == _fold(after):
        return _tell_value("title", "cosmetic", "the same letters", before, after)
    if notice:
        return _tell_value("title", "correction", "says so", before, after, notice=notice)
    return _tell_value("title", "retitle", "other words", before, after)


def _compare_bodies(before: str, after: str) -> FieldChange | None:
    if before == after:
        return None
    passages = list(_list_passages(before, after))
    removed = sum(len(passage.before) for passage in passages)
    added = sum(len(passage.after) for passage in passages)
    words = len(_WORDS.findall(before)) + len(_WORDS.findall(after))
    change, rule, notice = _class_body(before, after, removed, added)
    return FieldChange(
        field="body",
        change=change,
        before=tuple(_cut(passage.before) for passage in passages[:_MAX_PASSAGES]),
        after=tuple(_cut(passage.after) for passage in passages[:_MAX_PASSAGES]),
        removed_count=removed,
        added_count=added,
        similarity=round(1 - (removed + added) / words, 4) if words else 1.0,
        rule=rule,
        notice=notice,
    )


def _class_body(before: str, after: str, removed: int, added: int) -> tuple[Change, str, str]:
    """Class a change of the text: the class, the rule, and the words that say so."""
    if _fold(before) == _fold(after):
        return "cosmetic", "the same letters", ""
    old, new = before.casefold(), after.casefold()
    notices = load_rules("notices.toml", Notices)
    for words in notices.withdrawn:
        if words in new and words not in old and len(after) < len(before) / 2:
            return "removal", "says so", words
    for words in notices.corrected:
        if new.count(words) > old.count(words):
            return "correction", "says so", words
    if removed >= _MIN_REMOVED and added * 10 <= removed:
        return "removal", "taken out", ""
    return "substantive", "other words", ""


def _compare_days(before: date | None, after: date | None) -> FieldChange | None:
    if before == after:
        return None
    return _tell_value("published_on", "re-date", "another day", _show(before), _show(after))


def _compare_instants(former: Wording, latter: Wording) -> FieldChange | None:
    before, after = former.published_at, latter.published_at
    if before == after:
        return None
    # An hour stated for a day that stays says the same more exactly, or less.
    is_same = former.published_on == latter.published_on and None in {before, after}
    change: Change = "cosmetic" if is_same else "re-date"
    rule = "the same day" if is_same else "another hour"
    return _tell_value("published_at", change, rule, _show(before), _show(after))


def _tell_value(
    field: ChangedField, change: Change, rule: str, before: str, after: str, *, notice: str = ""
) -> FieldChange:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    kept = sum(block.size for block in SequenceMatcher(None, old, new).get_matching_blocks())
    total = len(old) + len(new)
    return FieldChange(
        field=field,
        change=change,
        before=(before[:_MAX_LENGTH],),
        after=(after[:_MAX_LENGTH],),
        removed_count=len(old) - kept,
        added_count=len(new) - kept,
        similarity=round(2 * kept / total, 4) if total else 1.0,
        rule=rule,
        notice=notice,
    )


def _list_passages(before: str, after: str) -> Iterator[_Passage]:
    """Yield what was replaced by what: paragraphs first, then words within those that differ."""
    old, new = before.split("\n\n"), after.split("\n\n")
    for pieces, others in _list_differences(old, new):
        former, latter = _cut_words(pieces), _cut_words(others)
        for words, replaced in _list_differences(former, latter):
            yield _Passage(tuple(words), tuple(replaced))


def _cut_words(paragraphs: Sequence[str]) -> list[str]:
    return [word for paragraph in paragraphs for word in _WORDS.findall(paragraph)]


def _list_differences(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the runs of pieces that differ; of very many one run from the first to the last."""
    start = _count_common(old, new)
    end = _count_common(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old), len(new)) > _MAX_PIECES:
        yield old, new
        return
    for tag, one, two, three, four in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            yield old[one:two], new[three:four]


def _count_common(old: Sequence[str], new: Sequence[str]) -> int:
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return place
    return min(len(old), len(new))


def _find_label(title: str) -> str:
    """Find the word by which a headline says that it is a correction; empty if it does not."""
    folded = title.casefold().strip()
    for words in load_rules("notices.toml", Notices).corrected_titles:
        rest = folded.removeprefix(words) if folded.startswith(words) else ""
        if rest.lstrip()[:1] in set(":：-–—]") and rest.strip():
            return words
        if folded.startswith((f"({words})", f"[{words}]")):
            return words
        if folded.endswith((f"({words})", f"[{words}]")):
            return words
    return ""


def _fold(text: str) -> str:
    """What of a text carries its meaning: letters, numbers and signs, not layout or punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    # Every second piece is a number: it stays as it is, apart from its neighbours.
    return "".join(
        f" {piece} " if place % 2 else "".join(filter(_is_telling, piece))
        for place, piece in enumerate(_NUMBERS.split(plain))
    )


def _is_telling(sign: str) -> bool:
    return unicodedata.category(sign).startswith(_TELLING) or sign in _PARTS


def _cut(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"


def _show(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment else ""
