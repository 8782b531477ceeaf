-- One row a missing release and a table that speaks of it.
WITH stated AS (
    SELECT
        'core.language_group' AS table_name,
        release_id
    FROM core.language_group
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.meeting_link' AS table_name,
        release_id
    FROM core.meeting_link
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.text_band' AS table_name,
        release_id
    FROM core.text_band
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.paragraph' AS table_name,
        release_id
    FROM core.paragraph
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.unlinked' AS table_name,
        release_id
    FROM core.unlinked
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.outcome' AS table_name,
        release_id
    FROM core.outcome
    WHERE release_id IS NOT NULL
    GROUP BY release_id
    UNION ALL
    SELECT
        'core.url_state' AS table_name,
        release_id
    FROM core.url_state
    WHERE release_id IS NOT NULL
    GROUP BY release_id
)

SELECT
    stated.table_name,
    stated.release_id
FROM stated
ANTI JOIN core.release AS release ON stated.release_id = release.release_id;
