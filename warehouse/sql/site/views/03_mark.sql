-- One row a stretch of a release's text and what it stands for, in the words of tasks/spans.py.
CREATE TEMP VIEW site_mark AS
WITH member AS (
    SELECT
        release_id,
        version,
        meeting,
        string_agg(
            CASE
                WHEN concat(role, organisation) = '' THEN name
                ELSE
                    concat(
                        name,
                        ' (',
                        concat_ws(', ', nullif(role, ''), nullif(organisation, '')),
                        ')'
                    )
            END,
            ', ' ORDER BY position
        ) AS names
    FROM core.meeting_participant
    GROUP BY release_id, version, meeting
),

mark AS (
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'part' AS kind,
        concat_ws(
            ': ',
            name,
            nullif(
                concat_ws(
                    ', ',
                    nullif(value, ''),
                    cast(stated_on AS VARCHAR),
                    strftime(stated_at, '%Y-%m-%d %H:%M UTC')
                ),
                ''
            )
        ) AS says,
        rule,
        confidence,
        '' AS about
    FROM core.part
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'language' AS kind,
        concat('paragraph in ', language, ' (', script, ')') AS says,
        'language' AS rule,
        1.0 AS confidence,
        '' AS about
    FROM core.foreign_paragraph
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'quote' AS kind,
        coalesce(
            nullif(
                concat_ws(
                    ', ', nullif(speaker, ''), nullif(role, ''), nullif(organisation, '')
                ),
                ''
            ),
            '?'
        ) AS says,
        rule,
        confidence,
        person_id AS about
    FROM core.quote
    UNION ALL
    SELECT
        meeting.release_id,
        meeting.version,
        meeting.span_start,
        meeting.span_end,
        'meeting' AS kind,
        concat_ws(
            ', ',
            concat(meeting.status, ', ', meeting.mode, ': ', member.names),
            cast(meeting.starts_on AS VARCHAR),
            nullif(meeting.place, '')
        ) AS says,
        meeting.rule,
        meeting.confidence,
        '' AS about
    FROM core.meeting AS meeting
    LEFT JOIN member
        ON
            meeting.release_id = member.release_id
            AND meeting.version = member.version
            AND meeting.position = member.meeting
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'outcome' AS kind,
        kind AS says,
        rule,
        confidence,
        '' AS about
    FROM core.meeting_outcome
    UNION ALL
    SELECT
        mention.release_id,
        mention.version,
        mention.span_start,
        mention.span_end,
        mention.entity AS kind,
        concat(
            entity.name,
            CASE WHEN entity.acronym <> '' THEN concat(' (', entity.acronym, ')') ELSE '' END
        ) AS says,
        mention.rule,
        mention.confidence,
        CASE WHEN mention.entity = 'place' THEN '' ELSE mention.entity_id END AS about
    FROM core.mention AS mention
    INNER JOIN core.entity AS entity
        ON
            mention.release_id = entity.release_id
            AND mention.version = entity.version
            AND mention.entity = entity.entity
            AND mention.entity_id = entity.entity_id
    UNION ALL
    SELECT
        role.release_id,
        role.version,
        role.span_start,
        role.span_end,
        'role' AS kind,
        concat(
            entity.name,
            ': ',
            role.title,
            CASE WHEN role.organisation <> '' THEN concat(', ', role.organisation) ELSE '' END,
            CASE WHEN role.status <> 'current' THEN concat(' (', role.status, ')') ELSE '' END
        ) AS says,
        role.rule,
        role.confidence,
        role.person_id AS about
    FROM core.role_span AS role
    INNER JOIN core.entity AS entity
        ON
            role.release_id = entity.release_id
            AND role.version = entity.version
            AND entity.entity = 'person'
            AND role.person_id = entity.entity_id
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'quantity' AS kind,
        concat_ws(
            ' ',
            nullif(bound, ''),
            regexp_replace(format('{:,.6f}', amount), '\.?0+$', ''),
            nullif(unit, '')
        ) AS says,
        rule,
        confidence,
        '' AS about
    FROM core.quantity
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'event' AS kind,
        concat_ws(
            ', ', concat(kind, ': ', name), cast(starts_on AS VARCHAR), nullif(place, '')
        ) AS says,
        rule,
        confidence,
        '' AS about
    FROM core.work
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'date' AS kind,
        concat(
            left(
                cast(starts_on AS VARCHAR),
                CASE precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END
            ),
            CASE
                WHEN precision = 'day' AND ends_on > starts_on THEN concat(' to ', ends_on)
                ELSE ''
            END,
            ', ',
            tense
        ) AS says,
        rule,
        confidence,
        '' AS about
    FROM core.event_date
    UNION ALL
    SELECT
        release_id,
        version,
        span_start,
        span_end,
        'agenda' AS kind,
        concat_ws(
            ', ', concat(kind, ': ', name), cast(starts_on AS VARCHAR), nullif(place, '')
        ) AS says,
        rule,
        confidence,
        '' AS about
    FROM core.agenda_item
)

SELECT
    mark.release_id,
    mark.span_start,
    mark.span_end,
    mark.kind,
    mark.says,
    mark.rule,
    mark.confidence,
    mark.about
FROM mark
INNER JOIN site_release AS release
    ON mark.release_id = release.release_id AND mark.version = release.version;
