"""Dates: reading one from a string, and collecting candidates for the publication date.

Every candidate keeps its method, so that the choice (tasks/days/choice.py) can be explained. A date
inside a sentence ("On 19 November 2019, X met Y") tells of an event and is never a candidate.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from schemas.document import DateCandidate
from schemas.reader import Months
from tasks.days.eras import ERA_STARTS, read_jalali
from tasks.prose.rules import load_rules
from tasks.reading.escapes import CONTROLS
from tasks.reading.marks import compile_marks

# How far each method can be trusted: stated by the publisher for machines, then for readers, then
# read off the surroundings. Archives name files by the day of publication, which a dateline misses
# by a day now and then.
CONFIDENCES: Mapping[str, float] = {
    "lookup": 1.0,
    "field": 0.97,
    "json-ld": 0.95,
    "meta": 0.93,
    "feed": 0.92,
    "url": 0.9,
    "mail": 0.89,
    "time": 0.85,
    "element": 0.8,
    "file-name": 0.79,
    "dateline": 0.78,
    "date-line": 0.75,
    "heading": 0.6,
    "htmldate": 0.55,
    "modified": 0.3,
}
_FIRST_YEAR = 1900
_MAX_DATE_TEXT = 400

_DIGIT = re.compile(r"\d")
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_MONTH_NUMBER = r"(?P<m>1[0-2]|0?[1-9])"
# Words that only say what a number is: dates of a dozen languages are built from these.
_GLUE = r"(?:\s|[,.·_-]|\bde\b|\bdel\b|\bof\b|\bthe\b|\bd['’]|\bdi\b)*"


@cache
def _compile_patterns() -> tuple[re.Pattern[str], ...]:
    month = f"(?P<n>{_join_names(number_months())})"
    # Arabic releases name a month twice: "آذار/مارس".
    second = rf"(?:\s?[/(]\s?(?:{_join_names(number_months())})\)?)?"
    jalali = f"(?P<j>{_join_names(number_jalali_months())})"
    patterns = (
        rf"(?<!\d){_YEAR}\s?[-/._]\s?{_MONTH_NUMBER}\s?[-/._]\s?{_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}\s*[年년]\s*{_MONTH_NUMBER}\s*[月월]\s*{_DAY}\s*[日號号일]",
        (
            rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|\.?º|°)?{_GLUE}(?<![^\W\d_]){month}(?![^\W\d_])"
            rf"{second}{_GLUE}{_YEAR}(?!\d)"
        ),
        rf"(?<![^\W\d_]){month}(?![^\W\d_])\.?\s*{_DAY}(?:st|nd|rd|th)?\s?,?\s*{_YEAR}(?!\d)",
        (
            rf"(?<!\d){_YEAR}\s?(?:жылғы|жылдың|жылы|yil|йил|оны|г\.?|\.|,)?\s*{_DAY}[\s.-]*{month}"
            r"(?![^\W\d_])"
        ),
        rf"(?<!\d){_YEAR}[.,]?\s+{month}\s+{_DAY}(?!\d)",
        rf"ngày\s+{_DAY}\s+tháng\s+{_MONTH_NUMBER}\s+năm\s+{_YEAR}",
        rf"(?<![\d.]){_DAY}\s?[.]\s?{_MONTH_NUMBER}\s?[.]\s?{_YEAR}(?!\d)",
        rf"(?P<e>令和|平成|昭和)\s*(?P<y>元|\d\d?)\s*年\s*{_MONTH_NUMBER}\s*月\s*{_DAY}\s*日",
        rf"(?<!\d){_DAY}(?:م)?\s+{jalali}(?:\s*ماه)?[\s،,]*(?P<y>1[34]\d\d)(?!\d)",
        rf"(?<![\d/])(?P<y>13[5-9]\d|140\d)(?P<j>)/{_MONTH_NUMBER}/{_DAY}(?![\d/])",
        rf"(?<![\d/-])(?P<a>\d\d?)(?P<s>[/-])(?P<b>\d\d?)(?P=s){_YEAR}(?!\d)",
    )
    return tuple(re.compile(pattern) for pattern in patterns)


@cache
def number_months() -> dict[str, int]:
    """Month names of all languages, case folded, with their numbers."""
    return _number_names(load_rules("months.toml", Months).months)


@cache
def number_jalali_months() -> dict[str, int]:
    """Names of the months of the Persian solar year, with their numbers."""
    return _number_names(load_rules("months.toml", Months).jalali)


def _number_names(months: Mapping[str, Iterable[str]]) -> dict[str, int]:
    return {
        unicodedata.normalize("NFKC", name).casefold(): int(number)
        for number, names in months.items()
        for name in names
    }


def _join_names(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def find_date(text: str) -> tuple[date, int, int] | None:
    """Find the first date in a short text: its day, and where it starts and ends.

    Slashed dates that could be read two ways (03/04/2021) are not guessed.
    """
    text = text[:_MAX_DATE_TEXT]
    if not _DIGIT.search(text):
        return None
    folded = fold_digits(text)
    found: list[tuple[date, int, int]] = []
    for pattern in _compile_patterns():
        for match in pattern.finditer(folded):
            day = _build_date(match.groupdict())
            if day:
                found.append((day, match.start(), match.end()))
                break
    # Of two readings at one place the longer is the fuller one.
    return min(found, key=lambda item: (item[1], -item[2]), default=None)


def parse_stamp(text: str) -> tuple[date, datetime | None] | None:
    """Read a machine's or a person's date: the day as stated, and the instant if it has a zone."""
    text = text.strip()[:_MAX_DATE_TEXT]
    moment: datetime | None = None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        break
    if moment is None:
        found = find_date(text)
        return (found[0], None) if found else None
    if moment.year < _FIRST_YEAR:
        return None
    try:
        return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError:
        return None


def make_candidate(method: str, text: str) -> DateCandidate | None:
    """Make a candidate of a stated date; none if the text holds no date."""
    parsed = parse_stamp(text)
    if parsed is None:
        return None
    day, moment = parsed
    return DateCandidate(
        value=day,
        at=moment,
        method=method,
        text=" ".join(text.split())[:100].translate(CONTROLS),
        confidence=CONFIDENCES[method],
    )


def make_candidates(method: str, text: str) -> tuple[DateCandidate, ...]:
    """Make a candidate of a stated date, or one of each reading if it can be read two ways."""
    candidate = make_candidate(method, text)
    return (candidate,) if candidate else read_both_ways(text, method)


def read_both_ways(text: str, method: str) -> tuple[DateCandidate, ...]:
    """Read "03/04/2021" day first and month first; nothing if only one reading is a date."""
    match = _SHORT_DATE.fullmatch(_LABEL.sub("", fold_digits(text.strip())[:_MAX_DATE_TEXT]))
    if match is None or len(match["y"]) < 4 or match["s"] == ".":
        return ()
    one, two, year = int(match["a"]), int(match["b"]), int(match["y"])
    if not (1 <= one <= 12 and 1 <= two <= 12 and one != two):
        return ()
    return tuple(
        DateCandidate(
            value=date(year, month, day),
            method=method,
            text=text.strip()[:100].translate(CONTROLS),
            confidence=CONFIDENCES[method],
            is_ambiguous=True,
        )
        for day, month in ((one, two), (two, one))
    )


# "03.22.24", "22/03/24": only where nothing else is stated, and only if it can be read one way.
_SHORT_DATE = re.compile(
    r"(?P<a>\d\d?)(?P<s>[./-])(?P<b>\d\d?)(?P=s)(?P<y>(?:19|20)\d\d|\d\d)"
    r"(?:[\s,|–-]+(?:at |às |à |um )?\d\d?[:.h]\d\d.{0,12})?"
)


def read_short_date(text: str, language: str, method: str) -> DateCandidate | None:
    """Read a date of three short numbers: the page's language says which comes first.

    English alone does not say it: its regions differ.
    """
    match = _SHORT_DATE.fullmatch(_LABEL.sub("", fold_digits(text.strip())[:_MAX_DATE_TEXT]))
    if match is None:
        return None
    one, two, year = int(match["a"]), int(match["b"]), int(match["y"])
    if one <= 12 and two <= 12 and one != two:
        writes = writes_month_first(language)
        if writes is None:
            return None
        month_first = writes
    else:
        month_first = two > 12
    month, day = (one, two) if month_first else (two, one)
    try:
        value = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return DateCandidate(
        value=value, method=method, text=text.strip()[:100], confidence=CONFIDENCES[method]
    )


def writes_month_first(language: str) -> bool | None:
    """Whether a language writes the month first; none if it does not say, as English alone."""
    tag = language.replace("_", "-").lower()
    return None if tag in {"", "en", "und"} else tag in {"en-us", "en-ph"}


_BRACKETED_END = re.compile(r"[(（]([\d./-]{6,10})[)）]\s*$")


def read_title_date(title: str, language: str = "") -> DateCandidate | None:
    """Read a date that a headline sets off: "No: 47, 12 March 2024, ...", "... (12 March 2024)"."""
    hit = find_date(title)
    if hit is None:
        short = _BRACKETED_END.search(title)
        return read_short_date(short[1], language, "heading") if short else None
    day, start, end = hit
    before, after = title[:start].rstrip(), title[end:].strip()
    opened = not before or before.endswith((",", "(", "（", "–", "—", "-", "|", ":", "["))
    closed = not after or after.startswith((",", ")", "）", "–", "—", "-", "|", "]"))
    if not (opened and closed and (before or after)):
        return None
    method = "heading"
    return DateCandidate(
        value=day, method=method, text=title[start:end], confidence=CONFIDENCES[method]
    )


def read_url_date(url: str) -> DateCandidate | None:
    """Read the date in an address (`/2019/04/03_…`) or in a file's name (`15Mar2005Kerry.txt`)."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme == "file":
        return make_candidate("file-name", PurePosixPath(path).name.replace("_", " _ "))
    match = re.search(rf"(?<!\d){_YEAR}[-/_]{_MONTH_NUMBER}[-/_]{_DAY}(?!\d)", path) or re.search(
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", path
    )
    day = _build_date(match.groupdict()) if match else None
    if match is None or day is None:
        return None
    return DateCandidate(value=day, method="url", text=match.group(), confidence=CONFIDENCES["url"])


