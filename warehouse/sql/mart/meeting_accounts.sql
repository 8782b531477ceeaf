-- One row an account of a meeting: what one release says of it, with the evidence.
CREATE OR REPLACE VIEW mart.meeting_accounts AS
SELECT
    coalesce(link.meeting_id, concat(meeting.release_id, '-', meeting.position)) AS meeting_id,
    meeting.release_id,
    release.source_id,
    release.url,
    version.published_on,
    meeting.starts_on,
    meeting.ends_on,
    meeting.precision,
    meeting.place,
    meeting.mode,
    meeting.status,
    meeting.occasion,
    meeting.topics,
    meeting.plover,
    meeting.text,
    meeting.span_start,
    meeting.span_end,
    meeting.rule,
    meeting.confidence,
    coalesce(link.reason, '') AS reason
FROM core.meeting AS meeting
INNER JOIN core.release AS release
    ON
        meeting.release_id = release.release_id
        AND meeting.version = release.current_version
INNER JOIN core.release_version AS version
    ON
        meeting.release_id = version.release_id
        AND meeting.version = version.version
LEFT JOIN core.meeting_link AS link
    ON
        meeting.release_id = link.release_id
        AND meeting.position = link.meeting;
