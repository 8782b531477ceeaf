"""Names in a row with their roles: read forward and backward from a verb."""

from typing import NamedTuple

from schemas.findings import Person
from tasks.meetings.scene import (
    MAX_BRACKET,
    MAX_GROUP,
    Group,
    Member,
    Mention,
    Scene,
    find_token,
    is_head,
    take,
)
from tasks.prose.cut import Stretch

OF = frozenset(("of", "de", "du"))
# More small words in a row join no names: read on at each, they would cost a long text its time.
_MAX_SMALL = 12


class Before(NamedTuple):
    """The names before a verb, the token behind them, and whether its subject is left out."""

    group: Group
    behind: int
    is_gap: bool


def read_group(scene: Scene, first: int, stop: int, *, joined: bool = False) -> Group:
    """Read names, roles and what joins them from a token on, up to what is none of these.

    Args:
        scene: The release.
        first: Where to begin.
        stop: The token not to be read.
        joined: Whether "with" joins names: "the meeting of X with Y".
    """
    last = index = first
    stop = min(stop, first + MAX_GROUP)
    while index < stop and index - last <= _MAX_SMALL:
        taken = take(scene, index, stop)
        word = scene.prose.tokens[index].text
        if taken == index and joined and index > first and word in scene.words.joining:
            taken = index + 1
        again = index > first and word in scene.words.prepositions and not joined
        if again and scene.prose.tokens[index - 1].text in scene.words.linking:
            # "by A and by B"
            break
        if taken == index or _opens_name(scene, index, first):
            break
        if word not in {",", "、", ":"} and not is_connector(scene, index):
            last = taken
        index = taken
    return Group(first, last, list_members(scene, first, last))


def _opens_name(scene: Scene, index: int, first: int) -> bool:
    """Whether an article begins another name: "at Coppet the Representative"."""
    tokens = scene.prose.tokens
    if index == first or tokens[index].text not in scene.words.articles or index in scene.cover:
        return False
    before = tokens[index - 1]
    small = before.text in scene.words.connectors or before.text in scene.words.joining
    # "HH the Prime Minister".
    titled = before.text.isupper() and index - 1 == first
    # "His Majesty the King"
    titled = titled or before.text.casefold() in scene.words.styles
    return before.kind != "mark" and not small and not titled


def is_connector(scene: Scene, index: int) -> bool:
    """Whether a token only joins names: no name, no office."""
    token = scene.prose.tokens[index]
    small = token.text in scene.words.connectors and not is_head(scene, index)
    return small and index not in scene.cover


def read_before(scene: Scene, index: int, floor: int, *, led: bool = False) -> Before:
    """Read the group of names that ends before a token.

    Words that may stand between a side and its verb are passed over.

    Args:
        scene: The release.
        index: The verb's token.
        floor: First token of the sentence.
        led: Whether a preposition may lead the names: "call of X with Y".
    """
    tokens = scene.prose.tokens
    end = index
    while end > floor and (passed := _pass_between(scene, end, floor)) < end:
        end = passed
    marks = {tokens[place].text for place in range(end, index)}
    is_gap = "," in marks
    parted = end > floor and tokens[end - 1].text.casefold() in scene.words.gaps
    # "X, puis s’est entretenu"
    parted = parted or any(
        tokens[place].text in scene.words.gaps and tokens[place - 1].text == ","
        for place in range(max(end, 1), index)
    )
    if parted or ";" in marks:
        return Before(Group(end, end, ()), end, True)
    first = end
    low = max(floor, end - MAX_GROUP)
    while first > low:
        back = _take_back(scene, first - 1, low)
        if back == first:
            break
        first = back
    if not led:
        first = _leave_phrase(scene, first, end, floor)
    while first < end and tokens[first].text == ",":
        first += 1
    return Before(Group(first, end, list_members(scene, first, end)), end, is_gap)


def _pass_between(scene: Scene, end: int, floor: int) -> int:
    """Before a word, or a day in brackets, that may stand between a side and its verb."""
    if scene.prose.tokens[end - 1].text != ")":
        return end - _is_between(scene, end - 1)
    index = end - 2
    while index > floor and _is_between(scene, index):
        index -= 1
    return index if scene.prose.tokens[index].text == "(" else end


def _is_between(scene: Scene, index: int) -> bool:
    mention = scene.cover.get(index)
    if mention:
        return mention.kind == "date"
    token = scene.prose.tokens[index]
    return token.text in {",", ";"} or token.text.casefold() in scene.words.adverbs


