-- One row an organisation named in releases, by their newest versions.
CREATE OR REPLACE VIEW mart.organisations AS
SELECT
    entity_id AS organisation_id,
    name,
    variants,
    id_reasons,
    acronym,
    release_count,
    mention_count,
    first_published_on,
    last_published_on
FROM mart.entities
WHERE entity = 'organisation';
