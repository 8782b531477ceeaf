-- One row a topic and day, a week apart: its releases in the 7 and 28 days that end then.
WITH bounds AS (
    SELECT coalesce($until, max(published_on) FILTER (WHERE published_on <= today())) AS last_on
    FROM mart.release_index
),

ends AS (
    SELECT cast(bounds.last_on - cast(7 * step.number AS INTEGER) AS DATE) AS until_on
    FROM bounds
    CROSS JOIN range($weeks) AS step (number)
),

daily AS (
    SELECT
        topic.topic_id,
        topic.label,
        release.published_on,
        count(*) AS release_count,
        min(release.release_id, 10) AS release_ids
    FROM mart.release_index AS release
    INNER JOIN bounds
        ON
            release.published_on <= bounds.last_on
            AND release.published_on > bounds.last_on - cast(7 * $weeks + 56 AS INTEGER)
    INNER JOIN core.topic_assignment AS topic
        ON release.release_id = topic.release_id AND release.version = topic.version
    WHERE
        NOT release.is_duplicate
        AND ($source IS NULL OR release.source_id = $source)
        AND ($topic IS NULL OR topic.topic_id = $topic OR lower(topic.label) = lower($topic))
    GROUP BY topic.topic_id, topic.label, release.published_on
),

spans AS (
    SELECT
        daily.topic_id,
        daily.label,
        ends.until_on,
        date_diff('day', daily.published_on, ends.until_on) AS age,
        daily.release_count,
        daily.release_ids
    FROM ends
    INNER JOIN daily
        ON
            ends.until_on >= daily.published_on
            AND ends.until_on - 56 < daily.published_on
),

windows AS (
    SELECT
        topic_id,
        any_value(label) AS label,
        until_on,
        sum(release_count) FILTER (WHERE age < 7) AS count_7,
        sum(release_count) FILTER (WHERE age BETWEEN 7 AND 13) AS former_7,
        sum(release_count) FILTER (WHERE age < 28) AS count_28,
        sum(release_count) FILTER (WHERE age >= 28) AS former_28,
        flatten(list(release_ids) FILTER (WHERE age < 7)) AS release_ids
    FROM spans
    GROUP BY topic_id, until_on
),

ranked AS (
    SELECT
        topic_id,
        max(count_28) AS most
    FROM windows
    GROUP BY topic_id
    ORDER BY most DESC NULLS LAST, topic_id
    LIMIT $limit
)

SELECT
    windows.label,
    windows.topic_id,
    cast(windows.until_on - 6 AS DATE) AS from_7_on,
    cast(windows.until_on - 27 AS DATE) AS from_28_on,
    windows.until_on,
    cast(coalesce(windows.count_7, 0) AS BIGINT) AS count_7,
    cast(coalesce(windows.former_7, 0) AS BIGINT) AS former_7,
    cast(coalesce(windows.count_28, 0) AS BIGINT) AS count_28,
    cast(coalesce(windows.former_28, 0) AS BIGINT) AS former_28,
    -- Of none before nothing can be said.
    round(windows.count_28 / nullif(windows.former_28, 0), 2) AS growth_28,
    coalesce(list_sort(windows.release_ids)[:10], []) AS release_ids
FROM windows
INNER JOIN ranked ON windows.topic_id = ranked.topic_id
ORDER BY windows.until_on DESC, ranked.most DESC, windows.topic_id;
