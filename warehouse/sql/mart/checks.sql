-- One row a check of a run: whether what the run left could be published.
CREATE OR REPLACE VIEW mart.checks AS
WITH latest AS (
    SELECT arg_max(run_id, checked_at) AS run_id
    FROM core.check_result
)

SELECT
    result.run_id,
    result.check_name,
    result.table_name,
    result.severity,
    result.bad_count,
    result.examples,
    result.checked_at,
    run.flow,
    result.bad_count = 0 AS is_passed,
    result.run_id = latest.run_id AS is_latest
FROM core.check_result AS result
CROSS JOIN latest
LEFT JOIN raw.run AS run ON result.run_id = run.run_id;
