-- One row a person or organisation of the site, the one in most releases first.
WITH releases AS (
    SELECT
        entity.entity,
        entity.entity_id,
        list(
            struct_pack(
                release_id := release.release_id,
                title := release.title,
                published_on := release.published_on,
                source_name := release.source_name,
                language := release.language
            )
            ORDER BY release.number
        )[:100] AS releases
    FROM site_release AS release
    INNER JOIN core.entity AS entity
        ON
            release.release_id = entity.release_id
            AND release.version = entity.version
    WHERE entity.entity IN ('person', 'organisation')
    GROUP BY entity.entity, entity.entity_id
)

SELECT
    entity.*,
    releases.releases
FROM site_entity AS entity
INNER JOIN releases
    ON
        entity.entity = releases.entity
        AND entity.entity_id = releases.entity_id
ORDER BY entity.entity, entity.release_count DESC, entity.name, entity.entity_id;
