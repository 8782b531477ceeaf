-- One row a person, organisation or place named in releases, by their newest versions.
CREATE OR REPLACE VIEW mart.entities AS
WITH named AS (
    SELECT
        entity.entity,
        entity.entity_id,
        entity.name,
        entity.id_reason,
        entity.acronym,
        entity.country,
        count(*) AS name_count,
        sum(entity.mention_count) AS mention_count,
        min(version.published_on) AS first_published_on,
        max(version.published_on) AS last_published_on
    FROM core.entity AS entity
    INNER JOIN core.release AS release
        ON
            entity.release_id = release.release_id
            AND entity.version = release.current_version
    INNER JOIN core.release_version AS version
        ON
            entity.release_id = version.release_id
            AND entity.version = version.version
    GROUP BY ALL
)

SELECT
    entity,
    entity_id,
    -- The form most releases use; of two as frequent the longer, then the later by letters.
    arg_max(name, row(name_count * 1000 + length(name), name)) AS name,
    list(DISTINCT name ORDER BY name) AS variants,
    list(DISTINCT id_reason ORDER BY id_reason) AS id_reasons,
    max(acronym) AS acronym,
    max(country) AS country,
    cast(sum(name_count) AS BIGINT) AS release_count,
    cast(sum(mention_count) AS BIGINT) AS mention_count,
    min(first_published_on) AS first_published_on,
    max(last_published_on) AS last_published_on
FROM named
GROUP BY entity, entity_id;
