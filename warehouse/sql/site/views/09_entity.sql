-- One row a person or organisation named in the releases of the site.
CREATE TEMP TABLE site_entity AS
WITH named AS (
    SELECT
        entity.entity,
        entity.entity_id,
        entity.name,
        max(entity.acronym) AS acronym,
        list(DISTINCT entity.id_reason) AS id_reasons,
        count(*) AS name_count,
        sum(entity.mention_count) AS mention_count,
        min(release.published_on) AS first_on,
        max(release.published_on) AS last_on
    FROM site_release AS release
    INNER JOIN core.entity AS entity
        ON
            release.release_id = entity.release_id
            AND release.version = entity.version
    WHERE entity.entity IN ('person', 'organisation')
    GROUP BY entity.entity, entity.entity_id, entity.name
)

SELECT
    entity,
    entity_id,
    -- As mart.entities: the form most releases use; of two as frequent the longer.
    arg_max(name, row(name_count * 1000 + length(name), name)) AS name,
    list(DISTINCT name ORDER BY name) AS variants,
    list_sort(list_distinct(flatten(list(id_reasons)))) AS id_reasons,
    max(acronym) AS acronym,
    cast(sum(name_count) AS BIGINT) AS release_count,
    cast(sum(mention_count) AS BIGINT) AS mention_count,
    min(first_on) AS first_on,
    max(last_on) AS last_on
FROM named
GROUP BY entity, entity_id;
