"""The parts of a release: headline, dateline, lead, contact, standing text, embargo and so on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from schemas.anatomy import Anatomy, PartRule
from schemas.document import Attachment
from schemas.findings import Part, PartName, Quote
from tasks.datelines import Dateline, read_dateline
from tasks.instants import read_instant
from tasks.marks import compile_marks
from tasks.number import locate_number
from tasks.prose import Prose, Stretch
from tasks.vocabulary import RULES, load_rules

_MAX_LINE = 160
_MAX_HEADING = 110
_MAX_EMBARGO = 300
# Paragraphs that can stand above the text proper, and below a heading of a part.
_MAX_ABOVE = 8
_MAX_BLOCK = 8
_SURE = 0.8
_MAX_SUB_HEADLINES = 2
_FRAME = "*#_ \t•"
_ENDS = ".!?。！？؟…"
_ENDMARK = re.compile(
    r"(?<=[.!?”\"’)。])\s*(?P<mark>#(?:\s?#)+|[-–—]\s?30\s?[-–—]|[-–—(\[]?\s?(?:ENDS?|END OF RELEASE)\s?[-–—)\]]?"
    r"|\*(?:\s?\*){2,}|[（(](?:完|终)[)）])\s*$"
)
_REACHABLE = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|\(?\+?\d[\d ().\-‑–/]{6,18}\d|https?://|\bwww\.|(?:^|\W)@\w{3}"
)


class _Rule(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    confidence: float


class _Ruleset(NamedTuple):
    file: str
    rules: dict[str, tuple[_Rule, ...]]


class _Line(NamedTuple):
    """A paragraph without the marks of its setting."""

    start: int
    end: int
    text: str


def find_parts(
    prose: Prose,
    language: str,
    day: date | None,
    *,
    attachments: Sequence[Attachment] = (),
    number: str = "",
    quotes: Sequence[Quote] = (),
) -> tuple[Part, ...]:
    """Find the parts of a release, in order of the text.

    Args:
        prose: The text, cut: title, body, margins.
        language: BCP 47 tag; the rules of English hold beside those of every language.
        day: Day of publication, whose year a date without one is of.
        attachments: Documents the page links to; found where their words stand.
        number: The release's number, if it is known.
        quotes: Its quotations, which are parts too.
    """
    lines = [
        _make_line(prose.text, piece) for piece in prose.paragraphs if piece.start > prose.title_end
    ]
    body = [line for line in lines if line.end <= prose.body_end]
    margins = [line for line in lines if line.start >= prose.body_end]
    rulesets = _load_rulesets(language)
    parts: list[Part] = []
    if prose.title_end:
        parts.append(
            _make_part(prose.text, "headline", 0, prose.title_end, "anatomy:headline", 1.0)
        )
    blocks = list(_find_blocks(prose, body, rulesets))
    parts += blocks
    parts += _find_opening(prose, _list_outside(body, blocks), rulesets, day)
    for line in margins:
        parts += _read_margin(prose, line, rulesets, day)
    parts += _find_embargo(prose, body[:_MAX_ABOVE], rulesets, day)
    parts += _find_attachments(prose, lines, rulesets, attachments)
    parts += _find_end_marks(prose, body)
    parts += _find_number(prose, lines, rulesets, number)
    parts += [
        Part(
            **quote.model_dump(include={"start", "end", "text", "rule", "confidence"}),
            name="quote",
            value=quote.speaker or "",
        )
        for quote in quotes
    ]
    return order_parts(parts)


def order_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Put parts in order of the text, the longer of two that begin together first."""
    return tuple(sorted(parts, key=lambda part: (part.start, -part.end, part.name)))


def _list_outside(body: Sequence[_Line], blocks: Sequence[Part]) -> list[_Line]:
    """The first paragraphs that are in no part; both come in order of the text."""
    outside: list[_Line] = []
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


def _make_line(text: str, piece: Stretch) -> _Line:
    said = text[piece.start : piece.end]
    bare = said.strip(_FRAME)
    start = piece.start + len(said) - len(said.lstrip(_FRAME))
    return _Line(start, start + len(bare), bare) if bare else _Line(piece.start, piece.end, said)


