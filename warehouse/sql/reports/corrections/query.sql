-- One row a time a publisher changed a release or took its page away, the newest first.
SELECT
    changed_before_at,
    changed_after_at,
    source_id,
    change,
    is_silent,
    cause,
    title,
    changed_fields,
    evidence,
    notice,
    round(hours_to_change, 1) AS hours_to_change,
    version,
    release_id,
    url
FROM mart.corrections
WHERE
    ($cause = 'all' OR cause = $cause OR ($cause = 'edited' AND cause = 'gone'))
    AND ($source IS NULL OR source_id = $source)
    AND ($change IS NULL OR change = $change)
    AND ($since IS NULL OR changed_before_at >= cast($since AS TIMESTAMPTZ))
    AND (NOT $silent OR is_silent)
ORDER BY changed_before_at DESC, url, version DESC
LIMIT $limit;