_LABEL = re.compile(
    r"^(?:(?:release |publication |publish(?:ed|ing) |posted |issue )?date|date de publication"
    r"|data (?:publikacji|di pubblicazione|de publicação)|дата публікації|опубліковано"
    r"|fecha(?: de publicación)?|datum|data|published|posted|issued|updated|publiée? le"
    r"|mis en ligne le"
    r"|publicad[oa] (?:el|em)|veröffentlicht am|pubblicato il|yayın tarihi|опубликовано"
    r"|дата(?: публикации)?|жарияланған күні|प्रविष्टि तिथि|发布时间|发布日期|日期|时间|掲載日|公開日"
    r"|작성일|등록일|게시일|التاريخ|تاريخ النشر|تاریخ انتشار|تاریخ"
    r"|(?:for )?immediate release|for release|(?:strictly )?(?:under )?embargo(?:ed)?"
    r"(?: (?:until|till|to))?(?: \d\d?[:.]\d\d(?: ?[ap]\.?m\.?)?(?: ?\(?[a-z]{2,4}\)?)?,?)?)"
    r"\s*(?:on)?\s*[:：|–—-]*\s*",
    re.IGNORECASE,
)
# After a dateline's date comes the end, a dash, a colon, a bracket or a slash, never a clause.
_AFTER_DATELINE = re.compile(
    r"^(?:[\s,|]*(?:at |um |à |в )?\d\d?[:.h]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?: [A-Z]{2,4})?\s*$)"
    r"|^(?:\s*(?:года|году|року|год|[г年م]))?[\s.]*(?:$|[)\]|/:–—―:]|-{1,2}\s|\(|[,.]?\s*[-–—]"
    r"|,?\s*[A-Z]{2,8}\s*(?:--|[–—]))"
)
_CLOCK_AFTER = re.compile(r"^[\s,|]*\d\d?[:.h]\d\d(?::\d\d)?")
_CLAUSE_WORDS = re.compile(
    r"^(?:on|in|by|at|since|from|until|le|la|el|am|il|em|no|on the|с|на|в|от|до|في|يوم)\s*$",
    re.IGNORECASE,
)


