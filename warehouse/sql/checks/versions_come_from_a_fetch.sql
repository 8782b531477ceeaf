-- One row a version or rejection whose request is not recorded.
WITH request AS (
    SELECT fetch_id
    FROM raw."fetch"
)

SELECT
    'core.release_version' AS table_name,
    fetch_id
FROM core.release_version
WHERE fetch_id NOT IN (SELECT request.fetch_id FROM request)
UNION ALL
SELECT
    'raw.rejection' AS table_name,
    fetch_id
FROM raw.rejection
WHERE fetch_id NOT IN (SELECT request.fetch_id FROM request);
