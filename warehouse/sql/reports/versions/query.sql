-- One row a version after the first, the newest first.
SELECT
    version.observed_at,
    version.source_id,
    version.version,
    version.cause,
    version.change,
    version.changed_fields,
    version.title,
    CASE WHEN version.title <> former.title THEN former.title END AS former_title,
    version.release_id,
    version.url
FROM mart.release_versions AS version
INNER JOIN core.release_version AS former
    ON version.release_id = former.release_id AND version.version = former.version + 1
WHERE
    version.version > 1
    AND ($cause = 'all' OR version.cause = $cause)
    AND ($source IS NULL OR version.source_id = $source)
ORDER BY version.observed_at DESC, version.url, version.version DESC
LIMIT $limit;
