"""Plain text: a title line, and paragraphs however they are wrapped."""

import re
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from schemas.document import DateCandidate, Document, Parsed
from tasks.days.dates import find_date, find_text_dates, make_candidate, read_url_date
from tasks.prose.starts import compile_starts
from tasks.reading.clean import clean_text, fold_words, is_label, is_section_title, list_dropped
from tasks.reading.escapes import mend_surrogates

_MAX_TITLE = 300
_MAX_WRAPPED = 110
_MAX_ABOVE = 10
_MAX_LETTERHEAD = 80
_MAX_HEADER = 2_000
_LABELLED_TITLE = re.compile(
    r"^(?:title|headline|subject|titre|título|titel)\s*:\s*", re.IGNORECASE
)
_MAIL_HEADER = re.compile(
    r"^(from|to|cc|bcc|date|sent|subject|sender|reply-to|message-id|mime-version|importance"
    r"|(?:content|list|x|return|delivered|dkim|received)[\w-]*)\s*:[ \t]*(.*)$",
    re.IGNORECASE,
)
# Whom to ask: a name behind a label, a telephone number or an address of mail.
_CONTACT = re.compile(
    r"^(?:(?:press|media|news) )?(?:contacts?|inquir(?:y|ies)|enquir(?:y|ies)|kontakt|contacto"
    r"|контакты?)(?: person)?\s*:|^(?:tel|phone|telephone|mobile|fax|e-?mail)\b.{0,3}:"
    r"|^[\s+().\d-]{7,25}$|^[^\s@]+@[^\s@]+\.\w+$",
    re.IGNORECASE,
)
# Where a page was flattened into one line, runs of spaces stand where tags and marks stood.
_COLUMNS = re.compile(r" {5,}|\t+ *")
_MAX_COLUMN = 60
_GAP = re.compile(r"\s{2,}")


def parse_text(text: str, document: Document) -> Parsed:
    """Take a plain text apart: the first line that names the release is its title."""
    headers, text = _split_headers(text)
    text = _part_columns(text)
    paragraphs = split_paragraphs(text)
    dates = find_text_dates(paragraphs)
    title = document.hints.title or headers.get("subject", "")
    margins: tuple[str, ...] = ()
    if not title:
        before = paragraphs
        title, paragraphs = take_title(text, before)
        margins = find_margins(before, paragraphs, title)
        dates += [date for date in find_text_dates(paragraphs) if date not in dates]
    candidates = [
        make_candidate("field", headers.get("date", "") or headers.get("sent", "")),
        read_url_date(document.url),
        make_candidate("feed", document.hints.published),
    ]
    return Parsed(
        format="text",
        title=title,
        body="\n\n".join(paragraphs),
        margins=margins,
        dates=(*dates, *(candidate for candidate in candidates if candidate)),
    )


def find_dates(
    document: Document, before: list[str], after: list[str]
) -> tuple[DateCandidate, ...]:
    """Find the dates of paragraphs with their title and without, and of what points to them."""
    dates = find_text_dates(before)
    dates += [date for date in find_text_dates(after) if date not in dates]
    stated = (read_url_date(document.url), make_candidate("feed", document.hints.published))
    return (*dates, *filter(None, stated))


def find_margins(before: Sequence[str], after: Sequence[str], title: str) -> tuple[str, ...]:
    """Keep what stood above a title and was taken off with it: whom to ask, whose paper it is."""
    if len(before) == len(after) + 1 or len(before) < 2:
        return ()
    above = list_dropped(before[: _MAX_ABOVE + 1], after[: _MAX_ABOVE + 1])
    return tuple(text for text in above if fold_words(title) not in fold_words(text))


def split_paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs: at empty lines, and at line ends unless lines are wrapped."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", clean_text(text)):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if len(paragraphs) < 2 and 1 < len(lines) <= 3 and find_text_dates(lines[-1:]):
            # The date below a headline goes on with no line of it.
            paragraphs.extend(lines)
            continue
        if not lines:
            continue
        capitals, lines = _part_capitals(lines)
        if capitals:
            paragraphs.append(" ".join(capitals))
        if _is_wrapped(lines):
            paragraphs.append(" ".join(lines))
        else:
            paragraphs.extend(lines)
    return paragraphs


