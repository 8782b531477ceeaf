-- One row a verdict with a share or confidence that is none.
SELECT *
FROM report
WHERE share NOT BETWEEN 0 AND 1 OR mean_confidence NOT BETWEEN 0 AND 1 OR release_count < 1;
