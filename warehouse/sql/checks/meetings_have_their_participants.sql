-- One row a participant or outcome of a meeting that is missing.
WITH stated AS (
    SELECT
        'core.meeting_participant' AS table_name,
        release_id,
        version,
        meeting
    FROM core.meeting_participant
    UNION ALL
    SELECT
        'core.meeting_outcome' AS table_name,
        release_id,
        version,
        meeting
    FROM core.meeting_outcome
)

SELECT stated.*
FROM stated
ANTI JOIN core.meeting AS meeting
    ON
        stated.release_id = meeting.release_id
        AND stated.version = meeting.version
        AND stated.meeting = meeting.position;
