"""Names, links and moments as news items and feeds state them."""

import re
import uuid
from datetime import UTC, date, datetime, time

# Only these become links: nothing a browser would run, and no path of this machine.
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def is_web(url: str) -> bool:
    """Whether an address can be a link."""
    return _WEB.fullmatch(url) is not None


def name_item(url: str) -> str:
    """Name what stands at an address: the same URI today and later, wherever it is written."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}"


def tell_moment(moment: datetime | None, day: date | None = None) -> str:
    """A moment as RFC 3339 has it, in UTC; of a day its midnight; empty if neither is known."""
    if moment is None:
        if day is None:
            return ""
        moment = datetime.combine(day, time(), UTC)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
