-- One row a time that a publisher changed a release we had, or took its page away: the ledger.
CREATE OR REPLACE VIEW mart.corrections AS
WITH edits AS (
    SELECT
        release_id,
        version,
        cause,
        title,
        changed_fields,
        former_seen_at,
        observed_at
    FROM core.release_version
    WHERE version > 1 AND cause IN ('edited', 'reread')
),

told AS (
    SELECT
        change.release_id,
        change.version,
        list(change.change ORDER BY rank.position, change.field) AS changes,
        list(
            concat(
                change.field, ': ', coalesce(change.before[1], ''), ' → ',
                coalesce(change.after[1], '')
            )
            ORDER BY rank.position, change.field
        ) AS evidence,
        max(change.notice) AS notice
    FROM core.field_change AS change
    INNER JOIN edits
        ON change.release_id = edits.release_id AND change.version = edits.version
    INNER JOIN (
        VALUES
        ('correction', 1), ('removal', 2), ('substantive', 3), ('retitle', 4), ('re-date', 5),
        ('cosmetic', 6)
    ) AS rank (change, position) ON change.change = rank.change
    WHERE change.field NOT IN ('kind', 'language')
    GROUP BY change.release_id, change.version
),

joined AS (
    SELECT
        edits.release_id,
        edits.version,
        edits.title,
        edits.cause,
        coalesce(told.changes[1], '') AS change,
        edits.changed_fields,
        coalesce(told.evidence, []) AS evidence,
        coalesce(told.notice, '') AS notice,
        edits.former_seen_at AS changed_after_at,
        edits.observed_at AS changed_before_at
    FROM edits
    LEFT JOIN told ON edits.release_id = told.release_id AND edits.version = told.version
    UNION ALL
    SELECT
        removal.release_id,
        release.current_version AS version,
        version.title,
        'gone' AS cause,
        'removal' AS change,
        ['page'] AS changed_fields,
        [concat(removal.url, ': ', removal.error_kind)] AS evidence,
        '' AS notice,
        removal.last_there_at AS changed_after_at,
        removal.gone_at AS changed_before_at
    FROM mart.removals AS removal
    INNER JOIN core.release AS release ON removal.release_id = release.release_id
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
)

SELECT
    joined.release_id,
    joined.version,
    release.source_id,
    release.url,
    joined.title,
    first_version.published_on,
    joined.cause,
    joined.change,
    joined.changed_fields,
    joined.evidence,
    joined.notice,
    joined.change IN ('removal', 'substantive', 'retitle', 're-date') AND joined.notice = ''
        AS is_silent,
    joined.changed_after_at,
    joined.changed_before_at,
    -- From the hour it states, else from when we first saw it: a day alone would add up to a day.
    greatest(
        0,
        epoch(joined.changed_before_at) - epoch(
            least(
                coalesce(first_version.published_at, release.first_seen_at), release.first_seen_at
            )
        )
    ) / 3600 AS hours_to_change
FROM joined
INNER JOIN core.release AS release ON joined.release_id = release.release_id
INNER JOIN core.release_version AS first_version
    ON joined.release_id = first_version.release_id AND first_version.version = 1;
