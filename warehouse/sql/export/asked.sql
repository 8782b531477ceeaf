-- No rows: the releases a query named become those that are chosen, the latest first.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT
    release.release_id,
    row_number() OVER (
        ORDER BY version.published_on DESC NULLS LAST, release.release_id ASC
    ) AS position
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
WHERE release.release_id IN (SELECT asked_release.release_id FROM asked_release);
