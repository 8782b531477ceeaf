-- One row a batch: what became of its documents; no row if it was never loaded.
WITH results AS (
    SELECT
        outcome,
        reason
    FROM core.outcome
    WHERE batch_id = $batch_id
),

reasons AS (
    SELECT
        reason,
        count(*) AS reason_count
    FROM results
    WHERE reason <> ''
    GROUP BY reason
),

most_frequent AS (
    SELECT first(reason ORDER BY reason_count DESC, reason) AS reason
    FROM reasons
),

counts AS (
    SELECT
        count(*) AS discovered_count,
        count(*) FILTER (WHERE outcome = 'loaded') AS loaded_count,
        count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged_count,
        count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate_count,
        count(*) FILTER (WHERE outcome = 'rejected') AS rejected_count,
        count(*) FILTER (WHERE outcome = 'failed') AS failed_count
    FROM results
)

SELECT
    batch.run_id,
    batch.source_id,
    counts.discovered_count,
    counts.loaded_count,
    counts.unchanged_count,
    counts.duplicate_count,
    counts.rejected_count,
    counts.failed_count,
    coalesce(most_frequent.reason, '') AS reason,
    batch.fetched_count + batch.unchanged_count + batch.failed_count AS manifest_count
FROM raw.batch AS batch
CROSS JOIN counts
CROSS JOIN most_frequent
WHERE batch.batch_id = $batch_id;
