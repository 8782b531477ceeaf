"""`communique demo`: the pipeline on the sample publishers of the source tree; no network."""

from pathlib import Path

from rich.console import Console

from flows.home import apply_settings, prepare_home
from flows.printing import print_rows, print_summary
from flows.progress import BarWatcher, make_remarks, watch
from flows.runs import Summary
from flows.server import use_server
from flows.site import build_site, describe_site
from schemas.errors import CommuniqueError, ConfigError
from warehouse.connection import SNAPSHOT, WAREHOUSE
from warehouse.reports import find_report, run_report

TREE = Path(__file__).resolve().parents[1]
SAMPLES = Path("tests/samples")
FIRST_SOURCE = "sample-league"
REPORTS = {
    "latest-releases": {"limit": 8},
    "versions": {},
    "rejections-by-reason": {},
}


def run_demo(home: Path) -> int:
    """Ingest the samples and show what comes out; the first time both their editions.

    Returns:
        0: one sample page is broken on purpose, and its rejection is what should happen.

    Raises:
        ConfigError: communique was installed without its source tree.
        CommuniqueError: it could not run.
    """
    if not (TREE / SAMPLES / "sources").is_dir():
        raise ConfigError(f"the samples are not installed: run `make run` in a clone ({SAMPLES})")
    prepare_home(home)
    apply_settings(home)
    bar = BarWatcher(make_remarks())
    editions = (2,) if _is_ingested(home) else (1, 2)
    summaries: list[Summary] = []
    with use_server(home, make_remarks().print) as server:
        from flows.samples import ingest_edition  # noqa: PLC0415 - imported as the server starts

        server.wait_ready()
        for edition in editions:
            with bar.draw(), watch(bar):
                summaries.append(ingest_edition(TREE / SAMPLES, edition))
    console = Console(highlight=False, markup=False, soft_wrap=True)
    _show(console, home, summaries)
    console.print(f"\n{describe_site(build_site(home))}")
    return 0


def _is_ingested(home: Path) -> bool:
    """Whether the samples are in the warehouse already."""
    if not (home / SNAPSHOT).exists():
        return False
    known = run_report(home, "latest-releases", {"source": FIRST_SOURCE, "limit": 1})
    return known.num_rows > 0


def _show(console: Console, home: Path, summaries: list[Summary]) -> None:
    for number, summary in enumerate(summaries, start=1):
        if len(summaries) > 1:
            day = "the sites as first published" if number == 1 else "two days later: one edit"
            console.print(f"\nrun {number} of {len(summaries)}, {day}")
        print_summary(summary)
    console.print("One sample page is broken on purpose; its rejection above is right.")
    for name, parameters in REPORTS.items():
        console.print(f"\n{find_report(name).title}  (communique report {name})")
        try:
            print_rows(run_report(home, name, parameters), "table", None, empty="no rows")
        except CommuniqueError as error:
            console.print(f"not shown: {error}")
    console.print(
        f"\nThe warehouse is {home / WAREHOUSE}, its published copy {home / SNAPSHOT}."
        "\nWhat next:"
        '\n  communique sql "select title, language, kind from releases limit 5"'
        "\n  communique report --list            questions asked often"
        "\n  communique report build             all of them, and every release, as web pages"
        "\n  communique ingest FILE_OR_URL       releases of your own"
        "\n  communique serve                    schedules, and runs started in a browser"
    )
