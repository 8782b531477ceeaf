"""Frames in a text: which turns of phrase match where, and what they say of a meeting's time."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from schemas.findings import Findings, MeetingStatus
from schemas.frames import Frame, MeetingScheme
from tasks.meetings.scene import Member, Scene, drop_article, find_token, load_frames
from tasks.meetings.setting import Setting
from tasks.prose.cut import Prose, Stretch

# Characters before a verb that decide whether a meeting was held, is planned or never was.
_WINDOW = 70
_NEAR = 30
# Words from the "I" of a quotation to its verb: "had the privilege of".
_MAX_OWN = 7
# Words behind a verb up to its subject: "After meeting with X, I".
_MAX_BEHIND = 14
# Of a language that parts no words a cue has so many signs.
_SIGNS = 2
_QUOTED = re.compile(r"„[^“”\n]*[“”]?|“[^”\n]*”?|«[^»\n]*»?|\"[^\"\n]*\"|「[^」\n]*」?")


class Hit(NamedTuple):
    """Where a frame matches: its sentence, its first token and the one behind it."""

    number: int
    sentence: Stretch
    frame: Frame
    first: int
    end: int
    is_quoted: bool = False


class Telling(NamedTuple):
    """One place in the text that tells of a meeting."""

    frame: Frame
    sentence: int
    left: tuple[Member, ...]
    right: tuple[Member, ...]
    status: MeetingStatus
    setting: Setting
    in_title: bool

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(member.key for member in self.left + self.right)


class Patterns(NamedTuple):
    """The patterns of one language, compiled."""

    frames: dict[str, tuple[tuple[Frame, re.Pattern[str]], ...]]
    plurals: re.Pattern[str]
    summits: re.Pattern[str]
    gone: re.Pattern[str]
    sooner: re.Pattern[str]
    clitics: re.Pattern[str]
    planned: re.Pattern[str]
    past: re.Pattern[str]
    past_anywhere: re.Pattern[str]
    vetoes: re.Pattern[str]
    refused: re.Pattern[str]
    lead: re.Pattern[str]
    upcoming: re.Pattern[str]
    recalled: re.Pattern[str]
    announcing: re.Pattern[str]
    tellings: re.Pattern[str]
    company: re.Pattern[str]
    salutation: re.Pattern[str]
    crowds: re.Pattern[str]
    crowds_before: re.Pattern[str]


@cache
def compile_frames(language: str) -> Patterns:
    """Compile the patterns of a language, the frames by their cues."""
    rules = load_frames(language)
    tail = r"(?!\w)" if rules.words else ""
    frames: dict[str, list[tuple[Frame, re.Pattern[str]]]] = {}
    for frame in rules.frames:
        pattern = re.compile(f"(?:{frame.match}){tail}", re.IGNORECASE)
        for cue in frame.cue.split():
            # As a token is written, so that none need be folded: a text has many tokens.
            for form in {cue, cue.capitalize(), cue.upper()}:
                frames.setdefault(form, []).append((frame, pattern))
    # An empty pattern would match anything; this one matches nothing.
    return Patterns(
        {cue: tuple(group) for cue, group in frames.items()},
        *(
            re.compile(text or r"(?!)", re.IGNORECASE)
            for text in (
                rules.plurals,
                rules.summits,
                rules.gone,
                rules.sooner,
                rules.clitics,
                rules.planned,
                rules.past,
                rules.past_anywhere,
                rules.vetoes,
                rules.refused,
                rules.lead,
                rules.upcoming,
                rules.recalled,
                rules.announcing,
                rules.tellings,
                rules.company,
                rules.salutation,
                rules.crowds,
                rules.crowds and rf"(?:^|[\s,])(?:{rules.crowds})(?:,|\s|{rules.crowd_verbs})*$",
            )
        ),
    )


def list_quoted(prose: Prose, found: Findings) -> list[Stretch]:
    """What somebody is quoted with, in order."""
    spans = [Stretch(match.start(), match.end()) for match in _QUOTED.finditer(prose.text)]
    return sorted([*spans, *(Stretch(quote.start, quote.end) for quote in found.quotes)])


def find_frames(scene: Scene, number: int, quoted: Sequence[Stretch]) -> Iterator[Hit]:
    """Frames that match in a sentence, words that somebody is quoted with left out."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    sentence = scene.prose.sentences[number]
    index, stop = find_token(scene, sentence.start), find_token(scene, sentence.end)
    is_cut = scene.rules.words
    for place in range(index, stop):
        token = scene.prose.tokens[place]
        word = token.text
        if not is_cut:
            word = text[token.start : token.start + _SIGNS]
        elif not word.isalpha():
            word = drop_article(word)
        frames = patterns.frames.get(word)
        if frames is None:
            continue
        start = token.end - len(word) if is_cut else token.start
        for frame, pattern in frames:
            match = pattern.match(text, start, sentence.end)
            if match is None:
                continue
            is_quoted = _is_quoted(token.start, quoted)
            end = find_token(scene, match.end())
            if is_quoted and not (_is_own(scene, place, index) or _is_own_behind(scene, end, stop)):
                continue
            # Words as common as "with" are tried only where a meeting was told of before them.
            if frame.shape != "again" and not has_needs(scene, frame, sentence):
                continue
            yield Hit(number, sentence, frame, place, end, is_quoted)


