-- One row a pair of accounts of one meeting, in two releases, one of them linked now.
--
-- Two accounts are of one meeting where they have two participants in common and their days, both
-- stated, differ by one at most. What else they disagree on is shown, and decides nothing.
WITH participant AS (
    SELECT
        member.release_id,
        member.version,
        member.meeting,
        CASE
            WHEN member.person_id <> '' THEN member.person_id
            ELSE lower(member.name)
        END AS who
    FROM core.meeting_participant AS member
),

account AS (
    SELECT
        meeting.release_id,
        meeting.version,
        meeting.position AS meeting,
        meeting.starts_on,
        linked.release_id IS NOT NULL AS is_linked
    FROM core.meeting AS meeting
    INNER JOIN core.release AS release
        ON
            meeting.release_id = release.release_id
            AND meeting.version = release.current_version
    LEFT JOIN linked ON meeting.release_id = linked.release_id
    WHERE meeting.starts_on IS NOT NULL AND meeting.precision = 'day'
)

SELECT
    one.release_id,
    one.meeting,
    other.release_id AS other_release_id,
    other.meeting AS other_meeting,
    string_agg(DISTINCT here.who, ', ' ORDER BY here.who) AS reason
FROM account AS one
INNER JOIN participant AS here
    ON
        one.release_id = here.release_id
        AND one.version = here.version
        AND one.meeting = here.meeting
INNER JOIN participant AS there ON here.who = there.who
INNER JOIN account AS other
    ON
        there.release_id = other.release_id
        AND there.version = other.version
        AND there.meeting = other.meeting
        AND other.starts_on BETWEEN one.starts_on - 1 AND one.starts_on + 1
WHERE
    one.is_linked
    AND one.release_id <> other.release_id
GROUP BY one.release_id, one.meeting, other.release_id, other.meeting
HAVING count(DISTINCT here.who) >= 2
ORDER BY one.release_id, one.meeting, other.release_id, other.meeting;
