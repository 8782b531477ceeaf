-- One row a document with more than one open rejection.
SELECT
    url,
    count(*) AS rejection_count
FROM raw.rejection
WHERE resolved_at IS NULL
GROUP BY url
HAVING count(*) > 1;
