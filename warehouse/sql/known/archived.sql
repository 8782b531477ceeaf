-- One row an address: the request that brought its latest archived bytes, in the order they came.
WITH latest AS (
    SELECT
        source_id,
        fetch_id,
        fetched_at
    FROM raw."fetch"
    WHERE
        outcome = 'fetched' AND archive_file <> ''
        AND ($source_id IS NULL OR source_id = $source_id)
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id DESC) = 1
)

SELECT
    source_id,
    fetch_id
FROM latest
WHERE
    ($since IS NULL OR cast(fetched_at AS DATE) >= cast($since AS DATE))
    AND ($until IS NULL OR cast(fetched_at AS DATE) <= cast($until AS DATE))
ORDER BY source_id, fetched_at, fetch_id;
