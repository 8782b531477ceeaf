"""Quotations with their speakers: words in marks that somebody is said to have said.

Scare quotes, titles of works and half sentences are none, nor is anything in a transcript.
"""

import re
from collections.abc import Sequence

from schemas.findings import Person, Quote
from tasks.persons.titles import write_role
from tasks.prose.cut import Prose, Stretch
from tasks.quotes.attribution import Verdict, attribute_saying
from tasks.quotes.holders import list_first
from tasks.quotes.marked import Marked, find_marked
from tasks.quotes.scene import Saying, Scene
from tasks.quotes.speakers import (
    Attribution,
    Speaker,
    attribute_after,
    find_sentence,
    list_mentions,
    name_office,
)
from tasks.quotes.wording import Wording, load_wording

_MIN_WORDS = 5
_MIN_SIGNS = 8
_MIN_TURNS = 3
# A transcript has a turn in every eighth paragraph, at least.
_TURN_SHARE = 8
_LONG_WORD = 3
# Fewer long words with capitals may be names in a sentence.
_MIN_TITLE = 3
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*")
_SIGN = re.compile(r"[\u3040-\u9fff]")
_MARK = re.compile(r"[\"“„«「『‘＂]|''|``")
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
# What is less sure: nobody is named, an office is, a closing mark is missing.
_UNNAMED, _OFFICE, _UNCLOSED = 0.8, 0.9, 0.9


def find_quotes(prose: Prose, language: str, persons: Sequence[Person]) -> tuple[Quote, ...]:
    """Find the quotations of a release's body. Linear in its length.

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
    scene = Scene(prose, paragraphs, wording, mentions, list_first(mentions), [])
    quotes: list[Quote] = []
    for saying in _gather_sayings(prose, paragraphs, wording):
        words = _join_words(prose.text, saying)
        verdict = attribute_saying(scene, saying) if _reads_as_speech(words) else None
        if verdict is None:
            continue
        quote = _make_quote(scene, saying, words, verdict)
        quotes.append(quote)
        if verdict[1] is not None:
            scene.spoken.append((quote.end, verdict[1]))
    return tuple(quotes)


def _is_transcript(text: str, paragraphs: Sequence[Stretch], wording: Wording) -> bool:
    turns = sum(
        wording.transcript.match(text, piece.start, piece.end) is not None for piece in paragraphs
    )
    return turns >= _MIN_TURNS and turns * _TURN_SHARE >= len(paragraphs)


def _gather_sayings(prose: Prose, paragraphs: Sequence[Stretch], wording: Wording) -> list[Saying]:
    """Put pieces together that an attribution parts, or the end of a paragraph."""
    sayings: list[Saying] = []
    for number, paragraph in enumerate(paragraphs):
        pieces = find_marked(prose.text, paragraph.start, paragraph.end)
        for place, piece in enumerate(pieces):
            limit = pieces[place + 1].start if place + 1 < len(pieces) else paragraph.end
            found = _look_after(prose, wording, piece, limit)
            last = sayings[-1] if sayings else None
            if last and _runs_on(last, number, paragraph, piece):
                last.pieces.append(piece)
                sayings[-1] = last._replace(last=number, found=last.found or found, behind=found)
            elif (
                last
                and last.last == number
                and last.found
                and _continues(prose, last, piece)
                and _agrees(prose.text, wording, last.found, found)
            ):
                last.pieces.append(piece)
                sayings[-1] = last._replace(behind=found)
            else:
                sayings.append(Saying([piece], number, number, found, found))
    return sayings


def _runs_on(last: Saying, number: int, paragraph: Stretch, piece: Marked) -> bool:
    """Whether a paragraph opens with a mark, and the one above has none that closes."""
    opens = piece.start == paragraph.start and last.last == number - 1
    return opens and not last.pieces[-1].is_closed


def _look_after(prose: Prose, wording: Wording, piece: Marked, limit: int) -> Attribution | None:
    inner = prose.text[piece.inner_start : piece.inner_end].rstrip()
    after = prose.text[piece.end : piece.end + 1]
    closed = inner[-1:] in {".", "…", "。"} or after == "."
    return attribute_after(prose, wording, piece.end, limit, is_closed_sentence=closed)


def _continues(prose: Prose, saying: Saying, piece: Marked) -> bool:
    """Whether nothing but the attribution of the first piece stands before another one."""
    text = prose.text
    before = saying.pieces[-1]
    gap = text[before.end : piece.start]
    if not gap.strip(" ,.;:–—-"):
        return True
    start = before.end + len(gap) - len(gap.lstrip(" ,–—-"))
    sentence = find_sentence(prose, start)
    return saying.behind is not None and sentence.end >= piece.start - 3


def _agrees(text: str, wording: Wording, one: Attribution, other: Attribution | None) -> bool:
    """Whether what follows a second piece names nobody else: `"A," X said. "B," X concluded.`."""
    if other is None or other.is_pronoun or one.is_pronoun:
        return True
    first, second = (name_office(text, each.start, each.end, wording) for each in (one, other))
    if first is None or second is None:
        return True
    return bool({*first.name.casefold().split()} & {second.name.casefold().split()[-1]})


def _join_words(text: str, saying: Saying) -> str:
    """The words without their marks, and without what cuts in."""
    pieces = (text[piece.inner_start : piece.inner_end] for piece in saying.pieces)
    return " ".join(" ".join(pieces).split()).rstrip(",，").rstrip()


def _reads_as_speech(words: str) -> bool:
    """Tell a sentence from a few words, and from a work's title, which is set in capitals."""
    listed = _WORD.findall(words)
    if len(listed) < _MIN_WORDS and len(_SIGN.findall(words)) < _MIN_SIGNS:
        return False
    long = [word for word in listed if len(word) > _LONG_WORD]
    capital = sum(word[0].isupper() for word in long)
    return len(long) < _MIN_TITLE or capital * 5 < len(long) * 4 or words.isupper()


def _make_quote(scene: Scene, saying: Saying, words: str, verdict: Verdict) -> Quote:
    found, speaker = verdict
    text = scene.prose.text
    start, end = saying.pieces[0].start, saying.pieces[-1].end
    confidence = _CONFIDENCE[found.rule]
    if speaker is None or speaker.person is None:
        confidence *= _OFFICE if speaker else _UNNAMED
    if not saying.pieces[-1].is_closed:
        confidence *= _UNCLOSED
    title, organisation = _pick_role(found, speaker)
    return Quote(
        start=start,
        end=end,
        text=text[start:end],
        rule=f"speech/{scene.wording.language}:{found.rule}",
        confidence=round(confidence, 3),
        words=words,
        speaker=speaker.name if speaker else None,
        speaker_id=speaker.person.person_id if speaker and speaker.person else None,
        role=title,
        organisation=organisation,
    )


def _pick_role(found: Attribution, speaker: Speaker | None) -> tuple[str | None, str | None]:
    """The role stated beside the quotation, else the first the release states."""
    if speaker is None or speaker.person is None or not speaker.person.roles:
        return None, None
    roles = speaker.person.roles
    beside = [role for role in roles if found.start <= role.start < max(found.end, found.start + 1)]
    role = (beside or list(roles))[0]
    return write_role(role), role.organisation
