"""Text as a reader expects it: one kind of space, one title, no buttons, no end marks.

What tells something and is no part of the text (labels, embargo, end mark) goes to the margins.
"""

import re
import unicodedata
from collections.abc import Sequence

from schemas.document import Parsed
from schemas.errors import ReadError
from tasks.days.dates import find_date
from tasks.prose.starts import compile_starts
from tasks.reading.escapes import CONTROLS
from tasks.reading.marks import compile_marks

# Invisible characters that carry no meaning. The joiners U+200C and U+200D stay: Persian and the
# Indic scripts spell with them.
_INVISIBLE = (0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))
_DROPPED = {**CONTROLS, **dict.fromkeys(_INVISIBLE)}
# Marks set on one letter. Sorting them takes the square of their number; no script needs thirty
# (UAX 15, stream-safe text).
_MARK_RUN = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MAX_MARKS = 30
_SPACES = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# An hour, and a date of short numbers, which may be read two ways.
_CLOCK = re.compile(
    r"\b\d\d?[./-]\d\d?[./-](?:\d\d){1,2}\b|\b\d\d?[:h]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?|\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W_]+")

# A full stop after two small letters: "U.S. Senator" goes on.
_SENTENCE_END = re.compile(r"(?<=[^\W\d_A-Z]{2})[.!?][\"”’)]*(?=\s|$)|[。！？؟]")
# "Press release • For immediate release" is two labels.
_LABEL_BAR = re.compile(r"\s*[•|·/]\s*|\s+[-–—]\s+")
_MAX_MADE_TITLE = 160
_MAX_FURNITURE = 300
_MAX_META_PART = 60
_MIN_SUB_HEADLINE = 40
_MAX_SUB_HEADLINE = 250

# Fewer letters than this are a caption or a button, not a release; ideographs say more in fewer.
MIN_LETTERS = 30
MIN_IDEOGRAPHS = 12
# Scripts without spaces have marks between clauses; a thousand words of a text are hundreds.
_MAX_RUN = 2_000
_MIN_VOCABULARY = 20
_MAX_MARGINS = 40
_MAX_MARGIN = 500
_WHOLE_SIGNS = re.compile("[\u3040-\u9fff\uac00-\ud7a3]+")


def clean_parsed(parsed: Parsed) -> Parsed:
    """Return the document with its text normalised, its title once, and no furniture.

    Raises:
        ReadError: stage `clean`: no title and no text, or a page that says it is missing.
    """
    title = clean_line(parsed.title)
    paragraphs = [clean_line(paragraph) for paragraph in parsed.body.split("\n\n")]
    paragraphs = [text for text in paragraphs if text and not _is_furniture(text)]
    stated = _drop_title(paragraphs, title)
    paragraphs = _drop_labels(_drop_end_marks(stated))
    if parsed.format == "html":
        paragraphs = _drop_labels_below_lead(paragraphs)
    body = "\n\n".join(paragraphs)
    if _is_missing_page(title, body):
        raise ReadError("clean", f"the page says that it is missing: {title[:80]!r}")
    if not _has_text(body):
        raise ReadError("clean", "no text of a release was found in the document", "body")
    if noise := _find_noise(body):
        raise ReadError("clean", f"no text of a release: {noise}", "body")
    title = title or _make_title(paragraphs)
    beside = [*parsed.margins, *list_dropped(stated, paragraphs)]
    beside += [attachment.text for attachment in parsed.attachments]
    margins = _gather_margins(beside, title, body)
    return parsed.model_copy(update={"title": title, "body": body, "margins": margins})


