-- One row a check of a run: those that found something first.
WITH history AS (
    SELECT
        check_name,
        count(*) FILTER (WHERE NOT is_passed) AS failed_count,
        max(checked_at) FILTER (WHERE NOT is_passed) AS last_failed_at
    FROM mart.checks
    GROUP BY check_name
)

SELECT
    result.check_name,
    result.table_name,
    result.severity,
    result.is_passed,
    result.bad_count,
    result.examples,
    history.failed_count,
    history.last_failed_at,
    result.run_id,
    result.checked_at
FROM mart.checks AS result
INNER JOIN history ON result.check_name = history.check_name
WHERE
    (result.run_id = $run OR ($run IS NULL AND result.is_latest))
    AND ($failed = FALSE OR NOT result.is_passed)
ORDER BY result.is_passed, result.severity, result.table_name, result.check_name;
