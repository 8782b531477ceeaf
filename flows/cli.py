"""The command line. Every command is here; what takes long to import is imported inside."""

import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.arguments import explain_error, move_home_first, split_parameters
from flows.home import HOME_VARIABLE, choose_home
from flows.interrupts import note_interrupts, was_interrupted
from schemas.base import Stage
from schemas.errors import InputError
from tasks.workers.sandbox import SHARED
from warehouse.masks import mask_controls

ReadFormat = Literal["json", "jsonl", "text"]
ExportFormat = Literal["parquet", "csv", "jsonl", "ninjs", "feed.json", "atom", "warc"]
TableFormat = Literal["table", "csv", "json", "markdown", "parquet"]

STOPPED = "stopped by Ctrl-C; run again to go on, nothing is lost"
INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="communique",
    help="Fetch press releases, read them, and keep them in a warehouse you ask with SQL.",
    epilog="Everything is kept in one home folder: --home DIR, else COMMUNIQUE_HOME, else ./data."
    "  Exit codes: 0 good, 1 ran but some documents were lost, 2 could not run.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

sources = typer.Typer(rich_markup_mode=None)
app.add_typer(sources, name="sources")
archive = typer.Typer(
    help="Check the raw archive: every byte that was ever fetched, as WARC files.",
    rich_markup_mode=None,
)
app.add_typer(archive, name="archive")

rules = typer.Typer(
    help="Try the rules that find facts in texts; they are data in tasks/rules.",
    rich_markup_mode=None,
)
app.add_typer(rules, name="rules")

alerts = typer.Typer(
    help="Tell people what goes wrong, as alerts.toml in the home says; see docs/alerts.md.",
    rich_markup_mode=None,
)
app.add_typer(alerts, name="alerts")

Sources = Annotated[
    list[str] | None,
    typer.Option("--source", help="Only this publisher (see `communique sources`); repeatable."),
]
Direct = Annotated[
    bool,
    typer.Option("--direct", help="The same run without Prefect: starts sooner, is not in its UI."),
]
BatchSize = Annotated[
    int, typer.Option(min=100, max=500, help="Documents one task takes at a time.")
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day, as in 2026-01-31.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day, as in 2026-01-31.")]
Orgs = Annotated[
    list[str] | None,
    typer.Option("--org", help="Named in it or its publisher: id, acronym, words of a name."),
]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Media Topic, by its name or medtop id; repeatable."),
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Language tag, as in fr; repeatable.")
]
Format = Annotated[TableFormat, typer.Option("--format", help="How rows are written.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write to instead of the terminal.")
]


@app.callback()
def start(
    home: Annotated[
        Path | None,
        typer.Option(help="Folder for warehouse, archive and everything else; default ./data."),
    ] = None,
) -> None:
    """Remember the home folder for every step, and for processes started by one."""
    os.environ[HOME_VARIABLE] = str(choose_home(home))


@app.command()
def ingest(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders, archives, mailboxes, feeds, sitemaps, pages.", show_default=False
        ),
    ] = None,
    *,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    batch_size: BatchSize = 200,
    due: Annotated[
        bool, typer.Option("--due", help="Ask only what is due by the publisher's cadence.")
    ] = False,
    direct: Direct = False,
) -> None:
    """Fetch releases and load them into the warehouse.

    Without inputs and sources, your publishers are looked at, and those checked live.

    Examples: `communique ingest releases/`, `communique ingest https://example.org/feed.xml`,
    `communique ingest --source ecb --since 2026-01-01`.
    """
    from flows.running import run_and_tell  # noqa: PLC0415

    asked = {
        "addresses": inputs,
        "sources": source,
        "since": since,
        "until": until,
        "batch_size": batch_size,
        "due_only": due,
    }
    raise typer.Exit(run_and_tell("ingest", asked, direct=direct))


