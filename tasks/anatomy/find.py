"""The parts of a release: headline, dateline, lead, contact, standing text, embargo and so on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from schemas.document import Attachment
from schemas.findings import Part, Quote
from tasks.anatomy.blocks import (
    ENDS,
    REACHABLE,
    Line,
    Match,
    Rule,
    Ruleset,
    find_blocks,
    load_rulesets,
    make_line,
    make_part,
    match_rule,
)
from tasks.anatomy.datelines import Dateline, read_dateline
from tasks.anatomy.instants import read_instant
from tasks.days.dates import find_date
from tasks.prose.cut import Prose, Stretch
from tasks.reading.marks import compile_marks
from tasks.reading.number import locate_number

_MAX_LINE = 160
_MAX_EMBARGO = 300
_MAX_DATED = 140
_MAX_LABEL = 80
_MAX_DATED_LABEL = 40
_MAX_SHORT_LINE = 120
# Paragraphs that can stand above the text proper.
_MAX_ABOVE = 8
_MAX_SUB_HEADLINES = 2
_MIN_SUB_HEADLINE, _MAX_SUB_HEADLINE = 15, 250
_MAX_END_MARK = 60
_LAST_LINES = 6
# An end mark that closes a paragraph, behind the end of its sentence.
_END_MARK = re.compile(
    r"(?<=[.!?”\"’)。])\s*(?P<mark>#(?:\s?#)+|[-–—]\s?30\s?[-–—]"
    r"|[-–—(\[]?\s?(?:ENDS?|END OF RELEASE)\s?[-–—)\]]?|\*(?:\s?\*){2,}|[（(](?:完|终)[)）])\s*$"
)
_MAX_TAIL = 40
_NOTHING = re.compile("(?!)")

_HEADLINE = Rule("anatomy:headline", _NOTHING, 1.0)
_AFTER_DATELINE = Rule("anatomy:after-dateline", _NOTHING, 0.95)
_FIRST_PARAGRAPH = Rule("anatomy:first-paragraph", _NOTHING, 0.9)
_ABOVE_DATELINE = Rule("anatomy:above-dateline", _NOTHING, 0.9)
_SHORT_LINE = Rule("anatomy:short-line", _NOTHING, 0.7)
_END_LINE = Rule("anatomy:end-line", _NOTHING, 0.95)
_CLOSING_MARK = Rule("anatomy:closing-mark", _NOTHING, 0.9)
_LINKED = Rule("anatomy:linked-document", _NOTHING, 0.95)
_RELEASE_NUMBER = Rule("anatomy:release-number", _NOTHING, 0.95)
_REACHED = Rule("anatomy:reachable", _NOTHING, 0.6)


def find_parts(
    prose: Prose,
    language: str,
    day: date | None,
    *,
    attachments: Sequence[Attachment] = (),
    number: str = "",
    quotes: Sequence[Quote] = (),
) -> tuple[Part, ...]:
    """Find the parts of a release, in order of the text. Linear in its length.

    Args:
        prose: The text, cut: title, body, margins.
        language: BCP 47 tag; the rules of English hold beside those of every language.
        day: Day of publication, whose year a date without one is of.
        attachments: Documents the page links to; found where their words stand.
        number: The release's number, if it is known.
        quotes: Its quotations, which are parts too.
    """
    rulesets = load_rulesets(language)
    lines = [
        make_line(prose.text, piece) for piece in prose.paragraphs if piece.start > prose.title_end
    ]
    body = [line for line in lines if line.end <= prose.body_end]
    parts: list[Part] = []
    if prose.title_end:
        parts.append(make_part(prose, "headline", Stretch(0, prose.title_end), _HEADLINE))
    blocks = list(find_blocks(prose, body, rulesets))
    parts += blocks
    parts += _find_opening(prose, _list_outside(body, blocks), rulesets, day)
    for line in lines[len(body) :]:
        parts += _read_margin(prose, line, rulesets, day)
    parts += _find_embargo(prose, body[:_MAX_ABOVE], rulesets, day)
    parts += _find_attachments(prose, lines, rulesets, attachments)
    parts += _find_end_marks(prose, body)
    parts += _find_number(prose, [*lines[len(body) :], *body[:3]], rulesets, number)
    parts += map(_make_quote_part, quotes)
    return order_parts(parts)


def order_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Put parts in order of the text, the longer of two that begin together first."""
    return tuple(sorted(parts, key=lambda part: (part.start, -part.end, part.name)))


