-- One row a source of a run whose coverage differs from the outcomes of its documents.
WITH counted AS (
    SELECT
        run_id,
        source_id,
        count(*) AS discovered_count,
        count(*) FILTER (WHERE outcome = 'loaded') AS loaded_count,
        count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged_count,
        count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate_count,
        count(*) FILTER (WHERE outcome = 'rejected') AS rejected_count,
        count(*) FILTER (WHERE outcome = 'failed') AS failed_count
    FROM core.outcome
    GROUP BY run_id, source_id
)

SELECT
    coverage.run_id,
    coverage.source_id,
    coverage.discovered_count AS covered_count,
    counted.discovered_count AS outcome_count
FROM core.coverage AS coverage
LEFT JOIN counted
    ON coverage.run_id = counted.run_id AND coverage.source_id = counted.source_id
WHERE
    coverage.state <> 'stopped'
    AND (
        coverage.discovered_count <> coalesce(counted.discovered_count, 0)
        OR coverage.loaded_count <> coalesce(counted.loaded_count, 0)
        OR coverage.unchanged_count <> coalesce(counted.unchanged_count, 0)
        OR coverage.duplicate_count <> coalesce(counted.duplicate_count, 0)
        OR coverage.rejected_count <> coalesce(counted.rejected_count, 0)
        OR coverage.failed_count <> coalesce(counted.failed_count, 0)
    );
