-- One row a document a run discovered: what became of it, and why.
CREATE OR REPLACE VIEW mart.outcomes AS
SELECT
    run_id,
    source_id,
    url,
    outcome,
    release_id,
    reason,
    observed_at,
    fetch_id
FROM core.outcome;
