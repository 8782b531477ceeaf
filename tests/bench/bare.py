"""The bound: a bare loop over the same libraries, as one would write it in an afternoon.

For every page: archive it (warcio), decode and mend it (ftfy), take title and text (trafilatura),
date (htmldate) and language (langdetect), and insert the row (DuckDB). No layers, no checks, no
versions, no ledger, no second run.

Usage: python -m tests.bench.bare PAGES OUT
"""

import io
import resource
import sys
from pathlib import Path

import duckdb
import ftfy
import langdetect
import trafilatura
from htmldate import find_date
from warcio.warcwriter import WARCWriter


def load_pages(folder: Path, out: Path) -> None:
    langdetect.DetectorFactory.seed = 0
    connection = duckdb.connect(str(out / "bare.duckdb"))
    connection.execute(
        "create table release (url text, title text, body text, published_on text, language text)"
    )
    rows: list[tuple[str, str, str, str | None, str]] = []
    with (out / "bare.warc.gz").open("wb") as file:
        archive = WARCWriter(file, gzip=True)
        for path in sorted(folder.iterdir()):
            raw = path.read_bytes()
            archive.write_record(
                archive.create_warc_record(path.as_uri(), "resource", payload=io.BytesIO(raw))
            )
            text = ftfy.fix_text(raw.decode("utf-8", "replace"))
            page = trafilatura.bare_extraction(text, fast=True, include_comments=False)
            body = page.text if page else ""
            title = page.title if page else ""
            rows.append((path.name, title, body, find_date(text), langdetect.detect(body)))
            if len(rows) == 200:
                connection.executemany("insert into release values (?, ?, ?, ?, ?)", rows)
                rows.clear()
    if rows:
        connection.executemany("insert into release values (?, ?, ?, ?, ?)", rows)
    connection.close()


if __name__ == "__main__":
    load_pages(Path(sys.argv[1]), Path(sys.argv[2]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
