from pathlib import Path

import pytest

from schemas.base import Model
from schemas.errors import NewerSchemaError, WarehouseError
from schemas.ledgers import MACROS
from schemas.tables import KEYS, RELATIONS, TABLES, VIEWS
from warehouse.connection import SNAPSHOT, WAREHOUSE, open_reader, open_writer
from warehouse.describe import DOCUMENT, describe_model, list_columns, render_document
from warehouse.migrate import find_known_version, list_migrations
from warehouse.publish import publish_snapshot

MODELS = TABLES | VIEWS


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with open_writer(home):
        pass
    return home


@pytest.mark.parametrize("name", MODELS)
def test_a_model_and_its_table_agree_column_by_column(home: Path, name: str) -> None:
    schema, table = name.split(".")
    with open_writer(home) as connection:
        rows = connection.execute(
            """SELECT column_name, data_type, NOT is_nullable, comment FROM duckdb_columns()
            WHERE schema_name = ? AND table_name = ? ORDER BY column_index""",
            [schema, table],
        ).fetchall()
    columns = list_columns(MODELS[name])
    # DuckDB does not say of a view's columns whether they may be null.
    found = [(*row[:2], row[2] if name in TABLES else None, row[3]) for row in rows]
    stated = [
        (column.name, column.type, column.is_required if name in TABLES else None, column.comment)
        for column in columns
    ]
    assert found == stated


def test_every_table_and_view_has_a_model_and_the_reverse(home: Path) -> None:
    with open_writer(home) as connection:
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        views = connection.execute(
            "SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
    assert dict(tables) == {name: describe_model(model) for name, model in TABLES.items()}
    assert dict(views) == {name: describe_model(model) for name, model in VIEWS.items()}


@pytest.mark.parametrize("model", MODELS.values())
def test_every_column_says_what_it_holds_and_its_name_says_its_type(model: type[Model]) -> None:
    types = {"_at": "TIMESTAMP WITH TIME ZONE", "_on": "DATE", "_count": "BIGINT", "_id": "VARCHAR"}
    for column in list_columns(model):
        assert column.comment.endswith("."), column
        if column.name.startswith("is_"):
            assert column.type == "BOOLEAN"
        for ending, column_type in types.items():
            if column.name.endswith(ending):
                assert column.type == column_type, column
            elif column.type == column_type and ending in {"_at", "_on"}:
                pytest.fail(f"{column.name} is a {column_type} and does not end in {ending}")


def test_every_relation_names_columns_that_both_tables_have() -> None:
    for parent, child, column, _ in RELATIONS:
        assert column in TABLES[parent].model_fields
        assert column in TABLES[child].model_fields


def test_every_table_says_what_makes_its_rows_single() -> None:
    assert KEYS.keys() == TABLES.keys()
    for name, key in KEYS.items():
        assert set(key) <= TABLES[name].model_fields.keys(), name


def test_every_macro_says_what_it_gives(home: Path) -> None:
    for name, model in MACROS.items():
        with open_writer(home) as connection:
            rows = connection.execute(f"DESCRIBE SELECT * FROM {name}('2026-03-01')").fetchall()
        stated = [(column.name, column.type) for column in list_columns(model)]
        assert [row[:2] for row in rows] == stated


def test_the_document_of_the_warehouse_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render_document(), "python -m warehouse.describe"


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert sorted(list_migrations()) == list(range(1, find_known_version() + 1))


def test_an_old_file_gets_the_views_and_comments_of_this_communique(tmp_path: Path) -> None:
    with open_writer(tmp_path) as connection:
        connection.execute("UPDATE raw.definition SET digest = 'old'; DROP VIEW mart.topics")
        connection.execute("COMMENT ON TABLE raw.run IS 'old'")
    with open_writer(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM mart.topics").fetchall() == [(0,)]
        found = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'run'")
        assert found.fetchall() == [(describe_model(TABLES["raw.run"]),)]


def test_a_file_of_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    with open_writer(tmp_path) as connection:
        connection.execute("INSERT INTO raw.migration VALUES (700, 'from the future', now())")
    publish = tmp_path / SNAPSHOT
    publish.write_bytes((tmp_path / WAREHOUSE).read_bytes())
    known = find_known_version()
    line = f"has schema version 700, this communique knows up to {known}: upgrade communique"
    for opened in (open_writer, open_reader):
        with pytest.raises(NewerSchemaError, match=line), opened(tmp_path):
            pass


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with open_writer(tmp_path) as connection:
        connection.execute("DROP SCHEMA mart CASCADE; DROP SCHEMA raw CASCADE")
    with pytest.raises(WarehouseError, match="not communique's"), open_writer(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"no database at all", b"\x00" * 20_000])
def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / WAREHOUSE).write_bytes(content)
    (tmp_path / SNAPSHOT).write_bytes(content)
    for opened in (open_writer, open_reader):
        with (
            pytest.raises(WarehouseError, match="duckdb: not a DuckDB database") as caught,
            opened(tmp_path),
        ):
            pass
        assert "\n" not in str(caught.value)
    with pytest.raises(WarehouseError):
        publish_snapshot(tmp_path)
