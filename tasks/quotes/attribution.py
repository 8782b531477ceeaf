"""Whose words a quotation is: by the words beside it, by the lines around it, by who spoke last."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from schemas.findings import Person
from tasks.persons.lexicon import load_lexicon
from tasks.prose.cut import Prose, Stretch
from tasks.quotes.holders import find_body, find_holder, name_plain, widen_office
from tasks.quotes.marked import Marked
from tasks.quotes.speakers import (
    Attribution,
    Mention,
    Speaker,
    Wording,
    attribute_before,
    find_sentence,
    find_verbs,
    list_within,
    name_office,
    pick_speaker,
)

_MAX_LABEL = 160
# Words of a clause that is quoted whole: fewer are half a sentence.
_MIN_CLAUSE = 8
# As far back "he" may point, in characters; and where in a sentence its subject ends.
_MAX_BACK = 1_500
_MAX_SUBJECT = 90
# Letters before the office that a sentence begins with: an article.
_MAX_OPENING = 6
_MAX_JOINT = 4
# So many that spoke last tell whether one alone speaks.
_MAX_SPOKEN = 50
_SIGNED = re.compile(r"\s*[—–―-]{1,2}\s*")
_OPENERS = ' …«“"‘.[('
_COLONS = (":", "：")
ENDS = frozenset(".!?…。！？؟")
_LEADS = frozenset(",:，：,—–-،：")


class Scene(NamedTuple):
    """A release's text while its quotations are read, and who has spoken so far."""

    prose: Prose
    paragraphs: Sequence[Stretch]
    wording: Wording
    mentions: Sequence[Mention]
    firsts: Sequence[Mention]  # of each person
    spoken: list[tuple[int, Speaker]]


class Saying(NamedTuple):
    """Pieces that make one quotation, and its first and last paragraph.

    `found` is what stands behind the first piece that has something behind it, `behind` what stands
    behind the last.
    """

    pieces: list[Marked]
    paragraph: int
    last: int
    found: Attribution | None
    behind: Attribution | None


Verdict = tuple[Attribution, Speaker | None]


def attribute_saying(scene: Scene, saying: Saying) -> Verdict | None:
    """Say whose words a quotation is; none if it is no quotation of anybody."""
    first = saying.pieces[0]
    if not _is_introduced(scene, saying):
        return None
    found = _look_beside(scene, saying)
    if found is not None:
        if _is_joint(scene, found):
            return found, None
        return found, _identify(scene, found) or _recall(scene, saying, found)
    if first.start != scene.paragraphs[saying.paragraph].start:
        return _read_label(scene, saying) or _follow_subject(scene, saying)
    return _look_around(scene, saying)


def _identify(scene: Scene, found: Attribution) -> Speaker | None:
    """Say whom the words beside a quotation name; none for "he", and for an office of nobody."""
    if found.is_pronoun:
        return None
    text, wording = scene.prose.text, scene.wording
    plain = None if found.follows else name_plain(text, found.start, found.end, wording)
    speaker = plain or pick_speaker(scene, found)
    if speaker is None or speaker.person is not None:
        return speaker
    holder = _find_office(scene, speaker)
    if holder is not None:
        return holder
    if plain:
        return find_body(text, plain, wording) if _is_body(scene, plain) else None
    return widen_office(text, speaker, wording)


def _is_body(scene: Scene, plain: Speaker) -> bool:
    return load_lexicon(scene.wording.language).large.get(plain.name.split()[-1]) == "O"


def _is_joint(scene: Scene, found: Attribution) -> bool:
    """Whether several spoke: "the two sides stated"."""
    words = scene.prose.text[found.start : found.end].casefold().split()
    return not found.follows and 0 < len(words) <= _MAX_JOINT and words[-1] in scene.wording.joint


def _find_office(scene: Scene, office: Speaker) -> Speaker | None:
    last = scene.spoken[-1][1].person if scene.spoken else None
    found = find_holder(office, scene.wording, scene.firsts, last)
    return _name_speaker(found) if found else None


