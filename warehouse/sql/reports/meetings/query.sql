-- One row a meeting, the newest first: who met whom, where and how, and what accounts disagree on.
SELECT
    meeting.starts_on,
    meeting.participants,
    meeting.organisations,
    meeting.place,
    meeting.mode,
    meeting.status,
    meeting.account_count,
    meeting.disagreements,
    meeting.evidence,
    meeting.release_ids[:10] AS release_ids,
    meeting.meeting_id
FROM mart.meetings AS meeting
WHERE
    ($person IS NULL OR list_contains(meeting.person_ids, $person))
    AND ($status IS NULL OR meeting.status = $status)
ORDER BY meeting.starts_on DESC NULLS LAST, meeting.meeting_id
LIMIT $limit;
