-- One row a request of a document or channel whose bytes, or whose revisit, are archived, file by
-- file. A revisit refers to the latest request before it that brought these bytes.
WITH request AS (
    SELECT
        'document' AS role,
        fetch_id,
        url,
        fetched_at,
        outcome,
        raw_digest,
        archive_file,
        archive_offset
    FROM raw."fetch"
    WHERE archive_file <> ''
    UNION ALL
    SELECT
        'channel' AS role,
        fetch_id,
        url,
        fetched_at,
        outcome,
        raw_digest,
        archive_file,
        archive_offset
    FROM raw.channel_fetch
    WHERE archive_file <> ''
),

brought AS (
    SELECT *
    FROM request
    WHERE outcome = 'fetched'
)

SELECT
    request.fetch_id,
    request.archive_file,
    request.archive_offset,
    coalesce(request.raw_digest, '') AS raw_digest,
    request.outcome <> 'fetched' AS is_revisit,
    coalesce(brought.archive_file, '') AS origin_file,
    coalesce(brought.archive_offset, 0) AS origin_offset
FROM request
ASOF LEFT JOIN brought
    ON
        request.role = brought.role
        AND request.url = brought.url
        AND request.raw_digest = brought.raw_digest
        AND request.fetched_at >= brought.fetched_at
ORDER BY request.archive_file, request.archive_offset, request.fetch_id;