def _is_introduced(scene: Scene, saying: Saying) -> bool:
    """Whether the words begin as a sentence of their own does, not in the middle of another."""
    text, piece = scene.prose.text, saying.pieces[0]
    begin = scene.paragraphs[saying.paragraph].start
    head = text[piece.inner_start : min(piece.inner_end, piece.inner_start + 20)].lstrip(_OPENERS)
    lead = text[max(begin, piece.start - _MAX_LABEL) : piece.start].rstrip()
    if not lead or lead[-1] in _LEADS:
        return True
    if head[:1].islower():
        # "She said that "we ..."": a clause that is quoted whole.
        is_clause = lead.split()[-1].casefold() in scene.wording.conjunctions
        words = text[piece.inner_start : piece.inner_end].split()
        return is_clause and len(words) >= _MIN_CLAUSE
    # "X said "We ..."": the verb itself leads on.
    tail = lead[-40:]
    return lead[-1] in ENDS or (
        lead[-1].isalpha()
        and any(match.end() == len(tail) for match in scene.wording.verb.finditer(tail))
    )


def _look_beside(scene: Scene, saying: Saying) -> Attribution | None:
    """What stands in the sentence before the quotation goes before what stands behind it."""
    text = scene.prose.text
    start = saying.pieces[0].start
    begin = scene.paragraphs[saying.paragraph].start
    if scene.spoken and scene.spoken[-1][0] <= start:
        begin = max(begin, scene.spoken[-1][0])
    sentence = find_sentence(scene.prose, start)
    if sentence.start < start:
        begin = max(begin, sentence.start)
    before = attribute_before(scene.wording, text, begin, start)
    if saying.found and text[begin:start].rstrip()[-1:] not in _LEADS:
        return saying.found
    return before or saying.found


def _read_label(scene: Scene, saying: Saying) -> Verdict | None:
    """`X: "..."` on one line, with no verb."""
    start = saying.pieces[0].start
    begin = max(scene.paragraphs[saying.paragraph].start, start - _MAX_LABEL)
    if not scene.prose.text[begin:start].rstrip().endswith(_COLONS):
        return None
    found = Attribution(begin, start, "label-line")
    label = scene.prose.text[begin:start].split()
    is_topic = bool(label) and label[0].casefold() in scene.wording.prepositions
    # "On voter lists: ..." names what it is about.
    speaker = _find_principal(scene) if is_topic else _identify(scene, found)
    return (found, speaker) if speaker else None


def _follow_subject(scene: Scene, saying: Saying) -> Verdict | None:
    """`X praised the work. "..."`: a sentence about somebody, and nothing else in the paragraph."""
    start = saying.pieces[0].start
    begin = scene.paragraphs[saying.paragraph].start
    lead = scene.prose.text[max(begin, start - 9) : start].rstrip()
    if lead[-1:] not in ENDS or not _closes_paragraph(scene, saying):
        return None
    found = Attribution(start, start, "alone", is_pronoun=True)
    speaker = _recall(scene, saying, found)
    return (found, speaker) if speaker and speaker.person else None


def _look_around(scene: Scene, saying: Saying) -> Verdict | None:
    """Judge a quotation that opens its paragraph by the lines around it, or by the title."""
    is_whole = _closes_paragraph(scene, saying)
    if saying.paragraph > 0 and (introduced := _look_above(scene, saying)):
        return introduced
    if not is_whole:
        return None
    return (
        _look_below(scene, saying)
        or _carry_on(scene, saying)
        or _ask_title(scene, saying)
        or _guess_subject(scene, saying)
    )


def _closes_paragraph(scene: Scene, saying: Saying) -> bool:
    """Whether a quotation closes its paragraph, with the end of a sentence."""
    text, piece = scene.prose.text, saying.pieces[-1]
    inner = text[max(piece.inner_start, piece.inner_end - 9) : piece.inner_end].rstrip()
    rest = text[piece.end : scene.paragraphs[saying.last].end].strip()
    ended = inner[-1:] in ENDS or rest[:1] in ENDS
    return ended and not rest.strip(".,;!?…")


