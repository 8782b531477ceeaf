-- One row a chosen release of a stretch of them, as its newest version states it, with its topics
-- and who is named.
WITH taken AS (
    SELECT release_id
    FROM chosen
    WHERE position BETWEEN $first AND $last
),

-- Sorted as whole lists: list(... ORDER BY ...) takes 9 KB more a release, and five times as long.
topic AS (
    SELECT
        release_id,
        version,
        list_reverse_sort(
            list({ 'confidence': confidence, 'topic_id': topic_id, 'label': label })
        ) AS topics
    FROM core.topic_assignment
    WHERE release_id IN (SELECT taken.release_id FROM taken)
    GROUP BY release_id, version
),

name AS (
    SELECT
        release_id,
        version,
        list_sort(
            list({
                'entity': entity,
                'position': position,
                'entity_id': entity_id,
                'name': name,
                'country': country
            })
        ) AS names
    FROM core.entity
    WHERE release_id IN (SELECT taken.release_id FROM taken)
    GROUP BY release_id, version
),

dateline AS (
    SELECT
        release_id,
        version,
        arg_min(value, position) AS located
    FROM core.part
    WHERE
        name = 'dateline'
        AND value <> ''
        AND release_id IN (SELECT taken.release_id FROM taken)
    GROUP BY release_id, version
)

SELECT
    release.release_id,
    version.version,
    release.url,
    version.title,
    version.body,
    version.number,
    version.language,
    version.kind,
    coalesce(dateline.located, '') AS located,
    release.source_id,
    coalesce(source.name, release.source_id) AS source_name,
    version.published_on,
    version.published_at,
    release.first_seen_at,
    version.observed_at,
    coalesce(topic.topics, []) AS topics,
    coalesce(name.names, []) AS names
FROM taken
INNER JOIN core.release AS release ON taken.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN core.source AS source ON release.source_id = source.source_id
LEFT JOIN topic ON version.release_id = topic.release_id AND version.version = topic.version
LEFT JOIN name ON version.release_id = name.release_id AND version.version = name.version
LEFT JOIN dateline
    ON version.release_id = dateline.release_id AND version.version = dateline.version
ORDER BY version.published_on DESC NULLS LAST, release.release_id ASC;
