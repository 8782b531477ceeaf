-- One row a participant of a meeting, as the newest version of a release names it.
CREATE OR REPLACE VIEW mart.meeting_participants AS
SELECT
    fact.*,
    release.source_id,
    release.url
FROM core.meeting_participant AS fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version;
