"""Whose words a quotation is: by the words beside it, by the lines around it, by who spoke last."""

import re

from tasks.persons.lexicon import load_lexicon
from tasks.quotes.holders import find_body, find_plain, name_plain, widen_office
from tasks.quotes.recall import find_office, is_subject, recall_speaker, recall_subject
from tasks.quotes.scene import Saying, Scene, name_speaker
from tasks.quotes.speakers import (
    Attribution,
    Mention,
    Speaker,
    attribute_before,
    find_sentence,
    find_verbs,
    hangs,
    introduce,
    list_within,
    pick_speaker,
)

_MAX_LABEL = 160
# Words of a clause that is quoted whole: fewer are half a sentence.
_MIN_CLAUSE = 8
_MAX_BACK = 1_500
# Letters between an office written small and the name of who holds it.
_MAX_GAP = 40
_MAX_JOINT = 6
# So many that spoke last tell whether one alone speaks.
_MAX_SPOKEN = 50
_SIGNED = re.compile(r"\s*[—–―-]{1,2}\s*")
_OPENERS = ' …«“"‘.[('
_COLONS = (":", "：")
ENDS = frozenset(".!?…。！？؟")
_LEADS = frozenset(",:，：,—–-،：")


Verdict = tuple[Attribution, Speaker | None]


def attribute_saying(scene: Scene, saying: Saying) -> Verdict | None:
    """Say whose words a quotation is; none if it is no quotation of anybody."""
    first = saying.pieces[0]
    if not _is_introduced(scene, saying):
        return None
    found = _look_beside(scene, saying)
    if found is not None:
        if _is_joint(scene, found):
            return found, _name_joint(scene, found)
        return found, _identify(scene, found) or recall_speaker(scene, saying, found)
    if first.start != scene.paragraphs[saying.paragraph].start:
        return _read_label(scene, saying) or _follow_subject(scene, saying)
    return _look_around(scene, saying)


def _identify(scene: Scene, found: Attribution) -> Speaker | None:
    """Say whom the words beside a quotation name; none for "he", and for an office of nobody."""
    if found.is_pronoun:
        return None
    text, wording = scene.prose.text, scene.wording
    if found.follows and (office := find_plain(text, found.start, found.end, wording)):
        named = _find_named(scene, found, office)
        return name_speaker(named) if named else find_office(scene, office)
    plain = None if found.follows else name_plain(text, found.start, found.end, wording)
    speaker = plain or pick_speaker(scene, found)
    if speaker is None or speaker.person is not None:
        return speaker
    holder = find_office(scene, speaker) or _find_family(scene, speaker)
    if holder is not None:
        return holder
    return _name_body(scene, plain) if plain else _name_office(scene, speaker, found)


def _find_family(scene: Scene, speaker: Speaker) -> Speaker | None:
    """Find the one whose family name alone is given, of a family that one person has."""
    bare = [
        item
        for item in scene.firsts
        if " " not in speaker.name and item.person.name.split()[-1] == speaker.name
    ]
    return name_speaker(bare[0]) if len(bare) == 1 else None


def _name_body(scene: Scene, plain: Speaker) -> Speaker | None:
    """Name a body written small by its full name; by these words, if they are more than one."""
    if not _is_body(scene, plain):
        return None
    body = find_body(scene.prose.text, plain, scene.wording)
    return body or (plain if " " in plain.name else None)


def _name_office(scene: Scene, office: Speaker, found: Attribution) -> Speaker:
    """Name an office nobody is known to hold: by its full name, or by the one it must be."""
    text = scene.prose.text
    meant = recall_subject(scene, found)
    is_title = (
        load_lexicon(scene.wording.language).small.get(office.name.split()[-1].casefold()) == "r"
    )
    if is_title and meant is not None and meant.person is not None and not meant.person.roles:
        return meant  # "the President said", of somebody whose role nobody tells
    wide = widen_office(text, office, scene.wording)
    place = text.find(wide.name)
    return office if list_within(scene.mentions, place, place + len(wide.name)) else wide


def _find_named(scene: Scene, found: Attribution, office: Speaker) -> Mention | None:
    """Find the name that an office written small leads on to: said the minister for trade, X."""
    text, stop = scene.prose.text, office.offset + len(office.name)
    for item in list_within(scene.mentions, stop, min(found.end, stop + _MAX_GAP)):
        clause = scene.wording.clause.search(text, stop, item.start)
        return None if clause or hangs(text, found.start, item.start, scene.wording) else item
    return None


def _is_body(scene: Scene, plain: Speaker) -> bool:
    return load_lexicon(scene.wording.language).large.get(plain.name.split()[-1]) == "O"


def _is_joint(scene: Scene, found: Attribution) -> bool:
    """Whether several spoke: "the two sides stated"."""
    words = scene.prose.text[found.start : found.end].casefold().split()
    return not found.follows and 0 < len(words) <= _MAX_JOINT and words[-1] in scene.wording.joint


def _name_joint(scene: Scene, found: Attribution) -> Speaker | None:
    """Name several by their office: "the senators wrote"; nobody for "the two sides"."""
    last = scene.prose.text[found.start : found.end].split()[-1]
    return (
        Speaker(last) if last.casefold() in load_lexicon(scene.wording.language).plurals else None
    )


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
    before = attribute_before(scene, begin, start)
    if saying.found and text[begin:start].rstrip()[-1:] not in _LEADS:
        return saying.found
    return before or saying.found


def _read_label(scene: Scene, saying: Saying) -> Verdict | None:
    """`X: "..."` on one line, with no verb."""
    start = saying.pieces[0].start
    begin = max(scene.paragraphs[saying.paragraph].start, start - _MAX_LABEL)
    begin = max(begin, find_sentence(scene.prose, start - 1).start)
    if scene.spoken and begin < scene.spoken[-1][0] <= start:
        begin = scene.spoken[-1][0]
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
    speaker = recall_speaker(scene, saying, found)
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
    found = _read_lead(scene, begin, above.end)
    speaker = _identify(scene, found)
    if speaker is None and has_colon and found.rule == "introduced":
        speaker = recall_speaker(scene, saying, found)
    return (found, speaker) if speaker and (speaker.person or has_colon) else None


def _read_lead(scene: Scene, begin: int, end: int) -> Attribution:
    text, wording = scene.prose.text, scene.wording
    verb = next(find_verbs(wording, text, begin, end), None)
    statement = wording.statement.search(text, begin, end)
    if statement and not (verb and verb.start() < statement.start()):
        return Attribution(statement.end(), end, "statement", follows=True)
    if verb:
        return introduce(scene, begin, verb, end)
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
        return found, name_speaker(near[0])
    if (
        near
        and is_subject(scene, near[0])
        and any(find_verbs(scene.wording, scene.prose.text, near[0].end, end))
    ):
        return found, name_speaker(near[0])
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
            return name_speaker(named[0]) if is_one or is_subject(scene, named[0]) else None
    return None
