-- One row a release that repeats an earlier one, whole or nearly; the most alike first.
SELECT
    copy.published_on,
    pair.similarity,
    pair.method,
    copy.source_id,
    copy.title,
    origin.source_id AS origin_source_id,
    origin.published_on AS origin_published_on,
    copy.source_id <> origin.source_id AS is_syndicated,
    copy.release_id,
    origin.release_id AS origin_release_id,
    copy.url,
    origin.url AS origin_url
FROM core.near_duplicate AS pair
INNER JOIN mart.release_index AS copy ON pair.release_id = copy.release_id
INNER JOIN mart.release_index AS origin ON pair.origin_release_id = origin.release_id
WHERE
    (NOT $syndicated OR copy.source_id <> origin.source_id)
    AND ($source IS NULL OR copy.source_id = $source)
    AND ($method IS NULL OR pair.method = $method)
ORDER BY pair.similarity DESC, copy.published_on DESC NULLS LAST, copy.url, origin.url
LIMIT $limit;
