"""Who is told of what goes wrong: `alerts.toml`, and what a run found that is worth telling."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Model, SourceId

Event = Literal["source.stale", "source.empty", "check.failed", "volume.out-of-band"]
Occasion = Literal[
    "run-failed",
    "run-late",
    "source-stale",
    "source-empty",
    "check-failed",
    "volume-out-of-band",
]
# The name of an environment variable: what is secret stands in none of our files.
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
Address = Annotated[str, Field(pattern=r"^[^@\s,]+@[^@\s,]+$")]


class MailTarget(Model):
    """Mail, by way of a server that takes it."""

    kind: Literal["email"]
    host: str = Field(min_length=1, description="The mail server.")
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = Field(default="", description="Who logs in there; nobody does if empty.")
    password_env: Variable | None = Field(
        default=None, description="Environment variable with the password."
    )
    sender: Address
    recipients: tuple[Address, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def check_login(self) -> Self:
        if bool(self.user) != bool(self.password_env):
            raise ValueError("user and password_env go together: give both, or neither")
        return self


class HookTarget(Model):
    """An address that takes JSON by POST: a channel of Slack or Teams, or a program of one's own.

    Who knows such an address may write to it, so it is a secret too.
    """

    kind: Literal["slack", "teams", "webhook"]
    url_env: Variable = Field(description="Environment variable with the address.")
    token_env: Variable | None = Field(
        default=None, description="Environment variable with a token, sent as bearer."
    )


Target = Annotated[MailTarget | HookTarget, Field(discriminator="kind")]


class Alert(Model):
    """One occasion, and who is told of it."""

    name: Name
    when: Occasion
    targets: tuple[Name, ...] = Field(min_length=1)
    hours: float = Field(
        default=6.0, ge=0.003, le=8760, description="run-late: a run is to be done by then."
    )
    quiet_hours: float = Field(
        default=24.0,
        ge=0,
        le=8760,
        description="For so long the same publisher or check is told of once; runs always are.",
    )
    sources: tuple[SourceId, ...] = Field(
        default=(), description="Publishers it is of; all if none. Not for runs and checks."
    )
    severity: Literal["warn", "error"] = Field(
        default="warn", description="check-failed: error leaves out checks that only warn."
    )

    @model_validator(mode="after")
    def check_sources(self) -> Self:
        if self.sources and self.when in {"run-failed", "run-late", "check-failed"}:
            raise ValueError(f"sources does not go with {self.when}: leave it out")
        return self


class Alerts(Model):
    """The file `alerts.toml` in the home."""

    targets: dict[Name, Target] = Field(default_factory=dict[Name, Target])
    alerts: tuple[Alert, ...] = ()

    @model_validator(mode="after")
    def check_names(self) -> Self:
        names = [alert.name for alert in self.alerts]
        if twice := find_twice(names):
            raise ValueError(f"two alerts are named {twice}: rename one")
        for alert in self.alerts:
            for name in alert.targets:
                if name not in self.targets:
                    known = ", ".join(self.targets) or "none"
                    raise ValueError(f"alert {alert.name} names the target {name}; known: {known}")
        return self


def find_twice(names: Iterable[str]) -> str:
    """The first name that is there twice; empty if none is."""
    seen = set[str]()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


class Finding(Model):
    """What a run found that is worth telling: one event of Prefect's."""

    event: Event
    subject: str = Field(description="The publisher's or the check's name.")
    told: str = Field(description="What is wrong, on one line.")
    severity: Literal["warn", "error"] = "warn"
