-- One row: how many answers of a source's channels a run has recorded.
SELECT count(*) AS answer_count
FROM raw.channel_fetch
WHERE run_id = $run_id AND source_id = $source_id;
