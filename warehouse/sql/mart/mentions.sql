-- One row a mention of a person, organisation or place in the newest version of a release.
CREATE OR REPLACE VIEW mart.mentions AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.mention AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
