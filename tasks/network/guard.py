"""Which addresses may be connected to: the public internet, and private hosts that were named.

Sources: the IANA registries of special-purpose IPv4 and IPv6 addresses; WHATWG URL, "ends in a
number" (what a browser takes for an IPv4 address, however it is spelt).
"""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import Literal, NamedTuple

from schemas.errors import FetchError

Address = IPv4Address | IPv6Address
# Finds the addresses of a name; raises socket.gaierror if there are none.
Resolve = Callable[[str], Sequence[str]]


class Place(NamedTuple):
    """Where an address lies: "private" may be allowed by name, "never" by nothing."""

    reach: Literal["public", "private", "never"]
    what: str


# The first row that holds an address counts.
_IPV4: tuple[tuple[str, Place], ...] = (
    ("100.100.100.200/32", Place("never", "a cloud's metadata service")),
    ("168.63.129.16/32", Place("never", "a cloud's metadata service")),
    ("192.0.0.192/32", Place("never", "a cloud's metadata service")),
    ("169.254.0.0/16", Place("never", "link-local, where clouds keep their metadata service")),
    ("0.0.0.0/8", Place("never", "unspecified")),
    ("10.0.0.0/8", Place("private", "of a private network")),
    ("100.64.0.0/10", Place("private", "of a carrier's private network")),
    ("127.0.0.0/8", Place("private", "this machine")),
    ("172.16.0.0/12", Place("private", "of a private network")),
    ("192.0.0.0/24", Place("never", "kept for protocols")),
    ("192.0.2.0/24", Place("never", "kept for documentation")),
    ("192.88.99.0/24", Place("never", "a 6to4 relay")),
    ("192.168.0.0/16", Place("private", "of a private network")),
    ("198.18.0.0/15", Place("never", "kept for benchmarks")),
    ("198.51.100.0/24", Place("never", "kept for documentation")),
    ("203.0.113.0/24", Place("never", "kept for documentation")),
    ("224.0.0.0/4", Place("never", "multicast")),
    ("240.0.0.0/4", Place("never", "reserved or broadcast")),
)
_IPV6: tuple[tuple[str, Place], ...] = (
    ("fd00:ec2::/32", Place("never", "a cloud's metadata service")),
    ("::1/128", Place("private", "this machine")),
    ("fc00::/7", Place("private", "of a private network")),
    ("::ffff:0:0/96", Place("never", "an IPv4 address in disguise")),
    ("::ffff:0:0:0/96", Place("never", "an IPv4 address in disguise")),
    ("::/96", Place("never", "unspecified, or an IPv4 address in disguise")),
    ("64:ff9b:1::/48", Place("never", "a translator of a private network")),
    ("2001::/23", Place("never", "Teredo, or kept for protocols")),
    ("2001:db8::/32", Place("never", "kept for documentation")),
    ("2002::/16", Place("never", "6to4, an IPv4 address in disguise")),
    ("3fff::/20", Place("never", "kept for documentation")),
    ("fe80::/10", Place("never", "link-local")),
    ("fec0::/10", Place("never", "site-local")),
    ("ff00::/8", Place("never", "multicast")),
)
_PLACES4 = tuple((IPv4Network(network), place) for network, place in _IPV4)
_PLACES6 = tuple((IPv6Network(network), place) for network, place in _IPV6)
_PUBLIC = Place("public", "public")
_OTHER = Place("never", "outside the public internet")
_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::(\d+))?")


def place_address(address: Address) -> Place:
    """Where an address lies; of one behind the public NAT64 prefix, the IPv4 address in it."""
    if isinstance(address, IPv4Address):
        rows = (place for network, place in _PLACES4 if address in network)
        return next(rows, _PUBLIC)
    if address in _NAT64:
        return place_address(IPv4Address(int(address) & 0xFFFFFFFF))
    rows = (place for network, place in _PLACES6 if address in network)
    return next(rows, _PUBLIC if address in _GLOBAL else _OTHER)


def read_literal(host: str) -> Address | None:
    """Read a host that is an address itself; None for a name.

    Raises:
        FetchError: private: an address in a spelling that only some programs take for one, such
            as 127.1, 0x7f000001, 2130706433, 0177.0.0.1 or fe80::1%eth0.
    """
    text = host.removeprefix("[").removesuffix("]").rstrip(".")
    last = text.rpartition(".")[2]
    try:
        if ":" in text:
            address = IPv6Address(text)
        elif _NUMBER.fullmatch(last):
            address = IPv4Address(text)
        else:
            return None
    except AddressValueError:
        address = None
    if address is None or "%" in text:
        raise FetchError(
            "private",
            f"{host[:80]}: an address in an odd spelling, as used to get behind a firewall;"
            " name the host, or write four numbers",
        )
    return address


def resolve_host(host: str) -> list[str]:
    """All addresses of a name, as the system finds them, each once.

    Raises:
        socket.gaierror: there are none, or no network.
    """
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Guard:
    """Decides which addresses a connection to a host may go to.

    Args:
        private_hosts: Hosts, or hosts with a port, that may lie on this machine or in a private
            network; as written in an address: localhost, 10.1.2.3:8080, [::1].
        resolve: Finds the addresses of a name.
    """

    def __init__(self, private_hosts: Iterable[str] = (), resolve: Resolve = resolve_host) -> None:
        self._allowed = {_split_port(host) for host in private_hosts}
        self._resolve = resolve

    def allows(self, host: str, port: int) -> bool:
        """Whether a host was named as one that may be private."""
        name = _fold_host(host)
        return (name, None) in self._allowed or (name, port) in self._allowed

    def find_addresses(self, host: str, port: int) -> list[str]:
        """Find the addresses to connect to; each was judged, and nothing else may be connected to.

        Raises:
            FetchError: private: one of the answers is no public address, and not allowed either.
            socket.gaierror: the name has no address.
        """
        literal = read_literal(host)
        answers: Sequence[str] = [str(literal)] if literal else self._resolve(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        allowed = self.allows(host, port)
        for answer in answers:
            place = _place_answer(answer)
            if place.reach == "public" or (place.reach == "private" and allowed):
                continue
            shown = host if literal else f"{host}, which is {answer}"
            mend = (
                "if that is meant, name the host in `private_hosts` of the source or in"
                " COMMUNIQUE_PRIVATE_HOSTS"
                if place.reach == "private"
                else "drop the address"
            )
            raise FetchError(
                "private", f"{shown}: not connected to, the address is {place.what}; {mend}"
            )
        return list(answers)


def _place_answer(answer: str) -> Place:
    try:
        return place_address(ip_address(answer.partition("%")[0]))
    except ValueError:
        return _OTHER


def _split_port(text: str) -> tuple[str, int | None]:
    match = _PORT.fullmatch(text)
    if match is None:
        return _fold_host(text), None
    return _fold_host(match[1]), int(match[2]) if match[2] else None


def _fold_host(host: str) -> str:
    """One spelling of a host; of two ways to write an IPv6 address, too."""
    name = host.lower().removeprefix("[").removesuffix("]").rstrip(".")
    try:
        return str(IPv6Address(name)) if ":" in name else name
    except AddressValueError:
        return name