def _is_own(scene: Scene, place: int, first: int) -> bool:
    """Whether the speaker is a verb's subject: "I", "we", few words before it."""
    speakers = {scene.rules.speaker, scene.rules.us, *scene.rules.mine.split()}
    for index in range(place - 1, max(place - _MAX_OWN, first) - 1, -1):
        token = scene.prose.tokens[index]
        if token.text in speakers:
            return True
        if token.kind != "word" or not token.text[0].islower():
            return False
    return False


def _is_own_behind(scene: Scene, end: int, stop: int) -> bool:
    """Whether the speaker follows behind a comma: "After meeting with X, I am sure"."""
    tokens = scene.prose.tokens[end : min(end + _MAX_BEHIND, stop)]
    return any(
        one.text == "," and other.text == scene.rules.speaker for one, other in pairwise(tokens)
    )


def has_needs(scene: Scene, frame: Frame, sentence: Stretch) -> bool:
    """Whether a sentence matches what else a frame asks for."""
    return not frame.needs or bool(
        re.search(frame.needs, scene.prose.text[sentence.start : sentence.end])
    )


def _is_quoted(offset: int, quoted: Sequence[Stretch]) -> bool:
    place = bisect_right(quoted, (offset, offset)) - 1
    return any(span.start < offset < span.end for span in quoted[max(place - 2, 0) : place + 1])


def is_led(scene: Scene, hit: Hit) -> bool:
    """Whether before a frame stands what it asks for, as the "was" of "was received"."""
    wanted = hit.frame.led_by
    if hit.frame.shape == "passive" and hit.sentence.end <= scene.prose.title_end:
        return True
    return not wanted or bool(re.search(wanted, read_window(scene, hit), re.IGNORECASE))


def judge_words(scene: Scene, hit: Hit, behind: int) -> MeetingStatus | None:
    """Held, planned or past by the words before the verb; nothing if it did not come about."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    sentence = hit.sentence
    start, close = scene.starts[hit.first], scene.prose.tokens[hit.end - 1].end
    window = read_window(scene, hit)
    if patterns.vetoes.search(window):
        return None
    is_base = scene.prose.tokens[hit.first].text in scene.rules.infinitives.split()
    if is_base and patterns.refused.search(text, sentence.start, start):
        return None
    near = text[scene.starts[behind] : start] if behind <= hit.first else window
    near = near or window[-_NEAR:]
    if patterns.planned.search(near) or patterns.planned.match(text, start, close):
        return "planned"
    whole = hit.frame.shape in {"relative", "final", "after"} and patterns.planned.search(
        text, start, close
    )
    # Where no verb has a tense, what is said before tells it.
    untensed = not scene.rules.words and patterns.planned.search(text, sentence.start, start)
    if whole or untensed or _is_to_come(scene, hit):
        return "planned"
    if near.rstrip().endswith("to") and scene.rules.words:
        return _judge_aim(scene, hit)
    past = patterns.past.search(near) or patterns.past_anywhere.search(
        text, sentence.start, sentence.end
    )
    # "Earlier in the day she had met": of the day all else was told of.
    sooner = past and patterns.sooner.search(text, sentence.start, close)
    return "past" if past and not sooner else "held"


def _judge_aim(scene: Scene, hit: Hit) -> MeetingStatus | None:
    """Held or planned by what somebody went "to meet" another for; nothing if that is unclear."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    start, end = hit.sentence.start, scene.starts[hit.first]
    if hit.sentence.end <= scene.prose.title_end or patterns.planned.search(text, start, end):
        return "planned"
    return "held" if patterns.gone.search(text, start, end) else None


