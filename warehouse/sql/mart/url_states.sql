-- One row a URL and role it has: how it answered last, and when it is asked again.
CREATE OR REPLACE VIEW mart.url_states AS
SELECT
    state.source_id,
    source.name AS source_name,
    state.url,
    state.role,
    state.state,
    state.error_kind,
    state.failure_count,
    state.interval_hours,
    state.first_seen_at,
    state.last_seen_at,
    state.last_asked_at,
    state.last_changed_at,
    state.next_due_at,
    state.release_id
FROM core.url_state AS state
LEFT JOIN core.source AS source ON state.source_id = source.source_id;
