-- No row is left of a backfill that is to start anew.
DELETE FROM raw.backfill_stop
WHERE source_id = $source_id AND since_on = $since AND until_on = $until;
