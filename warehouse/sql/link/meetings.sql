-- One row a pair of accounts that may be of one meeting: two persons in common, near in time, in
-- two releases of which one is linked now.
WITH participant AS (
    SELECT
        member.release_id,
        member.version,
        member.meeting,
        member.person_id
    FROM core.meeting_participant AS member
    INNER JOIN core.release AS release
        ON
            member.release_id = release.release_id
            AND member.version = release.current_version
    WHERE member.person_id <> ''
),

account AS (
    SELECT
        meeting.release_id,
        meeting.version,
        meeting.position AS meeting,
        coalesce(meeting.starts_on, version.published_on) AS near_on
    FROM core.meeting AS meeting
    INNER JOIN core.release_version AS version
        ON
            meeting.release_id = version.release_id
            AND meeting.version = version.version
)

SELECT
    here.release_id,
    here.meeting,
    there.release_id AS other_release_id,
    there.meeting AS other_meeting
FROM linked
INNER JOIN participant AS here ON linked.release_id = here.release_id
INNER JOIN participant AS there
    ON
        here.person_id = there.person_id
        AND here.release_id <> there.release_id
INNER JOIN account AS one
    ON
        here.release_id = one.release_id
        AND here.version = one.version
        AND here.meeting = one.meeting
INNER JOIN account AS other
    ON
        there.release_id = other.release_id
        AND there.version = other.version
        AND there.meeting = other.meeting
WHERE abs(date_diff('day', one.near_on, other.near_on)) <= 7
GROUP BY here.release_id, here.meeting, there.release_id, there.meeting
HAVING count(DISTINCT here.person_id) >= 2
ORDER BY here.release_id, here.meeting, there.release_id, there.meeting;
