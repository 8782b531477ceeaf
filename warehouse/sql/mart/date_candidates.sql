-- One row a date found in or beside the newest version of a release.
CREATE OR REPLACE VIEW mart.date_candidates AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.date_candidate AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
