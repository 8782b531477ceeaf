-- One row a version that an older communique loaded and nobody compared yet: the next after a key.
CREATE OR REPLACE TEMP TABLE compared AS
WITH later AS (
    SELECT
        release_id,
        version
    FROM core.release_version
    WHERE version > 1 AND (release_id, version) > ($release_id, $version)
)

SELECT
    later.release_id,
    later.version
FROM later
ANTI JOIN core.field_change AS told
    ON later.release_id = told.release_id AND later.version = told.version
ORDER BY later.release_id, later.version
LIMIT $size;
