-- One row a publisher, with what we hold of it.
CREATE OR REPLACE VIEW mart.sources AS
WITH held AS (
    SELECT
        release.source_id,
        count(*) AS release_count,
        count(release.duplicate_of_release_id) AS duplicate_count,
        min(version.published_on) AS first_published_on,
        max(version.published_on) AS last_published_on,
        max(release.last_seen_at) AS last_seen_at
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
    GROUP BY release.source_id
),

refused AS (
    SELECT
        source_id,
        count(*) AS rejection_count
    FROM raw.rejection
    WHERE resolved_at IS NULL
    GROUP BY source_id
),

asked AS (
    SELECT
        source_id,
        count(*) FILTER (WHERE state = 'blocked') AS blocked_count,
        count(*) FILTER (WHERE state = 'empty') AS empty_count,
        count(*) FILTER (WHERE state = 'gone') AS gone_count,
        count(*) FILTER (WHERE state = 'failing') AS failing_count,
        max(last_asked_at) AS last_asked_at,
        min(next_due_at) AS next_due_at
    FROM core.url_state
    GROUP BY source_id
)

SELECT
    source.source_id,
    source.name,
    source.organisation,
    source.country,
    source.homepage,
    source.languages,
    source.cron,
    source.timezone,
    coalesce(held.release_count, 0) AS release_count,
    coalesce(held.duplicate_count, 0) AS duplicate_count,
    coalesce(refused.rejection_count, 0) AS rejection_count,
    held.first_published_on,
    held.last_published_on,
    held.last_seen_at,
    coalesce(asked.blocked_count, 0) AS blocked_count,
    coalesce(asked.empty_count, 0) AS empty_count,
    coalesce(asked.gone_count, 0) AS gone_count,
    coalesce(asked.failing_count, 0) AS failing_count,
    asked.last_asked_at,
    asked.next_due_at
FROM core.source AS source
LEFT JOIN held ON source.source_id = held.source_id
LEFT JOIN refused ON source.source_id = refused.source_id
LEFT JOIN asked ON source.source_id = asked.source_id;
