-- One row: where the bytes of a request are archived; empty if it brought none.
SELECT
    request.error_kind,
    CASE
        WHEN request.outcome = 'failed' THEN ''
        ELSE coalesce(brought.archive_file, '')
    END AS archive_file,
    coalesce(brought.archive_offset, 0) AS archive_offset
FROM raw."fetch" AS request
LEFT JOIN raw."fetch" AS brought
    ON
        request.url = brought.url
        AND request.raw_digest = brought.raw_digest
        AND request.fetched_at >= brought.fetched_at
        AND brought.outcome = 'fetched'
WHERE request.fetch_id = $fetch_id
ORDER BY brought.fetched_at DESC NULLS LAST
LIMIT 1;
