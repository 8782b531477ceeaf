-- One row a version, topic, date or pair whose release or version is missing.
SELECT
    'core.release_version' AS table_name,
    release_id
FROM core.release_version
WHERE release_id NOT IN (SELECT release.release_id FROM core.release AS release)
UNION ALL
SELECT
    'core.topic_assignment' AS table_name,
    release_id
FROM core.topic_assignment
WHERE
    (release_id, version) NOT IN (
        SELECT (version.release_id, version.version) FROM core.release_version AS version
    )
UNION ALL
SELECT
    'core.date_candidate' AS table_name,
    release_id
FROM core.date_candidate
WHERE
    (release_id, version) NOT IN (
        SELECT (version.release_id, version.version) FROM core.release_version AS version
    )
UNION ALL
SELECT
    'core.near_duplicate' AS table_name,
    release_id
FROM core.near_duplicate
WHERE
    release_id NOT IN (SELECT release.release_id FROM core.release AS release)
    OR origin_release_id NOT IN (SELECT release.release_id FROM core.release AS release);
