"""Which releases of the snapshot a search or an export takes."""

import duckdb

from schemas.choice import Choice
from schemas.errors import InputError
from warehouse.pointers import require_current
from warehouse.statements import fetch_rows, read_statement


def choose_releases(connection: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    """Lay the ids of the chosen releases into the temporary table `chosen`.

    Raises:
        InputError: of a publisher nothing is held, or an older communique wrote the snapshot.
    """
    require_current(connection)
    for row in fetch_rows(connection, "choice/unknown", {"sources": list(choice.sources)}):
        raise InputError(
            f"no release of {str(row['source_id'])!r} is held:"
            ' `communique sql "select source_id from sources"` lists publishers'
        )
    connection.execute(read_statement("choice/macros"))
    connection.execute(
        read_statement("choice/releases"),
        {
            "since": choice.since,
            "until": choice.until,
            "sources": list(choice.sources),
            "organisations": [each.lower() for each in choice.organisations],
            "topics": [each.lower() for each in choice.topics],
            "languages": [each.lower() for each in choice.languages],
        },
    )
