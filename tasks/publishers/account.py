"""Accounts on mail servers: the address of a folder or message, and where its password is kept.

Source: RFC 5092 (`imap:` addresses).
"""

import os
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from schemas.errors import InputError

VARIABLE = "COMMUNIQUE_MAIL_"

_PORTS = {"imap": 143, "imaps": 993}
_PATH = re.compile(
    r"/(?P<folder>.+?)(?:;UIDVALIDITY=(?P<validity>\d{1,10}))?(?:/;UID=(?P<uid>\d{1,10}))?/?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on a server, or a message in it. `variable` names where its password is kept."""

    scheme: str
    host: str
    port: int
    user: str
    folder: str
    variable: str
    validity: int = 0
    uid: int = 0

    def __str__(self) -> str:
        """The address without user and variable: what messages show."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}/{quote(self.folder)}"

    def format_origin(self) -> str:
        """Address of the message (RFC 5092), with the name of the password's variable."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        user = quote(self.user, safe="")
        return (
            f"{self.scheme}://{user}@{self.host}{port}/{quote(self.folder)}"
            f";UIDVALIDITY={self.validity}/;UID={self.uid}?auth_variable={self.variable}"
        )

    def read_password(self) -> str:
        """The password; empty if its variable is not set."""
        return os.environ.get(self.variable, "")

    def hide(self, text: str) -> str:
        """Blank out the password: servers may repeat what they were sent."""
        password = self.read_password()
        return text.replace(password, "***") if password else text


def is_mailbox(address: str) -> bool:
    """Whether an address is that of a mailbox on a server."""
    return address.lower().startswith(("imap://", "imaps://"))


def parse_place(address: str, user: str = "", variable: str = "") -> Place:
    """Take the address of a folder apart.

    Args:
        address: `imaps://user@host/folder`; no folder means INBOX.
        user: Who logs in, where the address does not say.
        variable: Environment variable with the password; by default one named for the host.

    Raises:
        InputError: what is wrong with it. No line shows a password that stood in the address.
    """
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{(parts.hostname or '')[:200]}"
    if parts.password is not None:
        raise InputError(
            f"{shown}: the address holds a password; put it into the environment variable"
            f" {name_variable(parts.hostname or '')}"
        )
    place = read_place(address, user, variable)
    if place is None or place.uid or parts.query or parts.fragment:
        raise InputError(f"{shown}: no mailbox; write imaps://user@host/folder")
    if not place.user:
        raise InputError(f"{shown}: no user; write imaps://user@host/folder, or the key `user`")
    return place


def name_variable(host: str) -> str:
    """Environment variable with a host's password: nobody else's server is ever sent it."""
    name = host.upper().replace("-", "__")
    return VARIABLE + re.sub(r"[^A-Z0-9_]", "_", name)


def read_place(address: str, user: str = "", variable: str = "") -> Place | None:
    """Take the address of a folder or message apart; None if it is none."""
    parts = urlsplit(address)
    path = _PATH.fullmatch(parts.path if parts.path.strip("/") else "/INBOX")
    try:
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or path is None:
        return None
    scheme = parts.scheme.lower()
    found = Place(
        scheme=scheme,
        host=parts.hostname,
        port=port or _PORTS[scheme],
        user=unquote(parts.username or "") or user,
        folder=unquote(path["folder"]),
        variable=variable or name_variable(parts.hostname),
        validity=int(path["validity"] or 0),
        uid=int(path["uid"] or 0),
    )
    return found if (found.user + found.folder).isprintable() else None
