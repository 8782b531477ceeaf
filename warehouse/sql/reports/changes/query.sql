-- One row a release that is new, was edited or removed since a day, the newest first.
WITH asked AS (
    SELECT
        cast(
            coalesce($since, cast(max(started_at) AS DATE) - 1) AS TIMESTAMPTZ
        ) AS since_at
    FROM raw.run
),

changed AS (
    SELECT
        'new' AS what,
        greatest(release.first_seen_at, run.started_at) AS noticed_at,
        release.release_id,
        '' AS change,
        [] AS evidence
    FROM core.release AS release
    INNER JOIN raw.run AS run ON release.first_run_id = run.run_id
    INNER JOIN asked ON greatest(release.first_seen_at, run.started_at) >= asked.since_at
    UNION ALL
    SELECT
        CASE WHEN correction.cause = 'gone' THEN 'removed' ELSE 'edited' END AS what,
        correction.changed_before_at AS noticed_at,
        correction.release_id,
        correction.change,
        correction.evidence
    FROM mart.corrections AS correction
    INNER JOIN asked ON correction.changed_before_at >= asked.since_at
    WHERE correction.cause IN ('edited', 'gone')
)

SELECT
    changed.what,
    changed.noticed_at,
    release.source_id,
    release.published_on,
    release.language,
    release.kind,
    release.title,
    changed.change,
    changed.evidence,
    release.is_duplicate,
    release.release_id,
    release.url
FROM changed
INNER JOIN mart.release_index AS release ON changed.release_id = release.release_id
WHERE
    ($source IS NULL OR release.source_id = $source)
    AND ($what IS NULL OR changed.what = $what)
ORDER BY changed.noticed_at DESC, changed.what, release.url
LIMIT $limit;
