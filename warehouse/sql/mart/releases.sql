-- One row a release, as its newest version states it, with its publisher.
CREATE OR REPLACE VIEW mart.releases AS
WITH topics AS (
    SELECT
        release_id,
        version,
        list(label ORDER BY confidence DESC, topic_id) AS labels
    FROM core.topic_assignment
    GROUP BY release_id, version
),

-- Few releases were edited, or have a page in trouble: only of these is more asked.
edits AS (
    SELECT DISTINCT release_id
    FROM core.release_version
    WHERE version > 1 AND cause = 'edited'
),

troubled AS (
    SELECT DISTINCT release_id
    FROM core.url_state
    WHERE release_id IS NOT NULL AND role = 'document' AND state <> 'ok'
),

-- A release that stands at several addresses is there as long as one of them answers.
pages AS (
    SELECT
        page.release_id,
        CASE
            WHEN bool_or(page.state = 'ok') THEN 'ok'
            ELSE arg_max(page.state, page.last_asked_at)
        END AS state,
        CASE
            WHEN bool_or(page.state = 'ok') THEN ''
            ELSE arg_max(page.error_kind, page.last_asked_at)
        END AS error_kind
    FROM core.url_state AS page
    INNER JOIN troubled ON page.release_id = troubled.release_id
    WHERE page.role = 'document'
    GROUP BY page.release_id
)

SELECT
    release.release_id,
    release.source_id,
    source.name AS source_name,
    source.country,
    release.url,
    version.title,
    version.body,
    version.published_on,
    version.published_at,
    version.number,
    version.language,
    version.language_confidence,
    version.kind,
    version.kind_confidence,
    version.kind_evidence,
    coalesce(topics.labels, []) AS topics,
    release.duplicate_of_release_id IS NOT NULL AS is_duplicate,
    release.duplicate_of_release_id,
    edits.release_id IS NOT NULL AS is_edited,
    coalesce(pages.state, 'ok') AS page_state,
    coalesce(pages.error_kind, '') AS page_error_kind,
    release.current_version,
    release.first_seen_at,
    release.last_seen_at,
    version.observed_at,
    version.format,
    version.repairs,
    version.digest,
    version.rule_version,
    version.run_id,
    version.archive_file,
    version.archive_offset
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN edits ON release.release_id = edits.release_id
LEFT JOIN topics
    ON
        release.release_id = topics.release_id
        AND release.current_version = topics.version
LEFT JOIN pages ON release.release_id = pages.release_id
LEFT JOIN core.source AS source ON release.source_id = source.source_id;
