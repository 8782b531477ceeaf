-- One row a source of a dead run: what it had loaded by then.
INSERT INTO core.coverage BY NAME
SELECT
    outcome.run_id,
    outcome.source_id,
    count(*) AS discovered_count,
    count(*) FILTER (WHERE outcome.outcome = 'loaded') AS loaded_count,
    count(*) FILTER (WHERE outcome.outcome = 'unchanged') AS unchanged_count,
    count(*) FILTER (WHERE outcome.outcome = 'duplicate') AS duplicate_count,
    count(*) FILTER (WHERE outcome.outcome = 'rejected') AS rejected_count,
    count(*) FILTER (WHERE outcome.outcome = 'failed') AS failed_count,
    'stopped' AS state,
    'the run ended before it had loaded everything' AS reason
FROM core.outcome AS outcome
INNER JOIN dead_run ON outcome.run_id = dead_run.run_id
WHERE
    NOT EXISTS (
        SELECT 1 FROM core.coverage AS coverage
        WHERE
            coverage.run_id = outcome.run_id
            AND coverage.source_id = outcome.source_id
    )
GROUP BY outcome.run_id, outcome.source_id;

UPDATE raw.run AS run
SET
    state = 'crashed',
    finished_at = staged_run.started_at
FROM dead_run, staged_run
WHERE run.run_id = dead_run.run_id;

-- One row a run: announced, or taken up again.
MERGE INTO raw.run AS held
USING staged_run AS staged
    ON held.run_id = staged.run_id
WHEN MATCHED THEN UPDATE SET state = staged.state, finished_at = staged.finished_at
WHEN NOT MATCHED THEN INSERT (
    run_id, flow, started_at, finished_at, state, parameters, rule_version
) VALUES (
    staged.run_id, staged.flow, staged.started_at, staged.finished_at, staged.state,
    staged.parameters, staged.rule_version
);
