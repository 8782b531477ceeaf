-- One row a release whose newest version is missing, or is not the newest.
SELECT
    release.release_id,
    release.current_version,
    max(version.version) AS newest_version
FROM core.release AS release
LEFT JOIN core.release_version AS version ON release.release_id = version.release_id
GROUP BY release.release_id, release.current_version
HAVING
    max(version.version) IS DISTINCT FROM release.current_version
    OR count(version.version) <> release.current_version;