def is_earlier(scene: Scene, hit: Hit) -> bool:
    """Whether the words of a whole clause tell of an earlier meeting."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    start, close = scene.starts[hit.first], scene.prose.tokens[hit.end - 1].end
    if patterns.sooner.search(text, hit.sentence.start, close):
        return False
    return bool(patterns.past.search(text, start, close))


def is_before(scene: Scene, hit: Hit) -> bool:
    """Whether a verb before a meeting's words tells of an earlier one: "had agreed at a"."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    start, end = hit.sentence.start, scene.starts[hit.first]
    return bool(patterns.past.search(text, start, end)) and not patterns.sooner.search(
        text, start, end
    )


def _is_to_come(scene: Scene, hit: Hit) -> bool:
    """Whether what stands behind, the title or an earlier verb tells of a day to come."""
    text, patterns = scene.prose.text, compile_frames(scene.language)
    start, close = scene.starts[hit.first], scene.prose.tokens[hit.end - 1].end
    if hit.frame.shape in {"noun", "after"} and patterns.upcoming.search(
        text, close, hit.sentence.end
    ):
        return True
    if _is_continued(scene, hit) and patterns.planned.search(text, hit.sentence.start, start):
        return True
    return is_announced(scene, hit)


def is_announced(scene: Scene, hit: Hit) -> bool:
    """Whether a present or a noun is of a day to come, as a schedule's are."""
    is_noun = hit.frame.shape in {"noun", "after"}
    word = scene.prose.tokens[hit.first].text.casefold()
    if not is_noun and word not in scene.rules.programmed.split():
        return False
    pattern = compile_frames(scene.language).announcing
    return bool(pattern.search(scene.prose.text, 0, scene.prose.title_end))


def is_recalled(scene: Scene, hit: Hit) -> bool:
    """Whether something followed a meeting, so that it is not what is told."""
    pattern = compile_frames(scene.language).recalled
    is_noun = hit.frame.shape in {"noun", "after"}
    return is_noun and bool(pattern.search(read_window(scene, hit)))


def is_joined(scene: Scene, hit: Hit) -> bool:
    """Whether a noun follows up an earlier verb: "met A, as well as a meeting with B"."""
    continuing = scene.rules.continuing
    return bool(continuing) and read_window(scene, hit).endswith(tuple(continuing.split(";")))


def _is_continued(scene: Scene, hit: Hit) -> bool:
    """Whether a verb or noun shares the tense of an earlier verb: "will visit X and meet Y"."""
    rules = scene.rules
    if hit.sentence.end <= scene.prose.title_end:
        return False
    if hit.frame.shape == "noun":
        return is_joined(scene, hit)
    return scene.prose.tokens[hit.first].text in rules.infinitives.split()


def read_window(scene: Scene, hit: Hit) -> str:
    """What stands right before a frame in its sentence."""
    start = scene.starts[hit.first]
    return scene.prose.text[max(hit.sentence.start, start - _WINDOW) : start].rstrip()


def judge_time(
    status: MeetingStatus, setting: Setting, day: date | None, scheme: MeetingScheme
) -> MeetingStatus:
    """Held, planned or past by the date: a day to come is planned, one long ago is past."""
    if day is None or setting.starts_on is None or setting.ends_on is None or status == "past":
        return status
    if setting.starts_on > day:
        return "planned"
    if setting.ends_on < day - timedelta(days=scheme.past_days):
        return "past"
    # What is just held is told by its day, and by its month no more than in that month.
    if setting.precision != "day" and setting.ends_on < day:
        return "past"
    return status
