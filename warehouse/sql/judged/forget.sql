-- One row a fact of a version that is judged again: dropped, before it is found anew.
DELETE FROM core.topic_assignment AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.date_candidate AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.part AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.quote AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.quantity AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.work AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.event_date AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.agenda_item AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.meeting AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.entity AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.mention AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.role_span AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.meeting_participant AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.meeting_outcome AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;

DELETE FROM core.foreign_paragraph AS fact
USING claim
WHERE
    claim.is_reclassified
    AND fact.release_id = claim.release_id
    AND fact.version = claim.current_version;
