"""Subjects that are no names: "the delegation", "Her Excellency", who writes, nobody at all."""

from tasks.meetings.frames import Hit, compile_frames, is_announced
from tasks.meetings.groups import Before, list_members, read_group
from tasks.meetings.scene import Member, Scene, find_token

# Words of "Dear Secretary X:".
_MAX_VOCATIVE = 8
# Characters through which they are looked for backwards.
_MAX_BACK = 2000


def name_party(scene: Scene, before: Before) -> tuple[Member, ...]:
    """Who leads "the delegation", told of before; else whom the release is about."""
    index = before.behind - 1
    if index < 1 or scene.prose.tokens[index].text not in scene.rules.parties.split():
        return ()
    if scene.prose.tokens[index - 1].text.casefold() not in scene.words.articles:
        return ()
    end = scene.starts[index]
    start = max(scene.prose.body_start, end - _MAX_BACK)
    found = [*compile_frames(scene.language).lead.finditer(scene.prose.text, start, end)]
    for one in reversed(found):
        if members := read_group(scene, find_token(scene, one.end()), index).members[:1]:
            return members
    return scene.protagonist


def opens_line(scene: Scene, hit: Hit) -> bool:
    """Whether a schedule's line has no subject: "Meets X", "In Lima: lunch with Y"."""
    word = scene.prose.tokens[hit.first].text.casefold()
    if hit.frame.shape != "noun" and word not in scene.rules.programmed.split():
        return False
    first = find_token(scene, hit.sentence.start)
    before = scene.prose.tokens[hit.first - 1].text if hit.first > first else ""
    return before in {"", ":", ";"} and is_announced(scene, hit)


def is_style(scene: Scene, before: Before) -> bool:
    """Whether "Her Excellency" alone stands before a verb."""
    index = before.behind - 1
    styles = scene.words.styles
    return index > 0 and scene.prose.tokens[index].text.casefold() in styles


def find_addressee(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """To whom a letter is, or whom a speech turns to as a sentence begins: "Minister X, "."""
    first = find_token(scene, hit.sentence.start)
    comma = next(
        (at for at in range(first, min(first + _MAX_VOCATIVE, hit.first)) if _is_comma(scene, at)),
        0,
    )
    if comma and len(named := list_members(scene, first, comma)) == 1:
        return named
    start = max(scene.prose.body_start, hit.sentence.start - _MAX_BACK)
    found = compile_frames(scene.language).salutation.search(
        scene.prose.text, start, scene.starts[hit.first]
    )
    if found is None:
        return ()
    index = find_token(scene, found.end())
    members = list_members(scene, index, min(index + _MAX_VOCATIVE, len(scene.starts)))
    return members[:1]


def _is_comma(scene: Scene, index: int) -> bool:
    return scene.prose.tokens[index].text == ","