@app.command()
def backfill(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Publishers.")],
    *,
    since: Since = None,
    until: Until = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget how far earlier runs of these days came.")
    ] = False,
    max_documents: Annotated[
        int, typer.Option(min=0, help="Leave the rest to the next run; 0 takes all.")
    ] = 0,
    batch_size: BatchSize = 200,
    direct: Direct = False,
) -> None:
    """Walk a publisher's archives, pages and sitemaps back to a day, and show the gaps.

    Only what is not held yet is asked for. Stop it whenever you like: run again with the same days
    it goes on where it was.

    Example: `communique backfill ecb --since 2024-01-01 --until 2024-12-31`.
    """
    from flows.gaps import run_and_show_gaps  # noqa: PLC0415

    asked = {
        "sources": sources,
        "since": since,
        "until": until,
        "restart": restart,
        "max_documents": max_documents,
        "batch_size": batch_size,
    }
    raise typer.Exit(run_and_show_gaps(asked, direct=direct))


@app.command()
def reprocess(
    *,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    batch_size: BatchSize = 200,
    direct: Direct = False,
    preview: Annotated[
        bool, typer.Option("--rules", help="Only show what the rules of today would alter.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--rules-from", metavar="FOLDER", help="The same, with your rule files."),
    ] = None,
    style: Format = "csv",
    output: Output = None,
) -> None:
    """Read archived documents again with today's readers and rules; no network.

    The days are those the documents were fetched on. A release that now reads differently gets a
    new version. With --rules nothing is written: the facts that would be added, removed or changed
    are counted and shown; --output writes every one of them to a file.

    Examples: `communique reprocess --source ecb --since 2026-01-01`,
    `communique reprocess --rules-from mine/ --output changes.csv`.
    """
    if preview or folder is not None:
        from flows.preview import preview_rules  # noqa: PLC0415

        wanted = {"sources": source, "since": since, "until": until, "batch_size": batch_size}
        raise typer.Exit(preview_rules(wanted, folder, style, output))
    from flows.running import run_and_tell  # noqa: PLC0415

    asked = {"sources": source, "since": since, "until": until, "batch_size": batch_size}
    raise typer.Exit(run_and_tell("reprocess", asked, direct=direct))


@app.command()
def replay(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of rejections; all that are open if none.", show_default=False),
    ] = None,
    source: Sources = None,
    batch_size: BatchSize = 200,
    direct: Direct = False,
) -> None:
    """Try rejected documents again, after a fix; no network.

    Example: `communique replay`, `communique replay --source ecb`.
    """
    from flows.running import run_and_tell  # noqa: PLC0415

    asked = {"ids": ids, "sources": source, "batch_size": batch_size}
    raise typer.Exit(run_and_tell("replay", asked, direct=direct))


