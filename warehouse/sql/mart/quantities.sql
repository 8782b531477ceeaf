-- One row a number with its unit in the newest version of a release.
CREATE OR REPLACE VIEW mart.quantities AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.quantity AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
