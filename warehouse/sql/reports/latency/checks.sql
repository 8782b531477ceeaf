-- One row a publisher whose quantiles contradict each other.
SELECT *
FROM report
WHERE
    seen_hours_p50 > seen_hours_p95
    OR loaded_hours_p50 > loaded_hours_p95
    OR timed_count > release_count;
