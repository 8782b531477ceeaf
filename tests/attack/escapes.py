"""Attempts to get out of a question to the snapshot: to files, the network, settings and code."""

import os
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from schemas.errors import InputError
from tests.attack.rows import Row
from tests.warehouse.records import begin, load, make_documents
from warehouse.connection import WAREHOUSE
from warehouse.publish import publish_snapshot
from warehouse.query import run_query

CANARY = "c4n4ry-of-a-file"
VARIABLE = "COMMUNIQUE_CANARY"
# {file} holds the canary, {folder} can be written, {url} is a server, {base} the warehouse's file.
ESCAPES = (
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM read_csv_auto('{file}', header = false)",
    "SELECT * FROM sniff_csv('{file}')",
    "SELECT * FROM read_text('{file}')",
    "SELECT * FROM read_text(['{file}', '{file}'])",
    "SELECT * FROM read_text('{folder}/*')",
    "SELECT * FROM read_blob('{file}')",
    "SELECT * FROM read_json('{file}')",
    "SELECT * FROM read_json_auto('{file}')",
    "SELECT * FROM read_json_objects('{file}')",
    "SELECT * FROM read_ndjson_objects('{file}')",
    "SELECT * FROM read_parquet('{file}')",
    "SELECT * FROM parquet_metadata('{file}')",
    "SELECT * FROM parquet_schema('{file}')",
    "SELECT * FROM parquet_kv_metadata('{file}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM '{folder}/*.csv'",
    "FROM '{url}/a.csv'",
    'SELECT * FROM "{file}"',
    "SELECT * FROM read_csv('{url}/a.csv')",
    "SELECT * FROM read_text('{url}/a')",
    "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
    "SELECT * FROM read_text('hf://datasets/a/b')",
    "SELECT * FROM read_text('file://{file}')",
    "SELECT * FROM read_text('{folder}/../{name}/a.csv')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_blob('/dev/stdin')",
    "SELECT content FROM query('SELECT * FROM read_text(''{file}'')')",
    "SELECT * FROM query_table('{file}')",
    "SELECT (SELECT content FROM read_text('{file}'))",
    "WITH out AS MATERIALIZED (SELECT * FROM read_text('{file}')) SELECT * FROM out",
    "EXPLAIN ANALYZE SELECT * FROM read_text('{file}')",
    "DESCRIBE SELECT * FROM read_csv('{file}')",
    "SUMMARIZE SELECT * FROM read_csv('{file}')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY releases TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY core.release FROM '{file}'",
    "COPY FROM DATABASE warehouse TO memory",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/out.duckdb' AS other",
    "ATTACH '{base}' AS other",
    "ATTACH '{base}' AS other (READ_ONLY)",
    "ATTACH '{url}/a.duckdb' AS other (READ_ONLY)",
    "ATTACH '{file}' AS other (TYPE sqlite)",
    "ATTACH ':memory:' AS other",
    "DETACH warehouse",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM '{url}'",
    "LOAD httpfs",
    "LOAD '{file}'",
    "UPDATE EXTENSIONS",
    "SET enable_external_access = true",
    "SET GLOBAL lock_configuration = false",
    "RESET lock_configuration",
    "RESET enable_external_access",
    "SET allowed_paths = ['{file}']",
    "SET allowed_directories = ['{folder}']",
    "SET temp_directory = '{folder}/spill'",
    "SET home_directory = '{folder}'",
    "SET extension_directory = '{folder}/extensions'",
    "SET secret_directory = '{folder}/secrets'",
    "SET custom_extension_repository = '{url}'",
    "SET autoinstall_known_extensions = true",
    "SET python_enable_replacements = true",
    "SET log_query_path = '{folder}/out.log'",
    "PRAGMA enable_profiling = 'json'",
    "PRAGMA profiling_output = '{folder}/out.json'",
    "PRAGMA temp_directory = '{folder}/spill'",
    "CREATE SECRET one (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "CREATE PERSISTENT SECRET one (TYPE http, BEARER_TOKEN 'b')",
    "CREATE MACRO leak() AS TABLE SELECT * FROM read_text('{file}')",
    "CREATE TABLE core.leak AS SELECT 1",
    "CREATE TABLE memory.leak AS SELECT * FROM read_text('{file}')",
    "CREATE TEMP TABLE leak AS SELECT * FROM read_text('{file}')",
    "CREATE TEMP VIEW leak AS SELECT * FROM read_text('{file}')",
    "INSERT INTO core.channel_reading SELECT content, '' FROM read_text('{file}')",
    "DROP VIEW mart.releases",
    "CHECKPOINT",
    "PREPARE leak AS SELECT * FROM read_text('{file}')",
    "EXECUTE leak",
    "CALL read_text('{file}')",
    "SELECT getenv('{variable}')",
    "SELECT getvariable('{variable}')",
    "SELECT * FROM escaping",
    "SELECT * FROM ESCAPES",
    "SELECT 1; SELECT * FROM read_text('{file}')",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/out.csv'",
    "SELECT * FROM which_secret('{url}', 'http')",
    "SELECT * FROM http_get('{url}')",
    "SELECT * FROM sqlite_scan('{file}', 'a')",
    "SELECT * FROM postgres_scan('host=127.0.0.1', 'a', 'b')",
    "SELECT * FROM iceberg_scan('{folder}')",
    "SELECT * FROM read_xlsx('{file}')",
    "SELECT * FROM st_read('{file}')",
    "SELECT * FROM read_duckdb('{base}', table_name = 'release')",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM python_map_function()",
    "SELECT * FROM pandas_scan(0)",
)
# Files named by a parameter, not in the statement.
BOUND = (
    "SELECT * FROM read_text($file)",
    "SELECT * FROM read_csv($file)",
    "SELECT * FROM read_blob([$file])",
    "SELECT * FROM glob($folder)",
    "SELECT * FROM query('FROM read_text(''' || $file || ''')')",
    "COPY (SELECT 1) TO $target",
)


