"""A page that explains a release: its text with every span coloured, and the facts below it.

The page needs no script and no other file. Everything a release says is escaped, and the page's
own policy lets nothing in but its one style sheet.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from schemas.reading import Reading
from tasks.spans import KINDS, Fact, Piece, explain_text, list_verdicts

_STYLE = """
:root { color-scheme: light dark;
  --ink: #1b1b1b; --paper: #fdfdfb; --faint: #6b6b6b; --line: #d5d5d0;
  --organisation: #d9f0d3; --role: #f3e3bd; --person: #cfe3fa; --place: #f9d6d5;
  --quantity: #e7e0f5; --date: #fbe2c4; --event: #d3eef0; --outcome: #e6ecb9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --paper: #17181a; --faint: #9b9b96; --line: #3a3b3e;
    --organisation: #23452a; --role: #524116; --person: #1c416b; --place: #5d2a2c;
    --quantity: #41345e; --date: #5c3c14; --event: #184b50; --outcome: #454c14; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 54rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.65 system-ui, sans-serif; }
h1 { font-size: 1.35rem; line-height: 1.3; }
h2 { font-size: 1.05rem; margin-top: 2rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.faint, sup, th { color: var(--faint); }
sup a { color: inherit; text-decoration: none; }
sup { font-size: .65em; line-height: 0; padding: 0 .1em; }
mark { background: none; color: inherit; border-radius: .2em; padding: .1em 0; }
.part { border-bottom: 1px dotted var(--faint); }
.language { border-bottom: 2px dotted var(--faint); }
.meeting { text-decoration: underline; text-underline-offset: .25em; }
.quote { font-style: italic; }
.agenda { text-decoration: underline dashed; text-underline-offset: .25em; }
.outcome { background: var(--outcome); }
.event { background: var(--event); }
.organisation { background: var(--organisation); }
.role { background: var(--role); }
.person { background: var(--person); }
.place { background: var(--place); }
.quantity { background: var(--quantity); }
.date { background: var(--date); }
.legend mark { padding: .1em .4em; margin-right: .6em; white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; line-height: 1.4; }
th, td { text-align: start; vertical-align: top; padding: .3em .6em .3em 0;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; unicode-bidi: plaintext; }
th, td:first-child, td:last-child { white-space: nowrap; }
tr:target { outline: 2px solid var(--faint); }
"""
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
    body = "".join(map(_render, _pair(text, pieces)))
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
<p class="legend">{_render_legend(facts)}</p>
<div class="text" lang="{tag}">{body}</div>
<h2>Facts</h2>
{_render_table(("no.", "what", "says", "in the text", "rule", "confidence"), map(_row, facts))}
<h2>Of the whole release</h2>
{_render_table(("what", "says", "by", "because", "confidence"), verdicts)}
</body>
</html>
"""


def _pair(text: str, pieces: Iterable[Piece]) -> Iterable[tuple[str, Piece]]:
    return ((text[piece.start : piece.end], piece) for piece in pieces)


def _render(pair: tuple[str, Piece]) -> str:
    words, piece = pair
    if not piece.facts:
        return _say(words)
    # Of several with a colour the last rule of the style sheet counts, whatever the order here.
    classes = " ".join(dict.fromkeys(fact.kind for fact in piece.facts))
    titles = "\n".join(
        f"{fact.kind}: {fact.says} [{fact.rule}, {fact.confidence:.2f}]"
        for fact in reversed(piece.facts)
    )
    ends = "".join(f'<sup><a href="#f{one.number}">{one.number}</a></sup>' for one in piece.ending)
    return f'<mark class="{classes}" title="{_say(titles)}">{_say(words)}</mark>{ends}'


def _render_legend(facts: Iterable[Fact]) -> str:
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
