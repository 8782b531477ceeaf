"""What a run found that is worth telling, as events of Prefect's, for automations to act on."""

from collections.abc import Iterator
from pathlib import Path

from prefect import get_run_logger
from prefect.events import emit_event

from flows.catalogue import list_sources
from flows.portions import read_clock
from flows.questions import find_empty_channels, find_release_days
from flows.runs import Summary
from schemas.alerts import Finding
from schemas.errors import CommuniqueError
from tasks.publishers.alarms import judge_silence, judge_volume
from warehouse.connection import SNAPSHOT

PREFIX = "communique"


def emit_findings(home: Path, summary: Summary) -> None:
    """Emit an event for each thing a run found; what cannot be found out is a line in its log."""
    try:
        findings = list(find_alarming(home, summary))
    except CommuniqueError as error:
        get_run_logger().warning("no alert could be judged: %s", error)
        return
    for finding in findings:
        kind = finding.event.split(".", maxsplit=1)[0]
        # What happens to a publisher's volume happens to a publisher.
        kind = "source" if kind == "volume" else kind
        emit_event(
            event=f"{PREFIX}.{finding.event}",
            resource={
                "prefect.resource.id": f"{PREFIX}.{kind}.{finding.subject}",
                "prefect.resource.name": finding.subject,
                f"{PREFIX}.severity": finding.severity,
            },
            payload={"told": finding.told, "run_id": summary.run_id},
        )


def find_alarming(home: Path, summary: Summary) -> Iterator[Finding]:
    """What is wrong after a run: checks, and, after an ingest, the publishers it looked at.

    Raises:
        CommuniqueError: what is published cannot be read.
    """
    for check in summary.checks:
        yield Finding(
            event="check.failed",
            subject=check.name,
            told=f"{check.severity}: check {check.explain()}",
            severity=check.severity,
        )
    if summary.flow != "ingest" or not (home / SNAPSHOT).exists():
        return
    now, sources = read_clock(), list_sources(home)
    days, empty = find_release_days(home), find_empty_channels(home)
    for source_id in sorted({row.source_id for row in summary.coverage} & sources.keys()):
        held = days.get(source_id, {})
        if source_id in empty:
            count, url = empty[source_id]
            yield Finding(
                event="source.empty",
                subject=source_id,
                told=f"{source_id}: {count} of its channels answered with nothing, such as {url}",
            )
        schedule = sources[source_id].schedule
        for finding in (
            judge_silence(source_id, held, schedule, now),
            judge_volume(source_id, held, now),
        ):
            if finding is not None:
                yield finding
