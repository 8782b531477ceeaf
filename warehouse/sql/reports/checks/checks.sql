-- One row a check that passed although it found something, or failed and is not counted so.
SELECT *
FROM report
WHERE is_passed <> (bad_count = 0) OR failed_count < cast(NOT is_passed AS BIGINT);
