-- One row a document of this batch: what became of it, and why.
INSERT INTO core.outcome BY NAME
WITH remembered AS (
    SELECT
        url,
        arg_max(release_id, observed_at) AS release_id
    FROM core.outcome
    WHERE
        release_id IS NOT NULL
        AND url IN (
            SELECT request.url
            FROM staged_fetch AS request
            WHERE request.outcome IN ('unchanged', 'skipped')
        )
    GROUP BY url
)

SELECT
    batch.run_id,
    batch.source_id,
    request.fetch_id,
    batch.batch_id,
    request.url,
    CASE
        WHEN request.outcome = 'skipped' THEN 'unchanged'
        WHEN request.outcome IN ('failed', 'unchanged') THEN request.outcome
        WHEN refused.fetch_id IS NOT NULL THEN 'rejected'
        WHEN claim.is_version AND release.duplicate_of_release_id IS NOT NULL THEN 'duplicate'
        WHEN claim.is_version THEN 'loaded'
        ELSE 'unchanged'
    END AS outcome,
    CASE
        WHEN request.outcome IN ('unchanged', 'skipped') THEN remembered.release_id
        WHEN refused.fetch_id IS NULL THEN claim.release_id
    END AS release_id,
    CASE
        WHEN request.outcome = 'failed' THEN coalesce(nullif(request.error_kind, ''), request.error)
        WHEN request.outcome = 'skipped' THEN 'not due'
        ELSE coalesce(refused.reason, '')
    END AS reason,
    request.fetched_at AS observed_at
FROM staged_fetch AS request
CROSS JOIN staged_batch AS batch
LEFT JOIN claim ON request.fetch_id = claim.fetch_id
LEFT JOIN refused ON request.fetch_id = refused.fetch_id
LEFT JOIN core.release AS release ON claim.release_id = release.release_id
LEFT JOIN remembered ON request.url = remembered.url;

-- A document the publisher says is unchanged was seen again.
UPDATE core.release AS release
SET last_seen_at = greatest(release.last_seen_at, seen.observed_at)
FROM (
    SELECT
        outcome.release_id,
        max(outcome.observed_at) AS observed_at
    FROM core.outcome AS outcome
    INNER JOIN staged_batch AS batch ON outcome.batch_id = batch.batch_id
    WHERE
        outcome.outcome = 'unchanged' AND outcome.release_id IS NOT NULL
        AND outcome.reason <> 'not due'
    GROUP BY outcome.release_id
) AS seen
WHERE release.release_id = seen.release_id;