class Traps(NamedTuple):
    """What an escape would touch: a home, a file, a folder and a server that notes who asks."""

    home: Path
    file: Path
    folder: Path
    url: str
    asked: list[str]

    def list_files(self) -> dict[str, bytes]:
        """Every file below the home and the folder, as it is now."""
        roots = (self.home, self.folder)
        return {
            str(path): path.read_bytes()
            for root in roots
            for path in root.rglob("*")
            if path.is_file()
        }


def run_attacks() -> Iterator[Row]:
    """Try each escape on a small snapshot."""
    with tempfile.TemporaryDirectory() as name:
        (out,) = [
            [escape for escape in (*ESCAPES, *BOUND) if try_escape(traps, escape)]
            for traps in set_traps(Path(name))
        ]
    tried = len(ESCAPES) + len(BOUND)
    yield Row(
        "escapes from a question to the snapshot: no file or network read, nothing changed",
        tried,
        tried - len(out),
        "; ".join(out[:3]),
    )


def set_traps(folder: Path) -> Iterator[Traps]:
    """Make a home, a file, a folder, a variable of the environment and a server."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the base class calls it so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - as the base class names them
            return

    home, place = folder / "home", folder / "place"
    begin(home)
    load(home, make_documents(range(3)))
    publish_snapshot(home)
    place.mkdir()
    (place / "a.csv").write_text(f"word\n{CANARY}\n", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ[VARIABLE] = CANARY
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield Traps(home, place / "a.csv", place, url, asked)
    finally:
        del os.environ[VARIABLE]
        server.shutdown()
        server.server_close()


def try_escape(traps: Traps, escape: str) -> str:
    """Ask, and say how it got out; empty if it did not."""
    before = traps.list_files()
    escaping = {"word": [CANARY]}  # what a replacement scan of Python's variables would find
    names = {
        "file": str(traps.file),
        "folder": f"{traps.folder}/*",
        "target": f"{traps.folder}/out.csv",
    }
    asked = {name: value for name, value in names.items() if f"${name}" in escape}
    text = (
        escape
        if asked
        else escape.format(
            file=traps.file,
            folder=traps.folder,
            name=traps.folder.name,
            url=traps.url,
            base=traps.home / WAREHOUSE,
            variable=VARIABLE,
        )
    )
    said = ""
    try:
        rows = run_query(traps.home, text, asked or None).to_pylist()
    except InputError as error:
        said = str(error)
        rows = []
    ways = {
        "reads": CANARY in str(rows) or CANARY in said,
        "asks the network": bool(traps.asked),
        "changes files": traps.list_files() != before,
        "answers in several lines": "\n" in said,
    }
    assert escaping
    traps.asked.clear()
    return ", ".join(way for way, happened in ways.items() if happened)
