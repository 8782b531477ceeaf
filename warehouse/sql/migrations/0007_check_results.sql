-- One row a check of a run: what it found once the run had loaded.
CREATE TABLE core.check_result (
    run_id VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    bad_count BIGINT NOT NULL,
    examples VARCHAR[] NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL
);
