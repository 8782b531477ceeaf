-- One row a meeting that releases of the site tell of, the newest first.
WITH account AS (
    SELECT
        meeting_id,
        min(release_id) AS release_id,
        count(DISTINCT release_id) AS release_count,
        list_distinct(flatten(list(person_ids))) AS person_ids,
        list_distinct(flatten(list(organisation_names))) AS organisation_names
    FROM site_meeting
    GROUP BY meeting_id
)

SELECT
    meeting.meeting_id,
    meeting.starts_on,
    meeting.ends_on,
    meeting.place,
    meeting.mode,
    meeting.status,
    meeting.occasion,
    meeting.participants,
    meeting.disagreements,
    account.release_id,
    account.release_count,
    coalesce(account.person_ids, []) AS person_ids,
    coalesce(account.organisation_names, []) AS organisation_names
FROM mart.meetings AS meeting
INNER JOIN account ON meeting.meeting_id = account.meeting_id
ORDER BY meeting.starts_on DESC NULLS LAST, meeting.meeting_id;
