"""A page that explains a release: its text with every span coloured, and the facts below it.

The page needs no script and no other file. Everything a release says is escaped, and the page's
own policy lets nothing in but its one style sheet.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from schemas.reading import Reading
from tasks.spans import KINDS, Fact, Piece, explain_text, list_verdicts

_FOLDER = Path(__file__).parent
# How marks look is told once, for this page and for the site's.
SPANS_CSS = _FOLDER / "spans.css"
_STYLE = "\n".join(
    path.read_text(encoding="utf-8") for path in (_FOLDER / "webpage.css", SPANS_CSS)
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    + b64encode(sha256(_STYLE.encode()).digest()).decode()
    + "'"
)
# A page of more than this many texts of one fact helps nobody.
_MAX_TEXTS = 6
_MAX_TEXT = 240


def render_page(reading: Reading) -> str:
    """Render what was found in a release as one HTML page.

    Args:
        reading: A release that was read; not a rejection.
    """
    text = reading.text or ""
    facts, pieces = explain_text(text, reading.findings)
    parts = (str(reading.published_on or "no date"), reading.kind, reading.language)
    head = _say(" · ".join(filter(None, parts)))
    title, source = _say(reading.title or ""), _say(reading.source_url)
    body = render_pieces(text, pieces)
    tag = "" if reading.language == "und" else _say(reading.language or "")
    verdicts = (
        ("", [one.field, one.value, one.method, one.evidence, f"{one.confidence:.2f}"])
        for one in list_verdicts(reading)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - explained</title>
<style>{_STYLE}</style>
</head>
<body>
<h1 dir="auto">{title}</h1>
<p class="faint">{head}<br>{source}<br>rules {_say(reading.rule_version)}</p>
<p class="legend">{render_legend(facts)}</p>
<div class="text" lang="{tag}">{body}</div>
<h2>Facts</h2>
{_render_table(("no.", "what", "says", "in the text", "rule", "confidence"), map(_row, facts))}
<h2>Of the whole release</h2>
{_render_table(("what", "says", "by", "because", "confidence"), verdicts)}
</body>
</html>
"""


def render_pieces(
    text: str, pieces: Iterable[Piece], find_page: Callable[[Fact], str] | None = None
) -> str:
    """Render pieces of a text as HTML: coloured, with the numbers of the facts that end in each.

    Args:
        text: What the pieces' offsets count in.
        pieces: Those to show, in order.
        find_page: Gives the address of the page about a fact, safe to stand in HTML; empty if none.
            With it, what a piece means is left to the page's script, by the numbers of its facts.
    """
    out: list[str] = []
    for piece in pieces:
        words = _say(text[piece.start : piece.end])
        if not piece.facts:
            out.append(words)
            continue
        inner = piece.facts[::-1]
        if find_page is None:
            told = f'title="{"&#10;".join(map(_note, inner))}"'
        else:
            told = f'data-f="{" ".join(str(fact.number) for fact in inner)}"'
            pages = (find_page(fact) for fact in inner)
            if page := next((page for page in pages if page), ""):
                words = f'<a href="{page}">{words}</a>'
        # Of several with a colour the last rule of the style sheet counts, whatever the order here.
        classes = " ".join(dict.fromkeys(fact.kind for fact in piece.facts))
        out.append(f'<mark class="{classes}" {told}>{words}</mark>')
        out += (f'<sup><a href="#f{one.number}">{one.number}</a></sup>' for one in piece.ending)
    return "".join(out)


def _note(fact: Fact) -> str:
    return _say(f"{fact.kind}: {fact.says} [{fact.rule}, {fact.confidence:.2f}]")


def render_legend(facts: Iterable[Fact]) -> str:
    """Name the kinds of facts there are, each in its colour."""
    there = {fact.kind for fact in facts}
    shown = "".join(f'<mark class="{kind}">{kind}</mark>' for kind in KINDS if kind in there)
    return shown or "Nothing was found in this text."


def _row(fact: Fact) -> tuple[str, list[str]]:
    texts = [_shorten(text) for text in fact.texts[:_MAX_TEXTS]]
    if len(fact.texts) > _MAX_TEXTS:
        texts.append(f"and {len(fact.texts) - _MAX_TEXTS} more")
    cells = [fact.kind, fact.says, " | ".join(texts), fact.rule, f"{fact.confidence:.2f}"]
    return f"f{fact.number}", [str(fact.number), *cells]


def _render_table(header: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    """A table whose rows may have an id to be pointed to."""
    head = "".join(f"<th>{_say(name)}</th>" for name in header)
    body = "\n".join(
        f"<tr{f' id={name}' if name else ''}>"
        + "".join(f"<td>{_say(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return f'<div class="wide"><table><tr>{head}</tr>\n{body}</table></div>'


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_TEXT else f"{line[: _MAX_TEXT - 1]}…"


def _say(text: str) -> str:
    """Text of a stranger, made harmless between tags and within attributes."""
    return escape(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))
