-- One row a topic without a release, or a confidence that is none.
SELECT *
FROM report
WHERE release_count < 1 OR mean_confidence NOT BETWEEN 0 AND 1;
