-- One row a window of 28 days with less in it than its last 7.
SELECT *
FROM report
WHERE count_28 < count_7 + former_7 OR len(release_ids) > count_7;
