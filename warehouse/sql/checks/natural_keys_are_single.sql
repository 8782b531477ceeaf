-- One row a natural key that stands more than once.
WITH keys AS (
    SELECT
        'raw.run' AS table_name,
        run_id AS natural_key
    FROM raw.run
    UNION ALL
    SELECT
        'raw.batch' AS table_name,
        batch_id AS natural_key
    FROM raw.batch
    UNION ALL
    SELECT
        'raw.fetch' AS table_name,
        fetch_id AS natural_key
    FROM raw."fetch"
    UNION ALL
    SELECT
        'raw.rejection' AS table_name,
        concat_ws(' ', url, raw_digest, stage, reason) AS natural_key
    FROM raw.rejection
    UNION ALL
    SELECT
        'raw.backfill_stop' AS table_name,
        concat_ws(' ', source_id, since_on, until_on, channel, url) AS natural_key
    FROM raw.backfill_stop
    UNION ALL
    SELECT
        'core.source' AS table_name,
        source_id AS natural_key
    FROM core.source
    UNION ALL
    SELECT
        'core.release' AS table_name,
        release_id AS natural_key
    FROM core.release
    UNION ALL
    SELECT
        'core.release_version' AS table_name,
        concat_ws(' ', release_id, version) AS natural_key
    FROM core.release_version
    UNION ALL
    SELECT
        'core.field_change' AS table_name,
        concat_ws(' ', release_id, version, field) AS natural_key
    FROM core.field_change
    UNION ALL
    SELECT
        'core.language_group' AS table_name,
        release_id AS natural_key
    FROM core.language_group
    UNION ALL
    SELECT
        'core.meeting_link' AS table_name,
        concat_ws(' ', release_id, meeting) AS natural_key
    FROM core.meeting_link
    UNION ALL
    SELECT
        'core.topic_assignment' AS table_name,
        concat_ws(' ', release_id, version, topic_id) AS natural_key
    FROM core.topic_assignment
    UNION ALL
    SELECT
        'core.date_candidate' AS table_name,
        concat_ws(' ', release_id, version, position) AS natural_key
    FROM core.date_candidate
    UNION ALL
    SELECT
        'core.near_duplicate' AS table_name,
        concat_ws(' ', release_id, origin_release_id, method) AS natural_key
    FROM core.near_duplicate
    UNION ALL
    SELECT
        'core.outcome' AS table_name,
        concat_ws(' ', run_id, fetch_id) AS natural_key
    FROM core.outcome
    UNION ALL
    SELECT
        'core.coverage' AS table_name,
        concat_ws(' ', run_id, source_id) AS natural_key
    FROM core.coverage
    UNION ALL
    SELECT
        'core.url_state' AS table_name,
        concat_ws(' ', role, url) AS natural_key
    FROM core.url_state
    UNION ALL
    SELECT
        'core.channel_reading' AS table_name,
        url AS natural_key
    FROM core.channel_reading
    UNION ALL
    SELECT
        'core.check_result' AS table_name,
        concat_ws(' ', run_id, check_name) AS natural_key
    FROM core.check_result
)

SELECT
    table_name,
    natural_key,
    count(*) AS row_count
FROM keys
GROUP BY table_name, natural_key
HAVING count(*) > 1;
