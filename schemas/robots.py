"""What a host's robots.txt said, kept so that one run asks for it once."""

from pydantic import Field

from schemas.base import Model, Timestamp


class Ruling(Model):
    """The answer to one request for a robots.txt: its rules, or why there was none."""

    origin: str = Field(description="Scheme, host and port it holds for.")
    asked_at: Timestamp
    rules: str = Field(default="", description="Its lines that matter; empty if all may be read.")
    error_kind: str = Field(default="", description="Why the host could not be asked, if so.")
    error: str = ""
    status: int | None = Field(default=None, description="HTTP status of a failure.")
