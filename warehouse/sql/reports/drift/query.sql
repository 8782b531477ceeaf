-- One row a verdict (a kind, topic or language), rule version and week in which texts were seen.
WITH bounds AS (
    SELECT date_trunc('week', max(observed_at)) - to_weeks(cast($weeks - 1 AS INTEGER)) AS first_at
    FROM mart.release_index
),

recent AS (
    SELECT
        release.*,
        cast(date_trunc('week', make_timestamp(epoch_us(release.observed_at))) AS DATE) AS week_on
    FROM mart.release_index AS release
    INNER JOIN bounds ON release.observed_at >= bounds.first_at
    WHERE $source IS NULL OR release.source_id = $source
),

totals AS (
    SELECT
        rule_version,
        week_on,
        count(*) AS release_count
    FROM recent
    GROUP BY rule_version, week_on
),

verdicts AS (
    SELECT
        'kind' AS aspect,
        kind AS verdict,
        kind = 'other-unknown' AS is_abstention,
        rule_version,
        week_on,
        count(*) AS release_count,
        avg(kind_confidence) AS mean_confidence,
        min(release_id, 10) AS release_ids
    FROM recent
    GROUP BY ALL
    UNION ALL
    SELECT
        'language' AS aspect,
        language AS verdict,
        language = 'und' AS is_abstention,
        rule_version,
        week_on,
        count(*) AS release_count,
        avg(language_confidence) AS mean_confidence,
        min(release_id, 10) AS release_ids
    FROM recent
    GROUP BY ALL
    UNION ALL
    SELECT
        'topic' AS aspect,
        coalesce(topic.label, 'none') AS verdict,
        topic.label IS NULL AS is_abstention,
        recent.rule_version,
        recent.week_on,
        count(*) AS release_count,
        coalesce(avg(topic.confidence), 0) AS mean_confidence,
        min(recent.release_id, 10) AS release_ids
    FROM recent
    LEFT JOIN core.topic_assignment AS topic
        ON recent.release_id = topic.release_id AND recent.version = topic.version
    GROUP BY ALL
)

SELECT
    verdicts.aspect,
    verdicts.verdict,
    verdicts.is_abstention,
    verdicts.rule_version,
    verdicts.week_on,
    verdicts.release_count,
    round(verdicts.release_count / totals.release_count, 4) AS share,
    round(verdicts.mean_confidence, 3) AS mean_confidence,
    verdicts.release_ids
FROM verdicts
INNER JOIN totals
    ON
        verdicts.rule_version = totals.rule_version
        AND verdicts.week_on = totals.week_on
WHERE $aspect IS NULL OR verdicts.aspect = $aspect
ORDER BY
    verdicts.week_on DESC, verdicts.rule_version, verdicts.aspect, verdicts.release_count DESC,
    verdicts.verdict;
