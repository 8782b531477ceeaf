-- One row: where the bytes of a request of a document or channel are archived; empty if nowhere.
WITH request AS (
    SELECT
        'document' AS role,
        fetch_id,
        url,
        fetched_at,
        outcome,
        error_kind,
        raw_digest,
        archive_file,
        archive_offset
    FROM raw."fetch"
    UNION ALL
    SELECT
        'channel' AS role,
        fetch_id,
        url,
        fetched_at,
        outcome,
        error_kind,
        raw_digest,
        archive_file,
        archive_offset
    FROM raw.channel_fetch
)

SELECT
    request.error_kind,
    CASE
        WHEN request.outcome = 'failed' THEN ''
        ELSE coalesce(brought.archive_file, '')
    END AS archive_file,
    coalesce(brought.archive_offset, 0) AS archive_offset
FROM request
LEFT JOIN request AS brought
    ON
        request.role = brought.role
        AND request.url = brought.url
        AND request.raw_digest = brought.raw_digest
        AND request.fetched_at >= brought.fetched_at
        AND brought.outcome = 'fetched'
WHERE request.fetch_id = $fetch_id
ORDER BY brought.fetched_at DESC NULLS LAST
LIMIT 1;
