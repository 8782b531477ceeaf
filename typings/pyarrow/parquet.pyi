# The part of pyarrow.parquet the warehouse uses.

from pathlib import Path
from typing import IO

from pyarrow import Table

def write_table(table: Table, where: IO[bytes] | Path | str, *, compression: str = ...) -> None: ...
def read_table(source: IO[bytes] | Path | str) -> Table: ...
