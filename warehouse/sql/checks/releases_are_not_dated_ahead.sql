-- One row a release published, as its newest version says, two days or more after it was seen.
SELECT
    release.release_id,
    version.published_on,
    version.observed_at
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON release.release_id = version.release_id AND release.current_version = version.version
WHERE version.published_on >= cast(version.observed_at AS DATE) + 2;
