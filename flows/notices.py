"""Blocks of Prefect's that tell people: mail by a server of one's own, Slack, Teams, a webhook."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.notifications import AppriseNotificationBlock, CustomWebhookNotificationBlock
from prefect.types import SecretDict
from pydantic import SecretStr

from schemas.alerts import HookTarget, MailTarget

MODES = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}
# What each of them takes; Teams wants a card, as its workflows made from a template do.
BODIES: Mapping[str, dict[str, Any]] = {
    "webhook": {"subject": "{{subject}}", "body": "{{body}}"},
    "slack": {"text": "*{{subject}}*\n{{body}}"},
    "teams": {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [
                        {"type": "TextBlock", "text": "{{subject}}", "weight": "Bolder"},
                        {"type": "TextBlock", "text": "{{body}}", "wrap": True},
                    ],
                },
            }
        ],
    },
}


class MailNotice(AppriseNotificationBlock):
    """Mail to some people; Prefect's server sends it, by way of apprise."""

    _block_type_name: ClassVar[str | None] = "Communique Mail"
    _block_type_slug: ClassVar[str | None] = "communique-mail"


def make_notice(
    name: str, target: MailTarget | HookTarget, secrets: Mapping[str, str]
) -> NotificationBlock:
    """Make the block that writes to a target.

    Args:
        name: The target's name.
        target: Where to.
        secrets: Values of the environment variables it names.
    """
    if isinstance(target, MailTarget):
        return _make_mail(target, secrets[target.password_env] if target.password_env else "")
    hidden = {"url": secrets[target.url_env]}
    headers = None
    if target.token_env:
        hidden["token"] = secrets[target.token_env]
        headers = {"Authorization": "Bearer {{token}}"}
    return CustomWebhookNotificationBlock(
        name=name,
        url="{{url}}",
        json_data=BODIES[target.kind],
        headers=headers,
        cookies=None,
        secrets=SecretDict(hidden),
    )


def _make_mail(target: MailTarget, password: str) -> MailNotice:
    asked = urlencode(
        {
            "smtp": target.host,
            "from": target.sender,
            "to": ",".join(target.recipients),
            "mode": MODES[target.security],
            "format": "text",
        }
    )
    login = f"{quote(target.user, safe='')}:{quote(password, safe='')}@" if password else ""
    scheme = "mailto" if target.security == "none" else "mailtos"
    return MailNotice(url=SecretStr(f"{scheme}://{login}{target.host}:{target.port}?{asked}"))
