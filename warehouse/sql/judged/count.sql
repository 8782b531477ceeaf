-- One row: how many versions are judged again.
SELECT count(*) AS version_count
FROM claim
WHERE is_reclassified;
