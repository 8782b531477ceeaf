-- One row an account of a meeting in a release that is linked now.
SELECT
    meeting.release_id,
    meeting.position AS meeting
FROM core.meeting AS meeting
INNER JOIN linked
    ON
        meeting.release_id = linked.release_id
        AND meeting.version = linked.version
ORDER BY meeting.release_id, meeting.position;
