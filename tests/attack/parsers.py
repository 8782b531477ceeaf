"""Hostile documents, read as a user would have them read: one by one, and in one folder."""

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flows.reading import read_address
from schemas.reading import Reading
from tests.attack.hostile import (
    CANARY,
    list_docx,
    list_entities,
    list_feeds,
    list_pages,
    list_texts,
)
from tests.attack.pdfs import list_hostile_pdfs
from tests.flows.command import query, run, write_releases

SECONDS = 20.0
_GOOD = 5


def attack_parsers() -> list[tuple[str, int, int, str]]:
    """Try every hostile document. Returns name, tried, held and a remark, a row each kind."""
    rows: list[tuple[str, int, int, str]] = []
    with tempfile.TemporaryDirectory() as name, _count_calls() as (server, calls):
        folder = Path(name)
        secret = folder / "secret.txt"
        secret.write_text(CANARY, encoding="utf-8")
        kinds = {
            "web pages": list_pages(),
            "texts and Markdown": list_texts(),
            "entities (XXE, laughs, quadratic)": list_entities(secret, server),
            "Word documents": list_docx(secret, server),
            "feeds": list_feeds(),
            "PDFs": ((f"{name}.pdf", raw) for name, raw in list_hostile_pdfs()),
        }
        (folder / "all").mkdir()
        for kind, documents in kinds.items():
            rows.append((f"parsers: {kind}", *_read_each(folder / "all", documents)))
        rows += (_ingest(folder), ("parsers: calls to the entities' server", 1, int(not calls), ""))
    return rows


def _read_each(folder: Path, documents: Iterable[tuple[str, bytes]]) -> tuple[int, int, str]:
    """Read each by itself: a rejection with its reason, in time, without the secret."""
    took: dict[str, float] = {}
    through: list[str] = []
    for name, raw in documents:
        path = folder / name
        path.write_bytes(raw)
        started = time.monotonic()
        readings = read_address(str(path))
        took[name] = time.monotonic() - started
        if took[name] > SECONDS or not _is_held(readings):
            through.append(name)
    slowest = max(took, key=lambda name: took[name])
    remark = f"slowest {took[slowest]:.1f} s ({slowest})"
    if through:
        remark += f"; through: {', '.join(through)}"
    return len(took), len(took) - len(through), remark


def _is_held(readings: Sequence[Reading]) -> bool:
    return bool(readings) and all(
        reading.rejection is not None
        and reading.rejection.reason
        and CANARY not in reading.model_dump_json()
        for reading in readings
    )


def _ingest(folder: Path) -> tuple[str, int, int, str]:
    """Ingest all of them, and good ones among them: these are loaded, and these alone."""
    home = folder / "home"
    write_releases(folder / "all", _GOOD)
    started = time.monotonic()
    answer = run(home, "ingest", "--direct", folder / "all", seconds=900)
    took = time.monotonic() - started
    tables = "releases", "rejections"
    loaded, rejected = (query(home, f"select count(*) from {table}")[0][0] for table in tables)
    reasons = defaultdict[str, int](int)
    for (reason,) in query(home, "select reason from rejections"):
        reasons[str(reason)] += 1
    held = int(answer.returncode == 1 and loaded == _GOOD and "" not in reasons)
    remark = f"{loaded} of {_GOOD} good ones loaded, {rejected} rejections, {took:.0f} s"
    return ("parsers: all in one batch", 1, held, remark)


@contextmanager
def _count_calls() -> Generator[tuple[str, list[str]]]:
    """A server that notes what entities ask of it."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "entity" in self.path or "parameter" in self.path:
                calls.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


if __name__ == "__main__":
    for row in attack_parsers():
        print(*row, sep=" | ", flush=True)
