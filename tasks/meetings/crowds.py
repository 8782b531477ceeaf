"""People without names whom somebody met: students, local leaders."""

import re

from schemas.findings import Organisation
from tasks.meetings.frames import Hit, compile_frames
from tasks.meetings.groups import read_group
from tasks.meetings.scene import CROWD, Member, Scene, find_token

# Characters between a verb and the "with" of those it met.
_MAX_REACH = 80
# Characters before a verb in which they are looked for.
_MAX_CROWD = 120


def name_crowd(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """People without names behind a verb, or behind its "with": "students and their parents"."""
    if not hit.frame.crowds:
        return ()
    text, pattern = scene.prose.text, compile_frames(scene.language).crowds
    start, end = scene.prose.tokens[hit.end - 1].end, hit.sentence.end
    if hit.frame.reach:
        reach = re.compile(rf"\b{hit.frame.reach}\b")
        led = reach.search(text, start, min(start + _MAX_REACH, end))
        start = led.end() if led else start
    while start < end and text[start].isspace():
        start += 1
    found = pattern.match(text, start, end)
    if found is None:
        return ()
    first, last = find_token(scene, found.start()), find_token(scene, found.end())
    among = re.compile(scene.rules.among or r"(?!)")
    named = among.search(text, found.end(), min(found.end() + _MAX_REACH, end))
    if named:
        # "leaders of the industry, including X and Y"
        group = read_group(scene, find_token(scene, named.end()), find_token(scene, end))
        if group.members:
            return group.members
    bodies = {
        of.organisation_id: Member(of.organisation_id, of.name, None, of)
        for at in range(first, last)
        if (mention := scene.cover.get(at)) and isinstance(of := mention.of, Organisation)
    }
    # "executives of Acme" are Acme
    stands = {*found["who"].casefold().split()} & {*scene.rules.members.split()}
    return (tuple(bodies.values()) if stands else ()) or _make_crowd(found["who"])


def name_crowd_before(scene: Scene, hit: Hit) -> tuple[Member, ...]:
    """People without names before a verb: "Farmers from Kansas (who) met with X"."""
    if not hit.frame.crowds or hit.frame.shape != "pair":
        return ()
    start = max(hit.sentence.start, scene.starts[hit.first] - _MAX_CROWD)
    pattern = compile_frames(scene.language).crowds_before
    found = pattern.search(scene.prose.text[start : scene.starts[hit.first]])
    return _make_crowd(found["who"]) if found else ()


def _make_crowd(text: str) -> tuple[Member, ...]:
    name = " ".join(text.split()).rstrip(".,")
    return (Member(f"{CROWD}{name.casefold()}", name, None, is_named=False),)
