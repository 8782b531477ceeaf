-- One row a publisher: shares of its releases that have a date, kind, topic and so on; rejections.
WITH held AS (
    SELECT *
    FROM mart.release_index
    WHERE
        ($source IS NULL OR source_id = $source)
        AND ($since IS NULL OR observed_at >= cast($since AS TIMESTAMPTZ))
),

filled AS (
    SELECT
        held.source_id,
        count(*) AS release_count,
        count(held.published_on) AS dated_count,
        count(held.published_at) AS timed_count,
        count(*) FILTER (WHERE held.number <> '') AS numbered_count,
        count(*) FILTER (WHERE held.language <> 'und') AS language_count,
        count(*) FILTER (WHERE held.kind <> 'other-unknown') AS kind_count,
        count(*) FILTER (
            WHERE held.release_id IN (SELECT topic.release_id FROM core.topic_assignment AS topic)
        ) AS topic_count,
        count(*) FILTER (
            WHERE
            held.release_id IN (
                SELECT entity.release_id FROM core.entity AS entity
                WHERE entity.entity = 'person'
            )
        ) AS person_count,
        count(*) FILTER (
            WHERE held.release_id IN (SELECT quote.release_id FROM core.quote AS quote)
        ) AS quote_count,
        count(*) FILTER (
            WHERE held.release_id IN (SELECT meeting.release_id FROM core.meeting AS meeting)
        ) AS meeting_count
    FROM held
    GROUP BY held.source_id
),

refused AS (
    SELECT
        source_id,
        count(*) AS rejection_count
    FROM raw.rejection
    WHERE
        resolved_at IS NULL
        AND ($source IS NULL OR source_id = $source)
        AND ($since IS NULL OR observed_at >= cast($since AS TIMESTAMPTZ))
    GROUP BY source_id
)

SELECT
    coalesce(filled.source_id, refused.source_id) AS source_id,
    coalesce(filled.release_count, 0) AS release_count,
    round(filled.dated_count / filled.release_count, 3) AS dated_share,
    round(filled.timed_count / filled.release_count, 3) AS timed_share,
    round(filled.numbered_count / filled.release_count, 3) AS numbered_share,
    round(filled.language_count / filled.release_count, 3) AS language_share,
    round(filled.kind_count / filled.release_count, 3) AS kind_share,
    round(filled.topic_count / filled.release_count, 3) AS topic_share,
    round(filled.person_count / filled.release_count, 3) AS person_share,
    round(filled.quote_count / filled.release_count, 3) AS quote_share,
    round(filled.meeting_count / filled.release_count, 3) AS meeting_share,
    coalesce(refused.rejection_count, 0) AS rejection_count,
    round(
        coalesce(refused.rejection_count, 0)
        / (coalesce(refused.rejection_count, 0) + coalesce(filled.release_count, 0)), 3
    ) AS rejection_share
FROM filled
FULL JOIN refused ON filled.source_id = refused.source_id
ORDER BY rejection_share DESC, source_id;
