-- One row a release: its text and what was judged of the whole.
CREATE TEMP VIEW site_text AS
SELECT
    release.*,
    version.body,
    version.margins,
    version.number AS publisher_number,
    version.published_at,
    version.language_confidence,
    version.language_method,
    version.kind_confidence,
    version.kind_method,
    version.kind_evidence,
    version.rule_version,
    held.first_seen_at,
    held.last_seen_at
FROM site_release AS release
INNER JOIN core.release AS held ON release.release_id = held.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.version = version.version;
