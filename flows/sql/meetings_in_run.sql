-- One row a meeting that releases got a first or a new version of in a run tell of, newest first.
SELECT
    meeting.starts_on AS day,
    meeting.participants AS who,
    meeting.place,
    meeting.occasion,
    meeting.status
FROM mart.meetings AS meeting
WHERE
    list_has_any(
        meeting.release_ids,
        (
            SELECT list(version.release_id)
            FROM mart.release_versions AS version
            WHERE version.run_id = $run
        )
    )
ORDER BY meeting.starts_on DESC NULLS LAST, meeting.meeting_id
