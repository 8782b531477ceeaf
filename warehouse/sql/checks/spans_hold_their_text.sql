-- One row a fact whose place in the text is none, or not as long as its words.
SELECT
    'core.part' AS table_name,
    release_id,
    version,
    position
FROM core.part
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.quote' AS table_name,
    release_id,
    version,
    position
FROM core.quote
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.quantity' AS table_name,
    release_id,
    version,
    position
FROM core.quantity
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.work' AS table_name,
    release_id,
    version,
    position
FROM core.work
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.event_date' AS table_name,
    release_id,
    version,
    position
FROM core.event_date
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.agenda_item' AS table_name,
    release_id,
    version,
    position
FROM core.agenda_item
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.meeting' AS table_name,
    release_id,
    version,
    position
FROM core.meeting
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.mention' AS table_name,
    release_id,
    version,
    position
FROM core.mention
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.role_span' AS table_name,
    release_id,
    version,
    position
FROM core.role_span
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.meeting_outcome' AS table_name,
    release_id,
    version,
    position
FROM core.meeting_outcome
WHERE span_start < 0 OR span_end <= span_start OR length(text) <> span_end - span_start
UNION ALL
SELECT
    'core.foreign_paragraph' AS table_name,
    release_id,
    version,
    position
FROM core.foreign_paragraph
WHERE span_start < 0 OR span_end <= span_start;