@app.command()
def rejections(
    source: Annotated[str | None, typer.Option(help="Only this publisher's.")] = None,
    stage: Annotated[Stage | None, typer.Option(help="Only of this step.")] = None,
    style: Format = "table",
    output: Output = None,
) -> None:
    """List the documents that arrived but did not become releases, and why.

    Example: `communique rejections --stage validate --format csv`.
    """
    from flows.printing import print_rows  # noqa: PLC0415
    from flows.questions import find_rejections  # noqa: PLC0415

    found = find_rejections(choose_home(), source=source, stage=stage)
    print_rows(found, style, output, empty="no open rejections")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement; - reads it from stdin.")],
    style: Format = "table",
    output: Output = None,
) -> None:
    """Ask the published snapshot; it never waits for a run and never changes anything.

    Examples: `communique sql "select * from releases limit 5"`, `communique sql "show tables"`,
    `communique sql "select * from releases" --format parquet --output releases.parquet`.
    """
    from flows.printing import print_rows  # noqa: PLC0415
    from warehouse.query import run_query  # noqa: PLC0415

    text = sys.stdin.read() if query == "-" else query
    print_rows(run_query(choose_home(), text), style, output)


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(help='All must be there; "in quotes", they stand together.')
    ],
    *,
    since: Since = None,
    until: Until = None,
    org: Orgs = None,
    topic: Topics = None,
    source: Sources = None,
    language: Languages = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Find releases by words, in any of their forms, the best first (BM25).

    The index lies beside the snapshot in search.duckdb; each search adds to it what is new.

    Examples: `communique search "trade agreement" --since 2026-01-01`,
    `communique search '"climate change" minister' --topic politics --json`.
    """
    from flows.search import search_home  # noqa: PLC0415

    asked: dict[str, object] = {
        "since": since,
        "until": until,
        "organisations": org,
        "topics": topic,
        "sources": source,
        "languages": language,
    }
    search_home(choose_home(), " ".join(words), asked, limit, as_json=as_json)


@app.command()
def report(
    name: Annotated[
        str | None,
        typer.Argument(help="Which report, or build: all of them as a site.", show_default=False),
    ] = None,
    *,
    listing: Annotated[bool, typer.Option("--list", help="List the reports there are.")] = False,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter; repeatable.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Show only rows that must not be; none is a pass.")
    ] = False,
    since: Since = None,
    style: Format = "table",
    output: Output = None,
) -> None:
    """Run a report on the published snapshot, list the reports there are, or build the site.

    The site is a folder of pages that a browser opens from the disk: the state of the warehouse,
    every report with its chart, every release, person and organisation, and a search. It is
    written to the folder `site` of the home, or to --output.

    Examples: `communique report --list`, `communique report latest-releases --param limit=5`,
    `communique report build --output site --since 2026-01-01`.
    """
    from flows.printing import print_reports, print_rows  # noqa: PLC0415
    from warehouse.reports import check_report, run_report  # noqa: PLC0415

    if name == "build":
        from flows.site import build_and_tell  # noqa: PLC0415

        build_and_tell(choose_home(), output, since, param or [])
    elif listing or name is None:
        print_reports()
    else:
        run = check_report if check else run_report
        asked = split_parameters(param or []) | ({"since": since} if since else {})
        table = run(choose_home(), name, asked)
        print_rows(table, style, output)
        if check and table.num_rows:
            raise typer.Exit(1)


@app.command()
def export(
    style: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help="See docs/exports.md.")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File, of parquet a folder, to be made.")
    ],
    query: Annotated[
        str | None, typer.Option("--sql", metavar="QUERY", help="Rows of one SELECT; - is stdin.")
    ] = None,
    report: Annotated[str | None, typer.Option(help="Rows of a report.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Its parameter; repeatable.")
    ] = None,
    since: Since = None,
    until: Until = None,
    org: Orgs = None,
    topic: Topics = None,
    source: Sources = None,
    language: Languages = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over an export that is there already.")
    ] = False,
) -> None:
    """Take releases, a query or a report out of the snapshot, in a form other tools read.

    FORMAT is parquet (a Frictionless data package), csv, jsonl, ninjs (IPTC News in JSON 3.0, an
    item a line), feed.json, atom, or warc (the archived records, byte for byte).

    Examples: `communique export parquet --output releases/`,
    `communique export csv --report meetings --output meetings.csv`,
    `communique export warc --source ecb --since 2026-01-01 --output ecb.warc.gz`.
    """
    from flows.export import export_home  # noqa: PLC0415

    asked: dict[str, object] = {
        "since": since,
        "until": until,
        "organisations": org,
        "topics": topic,
        "sources": source,
        "languages": language,
    }
    code = export_home(
        choose_home(),
        style,
        output,
        asked,
        query=sys.stdin.read() if query == "-" else query,
        report=report,
        parameters=param or [],
        force=force,
    )
    raise typer.Exit(code)


@app.command()
def read(
    target: Annotated[
        str | None,
        typer.Argument(help="A file, folder, glob or address; - reads stdin.", show_default=False),
    ] = None,
    url: Annotated[str, typer.Option(help="Address the document came from.")] = "",
    style: Annotated[ReadFormat, typer.Option("--format", help="How records are written.")] = (
        "json"
    ),
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a record instead.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes to read with.")] = 1,
) -> None:
    """Print what is in press releases, one validated record each; nothing is stored.

    A feed gives one record an entry, as the feed carries it. A document that cannot be read gives
    a record that says why, and exit code 1.

    Examples: `communique read release.html`, `communique read releases/ --format jsonl --jobs 4`,
    `curl -s https://example.org/1 | communique read - --url https://example.org/1`.
    """
    if target is not None and not schema:
        SHARED.start()  # it gets ready while this process does
    from flows.reading import print_readings, print_schema  # noqa: PLC0415

    if schema:
        print_schema()
    elif target is None:
        raise InputError("nothing to read: name a file, folder or address, or - for stdin")
    else:
        try:
            code = print_readings(target, url, style, jobs)
        except KeyboardInterrupt:
            code = 2  # what was read is printed, and no more needs saying
        raise typer.Exit(code)


@app.command()
def explain(
    target: Annotated[
        str,
        typer.Argument(metavar="RELEASE", help="A release's id or its beginning; a file; a URL."),
    ],
    html: Annotated[
        Path | None, typer.Option(help="Write a page for a browser instead: one file, no script.")
    ] = None,
) -> None:
    """Show a release's text with all that was found in it, and the rule that found it.

    Ids are `release_id` of mart.releases, perhaps with @VERSION; the archived bytes are read again
    with today's rules.

    Examples: `communique explain 0a1b2c3d`,
    `communique explain release.html --html explained.html`.
    """
    from flows.explain import explain_release  # noqa: PLC0415

    raise typer.Exit(explain_release(choose_home(), target, html))


@rules.command("try")
def try_rules(
    target: Annotated[
        str, typer.Argument(metavar="FILE", help="A text, page or any release; - reads stdin.")
    ],
    folder: Annotated[
        Path | None,
        typer.Option("--rules", help="Folder with your rule files, in place of those shipped."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the record, as `communique read` does.")
    ] = False,
) -> None:
    """Run the rules on a text and print what they find; nothing is stored.

    With --rules, a rule file of that folder takes the place of the shipped one of its name, as in
    `mine/kinds/en.toml`: so a changed rule is tried before it is kept.

    Example: `communique rules try release.txt --rules mine/`.
    """
    from flows.trial import try_text  # noqa: PLC0415

    raise typer.Exit(try_text(target, folder, as_json=as_json))


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the interface.")] = 4200,
    host: Annotated[
        str, typer.Option(help="Address to serve on; beyond this machine only behind TLS.")
    ] = "127.0.0.1",
) -> None:
    """Run Prefect's interface, the schedules and the runs, until Ctrl-C.

    Example: `communique serve`, then open http://127.0.0.1:4200 and log in as told.
    """
    from flows.serve import serve_flows  # noqa: PLC0415

    serve_flows(choose_home(), host, port)


@app.command()
def maintain(
    *,
    verify_archive: Annotated[
        bool, typer.Option("--verify", help="Verify the whole archive too.")
    ] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Make Prefect's database small too.")
    ] = False,
    site: Annotated[bool, typer.Option("--site", help="Build the site too.")] = False,
) -> None:
    """Sweep what killed runs left and ask the checks anew; nothing loaded is deleted.

    Exit code 1 means that something was found. `communique serve` does this daily and weekly.

    Example: `communique maintain --verify --compact`.
    """
    from flows.parameters import MaintainOptions  # noqa: PLC0415
    from flows.upkeep import maintain_home  # noqa: PLC0415

    asked = MaintainOptions(verify=verify_archive, compact=compact, site=site)
    raise typer.Exit(maintain_home(choose_home(), asked.chores))


@sources.callback(invoke_without_command=True)
def list_publishers(context: typer.Context) -> None:
    """List the configured publishers, or add one, check them live, test their golden pages.

    Without a command they are listed, with their channels and schedules.
    """
    if context.invoked_subcommand is None:
        from flows.printing import print_sources  # noqa: PLC0415

        print_sources(choose_home())


@sources.command("add")
def add_source(
    url: Annotated[str, typer.Argument(help="A page that lists releases, a feed or a sitemap.")],
    *,
    name: Annotated[str, typer.Option("--id", help="Its id; else made of the host's name.")] = "",
    translations: Annotated[
        bool, typer.Option("--translations", help="Look at the page's translations too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look only, write nothing.")] = False,
) -> None:
    """Find a publisher's channels, read five releases, and write its TOML and golden pages.

    Example: `communique sources add https://www.mfa.example/press --id norland-mfa`.
    """
    from flows.adding import add_publisher  # noqa: PLC0415

    code = add_publisher(
        choose_home(),
        url,
        source_id=name,
        with_translations=translations,
        confirm=None if yes else typer.confirm,
        dry_run=dry_run,
    )
    raise typer.Exit(code)


@sources.command("check")
def check_sources(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Publishers; yours and those checked before if none."),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every publisher there is.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Put today into the files of those that are ok.")
    ] = False,
    style: Format = "table",
    output: Output = None,
) -> None:
    """Ask publishers now and print how they do; no release is loaded.

    Exit code 0 means all are ok, 1 that some are not.

    Example: `communique sources check --all --format csv`.
    """
    from flows.health import check_publishers  # noqa: PLC0415

    code = check_publishers(
        choose_home(), ids or (), everything=everything, write=write, style=style, output=output
    )
    raise typer.Exit(code)


@sources.command("test")
def reread_pages(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Publishers; all with golden pages if none.")
    ] = None,
    *,
    accept: Annotated[
        bool, typer.Option("--accept", help="What is read now is right: expect it from now on.")
    ] = False,
) -> None:
    """Read golden pages again with today's readers, and tell each field that differs; no network.

    Exit code 1 means that some differ.

    Example: `communique sources test norland-mfa`.
    """
    from flows.golden import reread_golden  # noqa: PLC0415

    raise typer.Exit(reread_golden(choose_home(), ids or (), accept=accept))


@alerts.command("apply")
def apply_file() -> None:
    """Make Prefect's automations what alerts.toml in the home says, and tell what changed.

    Secrets are read from the environment variables it names. `communique serve` sends the notices.

    Example: `communique alerts apply`.
    """
    from flows.alerts import apply_alerts  # noqa: PLC0415

    raise typer.Exit(apply_alerts(choose_home()))


@alerts.command("show")
def show_file() -> None:
    """Print who is told of what; exit code 1 if an environment variable is not set.

    Example: `communique alerts show`.
    """
    from flows.alerts import show_alerts  # noqa: PLC0415

    raise typer.Exit(show_alerts(choose_home()))


@archive.command()
def verify() -> None:
    """Read every archived record, check its digests, and that every request finds its bytes.

    Exit code 1 means that something is damaged or missing. Records that no request points to, as
    of a run that was killed, are listed.

    Example: `communique archive verify`.
    """
    from flows.archive import verify_home  # noqa: PLC0415

    raise typer.Exit(verify_home(choose_home()))


@app.command()
def raw(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="A release, RELEASE@VERSION, or a request.")
    ],
    output: Output = None,
) -> None:
    """Write the bytes a release was read from, as they came, from the archive.

    Ids are `release_id` of mart.releases (its newest version) and `fetch_id` of mart.outcomes
    and raw.channel_fetch (what channels answered).

    Example: `communique raw 0a1b2c3d4e5f6071@1 --output release.html`.
    """
    from flows.archive import write_raw  # noqa: PLC0415

    write_raw(choose_home(), identity, output)


@app.command()
def doctor() -> None:
    """Say what is installed, where data lives, and whether it is sound; exit code 2 if not."""
    from flows.doctor import examine_home  # noqa: PLC0415

    raise typer.Exit(examine_home(choose_home()))


@app.command()
def demo() -> None:
    """Ingest the sample publishers of the source tree and show what comes out; no network."""
    from flows.demo import run_demo  # noqa: PLC0415

    raise typer.Exit(run_demo(choose_home()))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(metadata.version("communique"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; whatever goes wrong is one line on stderr.

    Returns:
        0 good, 1 ran but some documents were lost, 2 could not run.
    """
    with note_interrupts():
        try:
            given = list(sys.argv[1:] if arguments is None else arguments)
            code = app(
                move_home_first(given) or ["--help"],
                prog_name="communique",
                standalone_mode=False,
            )
            sys.stdout.flush()
        except (BrokenPipeError, SystemExit):
            # Whoever read our output has had enough (typer exits then): nobody is left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except (Exception, KeyboardInterrupt) as error:
            if os.environ.get("COMMUNIQUE_DEBUG"):
                raise
            line = STOPPED if was_interrupted() else explain_error(error)
        else:
            if code != INTERRUPTED:
                return code if isinstance(code, int) else 0
            line = STOPPED
    typer.echo(f"error: {mask_controls(line)}", err=True)
    return 2
