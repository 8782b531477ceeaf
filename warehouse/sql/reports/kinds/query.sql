-- One row a kind of release; copies are left out.
SELECT
    kind,
    count(*) AS release_count,
    round(avg(kind_confidence), 2) AS mean_confidence,
    count(DISTINCT source_id) AS source_count,
    max(published_on) AS last_published_on
FROM mart.release_index
WHERE NOT is_duplicate AND ($source IS NULL OR source_id = $source)
GROUP BY kind
ORDER BY release_count DESC, kind;