def _make_part(
    text: str,
    name: PartName,
    start: int,
    end: int,
    rule: str,
    confidence: float,
    value: str = "",
) -> Part:
    return Part(
        start=start,
        end=end,
        text=text[start:end],
        rule=rule,
        confidence=confidence,
        name=name,
        value=value,
    )


def _find_blocks(
    prose: Prose, body: Sequence[_Line], rulesets: Sequence[_Ruleset]
) -> Iterator[Part]:
    """Find contacts, notes and standing text: each goes on until another part begins."""
    number = 0
    while number < len(body):
        line = body[number]
        name, rule, match = _open_block(body, number, rulesets)
        if name is None or rule is None or match is None:
            number += 1
            continue
        last = _close_block(body, number, name, match, rulesets)
        value = _clean_value(match.groupdict().get("value") or "")
        yield _make_part(prose.text, name, line.start, body[last].end, rule[0], rule[1], value)
        number = last + 1


def _open_block(
    body: Sequence[_Line], number: int, rulesets: Sequence[_Ruleset]
) -> tuple[PartName | None, tuple[str, float] | None, re.Match[str] | None]:
    line = body[number]
    head = line.text[:_MAX_EMBARGO]
    heading = len(line.text) <= _MAX_HEADING
    if found := _match(rulesets, "contact", head):
        # A sentence that only says where more can be read is no contact.
        if len(line.text) <= _MAX_LINE * 3 and (heading or _REACHABLE.search(line.text)):
            return "contact", *found
    if found := _match(rulesets, "notes", head):
        # "Background" alone is a section's heading too; near the end it is a note.
        if found[0][1] >= _SURE or number * 2 >= len(body):
            return "notes", *found
    if number * 3 >= len(body) and number > 0:
        found = _match(rulesets, "about", head)
        if (
            found
            and _is_name(found[1]["value"])
            and (found[1].end() < len(line.text) or number + 1 < len(body))
        ):
            return "boilerplate", *found
    if number * 2 >= len(body) and number > 1 and not heading:
        found = _match(rulesets, "standing", head)
        if found and _is_name(found[1]["value"]) and number >= len(body) - 4:
            return "boilerplate", *found
    return None, None, None


def _close_block(
    body: Sequence[_Line],
    number: int,
    name: PartName,
    match: re.Match[str],
    rulesets: Sequence[_Ruleset],
) -> int:
    """Say which paragraph is the last of a part."""
    last = number
    is_heading = match.end() >= len(body[number].text.rstrip())
    for place in range(number + 1, min(len(body), number + 1 + _MAX_BLOCK)):
        line = body[place]
        begun, _, _ = _open_block(body, place, rulesets)
        if begun is not None and not (begun == "contact" and name == "contact"):
            break
        if name == "contact":
            if len(line.text) > _MAX_LINE or not (
                _REACHABLE.search(line.text)
                or (line.text[-1:] not in _ENDS and len(line.text) <= 80)
            ):
                break
        elif name == "boilerplate":
            if not is_heading or (place > number + 1 and _reads_as_heading(line.text)):
                break
        elif not is_heading and not re.match(r"[\d(•*-]", line.text):
            break
        last = place
    if name == "contact":
        # What trails off with no way to reach anybody belongs to the text again.
        reached = [n for n in range(number, last + 1) if _REACHABLE.search(body[n].text)]
        last = reached[-1] if reached else min(last, number + 1)
    return last


def _reads_as_heading(text: str) -> bool:
    return len(text) <= 80 and text[-1:] not in _ENDS + ",;"


def _is_name(value: str) -> bool:
    """Whether a value is written as a name: "About 200 people" and "about the way" are none."""
    words = [word for word in re.findall(r"[^\W_][\w.’'-]*", value) if len(word) > 0]
    if not words or words[0][0].isdigit():
        return False
    capital = [word for word in words if word[:1].isupper() or not word[:1].islower()]
    return bool(capital) and (
        words[0].casefold() in {"the", "us", "la", "le", "die", "das"} or words[0] in capital
    )


