-- One row a publisher and week (its Monday); releases without a date are left out.
SELECT
    source_id,
    cast(date_trunc('week', published_on) AS DATE) AS week_on,
    count(*) FILTER (WHERE NOT is_duplicate) AS release_count,
    count(*) FILTER (WHERE is_duplicate) AS duplicate_count
FROM mart.releases
WHERE
    published_on IS NOT NULL
    AND ($source IS NULL OR source_id = $source)
    AND ($since IS NULL OR published_on >= $since)
GROUP BY source_id, week_on
ORDER BY source_id, week_on DESC;
