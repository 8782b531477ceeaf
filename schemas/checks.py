"""Checks of the warehouse: what they are of, what they found, and where that is kept."""

from typing import Literal

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.columns import Flow, RunId

Severity = Literal["error", "warn"]


class CheckRule(Model):
    """What a check is of, and how bad a row is that it finds."""

    table: str = Field(description="Table it is of; all if of several.")
    severity: Severity = Field(description="error keeps a run from being published; warn is told.")


class Check(CheckRule):
    """What a check of the warehouse found."""

    name: str
    description: str = Field(description="What a row it finds means.")
    bad_count: int = Field(ge=0, description="Rows found; none is a pass.")
    examples: tuple[str, ...] = Field(default=(), description="Up to five of them, as JSON.")

    @property
    def forbids(self) -> bool:
        """Whether what it found keeps a run from being published."""
        return self.severity == "error" and self.bad_count > 0

    def explain(self) -> str:
        """What it found, if it found something, on one line."""
        rows = "1 row" if self.bad_count == 1 else f"{self.bad_count} rows"
        return f"{self.name} ({self.table}) finds {rows} that must not be: {self.examples[0]}"


class CheckResultRow(Model):
    """One row a check of a run: what it found once the run had loaded."""

    run_id: RunId
    check_name: str = Field(description="Check: its file below warehouse/sql/checks.")
    table_name: str = Field(description="Table the check is of; all if of several.")
    severity: str = Field(description="error keeps a run from being published; warn is told.")
    bad_count: int = Field(description="Rows it found that must not be; none is a pass.")
    examples: tuple[str, ...] = Field(description="Up to five of these rows, as JSON.")
    checked_at: Timestamp = Field(description="When it was checked, UTC.")


class CheckView(CheckResultRow):
    """One row a check of a run: whether what the run left could be published."""

    flow: Flow
    is_passed: bool = Field(description="Whether it found nothing.")
    is_latest: bool = Field(description="Whether no run was checked since.")
