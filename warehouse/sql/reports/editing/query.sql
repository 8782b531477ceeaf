-- One row a publisher: how often it changes what it published, how openly, and how soon.
WITH ledger AS (
    SELECT
        source_id,
        count(DISTINCT release_id) AS changed_count,
        count(*) FILTER (WHERE cause = 'edited') AS edit_count,
        count(*) FILTER (WHERE change = 'correction') AS correction_count,
        count(*) FILTER (WHERE is_silent) AS silent_count,
        count(*) FILTER (WHERE change = 'cosmetic') AS cosmetic_count,
        count(*) FILTER (WHERE cause = 'gone' AND evidence[1] LIKE '%http-404') AS not_found_count,
        count(*) FILTER (WHERE cause = 'gone' AND evidence[1] LIKE '%http-410')
            AS taken_away_count,
        quantile_cont(hours_to_change, 0.5) FILTER (WHERE cause = 'edited') AS edit_hours_p50,
        quantile_cont(hours_to_change, 0.95) FILTER (WHERE cause = 'edited') AS edit_hours_p95,
        max(changed_before_at) AS last_changed_at,
        min(DISTINCT release_id, 10) AS release_ids
    FROM mart.corrections
    WHERE
        cause IN ('edited', 'gone')
        AND ($since IS NULL OR changed_before_at >= cast($since AS TIMESTAMPTZ))
    GROUP BY source_id
),

held AS (
    SELECT
        source_id,
        count(*) AS release_count
    FROM core.release
    GROUP BY source_id
)

SELECT
    held.source_id,
    held.release_count,
    coalesce(ledger.changed_count, 0) AS changed_count,
    round(coalesce(ledger.changed_count, 0) / held.release_count, 4) AS changed_share,
    coalesce(ledger.edit_count, 0) AS edit_count,
    coalesce(ledger.correction_count, 0) AS correction_count,
    coalesce(ledger.silent_count, 0) AS silent_count,
    coalesce(ledger.cosmetic_count, 0) AS cosmetic_count,
    coalesce(ledger.not_found_count, 0) AS not_found_count,
    coalesce(ledger.taken_away_count, 0) AS taken_away_count,
    round(ledger.edit_hours_p50, 1) AS edit_hours_p50,
    round(ledger.edit_hours_p95, 1) AS edit_hours_p95,
    ledger.last_changed_at,
    coalesce(ledger.release_ids, []) AS release_ids
FROM held
LEFT JOIN ledger ON held.source_id = ledger.source_id
ORDER BY changed_share DESC, held.source_id;