def _take_back(scene: Scene, index: int, low: int) -> int:
    mention = scene.cover.get(index)
    if mention and mention.kind != "date":
        return max(mention.first, low)
    if scene.prose.tokens[index].text == ")":
        for start in range(index - 1, max(index - MAX_BRACKET, low - 1), -1):
            if scene.prose.tokens[start].text == "(":
                return start
    if scene.prose.tokens[index].text == ";":
        return index + 1
    return index if take(scene, index, index + 2) > index else index + 1


def _leave_phrase(scene: Scene, first: int, end: int, floor: int) -> int:
    """Of "after talks with X, Y" only Y is the subject: what a preposition leads goes."""
    opening = scene.prose.tokens[first].text.casefold() if first < end else ""
    behind = scene.prose.tokens[first - 1].text.casefold() if first > floor else ""
    prepositions = scene.words.prepositions
    place = scene.cover.get(first)
    if place and place.kind == "place" and behind in scene.rules.places.split():
        first = min(place.last, end)
        while first < end and scene.prose.tokens[first].text == ",":
            first += 1
        return first
    if behind not in prepositions and opening not in prepositions:
        return first
    for index in range(first + (2 if opening in prepositions else 1), end):
        proper = index - 1 in scene.cover or scene.prose.tokens[index - 1].text[0].isupper()
        if proper and _opens_name(scene, index, first) and scene.rules.capitals:
            # "In Lima the Minister"
            return index
    for index in range(first, end):
        if scene.prose.tokens[index].text == ",":
            return index + 1
    # "after X met Y"
    clause = scene.words.subordinate
    return first if behind in clause and opening not in prepositions else end


def list_members(scene: Scene, first: int, last: int) -> tuple[Member, ...]:
    """Persons named in a group, each once, owners of what follows and superiors left out."""
    members: dict[str, Member] = {}
    index = first
    while index < last:
        mention = scene.cover.get(index)
        if mention is None or mention.kind != "person":
            index += 1
            continue
        if not _is_owner(scene, mention, last) and not _is_superior(scene, mention, first):
            person = mention.of
            if isinstance(person, Person):
                members.setdefault(person.person_id, Member(person.person_id, person.name, person))
        index = mention.last
    return tuple(members.values())


def list_named(scene: Scene, sentence: Stretch) -> tuple[Member, ...]:
    """All persons that a sentence names."""
    return list_members(scene, find_token(scene, sentence.start), find_token(scene, sentence.end))


def _is_owner(scene: Scene, mention: Mention, last: int) -> bool:
    """Whether a name has something: "Minister X's deputy"."""
    pattern = scene.words.possessive
    if pattern is None or mention.last >= last:
        return False
    return pattern.match(scene.prose.text, mention.end) is not None


def _is_superior(scene: Scene, mention: Mention, first: int) -> bool:
    """Whether a name only tells whose envoy another is: "Adviser to President X, Y"."""
    index = mention.first
    while index > first:
        before = scene.cover.get(index - 1)
        token = scene.prose.tokens[index - 1]
        if before and before.kind == "role" and _leaves_open(scene, before):
            return True
        if before and before.kind in {"role", "organisation"}:
            index = before.first
        elif (before is None and token.kind == "word" and _leads_name(scene, index - 1)) or (
            token.text == "." and index - 1 > first and index - 2 not in scene.cover
        ):
            index -= 1
        else:
            break
    if index - 1 <= first or index == mention.first:
        return False
    word = scene.prose.tokens[index - 1].text
    return word in OF | {"to"} and _is_kin(scene, index - 2)


def _leaves_open(scene: Scene, role: Mention) -> bool:
    """Whether a role ends in "of": what follows is not who has it."""
    last = role.last
    while last > role.first and _is_small(scene, last - 1):
        last -= 1
    return last > role.first and scene.prose.tokens[last - 1].text in OF


def _leads_name(scene: Scene, index: int) -> bool:
    return scene.prose.tokens[index].text[0].isupper() or _is_small(scene, index)


def _is_small(scene: Scene, index: int) -> bool:
    """Whether a token is an article, or what stands beside it."""
    return scene.prose.tokens[index].text in scene.words.articles | {"late"}


def _is_kin(scene: Scene, index: int) -> bool:
    """Whether a word before "of" is an office or a relation: "adviser", "brother"."""
    token = scene.prose.tokens[index]
    small = token.kind == "word" and token.text[0].islower()
    other = scene.words.connectors | scene.words.deeds
    return is_head(scene, index) or (small and token.text not in other)
