-- One row a check of a run: those that found something first.
WITH results AS (
    SELECT
        check_name,
        table_name,
        severity,
        is_passed,
        bad_count,
        examples,
        count(*) FILTER (WHERE NOT is_passed) OVER (PARTITION BY check_name) AS failed_count,
        max(checked_at) FILTER (WHERE NOT is_passed) OVER (
            PARTITION BY check_name
        ) AS last_failed_at,
        run_id,
        checked_at,
        is_latest
    FROM mart.checks
)

SELECT * EXCLUDE (is_latest)
FROM results
WHERE
    (run_id = $run OR ($run IS NULL AND is_latest))
    AND (NOT $failed OR NOT is_passed)
ORDER BY is_passed, severity, table_name, check_name;
