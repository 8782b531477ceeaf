-- One row a page that a backfill is still to read, in the order they were found.
SELECT
    channel,
    url,
    depth,
    number,
    seen_count,
    stale_count,
    before
FROM raw.backfill_stop
WHERE
    source_id = $source_id AND since_on = $since AND until_on = $until
    AND state = 'waiting'
ORDER BY position
LIMIT $limit;
