-- One row a source of an ended run that has outcomes but no coverage.
SELECT
    outcome.run_id,
    outcome.source_id,
    count(*) AS outcome_count
FROM core.outcome AS outcome
INNER JOIN raw.run AS run ON outcome.run_id = run.run_id
LEFT JOIN core.coverage AS coverage
    ON outcome.run_id = coverage.run_id AND outcome.source_id = coverage.source_id
WHERE run.state <> 'running' AND coverage.run_id IS NULL
GROUP BY outcome.run_id, outcome.source_id;
