-- One row a version that an older communique loaded and nobody compared yet, some at a time.
CREATE OR REPLACE TEMP TABLE compared AS
SELECT
    version.release_id,
    version.version
FROM core.release_version AS version
ANTI JOIN core.field_change AS told
    ON version.release_id = told.release_id AND version.version = told.version
WHERE version.version > 1
ORDER BY version.release_id, version.version
LIMIT $size;
