"""Full-text search of the published snapshot."""

import re
import tomllib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import cast

import duckdb

from schemas.choice import Choice, Found
from schemas.errors import InputError, WarehouseError
from warehouse.choice import choose_releases
from warehouse.connection import open_reader
from warehouse.index import (
    PACKAGE,
    attach_index,
    count_missing,
    find_extension,
    load_extension,
    refresh_index,
)
from warehouse.statements import SQL, fetch_rows, read_statement

# More words than this are no question.
MAX_WORDS = 32
_PHRASE = re.compile(r'"([^"]*)"')
_BLUNT = "plain matching instead, the latest first"


def search_releases(
    home: Path, question: str, choice: Choice, limit: int, tell: Callable[[str], None]
) -> list[Found]:
    """Find the chosen releases that have all words of a question, the best first.

    Args:
        home: The home folder.
        question: Words; those in double quotes stand together, in this order.
        choice: Which releases are asked.
        limit: How many are wanted.
        tell: Takes remarks: that an index is being built, or that there is none and why.

    Raises:
        InputError: no snapshot yet, or a question without a word.
    """
    extension = find_extension()
    if extension is None:
        tell(f"the full-text extension is not installed (pip install {PACKAGE}): {_BLUNT}")
        return _ask_plainly(home, question, choice, limit)
    problem = ""
    for is_last in (False, True):
        with _open_index(home, extension) as (connection, has_index):
            missing = count_missing(connection) if has_index else 0
            if has_index and (not missing or is_last):
                if problem:
                    tell(f"{problem}: {missing} releases it lacks are not found")
                return _ask_index(connection, question, choice, limit)
        if not is_last:
            problem = _refresh(home, extension, tell, is_new=not has_index)
    tell(f"{problem}: {_BLUNT}")
    return _ask_plainly(home, question, choice, limit)


@cache
def list_stemmers() -> Mapping[str, str]:
    """Stemmers by language tag."""
    return tomllib.loads((SQL / "search" / "stemmers.toml").read_text("utf-8"))["stemmers"]


@contextmanager
def _open_index(home: Path, extension: Path) -> Generator[tuple[duckdb.DuckDBPyConnection, bool]]:
    """Open the snapshot with its index; also tells whether there is one."""
    is_there: list[bool] = []

    def prepare(connection: duckdb.DuckDBPyConnection) -> None:
        load_extension(connection, extension)
        is_there.append(attach_index(connection, home))

    with open_reader(home, prepare) as connection:
        yield connection, is_there[0]


def _refresh(home: Path, extension: Path, tell: Callable[[str], None], *, is_new: bool) -> str:
    """Bring the index up to the snapshot; returns why it cannot be, empty if it was."""
    if is_new:
        tell("building the search index, once; later searches add what is new")
    try:
        refresh_index(home, extension, lambda holder: tell(f"waiting for {holder} to index"))
    except WarehouseError as error:
        return f"the search index cannot be written ({error})"
    return ""


def _ask_index(
    connection: duckdb.DuckDBPyConnection, question: str, choice: Choice, limit: int
) -> list[Found]:
    choose_releases(connection, choice)
    languages = [str(row["language"]) for row in fetch_rows(connection, "search/languages")]
    tongues = {tag: list_stemmers()[tag] for tag in languages if tag in list_stemmers()}
    asked = {
        **_read_question(connection, question),
        "tags": list(tongues),
        "stemmers": list(tongues.values()),
        "limit": limit,
    }
    return _fetch(connection, "search/hits", asked)


def _ask_plainly(home: Path, question: str, choice: Choice, limit: int) -> list[Found]:
    with open_reader(home) as connection:
        connection.execute(read_statement("search/macros"))
        choose_releases(connection, choice)
        asked = {**_read_question(connection, question), "limit": limit}
        return _fetch(connection, "search/plain", asked)


def _fetch(
    connection: duckdb.DuckDBPyConnection, statement: str, asked: Mapping[str, object]
) -> list[Found]:
    rows = fetch_rows(connection, statement, asked)
    # Lists are what Arrow has for tuples.
    return [Found.model_validate(row, strict=False) for row in rows]


def _read_question(connection: duckdb.DuckDBPyConnection, question: str) -> dict[str, object]:
    asked = {"question": question, "phrases": [*filter(str.strip, _PHRASE.findall(question))]}
    (row,) = fetch_rows(connection, "search/words", asked)
    words = [str(word) for word in cast("list[object]", row["words"])]
    if not words:
        raise InputError(f"{question!r} holds no word to search for: give letters or digits")
    if len(words) > MAX_WORDS:
        raise InputError(f"{len(words)} words are more than a search takes: give {MAX_WORDS}")
    # What an apostrophe leaves behind is no word of its own.
    longer = [word for word in words if len(word) > 1 or not word.isascii()]
    return {"words": sorted(longer or words), "phrases": row["phrases"]}
