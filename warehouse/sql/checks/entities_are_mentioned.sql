-- One row an entity that no words of its version mention.
SELECT
    entity.release_id,
    entity.version,
    entity.entity,
    entity.entity_id
FROM core.entity AS entity
ANTI JOIN core.mention AS mention
    ON
        entity.release_id = mention.release_id
        AND entity.version = mention.version
        AND entity.entity = mention.entity
        AND entity.entity_id = mention.entity_id;
