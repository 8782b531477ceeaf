"""The publishers there are: those shipped with communique and those in the home folder."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from schemas.errors import ConfigError
from schemas.source import Source
from tasks.catalogue import SHIPPED, read_sources


@cache
def list_sources(home: Path) -> Mapping[str, Source]:
    """Every configured publisher by its id, as the TOML files were when first asked."""
    return read_sources([SHIPPED, home / "sources"])


def name_sources(home: Path) -> list[str]:
    """Ids of the publishers there are, by their files' names: none of the files is read."""
    folders = (SHIPPED, home / "sources")
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def require_source(home: Path, source_id: str) -> Source:
    """The publisher of an id.

    Raises:
        ConfigError: there is none; the line says how to find those there are.
    """
    known = list_sources(home)
    if source_id not in known:
        raise ConfigError(
            f"unknown source {source_id!r}: `communique sources` lists the {len(known)} there are;"
            f" add others in {home / 'sources'}"
        )
    return known[source_id]


def pick_sources(home: Path, ids: Sequence[str]) -> list[Source]:
    """The publishers of some ids, or all there are if none is named.

    Raises:
        ConfigError: an id names no publisher, or there is none at all.
    """
    if not ids and not list_sources(home):
        raise ConfigError(
            f"no source is configured: name a file, folder or address, or add a publisher in"
            f" {home / 'sources'}"
        )
    wanted = dict.fromkeys(ids or sorted(list_sources(home)))
    return [require_source(home, source_id) for source_id in wanted]
