"""`communique search`: releases found by words, with where the words stand."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.choosing import make_choice
from flows.progress import make_remarks
from schemas.choice import Found, Hit
from tasks.snippets import Mark, find_marks, make_snippet
from warehouse.masks import mask_controls
from warehouse.search import search_releases

MARK = "**"
STYLE = "bold yellow"


def search_home(
    home: Path, question: str, asked: dict[str, object], limit: int, *, as_json: bool
) -> None:
    """Search the snapshot and print what is found, the best first."""
    remarks = make_remarks()
    found = search_releases(home, question, make_choice(asked), limit, remarks.print)
    hits = [_show(each) for each in found]
    if as_json:
        rows = [hit.model_dump(mode="json") for hit in hits]
        sys.stdout.write(f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n")
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for number, hit in enumerate(hits, start=1):
        _print_hit(console, number, hit)
    if not hits:
        remarks.print("nothing found: give fewer words, or choose from more releases")


def _show(found: Found) -> Hit:
    snippet, marks = make_snippet(found.body, found.forms)
    stated = found.model_dump(exclude={"body", "forms"})
    shown = {"snippet": snippet, "marks": marks}
    title_marks = tuple(find_marks(found.title, found.forms))
    return Hit.model_validate({**stated, **shown, "title_marks": title_marks})


def _print_hit(console: Console, number: int, hit: Hit) -> None:
    console.print(Text(f"{number}. ").append_text(_mark(console, hit.title, hit.title_marks)))
    facts = [hit.published_on or "no date", hit.source_name, hit.language, hit.kind, hit.release_id]
    console.print(Text(f"   {_tidy(' · '.join(map(str, facts)))}"))
    console.print(Text(f"   {_tidy(hit.url)}"))
    console.print(Text("   ").append_text(_mark(console, hit.snippet, hit.marks)))


def _mark(console: Console, text: str, marks: tuple[Mark, ...]) -> Text:
    """A text with its marks in colour, or between asterisks where there are no colours."""
    shown = Text()
    place = 0
    for start, end in marks:
        shown.append(_tidy(text[place:start]))
        word = _tidy(text[start:end])
        shown.append(word if console.is_terminal else f"{MARK}{word}{MARK}", style=STYLE)
        place = end
    return shown.append(_tidy(text[place:]))


def _tidy(text: str) -> str:
    return mask_controls(text.replace("\n", " ").replace("\t", " "))
