"""Cadence: what an answer means for the state of its URL, and when that URL is asked again.

Pure functions: the clock is passed in. All intervals are hours.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from schemas.document import Known
from schemas.state import PageState, UrlState, Visit

# A release is most often corrected soon after it came out: one of ten days waits for one day.
SHARE_OF_AGE = 0.1
GROWTH = 2.0
# A schedule is never on the second: what is due in the last tenth of its interval is due.
SLACK = 0.1
BLOCKED_HOURS = 24.0
GONE_HOURS = 24.0
GONE_TRIES = 4
# What is new shows in a channel first, so none waits longer than a day.
CHANNEL_HOURS = 24.0
# A server may say "not modified" for good: the whole body is asked for now and then.
FULL_AFTER_COUNT = 24
FULL_AFTER = timedelta(days=30)

_BLOCKED = frozenset({"http-401", "http-403", "http-429", "http-451", "robots"})
_GONE = frozenset({"http-404", "http-410", "missing", "moved"})
_EMPTY = frozenset({"empty", "no-entries"})


def name_state(error_kind: str) -> PageState:
    """Name the state that a failure of this kind means; ok if there was none."""
    if not error_kind:
        return "ok"
    if error_kind in _BLOCKED:
        return "blocked"
    if error_kind in _GONE:
        return "gone"
    return "empty" if error_kind in _EMPTY else "failing"


def judge_visit(former: UrlState | None, visit: Visit) -> UrlState:
    """Work out the state of a URL after a request.

    The interval doubles when nothing changed, and is halved by a change, between the bounds of
    the source's cadence. Failures leave it as it was and push the next request by themselves:

    - failing, empty: twice the shortest interval, doubled with every failure in a row;
    - blocked: a day, doubled with every refusal in a row;
    - gone: a day, doubled; after four times never again, until a channel lists it anew. Channels
      themselves are asked on.

    No wait is longer than the longest interval, what a server asks for by Retry-After included.

    Args:
        former: The state before; none if the URL was never asked.
        visit: The request and what it led to.
    """
    state = name_state(visit.error_kind)
    same = former is not None and former.state == state
    failures = 0 if state == "ok" else (former.failure_count if former and same else 0) + 1
    changed = _has_changed(former, visit)
    interval = _choose_interval(former, visit, changed=changed)
    wait = _choose_wait(visit, state, failures, interval)
    seen_first = visit.seen_at if former is None else former.first_seen_at
    return UrlState.model_validate(
        {
            **_remember_body(former, visit),
            "url": visit.url,
            "source_id": visit.source_id,
            "role": visit.role,
            "state": state,
            "error_kind": visit.error_kind,
            "failure_count": failures,
            "interval_hours": interval,
            "first_seen_at": seen_first,
            "last_seen_at": visit.seen_at,
            "last_asked_at": visit.asked_at,
            "last_changed_at": visit.asked_at if changed else former and former.last_changed_at,
            "next_due_at": None if wait is None else visit.asked_at + timedelta(hours=wait),
        }
    )


def is_due(state: UrlState | None, now: datetime, looked_at: datetime | None = None) -> bool:
    """Whether a URL that is listed now should be asked.

    Args:
        state: What is remembered; a URL never asked is due.
        now: The time.
        looked_at: When the source was looked at before. A URL that is gone and was not listed
            then, but is now, has reappeared: it is due.
    """
    if state is None:
        return True
    if state.state == "gone" and looked_at is not None and state.last_seen_at < looked_at:
        return True
    if state.next_due_at is None:
        return False
    return now >= state.next_due_at - SLACK * (state.next_due_at - state.last_asked_at)


def name_bar(state: UrlState) -> str:
    """Why a URL was not good when last asked, in a stable word; empty if it was."""
    return state.error_kind or ("" if state.is_read else "rejected")


def explain_wait(state: UrlState) -> str:
    """Say in one line why a URL is not asked now."""
    bar = name_bar(state)
    why = f"{state.state} when last asked ({bar})" if state.error_kind else bar or "not due"
    if state.next_due_at is None:
        return f"{state.url}: {why}; not asked again until it is listed anew"
    return f"{state.url}: {why}; not asked before {state.next_due_at:%Y-%m-%d %H:%M} UTC"


def choose_known(states: Mapping[str, UrlState], now: datetime) -> dict[str, Known]:
    """Pick the URLs that are only asked whether they changed, with what to ask by.

    Every 24th time that the server says "not modified", and a month after the body last came
    whole, the validators are left out: the body then comes, and is held against its digest.
    """
    known: dict[str, Known] = {}
    for url, state in states.items():
        if not state.is_read or state.raw_digest is None:
            continue
        in_full = state.not_modified_count >= FULL_AFTER_COUNT or (
            state.last_full_at is not None and now - state.last_full_at >= FULL_AFTER
        )
        known[url] = Known(
            url=url,
            raw_digest=state.raw_digest,
            etag="" if in_full else state.etag,
            last_modified="" if in_full else state.last_modified,
            final_url=state.final_url,
            archive_file=state.archive_file,
            archive_offset=state.archive_offset,
            archived_at=state.archived_at,
        )
    return known


def _has_changed(former: UrlState | None, visit: Visit) -> bool:
    """Whether it says something new: bytes that read the same as before say nothing new."""
    if visit.result in {"loaded", "duplicate"}:
        return True
    if visit.result == "rejected":
        return former is None or former.raw_digest != visit.raw_digest
    return False


def _choose_interval(former: UrlState | None, visit: Visit, *, changed: bool) -> float:
    low, high = _find_bounds(visit)
    if former is None or former.last_full_at is None:
        # What was rejected may have been a passing fault of the site: it is looked at soon.
        age = 0.0 if visit.result == "rejected" else _find_age(visit)
        return _clamp(SHARE_OF_AGE * age, low, high)
    interval = former.interval_hours
    if visit.arrival != "failed" and not visit.error_kind:
        if changed:
            interval /= GROWTH
        elif former.state == "ok" and is_due(former, visit.asked_at):
            # Asked before its time it says little about how often it changes.
            interval *= GROWTH
    return _clamp(interval, low, high)


def _choose_wait(visit: Visit, state: PageState, failures: int, interval: float) -> float | None:
    """Hours until it is asked again; none for never."""
    low, high = _find_bounds(visit)
    if state == "ok":
        return interval
    if state == "gone" and visit.role == "document" and failures >= GONE_TRIES:
        return None
    first = {"blocked": BLOCKED_HOURS, "gone": GONE_HOURS}.get(state, low * GROWTH)
    # Past 2^20 the wait is the longest there is anyway.
    backoff = first * GROWTH ** min(failures - 1, 20)
    return _clamp(max(backoff, (visit.retry_after or 0.0) / 3600), low, high)


def _remember_body(former: UrlState | None, visit: Visit) -> dict[str, object]:
    """The validators and the bytes last seen, as they are known after a request."""
    names = (
        "etag",
        "last_modified",
        "raw_digest",
        "is_read",
        "not_modified_count",
        "last_full_at",
        "final_url",
        "archive_file",
        "archive_offset",
        "archived_at",
        "fetch_id",
        "release_id",
        "reader",
    )
    empty: dict[str, object] = {
        **dict.fromkeys(("etag", "last_modified", "final_url", "archive_file", "fetch_id"), ""),
        **dict.fromkeys(("raw_digest", "last_full_at", "archived_at", "release_id")),
        "is_read": False,
        "not_modified_count": 0,
        "archive_offset": 0,
        "reader": visit.reader,
    }
    held = dict(empty) if former is None else {name: getattr(former, name) for name in names}
    if visit.arrival == "failed":
        return held
    if visit.status == 304:
        # A 304 may renew the validators; where it names none, the former ones hold.
        return {
            **held,
            "etag": visit.etag or held["etag"],
            "last_modified": visit.last_modified or held["last_modified"],
            "not_modified_count": (former.not_modified_count if former else 0) + 1,
        }
    whole: dict[str, object] = {
        **held,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "not_modified_count": 0,
        "last_full_at": visit.asked_at,
    }
    if visit.arrival == "unchanged":
        return whole
    return {
        **whole,
        "raw_digest": visit.raw_digest,
        "is_read": visit.result != "rejected",
        "final_url": visit.final_url,
        "archive_file": visit.archive_file,
        "archive_offset": visit.archive_offset,
        "archived_at": visit.asked_at if visit.archive_file else None,
        "fetch_id": visit.fetch_id,
        "release_id": visit.release_id or held["release_id"],
        "reader": visit.reader,
    }


def _find_bounds(visit: Visit) -> tuple[float, float]:
    low, high = visit.cadence.min_hours, visit.cadence.max_hours
    return low, max(low, min(high, CHANNEL_HOURS)) if visit.role == "channel" else high


def _find_age(visit: Visit) -> float:
    if visit.published_on is None:
        return 0.0
    published = datetime.combine(visit.published_on, time(), UTC)
    return max(0.0, (visit.asked_at - published).total_seconds() / 3600)


def _clamp(hours: float, low: float, high: float) -> float:
    return min(max(hours, low), high)
