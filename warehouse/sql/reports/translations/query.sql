-- One row a pair of languages: from the first to be published to one that followed, with the lag.
WITH member AS (
    SELECT
        grouped.group_id,
        release.release_id,
        release.source_id,
        release.language,
        release.published_on,
        release.published_at,
        row_number() OVER (
            PARTITION BY grouped.group_id
            ORDER BY
                release.published_on ASC NULLS LAST, release.published_at ASC NULLS LAST,
                release.first_seen_at ASC, release.release_id ASC
        ) AS rank
    FROM core.language_group AS grouped
    INNER JOIN mart.release_index AS release ON grouped.release_id = release.release_id
)

SELECT
    original.language AS from_language,
    member.language,
    count(DISTINCT member.group_id) AS group_count,
    count(*) FILTER (WHERE member.published_on = original.published_on) AS same_day_count,
    quantile_cont(date_diff('day', original.published_on, member.published_on), 0.5)
        AS lag_days_p50,
    quantile_cont(date_diff('day', original.published_on, member.published_on), 0.95)
        AS lag_days_p95,
    round(
        quantile_cont(
            (epoch(member.published_at) - epoch(original.published_at)) / 3600, 0.5
        ), 1
    ) AS lag_hours_p50,
    max(member.published_on) AS last_published_on,
    min(member.release_id, 10) AS release_ids
FROM member
INNER JOIN member AS original
    ON member.group_id = original.group_id AND original.rank = 1 AND member.rank > 1
WHERE $source IS NULL OR member.source_id = $source
GROUP BY original.language, member.language
ORDER BY group_count DESC, from_language, member.language;