def _look_above(scene: Scene, saying: Saying) -> Verdict | None:
    """A line that leads on: "X released the following statement:", or a name and nothing else."""
    text = scene.prose.text
    above = scene.paragraphs[saying.paragraph - 1]
    ending = text[max(above.start, above.end - 9) : above.end].rstrip()
    has_colon = ending.endswith(_COLONS)
    if not has_colon and (above.end - above.start > _MAX_LABEL or ending[-1:] in ENDS):
        return None
    begin = find_sentence(scene.prose, above.end - 1).start if has_colon else above.start
    found = _read_lead(scene.wording, text, begin, above.end)
    speaker = _identify(scene, found)
    if speaker is None and has_colon and found.rule == "introduced":
        speaker = _recall(scene, saying, found)
    return (found, speaker) if speaker and (speaker.person or has_colon) else None


def _read_lead(wording: Wording, text: str, begin: int, end: int) -> Attribution:
    verb = next(find_verbs(wording, text, begin, end), None)
    statement = wording.statement.search(text, begin, end)
    if statement and not (verb and verb.start() < statement.start()):
        return Attribution(statement.end(), end, "statement", follows=True)
    if verb:
        return Attribution(begin, verb.start(), "introduced")
    return Attribution(begin, end, "label-line")


def _look_below(scene: Scene, saying: Saying) -> Verdict | None:
    """A line below a quotation that signs it: "— X, role of Y"."""
    if saying.last + 1 >= len(scene.paragraphs):
        return None
    below = scene.paragraphs[saying.last + 1]
    signed = _SIGNED.match(scene.prose.text, below.start, below.end)
    if signed is None or below.end - below.start > _MAX_LABEL:
        return None
    found = Attribution(signed.end(), below.end, "signed", follows=True)
    speaker = pick_speaker(scene, found)
    return (found, speaker) if speaker else None


def _carry_on(scene: Scene, saying: Saying) -> Verdict | None:
    """A quotation right below another one is of the same speaker."""
    if not scene.spoken or saying.paragraph == 0:
        return None
    if scene.spoken[-1][0] < scene.paragraphs[saying.paragraph - 1].start:
        return None
    start = saying.pieces[0].start
    return Attribution(start, start, "continued"), scene.spoken[-1][1]


def _ask_title(scene: Scene, saying: Saying) -> Verdict | None:
    """A title such as "Statement by X" says whose words stand at the head of the text."""
    end = scene.prose.title_end
    statement = scene.wording.statement.search(scene.prose.text, 0, end)
    if statement is None or saying.paragraph > 1:
        return None
    found = Attribution(statement.end(), end, "statement", follows=True)
    speaker = pick_speaker(scene, found)
    return (found, speaker) if speaker else None


def _guess_subject(scene: Scene, saying: Saying) -> Verdict:
    """The one person whom the paragraph above names or is about, else whose release it is."""
    place = max(0, saying.paragraph - 1)
    above = scene.paragraphs[place]
    start = saying.pieces[0].start
    end = min(above.end, start)
    near = list_within(scene.mentions, above.start, end)
    found = Attribution(above.start, end, "alone")
    if len({item.person.person_id for item in near}) == 1:
        return found, _name_speaker(near[0])
    if (
        near
        and _is_subject(scene, near[0])
        and any(find_verbs(scene.wording, scene.prose.text, near[0].end, end))
    ):
        return found, _name_speaker(near[0])
    return found, _find_principal(scene)


