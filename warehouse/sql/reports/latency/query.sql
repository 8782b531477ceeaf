-- One row a publisher: hours from publication until a release was seen, and on until it was loaded.
-- Moments are told apart by their seconds: a calendar with time zones takes ten times as long.
WITH arrival AS (
    SELECT
        release.source_id,
        release.release_id,
        (epoch(release.first_seen_at) - epoch(version.published_at)) / 3600 AS seen_after,
        (epoch(coalesce(version.loaded_at, run.finished_at)) - epoch(version.observed_at)) / 3600
            AS loaded_after
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON release.release_id = version.release_id AND version.version = 1
    INNER JOIN raw.run AS run ON version.run_id = run.run_id
    WHERE
        ($source IS NULL OR release.source_id = $source)
        AND ($since IS NULL OR release.first_seen_at >= cast($since AS TIMESTAMPTZ))
        -- What was seen long after is an old release that a backfill brought in.
        AND epoch(release.first_seen_at)
        <= coalesce(epoch(version.published_at), epoch(version.published_on)) + 86400 * $days
)

SELECT
    source_id,
    count(*) AS release_count,
    count(seen_after) FILTER (WHERE seen_after >= 0) AS timed_count,
    round(quantile_cont(seen_after, 0.5) FILTER (WHERE seen_after >= 0), 2) AS seen_hours_p50,
    round(quantile_cont(seen_after, 0.95) FILTER (WHERE seen_after >= 0), 2) AS seen_hours_p95,
    round(quantile_cont(loaded_after, 0.5), 4) AS loaded_hours_p50,
    round(quantile_cont(loaded_after, 0.95), 4) AS loaded_hours_p95,
    min(release_id, 10) AS release_ids,
    coalesce(
        arg_max(release_id, seen_after, 10) FILTER (WHERE seen_after >= 0), []
    ) AS slowest_release_ids
FROM arrival
GROUP BY source_id
ORDER BY seen_hours_p50 DESC NULLS LAST, source_id;
