-- One row a date of an event in the text of the newest version of a release.
CREATE OR REPLACE VIEW mart.event_dates AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.event_date AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