def _find_principal(scene: Scene) -> Speaker | None:
    """Whose release it is: the one who has spoken, else the one whom the title or lead names."""
    speakers = {speaker.name: speaker for _, speaker in scene.spoken[-_MAX_SPOKEN:]}
    if speakers:
        return next(iter(speakers.values())) if len(speakers) == 1 else None
    prose = scene.prose
    for start, end in ((0, prose.title_end), *scene.paragraphs[:2]):
        named = list_within(scene.mentions, start, min(end, start + _MAX_BACK))
        if named:
            is_one = len({item.person.person_id for item in named}) == 1
            return _name_speaker(named[0]) if is_one or _is_subject(scene, named[0]) else None
    return None


def _recall(scene: Scene, saying: Saying, found: Attribution) -> Speaker | None:
    """Whom "he said" means: the last speaker or subject, if nobody else came in between."""
    start, place = saying.pieces[0].start, found.start
    begin = max(scene.paragraphs[max(0, saying.paragraph - 1)].start, start - _MAX_BACK)
    if not list_within(scene.mentions, begin, start):
        # Nobody is named close by: who was, one paragraph further up?
        begin = max(scene.paragraphs[max(0, saying.paragraph - 2)].start, start - _MAX_BACK)
    said = scene.prose.text[found.start : found.end].casefold().split()
    last_end, last = scene.spoken[-1] if scene.spoken else (0, None)
    office = _read_subject(scene, saying, last_end)
    if office is not None:
        return office
    if last is not None and last_end >= begin:
        between = {
            item.person.person_id
            for item in list_within(scene.mentions, last_end, start)
            if _agrees(scene, item.person, said)
        }
        known = {last.person.person_id} if last.person else set[str]()
        if not between - known and (last.person is None or _agrees(scene, last.person, said)):
            return last
    near = [
        item
        for item in list_within(scene.mentions, begin, min(start, place) if place else start)
        if _agrees(scene, item.person, said)
    ]
    subjects = [item for item in near if _is_subject(scene, item)]
    if subjects:
        return _name_speaker(subjects[-1])
    return _name_speaker(near[0]) if len({item.person.person_id for item in near}) == 1 else None


def _read_subject(scene: Scene, saying: Saying, after: int) -> Speaker | None:
    """Who holds the office that the sentence before is about: "The Observer thanked him."."""
    start = saying.pieces[0].start
    begin = max(scene.paragraphs[saying.paragraph].start, after)
    sentence = find_sentence(scene.prose, max(begin, start - 2))
    if not begin <= sentence.start < start:
        return None
    end = min(sentence.end, start, sentence.start + _MAX_LABEL)
    office = name_office(scene.prose.text, sentence.start, end, scene.wording)
    if office is None or office.offset - sentence.start > _MAX_OPENING:
        return None
    if list_within(scene.mentions, sentence.start, office.offset + len(office.name) + 1):
        return None
    return _find_office(scene, office) or _name_body(scene, office)


def _name_body(scene: Scene, office: Speaker) -> Speaker | None:
    """Name a body that is the subject of the sentence before: "UNHCR said ...", not a place."""
    lexicon = load_lexicon(scene.wording.language)
    kinds = {lexicon.large.get(word.lower()) for word in office.name.split()}
    is_acronym = office.name.isupper() and len(office.name) > 2
    return office if is_acronym or "O" in kinds else None


def _agrees(scene: Scene, person: Person, said: Sequence[str]) -> bool:
    """Whether an honorific does not speak against "he" or "she"."""
    titles = person.honorific.casefold().replace(".", "").split()
    masculine, feminine = scene.wording.genders
    for mine, other in ((masculine, feminine), (feminine, masculine)):
        if mine & set(said) and other & set(titles):
            return False
    return True


def _is_subject(scene: Scene, item: Mention) -> bool:
    """Whether a name is the first of its sentence, and near its beginning."""
    sentence = find_sentence(scene.prose, item.start)
    opening = list_within(scene.mentions, sentence.start, item.end)
    return opening[0] is item and item.start - sentence.start <= _MAX_SUBJECT


def _name_speaker(item: Mention) -> Speaker:
    return Speaker(item.person.name, item.person, item.start)
