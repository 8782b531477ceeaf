-- One row a cluster of one, or with more publishers than releases.
SELECT *
FROM report
WHERE
    release_count < 2
    OR source_count > release_count
    OR len(release_ids) <> least(release_count, 10);
