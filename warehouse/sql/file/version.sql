-- One row: the newest migration in this file.
SELECT coalesce(max(version), 0) AS version
FROM raw.migration;
