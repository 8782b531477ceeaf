-- One row a publisher: when a run last took everything it found there.
SELECT
    source_id,
    max(started_at) AS succeeded_at
FROM mart.coverage
WHERE state = 'ok'
GROUP BY source_id
