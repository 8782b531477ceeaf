"""What an attack comes to: how often it was tried, and how often it was held off."""

from typing import NamedTuple


class Row(NamedTuple):
    """One attack. It is held off if every try was, whatever the figure says besides."""

    attack: str
    tried: int
    held: int
    figure: str = ""
