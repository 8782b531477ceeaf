"""A run, its batches and its coverage.

discovered = loaded + unchanged + duplicate + rejected + failed, for every run and source.
"""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model, SourceId, Timestamp

RunState = Literal["running", "completed", "partial", "failed", "crashed"]
CoverageState = Literal["ok", "partial", "stopped"]


class Run(Model):
    """One execution of a flow that writes."""

    run_id: str
    flow: Literal["ingest", "backfill", "reprocess", "replay"]
    started_at: Timestamp
    finished_at: Timestamp | None = None
    state: RunState = "running"
    parameters: str = Field(default="{}", description="JSON of what was asked for.")
    rule_version: str


class Batch(Model):
    """A manifest line: one batch of one source, loaded in one transaction."""

    batch_id: str = Field(description="run_id/source_id/index: loading it twice changes nothing.")
    run_id: str
    source_id: SourceId
    staged_file: str = Field(description="JSON lines of Fetch, Release and Rejection, in the home.")
    fetched_count: int = Field(ge=0, description="Documents that arrived new or changed.")
    unchanged_count: int = Field(ge=0, description="Unchanged, or not asked as not due.")
    failed_count: int = Field(ge=0)
    barred_count: int = Field(
        default=0,
        ge=0,
        description="Of the unchanged: not asked, and not good when last asked.",
    )
    readable_count: int = Field(ge=0, description="Documents that became a release.")
    rejected_count: int = Field(ge=0)


class Coverage(Model):
    """What became of every document a run discovered at one source."""

    run_id: str
    source_id: SourceId
    discovered_count: int = Field(ge=0)
    loaded_count: int = Field(default=0, ge=0, description="New releases and new versions.")
    unchanged_count: int = Field(default=0, ge=0)
    duplicate_count: int = Field(
        default=0, ge=0, description="Loaded and linked: another release has the same text."
    )
    rejected_count: int = Field(default=0, ge=0)
    failed_count: int = Field(default=0, ge=0)
    state: CoverageState = "ok"
    reason: str = Field(default="", description="Why it is not ok: most frequent reason or bound.")

    @model_validator(mode="after")
    def check_balance(self) -> Self:
        parts = (
            self.loaded_count
            + self.unchanged_count
            + self.duplicate_count
            + self.rejected_count
            + self.failed_count
        )
        if parts != self.discovered_count:
            raise ValueError(f"{self.discovered_count} discovered but {parts} accounted for")
        return self


def total_failures(coverage: Iterable[Coverage]) -> int:
    """Documents rejected or failed, over all sources of a run."""
    return sum(row.rejected_count + row.failed_count for row in coverage)
