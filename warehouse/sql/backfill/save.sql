-- One row a page: what came of it; one that is found again stays as it is.
MERGE INTO raw.backfill_stop AS held
USING staged_stop AS staged
    ON
        held.source_id = staged.source_id
        AND held.since_on = staged.since_on
        AND held.until_on = staged.until_on
        AND held.channel = staged.channel
        AND held.url = staged.url
WHEN MATCHED AND staged.state <> 'waiting' THEN
    UPDATE
        SET
            state = staged.state,
            link_count = staged.link_count,
            reason = staged.reason,
            run_id = staged.run_id,
            changed_at = staged.changed_at
WHEN NOT MATCHED THEN INSERT (
    source_id, since_on, until_on, channel, url, position, depth, number, seen_count,
    stale_count, before, state, link_count, reason, run_id, changed_at
) VALUES (
    staged.source_id, staged.since_on, staged.until_on, staged.channel, staged.url,
    staged.position + (
        SELECT coalesce(max(earlier.position), 0)
        FROM raw.backfill_stop AS earlier
    ), staged.depth, staged.number, staged.seen_count, staged.stale_count,
    staged.before, staged.state, staged.link_count, staged.reason, staged.run_id,
    staged.changed_at
);
