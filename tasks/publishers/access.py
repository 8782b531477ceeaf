"""What a source's requests may do that others may not: reach private hosts, show a credential."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.errors import ConfigError, FetchError
from schemas.source import PRIVATE_HOST, Source
from tasks.network.addresses import find_origin

HOSTS_VARIABLE = "COMMUNIQUE_PRIVATE_HOSTS"

_HEADER = re.compile(r"([A-Za-z0-9-]{1,64}): +(\S.*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]* +\S.*")
_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff]+")


@dataclass(frozen=True, slots=True)
class Access:
    """Private hosts that may be reached, and the header (name, value) an origin is shown."""

    private_hosts: frozenset[str] = frozenset()
    credentials: Mapping[str, tuple[str, str]] = field(
        default_factory=dict[str, tuple[str, str]], repr=False
    )


def describe_access(
    source: Source | None = None, environment: Mapping[str, str] = os.environ
) -> Access:
    """What requests may do: for all, from the environment; for a source, what its file adds.

    Raises:
        ConfigError: COMMUNIQUE_PRIVATE_HOSTS is malformed.
        FetchError: no-credential: a variable that a channel names is not set, or malformed.
    """
    hosts = [
        host for part in environment.get(HOSTS_VARIABLE, "").split(",") if (host := part.strip())
    ]
    for host in hosts:
        if not PRIVATE_HOST.fullmatch(host):
            raise ConfigError(
                f"{HOSTS_VARIABLE}: {host[:80]!r} is no host; write names or host:port, parted by"
                " commas"
            )
    credentials: dict[str, tuple[str, str]] = {}
    for channel in source.channels if source else ():
        if channel.auth_variable and channel.kind != "mail":
            value = environment.get(channel.auth_variable, "").strip()
            header = _read_credential(value)
            if header is None:
                raise FetchError(
                    "no-credential",
                    f"{channel.auth_variable}: the variable is not set, or holds no credential; set"
                    " it to user:password, a token, or `Header-Name: value`",
                )
            credentials[find_origin(channel.url)] = header
    named = source.private_hosts if source else ()
    return Access(frozenset((*hosts, *named)), credentials)


def _read_credential(value: str) -> tuple[str, str] | None:
    """Header for `Name: value`, `Bearer abc` or another scheme, `user:password`, or a token."""
    if not _VALUE.fullmatch(value):
        return None
    if header := _HEADER.fullmatch(value):
        return header[1], header[2]
    if _SCHEME.fullmatch(value):
        return "Authorization", value
    if ":" in value:
        packed = base64.b64encode(value.encode()).decode("ascii")
        return "Authorization", f"Basic {packed}"
    return "Authorization", f"Bearer {value}"
