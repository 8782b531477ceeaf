"""Blocks of a release that begin with their own words: contact, notes, standing text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from schemas.anatomy import Anatomy, PartRule
from schemas.findings import Part, PartName
from tasks.prose.cut import Prose, Stretch
from tasks.prose.rules import RULES, load_rules

_MAX_LINE = 160
_MAX_SHORT = 80
_MAX_HEADING = 110
_MAX_HEAD = 300
_MAX_CONTACT = 480
_MAX_BLOCK = 8
# Rules below it hold only in the last half of a release.
_SURE = 0.8
_LAST = 4
# What lists and numbers begin with, below a heading that says more than its name.
_ITEM = re.compile(r"[\d(•*-]")
_NAME_WORD = re.compile(r"[^\W_][\w.’'-]*")
_FRAME = "*#_ \t•"
ENDS = ".!?。！？؟…"
REACHABLE = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|\(?\+?\d[\d ().\-‑–/]{6,18}\d|https?://|\bwww\.|(?:^|\W)@\w{3}"
)


RuleName = Literal[
    "about",
    "attachment",
    "contact",
    "embargo",
    "label",
    "notes",
    "number",
    "salutation",
    "standing",
]


class Rule(NamedTuple):
    """A compiled rule; its name has its file before it."""

    name: str
    pattern: re.Pattern[str]
    confidence: float


class Ruleset(NamedTuple):
    """The compiled rules of one language, and the articles that open its names."""

    rules: dict[str, tuple[Rule, ...]]
    articles: re.Pattern[str]


class Match(NamedTuple):
    """A rule that a paragraph begins with, and what it says."""

    rule: Rule
    value: str
    start: int
    end: int


class Line(NamedTuple):
    """A paragraph without the marks of its setting."""

    start: int
    end: int
    text: str


def make_line(text: str, piece: Stretch) -> Line:
    """Take the marks of Markdown and of lists off a paragraph; a line of marks keeps them."""
    said = text[piece.start : piece.end]
    bare = said.strip(_FRAME)
    start = piece.start + len(said) - len(said.lstrip(_FRAME))
    return Line(start, start + len(bare), bare) if bare else Line(piece.start, piece.end, said)


def make_part(prose: Prose, name: PartName, place: Stretch, rule: Rule, value: str = "") -> Part:
    """Make a part of a piece of the text."""
    return Part(
        start=place.start,
        end=place.end,
        text=prose.text[place.start : place.end],
        rule=rule.name,
        confidence=rule.confidence,
        name=name,
        value=value,
    )


def match_rule(rulesets: Sequence[Ruleset], name: RuleName, text: str) -> Match | None:
    """Find the first rule of a kind that a paragraph begins with."""
    for ruleset in rulesets:
        for rule in ruleset.rules[name]:
            if found := rule.pattern.match(text):
                has_value = "value" in rule.pattern.groupindex and found["value"]
                start, end = found.span("value") if has_value else found.span()
                return Match(rule, text[start:end] if has_value else "", start, found.end())
    return None


@cache
def load_rulesets(language: str) -> tuple[Ruleset, ...]:
    """Compile the rules of a language, and those of English, which hold beside it."""
    own = language.split("-", maxsplit=1)[0]
    tags = [tag for tag in (own, "en") if (RULES / "anatomy" / f"{tag}.toml").is_file()]
    return tuple(_compile(f"anatomy/{tag}") for tag in dict.fromkeys(tags))


def _compile(file: str) -> Ruleset:
    rules = load_rules(f"{file}.toml", Anatomy)
    groups: dict[RuleName, tuple[PartRule, ...]] = {
        "about": rules.about,
        "attachment": rules.attachment,
        "contact": rules.contact,
        "embargo": rules.embargo,
        "label": rules.label,
        "notes": rules.notes,
        "number": rules.number,
        "salutation": rules.salutation,
        "standing": rules.standing,
    }
    articles = "|".join(map(re.escape, rules.articles.split())) or "(?!)"
    return Ruleset(
        {
            name: tuple(
                Rule(
                    f"{file}:{rule.name}", re.compile(rule.pattern, re.IGNORECASE), rule.confidence
                )
                for rule in group
            )
            for name, group in groups.items()
        },
        re.compile(rf"(?:{articles})(?:\s+|(?<=[’']))", re.IGNORECASE),
    )


def find_blocks(prose: Prose, body: Sequence[Line], rulesets: Sequence[Ruleset]) -> Iterator[Part]:
    """Find contacts, notes and standing text: each goes on until another part begins."""
    number = 0
    while number < len(body):
        opened = _open_block(body, number, rulesets)
        if opened is None:
            number += 1
            continue
        name, found = opened
        last = _close_block(body, number, opened, rulesets)
        value = _strip_article(found.value, rulesets).strip(' *:–—"“”')
        place = Stretch(body[number].start, body[last].end)
        yield make_part(prose, name, place, found.rule, value)
        number = last + 1


def _open_block(
    body: Sequence[Line], number: int, rulesets: Sequence[Ruleset]
) -> tuple[PartName, Match] | None:
    text = body[number].text
    head = text[:_MAX_HEAD]
    is_heading = len(text) <= _MAX_HEADING
    found = match_rule(rulesets, "contact", head)
    # A sentence that only says where more can be read is no contact.
    if found and len(text) <= _MAX_CONTACT and (is_heading or REACHABLE.search(text)):
        return "contact", found
    found = match_rule(rulesets, "notes", head)
    # "Background" alone is a section's heading too; near the end it is a note.
    if found and (found.rule.confidence >= _SURE or number * 2 >= len(body)):
        return "notes", found
    if number > 0 and number * 3 >= len(body):
        found = match_rule(rulesets, "about", head)
        leads_on = found and (found.end < len(text) or number + 1 < len(body))
        if found and leads_on and _is_name(found.value, rulesets):
            return "boilerplate", found
    if number > 1 and not is_heading and number >= max(len(body) - _LAST, len(body) / 2):
        found = match_rule(rulesets, "standing", head)
        if found and _is_name(found.value, rulesets):
            return "boilerplate", found
    return None


def _close_block(
    body: Sequence[Line],
    number: int,
    opened: tuple[PartName, Match],
    rulesets: Sequence[Ruleset],
) -> int:
    """Say which paragraph is the last of a part."""
    name, found = opened
    last = number
    is_heading = found.end >= len(body[number].text.rstrip())
    for place in range(number + 1, min(len(body), number + 1 + _MAX_BLOCK)):
        following = _open_block(body, place, rulesets)
        if following is not None and not following[0] == name == "contact":
            break
        text = body[place].text
        goes_on = {
            "contact": _reads_as_contact(text),
            "boilerplate": is_heading and not (last > number and _reads_as_heading(text)),
            "notes": is_heading or _ITEM.match(text) is not None,
        }
        if not goes_on[name]:
            break
        last = place
    if name != "contact":
        return last
    # What trails off with no way to reach anybody belongs to the text again.
    reached = [n for n in range(number, last + 1) if REACHABLE.search(body[n].text)]
    return reached[-1] if reached else min(last, number + 1)


def _reads_as_contact(text: str) -> bool:
    is_short = len(text) <= _MAX_SHORT and text[-1:] not in ENDS and _NAME_WORD.search(text)
    return len(text) <= _MAX_LINE and bool(is_short or REACHABLE.search(text))


def _reads_as_heading(text: str) -> bool:
    return len(text) <= _MAX_SHORT and text[-1:] not in ENDS + ",;"


def _is_name(value: str, rulesets: Sequence[Ruleset]) -> bool:
    """Whether a value is written as a name: "About 200 people" and "about the way" are none."""
    has_article = _strip_article(value, rulesets) != value
    words = _NAME_WORD.findall(value)
    if not words or words[0][0].isdigit():
        return False
    # Scripts without capitals have nothing but capitals.
    capitals = [not word[0].islower() for word in words]
    return capitals[0] or (has_article and any(capitals[1:])) or value.casefold() == "us"


def _strip_article(value: str, rulesets: Sequence[Ruleset]) -> str:
    for ruleset in rulesets:
        if found := ruleset.articles.match(value):
            return value[found.end() :]
    return value
