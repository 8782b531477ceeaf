"""The pieces that dates in a text are made of: days, months, years and words such as "yesterday".

Each language's words are data (`rules/moments/*.toml`), the names of months and weekdays are
babel's. A text is read once, by one expression, and each piece found becomes a sign: what a date
is, is then a matter of rows of signs, the same in all languages.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from schemas.moments import DateWords
from tasks.days.dates import fold_digits, number_jalali_months
from tasks.days.eras import ERA_STARTS
from tasks.prose.rules import RULES, load_rules

FOLDER = "moments"
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_CHINESE_MONTHS = dict(
    zip(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
        range(1, 13),
        strict=True,
    )
)
_MAX_GAP = 24
_MAX_BEFORE = 40
_FIRST_YEAR = 1500  # of the Gregorian years that are read
_YEAR = r"(?:1[6-9]|20)\d\d"
_JALALI_YEAR = r"1[34]\d\d"
# Numbers that belong to something else: prices, times, decimals, "COVID-19".
_BORDER = r"(?<![\d:$€£¥#])(?<!\d[.,/:])(?<![a-z])(?<![a-z]-)"
_DIGITS = r"\d{4}-\d\d?-\d\d?(?![\d-])|\d\d?[./]\d\d?[./]\d{4}(?![\d/])"


class Piece(NamedTuple):
    """Something a date is made of: its sign, where it stands, and what it says."""

    sign: str
    start: int
    end: int
    value: int
    word: str = ""
    jalali: bool = False


class Calendar(NamedTuple):
    """The words of one language, ready for reading."""

    words: DateWords
    pieces: re.Pattern[str]
    gap: re.Pattern[str]
    openers: Mapping[str, re.Pattern[str]]
    guards: Mapping[str, re.Pattern[str]]
    tense: re.Pattern[str] | None
    months: Mapping[str, int]
    jalali: Mapping[str, int]
    weekdays: Mapping[str, int]
    phrases: Mapping[str, str]
    numbers: Mapping[str, int]


@cache
def load_calendar(language: str) -> Calendar:
    """Get the words of a language; of one without a file, the names that babel knows."""
    tag = language.partition("-")[0]
    path = f"{FOLDER}/{tag}.toml"
    words = (
        load_rules(path, DateWords)
        if tag.isalpha() and (RULES / path).is_file()
        else DateWords(locale=tag, orders=("dmy", "mdy", "ymd"), openers={"year": "", "month": ""})
    )
    months = _list_names(words.locale, words.months, months=True)
    if words.month_tail:
        months |= _CHINESE_MONTHS
    jalali = dict(number_jalali_months()) if words.jalali else {}
    weekdays = _list_names(words.locale, words.weekdays, months=False)
    phrases = {
        word: spec for spec, texts in words.phrases.items() for word in texts.split("|") if word
    }
    numbers = {word: int(n) for n, texts in words.numbers.items() for word in texts.split()}
    calendar = Calendar(
        words=words,
        pieces=re.compile(""),
        gap=_compile_gap(words),
        openers={need: _compile_before(words, text) for need, text in words.openers.items()},
        guards=_compile_guards(words),
        tense=_compile_tense(words),
        months=months,
        jalali=jalali,
        weekdays=weekdays,
        phrases=phrases,
        numbers=numbers,
    )
    return calendar._replace(pieces=_compile_pieces(calendar))


def find_pieces(text: str, calendar: Calendar) -> tuple[str, list[Piece]]:
    """Read a text for the pieces of dates.

    Returns:
        The text case folded, its digits 0-9, as long as it was; and the pieces in order.
    """
    folded = fold_digits(text)
    return folded, list(_read_pieces(text, folded, calendar))


def _read_pieces(text: str, folded: str, calendar: Calendar) -> Iterator[Piece]:
    capitals = calendar.words.capitals
    for match in calendar.pieces.finditer(folded):
        kind, start = match.lastgroup or "", match.start()
        if capitals and kind in {"month", "weekday"} and not text[start].isupper():
            continue
        sign, value, word = _read_piece(kind, match, calendar)
        jalali = (sign == "Y" and value < _FIRST_YEAR) or word in calendar.jalali
        yield Piece(sign, start, match.end(), value, word, jalali)


def _read_piece(kind: str, match: re.Match[str], calendar: Calendar) -> tuple[str, int, str]:  # noqa: PLR0911 - one return a kind
    """The sign, the number and the words of a piece."""
    if kind == "month":
        name = match["name"]
        return "M", calendar.months.get(name) or calendar.jalali[name], name
    if kind == "number_month":
        return "M", int(match["nm"]), ""
    if kind == "written_month":
        return "M", calendar.months[match["cm"]], ""
    if kind == "weekday":
        return "W", calendar.weekdays[match["wd"]], match["wd"]
    if kind == "year":
        return "Y", int(match["y"]), match["yt"] or ""
    if kind == "era":
        year = 1 if match["ey"] == "元" else int(match["ey"])
        return "Y", ERA_STARTS[match["en"]] + year - 1, match["en"]
    if kind == "day":
        return "d", int(match["dn"]), ""
    if kind == "phrase":
        return "R", 0, calendar.phrases[match[0]]
    if kind == "ago":
        return "A", 0, _read_ago(match["an"], match["au"], calendar)
    if kind == "numbered":
        return "A", 0, _read_ago(match["nn"], match["nu"], calendar)
    return {"digits": "X", "last": "L", "next": "N", "this": "H"}[kind], 0, match[0]


def join_pieces(folded: str, one: Piece, other: Piece, calendar: Calendar) -> str | None:
    """The sign between two pieces: "", `,`, `-` or `&`; none if they do not belong together."""
    if other.start - one.end > _MAX_GAP:
        return None
    match = calendar.gap.fullmatch(folded, one.end, other.start)
    if match is None:
        return None
    return {"comma": ",", "until": "-", "also": "&"}.get(match.lastgroup or "", "")


def is_opened(folded: str, start: int, need: str, calendar: Calendar) -> bool:
    """Whether one of the words that a bare year, month or day needs stands before it."""
    pattern = calendar.openers.get(need)
    return pattern is None or bool(pattern.search(folded, max(0, start - _MAX_BEFORE), start))


def is_guarded(folded: str, start: int, guard: str, calendar: Calendar) -> bool:
    """Whether the words of one of `guards` end at an offset (`after`, `nouns`: begin there)."""
    pattern = calendar.guards.get(guard)
    if pattern is None:
        return False
    if guard in {"after", "nouns"}:
        return bool(pattern.match(folded, start, start + 2 * _MAX_BEFORE))
    return bool(pattern.search(folded, max(0, start - _MAX_BEFORE), start))


def _read_ago(text: str, unit_text: str, calendar: Calendar) -> str:
    count = int(text) if text.isdecimal() else calendar.numbers[text]
    units = calendar.words.units.items()
    unit = next(unit for unit, pattern in units if re.fullmatch(pattern, unit_text))
    return f"{unit}-{count}"


def _list_names(locale: str, more: Mapping[str, str], *, months: bool) -> dict[str, int]:
    names = {
        word.replace("_", " "): int(number)
        for number, texts in more.items()
        for word in texts.split()
    }
    try:
        known = Locale.parse(locale) if locale else None
    except (UnknownLocaleError, ValueError):
        known = None
    if known is None:
        return names
    for width in _WIDTHS if months else _WIDTHS[:1]:
        for context in _CONTEXTS:
            table = (get_month_names if months else get_day_names)(width, context, known)
            for number in range(1, 13) if months else range(7):
                folded = fold_digits(str(table[number])).rstrip(".")
                # Names such as "12月" and "M12" are numbers.
                if len(folded) > 1 and not any(character.isdecimal() for character in folded):
                    names.setdefault(folded, number)
    return names


def _compile_pieces(calendar: Calendar) -> re.Pattern[str]:
    """One expression for all pieces: what begins with a digit, and words at their beginning."""
    head = r"(?<![^\W\d_])" if calendar.words.words else ""
    digits, words = "|".join(_list_digits(calendar)), "|".join(_list_words(calendar))
    return re.compile(rf"(?=\d)(?:{digits})|{head}(?!\d)(?:{words})")


def _list_digits(calendar: Calendar) -> Iterator[str]:
    words = calendar.words
    yield rf"(?P<digits>(?<![\d/.-])(?:{_DIGITS}))"
    if words.ago.startswith("{n}"):
        pattern = words.ago.replace("{n}", r"(?P<nn>(?<!\d)\d\d?)")
        yield f"(?P<numbered>{pattern.replace('{unit}', f'(?P<nu>{_join_units(words)})')})"
    year = f"(?:{_YEAR}|{_JALALI_YEAR})" if words.jalali else _YEAR
    optional = "?" if words.year_bare else ""
    tail = f"(?P<yt>{words.year_tail}){optional}" if words.year_tail else "(?P<yt>)"
    yield rf"(?P<year>{_BORDER}(?P<y>{year})(?!\d|[.,:/]\d){tail})"
    day = r"(?P<dn>3[01]|[12]\d|0?[1-9])"
    if words.month_tail:
        yield rf"(?P<number_month>(?<!\d)(?P<nm>1[0-2]|0?[1-9])(?:{words.month_tail}))"
        yield rf"(?P<day>(?<!\d){day}(?:{words.day_tail}))"
    else:
        tail = f"(?:{words.day_tail})?" if words.day_tail else ""
        yield rf"(?P<day>{_BORDER}{day}(?!\d|[.,:/]\d){tail}(?![^\W_]))"


def _list_words(calendar: Calendar) -> Iterator[str]:
    words = calendar.words
    tail = r"(?![^\W\d_])" if words.words else ""
    prefix = f"(?:{words.prefixes})?" if words.prefixes else ""
    ending = f"(?:{words.endings})?" if words.endings else ""
    if calendar.phrases:
        yield f"(?P<phrase>(?:{_join(calendar.phrases)}){tail})"
    if words.ago:
        count = (
            rf"(?P<an>{_join(calendar.numbers)}|\d\d?)" if calendar.numbers else r"(?P<an>\d\d?)"
        )
        pattern = words.ago.replace("{n}", count)
        yield f"(?P<ago>{pattern.replace('{unit}', f'(?P<au>{_join_units(words)})')}{tail})"
    if words.eras:
        yield r"(?P<era>(?P<en>令和|平成|昭和)\s?(?P<ey>元|\d\d?)\s?年)"
    if words.month_tail:
        yield rf"(?P<written_month>(?P<cm>{_join(_CHINESE_MONTHS)})(?:{words.month_tail}))"
    names = _join(
        [*(name for name in calendar.months if name not in _CHINESE_MONTHS), *calendar.jalali]
    )
    if names:
        second = rf"(?:\s?[/(]\s?(?:{names})\)?)?"
        # An abbreviation takes its full stop; "May." and "September." end a sentence.
        stop = r"(?:(?<=[^\W\d_]{3})(?<![^\W\d_]{5})\.(?=[^\S\n]*\d)|(?<=sept)\.)?"
        yield rf"(?P<month>{prefix}(?P<name>{names}){stop}{ending}{tail}{second})"
    if calendar.weekdays:
        yield rf"(?P<weekday>{prefix}(?P<wd>{_join(calendar.weekdays)})\.?{ending}{tail})"
    for name, text in (("last", words.last), ("next", words.next), ("this", words.this)):
        if text:
            yield f"(?P<{name}>(?:{text}){tail})"


def _join_units(words: DateWords) -> str:
    return "|".join(words.units.values())


def _join(names: Mapping[str, object] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _compile_gap(words: DateWords) -> re.Pattern[str]:
    space = r"[^\S\n]{0,3}\n?[^\S\n]{0,3}"  # not over the end of a paragraph
    glue = rf"(?:(?:{words.glue}){space}){{0,2}}" if words.glue else ""
    kinds = [
        r"(?P<comma>[,،、])",
        r"(?P<until>[-–—‑~〜～－]" + (f"|{words.until}" if words.until else "") + ")",
    ]
    if words.also:
        kinds.append(f"(?P<also>{words.also})")
    return re.compile(f"{space}{glue}(?:{'|'.join(kinds)})?{space}{glue}")


def _compile_before(words: DateWords, text: str) -> re.Pattern[str]:
    """Words that end where a date begins, with an article between."""
    head = r"(?<![^\W_])" if words.words else ""
    article = rf"(?:(?:{words.glue})\s{{1,3}})?" if words.glue else ""
    space = r"\s{0,3}"
    return re.compile(rf"{head}(?:{text}){space}{article}$") if text else re.compile("(?!)")


def _compile_guards(words: DateWords) -> dict[str, re.Pattern[str]]:
    guards = {
        "between": rf"(?<![^\W_])(?:{words.between})\s{{0,3}}$",
        "sure": rf"(?<![^\W_])(?:{words.sure})[\s-]{{0,3}}$",
        "before": rf"(?:{words.before})\s{{0,3}}$",
        "after": words.after,
        "nouns": rf"\s(?:{words.nouns})",
        "the": r"(?<![^\W_])the\s$",
        "doubtful": words.doubtful,
        "never": words.never,
    }
    texts = words.model_dump()
    return {
        name: re.compile(pattern)
        for name, pattern in guards.items()
        if texts.get("nouns" if name == "the" else name)
    }


def _compile_tense(words: DateWords) -> re.Pattern[str] | None:
    kinds = [
        f"(?P<{name}>{text})"
        for name, text in (("future", words.future), ("past", words.past))
        if text
    ]
    if not kinds:
        return None
    head, tail = (r"(?<![^\W\d_])", r"(?![^\W\d_])") if words.words else ("", "")
    return re.compile(f"{head}(?:{'|'.join(kinds)}){tail}")
