"""Leave to reach this machine: for an address that a person typed, and for this command only."""

import os
import re
from collections.abc import Iterable

from tasks.publishers.access import HOSTS_VARIABLE

# Plain spellings only: whoever means this machine writes it like this.
_LOCAL = re.compile(
    r"(https?|imaps?)://(?:[^/?#@\s]*@)?(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?(?:[/?#].*)?",
    re.IGNORECASE,
)
_PORTS = {"http": "80", "https": "443", "imap": "143", "imaps": "993"}


def allow_typed(addresses: Iterable[str]) -> None:
    """Allow this command's steps, and the processes it starts, the very origins that were typed.

    Addresses that came another way, such as through Prefect's API, must not be passed here.
    """
    hosts = [host for host in os.environ.get(HOSTS_VARIABLE, "").split(",") if host.strip()]
    for address in addresses:
        match = _LOCAL.fullmatch(address.strip())
        if match:
            hosts.append(f"{match[2].lower()}:{match[3] or _PORTS[match[1].lower()]}")
    if hosts:
        os.environ[HOSTS_VARIABLE] = ",".join(dict.fromkeys(hosts))
