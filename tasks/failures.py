"""What a failed request means, in a stable word and one line with the mend."""

import re
import socket
import ssl

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
_SECONDS = re.compile(r"\s*(\d{1,9})\s*")


class PassingError(FetchError):
    """A failure that may pass; `pause` is what the server asked for, in seconds."""

    def __init__(
        self, kind: str, message: str, status: int | None = None, pause: float | None = None
    ) -> None:
        super().__init__(kind, message, status)
        self.pause = pause


def explain_status(where: str, status: int, retry_after: str) -> FetchError:
    """Error for an HTTP status that is no success; `retry_after` is the header of that name."""
    server = "the server failed; run again later"
    mend = _MENDS.get(status, server if status >= 500 else "no document; correct the address")
    message = f"{where}: HTTP {status}, {mend}"
    if status not in _PASSING:
        return FetchError(f"http-{status}", message, status)
    asked = _SECONDS.fullmatch(retry_after)
    pause = float(asked[1]) if asked else None
    if pause is not None:
        message = f"{message} (it asks to wait {pause:.0f} s)"
    return PassingError(f"http-{status}", message, status, pause)


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
            return FetchError(
                "tls", f"{where}: no secure connection: {reason}; check the certificate and clock"
            )
        if isinstance(cause, ConnectionRefusedError):
            return PassingError(
                "refused", f"{where}: connection refused; check host and port, or run again later"
            )
        cause = cause.__cause__ or cause.__context__
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    if "incomplete" in reason or "without sending complete" in reason:
        return PassingError("incomplete", f"{where}: the answer broke off; run again later")
    return PassingError("connection", f"{where}: connection lost: {reason}; run again later")
