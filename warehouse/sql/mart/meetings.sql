-- One row a meeting, whoever tells of it, with what its accounts disagree on.
CREATE OR REPLACE VIEW mart.meetings AS
WITH account AS (
    SELECT
        coalesce(
            link.meeting_id, concat(meeting.release_id, '-', meeting.position)
        ) AS meeting_id,
        version.published_on,
        release.source_id,
        link.disagreements,
        meeting.*,
        -- What was held counts before what was planned, the earliest release before a later one.
        row_number() OVER (
            PARTITION BY
                coalesce(link.meeting_id, concat(meeting.release_id, '-', meeting.position))
            ORDER BY
                meeting.status = 'planned',
                version.published_on ASC NULLS LAST,
                meeting.release_id ASC,
                meeting.position ASC
        ) AS rank
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
            AND meeting.position = link.meeting
),

joined AS (
    SELECT
        account.meeting_id,
        list(DISTINCT member.name ORDER BY member.name) AS participants,
        list(DISTINCT member.person_id ORDER BY member.person_id)
        FILTER (WHERE member.person_id <> '') AS person_ids,
        list(DISTINCT member.organisation ORDER BY member.organisation)
        FILTER (WHERE member.organisation <> '') AS organisations
    FROM account
    INNER JOIN core.meeting_participant AS member
        ON
            account.release_id = member.release_id
            AND account.version = member.version
            AND account.position = member.meeting
    GROUP BY account.meeting_id
)

SELECT
    account.meeting_id,
    arg_min(account.starts_on, account.rank) AS starts_on,
    arg_min(account.ends_on, account.rank) AS ends_on,
    coalesce(arg_min(account.place, account.rank) FILTER (WHERE account.place <> ''), '') AS place,
    arg_min(account.mode, account.rank) AS mode,
    -- What was planned in one release and held in another was held.
    CASE
        WHEN bool_or(account.status = 'held') THEN 'held'
        WHEN bool_or(account.status = 'past') THEN 'past'
        ELSE 'planned'
    END AS status,
    coalesce(
        arg_min(account.occasion, account.rank) FILTER (WHERE account.occasion <> ''), ''
    ) AS occasion,
    any_value(joined.participants) AS participants,
    coalesce(any_value(joined.person_ids), []) AS person_ids,
    coalesce(any_value(joined.organisations), []) AS organisations,
    count(*) AS account_count,
    count(DISTINCT account.source_id) AS source_count,
    coalesce(
        list_sort(list_distinct(flatten(list(account.disagreements)))), []
    ) AS disagreements,
    arg_min(account.text, account.rank) AS evidence,
    list(account.release_id ORDER BY account.release_id) AS release_ids
FROM account
LEFT JOIN joined ON account.meeting_id = joined.meeting_id
GROUP BY account.meeting_id;
