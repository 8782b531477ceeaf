-- One row a source: requests a run made for its channels and for its documents.
WITH request AS (
    SELECT
        source_id,
        TRUE AS is_channel
    FROM raw.channel_fetch
    WHERE run_id = $run
    UNION ALL
    SELECT
        source_id,
        FALSE AS is_channel
    FROM raw."fetch"
    WHERE run_id = $run AND outcome <> 'skipped'
)

SELECT
    source_id,
    count(*) FILTER (WHERE is_channel) AS channel_count,
    count(*) FILTER (WHERE NOT is_channel) AS document_count
FROM request
GROUP BY source_id
ORDER BY source_id