def _clean_value(value: str) -> str:
    return re.sub(
        r"^(?:the|la|le|les|l[’']|el|los|die|das|der|den)\s+",
        "",
        value.strip(' *:–—"“”'),
        flags=re.IGNORECASE,
    )


def _find_opening(
    prose: Prose, body: Sequence[_Line], rulesets: Sequence[_Ruleset], day: date | None
) -> Iterator[Part]:
    """Find sub-headline, dateline and lead at the head of the body."""
    text = prose.text
    dated = next(
        (
            (place, found)
            for place, line in enumerate(body[:4])
            if (found := read_dateline(line.text, day, is_first=place <= _MAX_SUB_HEADLINES))
        ),
        None,
    )
    lead = dated[0] if dated else None
    for place, line in enumerate(body[:_MAX_ABOVE]):
        if lead is not None and place == lead and dated:
            yield from _state_dateline(text, line, dated[1])
            if dated[1].end < len(line.text):
                start = line.start + dated[1].end
                yield _make_part(text, "lead", start, line.end, "anatomy:after-dateline", 0.95)
                return
            lead = None
            continue
        if (
            _match(rulesets, "embargo", line.text)
            or _match(rulesets, "label", line.text)
            and len(line.text) <= 80
        ):
            continue
        following = body[place + 1] if place + 1 < len(body) else None
        if (
            (dated is None or place < dated[0])
            and following
            and _is_sub_headline(line, following, rulesets)
        ):
            sure = 0.9 if dated and dated[0] == place + 1 else 0.7
            yield _make_part(text, "sub-headline", line.start, line.end, "anatomy:short-line", sure)
            continue
        if _match(rulesets, "salutation", line.text):
            continue
        if dated and place < dated[0]:
            continue
        yield _make_part(text, "lead", line.start, line.end, "anatomy:first-paragraph", 0.9)
        return


def _state_dateline(text: str, line: _Line, found: Dateline) -> Iterator[Part]:
    part = _make_part(
        text,
        "dateline",
        line.start,
        line.start + found.stop,
        f"anatomy:{found.rule}",
        found.confidence,
        found.place,
    )
    yield part.model_copy(update={"on": found.on})


def _is_sub_headline(line: _Line, following: _Line, rulesets: Sequence[_Ruleset]) -> bool:
    said = line.text
    return (
        15 <= len(said) <= 250
        and said[-1:] not in _ENDS + ':;,，：、"”»'
        and len(following.text) > len(said)
        and (following.text.rstrip('"”»')[-1:] in _ENDS + ":")
        and said[:1] not in '"“«-•–('
        and not _match(rulesets, "salutation", said)
        and not _REACHABLE.search(said)
    )


def _read_margin(
    prose: Prose, line: _Line, rulesets: Sequence[_Ruleset], day: date | None
) -> Iterator[Part]:
    """Say what a line beside the body is."""
    text = prose.text
    if len(line.text) <= 60 and compile_marks("end_marks").fullmatch(line.text.casefold()):
        yield _make_part(text, "end-mark", line.start, line.end, "marks:end_marks", 0.95)
        return
    piece = text[line.start : line.end]
    if re.fullmatch(r"[\W\d_]{0,20}", piece) and not line.text.strip("-–—*#_ 30"):
        yield _make_part(text, "end-mark", line.start, line.end, "marks:end_marks", 0.95)
        return
    if found := _match(rulesets, "embargo", line.text):
        yield _state_embargo(text, line, found, day)
        return
    if found := _match(rulesets, "contact", line.text):
        (rule, sure), _ = found
        yield _make_part(text, "contact", line.start, line.end, rule, sure)
        return
    if len(line.text) <= 140 and (dated := read_dateline(line.text, day, is_first=False)):
        yield from _state_dateline(text, line, dated)
        return
    if (
        len(line.text) >= 40
        and not _match(rulesets, "label", line.text)
        and not _match(rulesets, "attachment", line.text)
    ):
        if _REACHABLE.search(line.text):
            yield _make_part(text, "contact", line.start, line.end, "anatomy:reachable", 0.6)


