-- One row a release whose id begins as asked: the request behind a version of it, or its newest.
SELECT
    version.release_id,
    version.version,
    version.rule_version,
    request.*
FROM core.release_version AS version
INNER JOIN core.release AS release ON version.release_id = release.release_id
INNER JOIN raw."fetch" AS request ON version.fetch_id = request.fetch_id
WHERE
    starts_with(version.release_id, $release_id)
    AND version.version = coalesce(cast($version AS BIGINT), release.current_version)
ORDER BY version.release_id
LIMIT 4;
