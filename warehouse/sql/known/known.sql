-- One row an address whose latest archived bytes gave a release that was loaded.
--
-- An address is left out, and so is fetched and read in full, when its bytes were rejected or
-- when the load that should have followed its fetch never came. Asked "changed since?", such an
-- address would answer "no" for good and its document would never be seen again.
WITH asked AS (
    SELECT request.*
    FROM raw."fetch" AS request
    INNER JOIN staged_url AS staged ON request.url = staged.url
    WHERE request.outcome <> 'failed'
),

archived AS (
    SELECT
        url,
        fetch_id,
        raw_digest,
        fetched_at
    FROM asked
    WHERE outcome = 'fetched' AND raw_digest IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id DESC) = 1
),

-- The newest validators the publisher gave, for a 304 may renew them.
validators AS (
    SELECT
        asked.url,
        asked.etag,
        asked.last_modified
    FROM asked
    INNER JOIN archived ON asked.url = archived.url AND asked.fetched_at >= archived.fetched_at
    WHERE asked.etag <> '' OR asked.last_modified <> ''
    QUALIFY row_number() OVER (
        PARTITION BY asked.url ORDER BY asked.fetched_at DESC, asked.fetch_id DESC
    ) = 1
),

results AS (
    SELECT
        outcome.fetch_id,
        arg_max(outcome.release_id IS NOT NULL, run.started_at) AS is_loaded
    FROM core.outcome AS outcome
    INNER JOIN archived ON outcome.fetch_id = archived.fetch_id
    INNER JOIN raw.run AS run ON outcome.run_id = run.run_id
    GROUP BY outcome.fetch_id
)

SELECT
    archived.url,
    archived.raw_digest,
    coalesce(validators.etag, '') AS etag,
    coalesce(validators.last_modified, '') AS last_modified
FROM archived
INNER JOIN results ON archived.fetch_id = results.fetch_id
LEFT JOIN validators ON archived.url = validators.url
WHERE results.is_loaded
ORDER BY archived.url;
