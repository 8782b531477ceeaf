-- One row a URL: those that need a person first, then those due soonest.
SELECT
    source_id,
    role,
    state,
    error_kind,
    failure_count AS failures,
    round(interval_hours, 1) AS interval_hours,
    last_asked_at,
    last_changed_at,
    next_due_at,
    url
FROM mart.url_states
WHERE
    ($source IS NULL OR source_id = $source)
    AND ($state IS NULL OR state = $state)
    AND ($role IS NULL OR role = $role)
ORDER BY
    state = 'ok',
    role,
    failure_count DESC,
    next_due_at NULLS LAST,
    url
LIMIT $limit;
