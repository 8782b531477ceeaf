-- One row a release, as the warehouse knew it at the end of a day, the newest first.
SELECT
    published_on,
    source_id,
    language,
    kind,
    title,
    version,
    change,
    recorded_at,
    superseded_at,
    is_gone,
    release_id,
    url
FROM mart.releases_as_known_on(cast(coalesce($day, today()) AS DATE) + 1)
WHERE $source IS NULL OR source_id = $source
ORDER BY published_on DESC NULLS LAST, source_id, title, release_id
LIMIT $limit;
