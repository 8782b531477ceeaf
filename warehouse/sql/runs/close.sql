-- One row a run: ended. Returns the run, so that ending an unknown run is noticed.
UPDATE raw.run
SET
    state = $state,
    finished_at = $finished_at
WHERE run_id = $run_id
RETURNING run_id;
