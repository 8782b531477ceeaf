"""The page of a release: its text in colours, what was found, its versions and its origin."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from markupsafe import Markup

from tasks.prose.cut import GAP, join_text
from tasks.site.cells import Known
from tasks.site.diffs import Change, compare_texts
from tasks.site.names import Row, locate_release
from tasks.site.pages import Page, render
from tasks.spans import Fact, Mark, number_marks
from tasks.webpage import render_legend, render_pieces

# The text itself stands above: a row shows enough to find it there.
_MAX_TEXTS = 4
_MAX_TEXT = 90


class Compared(NamedTuple):
    """A version, the one before it, and what differs in words."""

    row: Row
    former: Row | None
    changes: list[list[Change]]


def render_release(release_id: str, parts: Mapping[str, Sequence[Row]], known: Known) -> Page:
    """Render the page of one release.

    Args:
        release_id: Which.
        parts: Rows by part: text, mark, version, topic, date, relation, meeting.
        known: What the site has pages of.
    """
    row = parts["text"][0]
    # Margins are stored joined, as they stand in the text.
    margins = [row["margins"]] if row["margins"] else []
    text = join_text(row["title"], row["body"], margins)
    body_start = len(row["title"]) + len(GAP)
    body_end = body_start + len(row["body"])
    facts, pieces = number_marks(
        text, map(_make_mark, parts["mark"]), (len(row["title"]), body_start, body_end)
    )

    def find_page(fact: Fact) -> str:
        page = _find_entity(fact, known)
        return escape(f"../{page}") if page else ""

    def show(start: int, end: int) -> Markup:
        inner = (piece for piece in pieces if piece.start >= start and piece.end <= end)
        # What comes out is escaped piece by piece, as many are within others.
        return Markup(render_pieces(text, inner, find_page))  # noqa: S704

    versions = sorted(parts["version"], key=lambda version: version["version"])
    return render(
        "release.html",
        locate_release(release_id),
        release_id=release_id,
        release=row,
        title=show(0, len(row["title"])),
        body=show(body_start, body_end),
        margins=show(body_end + len(GAP), len(text)),
        legend=Markup(render_legend(facts)),  # noqa: S704 - names of kinds alone
        facts=[(fact, _find_entity(fact, known), _join_texts(fact)) for fact in facts],
        topics=sorted(parts["topic"], key=lambda topic: -topic["confidence"]),
        dates=sorted(parts["date"], key=lambda day: day["position"]),
        meetings=sorted(parts["meeting"], key=lambda meeting: meeting["position"]),
        relations=[
            {**one, "other_page": f"../{locate_release(one['other_id'])}"}
            for one in sorted(parts["relation"], key=lambda one: (one["relation"], one["title"]))
        ],
        versions=compare_versions(versions)[::-1],
        known=known,
    )


def compare_versions(versions: Sequence[Row]) -> list[Compared]:
    """Put each version beside the one before it, the first alone."""
    compared = [Compared(row, None, []) for row in versions[:1]]
    for former, row in pairwise(versions):
        changes = (
            compare_texts(former["body"], row["body"]) if former["body"] != row["body"] else []
        )
        compared.append(Compared(row, former, changes))
    return compared


def _make_mark(row: dict[str, Any]) -> Mark:
    return Mark(
        row["span_start"],
        row["span_end"],
        row["kind"],
        row["says"],
        row["rule"],
        row["confidence"],
        row["about"],
    )


def _find_entity(fact: Fact, known: Known) -> str:
    if not fact.about:
        return ""
    entity = "organisation" if fact.kind == "organisation" else "person"
    return known.find_entity(entity, fact.about)


def _join_texts(fact: Fact) -> str:
    shown = [_shorten(text) for text in fact.texts[:_MAX_TEXTS]]
    if len(fact.texts) > _MAX_TEXTS:
        shown.append(f"and {len(fact.texts) - _MAX_TEXTS} more")
    return " | ".join(shown)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_TEXT else f"{line[: _MAX_TEXT - 1]}…"
