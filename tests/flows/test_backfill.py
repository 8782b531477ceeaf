import dataclasses
import datetime as dt
import signal
from pathlib import Path

import duckdb
import pytest
from pytest_httpserver import HTTPServer

from flows.backfilling import backfill_sources
from flows.parameters import BackfillOptions
from flows.pipeline import PLAIN
from flows.progress import watch
from flows.runs import Summary
from schemas.run import Coverage
from schemas.source import Channel, Source
from tests.flows.archive import Archive
from tests.flows.command import PATIENCE, call, press_ctrl_c, query, run, start, wait_until
from tests.flows.test_pipeline import Listener


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    return tmp_path


def configure(home: Path, archive: Archive) -> None:
    (home / "sources" / "archive.toml").write_text(archive.describe(), encoding="utf-8")


def backfill(home: Path, source: Source, **asked: object) -> Summary:
    options = BackfillOptions.model_validate({"batch_size": 100, **asked})
    return backfill_sources(
        home,
        sources=[source],
        selection=options.selection,
        restart=options.restart,
        max_documents=options.max_documents,
        asked=options.model_dump_json(),
        steps=PLAIN,
    )


def make_source(*channels: Channel) -> Source:
    return Source(
        id="archive", name="Harbour office", private_hosts=("localhost",), channels=channels
    )


def listing(archive: Archive) -> Source:
    return make_source(Channel(kind="listing", url=archive.url, links="ul.news a"))


def count(home: Path, what: str) -> int:
    return int(str(query(home, f"select {what} from releases")[0][0]))


def test_a_backfill_goes_past_the_pages_of_a_daily_run_and_shows_the_gaps(
    home: Path, httpserver: HTTPServer
):
    left_out = frozenset({17, 18, *range(30, 44)})
    configure(home, Archive(httpserver, 60, left_out))
    done = call(home, "ingest", "--source", "archive", "--direct")
    assert (done.returncode, count(home, "count(*)")) == (0, 30), done.stderr
    done = call(home, "backfill", "archive", "--since", "2023-01-01", "--direct")
    assert done.returncode == 0, done.stderr
    assert count(home, "count(*)") == 44
    assert "2 gaps" not in done.stderr
    assert "23-1017" in done.stdout
    assert "23-1030" in done.stdout
    assert "2023-11-20" in done.stdout
    assert query(home, "select flow, state, loaded_count from runs order by started_at") == [
        ("ingest", "completed", 30),
        ("backfill", "completed", 14),
    ]


def test_only_the_days_asked_for_are_taken_and_older_pages_not_turned_to(
    home: Path, httpserver: HTTPServer
):
    archive = Archive(httpserver, 100)
    backfill(home, listing(archive), since="2023-12-10", until="2023-12-19")
    assert sorted(archive.releases) == list(range(10, 20))
    assert archive.pages == ["1", "2", "3", "4"]


@pytest.mark.parametrize("stopped_by", [signal.SIGKILL, signal.SIGINT])
def test_a_backfill_that_is_stopped_goes_on_where_it_was_and_loads_nothing_twice(
    home: Path, httpserver: HTTPServer, stopped_by: signal.Signals
):
    archive = Archive(httpserver, 130)
    archive.patience = 104
    configure(home, archive)
    asked = ("backfill", "archive", "--batch-size", "100", "--direct")
    process = start(home, *asked)
    wait_until(lambda: len(archive.releases) > 104 or process.poll() is not None)
    if stopped_by == signal.SIGKILL:
        process.kill()
        process.communicate(timeout=PATIENCE)
    else:
        _, err = press_ctrl_c(process)
        assert process.returncode == 2
        assert "run again to go on" in err
    archive.patience = 1000
    archive.gate.set()
    first_pages, first_releases = len(archive.pages), len(archive.releases)
    done = call(home, *asked)
    assert done.returncode == 0, done.stderr
    assert "going on" in done.stderr
    # What was loaded is not asked for again, and the pages read are not turned to again.
    # Eight requests may have been under way.
    assert len(archive.releases) <= 130 + (first_releases - 100) + 8
    assert len(archive.pages) <= 13 + (first_pages - 10)
    assert count(home, "count(*)") == 130
    assert count(home, "max(current_version)") == 1
    # What a stopped run had loaded stands in the ledger, told or not.
    assert query(home, "select sum(loaded_count)::bigint from runs") == [(130,)]
    assert query(home, "select state from runs order by started_at") == [
        ("crashed",),
        ("completed",),
    ]