def find_text_dates(paragraphs: Sequence[str]) -> list[DateCandidate]:
    """Find the dates a text states about itself: datelines, date lines and date headings."""
    found: list[DateCandidate] = []
    agenda: set[date] = set()
    edges = [*enumerate(paragraphs[:6]), *((99, text) for text in paragraphs[6:][-2:])]
    for index, paragraph in edges:
        head = _LABEL.sub("", paragraph[:200])
        hit = find_date(head)
        if hit is None:
            found += read_both_ways(paragraph[:200], "date-line")
            continue
        day, start, end = hit
        before, after = head[:start].strip(" ,.(–—-|/"), head[end:]
        method = _judge_place(
            before,
            after,
            first=index == 0,
            labelled=head != paragraph[:200],
            parted=head[:start].rstrip().endswith(","),
        )
        if not method:
            continue
        found.append(
            DateCandidate(
                value=day,
                method=method,
                text=head[:end].strip()[:100],
                confidence=CONFIDENCES[method],
            )
        )
        if not before and after.lstrip().startswith((":", "：")) and after.strip(" :："):
            agenda.add(day)
    # Several days, each with what happens on it, are a programme.
    return [item for item in found if len(agenda) < 2 or item.value not in agenda]


def _judge_place(
    before: str, after: str, *, first: bool, labelled: bool, parted: bool = False
) -> str:
    """Say what a date's place in its paragraph makes of it; empty if it is part of a sentence."""
    # "When: 2:30 p.m., Monday" tells of an event.
    if _CLAUSE_WORDS.match(before) or len(before.split()) > 6 or re.search(r"[\d:]", before):
        return ""
    if _AFTER_DATELINE.match(after):
        return "dateline" if after.strip(" .") else "date-line"
    # "2024-01-24 16:30 字号：大 中 小": what follows the date is a label too.
    rest = _CLOCK_AFTER.sub("", after).strip(" |,;").casefold()
    if not before and (labelled or (rest and compile_marks("labels").fullmatch(rest))):
        return "date-line"
    # "Mannheim, 3. September 2024. The company ..."
    words = before.split()
    is_place = 0 < len(words) <= 3 and all(word[:1].isupper() for word in words)
    if is_place and parted and re.match(r"\.\s+[^\W\d_]", after):
        return "dateline"
    # A flattened page starts with its date: "April 13 2007 Reid and Clinton announce".
    if first and not before and re.match(r"^\s+[^\W\d_]", after):
        return "heading"
    return ""


def fold_digits(text: str) -> str:
    """Case fold, and write every script's digits as 0-9, without changing the length."""
    if text.isascii():
        return text.lower()
    return "".join(
        str(unicodedata.digit(character))
        if character.isdigit() and unicodedata.digit(character, None) is not None
        else folded
        if len(folded := character.lower()) == 1
        else character
        for character in text
    )


def _build_date(fields: Mapping[str, str | None]) -> date | None:
    stated = fields["y"] or "0"
    year, day = 1 if stated == "元" else int(stated), int(fields.get("d") or 0)
    month = int(fields.get("m") or 0)
    if (name := fields.get("n")) is not None:
        month = number_months()[name]
    elif (first := fields.get("a")) is not None:
        one, two = int(first), int(fields["b"] or 0)
        if one <= 12 and two <= 12 and one != two:
            return None
        month, day = (two, one) if one > 12 else (one, two)
    elif (era := fields.get("e")) is not None:
        year += ERA_STARTS[era] - 1
    try:
        if (name := fields.get("j")) is not None:
            return read_jalali(year, number_jalali_months()[name] if name else month, day)
        return date(year, month, day)
    except ValueError:
        return None