def _make_quote_part(quote: Quote) -> Part:
    return Part(
        start=quote.start,
        end=quote.end,
        text=quote.text,
        rule=quote.rule,
        confidence=quote.confidence,
        name="quote",
        value=quote.speaker or "",
    )


def _list_outside(body: Sequence[Line], blocks: Sequence[Part]) -> list[Line]:
    """The first paragraphs that are in no block; both come in order of the text."""
    outside: list[Line] = []
    later = iter(blocks)
    block = next(later, None)
    for line in body:
        while block is not None and block.end <= line.start:
            block = next(later, None)
        if block is None or line.start < block.start:
            outside.append(line)
        if len(outside) > _MAX_ABOVE:
            break
    return outside


def _find_opening(
    prose: Prose, body: Sequence[Line], rulesets: Sequence[Ruleset], day: date | None
) -> Iterator[Part]:
    """Find sub-headline, dateline and lead at the head of the body."""
    body = [line for line in body if not _is_embargo(line, rulesets)]
    place, dated = _find_dateline(body, day)
    above = _drop_frames(body if dated is None else body[:place], rulesets)
    following = body[place:] if dated else above[1:]
    while above and following and _is_sub_headline(above[0], following[0], rulesets):
        is_sure = dated is not None and len(above) == 1
        rule = _ABOVE_DATELINE if is_sure else _SHORT_LINE
        yield make_part(prose, "sub-headline", _place(above[0]), rule)
        above = _drop_frames(above[1:], rulesets)
        following = body[place:] if dated else above[1:]
    if dated is None:
        yield from _find_lead(prose, above)
        return
    line = body[place]
    yield _state_dateline(prose, line, dated)
    rest = _drop_frames(body[place + 1 :], rulesets)
    if dated.end >= len(line.text) and rest:
        # The day on a line of its own, and the place below it: "(GENEVA) – The Council ..."
        line = rest[0]
        below = read_dateline(line.text, day, is_first=True)
        if below is None or not below.place:
            yield from _find_lead(prose, rest)
            return
        yield _state_dateline(prose, line, below)
        dated = below
    if dated.end < len(line.text):
        start = line.start + dated.end
        yield make_part(prose, "lead", Stretch(start, line.end), _AFTER_DATELINE)


def _find_lead(prose: Prose, lines: Sequence[Line]) -> Iterator[Part]:
    """The first paragraph that reads as one; a hall's or a section's name above it does not."""
    if lines:
        lead = next((line for line in lines if _reads_as_paragraph(line.text)), lines[0])
        yield make_part(prose, "lead", _place(lead), _FIRST_PARAGRAPH)


def _reads_as_paragraph(text: str) -> bool:
    return len(text) > _MAX_SHORT_LINE or text.rstrip('"”»)')[-1:] in ENDS + ":："


def _find_dateline(body: Sequence[Line], day: date | None) -> tuple[int, Dateline | None]:
    for place, line in enumerate(body[: _MAX_SUB_HEADLINES + 2]):
        is_first = place <= _MAX_SUB_HEADLINES
        if found := read_dateline(line.text, day, is_first=is_first):
            return place, found
    return 0, None


def _drop_frames(lines: Sequence[Line], rulesets: Sequence[Ruleset]) -> list[Line]:
    """Drop the lines of label, number, day and address that stand above a text."""
    for place, line in enumerate(lines):
        is_label = (
            len(line.text) <= _MAX_LABEL
            and line.text[-1:] not in ENDS
            and (
                match_rule(rulesets, "label", line.text)
                or match_rule(rulesets, "salutation", line.text)
                or match_rule(rulesets, "number", line.text)
                or find_date(line.text[:_MAX_DATED_LABEL])
            )
        )
        if not is_label:
            return list(lines[place:])
    return []


def _is_embargo(line: Line, rulesets: Sequence[Ruleset]) -> bool:
    return match_rule(rulesets, "embargo", line.text[:_MAX_EMBARGO]) is not None


def _is_sub_headline(line: Line, following: Line, rulesets: Sequence[Ruleset]) -> bool:
    said = line.text
    return (
        _MIN_SUB_HEADLINE <= len(said) <= _MAX_SUB_HEADLINE
        and said[-1:] not in ENDS + ':;,，：、"”»'
        and said[:1] not in '"“«-•–('
        and len(following.text) > len(said)
        and following.text.rstrip('"”»')[-1:] in ENDS + ":"
        and not match_rule(rulesets, "salutation", said)
        and not REACHABLE.search(said)
    )


