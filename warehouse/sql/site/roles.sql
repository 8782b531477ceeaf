-- One row a role as releases state it, for the person who holds it and the body it is of.
WITH stated AS (
    SELECT
        role.person_id,
        role.organisation_id,
        role.title,
        role.organisation,
        role.status,
        release.release_id,
        release.number,
        release.published_on
    FROM site_release AS release
    INNER JOIN core.role_span AS role
        ON
            release.release_id = role.release_id
            AND release.version = role.version
)

SELECT
    stated.person_id,
    any_value(person.name) AS person,
    stated.organisation_id,
    max(stated.organisation) AS organisation,
    max(stated.title) AS title,
    stated.status,
    min(stated.published_on) AS from_on,
    max(stated.published_on) AS to_on,
    count(DISTINCT stated.release_id) AS release_count,
    arg_max(stated.release_id, stated.number) AS first_release_id,
    arg_min(stated.release_id, stated.number) AS last_release_id
FROM stated
INNER JOIN site_entity AS person
    ON person.entity = 'person' AND stated.person_id = person.entity_id
GROUP BY
    stated.person_id,
    stated.organisation_id,
    lower(stated.title),
    CASE WHEN stated.organisation_id = '' THEN lower(stated.organisation) END,
    stated.status
ORDER BY to_on DESC NULLS LAST, release_count DESC, title;
