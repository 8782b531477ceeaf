-- One row a run that was found dead when this one started.
SELECT run_id
FROM dead_run
ORDER BY run_id;
