"""What a failed request means, in a stable word and one line with the mend."""

import re
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from schemas.errors import FetchError

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_MENDS = {
    401: "it asks for a login; choose a public address",
    403: "it refuses us; ask the publisher, or use another channel of the source",
    404: "gone or moved; correct the address or drop it",
    410: "removed by its publisher; drop the address",
    429: "it asks for fewer requests; run again later",
    451: "withheld for legal reasons; drop the address",
}
# Names a file of certificates to trust, to OpenSSL and so to most programs.
CERTIFICATES_VARIABLE = "SSL_CERT_FILE"
_UNKNOWN_ISSUER = f"if it is right, name the file of its authority in {CERTIFICATES_VARIABLE}"
# OpenSSL's numbers: what is wrong with a certificate.
_TLS_MENDS = {
    9: "check the clock of this machine",
    10: "check the clock of this machine, or tell the publisher",
    18: _UNKNOWN_ISSUER,
    19: _UNKNOWN_ISSUER,
    20: _UNKNOWN_ISSUER,
    21: _UNKNOWN_ISSUER,
    62: "it is another host's; correct the address",
    64: "it is another host's; correct the address",
}
_QUOTED = re.compile(r":? *(?:bytearray\()?b['\"].*")
_SECONDS = re.compile(r"\d{1,9}")


class PassingError(FetchError):
    """A failure that may pass; `pause` is what the server asked for, in seconds."""

    def __init__(
        self, kind: str, message: str, status: int | None = None, pause: float | None = None
    ) -> None:
        super().__init__(kind, message, status)
        self.pause = pause


def explain_status(where: str, status: int, pause: float | None) -> FetchError:
    """Error for an HTTP status that is no success; `pause` is the wait it asks for, in seconds."""
    server = "the server failed; run again later"
    mend = _MENDS.get(status, server if status >= 500 else "no document; correct the address")
    message = f"{where}: HTTP {status}, {mend}"
    if status not in _PASSING:
        return FetchError(f"http-{status}", message, status)
    if pause is not None:
        message = f"{message} (it asks to wait {pause:.0f} s)"
    return PassingError(f"http-{status}", message, status, pause)


def read_pause(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks to wait; None if it asks for nothing.

    Args:
        headers: The answer's, in a mapping that ignores case. Retry-After holds seconds or a
            date; a date is held against the server's own clock, where it tells it.
        now: The time here.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    moment = _read_date(value)
    if moment is None:
        return None
    return max(0.0, (moment - (_read_date(headers.get("date", "")) or now)).total_seconds())


def choose_pause(attempt: int, asked: float | None, chance: float) -> float:
    """Seconds before the next try: what was asked for, or twice as long each time.

    Args:
        attempt: How often it was tried again already.
        asked: What the server asked for, in seconds.
        chance: From 0 to 1: spreads clients that failed together over the second half.
    """
    return asked if asked is not None else 2.0**attempt * (0.5 + chance / 2)


def _read_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def explain_connection(where: str, error: BaseException) -> FetchError:
    """Error for a connection that did not come about or broke; the causes are followed down."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return FetchError(
                "dns", f"{where}: no such host, or no network; check the address and the network"
            )
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            mend = _TLS_MENDS.get(
                getattr(cause, "verify_code", 0), "check its certificate and this machine's clock"
            )
            return FetchError("tls", f"{where}: no secure connection: {reason}; {mend}")
        if isinstance(cause, ConnectionRefusedError):
            return PassingError(
                "refused", f"{where}: connection refused; check host and port, or run again later"
            )
        cause = cause.__cause__ or cause.__context__
    # Quoted bytes are left out: a server may send back there what it was shown.
    reason = _QUOTED.sub("", " ".join(str(error).split()))[:200] or type(error).__name__
    if "incomplete" in reason or "without sending complete" in reason:
        return PassingError("incomplete", f"{where}: the answer broke off; run again later")
    return PassingError("connection", f"{where}: connection lost: {reason}; run again later")
