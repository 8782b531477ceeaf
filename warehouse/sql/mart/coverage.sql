-- One row a source of a run: the coverage ledger, with when the run was.
CREATE OR REPLACE VIEW mart.coverage AS
SELECT
    coverage.run_id,
    coverage.source_id,
    source.name AS source_name,
    run.flow,
    run.started_at,
    run.state AS run_state,
    coverage.discovered_count,
    coverage.loaded_count,
    coverage.unchanged_count,
    coverage.duplicate_count,
    coverage.rejected_count,
    coverage.failed_count,
    coverage.state,
    coverage.reason,
    row_number() OVER (
        PARTITION BY coverage.source_id ORDER BY run.started_at DESC, run.run_id DESC
    ) = 1 AS is_latest
FROM core.coverage AS coverage
INNER JOIN raw.run AS run ON coverage.run_id = run.run_id
LEFT JOIN core.source AS source ON coverage.source_id = source.source_id;
