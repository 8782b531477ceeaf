-- One row a time that the page of a release was found gone: 404 and 410 apart.
CREATE OR REPLACE VIEW mart.removals AS
WITH missed AS (
    SELECT DISTINCT url
    FROM raw."fetch"
    WHERE error_kind IN ('http-404', 'http-410', 'missing')
),

-- A request that failed otherwise, or was refused, says nothing of whether the page is there.
answers AS (
    SELECT
        request.url,
        request.fetched_at,
        request.fetch_id,
        request.error_kind,
        request.error_kind <> '' AS is_gone
    FROM raw."fetch" AS request
    INNER JOIN missed ON request.url = missed.url
    WHERE request.error_kind IN ('', 'http-404', 'http-410', 'missing')
),

turns AS (
    SELECT
        *,
        max(CASE WHEN NOT is_gone THEN fetched_at END) OVER earlier AS last_there_at,
        min(CASE WHEN NOT is_gone THEN fetched_at END) OVER later AS returned_at
    FROM answers
    WINDOW
        earlier AS (
            PARTITION BY url ORDER BY fetched_at, fetch_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ),
        later AS (
            PARTITION BY url ORDER BY fetched_at, fetch_id
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        )
)

SELECT
    release.release_id,
    release.source_id,
    turns.url,
    arg_max(turns.error_kind, turns.fetched_at) AS error_kind,
    arg_min(turns.error_kind, turns.fetched_at) AS first_error_kind,
    turns.last_there_at,
    min(turns.fetched_at) AS gone_at,
    turns.returned_at,
    count(*) AS request_count
FROM turns
INNER JOIN core.url_state AS state ON turns.url = state.url AND state.role = 'document'
INNER JOIN core.release AS release ON state.release_id = release.release_id
WHERE turns.is_gone
GROUP BY
    release.release_id, release.source_id, turns.url, turns.last_there_at, turns.returned_at;
