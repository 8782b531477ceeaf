-- One row a version after the first, the newest first.
WITH numbered AS (
    SELECT
        *,
        lag(title) OVER (PARTITION BY release_id ORDER BY version) AS former_title
    FROM mart.release_versions
)

SELECT
    observed_at,
    source_id,
    version,
    cause,
    change,
    changed_fields,
    title,
    CASE WHEN title <> former_title THEN former_title END AS former_title,
    release_id,
    url
FROM numbered
WHERE
    version > 1
    AND ($cause = 'all' OR cause = $cause)
    AND ($source IS NULL OR source_id = $source)
ORDER BY observed_at DESC, url, version DESC
LIMIT $limit;
