"""The home folder: where it is, what lies in it, and the settings that keep Prefect inside it.

Nothing here imports Prefect, which reads its settings once, when it is imported: call
`apply_settings` first.
"""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flows.soundness import find_misplaced
from schemas.errors import ConfigError, StorageError

HOME_VARIABLE = "COMMUNIQUE_HOME"
DEFAULT_HOME = Path("data")
USER = "communique"


def choose_home(option: Path | None = None) -> Path:
    """Choose the home folder: the option, else COMMUNIQUE_HOME, else ./data; absolute."""
    stated = os.environ.get(HOME_VARIABLE, "")
    return (option or Path(stated or DEFAULT_HOME)).expanduser().resolve()


def prepare_home(home: Path) -> Path:
    """Create the home's folders where they are missing, and remember the home for child processes.

    Raises:
        ConfigError: the path is a file, or is none that databases can lie below.
        StorageError: the disk refuses.
    """
    if problem := find_misplaced(home):
        raise ConfigError(problem)
    try:
        for folder in (home, home / "archive", home / "sources", home / "prefect" / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ConfigError(f"home {home} is not a folder: choose another with --home") from None
    except OSError as error:
        raise StorageError(
            f"home {home} cannot be written ({error.strerror}): choose another with --home"
        ) from error
    os.environ[HOME_VARIABLE] = str(home)
    return home


def name_settings(home: Path, *, quiet: bool = True) -> dict[str, str]:
    """Name every environment variable that keeps Prefect's files and habits inside the home.

    Args:
        home: The home folder.
        quiet: Whether Prefect's log goes to its interface only, not to the terminal.
    """
    folder = home / "prefect"
    return {
        HOME_VARIABLE: str(home),
        "TMPDIR": str(folder / "tmp"),
        # A folder named flows or tasks where the command was typed is not ours to import.
        "PYTHONSAFEPATH": "1",
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(folder),
        "PREFECT_PROFILES_PATH": str(folder / "profiles.toml"),
        "PREFECT_LOCAL_STORAGE_PATH": str(folder / "results"),
        "PREFECT_MEMO_STORE_PATH": str(folder / "memo_store.toml"),
        "PREFECT_UI_STATIC_DIRECTORY": str(folder / "ui"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder}/prefect.db",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL" if quiet else "INFO",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        # Old runs are removed with their logs and artifacts; after how long, `upkeep.toml` says.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        # Who waits to write asks again after a second, not after half a minute.
        "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
    }


def apply_settings(home: Path, *, quiet: bool = True) -> None:
    """Put the settings into this process's environment, in place of any Prefect settings there.

    Settings of another Prefect installation (a profile, a Prefect Cloud key) would send runs and
    documents elsewhere, so inherited ones are dropped.
    """
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(name_settings(home, quiet=quiet))


@contextmanager
def explain_disk(path: Path) -> Generator[None]:
    """Say in one line what the disk refuses in this block, about the file at a path.

    Raises:
        StorageError: the disk is full, read-only or failing, or the file is somebody else's.
    """
    try:
        yield
    except OSError as error:
        # It brings DuckDB, without which Prefect's server starts sooner.
        from warehouse.failures import explain_system  # noqa: PLC0415

        raise StorageError(f"{path}: {explain_system(error)}") from error


def read_secret(home: Path) -> tuple[str, bool]:
    """Read the server's `user:password`, making one at first; tells whether nobody saw it yet.

    The file is readable by its owner only.

    Raises:
        StorageError: the disk refuses.
    """
    path = locate_secret(home)
    with explain_disk(path):
        if path.exists() and (held := path.read_text(encoding="ascii").strip()):
            return held, _locate_unseen(home).exists()
        secret = f"{USER}:{secrets.token_urlsafe(24)}"
        # In place at once and whole: a kill or a full disk must not leave an empty secret.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secret + "\n", encoding="ascii")
        _locate_unseen(home).touch(mode=0o600)
        draft.replace(path)
    return secret, True


def mark_seen(home: Path) -> None:
    """Remember that the secret was shown."""
    _locate_unseen(home).unlink(missing_ok=True)


def locate_secret(home: Path) -> Path:
    """Where the server's secret lies."""
    return home / "prefect" / "secret"


def _locate_unseen(home: Path) -> Path:
    """A file that is there as long as the secret was shown to nobody."""
    return home / "prefect" / "secret.unseen"
