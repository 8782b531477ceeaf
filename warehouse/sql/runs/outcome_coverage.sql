-- One row: what became of the documents of a source that a run has loaded so far.
SELECT
    count(*) AS discovered_count,
    count(*) FILTER (WHERE outcome = 'loaded') AS loaded_count,
    count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged_count,
    count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate_count,
    count(*) FILTER (WHERE outcome = 'rejected') AS rejected_count,
    count(*) FILTER (WHERE outcome = 'failed') AS failed_count
FROM core.outcome
WHERE run_id = $run_id AND source_id = $source_id;
