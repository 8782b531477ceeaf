-- One row a language without a release, or a confidence that is none.
SELECT *
FROM report
WHERE release_count < unsure_count OR mean_confidence NOT BETWEEN 0 AND 1;