def _part_columns(text: str) -> str:
    """Put what stands side by side above a text ("FOR RELEASE      Contact: ...") on lines."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:_MAX_ABOVE]):
        columns = [column.strip() for column in _COLUMNS.split(line.strip())]
        if len(columns) == 2 and max(map(len, columns)) <= _MAX_COLUMN:
            lines[number] = "\n".join(columns)
    return "\n".join(lines)


def _split_headers(text: str) -> tuple[dict[str, str], str]:
    """Part the headers of a mailed release from its text; none, if it does not begin like mail."""
    lines = text.lstrip("\ufeff \r\n").replace("\r\n", "\n").split("\n")
    headers: dict[str, str] = {}
    name = ""
    for number, line in enumerate(lines):
        match = _MAIL_HEADER.match(line)
        if match:
            name = match[1].lower()
            headers[name] = match[2][:_MAX_HEADER].strip()
        elif name and line[:1] in {" ", "\t"} and line.strip():
            headers[name] += (" " + line.strip())[: max(0, _MAX_HEADER - len(headers[name]))]
        elif not line.strip() and "subject" in headers and len(headers) > 1:
            return _decode_words(headers), "\n".join(lines[number:])
        else:
            break
    return {}, text


def _decode_words(headers: dict[str, str]) -> dict[str, str]:
    """Decode `=?utf-8?q?...?=` in a mailed subject."""
    try:
        subject = mend_surrogates(str(make_header(decode_header(headers["subject"]))))
    except (LookupError, ValueError, HeaderParseError):
        return headers
    return {**headers, "subject": mend_surrogates(subject)}


def _part_capitals(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part a headline in capitals, over as many lines as it takes, from what follows it."""
    count = 0
    while count < len(lines) and _is_capital(lines[count]):
        count += 1
    return lines[:count], lines[count:]


def _is_capital(line: str) -> bool:
    return line.isupper() and len(fold_words(line).split()) > 1 and not is_label(line)


def _is_wrapped(lines: list[str]) -> bool:
    """Tell hard-wrapped lines (all near one width) from one paragraph a line."""
    if len(lines) < 2:
        return False
    full = sorted(len(line) for line in lines[:-1])
    if full[-1] > _MAX_WRAPPED or any(map(_is_embargo, lines[:_MAX_ABOVE])):
        return False
    # Wrapped lines break in the middle of sentences and are about equally long.
    broken = sum(not line.endswith((".", "!", "?", ":", "。", "؟")) for line in lines[:-1])
    return full[len(full) // 2] >= 45 and broken * 2 >= len(lines) - 1


def take_title(text: str, paragraphs: list[str]) -> tuple[str, list[str]]:
    """Return the title and what follows it; an empty title leaves the choice to the cleaner."""
    if len(paragraphs) == 1:
        return _take_flat_title(text, paragraphs)
    for index, paragraph in enumerate(paragraphs[:_MAX_ABOVE]):
        line = _LABELLED_TITLE.sub("", paragraph)
        if line != paragraph:
            return line, paragraphs[:index] + paragraphs[index + 1 :]
        if is_label(line) or _is_heading_date(line) or len(fold_words(line)) < 4:
            continue
        if _CONTACT.search(line) or _is_embargo(line) or _is_letterhead(paragraphs, index):
            continue
        if len(line) > _MAX_TITLE or (index + 1 == len(paragraphs)):
            break
        if _reads_as_sentence(line):
            break
        # What stood above the title (a label, a date line) is kept: dates are read from it.
        above = [
            text
            for place, text in enumerate(paragraphs[:index])
            if is_label(text) or not (_CONTACT.search(text) or _is_letterhead(paragraphs, place))
        ]
        return line, above + paragraphs[index + 1 :]
    return "", paragraphs


def _is_embargo(line: str) -> bool:
    return compile_starts(("embargo",)).match(line) is not None


def _is_letterhead(paragraphs: list[str], index: int) -> bool:
    """Tell an office's name from a headline: "PRESS RELEASE" stands below it, before any text."""
    for text in paragraphs[index + 1 : index + 4]:
        if is_section_title(text):
            return len(paragraphs[index]) <= _MAX_LETTERHEAD
        if len(text) > _MAX_LETTERHEAD:
            break
    return False


def _take_flat_title(text: str, paragraphs: list[str]) -> tuple[str, list[str]]:
    """Find the headline in a text of one line: what stands before the first wide gap."""
    segments = [segment.strip() for segment in _GAP.split(text.strip()) if segment.strip()]
    for index, segment in enumerate(segments[:4]):
        if is_label(segment) or _is_heading_date(segment):
            continue
        following = " ".join(segments[index + 1 :])
        words = segment.split()
        fits = len(words) >= 4 and len(segment) <= 200 and len(following) > len(segment)
        if fits and not _reads_as_sentence(segment):
            return segment, [" ".join([*segments[:index], *segments[index + 1 :]])]
        break
    return "", paragraphs


def _is_heading_date(line: str) -> bool:
    hit = find_date(line)
    return hit is not None and len(line) - (hit[2] - hit[1]) <= 30


def _reads_as_sentence(line: str) -> bool:
    """Tell a first sentence from a headline: it ends like one and is not short."""
    return line.endswith((".", "。", "!", '."', ".”")) and len(line) > 120
