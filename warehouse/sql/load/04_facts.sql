-- One row a fact of a version that is new or judged again.
INSERT INTO core.topic_assignment BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    topic.topic_id,
    topic.label,
    topic.confidence,
    topic.terms,
    claim.rule_version
FROM claim
INNER JOIN staged_topic AS topic ON claim.position = topic.position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.date_candidate BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    candidate.rank AS position,
    candidate.date_on,
    candidate.date_at,
    candidate.method,
    candidate.text,
    candidate.confidence,
    candidate.is_ambiguous,
    candidate.is_conflicting,
    candidate.reason,
    candidate.rank = 1 AND coalesce(candidate.date_on = claim.published_on, FALSE) AS is_chosen
FROM claim
INNER JOIN staged_date AS candidate ON claim.position = candidate.position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.part BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_part AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.quote BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_quote AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.quantity BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_quantity AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.work BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_work AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.event_date BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_event_date AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.agenda_item BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_agenda_item AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.meeting BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_meeting AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.entity BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_entity AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.mention BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_mention AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.role_span BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_role_span AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.meeting_participant BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_meeting_participant AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.meeting_outcome BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_meeting_outcome AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;

INSERT INTO core.foreign_paragraph BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    fact.* EXCLUDE (fact.batch_position)
FROM claim
INNER JOIN staged_foreign_paragraph AS fact ON claim.position = fact.batch_position
WHERE claim.is_version OR claim.is_reclassified;
