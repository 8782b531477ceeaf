-- One row a run: when it started; no row if it was never announced.
SELECT started_at
FROM raw.run
WHERE run_id = $run_id;
