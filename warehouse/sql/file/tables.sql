-- One row a table or view of ours or of anybody's in this file.
SELECT
    schema_name || '.' || table_name AS name,
    estimated_size AS row_count
FROM duckdb_tables()
WHERE NOT internal AND database_name = current_database() AND NOT temporary
ORDER BY name;
