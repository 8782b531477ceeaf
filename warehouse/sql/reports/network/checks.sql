-- One row a pair of one with itself, or without a release.
SELECT *
FROM report
WHERE
    (entity = other_entity AND entity_id = other_entity_id)
    OR release_count < 1
    OR len(release_ids) <> least(release_count, 10);
