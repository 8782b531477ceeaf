-- One row a place named in releases, by their newest versions.
CREATE OR REPLACE VIEW mart.places AS
SELECT
    entity_id AS place_id,
    name,
    variants,
    id_reasons,
    country,
    release_count,
    mention_count,
    first_published_on,
    last_published_on
FROM mart.entities
WHERE entity = 'place';
