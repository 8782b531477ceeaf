"""Everything a run left behind, as text to look through."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb


def read_home(home: Path) -> dict[str, str]:
    """Everything a run left, as text: a file a place; databases row by row, archives unpacked."""
    places: dict[str, str] = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        # The publishers' files are the person's own; nothing else is left out.
        if not path.is_file() or name.startswith("sources/"):
            continue
        places[name] = path.read_bytes().decode("latin-1")
        if name.endswith(".gz"):
            places[name] = gzip.decompress(path.read_bytes()).decode("latin-1")
        elif name.endswith(".duckdb"):
            places[f"{name} rows"] = _dump_duckdb(path)
        elif name.endswith("prefect.db"):
            places.pop(name)
            places[f"{name} rows"] = _dump_sqlite(path)
        elif name.endswith(("prefect.db-wal", "prefect.db-shm")):
            places.pop(name)
    return places


def _dump_duckdb(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE'"
        ).fetchall()
        return "\n".join(
            str(connection.execute(f'select * from "{schema}"."{table}"').fetchall())
            for schema, table in tables
        )


def _dump_sqlite(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            row[0]
            for row in connection.execute("select name from sqlite_master where type = 'table'")
        ]
        return "\n".join(
            str(connection.execute(f'select * from "{table}"').fetchall()) for table in tables
        )