def list_dropped(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """List the paragraphs that are not among those left of them, in their order."""
    dropped: list[str] = []
    place = 0
    for paragraph in before:
        if place < len(after) and paragraph == after[place]:
            place += 1
        else:
            dropped.append(paragraph)
    return dropped


def _gather_margins(beside: Sequence[str], title: str, body: str) -> tuple[str, ...]:
    """Keep what neither title nor body says, once each; a page cannot make this long."""
    kept: dict[str, str] = {}
    for text in map(clean_line, beside):
        if not text or len(text) > _MAX_MARGIN or _is_furniture(text) or _is_crumb(text):
            continue
        # An end mark has no letters: it is itself.
        folded = fold_letters(text) or text
        if folded not in kept and text not in body and folded != fold_letters(title):
            kept[folded] = text
        if len(kept) == _MAX_MARGINS:
            break
    return tuple(kept.values())


def clean_text(text: str) -> str:
    """Normalise Unicode (NFC), spaces and line ends; keep lines and paragraphs."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", thin_marks(text))
    text = _NEWLINES.sub("\n", text).translate(_DROPPED)
    return _SPACES.sub(" ", text)


def thin_marks(text: str) -> str:
    """Drop all but the first thirty of the marks set on one letter."""
    return _MARK_RUN.sub(_thin_run, text)


def _thin_run(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_line(text: str) -> str:
    """Normalise a paragraph or title into one line."""
    if text.isascii() and text.isprintable():
        # Nothing to compose and nothing to drop: only the spaces are left to mend.
        return " ".join(text.split())
    return " ".join(clean_text(text).split())


def measure_text(text: str) -> int:
    """Measure how much a text says, in letters: an ideograph or a syllable sign counts as three."""
    return len(text) + 2 * sum(map(len, _WHOLE_SIGNS.findall(text)))


def fold_words(text: str) -> str:
    """Reduce a text to its words, case folded: for comparing titles however they are set."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def fold_letters(text: str) -> str:
    """Reduce a text to letters and digits, case folded: equal for the same words however set."""
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", text).casefold()))


def _is_crumb(text: str) -> bool:
    """Tell a section's name ("Home", "News") from a label of releases ("Press release")."""
    return is_section_title(text) and not compile_starts(("label",)).match(text)


def _drop_title(paragraphs: list[str], title: str) -> list[str]:
    """Drop leading paragraphs that only repeat the title (the seed has it twice)."""
    folded = fold_words(title)
    if not folded:
        return paragraphs
    kept: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if fold_words(paragraph) == folded:
            continue
        kept.append(paragraph)
        # A label or a date may stand above the title, so the first few paragraphs are looked at.
        if len(kept) == 8:
            return kept + paragraphs[index + 1 :]
    return kept


def _drop_labels(paragraphs: list[str]) -> list[str]:
    """Drop labels, numbers and bare dates that stand between headline and text."""
    start = 0
    while start + 1 < len(paragraphs) and (
        is_label(paragraphs[start]) or _is_meta_line(paragraphs[start])
    ):
        start += 1
    return paragraphs[start:]


def _drop_labels_below_lead(paragraphs: list[str]) -> list[str]:
    """Drop what a page says of itself between sub-headline and text; a letter's date is text."""
    lead, start = paragraphs[:1], 1
    is_short = any(_MIN_SUB_HEADLINE <= measure_text(text) <= _MAX_SUB_HEADLINE for text in lead)
    if not is_short or lead[0].endswith((":", "：")):
        return paragraphs
    while start + 1 < len(paragraphs) and (
        is_marked_label(paragraphs[start]) or _is_dated_label(paragraphs[start])
    ):
        start += 1
    return lead + paragraphs[start:]


def _is_dated_label(text: str) -> bool:
    return find_date(text) is not None and (is_label(text) or _is_meta_line(text))


def _is_meta_line(text: str) -> bool:
    """Tell a line of a date or label, a place and an office, parted by bars, from a statement."""
    parts = [part for part in map(str.strip, text.split("|")) if part]
    return (
        len(parts) > 1
        and all(len(part) <= _MAX_META_PART for part in parts)
        and any(map(is_label, parts))
        and not text.endswith((".", "!", "?", "。", "؟"))
    )


def is_label(text: str) -> bool:
    """Tell a label, a number or a bare date from a statement."""
    if len(text) > 80:
        return False
    if is_section_title(text):
        return True
    hit = find_date(text)
    rest = clean_line(text[: hit[1]] + " " + text[hit[2] :]) if hit else text
    timeless = clean_line(_CLOCK.sub(" ", rest))
    if is_marked_label(timeless) or ("：" in timeless and all(map(_is_framing, timeless.split()))):
        return True
    # What is left of "Tuesday, March 27, 2018 at 10:00" is a day's name and an hour.
    if hit:
        return len(_LETTERS.findall(rest)) <= 3 and len(rest) <= 20
    return timeless != text and not _LETTERS.search(timeless)


def is_marked_label(text: str) -> bool:
    """Tell a number, a symbol or a label of a field ("Press release No. 24/81") from a title."""
    stripped = _fold_case(text).strip(" |,–—-")
    return len(text) <= 80 and bool(compile_marks("labels").fullmatch(stripped))


def _fold_case(text: str) -> str:
    """Case fold, without the dot that is left over of a Turkish capital I."""
    return text.casefold().replace("\u0307", "")


def _drop_end_marks(paragraphs: list[str]) -> list[str]:
    marks = compile_marks("end_marks")
    return [text for text in paragraphs if len(text) > 60 or not marks.fullmatch(text.casefold())]


def _is_framing(word: str) -> bool:
    return is_marked_label(word) or _is_furniture(word)


def _is_furniture(text: str) -> bool:
    return len(text) <= _MAX_FURNITURE and bool(
        compile_marks("furniture").fullmatch(text.casefold())
    )


def is_section_title(text: str) -> bool:
    """Tell a section's name ("Press releases") from a release's title."""
    if len(text) > 80:
        return False
    marks = compile_marks("section_titles")
    labels = [label for label in _LABEL_BAR.split(_fold_case(clean_line(text))) if label]
    if len(labels) > 1 and any(map(marks.fullmatch, labels)):
        # "Press release - For immediate use" names a section and a use.
        return all(marks.fullmatch(label) or is_marked_label(label) for label in labels)
    return all(map(marks.fullmatch, labels))


def _is_missing_page(title: str, body: str) -> bool:
    # A long text under such a title is a release about it ("Page not found: ..." campaigns exist).
    return len(body) < 1_500 and bool(compile_marks("missing_pages").fullmatch(title.casefold()))


def _has_text(body: str) -> bool:
    letters = fold_letters(body)
    ideographs = sum("\u3040" <= letter <= "\u9fff" for letter in letters)
    return len(letters) >= MIN_LETTERS or ideographs >= MIN_IDEOGRAPHS


def _find_noise(body: str) -> str:
    """Say why a text is none: a run of letters without end, or a few words again and again."""
    words = _WORD.findall(body)
    longest = max(map(len, words))
    if longest > _MAX_RUN and longest * 2 > len(body):
        return f"{longest} letters with nothing between them"
    different = len(set(words))
    if len(words) >= 1_000 and different < max(_MIN_VOCABULARY, len(words) // 200):
        return f"{len(words)} words, but only {different} different ones"
    return ""


def _make_title(paragraphs: list[str]) -> str:
    """Take the first sentence, or as many of its words as a headline holds."""
    text = paragraphs[0]
    end = _SENTENCE_END.search(text)
    sentence = text[: end.end()].strip() if end else text
    if len(sentence) <= _MAX_MADE_TITLE:
        return sentence
    return sentence[:_MAX_MADE_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
