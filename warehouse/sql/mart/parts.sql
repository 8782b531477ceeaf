-- One row a part of the newest version of a release: headline, dateline, lead and the like.
CREATE OR REPLACE VIEW mart.parts AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.part AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
