-- One row a publisher and day on which it published: how many releases, copies left out.
SELECT
    source_id,
    published_on,
    count(*) AS release_count
FROM mart.release_index
WHERE published_on IS NOT NULL AND NOT is_duplicate
GROUP BY source_id, published_on
