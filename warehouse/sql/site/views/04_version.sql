-- One row a version of a release, with the request that brought it and where its bytes lie.
CREATE TEMP VIEW site_version AS
SELECT
    version.release_id,
    version.version,
    version.cause,
    version.changed_fields,
    version.title,
    version.body,
    version.published_on,
    version.observed_at,
    version.format,
    version.charset,
    version.repairs,
    version.rule_version,
    version.digest,
    version.raw_digest,
    version.archive_file,
    version.archive_offset,
    version.run_id,
    version.fetch_id,
    request.url AS asked_url,
    request.final_url,
    request.status,
    request.media_type,
    request.byte_count,
    request.fetched_at
FROM site_release AS release
INNER JOIN core.release_version AS version ON release.release_id = version.release_id
LEFT JOIN raw."fetch" AS request ON version.fetch_id = request.fetch_id;
