-- One row a version that facts were found in but that is missing, and the table they are in.
WITH stated AS (
    SELECT
        'core.part' AS table_name,
        release_id,
        version
    FROM core.part
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.quote' AS table_name,
        release_id,
        version
    FROM core.quote
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.quantity' AS table_name,
        release_id,
        version
    FROM core.quantity
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.work' AS table_name,
        release_id,
        version
    FROM core.work
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.event_date' AS table_name,
        release_id,
        version
    FROM core.event_date
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.agenda_item' AS table_name,
        release_id,
        version
    FROM core.agenda_item
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.meeting' AS table_name,
        release_id,
        version
    FROM core.meeting
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.entity' AS table_name,
        release_id,
        version
    FROM core.entity
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.mention' AS table_name,
        release_id,
        version
    FROM core.mention
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.role_span' AS table_name,
        release_id,
        version
    FROM core.role_span
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.meeting_participant' AS table_name,
        release_id,
        version
    FROM core.meeting_participant
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.meeting_outcome' AS table_name,
        release_id,
        version
    FROM core.meeting_outcome
    GROUP BY release_id, version
    UNION ALL
    SELECT
        'core.foreign_paragraph' AS table_name,
        release_id,
        version
    FROM core.foreign_paragraph
    GROUP BY release_id, version
)

SELECT
    stated.table_name,
    stated.release_id,
    stated.version
FROM stated
ANTI JOIN core.release_version AS version
    ON stated.release_id = version.release_id AND stated.version = version.version;
