-- One row a run that says it runs although nobody writes: its process is dead.
CREATE OR REPLACE TEMP TABLE dead_run AS
SELECT run_id
FROM raw.run
WHERE state = 'running' AND run_id <> $run_id;
