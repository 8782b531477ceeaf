-- One row a role of a person, with the first and last release that states it.
SELECT
    timeline.person_id,
    timeline.title,
    timeline.organisation,
    timeline.status,
    timeline.from_on,
    timeline.to_on,
    timeline.release_count,
    timeline.is_conflict,
    timeline.evidence,
    timeline.first_release_id,
    timeline.last_release_id
FROM mart.role_timeline AS timeline
WHERE $person IS NULL OR timeline.person_id = $person
ORDER BY timeline.release_count DESC, timeline.person_id, timeline.from_on, timeline.title
LIMIT $limit;
