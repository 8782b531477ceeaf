"""What `communique doctor` says of a home folder."""

from pydantic import Field

from schemas.base import Model, Timestamp
from schemas.checks import Check


class FileStatus(Model):
    """A warehouse file: whether it is there and opens, and what it holds."""

    path: str
    byte_count: int | None = Field(default=None, description="Size; none if it is absent.")
    changed_at: Timestamp | None = Field(default=None, description="Last written, UTC.")
    schema_version: int | None = Field(default=None, description="None if it did not open.")
    row_counts: dict[str, int] = Field(default_factory=dict, description="Rows a table.")
    checks: tuple[Check, ...] = Field(default=(), description="What each check found.")
    problem: str = Field(default="", description="Why it did not open, in one line.")


class HomeStatus(Model):
    """A home folder: the file that is written, the file that is read, and who writes now."""

    home: str
    known_version: int = Field(description="Newest schema version this communique knows.")
    writer: str = Field(default="", description="Who is writing now; empty if nobody.")
    warehouse: FileStatus
    snapshot: FileStatus
