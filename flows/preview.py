"""`communique reprocess --rules`: what changed rules would alter, before anything is published."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from flows.catalogue import list_sources
from flows.home import choose_home, prepare_home
from flows.parameters import ReprocessOptions, explain_options
from flows.pipeline import describe_forgotten
from flows.printing import make_console, make_table, print_rows
from flows.progress import make_remarks
from flows.trial import use_rules
from schemas.errors import InputError
from schemas.release import Rejection, Release
from tasks.anatomy.boilerplate import learn_standing
from tasks.prose.rules import SHIPPED
from tasks.workers.limited import count_readers, read_batch
from tasks.workers.sandbox import SHARED, Sandbox
from warehouse.columns import TEXT, lay_out
from warehouse.formats import TableFormat
from warehouse.known import count_repeats
from warehouse.masks import mask_controls
from warehouse.preview import Change, compare_releases, list_published

EXAMPLES = 15
COLUMNS = ("release_id", "fact", "change", "before", "after")


@dataclass
class Comparison:
    """What was compared, and what is different."""

    read: int = 0
    rejected: list[Rejection] = field(default_factory=list[Rejection])
    changes: list[Change] = field(default_factory=list[Change])

    def count_changes(self) -> dict[str, Counter[str]]:
        """Count what is added, removed and changed, by sort of fact."""
        counts: dict[str, Counter[str]] = {}
        for change in self.changes:
            counts.setdefault(change.fact, Counter())[change.change] += 1
        return counts


def preview_rules(
    asked: Mapping[str, object], folder: Path | None, style: TableFormat, output: Path | None
) -> int:
    """Print what rules would add, remove or change in the published snapshot; nothing is written.

    Args:
        asked: Which archived documents: the options of `reprocess`.
        folder: Rule files in place of those shipped; none for the rules as they are now.
        style: How the changes are written to `output`.
        output: File for every single change; none for a summary with examples.

    Returns:
        0; 1 if a document would be rejected.

    Raises:
        InputError: nothing was published yet, there is no such folder, or no such day.
        ConfigError: a rule file is wrong.
    """
    home = prepare_home(choose_home())
    try:
        options = ReprocessOptions.model_validate(asked)
    except ValidationError as error:
        raise InputError(explain_options(error)) from error
    if folder is None:
        comparison = compare_rules(home, options, SHARED)
    else:
        with use_rules(folder) as sandbox:
            comparison = compare_rules(home, options, sandbox)
    if output is not None:
        changes = [change.model_dump() for change in comparison.changes]
        print_rows(lay_out(changes, dict.fromkeys(COLUMNS, TEXT)), style, output)
    _print_comparison(comparison, folder)
    return 1 if comparison.rejected else 0


def compare_rules(home: Path, options: ReprocessOptions, sandbox: Sandbox) -> Comparison:
    """Read archived documents again, and hold them against the published snapshot."""
    comparison = Comparison()
    for releases in _read_releases(home, options, sandbox, comparison):
        comparison.changes += compare_releases(home, releases)
    return comparison


def _read_releases(
    home: Path, options: ReprocessOptions, sandbox: Sandbox, comparison: Comparison
) -> Iterator[list[Release]]:
    known = {source.id: source for source in list_sources(home).values()}
    standing: dict[str, frozenset[str]] = {}
    archived = (
        list_published(home, source_id, options.since, options.until, options.batch_size)
        for source_id in options.sources or (None,)
    )
    for fetches in chain.from_iterable(archived):
        source = known.get(fetches[0].source_id) or describe_forgotten(fetches[0].source_id)
        if source.id not in standing:
            standing[source.id] = learn_standing(*count_repeats(home, source.id, published=True))
        records = list(
            read_batch(
                fetches,
                source,
                home,
                count_readers(),
                standing=standing[source.id],
                sandbox=sandbox,
            )
        )
        comparison.read += len(records)
        comparison.rejected += [record for record in records if isinstance(record, Rejection)]
        yield [record for record in records if isinstance(record, Release)]


def _print_comparison(comparison: Comparison, folder: Path | None) -> None:
    counts = comparison.count_changes()
    if counts:
        table = make_table("fact", "added", "removed", "changed")
        for fact, of_fact in sorted(counts.items()):
            told = (of_fact["added"], of_fact["removed"], of_fact["changed"])
            table.add_row(fact, *map(str, told))
        make_console().print(table)
        examples = make_table("release", "fact", "change", "before", "after")
        for change in comparison.changes[:EXAMPLES]:
            cells = (change.release_id, change.fact, change.change, change.before, change.after)
            examples.add_row(*map(mask_controls, cells))
        make_console().print(examples)
    remarks = make_remarks()
    total = sum(of_fact.total() for of_fact in counts.values())
    said = f"{total} facts would change" if total else "nothing would change"
    remarks.print(f"{comparison.read} documents read again: {said}")
    for rejection in comparison.rejected[:EXAMPLES]:
        remarks.print(mask_controls(f"would be rejected: {rejection.url}: {rejection.reason}"))
    if total:
        # A reprocess reads with the rules that are installed, never with a folder's.
        first = f"put the files of {folder} into {SHIPPED}, then " if folder else ""
        remarks.print(f"nothing is written yet: {first}`communique reprocess` publishes it")
