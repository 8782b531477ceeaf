-- One row a request whose bytes, or whose revisit, are archived, file by file. A revisit refers to
-- the latest request before it that brought these bytes.
WITH brought AS (
    SELECT
        url,
        raw_digest,
        fetched_at,
        archive_file,
        archive_offset
    FROM raw."fetch"
    WHERE outcome = 'fetched' AND archive_file <> ''
)

SELECT
    request.fetch_id,
    request.archive_file,
    request.archive_offset,
    coalesce(request.raw_digest, '') AS raw_digest,
    request.outcome <> 'fetched' AS is_revisit,
    coalesce(brought.archive_file, '') AS origin_file,
    coalesce(brought.archive_offset, 0) AS origin_offset
FROM raw."fetch" AS request
ASOF LEFT JOIN brought
    ON
        request.url = brought.url
        AND request.raw_digest = brought.raw_digest
        AND request.fetched_at >= brought.fetched_at
WHERE request.archive_file <> ''
ORDER BY request.archive_file, request.archive_offset, request.fetch_id;
