-- One row a topic or date of a version: replaced where the version was judged again.
DELETE FROM core.topic_assignment AS topic
USING claim
WHERE
    claim.is_reclassified
    AND topic.release_id = claim.release_id
    AND topic.version = claim.current_version;

DELETE FROM core.date_candidate AS candidate
USING claim
WHERE
    claim.is_reclassified
    AND candidate.release_id = claim.release_id
    AND candidate.version = claim.current_version;

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
    candidate.rank = 1 AND coalesce(candidate.date_on = claim.published_on, FALSE) AS is_chosen
FROM claim
INNER JOIN staged_date AS candidate ON claim.position = candidate.position
WHERE claim.is_version OR claim.is_reclassified;
