-- One row a place that releases name, the most named first.
SELECT
    max(entity.name) AS name,
    entity.entity_id AS place_id,
    max(entity.country) AS country,
    count(*) AS release_count,
    cast(sum(entity.mention_count) AS BIGINT) AS mention_count,
    count(DISTINCT release.source_id) AS source_count,
    max(release.published_on) AS last_published_on,
    min(entity.release_id, 10) AS release_ids
FROM core.entity AS entity
INNER JOIN mart.release_index AS release
    ON entity.release_id = release.release_id AND entity.version = release.version
WHERE
    entity.entity = 'place'
    AND NOT release.is_duplicate
    AND ($country IS NULL OR entity.country = upper($country))
    AND ($source IS NULL OR release.source_id = $source)
    AND ($since IS NULL OR release.published_on >= $since)
GROUP BY entity.entity_id
ORDER BY release_count DESC, place_id
LIMIT $limit;
