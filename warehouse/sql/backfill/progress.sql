-- One row: how far a backfill is, in pages.
SELECT
    count(*) FILTER (WHERE state = 'waiting') AS waiting_count,
    count(*) FILTER (WHERE state = 'read') AS read_count,
    count(*) FILTER (WHERE state = 'failed') AS failed_count
FROM raw.backfill_stop
WHERE source_id = $source_id AND since_on = $since AND until_on = $until;
