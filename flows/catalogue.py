"""The publishers there are: those shipped with communique and those in the home folder.

A file in the home folder takes the place of the shipped one of its name: so a publisher is adapted.
A shipped publisher that was never checked live is offered, but looked at only when it is named.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from schemas.errors import ConfigError, StorageError
from schemas.source import Source
from tasks.publishers.catalogue import SHIPPED, read_sources


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


def locate_own(home: Path, source_id: str) -> Path:
    """Where a publisher's own file lies in the home, or would lie."""
    return home / "sources" / f"{source_id}.toml"


def write_own(path: Path, text: str) -> None:
    """Write a publisher's file at once: one that is stopped midway leaves the former whole.

    Raises:
        StorageError: the disk refuses.
    """
    draft = path.with_name(f".{path.stem}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise StorageError(
            f"{path} cannot be written ({error.strerror}): free space or choose another --home"
        ) from error
    list_sources.cache_clear()


def is_active(home: Path, source: Source) -> bool:
    """Whether a publisher is looked at unasked: it is the user's own, or was checked live."""
    return source.verified is not None or locate_own(home, source.id).exists()


def list_active(home: Path) -> list[Source]:
    """The publishers that are looked at unasked, in order of id."""
    return [source for source in list_sources(home).values() if is_active(home, source)]


def pick_sources(home: Path, ids: Sequence[str]) -> list[Source]:
    """The publishers of some ids, or those that are active if none is named.

    Raises:
        ConfigError: an id names no publisher, or none is active.
    """
    if ids:
        return [require_source(home, source_id) for source_id in dict.fromkeys(ids)]
    if active := list_active(home):
        return active
    raise ConfigError(
        "no publisher is active: name one (`communique sources` lists them), check a shipped one"
        " with `communique sources check ID --write`, or add yours with `communique sources add"
        " URL`"
    )
