-- One row a release, as its newest version states it, in few columns: quick to count.
CREATE OR REPLACE VIEW mart.release_index AS
SELECT
    release.release_id,
    release.current_version AS version,
    release.source_id,
    version.published_on,
    version.published_at,
    version.number,
    version.language,
    version.language_confidence,
    version.language_method,
    version.kind,
    version.kind_confidence,
    version.title,
    release.url,
    release.duplicate_of_release_id IS NOT NULL AS is_duplicate,
    release.first_seen_at,
    version.observed_at,
    version.rule_version
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version;
