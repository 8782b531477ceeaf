"""What stands behind a verb: its object, behind day and place, and whom else it had with it."""

from tasks.meetings.frames import Hit, compile_frames
from tasks.meetings.groups import read_group
from tasks.meetings.scene import Group, Member, Scene, find_token, is_head
from tasks.meetings.sides import name_office, name_side, skip_lead

_MAX_REACH = 30


def may_end(scene: Scene, index: int, stop: int) -> bool:
    """Whether a verb has no object: "to meet the demand" is no meeting."""
    if index >= stop or index in scene.cover:
        return True
    token = scene.prose.tokens[index]
    words = scene.words.following | scene.words.adverbs | scene.words.linking
    return token.kind != "word" or token.text.casefold() in words


def name_behind(scene: Scene, first: int, stop: int) -> tuple[Member, ...]:
    """Of "At a meeting with X, Y said" the subject behind the comma."""
    tokens = scene.prose.tokens
    for index in range(first, min(first + _MAX_REACH, stop)):
        if tokens[index].text == ",":
            if index + 1 < stop and tokens[index + 1].text == scene.rules.speaker:
                return scene.protagonist
            group = read_group(scene, index + 1, stop)
            return (group.members or name_office(scene, group, bodies=False))[:1]
    if scene.rules.second and first + 1 < stop and tokens[first].text[0].islower():
        # "Nach dem Treffen mit X betonte Y"
        return name_side(scene, read_group(scene, first + 1, stop), bodies=False)[:1]
    return ()


def skip_time(scene: Scene, first: int, stop: int) -> int:
    """Behind what tells day and place between a verb and its object: "hosted today in Prague"."""
    index = first
    while index < stop:
        token = scene.prose.tokens[index]
        following = scene.cover.get(index + 1)
        following_word = scene.prose.tokens[index + 1].text if index + 1 < stop else ""
        if index in scene.cover and scene.cover[index].kind == "date":
            index = scene.cover[index].last
        elif token.text.casefold() in scene.rules.days or token.text == ",":
            index += 1
        elif token.text in scene.rules.places.split():
            taken = _skip_place(scene, index + 1, stop)
            if taken == index + 1:
                break
            index = taken
        elif token.text in scene.words.adverbs and following and following.kind == "date":
            index = following.last
        elif {token.text, following_word} <= scene.words.adverbs:
            # "this morning"
            index += 2
        else:
            break
    return index if any(one.text != "," for one in scene.prose.tokens[first:index]) else first


def _skip_place(scene: Scene, first: int, stop: int) -> int:
    """Behind "Prague", "his office", "Seif Palace": up to an article, a name or an office."""
    tokens, buildings = scene.prose.tokens, scene.rules.buildings.split()
    index = first
    while index < stop:
        mention = scene.cover.get(index)
        if mention:
            if mention.kind not in {"place", "organisation"}:
                break
            index = mention.last
            continue
        word = tokens[index].text
        opens = index == first and word in scene.words.articles
        proper = tokens[index].kind == "word" and word[0].isupper() and not is_head(scene, index)
        if not opens and (word in scene.words.articles or not (proper or word in buildings)):
            break
        index += 1
    return index


def reach_names(scene: Scene, first: int, stop: int, word: str) -> Group | None:
    """Names behind time and place, and behind a word where the frame asks for one."""
    words = scene.words.adverbs | {*scene.rules.buildings.split()}
    for index in range(first, min(first + _MAX_REACH, stop)):
        token = scene.prose.tokens[index]
        if token.text == word:
            return read_group(scene, skip_lead(scene, index + 1, stop), stop)
        if word == "*":
            group = read_group(scene, index, stop)
            if group.members:
                return group
        small = token.text.casefold() in words or token.text == ","
        placed = token.text in scene.rules.places.split()
        proper = token.kind == "word" and token.text[0].isupper()
        number = token.kind == "number" or (token.text == "." and index > first)
        if not (small or placed or proper or number or index in scene.cover):
            return None
    return None


def drop_next(scene: Scene, group: Group, stop: int) -> Group:
    """In "met X, and Y announced" Y begins a new clause: drop the last name before its verb."""
    tokens = scene.prose.tokens
    if len(group.members) < 2 or group.last >= stop:
        return group
    token = tokens[group.last]
    if token.kind != "word" or not token.text[0].islower():
        return group
    if token.text in scene.words.following or not scene.words.following:
        return group
    for index in range(group.last - 1, group.first, -1):
        if tokens[index].text == ",":
            return read_group(scene, group.first, index)
    return group


def add_company(
    scene: Scene, hit: Hit, left: tuple[Member, ...], right: tuple[Member, ...]
) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Add those whom a side is accompanied by, if the sentence says so.

    They came with the first side, unless they follow the second: "received X, accompanied by Y".
    """
    pattern = compile_frames(scene.language).company
    match = pattern.search(scene.prose.text, hit.sentence.start, hit.sentence.end)
    if match is None:
        return left, right
    first, stop = find_token(scene, match.end()), find_token(scene, hit.sentence.end)
    keys = {member.key for member in left + right}
    company = read_group(scene, first, stop).members
    added = tuple(member for member in company if member.key not in keys)
    if right and match.start() > scene.starts[hit.first]:
        return left, right + added
    return left + added, right
