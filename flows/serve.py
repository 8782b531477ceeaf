"""`communique serve`: Prefect's server and interface, the schedules, and the runs they start."""

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from flows.catalogue import list_sources
from flows.home import apply_settings, locate_secret, mark_seen, prepare_home, read_secret
from flows.interrupts import take_terminations
from flows.progress import make_remarks
from flows.server import Server, is_loopback, keep_server, locate_log
from flows.upkeep import DAY, read_upkeep
from schemas.errors import ConfigError
from warehouse.status import require_usable

if TYPE_CHECKING:
    from prefect.runner import Runner

# A run that writes, some that wait for it, and room for a report.
MAX_RUNS = 4
STOPS = (signal.SIGINT, signal.SIGTERM)


def serve_flows(home: Path, host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM; runs under way are then cancelled, and no process is left.

    Raises:
        InputError: the port is taken, or the host is not this machine's.
        BusyError: the home is being served already.
        WarehouseError: the warehouse is damaged, or was written by a newer communique.
        ConfigError: a source's TOML is wrong, or the server did not start.
    """
    remarks = make_remarks()
    prepare_home(home)
    list_sources(home)
    apply_settings(home, quiet=False)
    keep_seconds = read_upkeep(home).keep_days * DAY
    os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] = str(keep_seconds)
    take_terminations()
    require_usable(home)
    if not is_loopback(host):
        remarks.print(
            f"warning: other machines reach {host}, and the password travels unencrypted: put a"
            " proxy with TLS before it"
        )
    secret, is_unseen = read_secret(home)
    with keep_server(home, host, port, secret, remarks.print) as server:
        from prefect.runner import Runner  # noqa: PLC0415 - reads its settings when imported

        from flows.deployments import register_deployments  # noqa: PLC0415

        runner = Runner(name="communique", limit=MAX_RUNS)
        register_deployments(home, runner)
        _tell_address(remarks, home, server, secret if is_unseen else "")
        mark_seen(home)
        asyncio.run(_run_until_stopped(runner, server))
    remarks.print("stopped")


def _tell_address(remarks: Console, home: Path, server: Server, new_secret: str) -> None:
    remarks.print(f"serving {server.url.removesuffix('/api')} until Ctrl-C, from {home}")
    if new_secret:
        remarks.print("log in with the line below; it is shown only now, and kept in")
        remarks.print(f"{locate_secret(home)}\n\n    {new_secret}\n")
    else:
        remarks.print(f"log in with the line in {locate_secret(home)}")


async def _run_until_stopped(runner: "Runner", server: Server) -> None:
    """Start what is due until a signal comes.

    Raises:
        ConfigError: the server ended by itself.
    """
    stop = asyncio.Event()
    _set_on_signals(stop)
    running = asyncio.create_task(runner.start())
    while not runner.started and not running.done():  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.05)
    # Starting, the runner puts in a handler of its own, which leaves its runs behind.
    _set_on_signals(stop)
    waits = [asyncio.create_task(stop.wait()), asyncio.create_task(_wait_for_end(server))]
    await asyncio.wait([running, *waits], return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    if not running.done():
        await runner.astop()
    await running
    if not stop.is_set():
        raise ConfigError(f"Prefect's server ended by itself: its log is {locate_log(server.home)}")


def _set_on_signals(stop: asyncio.Event) -> None:
    for name in STOPS:
        asyncio.get_running_loop().add_signal_handler(name, stop.set)


async def _wait_for_end(server: Server) -> None:
    while server.child is not None and server.child.poll() is None:  # noqa: ASYNC110
        await asyncio.sleep(1)
