"""The search's index as small scripts: a page opened from a file may load these, and no other data.

A word's shard follows from its first two letters, so that the beginning of a word finds it too; a
filter's, as in `kind:statement`, from all of it. The script `search.js` reckons the same.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zlib import crc32

from tasks.site.cells import PAGE_ROWS, say_value
from tasks.site.names import Row, locate_release
from tasks.site.pages import Page

SHARDS = 64


def shard_terms(terms: Iterable[Row]) -> Iterator[Page]:
    """Write the index of words and filters, shard by shard.

    Args:
        terms: Rows of `term`, `release_count` and `steps`; none of these for too frequent a word.

    Yields:
        Each script.
    """
    shards: list[dict[str, str | int]] = [{} for _ in range(SHARDS)]
    for row in terms:
        term = row["term"]
        steps = row["steps"]
        shards[find_shard(term)][term] = row["release_count"] if steps is None else steps
    for number, found in enumerate(shards):
        yield Page(f"search/terms-{number}.js", _call(f"terms-{number}", found))


def find_shard(term: str) -> int:
    """The number of the shard that holds a term."""
    key = term if ":" in term else term.removeprefix("^")[:2]
    return crc32(key.encode("utf-8", "replace")) % SHARDS


def shard_releases(rows: Sequence[Row], choices: Sequence[Row]) -> Iterator[Page]:
    """Write what a search shows of releases, the newest first, and what all of them are.

    Yields:
        Each script.
    """
    days: list[list[object]] = []
    for row in rows:
        day = say_value(row["published_on"])
        if days and days[-1][0] == day:
            days[-1][1] = int(str(days[-1][1])) + 1
        else:
            days.append([day, 1])
    about: dict[str, Any] = {"count": len(rows), "page": PAGE_ROWS, "shards": SHARDS, "days": days}
    about["labels"] = {f"{row['facet']}:{row['value']}": row["label"] for row in choices}
    yield Page("search/about.js", _call("about", about))
    for start in range(0, len(rows), PAGE_ROWS):
        shown = [
            [
                row["title"],
                locate_release(row["release_id"]),
                say_value(row["published_on"]),
                row["source_name"],
                row["kind"],
                row["language"],
                row["snippet"],
            ]
            for row in rows[start : start + PAGE_ROWS]
        ]
        number = start // PAGE_ROWS
        yield Page(f"search/releases-{number}.js", _call(f"releases-{number}", shown))


def _call(name: str, data: object) -> str:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"communique.put({json.dumps(name)},{written})\n"
