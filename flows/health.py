"""`communique sources check`: publishers asked now, and how they do."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from flows.catalogue import list_sources, locate_own, pick_sources, write_own
from flows.home import prepare_home
from flows.portions import open_fetcher, read_clock
from flows.printing import print_rows
from flows.progress import make_remarks
from flows.questions import find_last_successes
from schemas.errors import CommuniqueError, FetchError, InputError, StorageError
from schemas.health import Health
from schemas.source import Source
from tasks.network.fetch import Fetcher
from tasks.publishers.catalogue import SHIPPED
from tasks.publishers.draft import mark_verified
from tasks.publishers.golden import locate_golden, read_golden, write_golden
from tasks.publishers.health import Check, check_source, refuse_check
from warehouse.formats import TableFormat

# Publishers asked at one time: each is another host.
SIDE_BY_SIDE = 8
RETRIES = 1


def check_publishers(
    home: Path,
    ids: Sequence[str],
    *,
    everything: bool,
    write: bool,
    style: TableFormat,
    output: Path | None,
) -> int:
    """Ask publishers now and print how they do; the warehouse is only read.

    Args:
        home: The home folder.
        ids: Which; if none, those that are active.
        everything: Whether to ask all there are.
        write: Whether to put today into the files of those that do well, with golden pages.
        style: How the table is written.
        output: Where to, instead of the terminal.

    Returns:
        0 if all are ok, else 1.

    Raises:
        ConfigError: an id names no publisher, or none is active.
    """
    sources = list(list_sources(home).values()) if everything else pick_sources(home, ids)
    if everything and ids:
        raise InputError("--all asks every publisher: leave out the ids, or leave out --all")
    checks = check_sources(home, sources)
    rows = list_rows(home, checks)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    print_rows(pa.table(columns), style, output)
    good = [check for check in checks if check.health.state == "ok"]
    if good and write:
        for check in good:
            _write_verified(home, check)
    elif good:
        names = ", ".join(check.health.source_id for check in good)
        make_remarks().print(
            f"ok on {read_clock():%Y-%m-%d}: {names} (--write puts the day into their files as"
            " `verified`)"
        )
    return 0 if len(good) == len(checks) else 1


def check_sources(home: Path, sources: Sequence[Source]) -> list[Check]:
    """Ask some publishers side by side; what they answer comes in their order."""
    fetchers: list[Fetcher] = []

    def check(source: Source) -> Check:
        try:
            fetcher = open_fetcher(home, source, RETRIES)
        except FetchError as error:
            return refuse_check(source, error, read_clock())
        fetchers.append(fetcher)
        with fetcher:
            try:
                return check_source(source, fetcher, read_clock)
            except CommuniqueError:
                raise
            except Exception as failure:  # noqa: BLE001 - one publisher's surprise must not cost the table
                said = " ".join(str(failure).split())[:200]
                line = f"{source.id}: {type(failure).__name__}: {said}; please report it"
                return refuse_check(source, FetchError("surprise", line), read_clock())

    pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="check")
    try:
        return [job.result() for job in [pool.submit(check, source) for source in sources]]
    except BaseException:
        # Ctrl-C: nobody waits for slow servers then.
        for fetcher in fetchers:
            fetcher.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def list_rows(home: Path, checks: Sequence[Check]) -> list[dict[str, object]]:
    """The health table: one row a publisher, in the order of the checks."""
    successes = find_last_successes(home)
    return [_make_row(check.health, successes.get(check.health.source_id)) for check in checks]


def _make_row(health: Health, succeeded_at: dt.datetime | None) -> dict[str, object]:
    shares = (health.title_count, health.date_count, health.body_count)
    title, date, body = (f"{count}/{health.sample_count}" for count in shares)
    errors = [kind for channel in health.channels for kind in channel.error_kinds]
    return {
        "source": health.source_id,
        "state": health.state,
        "last_success": f"{succeeded_at:%Y-%m-%d %H:%M}" if succeeded_at else "never",
        "items": health.item_count,
        "newest": str(health.newest_on or "unknown"),
        "silent_days": health.silent_days,
        "usual_days": health.allowed_days,
        "title": title,
        "date": date,
        "body": body,
        "errors": ", ".join(f"{errors.count(kind)} {kind}" for kind in dict.fromkeys(errors)),
        "problem": health.problem,
    }


def _write_verified(home: Path, check: Check) -> None:
    """Put the day into the user's own file, which for a shipped publisher becomes a copy."""
    source_id = check.health.source_id
    path = locate_own(prepare_home(home), source_id)
    origin = path if path.exists() else SHIPPED / path.name
    folder = locate_golden(path.parent, source_id)
    if read_golden(folder) is None:
        write_golden(folder, check.samples)
    try:
        former = origin.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{origin} cannot be read ({error.strerror}): check who owns it"
        ) from error
    write_own(path, mark_verified(former, read_clock().date()))
    note = "" if origin == path else "; a copy of the shipped one, and active from now on"
    make_remarks().print(f"{path}: verified today{note}")
