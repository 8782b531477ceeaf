-- One row a release to be linked now, the earliest first.
CREATE OR REPLACE TEMP TABLE linked AS
SELECT
    release.release_id,
    release.current_version AS version
FROM core.unlinked AS unlinked
INNER JOIN core.release AS release ON unlinked.release_id = release.release_id
ORDER BY release.first_seen_at, release.release_id
LIMIT $size;
