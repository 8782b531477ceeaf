"""`communique doctor`: what is installed, where data lives, whether it is sound."""

import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from rich.console import Console

from flows.catalogue import list_sources
from flows.home import name_settings
from flows.server import find_served
from flows.soundness import find_problems, measure_free
from schemas.errors import CommuniqueError
from schemas.status import FileStatus, HomeStatus
from warehouse.status import inspect_home

PACKAGES = (
    "communique",
    "prefect",
    "duckdb",
    "duckdb-extension-fts",
    "pydantic",
    "trafilatura",
    "httpx",
    "lxml",
)
SPARE_BYTES = 1_000_000_000


def examine_home(home: Path) -> int:
    """Print what there is and what is wrong with it.

    Returns:
        0 if all is sound, 2 if something is broken.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    status = inspect_home(home)
    console.print("installed")
    console.print(f"  python {platform.python_version()} on {platform.platform()}")
    for name in PACKAGES:
        console.print(f"  {name} {_find_version(name)}")
    console.print(f"home {home}")
    _print_file(console, "warehouse", status.warehouse)
    _print_file(console, "snapshot", status.snapshot)
    console.print(f"  schema version of this communique: {status.known_version}")
    console.print(f"  archive: {_measure_archive(home)}")
    console.print(f"  writing now: {status.writer or 'nobody'}")
    console.print("prefect")
    console.print(f"  server: {find_served(home) or 'not served; commands start their own'}")
    for name, value in name_settings(home).items():
        console.print(f"  {name}={value}")
    problems = list(dict.fromkeys(_find_problems(home, status)))
    for problem in problems:
        console.print(f"broken: {problem}", style="red")
    console.print("all is sound" if not problems else f"{len(problems)} broken")
    return 2 if problems else 0


def _find_problems(home: Path, status: HomeStatus) -> Iterator[str]:
    yield from find_problems(home)
    for file in (status.warehouse, status.snapshot):
        if file.problem:
            yield file.problem
    try:
        list_sources(home)
    except CommuniqueError as error:
        yield str(error)
    free = measure_free(home)
    if free < SPARE_BYTES:
        yield f"only {free / 1e6:.0f} MB are free on the disk of {home}: free some space"


def _print_file(console: Console, name: str, file: FileStatus) -> None:
    if file.byte_count is None:
        console.print(f"  {name}: none yet ({file.path})")
        return
    console.print(
        f"  {name}: {file.path}, {file.byte_count / 1e6:.1f} MB,"
        f" changed {file.changed_at:%Y-%m-%d %H:%M:%S} UTC,"
        f" schema version {file.schema_version if file.schema_version is not None else 'unknown'}"
    )
    if file.checks:
        failed = [check for check in file.checks if check.bad_count]
        console.print(f"    {len(file.checks) - len(failed)} of {len(file.checks)} checks pass")
        for check in failed:
            console.print(f"    {check.severity}: {check.explain()}")


def _measure_archive(home: Path) -> str:
    sizes = [path.stat().st_size for path in (home / "archive").rglob("*.warc.gz")]
    return f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"


def _find_version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is not installed"
