-- One row a meeting that a release tells of, with who took part.
CREATE TEMP VIEW site_meeting AS
WITH member AS (
    SELECT
        release_id,
        version,
        meeting,
        list(
            struct_pack(
                name := name, person_id := person_id, role := role, organisation := organisation
            )
            ORDER BY position
        ) AS members,
        list(person_id) FILTER (WHERE person_id <> '') AS person_ids,
        list(lower(organisation)) FILTER (WHERE organisation <> '') AS organisation_names
    FROM core.meeting_participant
    GROUP BY release_id, version, meeting
)

SELECT
    release.release_id,
    meeting.position,
    coalesce(link.meeting_id, concat(meeting.release_id, '-', meeting.position)) AS meeting_id,
    meeting.starts_on,
    meeting.ends_on,
    meeting.place,
    meeting.mode,
    meeting.status,
    meeting.occasion,
    meeting.text,
    meeting.rule,
    coalesce(link.disagreements, []) AS disagreements,
    member.members,
    member.person_ids,
    member.organisation_names
FROM site_release AS release
INNER JOIN core.meeting AS meeting
    ON
        release.release_id = meeting.release_id
        AND release.version = meeting.version
INNER JOIN member
    ON
        meeting.release_id = member.release_id
        AND meeting.version = member.version
        AND meeting.position = member.meeting
LEFT JOIN core.meeting_link AS link
    ON
        meeting.release_id = link.release_id
        AND meeting.position = link.meeting;
