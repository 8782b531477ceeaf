# The part of pyarrow.parquet the warehouse uses.

from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pyarrow import RecordBatch, Schema, Table

class ParquetWriter:
    def __init__(self, where: IO[bytes] | Path | str, schema: Schema, compression: str) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def write_batch(self, batch: RecordBatch) -> None: ...

def write_table(table: Table, where: IO[bytes] | Path | str, *, compression: str = ...) -> None: ...
def read_table(source: IO[bytes] | Path | str) -> Table: ...
