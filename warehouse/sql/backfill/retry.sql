-- One row a page that failed in an earlier run: it waits again.
UPDATE raw.backfill_stop
SET state = 'waiting', reason = ''
WHERE
    source_id = $source_id AND since_on = $since AND until_on = $until
    AND state = 'failed';
