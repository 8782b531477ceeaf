-- One row a document or event with a name in the newest version of a release.
CREATE OR REPLACE VIEW mart.works AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.work AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
