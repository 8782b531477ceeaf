"""Reader processes that ask while snapshots are published: errors, and answers of two snapshots."""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import IO, NamedTuple

from tests.attack.rows import Row
from tests.figures import ROOT
from tests.warehouse.records import begin, load, make_documents
from warehouse.publish import publish_snapshot

READERS = 8
QUERIES = 1_000
PUBLISHES = 50
# Releases that are new in each snapshot.
STEP = 3
# Seconds until a reader that says nothing is dead.
PATIENCE = 300
# Each question counts the same releases in several tables: all numbers of an answer are one.
READER = """
import sys
from pathlib import Path
from warehouse.query import run_query
QUESTIONS = (
    "SELECT count(*), count(DISTINCT url), (SELECT count(*) FROM core.outcome) FROM releases",
    "SELECT (SELECT count(*) FROM core.topic_assignment), count(*) FROM release_versions",
    "SELECT sum(fetched_count)::BIGINT, (SELECT count(*) FROM core.date_candidate) FROM raw.batch",
)
for number in (number for portion in sys.stdin for number in range(int(portion))):
    try:
        answer = run_query(Path(sys.argv[1]), QUESTIONS[number % 3]).to_pydict()
        print(*(value for (value,) in answer.values()), flush=True)
    except Exception as error:
        print(type(error).__name__, " ".join(str(error).split()), flush=True)
"""


class Trial(NamedTuple):
    """What readers saw: how many answers, and what was wrong with some."""

    answers: int
    snapshots: int
    errors: list[str]
    mixed: list[str]


def run_attacks() -> Iterator[Row]:
    """Eight readers, a thousand questions each, over fifty publishes."""
    with tempfile.TemporaryDirectory() as name:
        trial = read_while_publishing(Path(name), READERS, QUERIES, PUBLISHES)
    wrong = [*trial.errors, *trial.mixed]
    yield Row(
        f"questions of {READERS} reader processes over {PUBLISHES} publishes",
        trial.answers,
        trial.answers - len(wrong),
        f"{len(trial.errors)} errors, {len(trial.mixed)} answers of two snapshots,"
        f" {trial.snapshots} snapshots seen {'; '.join(wrong[:2])}".rstrip(),
    )


def read_while_publishing(home: Path, readers: int, queries: int, publishes: int) -> Trial:
    """Let some readers ask their share of questions during each publish.

    One of them, in turn, asks its share right after it: so each snapshot is seen, however quick the
    others are.
    """
    begin(home)
    load(home, make_documents(range(STEP)))
    publish_snapshot(home)
    lines: SimpleQueue[tuple[int, str]] = SimpleQueue()
    seen: list[list[str]] = [[] for _ in range(readers)]
    with ExitStack() as stack:
        asked: list[IO[str]] = []
        for number in range(readers):
            process = stack.enter_context(_start_reader(home))
            assert process.stdin is not None
            asked.append(stack.enter_context(process.stdin))
            threading.Thread(target=_pass_on, args=(process, number, lines), daemon=True).start()
        for index in range(1, publishes + 1):
            portion = queries * index // publishes - queries * (index - 1) // publishes
            *others, last = (*asked[index % readers :], *asked[: index % readers])
            for stdin in others:
                print(portion, file=stdin, flush=True)
            load(home, make_documents(range(index * STEP, (index + 1) * STEP)), index=index)
            publish_snapshot(home)
            print(portion, file=last, flush=True)
            for _ in range(portion * readers):
                number, line = lines.get(timeout=PATIENCE)
                seen[number].append(line)
    return _judge(seen, publishes + 1)


def _start_reader(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", READER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _pass_on(
    process: "subprocess.Popen[str]", number: int, lines: SimpleQueue[tuple[int, str]]
) -> None:
    """Pass on what a reader prints, a line an answer."""
    for line in process.stdout or ():
        lines.put((number, line.strip() or "an empty line"))


def _judge(seen: list[list[str]], published: int) -> Trial:
    """Hold each answer against the snapshots there were; a reader never goes back to a former."""
    whole = {str(count * STEP) for count in range(1, published + 1)}
    errors: list[str] = []
    mixed: list[str] = []
    found: set[str] = set()
    for answers in seen:
        last = 0
        for answer in answers:
            counts = set(answer.split())
            if not all(count.isdecimal() for count in counts):
                errors.append(answer)
            elif len(counts) > 1 or not counts <= whole or int(min(counts)) < last:
                mixed.append(answer)
            else:
                last = int(min(counts))
                found |= counts
    return Trial(sum(map(len, seen)), len(found), errors, mixed)
