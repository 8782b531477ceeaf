-- One row a outcome of a meeting, as the newest version of a release tells it.
CREATE OR REPLACE VIEW mart.meeting_outcomes AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.meeting_outcome AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
