-- One row: where the bytes of a version of a release are archived; of its newest if none is named.
SELECT
    version.archive_file,
    version.archive_offset
FROM core.release_version AS version
INNER JOIN core.release AS release ON version.release_id = release.release_id
WHERE
    version.release_id = $release_id
    AND version.version = coalesce(cast($version AS BIGINT), release.current_version);
