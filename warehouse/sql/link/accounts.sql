-- One row an account of a meeting: of a release that is linked now, or compared with one that is.
WITH wanted AS (
    SELECT linked.release_id FROM linked
    UNION
    SELECT staged.other_release_id FROM staged_pair AS staged
),

joined AS (
    SELECT
        member.release_id,
        member.version,
        member.meeting,
        list({
            'name': member.name,
            'person_id': member.person_id,
            'organisation': member.organisation,
            'side': member.side
        } ORDER BY member.position) AS participants
    FROM core.meeting_participant AS member
    INNER JOIN wanted ON member.release_id = wanted.release_id
    GROUP BY member.release_id, member.version, member.meeting
)

SELECT
    meeting.release_id,
    meeting.position AS meeting,
    version.published_on,
    meeting.span_start AS start,
    meeting.span_end AS "end",
    meeting.text,
    meeting.rule,
    meeting.confidence,
    meeting.starts_on,
    meeting.ends_on,
    meeting.place,
    meeting.place_id,
    meeting.mode,
    meeting.status,
    joined.participants,
    linked.release_id IS NOT NULL AS is_linked
FROM core.meeting AS meeting
INNER JOIN wanted ON meeting.release_id = wanted.release_id
INNER JOIN core.release AS release
    ON
        meeting.release_id = release.release_id
        AND meeting.version = release.current_version
INNER JOIN core.release_version AS version
    ON
        meeting.release_id = version.release_id
        AND meeting.version = version.version
INNER JOIN joined
    ON
        meeting.release_id = joined.release_id
        AND meeting.version = joined.version
        AND meeting.position = joined.meeting
LEFT JOIN linked ON meeting.release_id = linked.release_id
ORDER BY meeting.release_id, meeting.position;
