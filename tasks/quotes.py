"""Quotations with their speakers: words in marks that somebody is said to have said.

Scare quotes, titles of works and half sentences are none, nor is anything in a transcript.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from schemas.findings import Person, Quote
from tasks.marked import Marked, find_marked, opens_marked
from tasks.prose import Prose, Stretch
from tasks.speakers import (
    Attribution,
    Mention,
    Speaker,
    Wording,
    attribute_after,
    attribute_before,
    find_sentence,
    find_verbs,
    list_mentions,
    list_within,
    load_wording,
    name_office,
    pick_speaker,
)

_MIN_WORDS = 5
_MIN_SIGNS = 8
_MAX_LABEL = 160
_MIN_TURNS = 3
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*")
_SIGN = re.compile(r"[\u3040-\u9fff]")
_MARK = re.compile(r"[\"“„«「『‘＂]|''|``")
_SIGNED = re.compile(r"\s*(?:[—–―-]{1,2})\s*")
_ENDS = frozenset(".!?…。！？؟")
_LEADS = frozenset(",:，：,—–-،：")
_CONFIDENCE = {
    "verb-name": 0.95,
    "introduced": 0.93,
    "name-verb": 0.93,
    "according-to": 0.85,
    "label-line": 0.9,
    "signed": 0.9,
    "statement": 0.9,
    "continued": 0.8,
    "alone": 0.6,
}


class _Group(NamedTuple):
    """Pieces that make one quotation, its paragraphs, and who is said to have said it."""

    pieces: list[Marked]
    paragraph: int
    last: int
    found: Attribution | None


def find_quotes(prose: Prose, language: str, persons: Sequence[Person]) -> tuple[Quote, ...]:
    """Find the quotations of a release's body.

    Args:
        prose: The text, cut.
        language: BCP 47 tag; English rules where none are known for it.
        persons: Those named in the release; a speaker is named by the fullest name.
    """
    if not _MARK.search(prose.text, prose.body_start, prose.body_end):
        return ()
    wording = load_wording(language)
    paragraphs = [
        piece
        for piece in prose.paragraphs
        if prose.body_start <= piece.start and piece.end <= prose.body_end
    ]
    if _is_transcript(prose.text, paragraphs, wording):
        return ()
    mentions = list_mentions(persons)
    quotes: list[Quote] = []
    speakers: list[tuple[int, Speaker]] = []
    for group in _gather(prose, paragraphs, wording):
        found, speaker = _attribute(prose, paragraphs, wording, mentions, speakers, group)
        if found is None:
            continue
        quote = _make_quote(prose.text, wording, group, found, speaker)
        if quote is None:
            continue
        quotes.append(quote)
        if speaker is not None:
            speakers.append((quote.end, speaker))
    return tuple(quotes)


def _is_transcript(text: str, paragraphs: Sequence[Stretch], wording: Wording) -> bool:
    turns = sum(
        wording.transcript.match(text, piece.start, piece.end) is not None for piece in paragraphs
    )
    return turns >= _MIN_TURNS and turns * 8 >= len(paragraphs)


def _gather(prose: Prose, paragraphs: Sequence[Stretch], wording: Wording) -> list[_Group]:
    """Put pieces together that an attribution parts, or the end of a paragraph."""
    text = prose.text
    groups: list[_Group] = []
    for number, paragraph in enumerate(paragraphs):
        pieces = find_marked(text, paragraph.start, paragraph.end)
        for place, piece in enumerate(pieces):
            limit = pieces[place + 1].start if place + 1 < len(pieces) else paragraph.end
            last = groups[-1] if groups else None
            if place == 0 and last and piece.start == paragraph.start and last.last == number - 1:
                if not last.pieces[-1].is_closed:
                    last.pieces.append(piece)
                    found = last.found or _look_after(prose, wording, piece, limit)
                    groups[-1] = last._replace(last=number, found=found)
                    continue
            if (
                place > 0
                and last
                and last.paragraph <= number == last.last
                and last.found
                and _continues(prose, last, piece)
                and _agrees(text, wording, last.found, _look_after(prose, wording, piece, limit))
            ):
                last.pieces.append(piece)
                continue
            found = _look_after(prose, wording, piece, limit)
            groups.append(_Group([piece], number, number, found))
    return groups


def _look_after(prose: Prose, wording: Wording, piece: Marked, limit: int) -> Attribution | None:
    inner = prose.text[piece.inner_start : piece.inner_end].rstrip()
    after = prose.text[piece.end : piece.end + 1]
    closed = inner[-1:] in {".", "…", "。"} or after == "."
    return attribute_after(prose, wording, piece.end, limit, is_closed_sentence=closed)


def _continues(prose: Prose, group: _Group, piece: Marked) -> bool:
    """Whether nothing but the attribution of the first piece stands before another one."""
    text = prose.text
    before = group.pieces[-1]
    gap = text[before.end : piece.start]
    if not gap.strip(" ,.;:–—-"):
        return True
    start = before.end + len(gap) - len(gap.lstrip(" ,–—-"))
    sentence = find_sentence(prose, start)
    return len(group.pieces) == 1 and sentence.end >= piece.start - 3


def _agrees(text: str, wording: Wording, one: Attribution, other: Attribution | None) -> bool:
    """Whether what follows a second piece names nobody else: `"A," X said. "B," X concluded.`."""
    if other is None or other.is_pronoun or one.is_pronoun:
        return True
    first, second = (name_office(text, each.start, each.end, wording) for each in (one, other))
    if first is None or second is None:
        return True
    return bool({*first.name.casefold().split()} & {second.name.casefold().split()[-1]})


def _attribute(
    prose: Prose,
    paragraphs: Sequence[Stretch],
    wording: Wording,
    mentions: Sequence[Mention],
    speakers: Sequence[tuple[int, Speaker]],
    group: _Group,
) -> tuple[Attribution | None, Speaker | None]:
    """Say who said a quotation, by the words beside it, else by what stands above it."""
    text = prose.text
    first = group.pieces[0]
    paragraph = paragraphs[group.paragraph]
    if not _is_introduced(text, paragraph, first, wording):
        return None, None
    previous = max(paragraph.start, speakers[-1][0] if speakers else 0)
    begin = max(previous if previous <= first.start else paragraph.start, paragraph.start)
    sentence = find_sentence(prose, first.start)
    if sentence.start < first.start:
        begin = max(begin, sentence.start)
    before = attribute_before(prose, wording, begin, first.start)
    found = before or group.found
    if before and group.found and text[begin : first.start].rstrip()[-1:] not in _LEADS:
        found = group.found
    if found is not None:
        if found.is_pronoun:
            return found, _recall(prose, paragraphs, mentions, speakers, group, found.start)
        speaker = pick_speaker(text, wording, mentions, found)
        if speaker is None:
            speaker = _recall(prose, paragraphs, mentions, speakers, group, found.start)
        return found, speaker
    return _look_above(prose, paragraphs, wording, mentions, speakers, group)


def _is_introduced(text: str, paragraph: Stretch, piece: Marked, wording: Wording) -> bool:
    """Whether the words begin as a sentence of their own does, not in the middle of another."""
    inner = text[piece.inner_start : piece.inner_end].lstrip(' …«“"‘.[(')
    lead = text[max(paragraph.start, piece.start - _MAX_LABEL) : piece.start].rstrip()
    if not lead or lead[-1] in _ENDS:
        return not inner[:1].islower() or not lead
    if lead[-1] in _LEADS:
        return True
    if inner[:1].islower():
        return False
    # "X said "We ..."": the verb itself leads on.
    tail = lead[-40:]
    return any(match.end() == len(tail) for match in wording.verb.finditer(tail))


def _look_above(
    prose: Prose,
    paragraphs: Sequence[Stretch],
    wording: Wording,
    mentions: Sequence[Mention],
    speakers: Sequence[tuple[int, Speaker]],
    group: _Group,
) -> tuple[Attribution | None, Speaker | None]:
    """Judge a quotation that stands alone by the paragraph above it, or by the title."""
    text = prose.text
    first, last = group.pieces[0], group.pieces[-1]
    paragraph = paragraphs[group.paragraph]
    if first.start != paragraph.start:
        begin = max(paragraph.start, first.start - _MAX_LABEL)
        if not text[begin : first.start].rstrip().endswith((":", "：")):
            return None, None
        found = Attribution(begin, first.start, "label-line")
        speaker = pick_speaker(text, wording, mentions, found)
        return (found, speaker) if speaker else (None, None)
    is_whole = _ends_whole(text, paragraphs[group.last], last)
    if group.paragraph == 0 and is_whole:
        if signed := _look_below(prose, paragraphs, wording, mentions, group):
            return signed
        return _ask_title(prose, wording, mentions, first)
    if group.paragraph == 0:
        return None, None
    above = paragraphs[group.paragraph - 1]
    said = text[above.start : above.end].rstrip()
    if said.endswith((":", "：")) or (len(said) <= _MAX_LABEL and said[-1:] not in _ENDS):
        found = _judge_above(prose, wording, above, said)
        speaker = pick_speaker(text, wording, mentions, found)
        if speaker and (speaker.person or said.endswith((":", "："))):
            return found, speaker
    if not is_whole:
        return None, None
    if signed := _look_below(prose, paragraphs, wording, mentions, group):
        return signed
    if speakers and speakers[-1][0] >= above.start:
        return Attribution(first.start, first.start, "continued"), speakers[-1][1]
    if group.paragraph <= 1 and (asked := _ask_title(prose, wording, mentions, first))[1]:
        return asked
    near = {item.person.person_id: item for item in list_within(mentions, above.start, above.end)}
    only = next(iter(near.values())) if len(near) == 1 else None
    found = Attribution(above.start, above.end, "alone")
    return found, Speaker(only.person.name, only.person, only.start) if only else None


def _look_below(
    prose: Prose,
    paragraphs: Sequence[Stretch],
    wording: Wording,
    mentions: Sequence[Mention],
    group: _Group,
) -> tuple[Attribution, Speaker] | None:
    """A line below a quotation that signs it: "— X, role of Y"."""
    if group.last + 1 >= len(paragraphs):
        return None
    below = paragraphs[group.last + 1]
    signed = _SIGNED.match(prose.text, below.start, below.end)
    if signed is None or below.end - below.start > _MAX_LABEL:
        return None
    found = Attribution(signed.end(), below.end, "signed", follows=True)
    speaker = pick_speaker(prose.text, wording, mentions, found)
    return (found, speaker) if speaker else None


def _judge_above(prose: Prose, wording: Wording, above: Stretch, said: str) -> Attribution:
    """The paragraph that leads on to a quotation: "X released the following statement:"."""
    last = find_sentence(prose, above.end - 1)
    begin = last.start if said.endswith((":", "：")) else above.start
    verb = next(find_verbs(wording, prose.text, begin, above.end), None)
    statement = wording.statement.search(prose.text, begin, above.end)
    if statement and not (verb and verb.start() < statement.start()):
        return Attribution(statement.end(), above.end, "statement", follows=True)
    if verb:
        return Attribution(begin, verb.start(), "introduced")
    return Attribution(begin, above.end, "label-line")


def _ask_title(
    prose: Prose, wording: Wording, mentions: Sequence[Mention], first: Marked
) -> tuple[Attribution | None, Speaker | None]:
    """A title such as "Statement by X" says whose words stand below it."""
    statement = wording.statement.search(prose.text, 0, prose.title_end)
    if statement is None:
        found = Attribution(first.start, first.start, "alone")
        return found, None
    found = Attribution(statement.end(), prose.title_end, "statement", follows=True)
    speaker = pick_speaker(prose.text, wording, mentions, found)
    return found, speaker or name_office(prose.text, statement.end(), prose.title_end, wording)


def _ends_whole(text: str, paragraph: Stretch, piece: Marked) -> bool:
    """Whether a quotation closes its paragraph, with the end of a sentence."""
    inner = text[piece.inner_start : piece.inner_end].rstrip()
    rest = text[piece.end : paragraph.end].strip()
    ended = inner[-1:] in _ENDS or rest[:1] in _ENDS or not piece.is_closed
    return ended and not rest.strip(".,;!?…")


def _recall(
    prose: Prose,
    paragraphs: Sequence[Stretch],
    mentions: Sequence[Mention],
    speakers: Sequence[tuple[int, Speaker]],
    group: _Group,
    place: int,
) -> Speaker | None:
    """Whom "he said" means: the last speaker or subject, if nobody else came in between."""
    begin = paragraphs[max(0, group.paragraph - 1)].start
    start = group.pieces[0].start
    last_end, last = speakers[-1] if speakers else (0, None)
    if last is not None and last_end >= begin:
        between = {item.person.person_id for item in list_within(mentions, last_end, start)}
        if last.person is None or not between - {last.person.person_id}:
            return last
    near = list_within(mentions, begin, min(start, place) if place else start)
    subjects: list[Mention] = []
    for item in near:
        sentence = find_sentence(prose, item.start)
        opening = list_within(mentions, sentence.start, item.end)
        if opening and opening[0] is item and item.start - sentence.start <= 90:
            subjects.append(item)
    if subjects:
        return Speaker(subjects[-1].person.name, subjects[-1].person, subjects[-1].start)
    ids = {item.person.person_id for item in near}
    if len(ids) == 1:
        return Speaker(near[0].person.name, near[0].person, near[0].start)
    return None


def _make_quote(
    text: str, wording: Wording, group: _Group, found: Attribution, speaker: Speaker | None
) -> Quote | None:
    words = " ".join(
        " ".join(text[piece.inner_start : piece.inner_end].split()) for piece in group.pieces
    ).strip()
    signs = len(_SIGN.findall(words))
    listed = _WORD.findall(words)
    if (len(listed) < _MIN_WORDS and signs < _MIN_SIGNS) or _is_title(listed):
        return None
    start, end = group.pieces[0].start, group.pieces[-1].end
    confidence = _CONFIDENCE[found.rule]
    if speaker is None:
        confidence *= 0.8
    elif speaker.person is None:
        confidence *= 0.9
    if not group.pieces[-1].is_closed:
        confidence *= 0.9
    role = _pick_role(found, speaker)
    return Quote(
        start=start,
        end=end,
        text=text[start:end],
        rule=f"speech/{wording.language}:{found.rule}",
        confidence=round(confidence, 3),
        words=words.rstrip(",，").strip(),
        speaker=speaker.name if speaker else None,
        speaker_id=speaker.person.person_id if speaker and speaker.person else None,
        role=role[0],
        organisation=role[1],
    )


def _is_title(words: Sequence[str]) -> bool:
    """Tell a work's title, set in capitals, from a sentence."""
    long = [word for word in words if len(word) > 3]
    capital = sum(word[0].isupper() for word in long)
    return len(long) > 1 and capital * 5 >= len(long) * 4


def _pick_role(found: Attribution, speaker: Speaker | None) -> tuple[str | None, str | None]:
    """The role stated beside the quotation, else the first the release states."""
    if speaker is None or speaker.person is None or not speaker.person.roles:
        return None, None
    roles = speaker.person.roles
    beside = [role for role in roles if found.start <= role.start < max(found.end, found.start + 1)]
    role = (beside or list(roles))[0]
    return role.title, role.organisation