def _find_embargo(
    prose: Prose, lines: Sequence[_Line], rulesets: Sequence[_Ruleset], day: date | None
) -> Iterator[Part]:
    for line in lines:
        if len(line.text) <= _MAX_EMBARGO and (found := _match(rulesets, "embargo", line.text)):
            yield _state_embargo(prose.text, line, found, day)


def _state_embargo(
    text: str, line: _Line, found: tuple[tuple[str, float], re.Match[str]], day: date | None
) -> Part:
    (rule, sure), _ = found
    on, at = read_instant(line.text, day)
    part = _make_part(text, "embargo", line.start, line.end, rule, sure)
    return part.model_copy(update={"on": on, "at": at})


def _find_attachments(
    prose: Prose,
    lines: Sequence[_Line],
    rulesets: Sequence[_Ruleset],
    attachments: Sequence[Attachment],
) -> Iterator[Part]:
    place = 0
    linked: set[int] = set()
    for attachment in attachments:
        start = prose.text.find(attachment.text, place)
        if start < 0:
            start = prose.text.find(attachment.text)
        if start < 0 or not attachment.text:
            continue
        place = start + len(attachment.text)
        linked.update(line.start for line in lines if line.start <= start < line.end)
        yield _make_part(
            prose.text, "attachment", start, place, "anatomy:linked-document", 0.95, attachment.url
        )
    for line in lines:
        if line.start in linked or len(line.text) > _MAX_EMBARGO:
            continue
        if found := _match(rulesets, "attachment", line.text):
            (rule, sure), match = found
            value = (match.groupdict().get("value") or "").strip()
            yield _make_part(prose.text, "attachment", line.start, line.end, rule, sure, value)


def _find_end_marks(prose: Prose, body: Sequence[_Line]) -> Iterator[Part]:
    """Find an end mark that closes a paragraph's last line."""
    for line in body[-6:]:
        tail = max(line.start, line.end - 40)
        piece = prose.text[tail : max(line.end, tail)]
        rest = prose.text[line.end : line.end + 12].split("\n")[0]
        if match := _ENDMARK.search(piece + rest):
            start = tail + match.start("mark")
            end = tail + match.end("mark")
            yield _make_part(prose.text, "end-mark", start, end, "anatomy:closing-mark", 0.9)


def _find_number(
    prose: Prose, lines: Sequence[_Line], rulesets: Sequence[_Ruleset], number: str
) -> Iterator[Part]:
    if number and (hit := locate_number(prose.text, number)):
        yield _make_part(prose.text, "number", *hit, "number:release", 0.95, number)
        return
    margins = [line for line in lines if line.start >= prose.body_end]
    for line in (*margins, *lines[:3]):
        if len(line.text) > _MAX_LINE and line.start < prose.body_end:
            continue
        if (found := _match(rulesets, "number", line.text)) and found[1]["value"]:
            (rule, sure), match = found
            start, end = line.start + match.start("value"), line.start + match.end("value")
            yield _make_part(prose.text, "number", start, end, rule, sure, match["value"])
            return


def _match(
    rulesets: Sequence[_Ruleset], part: str, text: str
) -> tuple[tuple[str, float], re.Match[str]] | None:
    for ruleset in rulesets:
        for rule in ruleset.rules[part]:
            if match := rule.pattern.match(text):
                return (f"{ruleset.file}:{rule.name}", rule.confidence), match
    return None


@cache
def _load_rulesets(language: str) -> tuple[_Ruleset, ...]:
    own = language.split("-", maxsplit=1)[0]
    tags = [tag for tag in (own, "en") if (RULES / "anatomy" / f"{tag}.toml").is_file()]
    return tuple(_compile(f"anatomy/{tag}") for tag in dict.fromkeys(tags))


def _compile(file: str) -> _Ruleset:
    rules = load_rules(f"{file}.toml", Anatomy)
    listed: dict[str, tuple[PartRule, ...]] = {
        name: getattr(rules, name) for name in Anatomy.model_fields
    }
    return _Ruleset(
        file,
        {
            part: tuple(
                _Rule(rule.name, re.compile(rule.pattern, re.IGNORECASE), rule.confidence)
                for rule in group
            )
            for part, group in listed.items()
        },
    )
