-- One row a role as releases state it, for the person who holds it and the body it is of.
SELECT
    stated.role_key,
    any_value(stated.person_id) AS person_id,
    any_value(person.name) AS person,
    any_value(stated.organisation_id) AS organisation_id,
    max(stated.organisation) AS organisation,
    max(stated.title) AS title,
    any_value(stated.status) AS status,
    min(stated.published_on) AS from_on,
    max(stated.published_on) AS to_on,
    count(DISTINCT stated.release_id) AS release_count,
    arg_max(stated.release_id, stated.number) AS first_release_id,
    arg_min(stated.release_id, stated.number) AS last_release_id
FROM site_role AS stated
INNER JOIN site_entity AS person
    ON person.entity = 'person' AND stated.person_id = person.entity_id
GROUP BY stated.role_key
ORDER BY to_on DESC NULLS LAST, release_count DESC, title, stated.role_key;
