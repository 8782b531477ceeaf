-- One row a gap in which nothing is missing.
SELECT *
FROM report
WHERE missing_count < 1;
