-- One row a pair with a negative lag, or without a release.
SELECT *
FROM report
WHERE lag_days_p50 < 0 OR group_count < 1 OR len(release_ids) < 1;
