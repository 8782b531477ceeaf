"""A name found in a script without capitals, with the role beside it."""

from typing import NamedTuple


class Find(NamedTuple):
    """A name and its role, by their offsets; where a role is held, if the text says so."""

    name: tuple[int, int]
    title: tuple[int, int] | None
    organisation: tuple[int, int] | None
