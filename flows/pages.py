"""Prefect's server as browsers get it: its pages may ask nobody but the server itself.

The interface brings a tracker that asks its makers' servers even where analytics are off.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Scripts of the interface make functions of the forms' schemas, its styles stand in the page, and
# its editor and graph start workers from memory.
POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "worker-src 'self' blob:; "
    "frame-src 'none'; "
    "frame-ancestors 'none'; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


def create_app() -> "ASGIApp":
    """Make Prefect's application, with a policy on everything it answers."""
    from prefect.server.api import server  # noqa: PLC0415 - only the server's process needs it

    # It knows the block of mail once that is imported.
    importlib.import_module("flows.notices")

    app = server.create_app()

    async def answer(scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await app(scope, receive, send_guarded)

    return answer
