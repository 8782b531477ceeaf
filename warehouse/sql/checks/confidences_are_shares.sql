-- One row a verdict or fact whose confidence is not between 0 and 1.
SELECT
    'core.release_version' AS table_name,
    release_id,
    version
FROM core.release_version
WHERE language_confidence NOT BETWEEN 0 AND 1 OR kind_confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.topic_assignment' AS table_name,
    release_id,
    version
FROM core.topic_assignment
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.date_candidate' AS table_name,
    release_id,
    version
FROM core.date_candidate
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.part' AS table_name,
    release_id,
    version
FROM core.part
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.quote' AS table_name,
    release_id,
    version
FROM core.quote
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.quantity' AS table_name,
    release_id,
    version
FROM core.quantity
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.work' AS table_name,
    release_id,
    version
FROM core.work
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.event_date' AS table_name,
    release_id,
    version
FROM core.event_date
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.agenda_item' AS table_name,
    release_id,
    version
FROM core.agenda_item
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.meeting' AS table_name,
    release_id,
    version
FROM core.meeting
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.mention' AS table_name,
    release_id,
    version
FROM core.mention
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.role_span' AS table_name,
    release_id,
    version
FROM core.role_span
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT
    'core.meeting_outcome' AS table_name,
    release_id,
    version
FROM core.meeting_outcome
WHERE confidence NOT BETWEEN 0 AND 1;
