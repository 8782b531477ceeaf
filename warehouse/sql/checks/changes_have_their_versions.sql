-- One row a difference between versions of which one is missing, or that is of a first version.
SELECT
    change.release_id,
    change.version,
    change.field
FROM core.field_change AS change
LEFT JOIN core.release_version AS version
    ON change.release_id = version.release_id AND change.version = version.version
LEFT JOIN core.release_version AS former
    ON change.release_id = former.release_id AND change.version = former.version + 1
WHERE version.release_id IS NULL OR former.release_id IS NULL;
