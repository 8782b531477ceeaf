"""What we say we are, and addresses as messages name them."""

import os
import re
from collections.abc import Mapping
from importlib import metadata

from schemas.errors import ConfigError, FetchError
from tasks.network.addresses import resolve_link
from tasks.network.redact import hide_secrets, show_address

CONTACT_VARIABLE = "COMMUNIQUE_CONTACT"

_CONTACT = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?")


def name_agent(environment: Mapping[str, str] = os.environ) -> str:
    """What we say we are: name, version, and how to reach whoever runs this.

    Raises:
        ConfigError: COMMUNIQUE_CONTACT is no line of plain characters.
    """
    contact = environment.get(CONTACT_VARIABLE, "").strip() or "press release reader"
    if not _CONTACT.fullmatch(contact):
        raise ConfigError(
            f"{CONTACT_VARIABLE}: not a line of at most 200 plain characters; write a web or mail"
            " address"
        )
    return f"communique/{metadata.version('communique')} (+{contact})"


def name_address(url: str, address: str) -> str:
    """Name an address in a message, with where it led to, and without secrets."""
    where = url if url == address else f"{url} (now {address})"
    return hide_secrets(where)


def find_target(url: str, location: str, address: str) -> str:
    """Where a redirect leads; never to a local file or another scheme.

    Raises:
        FetchError: bad-url.
    """
    target = resolve_link(location, address)
    if not target:
        raise FetchError(
            "bad-url",
            f"{hide_secrets(url)}: redirects to {show_address(location)!r}, no web address; correct"
            " it",
        )
    return target
