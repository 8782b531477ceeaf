-- One row a reason that is empty.
SELECT *
FROM report
WHERE reason = '' OR rejection_count < 1;
