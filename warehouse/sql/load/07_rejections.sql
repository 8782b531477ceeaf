-- One row a document of this batch that was rejected, by a reader or here for a conflict.
CREATE OR REPLACE TEMP TABLE refused AS
WITH joined AS (
    SELECT
        request.url,
        staged.raw_digest,
        staged.stage,
        staged.reason,
        staged.error_path,
        batch.source_id,
        batch.run_id,
        staged.fetch_id,
        staged.archive_file,
        staged.archive_offset,
        staged.rule_version,
        staged.observed_at
    FROM staged_rejection AS staged
    CROSS JOIN staged_batch AS batch
    INNER JOIN raw."fetch" AS request ON staged.fetch_id = request.fetch_id
    UNION ALL BY NAME
    SELECT
        fetched_url AS url,
        raw_digest,
        'validate' AS stage,
        conflict AS reason,
        'url' AS error_path,
        source_id,
        run_id,
        fetch_id,
        archive_file,
        archive_offset,
        rule_version,
        observed_at
    FROM claim
    WHERE is_conflict
)

SELECT
    joined.*,
    greatest(joined.observed_at, batch.started_at) AS rejected_at
FROM joined
CROSS JOIN staged_batch AS batch
QUALIFY row_number() OVER (PARTITION BY joined.fetch_id ORDER BY joined.stage) = 1;

-- What a later load says of the same document settles the earlier rejection.
UPDATE raw.rejection AS held
SET
    resolved_at = settled.settled_at,
    resolution = settled.resolution
FROM (
    SELECT
        claim.fetched_url AS url,
        max(greatest(claim.observed_at, batch.started_at)) AS settled_at,
        'loaded' AS resolution
    FROM claim
    CROSS JOIN staged_batch AS batch
    WHERE NOT claim.is_conflict
    GROUP BY claim.fetched_url
) AS settled
WHERE held.url = settled.url AND held.resolved_at IS NULL;

UPDATE raw.rejection AS held
SET
    resolved_at = refused.rejected_at,
    resolution = 'superseded'
FROM refused
WHERE
    held.url = refused.url
    AND held.resolved_at IS NULL
    AND (held.raw_digest, held.stage, held.reason)
    IS DISTINCT FROM (refused.raw_digest, refused.stage, refused.reason);

MERGE INTO raw.rejection AS held
USING (
    SELECT *
    FROM refused
    QUALIFY row_number() OVER (
        PARTITION BY url, raw_digest, stage, reason ORDER BY rejected_at DESC, fetch_id DESC
    ) = 1
) AS refused
    ON
        held.url = refused.url
        AND held.raw_digest = refused.raw_digest
        AND held.stage = refused.stage
        AND held.reason = refused.reason
WHEN MATCHED THEN
    UPDATE
        SET
            error_path = refused.error_path,
            run_id = refused.run_id,
            fetch_id = refused.fetch_id,
            archive_file = refused.archive_file,
            archive_offset = refused.archive_offset,
            rule_version = refused.rule_version,
            observed_at = refused.observed_at,
            last_rejected_at = greatest(held.last_rejected_at, refused.rejected_at),
            resolved_at = NULL,
            resolution = ''
WHEN NOT MATCHED THEN INSERT (
    url, raw_digest, stage, reason, error_path, source_id, run_id, fetch_id, archive_file,
    archive_offset, rule_version, observed_at, first_rejected_at, last_rejected_at, resolved_at,
    resolution
) VALUES (
    refused.url, refused.raw_digest, refused.stage, refused.reason, refused.error_path,
    refused.source_id, refused.run_id, refused.fetch_id, refused.archive_file,
    refused.archive_offset, refused.rule_version, refused.observed_at, refused.rejected_at,
    refused.rejected_at, NULL, ''
);
