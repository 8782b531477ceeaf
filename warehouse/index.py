"""The index of `communique search`: a file beside the snapshot, brought up to date when asked.

DuckDB's full-text search builds an index whole. Built at every publish it would cost every load
more than the load before, so it lies in a file of its own, in parts of so many releases: what is
new goes into the last part, and only that is built again.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import duckdb

from schemas.errors import InputError
from warehouse.connection import QUIET, SNAPSHOT, hold_writer_lock
from warehouse.failures import report_failures
from warehouse.publish import copy_file, sync_folder
from warehouse.statements import fetch_rows, read_statement

INDEX = "search.duckdb"
LOCK = "search.lock"
PACKAGE = "duckdb-extension-fts"
# Seconds to build a part here: ten. Its size bounds memory too.
PART_SIZE = 20_000
WAIT_SECONDS = 900
# The texts are folded and cut before: stop words and stems of one language would suit no other.
OPTIONS = (
    "'name', 'title', 'body', stemmer = 'none', stopwords = 'none', strip_accents = 0, lower = 1,"
    r" ignore = '[^\p{L}\p{N}\p{M}]+', overwrite = 1"
)
VIEWS = {
    "document": ("docs", "docid, name, len"),
    "posting": ("terms", "docid, fieldid, termid"),
    "vocabulary": ("dict", "termid, term"),
}


def find_extension() -> Path | None:
    """Find DuckDB's full-text extension of this very DuckDB, inside its package; None if absent."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"
        if path.is_file():
            return path
    return None


def load_extension(connection: duckdb.DuckDBPyConnection, extension: Path) -> None:
    """Load the extension, and the macros that cut texts into words."""
    connection.execute(f"LOAD '{_quote(extension)}'")
    connection.execute(read_statement("search/macros"))


def attach_index(connection: duckdb.DuckDBPyConnection, home: Path) -> bool:
    """Attach the index below `home`, to be read; False if there is none that today's rules made."""
    path = home / INDEX
    if not path.is_file():
        return False
    try:
        connection.execute(f"ATTACH '{_quote(path)}' AS search (READ_ONLY)")
    except duckdb.Error:
        return False
    try:
        row = connection.execute(read_statement("search/about")).fetchone()
    except duckdb.Error:
        row = None
    if row is None or row[0] != name_rules():
        connection.execute("DETACH search")
        return False
    return True


def count_missing(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the releases whose newest version the attached index lacks."""
    return _count(connection, "missing_count")


def refresh_index(home: Path, extension: Path, on_wait: Callable[[str], None]) -> None:
    """Bring the index below `home` up to the snapshot; readers have the former one until the end.

    Args:
        home: The home folder.
        extension: The full-text extension.
        on_wait: Called with who builds the index already, if somebody does.

    Raises:
        BusyError: somebody else built it for longer than anybody waits.
        StorageError: the disk is full, read-only or failing.
    """
    path = home / INDEX
    if path.is_dir():
        raise InputError(f"{path}: a folder, not an index: move it away")
    with hold_writer_lock(home, "a search", WAIT_SECONDS, on_wait, LOCK), report_failures(path):
        draft = home / f".{INDEX}.new"
        draft.unlink(missing_ok=True)
        try:
            _write_draft(home, draft, extension)
            draft.replace(path)
            sync_folder(home)
        finally:
            draft.unlink(missing_ok=True)
            draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)


@cache
def name_rules() -> str:
    """Name what an index depends on besides the texts: the rules and the extension."""
    try:
        release = version(PACKAGE)
    except PackageNotFoundError:
        release = ""
    rules = [read_statement(f"search/{name}") for name in ("macros", "texts")]
    return sha256("\n".join([release, OPTIONS, *rules]).encode()).hexdigest()


def _write_draft(home: Path, draft: Path, extension: Path) -> None:
    if _is_worth_keeping(home):
        copy_file(home / INDEX, draft)
    with duckdb.connect(":memory:", config=QUIET) as connection:
        load_extension(connection, extension)
        connection.execute(f"SET temp_directory = '{_quote(home / 'tmp')}'")
        connection.execute("SET preserve_insertion_order = false")
        is_new = not draft.exists()
        connection.execute(f"ATTACH '{_quote(home / SNAPSHOT)}' AS warehouse (READ_ONLY)")
        connection.execute(f"ATTACH '{_quote(draft)}' AS search")
        connection.execute("USE search")
        if is_new:
            connection.execute(read_statement("search/start"), {"rules": name_rules()})
            _write_views(connection, 0)
        while count_missing(connection):
            _build_part(connection)
        connection.execute("CHECKPOINT search")
        connection.execute("USE memory")
        connection.execute("DETACH search")


def _is_worth_keeping(home: Path) -> bool:
    """Whether there is an index that can be added to, and half of it or more is still of use."""
    with duckdb.connect(":memory:", config=QUIET) as connection:
        if not attach_index(connection, home):
            return False
        connection.execute(f"ATTACH '{_quote(home / SNAPSHOT)}' AS warehouse (READ_ONLY)")
        return _count(connection, "former_count") * 2 <= _count(connection, "held_count")


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return int(str(fetch_rows(connection, "search/missing")[0][name]))


def _build_part(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the last part again with what is new, or a further one if the last is full."""
    parts = fetch_rows(connection, "search/parts")
    last = int(str(parts[0]["part"])) if parts else 0
    is_full = not parts or int(str(parts[0]["release_count"])) >= PART_SIZE
    part = last + 1 if is_full else last
    asked = {"part": part, "size": PART_SIZE}
    connection.execute(read_statement("search/texts").replace("part_0", f"part_{part}"), asked)
    connection.execute(f"PRAGMA create_fts_index('part_{part}', {OPTIONS})")
    connection.execute(f"DROP TABLE search.main.part_{part}")
    _write_views(connection, part)


def _write_views(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Lay the parts together: views a question asks instead of each part."""
    for view, (table, columns) in VIEWS.items():
        names = columns.split(", ")
        empty = ", ".join(
            f"'' AS {name}" if name in {"name", "term"} else f"0::BIGINT AS {name}"
            for name in names
        )
        selects = [f"SELECT 0::BIGINT AS part, {empty} WHERE false"]
        selects += [
            f"SELECT {part} AS part, {columns} FROM search.fts_main_part_{part}.{table}"
            for part in range(1, count + 1)
        ]
        connection.execute(
            f"CREATE OR REPLACE VIEW search.main.{view} AS {' UNION ALL '.join(selects)}"
        )


def _quote(path: Path) -> str:
    return str(path).replace("'", "''")
