-- One row a release with the text of an earlier one, the newest first.
SELECT
    copy.published_on,
    copy.source_id,
    copy.title,
    origin.source_id AS origin_source_id,
    origin.published_on AS origin_published_on,
    copy.url,
    origin.url AS origin_url
FROM mart.releases AS copy
INNER JOIN mart.releases AS origin ON copy.duplicate_of_release_id = origin.release_id
WHERE $source IS NULL OR copy.source_id = $source
ORDER BY copy.published_on DESC NULLS LAST, copy.url
LIMIT $limit;