def test_a_bound_leaves_the_rest_to_the_next_run_and_a_finished_one_starts_anew(
    home: Path, httpserver: HTTPServer
):
    archive, listener = Archive(httpserver, 130), Listener()
    with watch(listener):
        first = backfill(home, listing(archive), max_documents=50)
    assert first.coverage[0].loaded_count == 100
    assert "run it again to go on" in listener.lines[-1]
    second = backfill(home, listing(archive), max_documents=50)
    assert second.coverage[0].loaded_count == 30
    assert len(archive.pages) == 13
    third = backfill(home, listing(archive))
    assert (third.state, third.coverage[0].discovered_count) == ("completed", 0)
    assert len(archive.pages) == 26
    backfill(home, listing(archive), max_documents=50, restart=True)
    assert archive.pages[26] == "1"


def test_a_page_that_fails_is_a_loss_and_read_by_the_next_run(home: Path, httpserver: HTTPServer):
    archive = Archive(httpserver, 50)
    archive.broken = True
    first = backfill(home, listing(archive))
    assert first.state == "partial"
    assert first.coverage[0].reason.startswith("page 3 of the listing failed: ")
    archive.broken = False
    second = backfill(home, listing(archive))
    assert (second.state, second.coverage[0].loaded_count) == ("completed", 30)
    assert sorted(archive.releases) == list(range(50))


def test_patterns_that_keep_nothing_are_a_failure_and_no_empty_success(
    home: Path, httpserver: HTTPServer
):
    archive = Archive(httpserver, 25)
    path = home / "sources" / "archive.toml"
    path.write_text(archive.describe() + '\ninclude = "/speeches/"\n', encoding="utf-8")
    done = call(home, "backfill", "archive", "--since", "2023-01-01", "--direct")
    assert done.returncode == 2
    assert "no address passes `include` and `exclude`; correct them" in done.stderr
    whole = archive.describe()
    other = whole[whole.index("[[channels]]") :]
    path.write_text(f"{path.read_text()}\n{other}", encoding="utf-8")
    done = call(home, "backfill", "archive", "--since", "2023-01-01", "--direct")
    assert (done.returncode, count(home, "count(*)")) == (1, 25), done.stderr
    # All is held by now: that a channel failed is a loss, and the pages of the other were read.
    done = call(home, "backfill", "archive", "--since", "2023-01-01", "--direct")
    assert (done.returncode, "nothing new" in done.stdout) == (1, True), done.stderr


def test_what_one_channel_misses_another_brings(home: Path, httpserver: HTTPServer):
    archive = Archive(httpserver, 12)
    base = archive.url.removesuffix("/news")
    pages = "".join(f"<url><loc>{base}/r/{n}</loc></url>" for n in (3, 11))
    httpserver.expect_request("/map").respond_with_data(f"<urlset>{pages}</urlset>")
    httpserver.expect_request("/gone").respond_with_data("gone", status=404)
    items = f"<item><title>Harbour office</title><link>{base}/r/5</link></item>"
    httpserver.expect_request("/feed").respond_with_data(
        f'<rss version="2.0"><channel>{items}</channel></rss>'
    )
    done = backfill(
        home,
        make_source(
            Channel(kind="feed", url=f"{base}/gone"),
            Channel(kind="feed", url=f"{base}/feed"),
            Channel(kind="sitemap", url=f"{base}/map"),
            Channel(kind="listing", url=archive.url, links="ul.news a", include="/r/[0-4]$"),
        ),
    )
    assert done.state == "partial"
    assert "/gone" in done.coverage[0].reason
    assert sorted(archive.releases) == [0, 1, 2, 3, 4, 5, 11]
    assert count(home, "count(*)") == 7


def test_a_ledger_that_does_not_add_up_is_told_and_makes_the_run_partial(
    home: Path, httpserver: HTTPServer
):
    def load_and_lie(*asked: object) -> Coverage:
        coverage = PLAIN.load(*asked)  # pyright: ignore[reportArgumentType]
        return coverage.model_copy(update={"loaded_count": 0, "unchanged_count": 10})

    listener, options = Listener(), BackfillOptions(since=dt.date(2000, 1, 1))
    with watch(listener):
        summary = backfill_sources(
            home,
            sources=[listing(Archive(httpserver, 10))],
            selection=options.selection,
            restart=False,
            max_documents=0,
            asked="{}",
            steps=dataclasses.replace(PLAIN, load=load_and_lie),
        )
    assert summary.state == "partial"
    (line,) = [line for line in listener.lines if line.startswith("not published: ")]
    assert "coverage_matches_outcomes (core.coverage) finds 1 row that must not be: {" in line
    assert not (home / "snapshot.duckdb").exists()
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        assert connection.execute("select state from raw.run").fetchall() == [("partial",)]


def test_a_backfill_runs_in_prefect_and_leaves_its_gaps(warm_home: Path, httpserver: HTTPServer):
    (warm_home / "sources").mkdir(exist_ok=True)
    configure(warm_home, Archive(httpserver, 12, frozenset({4})))
    done = run(warm_home, "backfill", "archive")
    assert done.returncode == 0, done.stderr
    assert "23-1004" in done.stdout
    assert "backfill" in done.stdout
