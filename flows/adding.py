"""`communique sources add`: a look at a site, what was read there, and a publisher's files."""

import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.catalogue import list_sources, locate_own, write_own
from flows.home import prepare_home
from flows.leave import allow_typed
from flows.portions import open_fetcher, read_clock
from flows.printing import make_console, make_table
from schemas.errors import InputError
from schemas.source import Source
from schemas.survey import Candidate, Sample, Survey
from tasks.publishers.catalogue import SHIPPED, check_id
from tasks.publishers.draft import draft_source, propose_id, render_source
from tasks.publishers.golden import count_words, locate_golden, write_golden
from tasks.publishers.survey import check_address, survey_site
from warehouse.masks import mask_controls

TITLE_LENGTH = 60
WORDS_LENGTH = 60


def add_publisher(
    home: Path,
    url: str,
    *,
    source_id: str,
    with_translations: bool,
    confirm: Callable[[str], bool] | None,
    dry_run: bool,
) -> int:
    """Look at a site, show what was read there, and write the publisher's TOML and golden pages.

    Args:
        home: The home folder.
        url: A page that lists releases, a home page, a feed or a sitemap.
        source_id: Its id; if empty, one is made of the host's name.
        with_translations: Whether to look at the page's translations too.
        confirm: Asks a person before anything is written; None does not ask.
        dry_run: Whether to write nothing at all.

    Returns:
        0 if it was written or only looked at, 1 if the person said no.

    Raises:
        InputError: the id is taken or unusable, or no channel of use was found.
        FetchError: the address could not be had.
    """
    allow_typed([url])
    address = check_address(url)
    if confirm is not None and not dry_run and not sys.stdin.isatty():
        raise InputError(
            "nobody is there to be asked: add --yes to write the files, or --dry-run to look only"
        )
    if source_id:
        _refuse_taken(home, source_id)
    # Most of what is asked for is a guess: once is enough.
    with open_fetcher(home, retries=0) as fetcher:
        survey = survey_site(address, fetcher, read_clock, with_translations=with_translations)
    source_id = source_id or propose_id(survey)
    if not dry_run:
        _refuse_taken(home, source_id)
    _show_survey(survey)
    if not survey.chosen:
        raise InputError(f"nothing was written: {_explain_nothing(survey)}")
    source = draft_source(survey, source_id, read_clock().date())
    text = render_source(source, [_describe(each) for each in survey.candidates if each.note])
    console = make_console()
    console.print(Text(mask_controls(f"\n{text}")))
    path = locate_own(home, source_id)
    if dry_run:
        console.print(f"dry run: {path} was not written")
        return 0
    if confirm is not None and not confirm(f"write {path}?"):
        console.print("nothing was written")
        return 1
    _write(home, source, text, survey)
    console.print(f"{path} written; load it with: communique ingest --source {source_id}")
    return 0


def _refuse_taken(home: Path, source_id: str) -> None:
    check_id(source_id)
    path = locate_own(home, source_id)
    if path.exists():
        raise InputError(f"{path} exists: choose another name with --id, or delete that file first")
    if source_id in list_sources(home):
        raise InputError(
            f"the id {source_id!r} is that of a shipped publisher: choose another with --id, or"
            f" copy {SHIPPED / path.name} to {path.parent} and change it there"
        )


def _explain_nothing(survey: Survey) -> str:
    """Why no channel is of use, in one line."""
    if survey.candidates:
        first = survey.candidates[0]
        return f"{first.channel.url}: {first.note}; name the page that lists the releases"
    reasons = "; ".join(survey.problems[:2])
    tail = f" ({reasons})" if reasons else ""
    return (
        f"{survey.homepage}: no feed, no sitemap and no list of releases was found; name the page"
        f" that lists them{tail}"
    )


def _write(home: Path, source: Source, text: str, survey: Survey) -> None:
    """Write golden pages, then the TOML: with it the publisher is there, and whole."""
    path = locate_own(prepare_home(home), source.id)
    write_golden(locate_golden(path.parent, source.id), survey.samples)
    write_own(path, text)


def _show_survey(survey: Survey) -> None:
    console = make_console()
    _show_channels(console, survey)
    if survey.samples:
        _show_samples(console, survey.samples)
    for problem in survey.problems:
        console.print(Text(mask_controls(f"not looked at: {problem}")))
    for translation in survey.facts.translations:
        console.print(Text(mask_controls(f"translation: {translation}")))
    if survey.facts.translations:
        console.print("(--translations looks at these too)")


def _show_channels(console: Console, survey: Survey) -> None:
    table = make_table("channel", "found", "brings", "taken")
    for each in survey.candidates:
        table.add_row(
            Text(mask_controls(f"{each.channel.kind} {each.channel.url}")),
            Text(mask_controls(each.origin)),
            str(len(each.links)),
            Text(mask_controls(f"no: {each.note}" if each.note else "yes")),
        )
    console.print(table)


def _show_samples(console: Console, samples: tuple[Sample, ...]) -> None:
    """What was read from each release, side by side."""
    table: Table = make_table("title", "date", "by", "language", "kind", "words", "first words")
    for sample in samples:
        release = sample.release
        if release is None:
            url, reason = sample.item.url, sample.reason
            line = reason if reason.startswith(url) else f"{url}: {reason}"
            table.add_row(Text(mask_controls(line), style="yellow"))
            continue
        table.add_row(
            Text(mask_controls(release.title[:TITLE_LENGTH])),
            str(release.published_on or "none"),
            release.dates[0].method if release.dates else "",
            release.language.tag,
            release.kind.kind,
            str(count_words(release.body)),
            Text(mask_controls(" ".join(release.body[:WORDS_LENGTH].split()))),
        )
    console.print(table)


def _describe(candidate: Candidate) -> str:
    line = f"{candidate.channel.kind} {candidate.channel.url}: {candidate.note}"
    return " ".join(mask_controls(line).split())
