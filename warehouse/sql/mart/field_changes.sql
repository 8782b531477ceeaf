-- One row a field in which a version differs from the one before, with its release.
CREATE OR REPLACE VIEW mart.field_changes AS
SELECT
    told.release_id,
    told.version,
    release.source_id,
    release.url,
    version.cause,
    version.observed_at,
    told.field,
    told.change,
    told.before,
    told.after,
    told.removed_count,
    told.added_count,
    told.similarity,
    told.rule,
    told.notice
FROM core.field_change AS told
INNER JOIN core.release AS release ON told.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON told.release_id = version.release_id AND told.version = version.version;
