-- One row a release that repeats an earlier one, whole or nearly; the most alike first.
SELECT
    pair.similarity,
    pair.method,
    pair.source_id,
    pair.origin_source_id,
    pair.is_syndicated,
    pair.url,
    pair.origin_url
FROM mart.near_duplicates AS pair
WHERE NOT $syndicated OR pair.is_syndicated
ORDER BY pair.similarity DESC, pair.url, pair.origin_url
LIMIT $limit;
