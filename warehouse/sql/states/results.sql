-- One row a document of a batch: what it led to.
SELECT
    fetch_id,
    outcome,
    release_id
FROM core.outcome
WHERE batch_id = $batch_id;
