-- One row a source of the run asked for, or of the latest that ended.
WITH asked AS (
    SELECT run_id
    FROM mart.runs
    WHERE
        source_count > 0
        AND ($run IS NULL OR run_id = $run)
    ORDER BY started_at DESC, run_id DESC
    LIMIT 1
)

SELECT
    coverage.source_id,
    coverage.discovered_count AS discovered,
    coverage.loaded_count AS loaded,
    coverage.unchanged_count AS unchanged,
    coverage.duplicate_count AS duplicate,
    coverage.rejected_count AS rejected,
    coverage.failed_count AS failed,
    coverage.state,
    coverage.reason
FROM mart.coverage AS coverage
INNER JOIN asked ON coverage.run_id = asked.run_id
ORDER BY coverage.source_id;
