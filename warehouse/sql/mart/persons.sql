-- One row a person named in releases, by their newest versions.
CREATE OR REPLACE VIEW mart.persons AS
SELECT
    entity_id AS person_id,
    name,
    variants,
    id_reasons,
    release_count,
    mention_count,
    first_published_on,
    last_published_on
FROM mart.entities
WHERE entity = 'person';
