-- One row a release that is no copy, the newest first.
SELECT
    published_on,
    source_id,
    language,
    kind,
    title,
    url
FROM mart.releases
WHERE
    NOT is_duplicate
    AND ($source IS NULL OR source_id = $source)
    AND ($language IS NULL OR language = $language)
    AND ($kind IS NULL OR kind = $kind)
    AND ($since IS NULL OR published_on >= $since)
ORDER BY published_on DESC NULLS LAST, source_id, title
LIMIT $limit;