def _place(line: Line) -> Stretch:
    return Stretch(line.start, line.end)


def _state_dateline(prose: Prose, line: Line, found: Dateline) -> Part:
    rule = Rule(f"anatomy:{found.rule}", _NOTHING, found.confidence)
    place = Stretch(line.start, line.start + found.stop)
    part = make_part(prose, "dateline", place, rule, found.place)
    return part.model_copy(update={"on": found.on})


def _read_margin(
    prose: Prose, line: Line, rulesets: Sequence[Ruleset], day: date | None
) -> Iterator[Part]:
    """Say what a line beside the body is."""
    text = line.text
    if _is_end_mark(line):
        yield make_part(prose, "end-mark", _place(line), _END_LINE)
    elif found := match_rule(rulesets, "embargo", text):
        yield _state_embargo(prose, line, found, day)
    elif found := match_rule(rulesets, "contact", text):
        yield make_part(prose, "contact", _place(line), found.rule)
    elif (
        len(text) <= _MAX_DATED
        and (dated := read_dateline(text, day, is_first=False))
        # A place alone may be the name of an office.
        and dated.on is not None
    ):
        yield _state_dateline(prose, line, dated)
    elif REACHABLE.search(text) and not match_rule(rulesets, "number", text):
        yield make_part(prose, "contact", _place(line), _REACHED)


def _is_end_mark(line: Line) -> bool:
    marks = compile_marks("end_marks")
    return len(line.text) <= _MAX_END_MARK and marks.fullmatch(line.text.casefold()) is not None


def _find_embargo(
    prose: Prose, lines: Sequence[Line], rulesets: Sequence[Ruleset], day: date | None
) -> Iterator[Part]:
    for line in lines:
        if len(line.text) > _MAX_EMBARGO:
            continue
        if found := match_rule(rulesets, "embargo", line.text):
            yield _state_embargo(prose, line, found, day)


def _state_embargo(prose: Prose, line: Line, found: Match, day: date | None) -> Part:
    on, at = read_instant(line.text, day)
    part = make_part(prose, "embargo", _place(line), found.rule)
    return part.model_copy(update={"on": on, "at": at})


def _find_attachments(
    prose: Prose,
    lines: Sequence[Line],
    rulesets: Sequence[Ruleset],
    attachments: Sequence[Attachment],
) -> Iterator[Part]:
    """Find linked documents where the words of their links stand, and lines that name some."""
    place = prose.body_start
    starts: list[int] = []
    for attachment in attachments:
        start = prose.text.find(attachment.text, place)
        if start < 0:
            start = prose.text.find(attachment.text)
        if start < 0:
            continue
        place = start + len(attachment.text)
        starts.append(start)
        yield make_part(prose, "attachment", Stretch(start, place), _LINKED, attachment.url)
    for line in lines:
        if len(line.text) > _MAX_EMBARGO or any(line.start <= n < line.end for n in starts):
            continue
        if found := match_rule(rulesets, "attachment", line.text):
            yield make_part(prose, "attachment", _place(line), found.rule, found.value.strip())


def _find_end_marks(prose: Prose, body: Sequence[Line]) -> Iterator[Part]:
    """Find an end mark that closes a paragraph's last line."""
    for line in body[-_LAST_LINES:]:
        if _is_end_mark(line):
            yield make_part(prose, "end-mark", _place(line), _END_LINE)
            continue
        tail = max(line.start, line.end - _MAX_TAIL)
        # The marks of its setting were taken off the line: an end mark may be one of them.
        end = prose.text.find("\n", line.end)
        if match := _END_MARK.search(prose.text[tail : end if end >= 0 else len(prose.text)]):
            place = Stretch(tail + match.start("mark"), tail + match.end("mark"))
            yield make_part(prose, "end-mark", place, _CLOSING_MARK)


def _find_number(
    prose: Prose, lines: Sequence[Line], rulesets: Sequence[Ruleset], number: str
) -> Iterator[Part]:
    if number and (hit := locate_number(prose.text, number)):
        yield make_part(prose, "number", Stretch(*hit), _RELEASE_NUMBER, number)
        return
    for line in lines:
        if len(line.text) > _MAX_LINE:
            continue
        found = match_rule(rulesets, "number", line.text)
        if found and found.value:
            start = line.start + found.start
            place = Stretch(start, start + len(found.value))
            yield make_part(prose, "number", place, found.rule, found.value)
            return
