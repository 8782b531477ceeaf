-- One row a version of a release, with the time for which it was the newest known.
--
-- What is read again from the archive was observed long before it is recorded: what was known on a
-- day follows from when it was recorded.
CREATE OR REPLACE VIEW mart.release_versions AS
SELECT
    version.release_id,
    version.version,
    release.source_id,
    release.url,
    version.cause,
    version.changed_fields,
    version.title,
    version.body,
    version.published_on,
    version.published_at,
    version.number,
    version.language,
    version.language_confidence,
    version.language_method,
    version.kind,
    version.kind_confidence,
    version.kind_method,
    version.kind_evidence,
    version.format,
    version.charset,
    version.repairs,
    version.digest,
    version.raw_digest,
    version.observed_at,
    greatest(version.observed_at, run.started_at) AS recorded_at,
    lead(greatest(version.observed_at, run.started_at)) OVER (
        PARTITION BY version.release_id ORDER BY version.version
    ) AS superseded_at,
    version.version = release.current_version AS is_current,
    version.rule_version,
    version.run_id,
    version.archive_file,
    version.archive_offset
FROM core.release_version AS version
INNER JOIN core.release AS release ON version.release_id = release.release_id
INNER JOIN raw.run AS run ON version.run_id = run.run_id;
