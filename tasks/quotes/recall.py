"""Whom "he said" means: the subject of the sentences before, or who spoke last."""

from collections.abc import Iterator, Sequence

from schemas.findings import Person
from tasks.persons.lexicon import load_lexicon
from tasks.prose.cut import Stretch
from tasks.quotes.holders import find_holder, find_plain
from tasks.quotes.scene import Saying, Scene, name_speaker
from tasks.quotes.speakers import (
    POSSESSIVE,
    Attribution,
    Mention,
    Speaker,
    find_sentence,
    hangs,
    list_within,
    name_office,
)

# As far back "he" may point, in characters; where in a sentence its subject ends, and an office.
_MAX_BACK = 1_500
_MAX_SUBJECT = 90
_MAX_OPENING = 6
_MAX_LABEL = 160
# A sentence whose pronoun stands among so many first words is about "him".
_MAX_PRONOUN = 8
# So many words beside a quotation may tell whether a man or a woman is meant.
_MAX_SAID = 4


def recall_speaker(scene: Scene, saying: Saying, found: Attribution) -> Speaker | None:
    """Find who is meant where nobody is named: walk back over the sentences before."""
    start = saying.pieces[0].start
    limit = min(start, found.start) if found.start else start
    above = scene.paragraphs[max(0, saying.paragraph - 2)].start
    return _walk(scene, _read_gender(scene, found), max(above, start - _MAX_BACK), limit)


def recall_subject(scene: Scene, found: Attribution) -> Speaker | None:
    """Find who was last the subject before words that name an office nobody is known to hold."""
    return _walk(scene, "", max(scene.prose.body_start, found.start - _MAX_BACK), found.start)


def _walk(scene: Scene, gender: str, floor: int, limit: int) -> Speaker | None:
    last_end, last = scene.spoken[-1] if scene.spoken else (0, None)
    goes_on = False  # whether "he" was met on the way: then a subject is meant
    for sentence in _walk_back(scene, floor, limit):
        begin, end = max(sentence.start, floor), min(sentence.end, limit)
        if last is not None and last_end > begin:
            subject = _find_subject(scene, last_end, end, gender, goes_on=goes_on)
            if subject is not None or _is_one(last.person, scene, gender):
                return subject or last
            last = None
        subject = _find_subject(scene, begin, end, gender, goes_on=goes_on)
        if subject is not None:
            return subject
        goes_on = goes_on or bool(_read_pronoun(scene, begin, end))
    near = [
        item
        for item in list_within(scene.mentions, floor, limit)
        if _is_one(item.person, scene, gender)
    ]
    return name_speaker(near[0]) if len({item.person.person_id for item in near}) == 1 else None


def _walk_back(scene: Scene, floor: int, limit: int) -> Iterator[Stretch]:
    place = limit
    while place > floor:
        sentence = find_sentence(scene.prose, place - 1)
        yield sentence
        if sentence.start >= place:
            return
        place = sentence.start


def _read_pronoun(scene: Scene, begin: int, end: int) -> str:
    """Read the pronoun that a sentence begins with, if nobody is named before it."""
    for word in scene.prose.text[begin : min(end, begin + _MAX_LABEL)].split()[:_MAX_PRONOUN]:
        lower = word.casefold().strip(",.;:")
        if lower in scene.wording.pronouns:
            return lower
    return ""


def _find_subject(
    scene: Scene, begin: int, end: int, gender: str, *, goes_on: bool
) -> Speaker | None:
    """Find who a sentence is about: its first name, or the office it begins with."""
    text, wording = scene.prose.text, scene.wording
    items = [
        item
        for item in list_within(scene.mentions, begin, end)
        if not POSSESSIVE.match(text, item.end, end)
    ]
    pronoun = _read_pronoun(scene, begin, end)
    if pronoun and not list_within(scene.mentions, begin, text.find(pronoun, begin, end)):
        other = wording.genders[gender == "m"]
        sure = [item for item in items if gender and tell_gender(scene, item.person) == gender]
        return name_speaker(sure[0]) if sure and pronoun in other else None
    office = _read_office(scene, begin, end, items)
    if office is not None:
        return office if _is_one(office.person, scene, gender) else None
    fitting = [item for item in items if _is_one(item.person, scene, gender)]
    if not fitting:
        return None
    sure = [item for item in fitting if gender and tell_gender(scene, item.person) == gender]
    first = fitting[0]
    is_subject = first is items[0] and first.start - begin <= _MAX_SUBJECT
    if is_subject and (not sure or first in sure or hangs(text, begin, first.start, wording)):
        return name_speaker(first)
    if sure:
        return name_speaker(sure[0])
    is_alone = len({item.person.person_id for item in fitting}) == 1
    is_object = goes_on and hangs(text, begin, first.start, wording)
    return name_speaker(first) if is_alone and not is_object else None


def _read_office(scene: Scene, begin: int, end: int, items: Sequence[Mention]) -> Speaker | None:
    """Read the office that a sentence begins with: "The Observer thanked him."."""
    text, wording = scene.prose.text, scene.wording
    stop = min(end, begin + _MAX_LABEL)
    office = name_office(text, begin, stop, wording)
    if office is None or office.offset - begin > _MAX_OPENING:
        office = find_plain(text, begin, stop, wording)
    if office is None or office.offset - begin > _MAX_OPENING:
        return None
    if items and items[0].start <= office.offset + len(office.name) + 1:
        return None
    return find_office(scene, office) or (None if items else _name_body(scene, office))


def find_office(scene: Scene, office: Speaker) -> Speaker | None:
    """Find who holds an office; see `find_holder`."""
    last = scene.spoken[-1][1].person if scene.spoken else None
    found = find_holder(scene.prose.text, office, scene.wording, scene.firsts, last)
    return name_speaker(found) if found else None


def _name_body(scene: Scene, office: Speaker) -> Speaker | None:
    """Name a body that is the subject of the sentence before: "UNHCR said ...", not a place."""
    lexicon = load_lexicon(scene.wording.language)
    kinds = {lexicon.large.get(word.lower()) for word in office.name.split()}
    is_acronym = office.name.isupper() and len(office.name) > 2
    return office if is_acronym or "O" in kinds else None


def _read_gender(scene: Scene, found: Attribution) -> str:
    masculine, feminine = scene.wording.genders
    male, female = scene.wording.endings
    words = scene.prose.text[found.start : found.end].casefold().split()[:_MAX_SAID]
    said = {word.strip(',.;:«»"“”') for word in words}
    if said & feminine or any(map(female.search, said)):
        return "f"
    return "m" if said & masculine or any(map(male.search, said)) else ""


def _is_one(person: Person | None, scene: Scene, gender: str) -> bool:
    """Whether nothing speaks against a person being "he" or "she"."""
    return person is None or not gender or tell_gender(scene, person) in {"", gender}


def tell_gender(scene: Scene, person: Person) -> str:
    """Tell from honorific and roles whether somebody is a man or a woman; empty if they do not."""
    masculine, feminine = scene.wording.genders
    male, female = scene.wording.endings
    words = person.honorific.casefold().replace(".", "").split()
    words += [role.title.casefold().split()[0] for role in person.roles if role.title.split()]
    for word in words:
        if word in feminine or female.search(word):
            return "f"
        if word in masculine or male.search(word):
            return "m"
    return ""


def is_subject(scene: Scene, item: Mention) -> bool:
    """Whether a name is the first of its sentence, and near its beginning."""
    sentence = find_sentence(scene.prose, item.start)
    opening = list_within(scene.mentions, sentence.start, item.end)
    return opening[0] is item and item.start - sentence.start <= _MAX_SUBJECT
