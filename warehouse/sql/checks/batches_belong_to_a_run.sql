-- One row a batch whose run is unknown, or whose requests do not add up to its manifest.
SELECT
    batch.batch_id,
    batch.run_id,
    count(outcome.fetch_id) AS outcome_count
FROM raw.batch AS batch
LEFT JOIN raw.run AS run ON batch.run_id = run.run_id
LEFT JOIN core.outcome AS outcome ON batch.batch_id = outcome.batch_id
GROUP BY
    batch.batch_id, batch.run_id, run.run_id, batch.fetched_count, batch.unchanged_count,
    batch.failed_count
HAVING
    run.run_id IS NULL
    OR count(outcome.fetch_id)
    <> batch.fetched_count + batch.unchanged_count + batch.failed_count;
