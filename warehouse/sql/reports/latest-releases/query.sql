-- One row a release, the newest first; copies are left out unless asked for.
SELECT
    release.published_on,
    release.source_id,
    release.language,
    release.kind,
    release.title,
    release.release_id,
    release.url
FROM mart.release_index AS release
WHERE
    ($copies OR NOT release.is_duplicate)
    AND ($source IS NULL OR release.source_id = $source)
    AND ($language IS NULL OR release.language = $language)
    AND ($kind IS NULL OR release.kind = $kind)
    AND ($since IS NULL OR release.published_on >= $since)
    AND ($until IS NULL OR release.published_on <= $until)
    AND (
        $topic IS NULL
        OR EXISTS (
            SELECT 1 FROM core.topic_assignment AS topic
            WHERE
                topic.release_id = release.release_id
                AND topic.version = release.version
                AND (topic.topic_id = $topic OR lower(topic.label) = lower($topic))
        )
    )
    AND (
        $names IS NULL
        OR EXISTS (
            SELECT 1 FROM core.entity AS entity
            WHERE
                entity.release_id = release.release_id
                AND entity.version = release.version
                AND entity.entity_id = $names
        )
    )
ORDER BY release.published_on DESC NULLS LAST, release.source_id, release.title, release.url
LIMIT $limit;
