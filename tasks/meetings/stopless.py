"""Sentences of a text that has lost its stops, as old archives keep some: a capital tells them."""

from collections.abc import Iterator

from tasks.meetings.scene import Scene, find_token
from tasks.prose.cut import Stretch

# No sentence is so long: its stops are lost.
_MIN_LOST = 500


def part_stopless(scene: Scene) -> Scene:
    """Part what is too long for a sentence before each capital word that opens one: "We", "The"."""
    starters = frozenset(scene.rules.starters.split())
    sentences = scene.prose.sentences
    if not starters or all(one.end - one.start < _MIN_LOST for one in sentences):
        return scene
    parted = [piece for one in sentences for piece in _part(scene, one, starters)]
    return scene._replace(prose=scene.prose._replace(sentences=parted))


def _part(scene: Scene, sentence: Stretch, starters: frozenset[str]) -> Iterator[Stretch]:
    start = sentence.start
    if sentence.end - start >= _MIN_LOST:
        first, stop = find_token(scene, start), find_token(scene, sentence.end)
        for index in range(first + 1, stop):
            token = scene.prose.tokens[index]
            if token.text in starters and _may_end(scene, index - 1):
                yield Stretch(start, token.start)
                start = token.start
    yield Stretch(start, sentence.end)


def _may_end(scene: Scene, index: int) -> bool:
    """Whether a sentence may end with a word: no name, and none that leads on to a word behind."""
    text, words = scene.prose.tokens[index].text, scene.words
    leading = words.connectors | words.prepositions | words.gaps | words.articles | words.adverbs
    is_small = text[0].islower() or not text[0].isalpha()
    return is_small and text not in leading and text not in {",", "(", "-", "that", "which"}
