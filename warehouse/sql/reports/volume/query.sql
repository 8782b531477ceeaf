-- One row a publisher, kind and week (its Monday); releases without a date are left out.
SELECT
    coalesce(nullif(source.organisation, ''), source.name, release.source_id) AS organisation,
    release.source_id,
    release.kind,
    cast(date_trunc('week', release.published_on) AS DATE) AS week_on,
    count(*) FILTER (WHERE NOT release.is_duplicate) AS release_count,
    count(*) FILTER (WHERE release.is_duplicate) AS duplicate_count
FROM mart.release_index AS release
LEFT JOIN core.source AS source ON release.source_id = source.source_id
WHERE
    release.published_on IS NOT NULL
    AND ($source IS NULL OR release.source_id = $source)
    AND ($kind IS NULL OR release.kind = $kind)
    AND ($since IS NULL OR release.published_on >= $since)
GROUP BY ALL
ORDER BY release.source_id, week_on DESC, release.kind;
