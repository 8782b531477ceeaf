"""`communique alerts`: automations of Prefect's, made from `alerts.toml` in the home."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from flows.home import apply_settings, prepare_home
from flows.progress import make_remarks
from flows.server import use_server
from schemas.alerts import Alert, Alerts, HookTarget, MailTarget
from schemas.errors import ConfigError
from tasks.prose.rules import read_rules

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger

FILE = "alerts.toml"
TAG = "communique-alert"
BLOCK = "communique-alert-"
NAMED = "communique "
FLOWS = ("ingest", "backfill", "reprocess", "replay", "report", "check-sources", "maintain")
ENDS = ("Completed", "Partial", "Failed", "Crashed", "TimedOut", "Cancelled")
FAILED = ("Failed", "Crashed", "TimedOut")
BEGUN = ("Late", "Pending", "Running")
EVENTS = {
    "source-stale": ("communique.source.stale", "communique.source"),
    "source-empty": ("communique.source.empty", "communique.source"),
    "volume-out-of-band": ("communique.volume.out-of-band", "communique.source"),
    "check-failed": ("communique.check.failed", "communique.check"),
}
PAGE = 200
RUN = "{{ event.resource['prefect.resource.name'] }}"
STATE = "{{ event.resource['prefect.state-name'] }}: {{ event.resource['prefect.state-message'] }}"
TOLD = "{{ event.payload.told }} (run {{ event.payload.run_id }})"


def read_alerts(home: Path) -> Alerts:
    """Read who is told of what.

    Raises:
        ConfigError: there is no such file, or it is wrong; one line names file and key.
    """
    path = home / FILE
    if not path.exists():
        raise ConfigError(f"{path}: there is no such file: docs/alerts.md shows what it holds")
    return read_rules(path, Alerts)


def apply_alerts(home: Path) -> int:
    """Make Prefect's automations what the file says, and tell each that changed.

    Raises:
        ConfigError: the file is wrong, or an environment variable it names is not set.
        CommuniqueError: Prefect's server cannot be used.
    """
    prepare_home(home)
    alerts = read_alerts(home)
    secrets = read_secrets(home, alerts)
    remarks = make_remarks()
    apply_settings(home)
    with use_server(home, remarks.print) as server:
        from prefect.client.orchestration import get_client  # noqa: PLC0415

        server.wait_ready()
        with get_client(sync_client=True) as client:
            for line in _apply(client, alerts, secrets):
                remarks.print(line)
    return 0


def show_alerts(home: Path) -> int:
    """Print who is told of what, and whether the secrets are there; asks no server.

    Returns:
        0 if all are, 1 if an environment variable is not set.

    Raises:
        ConfigError: the file is wrong.
    """
    alerts, remarks = read_alerts(home), make_remarks()
    for alert in alerts.alerts:
        of = f" of {', '.join(alert.sources)}" if alert.sources else ""
        remarks.print(f"{alert.name}: {alert.when}{of} -> {', '.join(alert.targets)}")
    missing = 0
    for name, target in alerts.targets.items():
        unset = [each for each in _list_variables(target) if not os.environ.get(each)]
        missing += len(unset)
        state = f"not set: {', '.join(unset)}" if unset else "ready"
        remarks.print(f"target {name}: {target.kind}, {state}")
    return 1 if missing else 0


def read_secrets(home: Path, alerts: Alerts) -> dict[str, str]:
    """Read the environment variables that targets name.

    Raises:
        ConfigError: one is not set.
    """
    found: dict[str, str] = {}
    for name, target in alerts.targets.items():
        for variable in _list_variables(target):
            found[variable] = os.environ.get(variable, "")
            if not found[variable]:
                raise ConfigError(
                    f"{home / FILE}: targets.{name}: the environment variable {variable} is not"
                    " set: set it, and apply again"
                )
    return found


def _list_variables(target: MailTarget | HookTarget) -> list[str]:
    if isinstance(target, MailTarget):
        return [target.password_env] if target.password_env else []
    return [target.url_env, *([target.token_env] if target.token_env else [])]


def _apply(client: "SyncPrefectClient", alerts: Alerts, secrets: dict[str, str]) -> Iterator[str]:
    """Save blocks and automations, and remove those that are no longer wanted."""
    from flows.notices import make_notice  # noqa: PLC0415 - Prefect reads its settings when imported

    blocks = {
        # A coroutine only where a loop runs.
        name: cast("UUID", make_notice(name, target, secrets).save(BLOCK + name, overwrite=True))
        for name, target in alerts.targets.items()
    }
    held = {each.name: each for each in _list_automations(client)}
    for alert in alerts.alerts:
        wanted = _make_automation(alert, [blocks[name] for name in alert.targets])
        before = held.pop(wanted.name, None)
        if before is None:
            client.create_automation(wanted)
            yield f"{alert.name}: created"
        elif _describe(before) != _describe(wanted):
            # Who paused it in the interface wants it paused still.
            client.update_automation(
                before.id, wanted.model_copy(update={"enabled": before.enabled})
            )
            yield f"{alert.name}: updated"
        else:
            yield f"{alert.name}: unchanged"
    for name, old in held.items():
        client.delete_automation(old.id)
        yield f"{name.removeprefix(NAMED)}: removed"
    for block in client.read_block_documents(limit=PAGE, include_secrets=False):
        name = block.name or ""
        if name.startswith(BLOCK) and block.id not in blocks.values():
            client.delete_block_document(block.id)
            yield f"target {name.removeprefix(BLOCK)}: removed"


def _list_automations(client: "SyncPrefectClient") -> list["Automation"]:
    """Those this module made."""
    found: list[Automation] = []
    while page := client.read_automations(limit=PAGE, offset=len(found)):
        found += page
    return [each for each in found if TAG in each.tags]


def _make_automation(alert: Alert, blocks: list[UUID]) -> "AutomationCore":
    from prefect.events.actions import SendNotification  # noqa: PLC0415
    from prefect.events.schemas.automations import AutomationCore  # noqa: PLC0415

    subject, body = _word_notice(alert)
    made = AutomationCore(
        name=NAMED + alert.name,
        description=f"Made by `communique alerts apply` from {FILE}: change it there.",
        tags=[TAG],
        trigger=_make_trigger(alert),
        actions=[
            SendNotification(block_document_id=block, subject=subject, body=body)
            for block in blocks
        ],
    )
    # Whole: an update leaves out what was never set, such as the type of a trigger.
    return AutomationCore.model_validate(made.model_dump(exclude={"owner_resource"}))


def _make_trigger(alert: Alert) -> "EventTrigger":
    from prefect.events.schemas.automations import EventTrigger, Posture  # noqa: PLC0415
    from prefect.events.schemas.events import ResourceSpecification  # noqa: PLC0415

    each = {"prefect.resource.id"}
    if alert.when in EVENTS:
        event, kind = EVENTS[alert.when]
        match: dict[str, str | list[str]] = {
            "prefect.resource.id": [f"{kind}.{name}" for name in alert.sources] or f"{kind}.*"
        }
        if alert.severity == "error":
            match["communique.severity"] = "error"
        return EventTrigger(
            expect={event},
            match=ResourceSpecification.model_validate(match),
            for_each=each,
            within=dt.timedelta(hours=alert.quiet_hours),
        )
    run = ResourceSpecification.model_validate({"prefect.resource.id": "prefect.flow-run.*"})
    ours = ResourceSpecification.model_validate(
        {"prefect.resource.role": "flow", "prefect.resource.name": list(FLOWS)}
    )
    if alert.when == "run-failed":
        failed = {f"prefect.flow-run.{state}" for state in FAILED}
        return EventTrigger(expect=failed, match=run, match_related=ours, for_each=each)
    return EventTrigger(
        after={f"prefect.flow-run.{state}" for state in BEGUN},
        expect={f"prefect.flow-run.{state}" for state in ENDS},
        match=run,
        match_related=ours,
        for_each=each,
        posture=Posture.Proactive,
        within=dt.timedelta(hours=alert.hours),
    )


def _word_notice(alert: Alert) -> tuple[str, str]:
    """The templates of a notice's subject and text, for Prefect's server to fill in."""
    if alert.when == "run-failed":
        return f"communique: {RUN} failed", STATE
    if alert.when == "run-late":
        return f"communique: {RUN} is late", f"not done after {alert.hours:g} hours; last {STATE}"
    return f"communique: {alert.when}: {RUN}", TOLD


def _describe(automation: "AutomationCore") -> dict[str, object]:
    return automation.model_dump(include={"description", "trigger", "actions"})
